"""Paired outcomes of everybody: in how many lives of a world an outcome holds under the regime, in the twin, in both, in neither.

Of every citizen, not of a traced sample, at any size of society: an arm leaves a byte a citizen on the disk (``measures.outcomes``), and
once both arms are there the two files are joined and go. The two lives share society and draws; each is one of many possible second
lives, so how many are in "only under the regime" depends on the coupling, while the difference of the margins does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from underheaven.engine.tally import AGE_BANDS, ORIGINS, RESIDENCES
from underheaven.measures.arms import copy_to, database, quoted, stratum_labels
from underheaven.measures.files import checksum, whole, writing
from underheaven.measures.folder import RunFolder
from underheaven.measures.outcomes import BOTH, NEITHER, ONLY_REGIME, ONLY_TWIN, OUTCOMES, paired_counts, read_outcomes
from underheaven.measures.rates import suppressed
from underheaven.study.sample import strata_of_range
from underheaven.study.twin import grouping
from underheaven.values import Estimate, ratio_over_worlds

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

PAIRED = "paired.parquet"
COLUMNS = ("both", "only_regime", "only_twin", "neither")
assert tuple(range(len(COLUMNS))) == (BOTH, ONLY_REGIME, ONLY_TWIN, NEITHER)


@dataclass(frozen=True, slots=True)
class Paired:
    """One outcome of the adults of one group, their two lives beside each other; counts over all worlds."""

    outcome: str
    group: tuple[Any, ...]
    both: int
    only_regime: int
    only_twin: int
    neither: int
    shares: Mapping[str, Estimate]
    """Share of adults in ``both``, ``only_regime``, ``only_twin``."""
    effect: Estimate
    """Share under the regime minus share in the twin."""
    suppressed: bool
    """Whether a report withholds it: fewer than 20 persons a world, or fewer than 5 in whose lives it holds."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON; what is withheld is None."""
        counts = {name: None if self.suppressed else getattr(self, name) for name in COLUMNS}
        estimate = dict.fromkeys(("value", "low", "high")) if self.suppressed else {
            "value": self.effect.value, "low": self.effect.low, "high": self.effect.high
        }  # fmt: skip
        return {"outcome": self.outcome, "group": list(self.group), **counts, **estimate, "unit": self.effect.unit}


def outcome_file(folder: RunFolder, world: int, arm: str) -> Path:
    """Where an arm leaves what became of its citizens until the other arm is there."""
    return folder.path / "parts" / f"world-{world}-{arm}.outcomes"


def identity(folder: RunFolder, world: int, arm: str) -> dict[str, Any]:
    """What must agree before a file of outcomes is joined."""
    asked = folder.manifest["identity"]
    return {
        "world": world,
        "arm": arm,
        **{name: asked[name] for name in ("scenario_hash", "twin_hash", "seed", "days", "start", "burn_in")},
    }


def pair(folder: RunFolder, scenario: "Scenario", world: int, seed: int) -> None:
    """Join the two arms of a world, once; afterwards their files go. ``scenario`` says who the citizens are.

    Raises:
        Damaged: if a file is not what it should be.
    """
    import pyarrow as pa

    part = folder.path / "parts" / f"world-{world}-{PAIRED}"
    files = {arm: outcome_file(folder, world, arm) for arm in ("regime", "twin")}
    if not part.exists() and all(file.exists() for file in files.values()):
        citizens = folder.manifest["citizens"]
        regime, twin = (read_outcomes(file, citizens, identity(folder, world, arm)) for arm, file in files.items())
        counts = paired_counts(regime, twin, strata_of_range(scenario, seed, citizens))
        strata = np.flatnonzero(counts[0].sum(axis=1) * (np.arange(counts.shape[1]) // (ORIGINS * RESIDENCES) % AGE_BANDS > 0))
        labels = stratum_labels(np.tile(strata, len(OUTCOMES)))
        columns = {name: counts[:, strata, place].ravel() for place, name in enumerate(COLUMNS)}
        outcomes = np.repeat(list(OUTCOMES), len(strata)).tolist()
        rows = pa.table({"world": np.full(len(outcomes), world, np.int32), "outcome": outcomes, **labels, **columns})
        with writing(folder.path):
            connection = database(folder.path)
            try:
                connection.register("rows", rows)
                with whole(part) as aside:
                    copy_to(connection, "SELECT * FROM rows", aside)
            finally:
                connection.close()
    for file in files.values():
        file.unlink(missing_ok=True)


def gather(folder: RunFolder) -> None:
    """Put the worlds' paired counts together as a table of the finished run; without a twin there is none."""
    parts = [folder.path / "parts" / f"world-{world}-{PAIRED}" for world in range(folder.manifest["worlds"])]
    if not all(part.exists() for part in parts):
        return
    with writing(folder.path):
        connection = database(folder.path)
        try:
            with whole(folder.path / PAIRED) as aside:
                copy_to(connection, f"SELECT * FROM read_parquet([{', '.join(map(quoted, parts))}])", aside)
        finally:
            connection.close()
    folder.manifest["files"][PAIRED] = checksum(folder.path / PAIRED)


def paired(folder: RunFolder, outcome: str, by: str | Sequence[str] | None = None) -> list[Paired]:
    """The 2×2 counts of an outcome over all adults of the run, by group.

    Raises:
        KeyError: for an unknown outcome, or a run without them.
    """
    if outcome not in OUTCOMES:
        raise KeyError(f"there is no outcome {outcome!r} of every citizen; there are {', '.join(OUTCOMES)}")
    if PAIRED not in folder.manifest["files"]:
        raise KeyError(f"{folder.path} has no twin, or was run before every citizen's outcomes were kept")
    columns = grouping(by)
    names = "".join(f", {column}" for column in columns)
    sums = ", ".join(f'sum("{name}")::BIGINT AS "{name}"' for name in COLUMNS)
    table = f"read_parquet({quoted(folder.path / PAIRED)})"
    query = f"SELECT world{names}, {sums} FROM {table} WHERE outcome = ? GROUP BY ALL ORDER BY ALL"
    rows = folder.query(query, [outcome]).to_pylist()
    grouped: dict[tuple[Any, ...], list[Mapping[str, int]]] = {}
    for row in rows:
        grouped.setdefault(tuple(row[column] for column in columns), []).append(row)
    return [_paired(outcome, group, worlds) for group, worlds in sorted(grouped.items())]


def _paired(outcome: str, group: tuple[Any, ...], worlds: Sequence[Mapping[str, int]]) -> Paired:
    both, only_regime, only_twin, neither = (sum(row[name] for row in worlds) for name in COLUMNS)
    persons = [sum(row[name] for name in COLUMNS) for row in worlds]
    effect = ratio_over_worlds([row["only_regime"] - row["only_twin"] for row in worlds], persons, "share of adults")
    shares = {name: ratio_over_worlds([row[name] for row in worlds], persons, "share of adults") for name in COLUMNS[:NEITHER]}
    few = suppressed(sum(persons) / len(persons), both + only_regime + only_twin)
    return Paired(outcome, group, both, only_regime, only_twin, neither, shares, effect, few)


def of_everybody(folder: RunFolder) -> list[dict[str, Any]]:
    """Every outcome over all adults, as plain data; empty for a run without them."""
    if PAIRED not in folder.manifest["files"]:
        return []
    return [row.as_dict() for outcome in OUTCOMES for row in paired(folder, outcome)]
