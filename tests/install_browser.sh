#!/bin/sh
# Finds Chromium for the tests marked "browser", or installs Debian's when it may (root with apt-get).
# Without one those tests are skipped, except under CI=true, which requires them.
set -u

found() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}

if ! found && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests (apt-get, as root)"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -o DPkg::Lock::Timeout=300 update && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium; } >"$log" 2>&1 || tail -n 5 "$log"
    rm -f "$log"
fi
if ! found; then
    echo "No Chromium here, and none could be installed (this takes root and apt-get): browser tests are skipped"
    [ "${CI:-}" != true ] || { echo "CI requires them" >&2; exit 1; }
fi
