"""Sums of a run by world, arm and group, read once; every estimate of the report is made from them.

Flows are summed over the run, stocks stand at the last day (or are averaged over days where a chart says so). Estimates are
ratios of sums with a jackknife over worlds (MODEL §16). An estimate from too few persons or events is None, and is shown as
withheld (RULINGS 20).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from underheaven.engine import tally
from underheaven.language import later, say
from underheaven.measures.arms import GROUPS
from underheaven.measures.dictionary import COLUMNS, DICTIONARY
from underheaven.measures.folder import RunFolder
from underheaven.measures.jackknife import jackknife
from underheaven.measures.rates import suppressed
from underheaven.report.words import AGE_WORDS, CLASS_WORDS, ORIGIN_WORDS, RESIDENCE_WORDS, SEX_WORDS
from underheaven.values import Estimate, ratio_over_worlds

Numbers = NDArray[np.float64]

_LABELS: tuple[tuple[Any, ...], ...] = (
    tally.CLASS_LABELS, tally.SEX_LABELS, tally.AGE_BAND_LABELS, tally.ORIGIN_LABELS, tally.RESIDENCE_LABELS,
)  # fmt: skip
_SHAPE = tuple(len(labels) for labels in _LABELS)
_ADULT_BANDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Group:
    """Adults that share a label, such as the poorest fifth."""

    words: str
    dimension: str = "all"
    places: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Axis of the stratum → indices on it."""

    @property
    def label(self) -> str:
        """Its name in the report's language."""
        return say(self.words)


def _groups(axis: int, dimension: str, words: Sequence[str], places: Sequence[int]) -> tuple[Group, ...]:
    return tuple(Group(words[place], dimension, {axis: (place,)}) for place in places)


EVERYBODY = Group(later("all adults"))
CLASSES = _groups(0, "class", CLASS_WORDS, range(5))
SEXES = _groups(1, "sex", SEX_WORDS, range(2))
AGES = _groups(2, "age", AGE_WORDS, _ADULT_BANDS)
ORIGINS = _groups(3, "origin", ORIGIN_WORDS, range(2))
RESIDENCES = _groups(4, "residence", RESIDENCE_WORDS, range(3))


class Totals:
    """Sums of a run: ``per_world(measure, …)`` gives one number a world, the rest makes estimates of them."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.days: int = folder.manifest["days"]
        self.worlds: int = folder.manifest["worlds"]
        self.arms: tuple[str, ...] = tuple(folder.manifest["arms"])
        keys = ", ".join(("arm", "world", *GROUPS, "persons"))
        summed = ", ".join(f"sum({name}::DOUBLE) AS {name}" for name in COLUMNS)  # exact below 2^53, and faster than wide integers
        self._summed, self._persons = self._cube(f"SELECT {keys}, {summed} FROM groups GROUP BY ALL")
        self._end, _ = self._cube(f"SELECT {keys}, {', '.join(COLUMNS)} FROM groups WHERE day = {self.days}")

    def _cube(self, sql: str) -> tuple[Numbers, Numbers]:
        """Values by arm, world, five labels and measure; persons by arm, world and five labels."""
        rows = self.folder.query(sql)
        labels = zip(GROUPS, _LABELS, strict=True)
        codes = [np.array([known.index(label) for label in rows[name].to_pylist()], dtype=np.int64) for name, known in labels]
        arms = np.array([self.arms.index(arm) for arm in rows["arm"].to_pylist()], dtype=np.int64)
        worlds = np.array(rows["world"].to_pylist(), dtype=np.int64)
        shape = (len(self.arms), self.worlds, *_SHAPE)
        place = np.ravel_multi_index((arms, worlds, *codes), shape)
        persons, values = np.zeros(np.prod(shape)), np.zeros((np.prod(shape), len(COLUMNS)))
        persons[place] = rows["persons"].to_pylist()
        for index, name in enumerate(COLUMNS):
            values[place, index] = [value or 0.0 for value in rows[name].to_pylist()]
        return values.reshape(*shape, len(COLUMNS)), persons.reshape(shape)

    @property
    def has_twin(self) -> bool:
        """Whether there is a second arm to compare with."""
        return "twin" in self.arms

    # --- one number a world ----------------------------------------------------------------------------------------------------

    def per_world(self, measure: str, arm: str = "regime", group: Group = EVERYBODY, *, mean: bool = False) -> Numbers:
        """A flow over the run, a stock or running total at its end (its mean over days with ``mean``), by world."""
        flow = DICTIONARY[measure].aggregation == "flow"
        values = (self._summed if flow or mean else self._end)[self.arms.index(arm), ..., COLUMNS.index(measure)]
        # acts and harms of children count too; adult-only measures are zero for them
        return self._inside(values, group) / (self.days if mean else 1)

    def adults(self, group: Group = EVERYBODY) -> Numbers:
        """Adults of a group by world."""
        bands = np.zeros(_SHAPE[2])
        bands[list(_ADULT_BANDS)] = 1
        return self._inside(self._persons[0] * bands[:, None, None], group)

    def _inside(self, values: Numbers, group: Group) -> Numbers:
        for axis, places in group.places.items():
            values = np.take(values, places, axis=axis + 1)
        return np.asarray(values.reshape(self.worlds, -1).sum(axis=1), dtype=np.float64)

    # --- estimates --------------------------------------------------------------------------------------------------------------

    def rate(
        self, measure: str, arm: str = "regime", group: Group = EVERYBODY, *, per: float = 1000, mean: bool = False
    ) -> Estimate | None:
        """A measure per so many adults of the group."""
        counts, adults = self.per_world(measure, arm, group, mean=mean), self.adults(group)
        return self.ratio(counts, adults, group, per=per)

    def ratio(
        self, above: Numbers, below: Numbers, group: Group = EVERYBODY, *, per: float = 1, events: float | None = None, unit: str = ""
    ) -> Estimate | None:
        """Ratio of sums over worlds; None if the group, or what was counted, is too small to show."""
        if suppressed(min(self.adults(group).mean(), below.sum()), above.sum() if events is None else events):
            return None
        return ratio_over_worlds((above * per).tolist(), below.tolist(), unit)

    def difference(self, measure: str, group: Group = EVERYBODY, *, per: float = 1000, mean: bool = False) -> Estimate | None:
        """Regime minus twin, per so many adults of the group."""
        regime, twin = (self.per_world(measure, arm, group, mean=mean) for arm in ("regime", "twin"))
        return self.ratio(regime - twin, self.adults(group), group, per=per, events=regime.sum() + twin.sum())

    def change(self, measure: str, group: Group = EVERYBODY, *, mean: bool = False) -> Estimate | None:
        """Regime minus twin in per cent of the twin."""
        regime, twin = (self.per_world(measure, arm, group, mean=mean) for arm in ("regime", "twin"))
        return (
            None
            if suppressed(self.adults(group).mean(), twin.sum())
            else ratio_over_worlds((100 * (regime - twin)).tolist(), twin.tolist(), "%")
        )

    def times_as_often(self, measure: str, group: Group, other: Group) -> Estimate | None:
        """Rate of one group over the rate of another."""
        a, b = self.per_world(measure, group=group), self.per_world(measure, group=other)
        p, q = self.adults(group), self.adults(other)
        if suppressed(p.mean(), a.sum()) or suppressed(q.mean(), b.sum()):
            return None
        return jackknife(lambda kept: float(a[kept].sum() * q[kept].sum() / (p[kept].sum() * b[kept].sum())), self.worlds)

    # --- courses over time ------------------------------------------------------------------------------------------------------

    def course(self, measure: str, arm: str = "regime", *, per: float = 1000, below: str = "adults") -> list[tuple[int, Estimate]]:
        """A stock week by week, and at the last day, per so many adults of the nation."""
        rows = self.folder.query(
            f"SELECT day, world, {measure} AS above, {below} AS below FROM national "
            f"WHERE arm = '{arm}' AND (day % 7 = 0 OR day = {self.days}) AND {measure} IS NOT NULL ORDER BY day, world"
        )
        day, above, under = (np.array(rows[name].to_pylist()).reshape(-1, self.worlds) for name in ("day", "above", "below"))
        return [(int(d[0]), ratio_over_worlds((a * per).tolist(), b.tolist())) for d, a, b in zip(day, above, under, strict=True)]

    def score_bands(self, edges: Sequence[int]) -> list[tuple[list[Estimate | None], Estimate | None]]:
        """By class: share (%) of adults in each band of scores cut at ``edges`` on the last day, and share below the third edge."""
        band = " + ".join(f"(low >= {edge})::INTEGER" for edge in edges)
        rows = self.folder.query(
            f"SELECT class, {band} AS band, world, sum(persons)::DOUBLE AS persons FROM histograms "
            "WHERE arm = 'regime' AND histogram = 'score_by_class' GROUP BY ALL"
        ).to_pylist()
        if not rows:
            return []
        counts = np.zeros((len(CLASSES), len(edges) + 1, self.worlds))
        for row in rows:
            counts[row["class"] - 1, row["band"], row["world"]] = row["persons"]
        everybody = counts.sum(axis=1)
        return [
            ([self.ratio(each, total, per=100) for each in bands], self.ratio(bands[:3].sum(axis=0), total, per=100))
            for bands, total in zip(counts, everybody, strict=True)
        ]
