"""One chunk of cells at hand in the weekly pass of the NumPy model: views into the columns, scratch, and what several steps ask."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Places, Purpose
from benchmarks.in_numpy.society import Chunk
from benchmarks.in_numpy.state import DAY_BITS, WHOLE, State
from underheaven.day.vocabulary import Domain
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

_LOANS = 1 << Domain.LOANS
WEEK = 7


class Week:
    """One chunk on one day: views into the columns, and what several steps need."""

    def __init__(self, state: State, tables: Tables, chunk: Chunk, day: int) -> None:
        self.state, self.tables, self.chunk, self.day = state, tables, chunk, day
        self.first, self.size = chunk.first, chunk.last - chunk.first
        self.part, self.cells = slice(chunk.first, chunk.last), slice(chunk.first_cell, chunk.last_cell)
        self.a, self.b, self.c, self.d = state.scratch[:, : self.size]
        self.listed, self.knows, self.eligible, self.flag, self.rewarded, self.unjust = state.flags[:, : self.size]
        self.domains, self.foreign = state.domains[:, : self.size]
        self.slots = state.slots[: self.size]
        self.under = self.above = self.shown = np.empty(0, np.intp)
        """Who is under sanctions or near them, who stands at AA or above, whose listing can be seen; places in the chunk."""
        self.masks = np.empty(0, np.int64)
        """Domains in force of those under sanctions."""
        self.innocent = np.empty(0, np.bool_)
        """Who of them is listed wrongly."""
        self.harassed_before = np.empty(0, np.int64)
        self.saved, self.paid_before = state.buffer[self.part].copy(), state.paid[self.part].copy()
        """Savings and paid months as the week begins."""
        self.flagged = np.empty(0, np.intp)
        """Whose purchases or play the platform minds this week."""
        self.draws = state.draws
        self.draws.at(day, chunk.first_cell + 1)
        self.social = self.draws.longs(self.size, Purpose.SOCIAL)
        """One uniform for default, harassment, proposals and payment."""
        self.adults = np.diff(state.people.cell_first[chunk.first_cell : chunk.last_cell + 1])

    def line(self, who: Places, paid: np.ndarray) -> np.ndarray:
        """Credit lines in fine units."""
        credit = self.tables.credit
        line = np.where(self.filed(who) & (paid[who] >= credit.months_for_line), credit.line, credit.informal_line)
        return np.where(self.domains[who] & _LOANS, 0, line)

    def filed(self, who: Places) -> NDArray[np.bool_]:
        """Whose paid bills somebody writes down: a bank's, or the financial record's."""
        people, record = self.state.people, self.tables.financial_record
        return ~people.unbanked[self.part][who] | (people.filing[self.part][who] < record.covered_below / WHOLE)

    def strikes(self, who: Places, begin: int, end: int) -> NDArray[np.bool_]:
        """Whom the week's social uniform strikes in an interval."""
        return self.social[who] - np.uint32(begin) < np.uint32(end - begin)

    def struck(self, begin: int, end: int) -> Places:
        """Everybody whom it strikes there."""
        return np.flatnonzero(self.social - np.uint32(begin) < np.uint32(end - begin))

    def bear(self, who: Places, domain: int, detriment: NDArray[np.int64] | None = None) -> None:
        """Detriment of sanctions in one domain: of one event unless said, and the parts in unrelated fields and borne by the innocent."""
        count = self.state.count
        cost = np.full(len(who), self.tables.sanctions.detriment[domain]) if detriment is None else detriment
        count(Measure.BURDEN, who + self.first, cost)
        foreign, unjust = self.foreign[who] >> domain & 1 == 1, self.unjust[who]
        count(Measure.BURDEN_UNRELATED, who[foreign] + self.first, cost[foreign])
        count(Measure.BURDEN_INNOCENT, who[unjust] + self.first, cost[unjust])

    def by_cell(self, chance: NDArray[np.float64], purpose: Purpose) -> NDArray[np.bool_]:
        """One for everybody whom the chance of the own cell picks."""
        limits = np.minimum(np.rint(chance * DAY_BITS), DAY_BITS - 1).astype(np.uint16)
        np.less(self.draws.shorts(self.size, purpose), np.repeat(limits, self.adults), out=self.flag)
        picked: NDArray[np.bool_] = self.flag
        return picked
