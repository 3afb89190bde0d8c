"""A lender with a score that its own loans move: feedback of lending (B09).

Every adult stands at one of seven levels that repay with known chances. Now and then an adult applies; the lender, that gains from a repaid
loan what it loses by an unpaid one, lends from the first level on that repays at least every other time. A repaid loan lifts the level by
one, a default lowers it; who is refused stays where they are, for ever. State: the level, by citizen. Message: fear and trust at a refusal.
A refusal is wrongful if this loan would have been repaid. Measures: ``assessed`` applications, ``decisions_adverse`` refusals,
``repayment_chance_sum``.
Closed form: the chain of ``classics.lending``; after a hundred applications of each the mean chance has fallen from .590 and .495 to .4646
and .4146 (V-11b). Signs: break-even chance ↑ ⇒ refusals ↑; both groups' mean chance falls.
Source: D'Amour et al. (2020), FAT* '20, doi:10.1145/3351095.3372878; parameters of the code (ml-fairness-gym).
"""

from typing import NamedTuple, Self

import numpy as np
from pydantic import model_validator

from underheaven.day.office import Blow, Office, blow_of
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Probability, Share, Trust, assumed, derived, exact, published, threshold

LEVELS = 7
_GYM = "D'Amour et al. (2020), parameters of google/ml-fairness-gym (VALIDATION V-11b)"


class Lender(Office):
    """Loans by a score that follows the loans."""

    fear: Trust = assumed(0, 0, 16, why="a refused loan is no threat")
    """Added to the fear of whom it refuses."""
    trust: Trust = assumed(0, -16, 0, why="a lender is not the government")
    """Added to their trust in the government."""
    applications: Probability = assumed(
        0.25, 0.02, 1, why="applications a week; no published rate. The chain depends on their number alone"
    )
    """Chance that an adult applies in a week."""
    repayment: tuple[Probability, ...] = tuple(published(chance, _GYM) for chance in (0.1, 0.2, 0.45, 0.6, 0.65, 0.7, 0.7))
    """Chance of repayment at each of seven levels."""
    majority: tuple[Share, ...] = tuple(published(share, _GYM) for share in (0, 0.1, 0.1, 0.2, 0.3, 0.3, 0))
    """Shares of the majority at the levels on the first day."""
    minority: tuple[Share, ...] = tuple(published(share, _GYM) for share in (0.1, 0.1, 0.2, 0.3, 0.3, 0, 0))
    """Shares of the minority at the levels on the first day."""
    break_even: Probability = derived(0.5, "1/(1 + interest), interest 1", _GYM)
    """Chance of repayment from which on the lender lends."""

    @model_validator(mode="after")
    def _levels(self) -> Self:
        for shares in (self.majority, self.minority):
            if len(shares) != LEVELS or abs(sum(share.value for share in shares) - 1) > 1e-6:
                raise ValueError(f"shares at the levels are {LEVELS} and sum to one")
        if len(self.repayment) != LEVELS:
            raise ValueError(f"repayment has one chance for each of {LEVELS} levels")
        return self


class LenderTable(NamedTuple):
    """Integers of the lender."""

    on: int
    applications: int
    repayment: np.ndarray
    """int64 [7]: 32-bit thresholds."""
    lends: np.ndarray
    """int64 [7]: 1 where it lends."""
    below: np.ndarray
    """int64 [2, 7]: 32-bit bounds of the first level by origin."""
    blow: Blow


def lender_table(lender: Lender) -> LenderTable:
    """Compile."""
    below = np.array(
        [
            [threshold(sum(exact(share.value) for share in shares[: n + 1])) for n in range(LEVELS)]
            for shares in (lender.majority, lender.minority)
        ],
        np.int64,
    )
    repayment = np.array([threshold(chance.value) for chance in lender.repayment], np.int64)
    lends = np.array([chance.value >= lender.break_even.value for chance in lender.repayment], np.int64)
    return LenderTable(int(lender.on), threshold(lender.applications.value), repayment, lends, below, blow_of(lender))


@compiled
def first_level(table: LenderTable, origin: int, uniform: int) -> int:
    """Level on the first day."""
    level = 0
    while level < LEVELS - 1 and uniform >= integer(table.below[origin, level]):
        level += 1
    return level


@compiled
def repays(table: LenderTable, level: int, uniform: int) -> bool:
    """Whether a loan at this level is, or would be, repaid."""
    return uniform < integer(table.repayment[level])


@compiled
def next_level(level: int, repaid: bool) -> int:
    """Level after a loan."""
    return min(LEVELS - 1, level + 1) if repaid else max(0, level - 1)
