"""A number of the model: value, unit and source in one."""

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from underheaven.values.source import Assumption, Derived, Published, Source


class Quantity(BaseModel):
    """A number with its source; the subclass says unit and admissible range."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    unit: ClassVar[str] = "number"
    minimum: ClassVar[float] = float("-inf")
    maximum: ClassVar[float] = float("inf")
    whole: ClassVar[bool] = False

    value: float
    source: Source

    @model_validator(mode="after")
    def _admissible(self) -> Self:
        cls = type(self)
        if self.whole and self.value != int(self.value):
            raise ValueError(f"must be a whole number ({cls.unit}); got {self.value:g}")
        if not self.minimum <= self.value <= self.maximum:
            raise ValueError(f"must be {cls.unit} in [{cls.minimum:g}, {cls.maximum:g}]; got {self.value:g}")
        return self

    @property
    def integer(self) -> int:
        """The value of a whole quantity."""
        return int(self.value)


class Probability(Quantity):
    """A chance, 0 to 1."""

    unit = "probability"
    minimum, maximum = 0.0, 1.0


class Share(Quantity):
    """A part of a whole, 0 to 1."""

    unit = "share"
    minimum, maximum = 0.0, 1.0


class Factor(Quantity):
    """A non-negative multiplier."""

    unit = "factor"
    minimum, maximum = 0.0, 1e6


class Fixed(Quantity):
    """A quantity in 1/256 (Q8): 256 means one. The act rule's benefits, prices and stakes."""

    unit = "1/256"
    minimum, maximum = -65_536.0, 65_536.0
    whole = True


class Trust(Quantity):
    """A change or level on the 0–255 scales of trust and fear."""

    unit = "0–255 scale"
    minimum, maximum = -255.0, 255.0
    whole = True


class Points(Quantity):
    """Points of the score; a quarter point is the smallest step."""

    unit = "points, in quarters, at most ±1000"
    minimum, maximum = -1000.0, 1000.0

    @model_validator(mode="after")
    def _quarters(self) -> Self:
        if self.value * 4 != int(self.value * 4):
            raise ValueError(f"points come in quarters; got {self.value:g}")
        return self


class Days(Quantity):
    """A whole number of days."""

    unit = "days"
    minimum, maximum = 0.0, 8191.0
    whole = True


class Money(Quantity):
    """Currency units: 64 are a median day's income."""

    unit = "currency units (64 = a median day's income)"
    minimum, maximum = -1e9, 1e9


class Count(Quantity):
    """A non-negative whole number."""

    unit = "count"
    minimum, maximum = 0.0, 1e12
    whole = True


def assumed(value: float, low: float | None = None, high: float | None = None, *, why: str = "no published value") -> Any:
    """A default that rests on an assumption; without a range it is swept from a third to three times its value."""
    bounds = sorted((value / 3, value * 3))
    return {"value": value, "source": Assumption(low=bounds[0] if low is None else low, high=bounds[1] if high is None else high, why=why)}


def published(value: float, place: str, note: str = "") -> Any:
    """A default read in a public document; ``place`` says where (and the FACTS row)."""
    return {"value": value, "source": Published(place=place, note=note)}


def derived(value: float, formula: str, note: str = "") -> Any:
    """A default computed from other numbers by ``formula``."""
    return {"value": value, "source": Derived(formula=formula, note=note)}


class Parameters(BaseModel):
    """A frozen group of quantities, switches and choices: what one topic of a scenario file may say."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True)
