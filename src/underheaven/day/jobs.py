"""Work: losing it, finding it, moving up and down eight tiers, by one weekly uniform (S03, S17).

Separation 7/1000 … 7/4000 a week by class, finding 7/60, up 7(7 - tier)/3150, down 7·tier/3150: an Ehrenfest urn. State: employment.
Closed forms (T-ECO2): tiers are Binomial(7, 1/2), autocorrelation 1 - 14/3150 a week; with promotion barred a share f of the time the
mean tier is 7(1 - f)/(2 - f). Signs: barred hiring lowers employment, barred promotion lowers the mean tier.
"""

from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from underheaven.day.envelope import offset, slot
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Days, Factor, assumed, exact

_SPELLS = (1000, 1400, 2000, 2800, 4000)
_FINDING_FROM, _MOVES_FROM = 0.042, 0.276
_SEPARATION_TOP, _FINDING_TOP, _MOVES_TOP = exact("0.042"), exact("0.234"), exact("0.016")


class Jobs(Mechanism):
    """Flows between no work and eight tiers. Off: everybody keeps what they have."""

    job_spell: Annotated[tuple[Days, ...], Field(min_length=5, max_length=5)] = tuple(
        assumed(days, low=round(days / 3), high=min(8191, days * 3), why="separations fall with class; no published daily rate")
        for days in _SPELLS
    )
    """Mean days in employment, by class from poorest to richest."""
    search: Days = assumed(60, low=60, high=180, why="two months; the envelope holds no shorter search")
    """Mean days to find work."""
    mobility: Days = assumed(3150, low=3063, high=8191, why="slow moves; the envelope holds little faster ones")
    """A worker moves up with chance (7 - tier) and down with chance tier, each over this many days."""
    finding_if_barred: Factor = assumed(0.5, low=0.5, high=1, why="0 to -3 points of employment a year, FACTS 9-03")
    """Factor on finding in the sanction domain of hiring."""
    separation_if_barred: Factor = assumed(2, low=1, high=2, why="0 to -3 points of employment a year, FACTS 9-03")
    """Factor on separation in the sanction domain of hiring."""


class JobsTable(NamedTuple):
    """Intervals of group W3, 32 bits of a week."""

    separation_to: np.ndarray
    """int64 [2, 5]: by barred and class; starts at 0."""
    finding_from: int
    finding_to: np.ndarray
    """int64 [2]: by barred."""
    moves_from: int
    up_to: np.ndarray
    """int64 [8]: by tier; starts at ``moves_from``."""
    down_from: np.ndarray
    """int64 [8]: by tier; ends at ``moves_to``, so that the two never meet."""
    moves_to: int


def jobs_table(jobs: Jobs) -> JobsTable:
    """Compile; jobs that are off never change."""
    finding_from, moves_from = offset(_FINDING_FROM), offset(_MOVES_FROM)
    moves_to = moves_from + slot(_MOVES_TOP, _MOVES_TOP, "economy.jobs")
    separation, finding = np.zeros((2, 5), np.int64), np.full(2, finding_from, np.int64)
    up, down = np.full(8, moves_from, np.int64), np.full(8, moves_to, np.int64)
    if not jobs.on:
        return JobsTable(separation, finding_from, finding, moves_from, up, down, moves_to)
    factors = ((Fraction(1), Fraction(1)), (exact(jobs.separation_if_barred.value), exact(jobs.finding_if_barred.value)))
    for barred, (on_separation, on_finding) in enumerate(factors):
        for social_class, spell in enumerate(jobs.job_spell):
            chance = on_separation * Fraction(7, max(1, spell.integer))
            separation[barred, social_class] = slot(chance, _SEPARATION_TOP, "economy.jobs.job_spell")
        chance = on_finding * Fraction(7, max(1, jobs.search.integer))
        finding[barred] += slot(chance, _FINDING_TOP, "economy.jobs.search")
    for tier in range(8):
        up[tier] += slot(Fraction(7 * (7 - tier), max(1, jobs.mobility.integer)), _MOVES_TOP, "economy.jobs.mobility")
        down[tier] -= slot(Fraction(7 * tier, max(1, jobs.mobility.integer)), _MOVES_TOP, "economy.jobs.mobility")
    return JobsTable(separation, finding_from, finding, moves_from, up, down, moves_to)


@compiled
def drawn_tier(uniform: int) -> int:
    """A tier 0..7 from Binomial(7, 1/2): the number of ones in the low seven bits."""
    tier = 0
    for bit in range(7):
        tier += (uniform >> bit) & 1
    return tier


@compiled
def may_change(table: JobsTable, employment: int, uniform: int) -> bool:
    """Whether this week's draw can change this employment at all: ``next_employment`` keeps all others."""
    concerned = (employment == 0) | (uniform < table.finding_from) | (uniform >= table.moves_from)
    return concerned & (uniform < table.moves_to) & (employment != 9)


@compiled
def next_employment(table: JobsTable, employment: int, social_class: int, hiring_barred: bool, promotion_barred: bool, uniform: int) -> int:
    """Employment after the week. Work is found in a tier drawn from the stationary law, by the low bits of the same uniform."""
    barred = 1 if hiring_barred else 0
    if employment == 0:
        found = table.finding_from <= uniform < integer(table.finding_to[barred])
        return 1 + drawn_tier(uniform) if found else 0
    if employment == 9:
        return employment
    tier = employment - 1
    if uniform < integer(table.separation_to[barred, social_class]):
        return 0
    if table.moves_from <= uniform < integer(table.up_to[tier]) and not promotion_barred:
        return employment + 1
    if integer(table.down_from[tier]) <= uniform < table.moves_to:
        return employment - 1
    return employment
