"""Addressed randomness in NumPy: every draw that decides a life follows from (seed, day, purpose, who), whatever else is drawn.

NumPy's own Philox4x64-10 (counter-based, in C) is set to an address and read from there: key = seed, counter = (column, purpose, day,
place), where a place is a chunk of neighbouring cells, or the nation. Setting it costs half a microsecond where making one costs thirteen.
Person i of a chunk owns the i-th word, half or quarter; one word holds four uniforms of sixteen bits where the law needs no more.

Two arms of a world so share all draws: candidates are drawn at rates of the world alone and accepted by the state afterwards, and the words
of a candidate belong to its place in the list of candidates, never to its place among the accepted. Drawing a whole column for all
candidates and indexing it was measured quicker than Philox in NumPy operations for the accepted (some 150 ns a person). What befalls a
handful out of a whole chunk is addressed one by one (``lone``). Whom the state alone picks (the listed, the reviewed, victims of a firm)
draws by SplitMix64 from a word of Philox (``personal``), with a tenth of the operations.

Source: Salmon, Moraes, Dror and Shaw (2011), doi:10.1145/2063384.2063405.
"""

from enum import IntEnum, unique
from math import log1p
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
Words = NDArray[np.uint64]
NATION = 0
"""The place of what is drawn for everybody at once; a chunk's is its first cell plus one."""
_LONE = 1 << 40
_RAW = [0, 0, 0, 0]


@unique
class Purpose(IntEnum):
    """What a draw is for; from ``STREET`` on a kind of conduct may be added."""

    PEOPLE = 1
    FIRST_STATE = 2
    PROTEST = 3
    TAX = 4
    MALICE = 5
    CHILD = 6
    ALARM = 7
    PHANTOM = 8
    SHOCK = 9
    GRATITUDE = 10
    BILL = 11
    FORGETTING = 12
    RELEASE = 13
    DEFAULT = 14
    JOB = 15
    OCCASION = 16
    DEPOSIT = 17
    PREMIUM = 18
    TRIP = 19
    SOCIAL = 20
    CUT = 22
    PROPOSAL = 23
    HOUSEHOLD_FEAR = 25
    CELL_FEAR = 26
    REPORTS_AROUND = 27
    SAFER_STREET = 28
    CLEAN_WEEK = 29
    HARDSHIP = 30
    DATING = 31
    BOAST = 32
    COMMERCIAL = 33
    HIDING = 34
    PASSES = 35
    SEARCH = 36
    FIRM = 37
    FIRM_WEEK = 38
    FIRM_VICTIM = 39
    INSPECTORS = 40
    INSPECTION = 41
    SCHEME = 42
    STALE = 43
    APPEAL = 44
    NOTICE = 46
    REVIEW = 47
    DOUBLE = 48
    NAMESAKE = 49
    STREET = 64
    CONDUCT = 96


ACT, LUCK, GLANCE, LATER_GLANCE, FACE, WITNESS, REPORT, CLERK, SECOND_FACE = range(9)
"""Columns of words of who may act: the decision (its first half is the platform's look); victim and law; cameras and messages; informants
and offices; what each of them does."""
COLUMNS = 9


class Draws:
    """The draws of one world, read at a day and place."""

    def __init__(self, seed: int) -> None:
        self._key = [seed, 0]
        self._philox = np.random.Philox(seed)
        self._generator = np.random.Generator(self._philox)
        self.day, self.place = 0, NATION
        self.distinct = Distinct()

    def at(self, day: int, place: int) -> None:
        """Draw for this day and place from now on."""
        self.day, self.place = day, place

    def _go_to(self, purpose: int, column: int, day: int, place: int) -> None:
        state = {"counter": [column << 32, purpose, day, place], "key": self._key}
        self._philox.state = cast(
            Any, {"bit_generator": "Philox", "state": state, "buffer": _RAW, "buffer_pos": 4, "has_uint32": 0, "uinteger": 0}
        )

    def generator(self, purpose: int) -> np.random.Generator:
        """A generator that begins at an address; to be used up before the next draw."""
        self._go_to(purpose, 0, self.day, self.place)
        return self._generator

    def words(self, number: int, purpose: int, column: int = 0) -> Words:
        """A word of 64 bits for each of so many."""
        return self.words_of(number, purpose, column, self.day, self.place)

    def words_of(self, number: int, purpose: int, column: int, day: int, place: int) -> Words:
        """The same at another address."""
        self._go_to(purpose, column, day, place)
        return self._philox.random_raw(number)

    def longs(self, number: int, purpose: int) -> NDArray[np.uint32]:
        """32 bits for each of so many."""
        return self.words((number + 1) >> 1, purpose).view(np.uint32)[:number]

    def shorts(self, number: int, purpose: int) -> NDArray[np.uint16]:
        """16 bits for each of so many."""
        return self.words((number + 3) >> 2, purpose).view(np.uint16)[:number]

    def bytes(self, number: int, purpose: int) -> NDArray[np.uint8]:
        """A whole number 0–255 for each of so many."""
        return self.words((number + 7) >> 3, purpose).view(np.uint8)[:number]

    def some(self, number: int, chance: float, purpose: int) -> Places:
        """Places below ``number`` that each come with ``chance``, without looking at everybody.

        A Poisson number of throws with rate −log(1 − chance) each hits every place independently with exactly that chance. Hence the
        candidates of a purpose are the same in two arms only if the chance is: it must be one of the world, not of the regime.
        """
        if chance <= 0 or not number:
            return np.empty(0, np.intp)
        generator = self.generator(purpose)
        thrown = generator.integers(0, number, generator.poisson(-number * log1p(-chance)), np.int32)
        if 100 * len(thrown) < number:
            thrown.sort()  # few among many: in order they are found quicker in memory
        return self.distinct(thrown, number).astype(np.intp)

    def few(self, number: int, chance: float, purpose: int, first: int = 0) -> "Few":
        """The same with words of their own; places count from ``first``."""
        return Few(self, purpose, self.some(number, chance, purpose) + first)

    def personal(self, who: Places, purpose: int, lasting: bool = False) -> Words:
        """A word of each of some people whom the state picks: SplitMix64 from a word of the day and purpose, numbered by person.

        ``lasting``: the same on every day.
        """
        key = self.words_of(1, purpose, 0, 0 if lasting else self.day, NATION)
        return own_words(key, who)

    def lone(self, who: Places, purpose: int) -> "Few":
        """A handful of people of a large group with words of their own, one address for each."""
        drawn = np.empty((COLUMNS, len(who)), np.uint64)
        for place, citizen in enumerate(who.tolist()):
            drawn[:, place] = self.words_of(COLUMNS, purpose, 0, self.day, _LONE + citizen)
        few = Few(self, purpose, who)
        few.drawn.update(enumerate(drawn))
        return few


def own_words(words: Words, numbers: NDArray[np.int64] | int) -> Words:
    """The numbered outputs of SplitMix64 from each word on: draws that belong to the places of a list, or to a person.

    Source: Steele, Lea and Flood (2014), doi:10.1145/2660193.2660195.
    """
    mixed = words + (np.atleast_1d(numbers).astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    outputs: Words = mixed ^ mixed >> np.uint64(31)
    return outputs


def own_longs(words: Words, numbers: NDArray[np.int64] | int) -> NDArray[np.uint32]:
    """32 bits of each."""
    return (own_words(words, numbers) >> np.uint64(32)).astype(np.uint32)


class Distinct:
    """Finds who comes several times in a list, without sorting: each writes its number at its place, and the last can read it there."""

    def __init__(self) -> None:
        self._written = np.empty(0, np.int32)

    def __call__(self, places: NDArray[Any], number: int) -> NDArray[Any]:
        """Each of some places below ``number`` once, in no particular order."""
        if number > len(self._written):
            self._written = np.empty(number, np.int32)
        turns = np.arange(len(places), dtype=np.int32)
        self._written[places] = turns
        once: NDArray[Any] = places[self._written[places] == turns]
        return once


class Few:
    """People and the words that belong to them: a column is drawn for the whole list when it is first asked for."""

    __slots__ = ("_address", "_draws", "_number", "_rows", "drawn", "who")

    def __init__(self, draws: Draws, purpose: int, who: Places) -> None:
        self.who = who
        self.drawn: dict[int, Words] = {}
        """Columns for the whole list, by number."""
        self._draws, self._number = draws, len(who)
        self._rows: Places | None = None
        self._address = purpose, draws.day, draws.place

    def __len__(self) -> int:
        return len(self.who)

    def of(self, chosen: NDArray[np.bool_] | Places) -> "Few":
        """Those of them whom a mask or places choose; their words stay theirs."""
        rows: Places = chosen.nonzero()[0] if chosen.dtype == np.bool_ else chosen.astype(np.intp, copy=False)
        part = Few.__new__(Few)
        part.who, part.drawn = self.who[rows], self.drawn
        part._draws, part._number, part._address = self._draws, self._number, self._address
        part._rows = rows if self._rows is None else self._rows[rows]
        return part

    def _column(self, column: int) -> Words:
        if column not in self.drawn:
            purpose, day, place = self._address
            self.drawn[column] = self._draws.words_of(self._number, purpose, column + 1, day, place)
        return self.drawn[column]

    def longs(self, column: int, half: int) -> NDArray[np.uint32]:
        """32 bits of each."""
        part = self._column(column).view(np.uint32)[half::2]
        return part if self._rows is None else part[self._rows]

    def shorts(self, column: int, quarter: int) -> NDArray[np.uint16]:
        """16 bits of each."""
        part = self._column(column).view(np.uint16)[quarter::4]
        return part if self._rows is None else part[self._rows]

    def moods(self, column: int, byte: int) -> NDArray[np.uint8]:
        """Whole numbers 0–255."""
        part = self._column(column).view(np.uint8)[byte::8]
        return part if self._rows is None else part[self._rows]

    def pick(self, column: int, half: int, number: NDArray[np.intp] | int) -> Places:
        """A uniform whole number below ``number`` for each."""
        return (self.longs(column, half).astype(np.int64) * number) >> 32
