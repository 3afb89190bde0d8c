"""The folder of a study: a manifest, every life that was lived as a line of ``lives.jsonl``, tables at the end, a report.

A line is written and flushed as soon as its life ends, so a study that was killed goes on from there. Tables appear whole or not at
all. A study with the same question gives the same tables; which lives were kept from an earlier session does not matter.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from underheaven.measures.arms import copy_to, database, quoted
from underheaven.measures.files import Damaged, FolderError, Incomplete, Occupied, checksum, read_json, whole, write_json, writing

MANIFEST, LIVES = "manifest.json", "lives.jsonl"
RESULTS, WORLDS = "results.parquet", "worlds.parquet"
_FORMAT = 1


class NotAStudy(FolderError):  # noqa: N818
    """The path is no study folder."""


class StudyFolder:
    """A study folder, finished or under way."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest

    @classmethod
    def peek(cls, path: Path | str) -> Self:
        """A study folder in any state.

        Raises:
            NotAStudy: if it is none.
            Damaged: if its manifest cannot be read.
        """
        path = Path(path)
        try:
            manifest = read_json(path / MANIFEST)
        except (FileNotFoundError, NotADirectoryError):
            raise NotAStudy(f"{path}: not a study folder (it has no {MANIFEST})") from None
        except (OSError, ValueError) as error:
            raise Damaged(f"{path / MANIFEST}: damaged: {error}") from error
        if not isinstance(manifest, dict) or "study" not in manifest:
            raise NotAStudy(f"{path}: not a study folder (its {MANIFEST} is not a study's)")
        if manifest.get("format") != _FORMAT:
            raise FolderError(f"{path}: its format is {manifest.get('format')}; this version of underheaven reads {_FORMAT}")
        return cls(path, manifest)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """A finished study, its files compared with their checksums.

        Raises:
            Incomplete: if it was stopped.
            Damaged: if a file is missing or was changed.
        """
        folder = cls.peek(path)
        if not folder.complete:
            raise Incomplete(f"{path}: the study has not finished; go on with: {folder.go_on}")
        for name, expected in folder.manifest["files"].items():
            if not (folder.path / name).is_file() or checksum(folder.path / name) != expected:
                raise Damaged(f"{folder.path / name}: missing, or changed since the study wrote it")
        return folder

    @classmethod
    def start(cls, path: Path, study: str, asked: Mapping[str, Any], *, version: str, command: str, resume: bool) -> Self:
        """A folder to write into; one under way is taken up if ``resume`` and its question is the same.

        Raises:
            Occupied: if it holds something else.
        """
        asked = json.loads(json.dumps(asked))
        if (path / MANIFEST).exists():
            folder = cls.peek(path)
            if not resume:
                raise Occupied(f"{path}: holds a study already; go on with it (--resume {path}) or choose another folder")
            before, now = (study_of(folder.manifest), folder.manifest["version"]), (study_of({"study": study, "asked": asked}), version)
            if before != now:
                raise Occupied(f"{path}: holds another study, or one of another version ({folder.manifest['version']})")
            return folder
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise Occupied(f"{path}: holds other files; choose another folder")
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
        folder = cls(path, {
            "format": _FORMAT, "study": study, "version": version, "command": command, "complete": False, "asked": asked,
            "hash": study_of({"study": study, "asked": asked}), "wall_seconds": 0.0, "lives": 0, "failed": 0, "findings": {}, "files": {},
        })  # fmt: skip
        folder.save()
        return folder

    @property
    def complete(self) -> bool:
        """Whether the study has finished."""
        return self.manifest["complete"] is True

    @property
    def asked(self) -> dict[str, Any]:
        """The question: scenario, size and options, as plain data."""
        found: dict[str, Any] = self.manifest["asked"]
        return found

    @property
    def go_on(self) -> str:
        """The command that goes on with it."""
        return f"underheaven {self.manifest['study']} --resume {self.path}"

    def save(self) -> None:
        """Write the manifest."""
        write_json(self.path / MANIFEST, self.manifest)

    def write_table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows as a Parquet file, entered into the manifest at the next ``save``."""
        import pyarrow as pa

        with writing(self.path):
            connection = database(self.path)
            try:
                connection.register("rows", pa.Table.from_pylist([dict(row) for row in rows]))
                with whole(self.path / name) as aside:
                    copy_to(connection, "SELECT * FROM rows", aside)
            finally:
                connection.close()
        self.enter(name)

    def write_text(self, name: str, text: str) -> None:
        """A text file, entered into the manifest at the next ``save``."""
        with whole(self.path / name) as aside:
            aside.write_text(text, encoding="utf-8")
        self.enter(name)

    def enter(self, name: str) -> None:
        """Enter a file that was written into the manifest at the next ``save``."""
        self.manifest["files"][name] = checksum(self.path / name)

    def finish(self, findings: Mapping[str, Any]) -> None:
        """The study is done: what it found, as plain data, goes into the manifest."""
        self.manifest |= {"findings": dict(findings), "complete": True}
        self.save()

    def table(self, name: str = RESULTS) -> list[dict[str, Any]]:
        """The rows of a table."""
        connection = database(self.path)
        try:
            rows: list[dict[str, Any]] = connection.sql(f"SELECT * FROM {quoted(self.path / name)}").to_arrow_table().to_pylist()
        finally:
            connection.close()
        return rows


def is_study(path: Path) -> bool:
    """Whether a folder holds a study, not a run."""
    try:
        StudyFolder.peek(path)
    except NotAStudy:
        return False
    return True


class Lives:
    """The lives of a study on the disk: one JSON line each, by key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, dict[str, Any]] = {}
        with writing(path.parent):
            self._file = path.open("a+b")
        self._file.seek(0)
        good = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break  # cut off by a kill
            good += len(line)
            row = json.loads(line)
            self.kept[row["key"]] = row
        self._file.truncate(good)
        self.kept = {key: row for key, row in self.kept.items() if "error" not in row}  # what failed is tried once more

    def add(self, row: dict[str, Any]) -> None:
        """Keep a life, on the disk before this returns."""
        with writing(self.path.parent):
            self._file.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        self.kept[row["key"]] = row

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def study_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of a study's question; how many workers answered it is no part of it."""
    asked = {name: value for name, value in manifest["asked"].items() if name != "workers"}
    return hashlib.sha256(json.dumps([manifest["study"], asked], sort_keys=True).encode()).hexdigest()
