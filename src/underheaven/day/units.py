"""Units of a citizen's purse: an own-class day of income in 128 parts, and money in currency units."""

from fractions import Fraction

from underheaven.draws.compiled import compiled
from underheaven.draws.rounding import stochastic_round
from underheaven.values import Quantity, exact

DAY = 128
"""Fine units in an own-class day."""


class OwnDays(Quantity):
    """Savings or payments in days of income of one's own class."""

    unit = "own-class days"
    minimum, maximum = -128.0, 383.0

    @property
    def fine(self) -> int:
        """In fine units, 1/128 of a day."""
        return round(exact(self.value) * DAY)


def fine_per_money(wage: Fraction) -> int:
    """Fine units in one currency unit, Q16, for a class that earns ``wage`` currency units a day."""
    return round(DAY * 65_536 / wage)


@compiled
def own_units(money: int, ratio: int, uniform: int) -> int:
    """Currency units in fine units of a class, by its Q16 ``ratio``; uses sixteen random bits, so that means are exact."""
    return stochastic_round(money * ratio, 16, uniform)
