"""Paired worlds: the same society and the same draws, once under the regime and once without it.

World by world and group by group, a level is what a measure amounts to per so many adults: a flow summed over the run, a stock or
running total at the last day. An effect is the level under the regime minus the level in the twin; its interval comes from the
spread of that difference over worlds (MODEL §16). Both arms share every draw, so most of the noise cancels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from underheaven.engine.tally import SCALE, Measure
from underheaven.measures.arms import GROUPS
from underheaven.measures.dictionary import Entry, entry
from underheaven.measures.folder import RunFolder
from underheaven.study.lives import variance_gain
from underheaven.study.table import Effect, EffectTable
from underheaven.values import Estimate, mean_over_worlds


@dataclass(frozen=True, slots=True)
class Cell:
    """One group of one world: how many adults, and a measure in both arms."""

    group: tuple[Any, ...]
    world: int
    adults: int
    regime: float
    """A whole number, except for cost."""
    twin: float | None


def grouping(by: str | Sequence[str] | None) -> tuple[str, ...]:
    """The columns to group by.

    Raises:
        ValueError: for a column that is none of class, sex, age_band, origin, residence.
    """
    columns = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    unknown = [column for column in columns if column not in GROUPS]
    if unknown:
        raise ValueError(f"cannot group by {', '.join(unknown)}; choose from {', '.join(GROUPS)}")
    return columns


def cells(folder: RunFolder, measure: str, by: str | Sequence[str] | None = None) -> list[Cell]:
    """A measure over the run by group and world, both arms beside each other; groups in order of their labels."""
    kind, columns = entry(measure), grouping(by)
    names = "".join(f", {column}" for column in columns)
    last = folder.manifest["days"]
    of_run = "TRUE" if kind.aggregation == "flow" else f"day = {last}"
    number = "DOUBLE" if Measure[kind.name.upper()] in SCALE else "BIGINT"
    adults = "persons" if columns else "adults"
    people = "WHERE age_band <> 'child' AND" if columns else "WHERE"
    table = "groups" if columns else "national"
    rows = folder.query(f"""
        WITH people AS (SELECT world{names}, sum({adults})::BIGINT AS adults FROM {table}
                        {people} day = {last} AND arm = 'regime' GROUP BY ALL),
             counts AS (SELECT world{names}, sum({kind.name}) FILTER (arm = 'regime')::{number} AS regime,
                               sum({kind.name}) FILTER (arm = 'twin')::{number} AS twin FROM {table} WHERE {of_run} GROUP BY ALL)
        SELECT * FROM counts JOIN people USING (world{names}) ORDER BY ALL
    """).to_pylist()
    found = [Cell(tuple(row[c] for c in columns), row["world"], row["adults"], row["regime"], row["twin"]) for row in rows]
    return sorted(found, key=lambda cell: (cell.group, cell.world))


def effects(folder: RunFolder, measure: str, by: str | Sequence[str] | None = None) -> EffectTable:
    """The effect of the regime on a measure, by group.

    Raises:
        ValueError: if the run has no twin.
    """
    if not folder.has_twin:
        raise ValueError(f"{folder.path} was run without a twin, so it shows levels but no effects")
    grouped: dict[tuple[Any, ...], list[Cell]] = {}
    for cell in cells(folder, measure, by):
        grouped.setdefault(cell.group, []).append(cell)
    return EffectTable(measure, grouping(by), [_effect(entry(measure), group, members) for group, members in grouped.items()])


def level(kind: Entry, count: float, adults: int) -> float:
    """A count per so many adults; of nobody it is 0."""
    return count * kind.per / kind.divisor / adults if adults else 0.0


def _effect(kind: Entry, group: tuple[Any, ...], members: list[Cell]) -> Effect:
    regime = [level(kind, cell.regime, cell.adults) for cell in members]
    twin = [level(kind, cell.twin or 0, cell.adults) for cell in members]

    def mean(samples: list[float]) -> Estimate:
        return mean_over_worlds(samples, kind.estimate_unit)

    difference = mean([a - b for a, b in zip(regime, twin, strict=True)])
    return Effect(
        difference.value, difference.low, difference.high, difference.n, difference.unit, measure=kind.name, group=group,
        regime=mean(regime), twin=mean(twin), adults=sum(cell.adults for cell in members) / len(members),
        events=round(sum(abs(cell.regime) + abs(cell.twin or 0) for cell in members)),
        variance_gain=variance_gain(np.array(regime), np.array(twin)),
    )  # fmt: skip
