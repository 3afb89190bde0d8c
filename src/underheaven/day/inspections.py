"""Inspections of firms: few inspectors, and how they choose (S21).

Equation: a district has ``c·n`` inspections a day for n firms; firm i is visited with chance ``min(1, c·n·w_i/Σw)``, w_i its weight.
Weights are equal under ordinary law (both arms); a scoring of firms may choose by rating, by complaints, or see listed firms more often
(``firm_scoring``). A visit finds each trace of an offence with the recall; traces fade with 1/13 a week; now and then something is found
that never was.
State: ``evidence``, ``complaints`` (open), rating. Closed forms: capture of an offence under equal weights ι/(ι + ℓ − ιℓ), ι =
7·c·recall, ℓ = 1/13; if weights grow with what was found, the share of visits is a Pólya urn with limit U(0,1) for equal offenders and
runs away for unequal ones (V-14); counting a find with chance inverse to the attention that led to it restores proportionality. Signs:
capacity ↑ ⇒ found ↑, offences ↓.
Sources: Ensign et al. (2018), Runaway feedback loops in predictive policing, PMLR 81; systematic sampling in proportion to size:
Madow (1949), Annals of Mathematical Statistics 20:333; MODEL §10.2.
"""

from fractions import Fraction
from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, compiled_inline
from underheaven.values import Money, Probability, assumed, exact, threshold

CAPACITY_BITS = 40
"""One inspection is 2**40."""
_WHOLE = (1 << CAPACITY_BITS) - 1
EQUAL = 64
"""Weight of a firm that nothing is known of."""


class Inspections(Mechanism):
    """Inspectors under ordinary law, the same in both arms. Off: nobody inspects."""

    capacity: Probability = assumed(5e-4, 1e-5, 1e-2, why="regulators are overwhelmed, says the article; no published rate")
    """Inspections a firm and day."""
    recall: Probability = assumed(0.8, 0.3, 1.0, why="no published share of offences that a visit finds")
    """Chance that a visit finds what is there."""
    fading: Probability = assumed(1 / 13, why="books and goods keep traces for about three months")
    """Chance a week that the traces of offences are gone."""
    false_finding: Probability = assumed(0.01, 0.0, 0.05, why="no published rate of wrongful findings")
    """Chance that a visit to a firm without traces finds an offence all the same."""
    cost: Money = assumed(640, why="ten median days of income: two inspectors, two days, and their office")
    """Of an inspection."""


class InspectionsTable(NamedTuple):
    """Integers of inspections: thresholds of 16 bits."""

    recall: int
    fading: int
    false_finding: int


def inspections_table(inspections: Inspections) -> InspectionsTable:
    """Compile."""
    on = int(inspections.on)
    return InspectionsTable(
        recall=on * threshold(inspections.recall.value, 16),
        fading=threshold(inspections.fading.value, 16),
        false_finding=on * threshold(inspections.false_finding.value, 16),
    )


def capacity_of(inspections: Inspections, factor: float | Fraction = 1) -> Fraction:
    """Inspections a firm and day, at most one."""
    return min(Fraction(1), exact(inspections.capacity.value) * exact(factor)) if inspections.on else Fraction(0)


def capture_of_offence(inspections: Inspections, capacity: Fraction) -> Fraction:
    """Chance that an offence is found before its traces fade, if inspectors choose at random: ι/(ι + ℓ − ιℓ)."""
    visited = min(Fraction(1), 7 * capacity * exact(inspections.recall.value))
    fading = exact(inspections.fading.value)
    return visited / (visited + fading - visited * fading) if visited else Fraction(0)


@compiled
def rate_of_visits(capacity: int, firms: int, attention: int) -> int:
    """Inspections per unit of weight where ``firms`` share ``attention``, in 2**-40; ``capacity`` a firm and day in 2**-40."""
    return capacity * firms // attention if attention > 0 else 0


@compiled_inline
def visited(carry: int, weight: int, rate: int) -> tuple[int, bool]:
    """Go on to the next firm: (carry, whether it is visited). A day's first carry is uniform below 2**40.

    Firm by firm the weights are laid end to end, and an inspector knocks once every unit: systematic sampling, so that a firm is
    visited with a chance in proportion to its weight and the day's number of visits is that of the capacity, rounded without bias.
    """
    carry += weight * rate
    return carry & _WHOLE, carry > _WHOLE


@compiled
def counts(uniform: int, weight: int, attention: int, firms: int) -> bool:
    """Whether a find is counted when corrected for attention: chance min(1, mean weight / (2 · own weight)); ``uniform`` of 16 bits."""
    return uniform * 2 * firms * weight < attention << 16
