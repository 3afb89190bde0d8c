"""Find or start a Ray cluster for as long as a run lasts. Ray itself is imported here alone, and only when it is wanted."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from underheaven.engine.run import Running

LOCAL = "local"
_SECONDS_TO_ANSWER = 5
_STORE = 256 * 2**20
"""Bytes of Ray's store of objects, where Ray is started here: two days of messages at 10^8 citizens, words on their way."""


class NoCluster(Exception):  # noqa: N818
    """There is no cluster to run on; the message is one line for the user."""

    exit_code = 2


@contextmanager
def cluster(address: str, workers: int | None, threads: int) -> Iterator[tuple[int, "Callable[..., Running]"]]:
    """Connect to the cluster at ``address`` (``local``: start Ray here): how many workers, and what makes a running world on them.

    Without a number there are as many workers as the processors of the cluster allow.

    Raises:
        NoCluster: without Ray, if nothing answers, or if the cluster has too few processors.
    """
    try:
        import ray
    except ImportError:
        raise NoCluster("--address needs Ray: pip install 'underheaven[cluster]'") from None
    if address == LOCAL:
        wanted = workers * threads if workers else None
        ray.init(
            address=LOCAL, num_cpus=wanted, include_dashboard=False, object_store_memory=_STORE,
            log_to_driver=False, logging_level=logging.ERROR,
        )  # fmt: skip
    else:
        try:
            if ":" in address:  # Ray itself would try for minutes
                host, _, port = address.removeprefix("ray://").rpartition(":")
                socket.create_connection((host, int(port)), timeout=_SECONDS_TO_ANSWER).close()
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:  # Ray has no class of its own for it
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise NoCluster(f"no Ray cluster answers at {address}: {reason}") from None
    try:
        room = int(cast(Any, ray).cluster_resources().get("CPU", 0)) // threads
        if room < (workers or 1):
            raise NoCluster(f"the cluster has room for {room} workers of {threads} threads; {workers or 1} are wanted")
        from underheaven.engine.cluster.far import FarRunning

        yield workers or room, partial(FarRunning, workers=workers or room)
    finally:
        ray.shutdown()
