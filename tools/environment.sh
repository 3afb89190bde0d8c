#!/bin/sh
# Makes .venv from uv.lock with every extra: no root, no prepared cache, nothing but python3 with pip (or venv).
# uv itself goes into .uv, at the version and with the checksums of tools/uv.txt. The machine's own pip and uv settings (a mirror,
# a proxy, certificates) are honoured and never written down.
set -eu
cd "$(dirname "$0")/.."

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if fits "$candidate"; then
        python=$("$candidate" -c 'import sys; print(sys.executable)')
        break
    fi
done
if [ -z "$python" ]; then
    echo "Underheaven needs Python 3.11, 3.12 or 3.13; ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>&1 || true)." >&2
    echo "Install one of these, or name it: make demo PYTHON=/path/to/python3.12 (no Python is downloaded for you)." >&2
    exit 2
fi

version=$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' tools/uv.txt)
if [ "$(.uv/bin/uv --version 2>/dev/null | cut -d ' ' -f 2)" != "$version" ]; then
    echo "Fetching uv $version into .uv"
    rm -rf .uv
    if "$python" -m pip --version >/dev/null 2>&1; then
        PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_ROOT_USER_ACTION=ignore "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target .uv -r tools/uv.txt
    elif "$python" -m venv .uv 2>/dev/null; then
        .uv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tools/uv.txt
    else
        rm -rf .uv
        echo "$python has neither pip nor venv; on Debian or Ubuntu: apt-get install python3-pip" >&2
        exit 2
    fi
fi

echo "Installing the locked dependencies into .venv (about 1.6 GB; a few minutes the first time)"
unset VIRTUAL_ENV
if [ -z "${UV_SYSTEM_CERTS:-}" ] && [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    export UV_SYSTEM_CERTS=true # so that a certificate which the machine's owner trusts is trusted here too
fi
UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-180} \
    .uv/bin/uv sync --quiet --frozen --all-extras --python "$python"
