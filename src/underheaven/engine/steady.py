"""What the regime costs and reaches on any day whatever anybody does: sums over the society, taken anew only when the policy changes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_entry, integer
from underheaven.engine.profiles import count_modalities
from underheaven.engine.tally import COSTS, FIRST_STOCK, MEASURES, Measure
from underheaven.scenario.compile import Tables, daily_costs, faces_per_person

_COST_SHIFT = 25
_AT_RISK, _FACES, _COST = int(Measure.UNITS_AT_RISK), int(Measure.FACES_SEARCHED), int(Measure.COST)
_EXITS, _LISTED, _LISTED_WRONGLY = int(Measure.EXITS), int(Measure.LISTED), int(Measure.LISTED_WRONGLY)
_EXPOSED, _MODALITIES = int(Measure.EXPOSED), int(Measure.MODALITIES_HELD)
_COSTS = np.array(COSTS, np.int64)

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


@compiled_entry
def close_books(sums: Sums, lapsed: Integers, day: Integers, stocks: Integers) -> None:
    """The day's end in the tallies by stratum or by district, and in the stocks, which until now are those of the morning.

    ``lapsed``: [n, 2] listings that ended today, rightful and wrongful.
    """
    for row in range(day.shape[0]):
        day[row, _AT_RISK] += max(0, integer(sums.at_risk[row]) - integer(stocks[row, _LISTED]))
        for item in range(sums.costs.shape[1]):
            day[row, _COST] += sums.costs[row, item]
            day[row, _COSTS[item]] += sums.costs[row, item]
        day[row, _FACES] += sums.faces[row]
        day[row, _EXITS] += lapsed[row, 0] + lapsed[row, 1]
        day[row, _LISTED] -= lapsed[row, 0] + lapsed[row, 1]
        day[row, _LISTED_WRONGLY] -= lapsed[row, 1]
        for measure in range(FIRST_STOCK, MEASURES):
            stocks[row, measure] += day[row, measure]
        stocks[row, _EXPOSED], stocks[row, _MODALITIES] = sums.exposed[row], sums.modalities[row]
        for measure in range(FIRST_STOCK, MEASURES):
            day[row, measure] = stocks[row, measure]


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
            Sums(
                members.sum(axis=over),
                at_risk.sum(axis=over),
                np.ascontiguousarray(costs.sum(axis=over + 1).T),
                faces.sum(axis=over),
                held[1 - over],
            )
            for over in (1, 0)
        )
        return by_stratum, by_district

    def _held(self, tables: Tables, packed: Tables) -> tuple[Integers, Integers]:
        """Modalities held by stratum and by district: counted on the first day of a kind of fusion."""
        if self._modalities is None or tables.fusion is not self._fusion:
            self._fusion, self._modalities = tables.fusion, count_modalities(packed, self._threads)
        return self._modalities
