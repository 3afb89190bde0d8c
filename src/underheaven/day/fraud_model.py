"""A model of benefit fraud that looks at origin: the Dutch childcare benefit (B09).

Every week each family on childcare benefit (the first adult of a household with a child) is taken up with a chance

    p = p₀ · f_origin (minority) · f_income (two poorest fifths)

and whoever is taken up has to pay back everything: all or nothing, guilty or not. State: none. Message: the claim as money, fear, trust.
A decision is wrongful if the family did nothing wrong, which does not depend on what the model looks at.
Closed form: of those taken up the share of a group is its share of families times its factor over the mean factor. Signs: f ↑ ⇒ the group's
share ↑; fraud ↑ ⇒ wrongful share ↓.
Sources: FACTS 9-10 to 9-13. Nobody has published the model's weights; the factor of origin is fitted.
"""

from typing import NamedTuple

import numpy as np

from underheaven.day.office import Blow, Office, blow_of
from underheaven.day.units import OwnDays
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Factor, Probability, assumed, derived, exact, threshold

_POOR = 2
WEEKS = 52


class FraudModel(Office):
    """Families on benefit, taken up by origin and income, and asked for everything back."""

    selected: Probability = derived(
        0.000425, "26 000 families ÷ (15 years × 13.4 M adults) ÷ .3041 wrong claims an adult and year at p₀ = 1",
        "fitted to FACTS 9-10, see anchor B-CHILDCARE; adults: 12.9 M voters were 94 % of them in 2017 "
        "(Statistics Netherlands, nltimes.nl 2017-02-23), fewer before",
    )  # fmt: skip
    """Chance a year of a family of the majority that is not poor."""
    origin_factor: Factor = derived(
        6.5, ".42 = .1 f/(.1 f + .9)", "11 000 of 26 000 were checked for dual nationality, FACTS 9-10, 9-11; fitted"
    )
    """Factor on the chance for the minority."""
    income_factor: Factor = assumed(2, 1, 4, why="low income counted in the model; its weight is not published")
    """Factor on the chance for the two poorest fifths."""
    fraud: Probability = assumed(0.06, 0, 0.2, why="most of the accused had done nothing wrong; no published rate")
    """Chance that a family that is taken up has truly claimed what it was not due."""
    claim: OwnDays = assumed(365, 120, 383, why="tens of thousands of euros, about a year's income (FACTS 9-10)")
    """What has to be paid back."""


class FraudModelTable(NamedTuple):
    """Integers of the model."""

    on: int
    chance: np.ndarray
    """int64 [2, 5]: 32-bit threshold a week by origin and class."""
    innocent: int
    claim: int
    blow: Blow


def fraud_model_table(model: FraudModel) -> FraudModelTable:
    """Compile; a chance is at most one."""
    chance = np.zeros((2, 5), np.int64)
    for origin in range(2):
        for social_class in range(5):
            factor = (exact(model.origin_factor.value) if origin else 1) * (exact(model.income_factor.value) if social_class < _POOR else 1)
            chance[origin, social_class] = threshold(min(exact(1), exact(model.selected.value) * factor / WEEKS))
    return FraudModelTable(int(model.on), chance, threshold(1 - exact(model.fraud.value)), model.claim.fine, blow_of(model))


@compiled
def taken_up(table: FraudModelTable, origin: int, social_class: int, uniform: int) -> bool:
    """Whether the family is taken up this week."""
    return uniform < integer(table.chance[origin, social_class])


@compiled
def did_nothing(table: FraudModelTable, uniform: int) -> bool:
    """Whether it has claimed only what it was due."""
    return uniform < table.innocent
