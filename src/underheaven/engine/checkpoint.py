"""Checkpoints: an arm under way on the disk, from which it goes on as if it had never stopped.

A file is one line of JSON (what it belongs to, numbers, and the names, types and shapes of its arrays), the bytes of the arrays one after
another, and the SHA-256 of all that. It appears whole or not at all. The tallies of the days since the last checkpoint stand in a file
of their own that names the one before it, so that a long run never writes its past twice. Nothing in them depends on threads or blocks.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.files import whole, writing

FORMAT = 1
KEPT = 2
"""Checkpoints that stay: the last one, and the one before it in case the last is damaged."""
_MAGIC = "underheaven checkpoint"
_CHUNK = 1 << 24
_LONGEST_HEADER = 1 << 24
_SECONDS, _SHARE = 30.0, 100.0
"""Without a wish of the user: at most one in half a minute, and less than a hundredth of the time."""

Arrays = dict[str, NDArray[Any]]


class Refused(Exception):  # noqa: N818
    """A checkpoint cannot be used; the message is the reason."""


@dataclass(slots=True)
class Saved:
    """What a checkpoint holds."""

    day: int
    """Last day that was lived, burn-in included."""
    numbers: dict[str, Any]
    arrays: Arrays
    tallies: Arrays = field(default_factory=dict)
    """Of all measured days of the run; those to come are zero. Empty if none was lived yet."""
    past: bool = False
    """Whether another run lived until here."""


def write(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> str:
    """Write one file; returns its SHA-256."""
    shapes = [[name, array.dtype.newbyteorder("<").str, list(array.shape)] for name, array in arrays.items()]
    first = json.dumps({_MAGIC: FORMAT, **header, "arrays": shapes}, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    digest = hashlib.sha256(first)
    with whole(path) as aside, aside.open("wb") as file:
        file.write(first)
        for array in arrays.values():
            for words in _chunks(np.ascontiguousarray(array, array.dtype.newbyteorder("<"))):
                digest.update(words)
                file.write(words)
        file.write(digest.digest())
    return digest.hexdigest()


def _chunks(array: NDArray[Any]) -> Iterator[memoryview]:
    """The bytes of an array, piece by piece and not copied."""
    words = array.reshape(-1).view(np.uint8).data
    return (words[start : start + _CHUNK] for start in range(0, len(words), _CHUNK))


def read(path: Path, identity: Mapping[str, Any]) -> tuple[dict[str, Any], Arrays, str]:
    """Header, arrays and SHA-256 of a file.

    Raises:
        Refused: if it is damaged, of another version, or of another run.
    """
    try:
        with path.open("rb") as file:
            return _read(file, identity)
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror or error}") from None


def _read(file: BufferedReader, identity: Mapping[str, Any]) -> tuple[dict[str, Any], Arrays, str]:
    first = file.readline(_LONGEST_HEADER)
    try:
        header = json.loads(first)
        version, theirs, shapes = header[_MAGIC], header["identity"], header["arrays"]
        rooms = {str(name): (np.dtype(kind), tuple(map(int, shape))) for name, kind, shape in shapes}
        if any(kind.kind not in "iu" for kind, _ in rooms.values()):
            raise ValueError("only integers are kept")
        size = sum(kind.itemsize * int(np.prod(shape, dtype=object)) for kind, shape in rooms.values())
    except (ValueError, KeyError, TypeError):
        raise Refused("it is damaged: its first line cannot be read") from None
    if version != FORMAT:
        raise Refused(f"its format is {version}; this version of underheaven reads {FORMAT}")
    differing = [f"{name} was {theirs.get(name)}, is {value}" for name, value in identity.items() if theirs.get(name) != value]
    if differing:
        raise Refused(f"it belongs to another run ({'; '.join(differing)})")
    if file.seek(0, 2) != len(first) + size + 32:
        raise Refused("it is damaged: it has not the length that it should have")
    file.seek(len(first))
    digest, arrays = hashlib.sha256(first), {}
    for name, (kind, shape) in rooms.items():
        arrays[name] = np.empty(shape, kind)
        for words in _chunks(arrays[name]):
            file.readinto(words)
            digest.update(words)
    if file.read(32) != digest.digest():
        raise Refused("it is damaged: its checksum differs")
    return header, arrays, digest.hexdigest()


@dataclass
class Checkpoints:
    """The checkpoints of one arm of one world."""

    folder: Path
    identity: Mapping[str, Any]
    """What must agree before an arm may go on from one; plain JSON data."""
    every: int | None = None
    """Measured days between two; 0 for none; None for what costs little."""
    past: "Checkpoints | None" = None
    """Those of the run whose past this one shares; they are only read."""
    tell: Callable[[str], None] = field(default=lambda text: None)
    newest: int = 0
    """Day of the last checkpoint that was written or gone on from; 0 if there is none."""
    _chain: dict[str, Any] | None = None
    _told: int = 0
    """Measured days whose tallies are on the disk."""
    _time: float = field(default_factory=time.monotonic)
    _cost: float = 0.0

    def resume(self, days: int, burn_in: int) -> Saved | None:
        """The last good checkpoint of this arm, else the last of its past within ``burn_in``; None to begin at the beginning."""
        self._chain, self._told = None, 0
        found = self._last(days)
        self.newest = found.day if found is not None else 0
        self._tidy()
        if found is None and self.past is not None:
            found = self.past._last(0, burn_in)
        self._time = time.monotonic()
        return found

    def due(self, day: int) -> bool:
        """Whether a checkpoint is due after measured ``day``; not above 0 during the burn-in."""
        if self.every is not None:
            return self.every > 0 and day % self.every == 0
        return time.monotonic() - self._time >= max(_SECONDS, _SHARE * self._cost)

    def save(self, day: int, measured: int, numbers: Mapping[str, Any], arrays: Arrays, tallies: Arrays) -> None:
        """Write what was lived until ``day``, and the tallies of the first ``measured`` days as far as they are not on the disk."""
        began = time.monotonic()
        if measured > self._told:
            name = f"{self._told + 1:05}-{measured:05}.tallies"
            header = {"identity": self.identity, "first": self._told, "last": measured, "before": self._chain}
            digest = write(self.folder / name, header, {name: rows[self._told : measured] for name, rows in tallies.items()})
            self._chain, self._told = {"file": name, "sha256": digest}, measured
        with writing(self.folder):
            for old in self._states()[KEPT - 1 :]:
                old.unlink()
        header = {"identity": self.identity, "day": day, "measured": measured, "tallies": self._chain, "numbers": numbers}
        write(self.folder / f"{day:05}.state", header, arrays)
        self.newest, self._time = day, time.monotonic()
        self._cost = self._time - began

    def close(self, keep: bool) -> None:
        """The arm is finished and kept elsewhere: its checkpoints go, unless they are wanted as a past for other futures."""
        with suppress(OSError):
            for file in self.folder.iterdir():
                if not keep or file.suffix != ".state":
                    file.unlink()
            for folder in (self.folder, self.folder.parent):
                folder.rmdir()

    def _last(self, days: int, latest: int | None = None) -> Saved | None:
        for path in self._states():
            if latest is not None and int(path.stem) > latest:
                continue
            try:
                header, arrays, _ = read(path, self.identity)
                found = Saved(header["day"], header["numbers"], arrays, past=latest is not None)
                if latest is None:
                    self._read_tallies(header["tallies"], days, found.tallies)
                    self._chain, self._told = header["tallies"], header["measured"]
                return found
            except Refused as reason:
                self.tell(f"{path} is not used: {reason}")
        return None

    def _read_tallies(self, link: Mapping[str, Any] | None, days: int, into: Arrays) -> None:
        while link is not None:
            try:
                header, arrays, digest = read(self.folder / link["file"], self.identity)
            except Refused as reason:
                raise Refused(f"of {link['file']}, which belongs to it, {reason}") from None
            if digest != link["sha256"]:
                raise Refused(f"{link['file']}, which belongs to it, was changed")
            for name, rows in arrays.items():
                into.setdefault(name, np.zeros((days, *rows.shape[1:]), rows.dtype))[header["first"] : header["last"]] = rows
            link = header["before"]

    def _states(self) -> list[Path]:
        """Files of checkpoints, the last first."""
        return sorted((path for path in self.folder.glob("*.state") if path.stem.isdigit()), reverse=True)

    def _tidy(self) -> None:
        """Make the folder, and remove from it what was refused or not finished."""
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            for file in self.folder.iterdir():
                last = file.stem.rpartition("-")[2]
                if not last.isdigit() or int(last) > (self.newest if file.suffix == ".state" else self._told):
                    file.unlink()
