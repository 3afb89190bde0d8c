"""The books of the NumPy model: the engine's measures by stratum and by district, for every day.

Who was concerned is noted as it happens and counted once a day, all measures in one ``np.bincount``, long lists at once. A stock
is a running sum of changes: of the few by the same lists, of a chunk in its weekly pass by segments of what the week changed. A weekly
recount would need two sums where the difference needs one.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Places
from benchmarks.in_numpy.purse import ATOMS, Steady
from benchmarks.in_numpy.society import Chunk, People
from underheaven.day.vocabulary import Kind
from underheaven.engine.tally import COSTS, FIRST_OF_FIRMS, FIRST_STOCK, MEASURES, STRATA, Measure, is_stock
from underheaven.scenario.compile import Tables

Amounts = NDArray[np.float64]
LISTED, LISTED_WRONGLY = int(Measure.LISTED), int(Measure.LISTED_WRONGLY)
_STATED, _PUBLIC = int(Measure.SUPPORT_STATED), int(Measure.DISSENT_PUBLIC)
NAMES = tuple(measure.name.lower() for measure in Measure)
_LONG = 2000
"""Longer lists are counted at once: measured quicker than to lay them end to end with the others."""
_EXITS = int(Measure.EXITS)


class Books:
    """Tallies by stratum and by district; people are adults by number, and children from the number of adults on."""

    def __init__(self, people: People, districts: int, days: int, harm: NDArray[np.int64]) -> None:
        """``harm``: of an act, by kind of act."""
        self.harm = harm
        self._keys = people.stratum, people.book_district
        self._sizes = STRATA, districts
        self.days = days
        self.tallies = tuple(np.zeros((days, MEASURES, size)) for size in self._sizes)
        """[days, measures, strata] and [days, measures, districts]; stocks as they are at the day's end."""
        for tally in self.tallies:
            tally.fill(0)  # memory is given now, not while days are lived
        self._today = tuple(np.zeros((MEASURES, size)) for size in self._sizes)
        self._stocks = tuple(np.zeros((MEASURES - FIRST_STOCK, size)) for size in self._sizes)
        self._lapses = tuple(np.zeros((2, days + 2, size)) for size in self._sizes)
        """Listings that lapse on a day: all, wrongful; the last column is beyond the run."""
        self._events: list[tuple[int, Places]] = []
        self._amounts: list[tuple[int, Places, Amounts]] = []
        strata, rows = STRATA * districts, people.stratum.astype(np.intp) * districts + people.book_district
        population = np.bincount(rows, minlength=strata).reshape(STRATA, districts)
        adults = np.bincount(rows[: people.adults], minlength=strata).reshape(STRATA, districts)
        self._steady = Steady(adults, population)
        self.adults = [np.bincount(key[: people.adults], minlength=size) for key, size in zip(self._keys, self._sizes, strict=True)]

    def count(self, measure: int, who: Places, amounts: NDArray[np.generic] | None = None) -> None:
        """Count events, or amounts, of people; changes of a stock are amounts."""
        if not len(who):
            return
        if len(who) > _LONG:
            for today, key, size in zip(self._today, self._keys, self._sizes, strict=True):
                today[measure] += np.bincount(key[who], amounts, size)
        elif amounts is None:
            self._events.append((measure, who))
        else:
            self._amounts.append((measure, who, amounts.astype(np.float64)))

    @property
    def today_of_firms(self) -> Amounts:
        """[measures of firms, districts] of the day."""
        return self._today[1][FIRST_OF_FIRMS:]

    def count_firms(self, measure: int, districts: Places, amounts: NDArray[np.generic] | None = None) -> None:
        """Count in firms' districts."""
        if len(districts):
            self._today[1][measure] += np.bincount(districts, amounts, self._sizes[1])

    def add(self, measure: int, counted: tuple[Places, Places]) -> None:
        """What was counted before, by stratum and by district."""
        for today, number in zip(self._today, counted, strict=True):
            today[measure] += number

    def drift(self, measure: int, chunk: Chunk, change: NDArray[np.float32]) -> None:
        """Change of a stock of everybody in a chunk; its people were sorted by stratum once, which is quicker than a weighted count."""
        by_stratum, by_district = self._today
        by_stratum[measure, chunk.strata] += np.add.reduceat(change[chunk.by_stratum], chunk.stratum_starts, dtype=np.float64)
        by_district[measure, chunk.first_district : chunk.last_district] += np.add.reduceat(change, chunk.district_starts, dtype=np.float64)

    def lapse(self, wrongful: int, who: Places, ends: NDArray[np.int16], sign: int) -> None:
        """Enter (+1) or strike (−1) ends of listings of adults: all (0), or the wrongful ones (1)."""
        for lapses, key in zip(self._lapses, self._keys, strict=True):
            np.add.at(lapses[wrongful], (np.minimum(ends, self.days + 1), key[who]), sign)

    def begin(self, measure: int, who: Places, amounts: NDArray[np.generic]) -> None:
        """What a stock is, whatever it was: before the first day, or by a new policy."""
        for stocks, key, size in zip(self._stocks, self._keys, self._sizes, strict=True):
            stocks[measure - FIRST_STOCK] = np.bincount(key[who], amounts, size)

    def close(self, tables: Tables, day: int) -> dict[str, float]:
        """The day's end; national sums by the engine's names."""
        for noted in (self._events, self._amounts):
            if not noted:
                continue
            measures, groups, *amounts = zip(*noted, strict=True)
            rows = np.repeat(np.array(measures), [len(who) for who in groups])
            people = np.concatenate(groups)
            weights = np.concatenate(amounts[0]) if amounts else None
            for today, key, size in zip(self._today, self._keys, self._sizes, strict=True):
                flat = today.reshape(-1)
                flat += np.bincount(rows * size + key[people], weights, flat.size)
        self._events.clear()
        self._amounts.clear()
        for today, stocks, lapses, tally, adults, (costs, faces) in zip(
            self._today, self._stocks, self._lapses, self.tallies, self.adults, self._steady.sums(tables), strict=True
        ):
            today[Measure.UNITS_AT_RISK] = np.maximum(0, adults - stocks[LISTED - FIRST_STOCK])
            today[Measure.COST_CAMERAS : Measure.COST_CAMERAS + len(COSTS)] += costs
            today[Measure.COST_LISTS] += today[Measure.ENTRIES] * (tables.lists.administration * ATOMS)
            today[Measure.COST] = today[Measure.COST_CAMERAS : Measure.COST_CAMERAS + len(COSTS)].sum(axis=0)
            today[Measure.FACES_SEARCHED] = faces
            self._derive(today)
            today[_EXITS] = lapses[0, day]
            today[LISTED] -= lapses[0, day]
            today[LISTED_WRONGLY] -= lapses[1, day]
            stocks += today[FIRST_STOCK:]
            stocks[FIRST_OF_FIRMS - FIRST_STOCK :] = today[FIRST_OF_FIRMS:]  # counted anew each day
            stocks[Measure.EXPOSED - FIRST_STOCK] = adults
            stocks[_STATED - FIRST_STOCK] = adults - stocks[_PUBLIC - FIRST_STOCK]
            tally[day - 1] = today
            tally[day - 1, FIRST_STOCK:] = stocks
            today.fill(0)
        sums = self.tallies[1][day - 1].sum(axis=1).tolist()
        return dict(zip(NAMES, sums, strict=True))

    def _derive(self, today: Amounts) -> None:
        """What follows from other counts: acts and harm from acts by kind, captures from their channels."""
        acts = today[Measure.ACTS_JAYWALKING :][: len(self.harm)]
        today[Measure.ACTS_HARMFUL] += acts[self.harm > 0].sum(axis=0)
        today[Measure.HARM_DONE] += np.maximum(0, self.harm) @ acts
        today[Measure.HELP_GIVEN] += np.maximum(0, -self.harm) @ acts
        today[Measure.POSITIVE_ACTS] = acts[Kind.CHARITY :].sum(axis=0)
        today[Measure.ACTS_HARMLESS] = acts[: Kind.CHARITY].sum(axis=0) - today[Measure.ACTS_HARMFUL]
        today[Measure.CAPTURED] = today[Measure.CAPTURED_BY_CAMERAS : Measure.CAPTURED_BY_PLATFORM + 1].sum(axis=0)
        today[Measure.CAPTURED_RIGHT] = today[Measure.CAPTURED] - today[Measure.CAPTURED_NOBODY] - today[Measure.CAPTURED_WRONG]
        today[Measure.SHOCKS_UNINSURED] += today[Measure.SHOCKS]

    def national(self) -> dict[str, float]:
        """Flows over the whole run."""
        sums = self.tallies[1].sum(axis=(0, 2)).tolist()
        return {name: number for measure, (name, number) in enumerate(zip(NAMES, sums, strict=True)) if not is_stock(measure)}
