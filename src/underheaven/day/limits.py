"""Limits on what a regime may do (S25): expiry, proportionality, purpose limitation, minimisation, sunset. All are off by default.

They have no state and no draw: each narrows the rules before these become tables (``scenario.safeguarded``).

    expiry: no listing longer than 365 days, and a score that heals        proportionality: at most 0, 2, 4, 12 domains by harm class
    purpose limitation: strict relatedness, no joint punishment, no domain from the grade alone, no data sharing
    minimisation: some channels stay dark, faces are searched in the district only        sunset: the regime ends on a date, lists lapse

Closed forms: expiry, L ≤ 365 in P(listed) = 1 − (1 − λ)^L; purpose limitation, burden across contexts = 0 by construction, which is no
result; minimisation, the table of ``recognition``; sunset, nobody listed from its date on. Signs: expiry ↓ wrongful days, proportionality
↓ burden, purpose limitation ↓ burden in unrelated fields, minimisation ↓ false records (and ↓ what is found), sunset ↓ all.
"""

import datetime
from typing import Literal

from pydantic import Field, field_validator

from underheaven.day.mechanism import Mechanism
from underheaven.values import Count, Days, Parameters, assumed

ChannelName = Literal["cameras", "messages", "informants", "records"]


class Expiry(Mechanism):
    """Nothing is held against anybody for ever."""

    on: bool = False
    longest_listing: Days = assumed(365, 30, 730, why="half the recalled two years of the court list (FACTS 1-18)")
    """No record and no grade lists for more days."""
    longest_memory: Days = assumed(1095, 180, 3650, why="published rules let entries lapse after one to five years (FACTS 2-24)")
    """Longest time constant of the way back to 1000 points."""

    @field_validator("longest_listing", "longest_memory")
    @classmethod
    def _some_time(cls, days: Days) -> Days:
        if days.value < 1:
            raise ValueError(f"must be at least 1 day; got {days.value:g}")
        return days


class DomainsByHarm(Parameters):
    """How many domains a listing may reach, by the harm of its cause."""

    none: Count = assumed(0, 0, 12, why="what harms nobody bars from nothing; no published rule")
    below_a_day: Count = assumed(2, 0, 12, why="no published rule")
    """Harm below a median day's income (64 currency units)."""
    below_eight_days: Count = assumed(4, 0, 12, why="no published rule")
    """Harm below eight such days (512)."""
    more: Count = assumed(12, 0, 12, why="no published rule")
    """From there."""


class Proportionality(Mechanism):
    """The number of domains follows the harm of the cause. Domains that follow from a grade alone have no cause and stay."""

    on: bool = False
    domains: DomainsByHarm = DomainsByHarm()
    """Most domains by harm class, counted in the order of the table of domains."""


class PurposeLimitation(Mechanism):
    """What was collected in one context has no effect in another, and platforms and state keep their data apart."""

    on: bool = False


class Minimisation(Mechanism):
    """Less is collected."""

    on: bool = False
    dark: tuple[ChannelName, ...] = ("messages",)
    """Channels that are not used at all."""
    gallery: Literal["district", "unchanged"] = "district"
    """Whose faces may be searched at most."""


class Sunset(Mechanism):
    """The law that carries the regime ends by itself."""

    on: bool = False
    date: datetime.date = Field(default=datetime.date(2022, 1, 1))
    """First day without the regime. Every listing lapses on it, which is an exit."""


def most_domains(proportionality: Proportionality, on: bool) -> tuple[int, int, int, int]:
    """Most domains of a listing by the harm class of its cause; ``on``: the common switch of all safeguards."""
    if not (on and proportionality.on):
        return (12, 12, 12, 12)
    limit = proportionality.domains
    return (limit.none.integer, limit.below_a_day.integer, limit.below_eight_days.integer, limit.more.integer)


def longest_listing(expiry: Expiry, on: bool) -> int:
    """Most days that one record may list for; ``on``: the common switch of all safeguards."""
    return expiry.longest_listing.integer if on and expiry.on else 8191
