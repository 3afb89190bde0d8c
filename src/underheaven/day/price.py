"""The regime's price (S26): what watching, listing and reviewing take from the public purse.

    cost of a day = Σ over PAID of (unit cost × units of that day); the purse of the year is shared out among all adults

No state and no draw. Off: every unit cost in ``PAID`` counts as zero, so the regime runs for nothing and the purse keeps what it would
have spent. Closed form: off, the measure ``cost`` is exactly 0; a unit cost twice as high doubles its part. Sign: on, cost ≥ 0 rises.
"""

from typing import TypeVar

from underheaven.day.mechanism import Mechanism
from underheaven.values import Parameters

PAID = (
    "cameras.cost_per_covered_citizen_day",
    "messages.cost_per_message",
    "informants.cost_per_informant_month",
    "lists.administration",
    "safeguards.human_review.cost",
)
"""Dotted paths, below ``regime``, of every unit cost that the purse pays."""

Group = TypeVar("Group", bound=Parameters)


class Price(Mechanism):
    """Whether what the regime does is paid for. The unit costs stand with what they pay for. Off: everything is free of charge."""


def free_of_charge(group: Group) -> Group:
    """The same regime with every unit cost at zero."""
    for path in PAID:
        group = _put_zero(group, path.split("."))
    return group


def _put_zero(group: Group, keys: list[str]) -> Group:
    part = getattr(group, keys[0])
    fresh = _put_zero(part, keys[1:]) if keys[1:] else part.model_copy(update={"value": 0})
    return group.model_copy(update={keys[0]: fresh})
