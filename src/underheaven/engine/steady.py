"""What the regime costs and reaches on any day whatever anybody does: sums over the society, taken anew only when the policy changes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.profiles import count_modalities
from underheaven.engine.tally import COSTS, Measure
from underheaven.scenario.compile import Tables, daily_costs, faces_per_person

_COST_SHIFT = 25

Integers = NDArray[np.int64]


class Sums(NamedTuple):
    """By stratum or by district; every array but ``costs`` is one-dimensional."""

    exposed: Integers
    at_risk: Integers
    """Adults whom the day's records could list."""
    costs: Integers
    """[n, kinds of cost], 1/128 of a currency unit."""
    faces: Integers
    modalities: Integers

    def book(self, day_sums: Integers, listed_before: Integers) -> None:
        """Add a day to its tallies."""
        day_sums[:, Measure.UNITS_AT_RISK] += np.maximum(self.at_risk - listed_before, 0)
        day_sums[:, Measure.COST] += self.costs.sum(axis=1)
        day_sums[:, COSTS[: self.costs.shape[1]]] += self.costs
        day_sums[:, Measure.FACES_SEARCHED] += self.faces

    def set_stocks(self, stocks: Integers) -> None:
        """Set those that follow from the policy alone."""
        stocks[:, Measure.EXPOSED] = self.exposed
        stocks[:, Measure.MODALITIES_HELD] = self.modalities


class Steady:
    """Keeps both sums as long as the tables and the members that they rest on are the same objects."""

    def __init__(self, population: Integers, adults: Integers, threads: int) -> None:
        self._threads = threads
        self._population, self._adults = population, adults
        self._grounds: tuple[object, ...] = ()
        self._sums: tuple[Sums, Sums] | None = None
        self._fusion: object = None
        self._modalities: tuple[Integers, Integers] | None = None

    def sums(self, tables: Tables, packed: Tables, members: Integers) -> tuple[Sums, Sums]:
        """By stratum and by district; ``packed`` is the same as the kernel reads it."""
        grounds = (
            tables.cameras, tables.informants, tables.messages, tables.recognition, tables.fusion, tables.exposure, tables.exposed,
            tables.inspectors_cost, members,
        )  # fmt: skip
        if self._sums is None or any(one is not other for one, other in zip(grounds, self._grounds, strict=True)):
            self._grounds = grounds
            self._sums = self._counted(tables, packed, members)
        return self._sums

    def _counted(self, tables: Tables, packed: Tables, members: Integers) -> tuple[Sums, Sums]:
        at_risk = self._adults if tables.exposure.national_lists else members
        costs = np.array([(self._adults * price) >> _COST_SHIFT for price in daily_costs(tables)])
        faces = (self._population * faces_per_person(tables)) >> 16
        held = self._held(tables, packed) if tables.fusion.on else [np.zeros(n, np.int64) for n in members.shape]
        by_stratum, by_district = (
            Sums(members.sum(axis=over), at_risk.sum(axis=over), costs.sum(axis=over + 1).T, faces.sum(axis=over), held[1 - over])
            for over in (1, 0)
        )
        return by_stratum, by_district

    def _held(self, tables: Tables, packed: Tables) -> tuple[Integers, Integers]:
        """Modalities held by stratum and by district: counted on the first day of a kind of fusion."""
        if self._modalities is None or tables.fusion is not self._fusion:
            self._fusion, self._modalities = tables.fusion, count_modalities(packed, self._threads)
        return self._modalities
