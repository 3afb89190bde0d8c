"""Two chains of debt (V-21a, V-21b): late, in default and back; and the gambler who has less than the house.

A borrower in good standing falls behind with chance .05 a month; from behind it recovers with .6 or defaults with .1; from default it
returns with chance r. Stationary shares follow from π = πP, mean months to the first default from first-step analysis: t_G = 20 + t_L and
t_L = (1 + .6 t_G)/.7, hence 150 from good standing and 130 from behind. A gambler with z units who wins each with chance p is ruined before
M with probability ((q/p)^z − (q/p)^M)/(1 − (q/p)^M).
The big model takes from it how debts are paid back by month, and what a court costs (``day.law``, ``day.credit``).
Sources: Kemeny and Snell (1960), Finite Markov Chains, ch. 3; Feller (1968), An Introduction to Probability Theory I, ch. XIV.2.
"""

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_model, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

GOOD, BEHIND, DEFAULT = range(3)
_MONTH, _ROUND = int(Purpose.BILL), int(Purpose.COMPLIANCE)
_FALL, _RECOVER, _FAIL = (round(chance * 2**32) for chance in (0.05, 0.6, 0.1))


@compiled_model
def _months(people: int, months: int, back: int, start: int, seed: int, counts: NDArray[np.int64]) -> int:
    """States after ``months`` into ``counts``; returns the sum of months until the first default (of who had one)."""
    waited = 0
    for person in range(people):
        state, first = start, -1
        for month in range(months):
            word = draw(seed, person, month, _MONTH, 0)[0]
            if state == GOOD:
                state = BEHIND if word < _FALL else GOOD
            elif state == BEHIND:
                state = GOOD if word < _RECOVER else DEFAULT if word < _RECOVER + _FAIL else BEHIND
            elif word < back:
                state = GOOD
            if first < 0 and state == DEFAULT:
                first = month + 1
        waited += max(0, first)
        counts[state] += 1
    return waited


def shares(back: float, *, people: int = 200_000, months: int = 200, seed: int = 1) -> tuple[float, float, float]:
    """Shares in good standing, behind, and in default after so many months."""
    counts = np.zeros(3, np.int64)
    _months(people, months, round(back * 2**32), GOOD, seed, counts)
    good, behind, default = (counts / people).tolist()
    return good, behind, default


def months_to_default(start: int, *, people: int = 20_000, seed: int = 1) -> float:
    """Mean months until the first default; all have had it after 3 000 months."""
    return _months(people, 3_000, 0, start, seed, np.zeros(3, np.int64)) / people


@compiled_model
def _ruined(people: int, win: int, start: int, goal: int, seed: int) -> int:
    ruined = 0
    for person in range(people):
        purse, number = start, 0
        while 0 < purse < goal:
            purse += 1 if draw(seed, person, number, _ROUND, 0)[0] < win else -1
            number += 1
        ruined += int(integer(purse) == 0)
    return ruined


def ruined(win: float, start: int, goal: int, *, people: int = 100_000, seed: int = 1) -> float:
    """Share of gamblers ruined before they reach ``goal``."""
    return _ruined(people, round(win * 2**32), start, goal, seed) / people
