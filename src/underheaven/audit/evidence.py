"""What an audit may look at: counts by world, arm and group, of a run folder or of a published table alike."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.tally import CLASS_LABELS, ORIGIN_LABELS, RESIDENCE_LABELS, SEX_LABELS
from underheaven.language import later
from underheaven.measures.folder import RunFolder
from underheaven.measures.jackknife import jackknife
from underheaven.measures.rates import ErrorTable, suppressed
from underheaven.study.pasts import arms_of
from underheaven.study.twin import cells
from underheaven.values import Estimate, ratio_over_worlds

if TYPE_CHECKING:
    from underheaven.scenario.parts import Regime

Numbers = NDArray[np.float64]
Group = tuple[str, object]
"""Dimension and label, such as ("class", 1)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups to set beside each other; the first is the one that is feared for."""

    name: str
    first: Group
    second: Group
    words: str


PAIRS = (
    Pair("class", ("class", CLASS_LABELS[0]), ("class", CLASS_LABELS[-1]), later("the poorest fifth against the richest")),
    Pair("origin", ("origin", ORIGIN_LABELS[1]), ("origin", ORIGIN_LABELS[0]), later("the minority against the majority")),
    Pair("sex", ("sex", SEX_LABELS[0]), ("sex", SEX_LABELS[1]), later("men against women")),
    Pair("residence", ("residence", RESIDENCE_LABELS[1]), ("residence", RESIDENCE_LABELS[0]),
         later("town dwellers without registration against those with it")),
)  # fmt: skip


class Withheld(Exception):  # noqa: N818
    """A question that this evidence cannot answer; the message says why."""


TOO_FEW = later("withheld: fewer than 20 persons or 5 events")


class Evidence(ABC):
    """Counts, and the few ways to make estimates of them."""

    worlds: int
    has_twin: bool
    pairs: tuple[Pair, ...]
    exact = False
    """Whether the counts are all there is, so that a ratio of them is exact and needs no interval."""
    regime: "Regime | None" = None
    """The policy in force; None where only counts are known."""

    @abstractmethod
    def count(self, measure: str, arm: str = "regime", group: Group | None = None) -> Numbers:
        """A measure by world: a flow over the run, a stock at its end.

        Raises:
            Withheld: if it was not counted.
        """

    @abstractmethod
    def adults(self, group: Group | None = None) -> Numbers:
        """Adults by world."""

    def twin(self, measure: str) -> Numbers:
        """A measure in the twin.

        Raises:
            Withheld: if there is none.
        """
        if not self.has_twin:
            raise Withheld(later("not told: there is no twin to compare with"))
        return self.count(measure, "twin")

    def ratio(self, above: Numbers, below: Numbers, unit: str, *, per: float = 1, events: float | None = None) -> Estimate:
        """Ratio of sums over worlds.

        Raises:
            Withheld: if too few persons or events stand behind it.
        """
        if suppressed(min(self.adults().mean(), float(below.sum())), float(above.sum()) if events is None else events):
            raise Withheld(TOO_FEW)
        return ratio_over_worlds((above * per).tolist(), below.tolist(), unit)

    def times_as_often(self, first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers]) -> Estimate:
        """Rate of one group over the rate of another; each is (events, units).

        Raises:
            Withheld: if too few stand behind either.
        """
        for above, below in (first, second):
            if suppressed(float(below.sum()), float(above.sum())):
                raise Withheld(TOO_FEW)
        (a, p), (b, q) = first, second

        def rates(kept: NDArray[np.bool_]) -> float:
            below = float(p[kept].sum() * b[kept].sum())
            return float(a[kept].sum() * q[kept].sum()) / below if below else 0.0

        return jackknife(rates, self.worlds, "times as often")


class RunEvidence(Evidence):
    """A finished run."""

    pairs = PAIRS

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.worlds, self.has_twin = folder.manifest["worlds"], folder.has_twin
        self._kept: dict[tuple[str, str], dict[object, tuple[Numbers, Numbers, Numbers]]] = {}

    def _cells(self, measure: str, dimension: str) -> dict[object, tuple[Numbers, Numbers, Numbers]]:
        """Label → regime, twin and adults by world."""
        key = (measure, dimension)
        if key not in self._kept:
            table = self._kept[key] = {}
            for cell in cells(self.folder, measure, dimension or None):
                arrays = table.setdefault(
                    cell.group[0] if dimension else None, (np.zeros(self.worlds), np.zeros(self.worlds), np.zeros(self.worlds))
                )
                for array, value in zip(arrays, (cell.regime, cell.twin, cell.adults), strict=True):
                    array[cell.world] = value or 0
        return self._kept[key]

    def _of(self, measure: str, group: Group | None) -> tuple[Numbers, Numbers, Numbers]:
        dimension, label = group or ("", None)
        nobody = np.zeros(self.worlds)
        return self._cells(measure, dimension).get(label, (nobody, nobody, nobody))

    def count(self, measure: str, arm: str = "regime", group: Group | None = None) -> Numbers:
        """A measure by world."""
        regime, twin, _ = self._of(measure, group)
        return regime if arm == "regime" else twin

    def adults(self, group: Group | None = None) -> Numbers:
        """Adults by world."""
        return self._of("exposed", group)[2]

    @cached_property
    def regime(self) -> "Regime | None":  # type: ignore[override]
        """The last policy of the run that was in force."""
        manifest, scenario = self.folder.manifest, arms_of(self.folder).regime
        start = date.fromisoformat(manifest["start"])
        policies = [scenario.regime_on(day) for day in scenario.segments(start, manifest["days"])]
        return next((policy for policy in reversed(policies) if policy.on), scenario.regime_on(start + timedelta(days=manifest["days"])))


class TableEvidence(Evidence):
    """Published 2×2 tables by group: what was predicted or decided against what happened."""

    worlds, has_twin, exact = 1, False, True

    def __init__(self, tables: Mapping[str, ErrorTable], dimension: str, first: str, second: str) -> None:
        self._tables, self._dimension = dict(tables), dimension
        self.pairs = (Pair(dimension, (dimension, first), (dimension, second), f"{first} against {second}"),)

    def _chosen(self, group: Group | None) -> list[ErrorTable]:
        return list(self._tables.values()) if group is None else [self._tables[str(group[1])]]

    def count(self, measure: str, arm: str = "regime", group: Group | None = None) -> Numbers:
        """One of the four counts of the 2×2 table."""
        counts = {
            "units_at_risk": lambda t: t.units, "triggers_true": lambda t: t.true_positives + t.false_negatives,
            "triggers_found": lambda t: t.true_positives, "entries": lambda t: t.true_positives + t.false_positives,
        }  # fmt: skip
        if measure not in counts:
            raise Withheld(f"not told: {measure} was not counted")
        return np.array([float(sum(counts[measure](table) for table in self._chosen(group)))])

    def adults(self, group: Group | None = None) -> Numbers:
        """Persons in the table."""
        return self.count("units_at_risk", group=group)
