"""Start the server: bind, say where it is, serve until Ctrl-C."""

import socket
from contextlib import suppress

import uvicorn

from underheaven.web.app import create_app
from underheaven.web.settings import Settings


def bind(host: str, port: int) -> socket.socket:
    """A listening socket, so that a port in use is said before anything starts.

    Raises:
        OSError: if the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(256)
    except OSError:
        bound.close()
        raise
    return bound


def serve(settings: Settings, bound: socket.socket) -> None:
    """Serve the page on a bound socket until it is told to stop."""
    config = uvicorn.Config(
        create_app(settings), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1, lifespan="on",
        h11_max_incomplete_event_size=65_536,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[bound])
