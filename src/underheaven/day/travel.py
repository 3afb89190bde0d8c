"""Weekly flows of ordinary life: trips, deposits, dating, premium goods (S02, S03; counts, no state).

One uniform of group W5 decides the trip, one of W2 the other flow: each event has its own interval. Demand does not depend on the
listing; a demand is refused iff the sanction domain is in force. Closed form: demand per person-year = .44 and 1.44 times the class factor.
Signs: each domain raises its own refusals; the dating domain lowers matches.
"""

from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from underheaven.day.envelope import offset, slot
from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import Domain
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Factor, Money, Probability, Quantity, assumed, exact, fixed, threshold

_AIR_TOP, _RAIL_TOP = "0.063", "0.204"
_FLOWS = (("deposit", 0.0, "0.25"), ("dating", 0.25, "0.15"), ("premium", 0.40, "0.15"))
DEPOSIT, DATING, PREMIUM = 1, 2, 3
"""Occasions that ``flow`` returns."""
_CLASS_FACTORS = (0.16, 0.32, 0.60, 1.0, 2.0)
_DEPOSITS, _PREMIUM_GOODS = 1 << int(Domain.DEPOSITS), 1 << int(Domain.PREMIUM_GOODS)


class TripsPerYear(Quantity):
    """Trips that a person wants in a year."""

    unit = "trips a person-year"
    minimum, maximum = 0.0, 365.0


class Travel(Mechanism):
    """Demand for trips and for three other occasions at which a regime may refuse."""

    air: TripsPerYear = assumed(0.44, why="recalled national travel statistics")
    """Flights a person-year."""
    rail: TripsPerYear = assumed(1.44, why="recalled national travel statistics")
    """Fast-rail trips a person-year."""
    class_factor: Annotated[tuple[Factor, ...], Field(min_length=5, max_length=5)] = tuple(
        assumed(factor, why="travel grows about in proportion to income") for factor in _CLASS_FACTORS
    )
    """Relative demand by class, scaled to mean one."""
    deposit: Probability = assumed(0.07, low=0.07 / 3, high=0.25, why="rentals, hotels and hospitals, a few times a year")
    """Chance of an occasion for a deposit in a week."""
    dating: Probability = assumed(0.05, low=0.05 / 3, high=0.15, why="no published rate")
    """Chance that a single, opted-in citizen meets somebody in a week."""
    premium: Probability = assumed(0.05, low=0.05 / 3, high=0.15, why="no published rate")
    """Chance that a citizen wants a premium good in a week."""
    match: Probability = assumed(0.2, why="no published rate")
    """Chance that a meeting becomes a match at the middle of the scale."""
    match_if_shown: Factor = assumed(0.25, low=0, high=1, why="stigma; no published factor")
    """Factor on matches when the listing is visible to the other."""
    deposit_cost: Money = assumed(4, why="time lost on a deposit")
    """Cost of paying a deposit."""


class TravelTable(NamedTuple):
    """Intervals of groups W5 and W2, 32 bits of a week."""

    air_to: np.ndarray
    """int64 [5]: by class; starts at 0."""
    rail_from: int
    rail_to: np.ndarray
    """int64 [5]: by class."""
    flow_from: np.ndarray
    """int64 [4]: by flow 1 deposit, 2 dating, 3 premium."""
    flow_to: np.ndarray
    """int64 [4]."""
    match: int
    """32-bit threshold."""
    match_if_shown: int
    """Q8."""
    deposit_cost: int
    """Currency units."""


def travel_table(travel: Travel) -> TravelTable:
    """Compile; travel that is off has no demand."""
    rail_from = offset(float(_AIR_TOP))
    air_to, rail_to, flow_from = np.zeros(5, np.int64), np.full(5, rail_from, np.int64), np.zeros(4, np.int64)
    for flow, (_, start, _) in enumerate(_FLOWS, 1):
        flow_from[flow] = offset(start)
    flow_to = flow_from.copy()
    if not travel.on:
        return TravelTable(air_to, rail_from, rail_to, flow_from, flow_to, 0, 0, 0)
    factors = [exact(factor.value) for factor in travel.class_factor]
    mean = sum(factors, Fraction(0)) / 5 or Fraction(1)
    for social_class, factor in enumerate(factors):
        weekly = factor / mean * Fraction(7, 365)
        air_to[social_class] = slot(exact(travel.air.value) * weekly, exact(_AIR_TOP), "travel.air")
        rail_to[social_class] += slot(exact(travel.rail.value) * weekly, exact(_RAIL_TOP), "travel.rail")
    for flow, (name, _, top) in enumerate(_FLOWS, 1):
        flow_to[flow] += slot(getattr(travel, name).value, exact(top), f"travel.{name}")
    cost = round(travel.deposit_cost.value)
    return TravelTable(
        air_to, rail_from, rail_to, flow_from, flow_to, threshold(travel.match.value), fixed(travel.match_if_shown.value), cost
    )


@compiled
def trip(table: TravelTable, social_class: int, uniform: int) -> int:
    """Trip wanted this week: 0 none, 1 air, 2 fast rail."""
    if uniform < integer(table.air_to[social_class]):
        return 1
    return 2 if table.rail_from <= uniform < integer(table.rail_to[social_class]) else 0


@compiled
def trip_refused(wanted: int, domains: int) -> bool:
    """Whether the sanctions in force refuse the trip: domain bit 0 air, bit 1 rail."""
    return wanted > 0 and (domains >> (wanted - 1)) & 1 == 1


@compiled
def flow(table: TravelTable, uniform: int) -> int:
    """Other occasion of the week: 0 none, 1 deposit, 2 dating, 3 premium good."""
    found = 0
    for occasion in range(1, 4):
        found = occasion if integer(table.flow_from[occasion]) <= uniform < integer(table.flow_to[occasion]) else found
    return found


@compiled
def deposit_paid(waived: bool, domains: int) -> bool:
    """Everybody pays unless waived; the domain of deposits makes every waiver void."""
    return not waived or domains & _DEPOSITS != 0


@compiled
def premium_refused(domains: int) -> bool:
    """Whether the spending cap refuses a premium good."""
    return domains & _PREMIUM_GOODS != 0


@compiled
def matched(table: TravelTable, commercial_score: int, shown: bool, uniform: int) -> bool:
    """Whether a meeting becomes a match; grows with the commercial score (0..63), falls when the listing is shown."""
    chance = table.match * (64 + 4 * commercial_score) // 320
    if shown:
        chance = (chance * table.match_if_shown) >> 8
    return uniform < chance
