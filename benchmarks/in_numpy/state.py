"""State of the NumPy model: one array per attribute, yesterday's messages as lists of arrays, national tallies of the day.

Trust, fear, belief, score and buffer are in single precision and so need no stochastic rounding.
"""

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Draws, Few, Places, Purpose
from benchmarks.in_numpy.purse import Purse
from benchmarks.in_numpy.society import People, Singles
from benchmarks.in_numpy.tally import Books
from underheaven.day.fusion import FusionTable
from underheaven.day.standing import GradesTable
from underheaven.day.vocabulary import Domain, Kind
from underheaven.engine.stocks import SUPPORTS_FROM
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

HIGHEST_TRUST, HIGHEST_FEAR, HIGHEST_BELIEF = 254, 252, 126
STOCKS = {
    "fear": Measure.FEAR_SUM,
    "neighbours": Measure.TRUST_NEIGHBOURS,
    "business": Measure.TRUST_BUSINESS,
    "government": Measure.TRUST_GOVERNMENT,
    "belief": Measure.BELIEF_SUM,
    "score": Measure.SCORE_SUM,
    "false_part": Measure.SCORE_FALSE_SUM,
}
"""Columns that are summed as they stand."""
CHANGING = (
    *(*STOCKS, "buffer", "until", "cause", "wrongful", "appeal", "denied", "paid", "ties", "dissents", "employment", "target", "usual"),
    *("net", "member", "commercial"),
)
DAY_BITS = 65_536
WHOLE = 1 << 32
INTERNET = 1 << Domain.INTERNET

Bits = NDArray[np.uint8]
Yes = NDArray[np.bool_]


class State:
    """What changes; [A] adults."""

    def __init__(self, people: People, tables: Tables, draws: Draws, days: int) -> None:
        self.people, self.draws = people, draws
        random = draws.generator(Purpose.FIRST_STATE)
        adults = people.adults
        self.unit = (128 / tables.society.wage[people.social_class]).astype(np.float32)
        """Fine units in a currency unit."""
        self.employment = self._first_employment(tables, random)
        self.target, self.usual, self.net = (np.empty(adults, np.float32) for _ in range(3))
        self.employ(tables, np.arange(adults), self.employment)
        self.buffer = self.target.copy()
        self.score = np.full(adults, 4000, np.float32)
        self.false_part = np.zeros(adults, np.float32)
        self.until = np.zeros(adults, np.int16)
        self.cause = np.zeros(adults, np.int8)
        self.wrongful = np.zeros(adults, np.bool_)
        self.appeal = np.zeros(adults, np.int8)
        self.denied = np.zeros(adults, np.bool_)
        self.paid = np.where(people.unbanked, 1, np.maximum(random.integers(0, 16, adults, np.int8), 1)).astype(np.int8)
        self.ties = 63 & ~people.unpaired
        trust = tables.trust
        self.own = np.float32(trust.government_baseline - trust.government_spread) + np.floor(
            people.baseline * np.float32(2 * trust.government_spread + 1)
        )
        self.government = self.own.copy()
        self.neighbours = np.full(adults, trust.neighbours_baseline, np.float32)
        self.business = np.full(adults, trust.business_baseline, np.float32)
        self.belief = np.full(adults, 64, np.float32)
        self.fear = np.full(adults, tables.adaptation.fear_at_rest, np.float32)
        said = tables.expression
        self.bold = np.float32(said.boldness_base) + np.floor(people.boldness * np.float32(said.boldness_slope / 256))
        unhappy = np.maximum(0, said.content - self.government)
        seen = said.visibility * 256 + (256 - said.visibility) * unhappy
        self.dissents = (unhappy > said.tolerated) & (self.bold * (unhappy - said.tolerated) * 256 > seen * said.price)
        cells = tables.society.cells
        members = np.diff(people.cell_first)
        self.members = np.maximum(members, 1).astype(np.float32)
        self.half_dissenters = 2.0 * np.bincount(people.cell, self.dissents, cells)
        self.shown = np.zeros(cells)
        self.member = np.zeros(adults, np.bool_)
        self.commercial = np.full(adults, 26, np.float32)
        self.cell_members = np.zeros(cells)
        """Members of the commercial scheme in a cell, one who boasts twice."""
        self.reports, self.victims, self.harassed = (np.zeros(cells, np.int64) for _ in range(3))
        self.face = people.hard
        """Column of the recognition tables: hard to recognise or not, and twice the fused profile."""
        self._fusion: FusionTable | None = None
        self.drifts = False
        """Whether a weekly pass is under way, which counts what it changes at its end."""
        self.dissents_below = tables.dissents_below
        self.books = Books(people, tables.society.districts, days, tables.conduct.harm[: Kind.PRAISE + 1])
        self.count = self.books.count
        everybody = np.arange(adults)
        self.wage = tables.society.wage[people.social_class].astype(np.float32)
        """Pieces of money in a fine unit."""
        self.purse = Purse(float(np.minimum(self.buffer, 0) @ -self.wage))
        for name, measure in STOCKS.items():
            self.books.begin(measure, everybody, getattr(self, name))
        self.books.begin(Measure.HARDSHIP_SUM, everybody, hardship(self.buffer))
        self.books.begin(Measure.DISSENT_PUBLIC, everybody, self.dissents)
        self.books.begin(Measure.DISSENT_PRIVATE, everybody, self.government < self.dissents_below)
        self.books.begin(Measure.SUPPORT_PRIVATE, everybody, self.government >= SUPPORTS_FROM)
        self.books.begin(Measure.TIES_ALIVE, everybody, np.bitwise_count(self.ties))
        self.books.begin(Measure.ISOLATED, everybody, np.bitwise_count(self.ties) <= 3)
        self.books.begin(Measure.EMPLOYED, everybody, (self.employment > 0) & (self.employment < 9))
        self.books.begin(Measure.TIER_SUM, everybody, tier(self.employment))
        self.books.begin(Measure.IN_DEBT, everybody, self.buffer < 0)
        self.outbox: defaultdict[str, list[tuple[NDArray[Any], ...]]] = defaultdict(list)
        # scratch: largest size of a chunk, or everybody
        longest = max((chunk.last - chunk.first for day in people.chunks for chunk in day), default=0)
        self.scratch = np.empty((4, longest), np.float32)
        self.flags = np.empty((6, longest), np.bool_)
        self.slots = np.empty(longest, np.uint16)
        self.domains = np.empty((2, longest), np.int16)
        self.points, self.false_points = np.zeros(adults, np.float32), np.zeros(adults, np.float32)
        self.key_all, self.key_true = np.zeros(adults, np.int32), np.zeros(adults, np.int32)
        self.touched = np.zeros(adults, np.bool_)

    def _first_employment(self, tables: Tables, random: np.random.Generator) -> NDArray[np.int8]:
        people, jobs = self.people, tables.jobs
        leaving = jobs.separation_to[0][people.social_class]
        finding = int(jobs.finding_to[0]) - jobs.finding_from
        idle = random.random(people.adults) * (leaving + finding) < leaving
        work = np.where(idle, 0, 1 + random.binomial(7, 0.5, people.adults))
        return np.where(people.group % 6 >= 4, 9, work).astype(np.int8)

    def keep_profiles(self, fusion: FusionTable) -> None:
        """What fused profiles hold of everybody, when the regime's fusion changes."""
        if fusion is not self._fusion:
            self._fusion = fusion
            held = self.people.modalities < (fusion.enrolment / DAY_BITS)[:, None]
            self.face = (self.people.hard + 2 * (held << np.arange(5)[:, None]).sum(axis=0)).astype(np.int8)
            self.books.begin(Measure.MODALITIES_HELD, np.arange(self.people.adults), held.sum(axis=0))

    def employ(self, tables: Tables, who: Places, employment: NDArray[Any]) -> None:
        """Give work, and what follows from it for the week's money."""
        economy = tables.economy
        self.employment[who] = employment
        self.target[who] = economy.target[self.people.social_class[who], employment]
        self.usual[who] = economy.consumption[employment]
        self.net[who] = economy.income[employment] - economy.consumption[employment]

    def changing_bytes(self) -> int:
        """Bytes of the columns that change."""
        return sum(getattr(self, name).nbytes for name in CHANGING)

    # changes
    def shift(self, name: str, who: Places, change: NDArray[Any] | float, highest: int, once_each: bool = False) -> None:
        """Add to a stock of the few, and clamp them once; ``once_each``: nobody comes twice."""
        if not len(who):
            return
        array: Singles = getattr(self, name)
        if once_each:
            once, before = who, array[who]
            array[who] = before + change
        elif name != "government":
            self._shift_often(name, who, np.asarray(change, np.float32), highest)
            return
        else:
            once = self.draws.distinct(who, self.people.adults)
            before = array[once]
            np.add.at(array, who, np.asarray(change, np.float32))
        after = np.clip(array[once], 0, highest)
        array[once] = after
        if self.drifts:
            return
        self.count(STOCKS[name], once, after - before)
        if name == "government":
            self.count_support(once, before, after)

    def _shift_often(self, name: str, who: Places, change: NDArray[np.float32], highest: int) -> None:
        array: Singles = getattr(self, name)
        np.add.at(array, who, change)
        self.count(STOCKS[name], who, np.broadcast_to(change, who.shape))
        now = array[who]
        beyond = self.draws.distinct(who[(now < 0) | (now > highest)], self.people.adults)
        if len(beyond):
            kept = np.clip(array[beyond], 0, highest)
            self.count(STOCKS[name], beyond, kept - array[beyond])
            array[beyond] = kept

    def count_support(self, who: Places, before: Singles, after: Singles) -> None:
        """What follows from private trust in government."""
        self.count_crossings(Measure.SUPPORT_PRIVATE, who, before >= SUPPORTS_FROM, after >= SUPPORTS_FROM)
        self.count_crossings(Measure.DISSENT_PRIVATE, who, before < self.dissents_below, after < self.dissents_below)

    def count_crossings(self, measure: Measure, who: Places, before: Bits | Yes, after: Bits | Yes) -> None:
        """A stock of those of whom something is true: who turned."""
        moved = np.flatnonzero(before != after)
        self.count(measure, who[moved], 2 * after[moved].astype(np.int8) - 1)

    def count_grades(self, grades: GradesTable, who: Places, before: Singles, after: Singles) -> None:
        """Who fell to grade D or rose to AA, or came back."""
        self.count_crossings(Measure.GRADE_D, who, before < grades.c, after < grades.c)
        self.count_crossings(Measure.GRADE_AA, who, before >= grades.aa, after >= grades.aa)

    def tie_up(self, who: Places, bits: Bits, alive: bool) -> None:
        """Ties revive or die."""
        once = self.draws.distinct(who, self.people.adults)
        before = np.bitwise_count(self.ties[once]).astype(np.int8)
        if alive:
            np.bitwise_or.at(self.ties, who, bits)
        else:
            np.bitwise_and.at(self.ties, who, ~bits)
        after = np.bitwise_count(self.ties[once]).astype(np.int8)
        self.count(Measure.TIES_ALIVE, once, after - before)
        self.count_crossings(Measure.ISOLATED, once, before <= 3, after <= 3)

    def move_money(self, who: Places, fine: Singles) -> None:
        """Money in fine units arrives or leaves."""
        once = self.draws.distinct(who, self.people.adults)
        before = self.buffer[once]
        np.add.at(self.buffer, who, fine)
        after = self.buffer[once]
        change = hardship(after) - hardship(before)
        moved = np.flatnonzero(change)
        self.count(Measure.HARDSHIP_SUM, once[moved], change[moved])
        self.count_debts(once, before, after)

    def count_debts(self, who: Places, before: Singles, after: Singles) -> None:
        """Who fell into debt or came out of it, and what all owe."""
        self.count_crossings(Measure.IN_DEBT, who, before < 0, after < 0)
        for savings, sign in ((before, -1.0), (after, 1.0)):
            owes = np.flatnonzero(savings < 0)
            self.purse.debt -= sign * float(savings[owes] @ self.wage[who[owes]])

    def send(self, field: str, *columns: NDArray[Any]) -> None:
        """Post columns of one field for tomorrow."""
        if len(columns[0]):
            self.outbox[field].append(columns)

    def record(self, who: Places, kind: int, false: bool = False, weight: int = 1) -> None:
        """Post records about adults."""
        if len(who):
            self.outbox["record"].append((who, np.full(len(who), kind + 16 * false + 32 * weight, np.int16)))

    def pay(self, who: Places, money: float) -> None:
        """Post money in currency units."""
        self.send("money", who, np.full(len(who), money, np.float32))

    def resident(self, few: Few, column: int, half: int) -> Places:
        """A uniform resident of each one's cell who answers for money."""
        first = self.people.cell[few.who] << 8
        answering: Places = self.people.answers[first + few.pick(column, half, np.minimum(256, self.people.persons - first))]
        return answering


def tier(employment: NDArray[np.int8]) -> NDArray[np.int8]:
    """Tier of a job, 0 without one."""
    return np.where((employment > 0) & (employment < 9), employment - 1, 0).astype(np.int8)


def hardship(buffer: Singles) -> Singles:
    """Hardship 0–255: 128 with an empty buffer, two less for every day of savings (``day.economy.hardship``)."""
    felt: Singles = np.clip(128 - np.floor(buffer * np.float32(1 / 64)), 0, 255)
    return felt


def benefit(mean: NDArray[Any] | float, trait: NDArray[Any], mood: NDArray[Any]) -> NDArray[Any]:
    """Benefit of a deliberate act with spread equal to the mean, in 1/256 (``day.act.benefit_of``)."""
    drawn: NDArray[Any] = np.maximum(0, mean + np.floor(mean * (trait + mood - 255) * (1 / 256)))
    return drawn


def joined(parts: list[tuple[NDArray[Any], ...]]) -> tuple[NDArray[Any], ...]:
    """Columns of all posts of one field."""
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
