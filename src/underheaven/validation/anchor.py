"""What an anchor is: a number somebody published or proved, and the function of ours that must arrive at it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["published", "exact", "observed"]
Dock = Literal["engine", "classic"]

SAMPLE = 1_000_000
"""Persons or events in an anchor unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One number to be reproduced. An id with a point (V-03a.2) is a further number of the same result."""

    id: str
    title: str
    """What is asserted, with its setting."""
    source: str
    """Author, year, place or DOI; for an exact law, where it is written."""
    kind: Kind
    """published: read in a source · exact: follows from mathematics · observed: found by independent replication."""
    dock: Dock
    """engine: functions or kernel of the engine · classic: a stand-alone model on the same draws."""
    published: float
    tolerance: float
    law: str
    """Where the tolerance comes from."""
    through: str
    """What of ours is run: compiled functions, or the composed kernel under a scenario."""
    simulate: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Finding:
    """An anchor, run."""

    anchor: Anchor
    simulated: float

    @property
    def passed(self) -> bool:
        """Whether the simulated number lies within the tolerance; not a number never does."""
        return abs(self.simulated - self.anchor.published) <= self.anchor.tolerance

    def as_dict(self) -> dict[str, str | float]:
        """One row of ``validate --json``."""
        return {
            "id": self.anchor.id,
            "source": self.anchor.source,
            "kind": self.anchor.kind,
            "published": self.anchor.published,
            "simulated": self.simulated,
            "tolerance": self.anchor.tolerance,
            "verdict": "pass" if self.passed else "fail",
        }


def four_sigma(share: float, n: int) -> float:
    """Four standard deviations of the share of ``n`` independent events of chance ``share``, and half a unit of its sixth decimal."""
    return 4 * math.sqrt(share * (1 - share) / n) + 5e-7


P_VALUE = {"published": 0.5, "tolerance": 0.4999, "law": "p-value of χ², uniform under the law: between .0001 and .9999"}
"""The part that every χ² anchor shares: too good a fit fails as well."""


def chi_square_p(observed: Sequence[float], law: Sequence[float], fewest: float = 8) -> float:
    """p-value of counts against probabilities; cells that expect fewer than ``fewest`` are pooled into one.

    The tail of χ² with integer degrees of freedom has a closed form: Abramowitz and Stegun (1964), 26.4.4 and 26.4.5.
    """
    n = sum(observed)
    pairs = [(count, n * share) for count, share in zip(observed, law, strict=True)]
    kept = [pair for pair in pairs if pair[1] >= fewest]
    few = [pair for pair in pairs if pair[1] < fewest]
    if few:
        kept.append((sum(count for count, _ in few), sum(expected for _, expected in few)))
    half = sum((count - expected) ** 2 / expected for count, expected in kept) / 2
    degrees = len(kept) - 1
    start, tail = (0.5, math.erfc(math.sqrt(half))) if degrees % 2 else (0.0, 0.0)
    powers = (start + k for k in range(degrees // 2))
    return tail + sum(math.exp(-half + power * math.log(half) - math.lgamma(power + 1)) for power in powers)
