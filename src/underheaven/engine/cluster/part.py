"""A part of a world: a run of cells that lives far away, day by day.

It has arrays of the whole society, so that everybody keeps the own id, but only its own pages are ever written: the operating system
gives memory to these alone. Rules of a day follow from the scenario and from a few numbers that the driver sends.
"""

import datetime
import os
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.lapse import count_expiries, lapse_all
from underheaven.engine.mail import Mail
from underheaven.engine.pack import PackedTables
from underheaven.engine.state import State, empty_state
from underheaven.engine.step import Workers
from underheaven.engine.tally import MEASURES, STRATA
from underheaven.scenario.compile import Policy
from underheaven.scenario.schema import Scenario
from underheaven.society.table import society_table

Integers = NDArray[np.int64]


class World(NamedTuple):
    """What a part must know of the world that it belongs to."""

    scenario: Scenario
    citizens: int
    days: int
    seed: int
    start: datetime.date
    group_shares: list[int]
    traced: Sequence[int]
    day: int
    """Last day that was lived."""


class Morning(NamedTuple):
    """What a part must know of a day beside the scenario."""

    day: int
    spread: int
    transfer: int
    tracing: int
    visible_sanctions: Integers
    abolished: bool
    """Whether the lists end today."""


class Sparse(NamedTuple):
    """Tallies, most of which are zero, for the way: what is larger than 100 KB goes through Ray's store, which takes milliseconds."""

    shape: tuple[int, ...]
    present: NDArray[np.uint8]
    """A bit an element: whether it is not zero."""
    values: NDArray[np.signedinteger[Any]]

    @classmethod
    def of(cls, tallies: Integers) -> "Sparse":
        """What is not zero, in the narrower of two types."""
        present = tallies != 0
        values = tallies[present]
        narrow = values.astype(np.int32)
        return cls(tallies.shape, np.packbits(present), narrow if np.array_equal(narrow, values) else values)

    def add_to(self, sums: Integers) -> None:
        """Add the array to ``sums`` of the same shape."""
        sums[np.unpackbits(self.present, count=sums.size).view(np.bool_).reshape(self.shape)] += self.values


class Evening(NamedTuple):
    """What a part counted on a day; districts are its own."""

    strata: Sparse
    districts: Sparse
    accounts: Integers
    lapsed: Integers
    district_lapsed: Integers
    plugins: Integers
    hiders: Integers
    work: int


def columns(state: State, first: int, last: int) -> tuple[NDArray[Any], ...]:
    """Views of the words of cells ``first … last − 1``."""
    people = slice(first << 8, last << 8)
    return (
        state.ledger[people], state.mind[people], state.life[people], state.plugins[people],
        state.denied[first << 2 : last << 2], state.cells[first:last],
    )  # fmt: skip


def by_part(mail: Mail, bounds: Sequence[int]) -> list[Integers]:
    """Sorted mail cut where the parts begin, in copies: its storage is used again tomorrow."""
    cuts = [int(mail.starts[bound]) for bound in bounds]
    return [mail.sorted[first:last].copy() for first, last in pairwise(cuts)]


class Part:
    """The cells between two of the ``bounds``."""

    def __init__(self, world: World, bounds: Sequence[int], number: int, threads: int) -> None:
        self.society = society_table(world.scenario.society, seed=world.seed, citizens=world.citizens)
        self.state = empty_state(world.citizens)
        self.bounds, self.number = bounds, number
        first, last = bounds[number], bounds[number + 1]
        cells, districts = self.society.cells, self.society.districts
        self.districts = slice(first * districts // cells, (last - 1) * districts // cells + 1)
        self.workers = Workers(cells, districts, world.days, threads, world.traced, None, (first, last))
        self.policy = Policy(world.scenario, self.society, world.start, world.group_shares)
        self.packed = PackedTables()
        self.opening = self.policy.tables(1)
        for day in range(1, world.day + 1):
            self.opening = self.policy.tables(day)
        self.day = world.day
        self.inbox, self.outbox = Mail(cells), Mail(cells)
        self.own: Integers = np.zeros(0, np.int64)

    def take(self, first: int, last: int, words: Sequence[NDArray[Any]]) -> None:
        """Take over the words of cells ``first … last − 1``."""
        for mine, theirs in zip(columns(self.state, first, last), words, strict=True):
            mine[:] = theirs

    def give(self, first: int, last: int) -> tuple[NDArray[Any], ...]:
        """The words of cells ``first … last − 1``."""
        return columns(self.state, first, last)

    def get_ready(self) -> None:
        """All words are here: count the listings that lie ahead, load the kernel."""
        packed, worker = self.packed.of(self.opening), self.workers.workers[0]
        count_expiries(packed, self.state, self.day, worker.expiry_strata, worker.expiry_districts)
        self.workers.warm_up(packed, self.state, self.inbox)
        letter = np.zeros(1, np.int64)
        letter.setflags(write=False)  # as Ray hands them over, which to Numba is another type
        self.inbox.deliver([letter])
        self.inbox.deliver([])

    def live(self, morning: Morning, *mails: Integers) -> tuple[Any, ...]:
        """A day: what was counted, then what was written to each part. What it wrote to itself stays here."""
        day = morning.day
        tables = self.policy.tables(day, morning.spread, morning.transfer, morning.tracing, morning.visible_sanctions)
        packed = self.packed.of(tables)
        self.inbox.deliver([self.own, *mails])
        lapse = np.zeros((STRATA, MEASURES), np.int64)
        district_lapse = np.zeros((self.society.districts, MEASURES), np.int64)
        if morning.abolished:
            lapse_all(packed, self.state, day, lapse, district_lapse)
            self.workers.abolish_lists(day)
        strata, districts, accounts, written = self.workers.live(packed, self.state, day, self.inbox)
        strata += lapse
        districts += district_lapse
        self.outbox.deliver(written)
        parts = by_part(self.outbox, self.bounds)
        self.own, parts[self.number] = parts[self.number], parts[self.number][:0]
        lapsed, district_lapsed = self.workers.lapses(day)
        here = self.districts
        evening = Evening(
            Sparse.of(strata), Sparse.of(districts[here]), accounts, lapsed, district_lapsed[here], self.workers.plugin_tallies(),
            self.workers.hiders(), self.workers.work_done(),
        )  # fmt: skip
        return evening, *parts

    def hand_in(self) -> Integers:
        """What it wrote to itself today, which then is here no more."""
        mine, self.own = self.own, self.own[:0]
        return mine

    def events(self) -> Integers:
        """Rows of traced citizens' events."""
        return self.workers.events()

    def process(self) -> int:
        """Number of the process that it lives in."""
        return os.getpid()

    def place(self) -> slice:
        """Its districts."""
        return self.districts
