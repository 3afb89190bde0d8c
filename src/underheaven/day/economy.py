"""Economy: income, consumption and shocks move a buffer of liquid savings (S17).

A week in fine units (1/128 of an own-class day), in this order: ``b -= pull; b += y - c0; b -= shock; b -= interest on debt`` with
``pull = clamp((b - b*)·14/256, -c0/2, c0)``. State: buffer; message: aid and harm (ADD to the buffer).
Closed form (T-ECO1): E[b] = b* + 8, sd 681. Signs: a lost job or a shock lowers the buffer; a better tier raises income and consumption.
The class gradient in buffers is an input of the model, not a finding.
Source: buffer-stock saving, Carroll (1997), Quarterly Journal of Economics 112:1, doi:10.1162/003355397555109.
"""

from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from underheaven.day.credit import Credit
from underheaven.day.envelope import slot
from underheaven.day.jobs import Jobs
from underheaven.day.mechanism import Mechanism
from underheaven.day.units import DAY, OwnDays
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.rounding import clamp, stochastic_round
from underheaven.values import Days, Factor, Share, assumed, derived, exact

EMPLOYMENTS = 10
"""Values of the employment field: 0 none, 1..8 employed in tier 0..7, 9 outside the labour force."""

_TARGETS = (4, 12, 30, 60, 150)
_TIERS = (0.62, 0.71, 0.81, 0.93, 1.07, 1.23, 1.41, 1.62)


class Economy(Mechanism):
    """What a week brings in and takes away; credit and work beside it."""

    target: Annotated[tuple[OwnDays, ...], Field(min_length=5, max_length=5)] = tuple(
        assumed(days, why="buffers by class are an input; liquid savings by quintile are not published in these units") for days in _TARGETS
    )
    """Buffer aimed at, by class from poorest to richest."""
    tier_factor: Annotated[tuple[Factor, ...], Field(min_length=8, max_length=8)] = tuple(
        assumed(factor, why="wage ladder within a class; no published ladder") for factor in _TIERS
    )
    """Wage by tier, relative to the class."""
    margin: OwnDays = derived(309 / 128, "bill/4 + mean shock, rounded up to 1/128 day: 1075/4 + 1024·7/180 = 308.6 -> 309")
    """What a worker lays aside a week, against bills and shocks."""
    benefit: OwnDays = assumed(1.75, why="a quarter of a wage; benefits vary by place")
    """Income of an unemployed week."""
    consumption_without_work: OwnDays = assumed(245 / 128, why="a little above the benefit: the buffer melts")
    """Consumption of an unemployed week."""
    pension: OwnDays = assumed(3.5, why="half a wage; pensions vary by scheme")
    """Income of a week outside the labour force."""
    margin_of_pensioner: OwnDays = derived(175 / 128, "bill/4 + mean shock, rounded up to 1/128 day: 538/4 + 1024·7/180 = 174.3 -> 175")
    """What a pensioner lays aside a week."""
    return_speed: Share = assumed(14 / 256, why="half-way back to the target in a quarter")
    """Part of the surplus over the target that is consumed in a week."""
    shock: OwnDays = assumed(8, why="an illness or a breakdown; no published size")
    """Loss in a shock."""
    shock_interval: Days = assumed(180, low=60, high=540, why="two shocks a year")
    """Mean days between shocks."""
    credit: Credit = Credit()
    """Credit line, interest, bills and default."""
    jobs: Jobs = Jobs()
    """Losing, finding and changing work."""


class EconomyTable(NamedTuple):
    """Integers of the weekly law, in fine units (1/128 own-class day)."""

    target: np.ndarray
    """int64 [5, 10]: target buffer by class and employment."""
    income: np.ndarray
    """int64 [10]: weekly income by employment."""
    consumption: np.ndarray
    """int64 [10]: weekly consumption at the target, by employment."""
    pull: int
    """Consumed share of the surplus, Q8."""
    shock: int
    shock_chance: int
    """32-bit threshold, a week."""


def economy_table(economy: Economy) -> EconomyTable:
    """Compile; an economy that is off moves no buffer."""
    targets, incomes, spendings = np.zeros((5, EMPLOYMENTS), np.int64), np.zeros(EMPLOYMENTS, np.int64), np.zeros(EMPLOYMENTS, np.int64)
    if not economy.on:
        return EconomyTable(targets, incomes, spendings, 0, 0, 0)
    tiers = [exact(factor.value) for factor in economy.tier_factor]
    for row, target in enumerate(economy.target):
        by_tier = [round(target.fine * factor) for factor in tiers]
        targets[row] = [target.fine, *by_tier, target.fine]
    wages = [round(7 * DAY * factor) for factor in tiers]
    incomes[:] = [economy.benefit.fine, *wages, economy.pension.fine]
    kept = [max(0, wage - economy.margin.fine) for wage in wages]
    spendings[:] = [economy.consumption_without_work.fine, *kept, max(0, economy.pension.fine - economy.margin_of_pensioner.fine)]
    chance = slot(Fraction(7, max(1, economy.shock_interval.integer)), exact("0.117"), "economy.shock_interval")
    return EconomyTable(targets, incomes, spendings, round(exact(economy.return_speed.value) * 256), economy.shock.fine, chance)


@compiled
def target_buffer(table: EconomyTable, social_class: int, employment: int) -> int:
    """Buffer aimed at (fine units) in this class (0..4) and employment (0..9)."""
    return integer(table.target[social_class, employment])


@compiled
def shocked(table: EconomyTable, uniform: int) -> bool:
    """Whether the week brings a shock (group W4)."""
    return uniform < table.shock_chance


@compiled
def live_week(
    table: EconomyTable, buffer: int, social_class: int, employment: int, garnished: int, shock: bool, rate: int, uniform: int
) -> tuple[int, int, int]:
    """The week's law: (new buffer, consumption, interest), all in fine units.

    ``garnished`` is what the court withholds from the income, ``rate`` the weekly interest in Q16. The low eight bits of ``uniform``
    round the pull, the next sixteen the interest. Books: new = old + income - garnished - consumption - shock - interest.
    """
    usual = integer(table.consumption[employment])
    pull = stochastic_round((buffer - integer(table.target[social_class, employment])) * table.pull, 8, uniform)
    consumption = usual + clamp(pull, -(usual >> 1), usual)
    buffer += integer(table.income[employment]) - garnished - consumption
    if shock:
        buffer -= table.shock
    interest = 0
    if buffer < 0:
        interest = stochastic_round(-buffer * rate, 16, uniform >> 8)
    return buffer - interest, consumption, interest


@compiled
def hardship(buffer: int) -> int:
    """Hardship 0..255: 128 with an empty buffer, two less for every day of savings."""
    return clamp(128 - (buffer >> 6), 0, 255)
