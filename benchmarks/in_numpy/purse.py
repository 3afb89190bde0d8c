"""Purse and lenders' pool of the NumPy model: what decides the yearly transfer and the price of losses, and what the regime costs."""

import numpy as np
from numpy.typing import NDArray

from underheaven.day.credit import next_spread
from underheaven.engine.tally import COSTS
from underheaven.scenario.compile import Tables, daily_costs, faces_per_person

ATOMS = 128
"""Smallest pieces of money in a currency unit; all sums here are in these."""
YEAR, WEEK = 365, 7
_COST_SHIFT = 25


class Purse:
    """Public purse and pool over the days of a run."""

    def __init__(self, debt: float) -> None:
        self.purse = self.pool = 0.0
        self.debt = debt
        """All adults' debts."""
        self.spread = self.transfer = 0
        self._losses = self._year_debt = self._pool_before = 0.0

    def settle(self, tables: Tables, cost: float, adults: int, day: int) -> None:
        """The day's end (``engine.run``): once a year the purse is shared out and the pool's losses become a price."""
        self.purse -= cost
        self._losses -= self.pool - self._pool_before
        self._pool_before = self.pool
        self._year_debt += self.debt
        self.transfer = self.transfer if day % YEAR < WEEK and day >= YEAR else 0
        if day % YEAR == 0:
            self.transfer = int(self.purse / max(1, adults))
            losses, outstanding = max(0, int(self._losses)), int(self._year_debt / YEAR)
            while outstanding >= 1 << 45 or losses >= 1 << 45:
                losses, outstanding = losses >> 1, outstanding >> 1
            self.spread = next_spread(tables.credit, losses, outstanding)
            self._losses = self._year_debt = 0.0


class Steady:
    """What the regime costs and reaches on any day, by stratum and by district; counted anew when the policy changes."""

    def __init__(self, adults: NDArray[np.int64], population: NDArray[np.int64]) -> None:
        """Both [strata, districts]."""
        self._adults, self._population = adults, population
        self._grounds: tuple[object, ...] = ()
        self._sums: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []

    def sums(self, tables: Tables) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """By stratum and by district: ([items of the price], faces compared)."""
        grounds = tables.cameras, tables.informants, tables.messages, tables.recognition, tables.exposed, tables.inspectors_cost
        if not self._sums or any(one is not other for one, other in zip(grounds, self._grounds, strict=True)):
            self._grounds = grounds
            costs = np.zeros((len(COSTS), *self._adults.shape), np.int64)
            for item, price in enumerate(daily_costs(tables)):
                costs[item] = (self._adults * price) >> _COST_SHIFT
            faces = (self._population * faces_per_person(tables)) >> 16
            self._sums = [(costs.sum(axis=2 - over), faces.sum(axis=1 - over)) for over in (0, 1)]
        return self._sums
