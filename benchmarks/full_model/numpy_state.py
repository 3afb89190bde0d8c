"""State of the NumPy model: one array per attribute, yesterday's messages as lists of arrays, national tallies of the day.

Trust, fear, belief, score and buffer are in single precision and so need no stochastic rounding.
"""

from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray

from benchmarks.full_model.numpy_draws import Draws, Few, Places, Purpose, distinct
from benchmarks.full_model.numpy_society import People, Singles
from underheaven.day.vocabulary import Domain
from underheaven.scenario.compile import Tables

HIGHEST_TRUST, HIGHEST_FEAR, HIGHEST_BELIEF = 254, 252, 126
STOCKS = ("fear", "neighbours", "business", "government", "belief", "score")
CHANGING = (
    *STOCKS, "false_part", "buffer", "until", "cause", "wrongful", "denied", "paid", "ties", "dissents", "employment", "target", "usual",
    "net",
)  # fmt: skip
DAY_BITS = 65_536
WHOLE = 1 << 32
INTERNET = 1 << Domain.INTERNET

Bits = NDArray[np.uint8]


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
        self.denied = np.zeros(adults, np.bool_)
        self.paid = np.maximum(random.integers(0, 16, adults, np.int8), 1)
        self.ties = np.full(adults, 63, np.uint8)
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
        self.reports, self.victims, self.harassed = (np.zeros(cells, np.int64) for _ in range(3))
        self.lapsing = np.zeros((2, 8192), np.int64)
        """Listings that lapse on a day: all, wrongful."""
        self.listed = self.listed_wrongly = 0
        self.stock = {name: float(getattr(self, name).sum(dtype=np.float64)) for name in STOCKS}
        self.dissenting = int(self.dissents.sum())
        self.tally: Counter[str] = Counter()
        self.outbox: defaultdict[str, list[tuple[NDArray, ...]]] = defaultdict(list)
        # scratch: largest size of a chunk, or everybody
        longest = max((chunk.last - chunk.first for day in people.chunks for chunk in day), default=0)
        self.scratch = np.empty((6, longest), np.float32)
        self.flags = np.empty((5, longest), np.bool_)
        self.slots = np.empty(longest, np.uint16)
        self.domains = np.empty(longest, np.int16)
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

    def employ(self, tables: Tables, who: Places, employment: NDArray) -> None:
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
    def count(self, name: str, who: Places, amounts: NDArray | None = None) -> None:
        """Count events, or amounts, of adults."""
        self.tally[name] += len(who) if amounts is None else int(amounts.sum())

    def shift(self, name: str, who: Places, change: NDArray | float, highest: int) -> None:
        """Add to a stock of the few, and clamp them once."""
        array: Singles = getattr(self, name)
        if isinstance(change, np.ndarray):
            np.add.at(array, who, change.astype(np.float32))
            self.stock[name] += float(change.sum())
        else:
            np.add.at(array, who, np.float32(change))
            self.stock[name] += change * len(who)
        now = array[who]
        beyond = who[(now < 0) | (now > highest)]
        if len(beyond):
            beyond = distinct(beyond)
            kept = np.clip(array[beyond], 0, highest)
            self.stock[name] += float((kept - array[beyond]).sum())
            array[beyond] = kept

    def send(self, field: str, *columns: NDArray) -> None:
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
        return self.people.answers[first + few.pick(column, half, np.minimum(256, self.people.persons - first))]


def benefit(mean: NDArray | float, trait: NDArray, mood: NDArray) -> NDArray:
    """Benefit of a deliberate act with spread equal to the mean, in 1/256 (``day.act.benefit_of``)."""
    return np.maximum(0, mean + np.floor(mean * (trait + mood - 255) * (1 / 256)))


def joined(parts: list[tuple[NDArray, ...]]) -> tuple[NDArray, ...]:
    """Columns of all posts of one field."""
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
