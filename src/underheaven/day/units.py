"""Units of a citizen's purse: an own-class day of income in 128 parts, and money in currency units."""

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
