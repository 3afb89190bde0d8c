"""``serve``: the page on this machine."""

import secrets
from pathlib import Path

from underheaven.commands.console import DONE, BadInput, say, show_json

_GENERATED = "new"


def serve(host: str, port: int, token: str, runs: Path, threads: int | None, budget: int | None, as_json: bool) -> int:
    """Serve the page until Ctrl-C; exit 2 for an address that cannot be had, or one that needs a token and has none."""
    import os
    import socket

    from underheaven.web.serve import bind
    from underheaven.web.serve import serve as run
    from underheaven.web.settings import LOOPBACK, Settings

    if not 0 <= port <= 65_535:
        raise BadInput(f"--port is a number from 0 to 65535; got {port}")
    if host not in LOOPBACK and not token:
        raise BadInput(f"{host} can be reached by others: protect the page with --token SECRET (--token new makes one)")
    token = secrets.token_urlsafe(24) if token == _GENERATED else token
    if token and (len(token) < 12 or not token.isascii() or not token.isprintable() or set(token) & set(' ";,\\')):
        raise BadInput("--token has at least 12 letters and digits; --token new makes one")
    if runs.exists() and not runs.is_dir():
        raise BadInput(f"{runs}: not a folder")
    usual = Settings(runs=Path())
    settings = Settings(runs.absolute(), host, token, threads or min(2, os.cpu_count() or 1), usual.budget if budget is None else budget)
    try:
        bound = bind(host, port)
    except OSError as error:
        other = "--host" if isinstance(error, socket.gaierror) else "--port"
        raise BadInput(f"{host}:{port} cannot be had: {error.strerror or error}; choose another with {other}") from None
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name}:{bound.getsockname()[1]}/" + (f"?token={token}" if token else "")
    if as_json:
        show_json({"url": url, "runs": str(settings.runs)})
    else:
        say(f"the page: {url}\nruns stand in {settings.runs}; Ctrl-C ends the server")
    run(settings, bound)
    return DONE
