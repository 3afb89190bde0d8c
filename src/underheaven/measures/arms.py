"""One finished arm of one world on the disk: the tallies as Parquet, in the shape of the run folder.

An arm is written as soon as it ends, into a folder of its own that appears whole or not at all. Memory stays small: tallies go
to DuckDB in batches of days.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from underheaven.day.vocabulary import Channel, Kind
from underheaven.engine import tally
from underheaven.engine.tally import Measure
from underheaven.measures.dictionary import COLUMNS, RUNNING_TOTALS
from underheaven.measures.files import checksum, read_json, whole_folder

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from underheaven.engine.run import ArmResult

Integers = NDArray[np.int64]

GROUPS = ("class", "sex", "age_band", "origin", "residence")
"""Columns that name a stratum."""

TABLES = ("national", "groups", "districts", "citizens", "events", "histograms")
"""Tables of a run folder, each a Parquet file and a view."""

_LABELS: tuple[tuple[Any, ...], ...] = (
    tally.CLASS_LABELS, tally.SEX_LABELS, tally.AGE_BAND_LABELS, tally.ORIGIN_LABELS, tally.RESIDENCE_LABELS,
)  # fmt: skip
_KINDS = tuple(kind.name.lower() for kind in Kind)
_CHANNELS = tuple(channel.name.lower() for channel in Channel)
_BATCH_ROWS = 8_192
_BIN = 40  # points of one bin of the score histogram


@dataclass(frozen=True, slots=True)
class ArmSummary:
    """What the manifest says of an arm."""

    digest: str
    seconds: float
    peak_rss_bytes: int
    events: int
    exemplars: dict[str, int]
    accounts: dict[str, int]
    """Money by account over the run, in 1/128 of a currency unit."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def database(scratch: Path) -> "duckdb.DuckDBPyConnection":
    """A DuckDB without extensions from the network, whose overflow goes to ``scratch``."""
    import duckdb

    settings = {"autoinstall_known_extensions": "false", "temp_directory": str(scratch / ".duckdb"), "memory_limit": "1GB", "threads": "2"}
    connection = duckdb.connect(config=dict(settings))
    with suppress(duckdb.InvalidInputException):  # in a notebook without ipywidgets there is no bar to switch off
        connection.execute("SET enable_progress_bar = false")
    return connection


def quoted(path: Path) -> str:
    """A path as an SQL string that DuckDB does not take for a pattern."""
    text = "".join(f"[{character}]" if character in "*?[" else character for character in str(path))
    return "'" + text.replace("'", "''") + "'"


def copy_to(connection: "duckdb.DuckDBPyConnection", query: str, path: Path) -> None:
    """Write the rows of a query as one Parquet file."""
    target = "'" + str(path).replace("'", "''") + "'"
    connection.execute(f"COPY ({query}) TO {target} (FORMAT parquet, COMPRESSION zstd)")


def stratum_labels(strata: Integers) -> dict[str, list[Any]]:
    """Labels of strata by group column (stratum index as in ``engine.tally``)."""
    codes = np.unravel_index(np.asarray(strata), tuple(len(labels) for labels in _LABELS))
    return {name: [labels[i] for i in code] for name, labels, code in zip(GROUPS, _LABELS, codes, strict=True)}


def write_arm(folder: Path, result: "ArmResult", *, arm: str, world: int, strata_of_traced: Integers) -> ArmSummary:
    """Write a finished arm into ``folder``; ``strata_of_traced`` holds the stratum of each row of ``result.histories``."""
    summary = ArmSummary(result.digest, result.seconds, result.peak_rss_bytes, result.events_count, result.exemplars, result.accounts)
    with whole_folder(folder) as aside:
        connection = database(aside.parent)
        try:
            for name, rows in _tables(result, strata_of_traced).items():
                connection.register("rows", rows)
                copy_to(connection, f"SELECT '{arm}' AS arm, {world}::INTEGER AS world, * FROM rows", aside / f"{name}.parquet")
                connection.unregister("rows")
        finally:
            connection.close()
        files = {f"{name}.parquet": checksum(aside / f"{name}.parquet") for name in TABLES}
        (aside / "arm.json").write_text(json.dumps(summary.as_dict() | {"files": files}), encoding="utf-8")
    return summary


def read_arm(folder: Path) -> ArmSummary | None:
    """The summary of a kept arm; None if it is missing or differs from its checksums."""
    try:
        document = read_json(folder / "arm.json")
        if any(checksum(folder / name) != expected for name, expected in document.pop("files").items()):
            return None
        return ArmSummary(**document)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _tables(result: "ArmResult", strata_of_traced: Integers) -> Mapping[str, Any]:
    import pyarrow as pa

    strata, districts = result.strata, result.districts
    persons = np.asarray(result.population, dtype=np.int64)
    adults = persons.reshape(-1, tally.AGE_BANDS, tally.ORIGINS * tally.RESIDENCES)[:, 1:].sum()
    inhabited = np.flatnonzero(persons)
    days = np.arange(1, len(strata) + 1, dtype=np.int32)
    national = {"day": days, "persons": np.full(len(days), persons.sum()), "adults": np.full(len(days), adults)}
    sums = {
        name: (districts if measure >= tally.FIRST_OF_FIRMS else strata)[:, :, measure].sum(axis=1) for measure, name in enumerate(COLUMNS)
    }
    sums |= {COLUMNS[measure]: np.cumsum(sums[COLUMNS[measure]]) for measure in RUNNING_TOTALS}
    sums |= {COLUMNS[measure]: sums[COLUMNS[measure]] / scale for measure, scale in tally.SCALE.items()}
    labels = {name: pa.array(column) for name, column in stratum_labels(inhabited).items()}
    labels["persons"] = pa.array(persons[inhabited])
    district = {"district": pa.array(np.arange(districts.shape[1], dtype=np.int32))}
    return {
        "national": pa.table({**national, **sums, **result.plugins}),
        "groups": _batched(strata, inhabited, labels, tally.FIRST_OF_FIRMS),
        "districts": _batched(districts, np.arange(districts.shape[1]), district),
        "citizens": pa.table({**result.histories, **{k: pa.array(v, _type(k)) for k, v in stratum_labels(strata_of_traced).items()}}),
        "events": _events(np.asarray(result.events, dtype=np.int64)),
        "histograms": _histograms(result.histogram),
    }


def _type(group: str) -> "pa.DataType":
    import pyarrow as pa

    return pa.int64() if group == "class" else pa.string()  # said aloud, because the column may be empty


def _batched(counts: Integers, rows: Integers, labels: Mapping[str, "pa.Array"], known: int = tally.MEASURES) -> "pa.RecordBatchReader":
    """Rows (day, label…, measure…) of ``counts[day, row, measure]``, a few days at a time; running totals summed from day 1.

    Measures from ``known`` on are of firms, who belong to no group of persons: NULL.
    """
    import pyarrow as pa

    types = [("day", pa.int32()), *((name, column.type) for name, column in labels.items()), *((name, pa.int64()) for name in COLUMNS)]
    for measure in tally.SCALE:
        types[1 + len(labels) + measure] = (COLUMNS[measure], pa.float64())
    schema = pa.schema(types)
    step = max(1, _BATCH_ROWS // max(1, len(rows)))
    running = {measure: np.cumsum(counts[:, rows, measure], axis=0) for measure in RUNNING_TOTALS}

    def batches() -> Iterator[pa.RecordBatch]:
        for first in range(0, len(counts), step):
            block = np.ascontiguousarray(counts[first : first + step, rows].reshape(-1, len(COLUMNS)).T)
            for measure, total in running.items():
                block[measure] = total[first : first + step].reshape(-1)
            n = len(counts[first : first + step])
            day = np.repeat(np.arange(first + 1, first + 1 + n, dtype=np.int32), len(rows))
            place = pa.array(np.tile(np.arange(len(rows)), n))
            named = [column.take(place) for column in labels.values()]
            measures = [pa.array(block[m] / tally.SCALE[m] if m in tally.SCALE else block[m]) for m in Measure if m < known]
            measures += [pa.nulls(len(day), pa.int64())] * (len(COLUMNS) - known)
            yield pa.record_batch([pa.array(day), *named, *measures], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _events(rows: Integers) -> "pa.Table":
    import pyarrow as pa

    citizen, day, measure, kind, channel, happened, actor, points, days_listed, amount = rows.reshape(-1, 10).T
    seen_by = _named(channel, _CHANNELS)
    recorded = np.isin(measure, _RECORDS)
    scale = np.where(measure == Measure.COST, tally.SCALE[Measure.COST], 1)
    return pa.table({
        "citizen": citizen, "day": day.astype(np.int32), "measure": _named(measure, COLUMNS), "kind": _named(kind, _KINDS),
        "channel": seen_by, "happened": happened.astype(bool), "seen_by": seen_by,
        "recorded_on": pa.array(citizen, mask=~recorded),
        "true_record": pa.array((measure == Measure.RECORDS_TRUE), mask=~recorded),
        "true_actor": pa.array(actor, mask=actor < 0), "points": points / 4, "list": days_listed.astype(np.int32),
        "amount": amount / scale, "message": pa.array(_messages(measure, kind), pa.string()),
    })  # fmt: skip


_RECORDS = (int(Measure.RECORDS_TRUE), int(Measure.RECORDS_FALSE))


def _named(codes: Integers, names: tuple[str, ...]) -> "pa.Array":
    """Names of codes; NULL for −1."""
    import pyarrow as pa

    return pa.array(list(names), pa.string()).take(pa.array(codes, mask=codes < 0))


def _messages(measure: Integers, kind: Integers) -> list[str]:
    """One plain phrase an event: what was counted, and the conduct that it is about."""
    pairs = zip(measure.tolist(), kind.tolist(), strict=True)
    return [(COLUMNS[m] + (f": {_KINDS[k]}" if k >= 0 else "")).replace("_", " ") for m, k in pairs]


def _histograms(histogram: Mapping[str, Integers]) -> "pa.Table":
    import pyarrow as pa

    names: list[str] = []
    columns: list[Integers] = []
    for name, counts in histogram.items():
        classes, bins = counts.shape
        code, place = np.divmod(np.arange(classes * bins), bins)
        names += [name] * counts.size
        columns.append(np.stack([code + 1, place * _BIN, (place + 1) * _BIN, counts.reshape(-1)]))
    table = np.concatenate(columns, axis=1) if columns else np.empty((4, 0), np.int64)
    return pa.table({"histogram": pa.array(names, pa.string()), "class": table[0], "low": table[1], "high": table[2], "persons": table[3]})
