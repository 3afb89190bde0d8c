"""The regime's price (S26): what watching, listing and reviewing take from the public purse.

    cost of a day = Σ over unit costs of the regime (unit cost × units of that day); the purse of a year is shared out among all adults

No state and no draw; the unit costs stand with what they pay for, and bear one of the names in ``UNIT_COSTS``. Off: each of them counts
as zero, so the regime runs for nothing and the purse keeps what it would have spent. Closed form: off, the measure ``cost`` is exactly 0.
Sign: on, ``cost`` rises.
"""

from typing import TypeVar

from underheaven.day.mechanism import Mechanism
from underheaven.values import Parameters, Quantity

UNIT_COSTS = ("cost", "cost_per_covered_citizen_day", "cost_per_message", "cost_per_informant_month", "administration")
"""Names of the fields of a regime that the purse pays."""

Group = TypeVar("Group", bound=Parameters)


class Price(Mechanism):
    """Whether what the regime does is paid for. Off: everything is free of charge."""


def free_of_charge(group: Group) -> Group:
    """The same regime with every unit cost at zero."""
    changes: dict[str, Parameters | Quantity] = {}
    for name in type(group).model_fields:
        value = getattr(group, name)
        if isinstance(value, Quantity) and name in UNIT_COSTS:
            changes[name] = value.model_copy(update={"value": 0})
        elif isinstance(value, Parameters):
            changes[name] = free_of_charge(value)
    return group.model_copy(update=changes)
