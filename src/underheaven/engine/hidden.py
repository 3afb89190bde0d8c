"""The side table of citizens in hiding, and the search for them every evening (S20).

Sorted by id and part of the digest. The search reads the tables of the day and its own draws alone, so it can come after all cells.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from underheaven.day.hiding import filmed, passes_today
from underheaven.day.recognition import RIGHT, WRONG, recognise, recognition_group, which_double, wrong_group
from underheaven.draws.compiled import compiled_entry, compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import EVENT_COLUMNS
from underheaven.engine.mail import FEAR, message
from underheaven.engine.person import person_of
from underheaven.engine.tally import Measure
from underheaven.engine.watch import known_by
from underheaven.scenario.compile import Tables
from underheaven.society.doubles import double
from underheaven.society.people import district_of

_HIDING = int(Purpose.HIDING)
_HIDDEN, _BEGUN, _FOUND = int(Measure.HIDDEN), int(Measure.WENT_INTO_HIDING), int(Measure.FOUND)
_DAYS, _INNOCENTS = int(Measure.DAYS_TO_DETECTION), int(Measure.INNOCENTS_HIT)
_ALERTS, _ALERTS_WRONG = int(Measure.ALERTS), int(Measure.ALERTS_WRONG)
_MOST_PASSES = 16
"""Ten passes a day at the top of the range, and caution of at most one."""

Integers = NDArray[np.int64]


@compiled_part
def book(tables: Tables, citizen: int, measure: int, amount: int, strata: np.ndarray, districts: np.ndarray) -> None:
    """Count for this citizen in both books of the day."""
    strata[person_of(tables.society, citizen).stratum, measure] += amount
    districts[district_of(tables.society, citizen), measure] += amount


@compiled_part
def look_for(
    tables: Tables, ids: np.ndarray, since: np.ndarray, day: int, found: np.ndarray, mails: np.ndarray, strata: np.ndarray,
    districts: np.ndarray,
) -> int:  # fmt: skip
    """One day's search for ``ids``: marks the found, writes fear to the innocent. Returns how many messages."""
    seed, written = tables.society.seed, 0
    for place in range(ids.size):
        citizen = integer(ids[place])
        coverage = integer(tables.cameras.coverage[district_of(tables.society, citizen)])
        if coverage == 0:
            continue
        person = person_of(tables.society, citizen)
        group = recognition_group(person.sex, person.age_band, person.origin)
        column = known_by(tables, citizen)
        number = passes_today(draw(seed, citizen, day, _HIDING, 0)[1], tables.recognition.passes, tables.hiding)
        for k in range(min(number, _MOST_PASSES)):
            seen, outcome, which_group, which = draw(seed, citizen, day, _HIDING, 1 + k)
            if not filmed(seen, coverage):
                continue
            result = recognise(outcome, group, column, tables.recognition)
            if result == RIGHT:
                book(tables, citizen, _ALERTS, 1, strata, districts)
                book(tables, citizen, _FOUND, 1, strata, districts)
                book(tables, citizen, _DAYS, day - integer(since[place]), strata, districts)
                book(tables, citizen, _HIDDEN, -1, strata, districts)
                found[place] = 1
                break
            if result == WRONG:
                other = wrong_group(which_group, group, tables.recognition)
                m, national = which_double(which, tables.recognition), tables.recognition.national == 1
                innocent = double(tables.society, citizen, other, m, tables.recognition.doubles, national)
                if innocent >= 0:
                    book(tables, innocent, _ALERTS, 1, strata, districts)
                    book(tables, innocent, _ALERTS_WRONG, 1, strata, districts)
                    book(tables, innocent, _INNOCENTS, 1, strata, districts)
                    mails[written] = message(innocent, FEAR, tables.hiding.fear_of_innocent)
                    written += 1
    return written


@compiled_entry
def spend_evening(
    tables: Tables, looked: bool, ids: np.ndarray, since: np.ndarray, hiders: np.ndarray, day: int, found: np.ndarray, mails: np.ndarray,
    fresh: np.ndarray, next_ids: np.ndarray, next_since: np.ndarray, strata: np.ndarray, districts: np.ndarray,
) -> tuple[int, int, int]:  # fmt: skip
    """Look for ``ids``, if anybody is looked for; then join those who stay and today's ``hiders`` to those who hide tomorrow.

    Both come in ascending order, ``hiders`` perhaps twice. Returns how many messages, how many who did not hide before, and how many hide.
    """
    written = look_for(tables, ids, since, day, found, mails, strata, districts) if looked else 0
    begun, number, joined = 0, 0, 0
    for place in range(ids.size + 1):
        while joined < hiders.size and (place == ids.size or hiders[joined] <= ids[place]):
            citizen = integer(hiders[joined])
            joined += 1
            if (place < ids.size and citizen == ids[place]) or (begun > 0 and citizen == fresh[begun - 1]):
                continue
            book(tables, citizen, _BEGUN, 1, strata, districts)
            book(tables, citizen, _HIDDEN, 1, strata, districts)
            fresh[begun], next_ids[number], next_since[number] = citizen, citizen, day
            begun += 1
            number += 1
        if place < ids.size and found[place] == 0:
            next_ids[number], next_since[number] = ids[place], since[place]
            number += 1
    return written, begun, number


class Hidden:
    """Who is in hiding, since when, and what of it happened to traced citizens."""

    def __init__(self, traced: Sequence[int] = ()) -> None:
        self.traced = np.array(sorted(set(traced)), np.int64)
        self.rows: list[tuple[int, ...]] = []
        self.ids: Integers = np.zeros(0, np.int64)
        self.since: Integers = np.zeros(0, np.int64)

    def search(self, tables: Tables, packed: Tables, day: int, hiders: Integers, strata: Integers, districts: Integers) -> Integers:
        """An evening: who hid before today is looked for, who hid today joins. Returns messages; ``packed`` is what the kernel reads."""
        looked = tables.hiding.caution > 0 and tables.recognition.passes > 0 and bool(tables.cameras.coverage.any())
        if not hiders.size and not (looked and self.ids.size):
            return hiders
        hiders.sort()
        mails, found = np.empty(self.ids.size * _MOST_PASSES if looked else 0, np.int64), np.zeros(self.ids.size, np.int64)
        fresh, ids, since = np.empty_like(hiders), *np.empty((2, self.ids.size + hiders.size), np.int64)
        written, begun, number = spend_evening(
            packed, looked, self.ids, self.since, hiders, day, found, mails, fresh, ids, since, strata, districts
        )
        if self.traced.size:
            self._note(day, self.ids[found == 1], (_ALERTS, _FOUND), day - self.since[found == 1])
            self._note(day, mails[:written] >> 32, (_ALERTS, _ALERTS_WRONG, _INNOCENTS))
            self._note(day, fresh[:begun], (_BEGUN,))
        self.ids, self.since = ids[:number], since[:number]
        return mails[:written]

    def _note(self, day: int, ids: Integers, measures: tuple[int, ...], days: Integers | None = None) -> None:
        """Write down what happened to the traced among ``ids``."""
        for place in np.flatnonzero(np.isin(ids, self.traced)):
            amounts = dict.fromkeys(measures, 1)
            if days is not None:
                amounts[_DAYS] = int(days[place])
            self.rows += [(int(ids[place]), day, measure, -1, -1, 1, -1, 0, 0, amount) for measure, amount in amounts.items()]

    def events(self) -> Integers:
        """Rows of traced citizens' events, as ``desk.EVENT_COLUMNS`` names them."""
        return np.array(self.rows, np.int64).reshape(-1, len(EVENT_COLUMNS))
