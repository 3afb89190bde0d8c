"""Nowhere to hide, in the NumPy model: who goes into hiding, and the search for them every evening.

Whoever ever had the occasion to hide keeps a row for ever, and the word of that row is drawn whether or not the person hides: rows follow
from the world alone, so twins share the search's draws.
"""

import numpy as np

from benchmarks.in_numpy.acts import doubles
from benchmarks.in_numpy.draws import NATION, Places, Purpose
from benchmarks.in_numpy.state import WHOLE, State
from underheaven.day.conduct import Rare
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

_MOST_PASSES = 16


class Hidden:
    """Who is in hiding, and since when."""

    def __init__(self, adults: int) -> None:
        self._rows = np.empty(0, np.intp)
        self._since = np.empty(0, np.int16)
        self._hides = np.empty(0, np.bool_)
        self._hiding = np.zeros(adults, np.bool_)

    def spend_evening(self, state: State, tables: Tables, day: int) -> None:
        """Those who hid before today are looked for; others join them."""
        state.draws.at(day, NATION)
        looked = tables.hiding.caution > 0 and tables.recognition.passes > 0 and bool(tables.cameras.coverage.any())
        if looked and self._hides.any():
            self._look(state, tables, day)
        joining = state.draws.some(state.people.adults, int(tables.conduct.rare_width[Rare.HIDING]) / WHOLE, Purpose.HIDING)
        fresh = ~self._hiding[joining]
        self._rows, self._hides = np.concatenate([self._rows, joining]), np.concatenate([self._hides, fresh])
        self._since = np.concatenate([self._since, np.full(len(joining), day, np.int16)])
        self._hiding[joining] = True
        state.count(Measure.WENT_INTO_HIDING, joining[fresh])
        state.count(Measure.HIDDEN, joining[fresh])

    def _look(self, state: State, tables: Tables, day: int) -> None:
        hidden = np.flatnonzero(self._hides)
        coverage = tables.cameras.coverage[state.people.district[self._rows[hidden]]]
        mean = (tables.recognition.passes * tables.hiding.caution) >> 8
        number = len(self._rows)
        passes = (mean >> 8) + (state.draws.bytes(number, Purpose.PASSES)[hidden] < mean & 255)
        for k in range(min(int(passes.max()), _MOST_PASSES)):
            words = state.draws.words(number, Purpose.SEARCH, 2 * k + 1).view(np.uint32)
            filmed = (passes > k) & (words[::2][hidden] < coverage << 16) & self._hides[hidden]
            seen = hidden[filmed]
            who = self._rows[seen]
            group, face = state.people.group[who], state.face[who]
            place, wrong_below = words[1::2][seen], tables.recognition.wrong[group, face]
            found = seen[place >= wrong_below + tables.recognition.none[group, face]]
            self._find(state, found, day)
            taken = place < wrong_below
            if taken.any():
                which = state.draws.words(number, Purpose.SEARCH, 2 * k + 2).view(np.uint32)
                innocent = doubles(state, tables, who[taken], which[::2][seen[taken]], which[1::2][seen[taken]])
                innocent = innocent[innocent >= 0]
                for measure in (Measure.ALERTS, Measure.ALERTS_WRONG, Measure.INNOCENTS_HIT):
                    state.count(measure, innocent)
                state.send("fear", innocent, np.full(len(innocent), tables.hiding.fear_of_innocent, np.float32))

    def _find(self, state: State, found: Places, day: int) -> None:
        who = self._rows[found]
        self._hides[found] = False
        self._hiding[who] = False
        state.count(Measure.ALERTS, who)
        state.count(Measure.FOUND, who)
        state.count(Measure.DAYS_TO_DETECTION, who, day - self._since[found])
        state.count(Measure.HIDDEN, who, np.full(len(who), -1))
