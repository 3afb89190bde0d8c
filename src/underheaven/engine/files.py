"""Files that appear whole or not at all: written aside in the same folder, flushed to the disk, renamed."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ASIDE = ".writing"


class FolderError(Exception):
    """Something is wrong with a run folder; the message is one line for the user."""

    exit_code = 2


class NotARunFolder(FolderError):  # noqa: N818
    """The path is no run folder."""


class Incomplete(FolderError):  # noqa: N818
    """The run has not finished."""


class Damaged(FolderError):  # noqa: N818
    """A file is missing, or differs from its checksum."""


class Occupied(FolderError):  # noqa: N818
    """The folder holds something else: a finished run, another run, or other files."""


class Unwritable(FolderError):  # noqa: N818
    """The folder could not be written while running: no permission, no room, or gone."""

    exit_code = 3


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the operating system or DuckDB says about a failed write into one clear line."""
    try:
        yield
    except OSError as error:
        raise Unwritable(f"cannot write to {folder}: {error.strerror or error}") from error
    except Exception as error:
        kind = type(error)  # compared by name, because duckdb must not be imported for a message
        if kind.__name__ in ("IOException", "FatalException") and "duckdb" in kind.__module__:
            raise Unwritable(f"cannot write to {folder}: {_reason(str(error))}") from error
        raise


def _reason(said: str) -> str:
    """DuckDB's reason; one from a writing thread arrives wrapped in JSON."""
    wrapped = re.search(r'"exception_message":"((?:[^"\\]|\\.)*)"', said)
    return wrapped[1].replace('\\"', "'") if wrapped else said.splitlines()[0]


def sync(path: Path) -> None:
    """Flush a file or a folder's list of names to the disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows cannot open a folder
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; on success it becomes ``path`` at once, on failure nothing remains."""
    aside = path.with_name(f".{path.name}{_ASIDE}")
    try:
        with writing(path.parent):
            yield aside
            sync(aside)
            os.replace(aside, path)
            sync(path.parent)
    finally:
        with suppress(OSError):
            aside.unlink()


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder to fill; on success it becomes ``path`` at once, on failure nothing remains."""
    aside = path.with_name(f".{path.name}{_ASIDE}")
    try:
        with writing(path.parent):
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            yield aside
            for file in aside.iterdir():
                sync(file)
            sync(aside)
            shutil.rmtree(path, ignore_errors=True)
            os.replace(aside, path)
            sync(path.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
