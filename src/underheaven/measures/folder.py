"""The run folder: a manifest and Parquet tables, whole or not at all, with a checksum for every file.

While a run goes on, finished arms stand in ``parts/``; a run that was stopped goes on from them. At the end the parts become the
tables, the manifest says ``complete``, and ``parts/`` goes.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from underheaven.measures.arms import TABLES, ArmSummary, copy_to, database, quoted, read_arm
from underheaven.measures.files import (
    Damaged,
    FolderError,
    Incomplete,
    NotARunFolder,
    Occupied,
    Unwritable,
    checksum,
    read_json,
    whole,
    write_json,
    writing,
)

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MANIFEST, COMPANION = "manifest.json", "companion.parquet"
_FORMAT = 1
_HISTORY = (
    "score", "false_part", "buffer", "listed_until", "cause", "wrongful", "belief", "fear", "trust_neighbours", "trust_business",
    "trust_government", "ties", "dissents", "employment",
)  # fmt: skip
_ASKED = ("scenario_name", "scenario", "scenario_hash", "twin", "seed", "citizens", "days", "worlds", "start", "burn_in")
_KEY = ("world", "citizen", "day", "class", "sex", "age_band", "origin", "residence")


@dataclass(frozen=True, slots=True)
class Request:
    """What a run was asked to do. Two runs with the same identity give the same tables."""

    scenario_name: str
    scenario: Mapping[str, Any]
    """The resolved scenario, as plain data."""
    scenario_hash: str
    twin: Mapping[str, Any] | None
    """The resolved scenario of the other arm; None for a run without a twin."""
    twin_hash: str | None
    seed: int
    citizens: int
    days: int
    start: str
    """ISO date of day 1."""
    burn_in: int = 0
    worlds: int = 1
    trace: int = 0
    """Citizens traced in every world, chosen by a keyed permutation."""
    trace_ids: tuple[int, ...] = ()
    exemplars: bool = True
    """Whether two telling citizens of world 0 are traced in a second pass."""
    lineage: tuple[str, ...] = ()
    """Shipped scenarios that the scenario stands on."""
    past: Mapping[str, Any] | None = None
    """The run and the day from which this one goes on: ``study.pasts``."""

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms of every world."""
        return ("regime",) if self.twin is None else ("regime", "twin")

    def identity(self) -> dict[str, Any]:
        """What must agree before a run may go on in a folder."""
        names = ("scenario_hash", "twin_hash", "seed", "citizens", "days", "start", "burn_in", "worlds", "trace")
        return {name: getattr(self, name) for name in names} | {"trace_ids": list(self.trace_ids)}


class RunFolder:
    """A run folder, finished or under way."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest

    # --- reading ----------------------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: Path | str, *, verify: bool = True) -> Self:
        """A finished run folder, its files compared with their checksums.

        Raises:
            NotARunFolder: if there is no manifest.
            Incomplete: if the run was stopped.
            Damaged: if a file is missing or was changed.
        """
        folder = cls.peek(path)
        if not folder.complete:
            raise Incomplete(f"{folder.path}: the run has not finished; go on with: underheaven run --resume {folder.path}")
        if verify:
            folder.verify()
        return folder

    @classmethod
    def peek(cls, path: Path | str) -> Self:
        """A run folder in any state, read from its manifest alone."""
        path = Path(path)
        if not path.exists():
            raise NotARunFolder(f"{path}: no such folder")
        if not path.is_dir():
            raise NotARunFolder(f"{path}: not a folder")
        try:
            manifest = read_json(path / MANIFEST)
        except FileNotFoundError:
            raise NotARunFolder(f"{path}: not a run folder (it has no {MANIFEST})") from None
        except OSError as error:
            raise FolderError(f"{path / MANIFEST}: cannot be read: {error.strerror or error}") from error
        except ValueError as error:
            raise Damaged(f"{path / MANIFEST}: damaged: {error}") from error
        if not isinstance(manifest, dict) or not {"format", "complete", "identity", "scenario"} <= manifest.keys():
            raise Damaged(f"{path / MANIFEST}: damaged: no manifest of a run")
        if manifest["format"] != _FORMAT:
            raise FolderError(f"{path}: its format is {manifest['format']}; this version of underheaven reads {_FORMAT}")
        return cls(path, manifest)

    @property
    def complete(self) -> bool:
        """Whether every arm of every world is there."""
        return self.manifest["complete"] is True

    @property
    def has_twin(self) -> bool:
        """Whether the run has a second arm."""
        return "twin" in self.manifest["arms"]

    def verify(self) -> None:
        """Compare every table with the manifest; the report can be rendered again, so it may be missing.

        Raises:
            Damaged: naming the first file that is missing or differs.
        """
        for name, expected in self.manifest["files"].items():
            if not name.endswith(".parquet"):
                continue
            try:
                found = checksum(self.path / name)
            except OSError:
                raise Damaged(f"{self.path / name}: missing or unreadable, though the manifest lists it") from None
            if found != expected:
                raise Damaged(f"{self.path / name}: damaged: its checksum differs from the manifest's")

    @cached_property
    def _connection(self) -> "duckdb.DuckDBPyConnection":
        connection = database(self.path)
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoted(self.path / f'{name}.parquet')})")
        return connection

    def query(self, sql: str, parameters: object = None) -> "pa.Table":
        """Rows of an SQL query over the views national, groups, districts, citizens, events and histograms."""
        return self._connection.sql(sql, params=parameters).to_arrow_table()

    def companion(self) -> "pa.Table":
        """What both regimes amount to in the societies where another scenario stands beside this one: ``study.companion``.

        Raises:
            KeyError: if the run has none.
        """
        if "companion" not in self.manifest:
            raise KeyError(f"{self.path} has no other scenario beside it")
        return self.query(f"SELECT * FROM read_parquet({quoted(self.path / COMPANION)}) ORDER BY regime, world")

    # --- writing ----------------------------------------------------------------------------------------------------------------

    @classmethod
    def start(cls, path: Path, request: Request, *, version: str, threads: int, command: str, resume: bool = False) -> Self:
        """A folder to run into: new, or one with the same request that was stopped.

        Raises:
            Occupied: if the folder holds a finished run, another request, or foreign files.
        """
        if (path / MANIFEST).exists():
            folder = cls.peek(path)
            if folder.complete:
                raise Occupied(f"{path}: holds a finished run; choose another folder with --out")
            if not resume:
                raise Occupied(f"{path}: holds a run that was stopped; go on with: underheaven run --resume {path}")
            folder.must_match(request, version)
            return folder
        if path.exists() and not path.is_dir():
            raise Occupied(f"{path}: is a file; choose another folder with --out")
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
            if any(file.name != ".duckdb" and not file.name.endswith(".writing") for file in path.iterdir()):
                raise Occupied(f"{path}: holds other files; choose a new or an empty folder")
        asked = {name: getattr(request, name) for name in _ASKED}
        manifest = {"format": _FORMAT, "version": version, "complete": False, "command": command} | asked | {
            "threads": threads, "workers": 1, "arms": list(request.arms), "identity": request.identity(), "second_pass": request.exemplars,
            "lineage": list(request.lineage), "exemplars": {}, "digest": {}, "wall_seconds": 0.0, "files": {},
        } | ({} if request.past is None else {"past": dict(request.past)})  # fmt: skip
        folder = cls(path, manifest)
        folder.save()
        return folder

    def must_match(self, request: Request, version: str) -> None:
        """Refuse to go on with another request.

        Raises:
            Occupied: naming what differs.
        """
        before, now = self.manifest["identity"] | {"version": self.manifest["version"]}, request.identity() | {"version": version}
        differing = [f"{name} was {before.get(name)}, is {value}" for name, value in now.items() if before.get(name) != value]
        if differing:
            raise Occupied(f"{self.path}: holds another run ({'; '.join(differing)})")

    def save(self) -> None:
        """Write the manifest."""
        write_json(self.path / MANIFEST, self.manifest)

    def part(self, world: int, arm: str, purpose: str = "") -> Path:
        """Where a finished arm is kept until the end."""
        return self.path / "parts" / f"world-{world}-{arm}{purpose}"

    def kept(self, world: int, arm: str, purpose: str = "") -> ArmSummary | None:
        """The summary of an arm that an earlier session finished, if it is whole."""
        return read_arm(self.part(world, arm, purpose))

    def must_stand(self, *parts: Path) -> None:
        """The folder and these parts of it are still there.

        Raises:
            Unwritable: if somebody has taken them away.
        """
        for place in (self.path / MANIFEST, *parts):
            if not place.exists():
                raise Unwritable(f"cannot write to {self.path}: {place.relative_to(self.path)} was taken away while the run went on")

    def finish(self, summaries: Mapping[tuple[int, str], ArmSummary]) -> None:
        """Turn the parts into tables, and the manifest into that of a finished run."""
        manifest = self.manifest
        self.must_stand(*(self.part(world, arm) for world, arm in summaries))
        with writing(self.path):
            connection = database(self.path)
            try:
                for name in TABLES:
                    with whole(self.path / f"{name}.parquet") as aside:
                        copy_to(connection, self._merged(name), aside)
            finally:
                connection.close()
        manifest["files"] |= {f"{name}.parquet": checksum(self.path / f"{name}.parquet") for name in TABLES}
        seconds = sum(summary.seconds for summary in summaries.values())
        citizen_days = manifest["citizens"] * manifest["days"] * len(summaries)
        manifest |= {
            "digest": {str(world): {arm: summaries[world, arm].digest for arm in manifest["arms"]} for world in range(manifest["worlds"])},
            "accounts": {
                str(world): {arm: summaries[world, arm].accounts for arm in manifest["arms"]} for world in range(manifest["worlds"])
            },
            "day_loop_seconds": seconds,
            "citizen_days_per_second": citizen_days / seconds if seconds else 0.0,
            "peak_rss_bytes": max(summary.peak_rss_bytes for summary in summaries.values()),
            "events_per_citizen_day": sum(summary.events for summary in summaries.values()) / citizen_days,
            "complete": True,
        }
        self.save()
        self.tidy()

    def tidy(self) -> None:
        """Remove from a finished run what only one under way needs; a process that was killed may have left it."""
        for name in ("parts", ".duckdb"):
            shutil.rmtree(self.path / name, ignore_errors=True)
        for aside in self.path.glob(".*.writing"):
            with suppress(OSError):
                aside.unlink()

    def add_companion(self, rows: Sequence[Mapping[str, Any]], told: Mapping[str, Any]) -> None:
        """Add another scenario beside the run: a row a regime and world, and what the manifest says of it."""
        import pyarrow as pa

        with writing(self.path):
            connection = database(self.path)
            try:
                connection.register("rows", pa.Table.from_pylist(list(rows)))
                with whole(self.path / COMPANION) as aside:
                    copy_to(connection, "SELECT * FROM rows", aside)
            finally:
                connection.close()
        self.manifest["companion"] = dict(told)
        self.add_file(COMPANION)

    def add_file(self, name: str) -> None:
        """Enter a file that was written later, such as the report, into the manifest."""
        self.manifest["files"][name] = checksum(self.path / name)
        self.save()

    def _parts(self, name: str, arm: str | None = None, purposes: tuple[str, ...] = ("",)) -> Iterator[Path]:
        for kept in [arm] if arm else self.manifest["arms"]:
            for world in range(self.manifest["worlds"]):
                yield from (path for purpose in purposes if (path := self.part(world, kept, purpose) / f"{name}.parquet").exists())

    def _merged(self, name: str) -> str:
        """The query that joins the parts of a table; parts are read in order, so that rows stay sorted without a sort."""
        traced = ("", "-exemplars")
        if name != "citizens":
            return _read(self._parts(name, purposes=traced if name == "events" else ("",)))
        other = "twin.{}" if self.has_twin else "NULL::BIGINT"
        fields = [f"regime.{field} AS {field}_regime, {other.format(field)} AS {field}_twin" for field in _HISTORY]
        both = f"({_read(self._parts(name, 'regime', traced))}) AS regime"
        if self.has_twin:
            both += f" JOIN ({_read(self._parts(name, 'twin', traced))}) AS twin USING (world, citizen, day)"
        keys = ", ".join(f"regime.{key}" for key in _KEY)
        return f"SELECT {keys}, {', '.join(fields)} FROM {both} ORDER BY regime.world, regime.citizen, regime.day"


def _read(paths: Iterator[Path]) -> str:
    return f"SELECT * FROM read_parquet([{', '.join(map(quoted, paths))}])"
