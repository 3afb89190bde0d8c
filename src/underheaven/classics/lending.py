"""Lending with a score that lending moves (V-11): who profits from a loan lends to whom it may harm, and the score remembers.

Seven score levels repay with chances π = (.1, .2, .45, .6, .65, .7, .7). A lender that earns a repaid loan and loses an unpaid one lends
if π ≥ ½. Each step one applicant comes, from either group with chance ½ and from a level in proportion to its share; if there is a loan,
.01 of the group moves from that level one up (repaid) or one down (not). Nobody below the cutoff is ever lent to again: the lowest lending
level leaks, and the average of both groups falls although every single loan was expected to pay (D'Amour et al.). In credit points a repaid
loan is worth +75 to the borrower and an unpaid one −150: below 2/3 a loan lowers the score on average, below 4/5 it loses the lender money
if a default costs four times what a repayment earns (Liu et al.): such a lender does no active harm.
The big model takes from it the price of credit and the limits of a record (``day.credit``, ``day.financial_record``).
Sources: Liu, Dean, Rolf, Simchowitz and Hardt (2018), ICML, PMLR 80:3150; D'Amour et al. (2020), FAT* '20, doi:10.1145/3351095.3372878.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_model, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

REPAYMENT = np.array((0.1, 0.2, 0.45, 0.6, 0.65, 0.7, 0.7))
GROUPS = np.array(((0, 0.1, 0.1, 0.2, 0.3, 0.3, 0), (0.1, 0.1, 0.2, 0.3, 0.3, 0, 0)))
CUTOFF, SHIFT, STEPS = 3, 0.01, 20_000
"""First level that is lent to: π ≥ ½."""
_STEP, _CAREER = int(Purpose.COMMERCIAL), int(Purpose.BILL)
_WORD = 4294967296.0


class Lent(NamedTuple):
    """Two groups after so many steps."""

    repayment: NDArray[np.float64]
    """[steps, 2]: mean chance of repayment."""
    loans: NDArray[np.int64]
    """[2]."""


@compiled_model
def _lent(shares: NDArray[np.float64], repayment: NDArray[np.float64], cutoffs: NDArray[np.int64], seed: int, path: NDArray[np.float64],
          loans: NDArray[np.int64]) -> None:  # fmt: skip
    for step in range(path.shape[0]):
        who, level_word, outcome, _ = draw(seed, step, 0, _STEP, 0)
        group, left, level = who & 1, level_word / _WORD, 0
        while level < 6 and left >= shares[group, level]:
            left -= shares[group, level]
            level += 1
        if level >= cutoffs[group]:
            loans[group] += 1
            moved = min(SHIFT, shares[group, level])
            to = min(6, level + 1) if outcome / _WORD < repayment[level] else max(0, level - 1)
            shares[group, level] -= moved
            shares[group, to] += moved
        for g in range(2):
            path[step, g] = (shares[g] * repayment).sum()


def lend(*, steps: int = STEPS, cutoffs: tuple[int, int] = (CUTOFF, CUTOFF), seed: int = 1) -> Lent:
    """One stochastic run; ``cutoffs`` are the first levels that either group is lent to."""
    path, loans = np.zeros((steps, 2)), np.zeros(2, np.int64)
    _lent(GROUPS.copy(), REPAYMENT, np.array(cutoffs), seed, path, loans)
    return Lent(path, loans)


def expected_repayment(steps: int) -> NDArray[np.float64]:
    """The same chain in expectation: mean chance of repayment of both groups after so many steps."""
    flow = np.eye(7)
    for level in range(CUTOFF, 7):
        rate = SHIFT / 2
        flow[level, level] -= rate
        flow[level, min(6, level + 1)] += rate * REPAYMENT[level]
        flow[level, level - 1] += rate * (1 - REPAYMENT[level])
    return np.asarray(GROUPS @ np.linalg.matrix_power(flow, steps) @ REPAYMENT)


@compiled_model
def _careers(repayment: NDArray[np.float64], start: int, people: int, seed: int) -> int:
    total = 0
    for person in range(people):
        level, loan = start, 0
        while level >= CUTOFF:
            repaid = draw(seed, person, loan, _CAREER, start)[0] / _WORD < integer(1) * repayment[level]
            level, loan = min(6, level + 1) if repaid else level - 1, loan + 1
        total += loan
    return total


def loans_until_excluded(start: int, *, people: int = 100_000, seed: int = 1) -> float:
    """Mean number of loans of somebody who starts at a level until the score is below the cutoff for good."""
    return _careers(REPAYMENT, start, people, seed) / people


def neutral_chance(gain: float, loss: float) -> float:
    """Chance of repayment at which a loan changes nothing on average: p·gain + (1 − p)·loss = 0."""
    return loss / (loss - gain)
