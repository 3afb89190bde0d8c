"""Perks: what a good grade brings, and what a point is worth on the way there (S14, S24).

``MV(S) = v0 + Σ_g (perk_g - perk_{g-1})·max(0, h - |S - θ_g|)·κ/h²``: positive everywhere, largest near a step. No state.
Closed form: at a lone step θ_g, MV = v0 + Δperk·κ/h. Signs: larger perks, more work for points and (T-PRK1) more AA and AAA; support rises
by one unit with chance 1/16 a perk week.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from underheaven.day.mechanism import Mechanism
from underheaven.day.standing import GradesTable
from underheaven.day.vocabulary import Grade
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Factor, Fixed, Money, Points, Probability, assumed, exact, fixed, threshold

_WEIGHT_BITS = 16


class Perks(Mechanism):
    """The ladder of perks. Off: a grade brings nothing and a point is worth nothing."""

    a: Money = assumed(1, why="small favours; no published value")
    """A week at grade A."""
    aa: Money = assumed(3, why="waived deposits, cheaper loans")
    """A week at grade AA."""
    aaa: Money = assumed(8, why="discounts and precedence")
    """A week at grade AAA."""
    interest: Factor = assumed(0.75, low=0.25, high=1, why="cheaper loans for good grades; no published mean")
    """Factor on interest from grade AA."""
    deposit_waived: bool = True
    """Whether deposits are waived from grade AA."""
    worth_of_a_point: Fixed = assumed(48, why="what people do for points where no step is near")
    """Value of a point anywhere on the scale, v0."""
    reach: Points = assumed(30, low=10, high=100, why="how far ahead a step is felt")
    """Distance h over which a step of the ladder is felt."""
    steepness: Fixed = assumed(4096, why="scales money to the act rule")
    """κ: turns currency units into the value of a point."""
    effort: Fixed = assumed(64, why="price of working for points; no published value")
    """What a week of working for points costs, in 1/256."""
    gratitude: Probability = assumed(1 / 16, why="no published change")
    """Chance that a perk week adds one to the trust in government."""


class PerksTable(NamedTuple):
    """Integers of perks."""

    perk: np.ndarray
    """int64 [6]: currency units a week by grade."""
    step: np.ndarray
    """int64 [3]: cut-offs of A, AA, AAA in quarter points."""
    weight: np.ndarray
    """int64 [3]: Δperk·κ/h² in Q16."""
    reach: int
    """h in quarter points."""
    worth_of_a_point: int
    """Q8."""
    interest: int
    """Q8."""
    deposit_waived: int
    gratitude: int
    """32-bit threshold."""
    effort: int
    """Q8."""


def perks_table(perks: Perks, grades: GradesTable) -> PerksTable:
    """Compile against the grades' cut-offs; perks that are off are worth nothing."""
    perk, weight = np.zeros(len(Grade), np.int64), np.zeros(3, np.int64)
    step = np.array([grades.a, grades.aa, grades.aaa], np.int64)
    if not perks.on:
        return PerksTable(perk, step, weight, 0, 0, 256, 0, 0, perks.effort.integer)
    ladder = [exact(money.value) for money in (perks.a, perks.aa, perks.aaa)]
    perk[Grade.A :] = [round(money) for money in ladder]
    reach = max(1, round(exact(perks.reach.value) * 4))
    for row, (money, below) in enumerate(zip(ladder, (Fraction(0), *ladder), strict=False)):
        weight[row] = fixed((money - below) * exact(perks.steepness.value) / reach**2, _WEIGHT_BITS)
    return PerksTable(
        perk,
        step,
        weight,
        reach,
        perks.worth_of_a_point.integer,
        fixed(perks.interest.value),
        int(perks.deposit_waived),
        threshold(perks.gratitude.value),
        perks.effort.integer,
    )


@compiled
def perk_of_week(table: PerksTable, grade: int, eligible: bool) -> int:
    """Currency units of a week's perks; eligible = exposed, aware and not listed."""
    return integer(table.perk[grade]) if eligible else 0


@compiled
def interest_factor(table: PerksTable, grade: int, eligible: bool) -> int:
    """Q8 factor on interest: reduced from grade AA."""
    return table.interest if eligible and grade >= 4 else 256


@compiled
def deposit_waived(table: PerksTable, grade: int) -> bool:
    """Whether the grade waives deposits; a listing does not end the waiver, the domain of deposits does."""
    return table.deposit_waived == 1 and grade >= 4


@compiled
def marginal_value(table: PerksTable, score: int) -> int:
    """What one more point is worth to a citizen with this score (quarter points), Q8 of the act rule."""
    total = 0
    for row in range(3):
        total += integer(table.weight[row]) * max(0, table.reach - abs(score - integer(table.step[row])))
    return table.worth_of_a_point + (total >> _WEIGHT_BITS)


@compiled
def grateful(table: PerksTable, perk: int, uniform: int) -> bool:
    """Whether this week's perk adds one to the trust in government."""
    return perk > 0 and uniform < table.gratitude
