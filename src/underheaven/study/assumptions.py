"""The assumptions of a scenario as factors of a study: every number whose source is a range, found from the sources themselves.

A factor is drawn on its range cut to what its quantity admits: logarithmically where the range spans a factor of four or more, else
evenly. Numbers of mechanisms that are off on the first day are left out, as they cannot matter; so are numbers that a dated change
sets after the first day, since a value set by hand would hold on every date.
"""

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from underheaven.day.mechanism import Mechanism
from underheaven.scenario.messages import ScenarioError
from underheaven.study.provenance import Number, numbers
from underheaven.values import Quantity

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

_LOGARITHMIC_FROM = 4.0
_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Factor:
    """One assumption and its range."""

    path: str
    value: float
    low: float
    high: float
    unit: str
    step: Fraction | None = None
    """Smallest step of the quantity: 1 for a whole number, a quarter for points; None if there is none."""

    @property
    def logarithmic(self) -> bool:
        """Whether it is drawn on a logarithmic scale."""
        return self.low > 0 and self.high >= _LOGARITHMIC_FROM * self.low

    def at(self, share: float) -> float:
        """The value at a share of the range: 0 is the low end, 1 the high end."""
        width = self.high - self.low
        value = self.low * (self.high / self.low) ** share if self.logarithmic else self.low + width * share
        value = min(max(value, self.low), self.high)
        if self.step is None:
            return float(f"{value:.9g}")
        steps = round(Fraction(value) / self.step)
        return float(min(max(steps, math.ceil(Fraction(self.low) / self.step)), math.floor(Fraction(self.high) / self.step)) * self.step)

    def share(self, value: float) -> float:
        """Where a value lies in the range; the inverse of ``at``."""
        if self.high == self.low:
            return 0.5
        if self.logarithmic:
            return math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"path": self.path, "value": self.value, "low": self.low, "high": self.high, "unit": self.unit}


def factors(scenario: "Scenario", start: datetime.date, over: Sequence[str] = ()) -> list[Factor]:
    """The assumptions that are in force on the first day, below any of the path prefixes ``over`` (all without one).

    Raises:
        ScenarioError: if no assumption lies below a prefix.
    """
    regime = scenario.regime_on(start)
    found: dict[str, Number] = {}
    later: set[str] = set()
    for number in numbers(scenario):
        date, _, path = number.path.rpartition(" ")
        if date and datetime.date.fromisoformat(date) > start:
            later.add(path)
        else:
            found[path] = number
    chosen = []
    for path, number in found.items():
        if number.kind != "assumption" or path in later or not (not over or any(_below(path, prefix) for prefix in over)):
            continue
        factor = _factor(scenario, path, number) if _is_on(regime if path.startswith("regime.") else scenario, path) else None
        if factor is not None and factor.low < factor.high:
            chosen.append(factor)
    return chosen


def setting(factor: Factor, value: float) -> str:
    """The change that gives a factor a value, as ``run --set`` takes it."""
    return f"{factor.path}={value:.12g}"


def drawn(scenario: "Scenario", chosen: Sequence[Factor], shares: Sequence[float]) -> tuple["Scenario", dict[str, float], bool]:
    """The scenario at a point of the ranges; the values; whether it had to be drawn back.

    Some ranges exclude one another (a grade's edge above the next). A point that the scenario's own checks refuse is drawn half-way back
    towards the scenario's values until they accept it.
    """
    for halving in range(_HALVINGS):
        back = 0.5**halving
        moved = [
            factor.share(factor.value) + back * (share - factor.share(factor.value)) for factor, share in zip(chosen, shares, strict=True)
        ]
        values = {factor.path: factor.at(share) for factor, share in zip(chosen, moved, strict=True)}
        values |= {factor.path: factor.value for factor, share in zip(chosen, shares, strict=True) if share == factor.share(factor.value)}
        changes = {factor.path: values[factor.path] for factor in chosen if values[factor.path] != factor.value}
        try:
            return scenario.with_(**changes) if changes else scenario, values, halving > 0
        except ScenarioError:
            continue
    return scenario, {factor.path: factor.value for factor in chosen}, True


def node_at(root: Any, path: str) -> Any:
    """What stands at a dotted path below ``root``; None if nothing does."""
    node = root
    for part in path.split("."):
        node = _child(node, part)
    return node


def step_of(node: Any) -> Fraction | None:
    """Smallest step of a quantity: 1 for a whole number, a quarter for points; None if there is none."""
    if not isinstance(node, Quantity):
        return None
    return Fraction(1) if type(node).whole else Fraction(1, 4) if type(node).unit.startswith("points, in quarters") else None


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix.rstrip('.')}.")


def _is_on(root: Any, path: str) -> bool:
    """Whether every mechanism on the way to a number is on."""
    node = root
    for part in path.split(".")[1 if path.startswith("regime.") else 0 :]:
        if isinstance(node, Mechanism) and not node.on:
            return False
        node = _child(node, part)
    return True


def _child(node: Any, part: str) -> Any:
    if isinstance(node, Mapping):
        return node.get(part)
    if isinstance(node, tuple | list):
        return node[int(part)] if part.isdecimal() and int(part) < len(node) else None
    return getattr(node, part, None)


def _factor(scenario: "Scenario", path: str, number: Number) -> Factor | None:
    """A factor on the part of its range that its quantity admits; None if it cannot be set by its path."""
    node = node_at(scenario, path)
    if not isinstance(node, Quantity) or number.low is None or number.high is None:
        return None
    kind, step = type(node), step_of(node)
    low, high = max(number.low, kind.minimum), min(number.high, kind.maximum)
    if step is not None:
        low, high = float(math.ceil(Fraction(low) / step) * step), float(math.floor(Fraction(high) / step) * step)
    return Factor(path, number.value, min(low, number.value), max(high, number.value), number.unit, step)
