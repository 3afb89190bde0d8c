"""Documents and checksums of a run folder; what makes a file whole stands in ``engine.files``."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from underheaven.engine.files import (
    Damaged,
    FolderError,
    Incomplete,
    NotARunFolder,
    Occupied,
    Unwritable,
    sync,
    whole,
    whole_folder,
    writing,
)

__all__ = [
    "Damaged", "FolderError", "Incomplete", "NotARunFolder", "Occupied", "Unwritable", "checksum", "claimed", "read_json", "sync", "whole",
    "whole_folder", "write_json", "writing",
]  # fmt: skip


def write_json(path: Path, document: Any) -> None:
    """Write one JSON document, whole or not at all."""
    with whole(path) as aside:
        aside.write_text(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """The document in a JSON file.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no JSON.
    """
    return json.loads(path.read_text(encoding="utf-8"))


def checksum(path: Path) -> dict[str, Any]:
    """SHA-256 and size of a file, as they stand in the manifest."""
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold the folder for this process, so that two runs never write into one; the claim dies with the process.

    Raises:
        Occupied: while another process holds it.
    """
    try:
        import fcntl
    except ImportError:  # no such lock on Windows
        yield
        return
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(f"{folder} is being written by another run") from None
        yield
    finally:
        os.close(handle)
