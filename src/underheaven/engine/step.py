"""Workers: threads that live blocks of cells, each at a desk of its own.

A block is a run of cells whose mail is written together. Which thread lives which block, and how large blocks are, changes nothing:
blocks share no state, and what they write for each other is delivered at the day's end.
"""

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.desk import CELL, EVENT_COLUMNS, HIDERS, ROOM_FOR_HIDERS, ROOM_FOR_MAIL, ROOM_FOR_ROWS, WORK, empty_desk
from underheaven.engine.kernel import live_cells
from underheaven.engine.looks import threads_for
from underheaven.engine.mail import Mail
from underheaven.engine.state import State
from underheaven.engine.tally import MEASURES, STRATA
from underheaven.scenario.compile import Tables

BLOCKS_PER_THREAD = 8

Integers = NDArray[np.int64]
Item = TypeVar("Item")


class Worker:
    """A desk, and what it fills from day to day; its books are at hand, since asking a record for a field takes long."""

    def __init__(self, districts: int, days: int, tracing: bool) -> None:
        self.desk = empty_desk()
        self.strata, self.accounts, self.plugin_tallies = self.desk.strata, self.desk.accounts, self.desk.plugin_tallies
        self.cursor, self.hiding = self.desk.cursor, self.desk.hiders
        self.districts = np.zeros((districts, MEASURES), np.int64)
        self.expiry_strata = np.zeros((STRATA, 2, days + 2), np.int64)
        self.expiry_districts = np.zeros((districts, 2, days + 2), np.int64)
        self.rows = np.zeros((ROOM_FOR_ROWS * 2 if tracing else 1, len(EVENT_COLUMNS)), np.int64)
        self.counts = np.zeros(2, np.int64)
        self.hiders: list[Integers] = []

    def clear(self) -> None:
        """Empty the day's counters."""
        self.strata[:] = 0
        self.accounts[:] = 0
        self.plugin_tallies[:] = 0
        self.districts[:] = 0
        self.hiders.clear()

    def collect_hiders(self) -> None:
        """Take the list of those who went into hiding off the desk."""
        if number := int(self.cursor[HIDERS]):
            self.hiders.append(np.array(self.hiding[:number]))
            self.cursor[HIDERS] = 0


class Workers:
    """A fixed set of threads, or the calling thread alone."""

    def __init__(
        self, cells: int, districts: int, days: int, threads: int, traced: Sequence[int], block_cells: int | None,
        part: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        """``part``: first and last (excluded) of the cells that live here; all of them unless said."""
        begin, end = part or (0, cells)
        here = end - begin
        self.threads = threads_for(here, threads)
        size = block_cells or max(1, -(-here // (self.threads * BLOCKS_PER_THREAD if self.threads > 1 else 1)))
        self.blocks = [(first, min(first + size, end)) for first in range(begin, end, size)]
        self.workers = [Worker(districts, days, bool(traced)) for _ in range(self.threads)]
        self.written = [np.empty((last - first) * 64 + ROOM_FOR_MAIL, np.int64) for first, last in self.blocks]
        self.traced = np.zeros(cells * 4 if traced else 4, np.int64)
        for citizen in set(traced):
            self.traced[citizen >> 6] |= np.int64(-(2**63)) if citizen & 63 == 63 else np.int64(1 << (citizen & 63))
        self._pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None

    def over_cells(self, work: Callable[[int, int], None]) -> None:
        """Run ``work(first, last)`` over all blocks."""
        self.over(lambda block: work(*block), self.blocks)

    def over(self, work: Callable[[Item], object], items: Sequence[Item]) -> None:
        """Run ``work`` on each item, side by side where there are threads."""
        if self._pool is None:
            for item in items:
                work(item)
        else:
            list(self._pool.map(work, items))

    def set_out(self, day: int, mail: Mail) -> None:
        """Begin the day where citizens live elsewhere, while the firms live theirs here."""

    def live(self, tables: Tables, state: State, day: int, mail: Mail) -> tuple[Integers, Integers, Integers, list[Integers]]:
        """One day of everybody: tallies by stratum, by district, accounts, and what was written, block by block, until tomorrow."""
        turn = itertools.count()
        sent: list[Integers] = [self.written[0][:0]] * len(self.blocks)

        def work(worker: Worker) -> None:
            worker.clear()
            while (block := next(turn)) < len(self.blocks):
                sent[block] = self._live_block(tables, state, day, mail, worker, block)

        if self._pool is None:
            work(self.workers[0])
        else:
            list(self._pool.map(work, self.workers))
        first, *others = self.workers
        for other in others:
            first.strata += other.strata
            first.districts += other.districts
            first.accounts += other.accounts
            first.plugin_tallies += other.plugin_tallies
        return first.strata, first.districts, first.accounts, sent

    def plugin_tallies(self) -> Integers:
        """Two counts of each plug-in for the day that was lived last; until tomorrow."""
        return self.workers[0].plugin_tallies

    def _live_block(self, tables: Tables, state: State, day: int, mail: Mail, worker: Worker, block: int) -> Integers:
        cell, last = self.blocks[block]
        worker.counts[0] = 0
        while cell < last:
            cell = live_cells(
                tables, worker.desk, state, cell, last, day, mail.sorted, mail.starts, self.traced, self.written[block], worker.rows,
                worker.expiry_strata, worker.expiry_districts, worker.districts, worker.counts,
            )  # fmt: skip
            if worker.cursor[HIDERS] > ROOM_FOR_HIDERS - CELL or cell == last:
                worker.collect_hiders()
            if cell < last:
                self._make_room(worker, block)
        return self.written[block][: worker.counts[0]]

    def _make_room(self, worker: Worker, block: int) -> None:
        mails, events = int(worker.counts[0]), int(worker.counts[1])
        if self.written[block].size - mails < ROOM_FOR_MAIL:
            larger = np.empty(self.written[block].size * 2, np.int64)
            larger[:mails] = self.written[block][:mails]
            self.written[block] = larger
        if worker.rows.shape[0] - events < ROOM_FOR_ROWS:
            longer = np.zeros((worker.rows.shape[0] * 2, worker.rows.shape[1]), np.int64)
            longer[:events] = worker.rows[:events]
            worker.rows = longer

    def warm_up(self, tables: Tables, state: State, mail: Mail) -> None:
        """Compile or load the kernel without living anything."""
        worker = self.workers[0]
        live_cells(
            tables, worker.desk, state, 0, 0, 1, mail.sorted, mail.starts, self.traced, self.written[0], worker.rows,
            worker.expiry_strata, worker.expiry_districts, worker.districts, worker.counts,
        )  # fmt: skip

    def hiders(self) -> Integers:
        """Citizens who went into hiding today, in no particular order."""
        parts = [part for worker in self.workers for part in worker.hiders]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def go_on(self, events: Integers, work: int) -> None:
        """Take over events of traced citizens and work from before a checkpoint."""
        first = self.workers[0]
        if len(events):
            first.rows = np.concatenate([events, np.zeros((ROOM_FOR_ROWS * 2, len(EVENT_COLUMNS)), np.int64)])
        first.counts[1] = len(events)
        first.cursor[WORK] = work

    def abolish_lists(self, day: int) -> None:
        """Strike every end of a listing after ``day``: on it all listings lapsed."""
        for worker in self.workers:
            worker.expiry_strata[:, :, day + 1 :] = 0
            worker.expiry_districts[:, :, day + 1 :] = 0

    def lapses(self, day: int) -> tuple[Integers, Integers]:
        """Listings that end on ``day``: [STRATA, 2] and [D, 2], rightful and wrongful."""
        first, *others = self.workers
        strata, districts = first.expiry_strata[:, :, day].copy(), first.expiry_districts[:, :, day].copy()
        for other in others:
            strata += other.expiry_strata[:, :, day]
            districts += other.expiry_districts[:, :, day]
        return strata, districts

    def events(self) -> Integers:
        """Rows of traced citizens' events, in no particular order."""
        return np.concatenate([worker.rows[: worker.counts[1]] for worker in self.workers])

    def work_done(self) -> int:
        """Candidates, messages and weekly touches worked through."""
        return sum(int(worker.cursor[WORK]) for worker in self.workers)

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown()
