"""Epstein's civil violence with its dynamics (V-03b, V-03c): quiet for long, then outbursts, because cops are few when many rise.

On a torus of 40 × 40 live 1 120 people and 64 cops, one a place; whoever is jailed takes up no place. In a random order, each tick:

- a person or a cop moves to a random free place within its vision (the 149 places within a distance of 7);
- a person is active if H (1 − L) − R P > T, with P = 1 − exp(−k ⌊C/A⌋), C cops and A − 1 active people in sight;
- a cop jails one random active person in sight, for 0 … J − 1 ticks, and goes there.

Hardship H and risk aversion R are uniform and stay. Without the floor there is no punctuated equilibrium (V-03d).
The big model takes from it the rule of the act (``day.act``): benefit against risk times stake; the static share is ``classics.rebellion``.
Sources: Epstein (2002), PNAS 99:7243, doi:10.1073/pnas.092080199; dynamics as in Wilensky (2004), NetLogo Rebellion model.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled, compiled_model, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

SIDE, PEOPLE, COPS, VISION, JAIL = 40, 1_120, 64, 7, 30
FLOOR, ROUND, NEITHER = 0, 1, 2
"""What is done to C/A: NetLogo's floor, Mesa's rounding (halves to the even number), or nothing."""
_PERSON, _ORDER, _INITIAL = int(Purpose.PERSON), int(Purpose.WEEK_EVENT), int(Purpose.INITIAL_STATE)
_K, _THRESHOLD, _TRIES = 2.3, 0.1, 400
_NEAR = np.array([(x, y) for x in range(-VISION, VISION + 1) for y in range(-VISION, VISION + 1) if x * x + y * y <= VISION**2], np.int64)


class Unrest(NamedTuple):
    """Tick by tick."""

    active: NDArray[np.int64]
    jailed: NDArray[np.int64]

    def outbursts(self, level: int = 50) -> int:
        """Times that at least ``level`` people became active."""
        return int(((self.active[1:] >= level) & (self.active[:-1] < level)).sum())

    def quiet(self, level: int = 50) -> float:
        """Share of ticks with fewer active people."""
        return float((self.active < level).mean())


@compiled
def _place(cell: int, step: int, near: NDArray[np.int64]) -> int:
    x, y = cell % SIDE + integer(near[step, 0]), cell // SIDE + integer(near[step, 1])
    return (y + SIDE) % SIDE * SIDE + (x + SIDE) % SIDE


@compiled
def _spread(field: NDArray[np.int64], cell: int, change: int, near: NDArray[np.int64]) -> None:
    """Keep the count in sight of every place: one more, or less, stands at ``cell``."""
    for step in range(near.shape[0]):
        field[_place(cell, step, near)] += change


@compiled
def _free_place(taken: NDArray[np.int64], cell: int, seed: int, who: int, tick: int, near: NDArray[np.int64]) -> int:
    """A random free place in sight; where one stands, if none is found."""
    for attempt in range(_TRIES):
        place = _place(cell, (draw(seed, who, tick, _PERSON, attempt)[0] * near.shape[0]) >> 32, near)
        if taken[place] == 0:
            return place
    return cell


@compiled_model
def _lived(
    seed: int, cops: int, legitimacy: float, rule: int, moving: bool, near: NDArray[np.int64], active_by_tick: NDArray[np.int64],
    jailed_by_tick: NDArray[np.int64],
) -> None:  # fmt: skip
    turtles = PEOPLE + cops
    places, order = np.arange(SIDE * SIDE), np.arange(turtles)
    where, active, term = np.zeros(turtles, np.int64), np.zeros(turtles, np.int64), np.zeros(turtles, np.int64)
    taken, cops_near, active_near = np.zeros(SIDE * SIDE, np.int64), np.zeros(SIDE * SIDE, np.int64), np.zeros(SIDE * SIDE, np.int64)
    grievance, risk_aversion = np.zeros(turtles), np.zeros(turtles)
    for i in range(turtles):
        words = draw(seed, i, 0, _INITIAL, 0)
        other = i + ((words[0] * (places.size - i)) >> 32)
        places[i], places[other] = places[other], places[i]
        where[i] = places[i]
        taken[places[i]] += 1
        grievance[i], risk_aversion[i] = words[1] / 4294967296 * (1 - legitimacy), words[2] / 4294967296
        if i >= PEOPLE:
            _spread(cops_near, integer(where[i]), 1, near)
    for tick in range(active_by_tick.size):
        for i in range(turtles):
            other = i + ((draw(seed, i, tick + 1, _ORDER, 0)[0] * (turtles - i)) >> 32)
            order[i], order[other] = order[other], order[i]
        for n in range(turtles):
            i = integer(order[n])
            if term[i] > 0:
                continue
            cop, cell = i >= PEOPLE, integer(where[i])
            if cop or moving:
                place = _free_place(taken, cell, seed, i, tick + 1, near)
                if place != cell:
                    taken[cell] -= 1
                    taken[place] += 1
                    where[i] = place
                    if cop or active[i] == 1:
                        _spread(cops_near if cop else active_near, cell, -1, near)
                        _spread(cops_near if cop else active_near, place, 1, near)
                    cell = place
            if cop:
                if active_near[cell] == 0:
                    continue
                chosen, word = -1, draw(seed, i, tick + 1, _ORDER, 1)
                skip = (word[0] * integer(active_near[cell])) >> 32
                for person in range(PEOPLE):
                    if active[person] == 1:
                        x, y = abs(where[person] % SIDE - cell % SIDE), abs(where[person] // SIDE - cell // SIDE)
                        x, y = min(x, SIDE - x), min(y, SIDE - y)
                        if x * x + y * y <= VISION * VISION:
                            if skip == 0:
                                chosen = person
                                break
                            skip -= 1
                there = integer(where[chosen])
                active[chosen] = 0
                _spread(active_near, there, -1, near)
                term[chosen] = (word[1] * JAIL) >> 32
                if term[chosen] > 0:
                    taken[there] -= 1
                _spread(cops_near, cell, -1, near)
                _spread(cops_near, there, 1, near)
                taken[cell] -= 1
                taken[there] += 1
                where[i] = there
            else:
                ratio = cops_near[cell] / (1 + active_near[cell])
                if rule == FLOOR:
                    ratio = math.floor(ratio)
                elif rule == ROUND:
                    ratio = round(ratio)
                now = int(grievance[i] - risk_aversion[i] * (1 - math.exp(-_K * ratio)) > _THRESHOLD)
                if now != active[i]:
                    active[i] = now
                    _spread(active_near, cell, 2 * now - 1, near)
        jailed = 0
        for i in range(PEOPLE):
            if term[i] > 0:
                term[i] -= 1
                jailed += int(term[i] > 0)
                taken[where[i]] += int(term[i] == 0)
        active_by_tick[tick], jailed_by_tick[tick] = active.sum(), jailed


def unrest(
    *,
    seed: int = 1,
    ticks: int = 2_000,
    dropped: int = 100,
    cops: int = COPS,
    legitimacy: float = 0.82,
    rule: int = FLOOR,
    moving: bool = True,
) -> Unrest:
    """Live ``ticks`` ticks; the first ``dropped`` are not told."""
    active, jailed = np.zeros(ticks, np.int64), np.zeros(ticks, np.int64)
    _lived(seed, cops, legitimacy, rule, moving, _NEAR, active, jailed)
    return Unrest(active[dropped:], jailed[dropped:])
