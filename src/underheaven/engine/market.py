"""All firms of one world and arm: their words, and the workers that live their days by ranges of districts.

Which worker lives which district changes nothing: firms read only their own words, and what they write is added up or delivered.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.firm_desk import MAIL, ROOM_FOR_MAIL, WORK, FirmDesk, empty_firm_desk
from underheaven.engine.firm_state import FirmState, first_firms
from underheaven.engine.firms import live_firms, visible_sanctions
from underheaven.engine.step import Workers
from underheaven.scenario.compile import Tables

Integers = NDArray[np.int64]


class Market:
    """The firms of a running world."""

    def __init__(self, tables: Tables, workers: Workers) -> None:
        self.state: FirmState = first_firms(tables.firms.firms)
        self.visible_sanctions: Integers = np.zeros(tables.society.districts, np.int64)
        self._workers = workers
        districts = tables.society.districts
        parts = min(workers.threads, districts)
        bounds = [part * districts // parts for part in range(parts + 1)]
        self._ranges = list(pairwise(bounds))
        self._desks = [empty_firm_desk(districts, ROOM_FOR_MAIL * 8) for _ in self._ranges]

    def trade(self, tables: Tables, day: int) -> tuple[Integers, Integers, list[Integers]]:
        """A day of all firms: tallies by district, accounts, and what was written to citizens, until tomorrow."""
        self._workers.over(lambda part: self._live(tables, part, day), range(len(self._ranges)))
        first, *others = self._desks
        for other in others:
            np.add(first.tallies, other.tallies, out=first.tallies)
            np.add(first.accounts, other.accounts, out=first.accounts)
        self.visible_sanctions = visible_sanctions(first.tallies)
        return first.tallies, first.accounts, [desk.mails[: desk.cursor[MAIL]] for desk in self._desks]

    def _live(self, tables: Tables, part: int, day: int) -> None:
        desk = self._desks[part]
        desk.tallies[:], desk.accounts[:], desk.cursor[MAIL] = 0, 0, 0
        first, last = self._ranges[part]
        firm = 0
        while (firm := live_firms(tables, desk, self.state, first, last, firm, day)) >= 0:
            desk = self._desks[part] = _with_more_room(desk)

    def warm_up(self, tables: Tables) -> None:
        """Compile or load the kernel without living anything."""
        live_firms(tables, self._desks[0], self.state, 0, 0, 0, 1)

    def work_done(self) -> int:
        """Firms' days worked through."""
        return sum(int(desk.cursor[WORK]) for desk in self._desks)


def _with_more_room(desk: FirmDesk) -> FirmDesk:
    larger = np.zeros(desk.mails.size * 2, np.int64)
    larger[: desk.cursor[MAIL]] = desk.mails[: desk.cursor[MAIL]]
    return desk._replace(mails=larger)
