"""Ordinary law, in both arms: police, tax office and courts exist without any score (§5.3; what every row is measured against).

An offence of kind k is detected with p⁰_k, pays a fine to the public purse, and the prospect deters: x⁰_k = p⁰_k·s⁰_k enters
``P(act) = 1 - x_k``. After a default a court withholds an eighth of the wage for about thirteen months (state: paid months = 0).
Closed form: P(act) = 1 - p⁰s⁰ without a regime. Sign: more detection, fewer acts. A regime adds to this law and replaces nothing (T-LAW1).
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import KINDS, Kind
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Count, Factor, Money, Parameters, Probability, Share, assumed, exact, fixed, threshold


class Enforcement(Parameters):
    """How ordinary law meets one kind of offence."""

    detection: Probability
    """Chance that an offence is detected."""
    response: Factor
    """How strongly certain detection would deter: the share of acts it prevents, at most all."""
    fine: Money
    """Paid to the public purse when detected."""


def _enforcement(detection: float, response: float, fine: float) -> Enforcement:
    why = "no published rate for this kind"
    return Enforcement(
        detection=assumed(detection, low=detection / 5, high=min(1.0, detection * 5), why=why),
        response=assumed(response, why=why),
        fine=assumed(fine, why="fines differ by place"),
    )


class OrdinaryLaw(Mechanism):
    """Detection, deterrence and fines by kind, and the court's garnishment. Speech and protest have their own law (expression)."""

    jaywalking: Enforcement = _enforcement(0.002, 0.30, 8)
    """Crossing on red."""
    unleashed_dog: Enforcement = _enforcement(0.01, 0.30, 8)
    """A dog off the leash."""
    late_bill: Enforcement = _enforcement(1, 0.20, 16)
    """The late fee."""
    default: Enforcement = _enforcement(1, 1, 128)
    """Court and its costs."""
    tax_evasion: Enforcement = _enforcement(0.05, 1, 1280)
    """Audit and penalty."""
    fare_evasion: Enforcement = _enforcement(0.05, 0.50, 64)
    """Ticket inspection."""
    garnished_share: Share = assumed(1 / 8, why="courts leave most of a wage; no published mean")
    """Part of the wage withheld after a default."""
    garnished_months: Count = assumed(13, low=4, high=39, why="a year of four-week months")
    """Mean number of four-week months of garnishment."""


class OrdinaryLawTable(NamedTuple):
    """Integers of ordinary law, by kind."""

    detection: np.ndarray
    """int64 [16]: 32-bit thresholds."""
    deterrence: np.ndarray
    """int64 [16]: p⁰·s⁰ in Q16 (65 536 = nobody acts)."""
    fine: np.ndarray
    """int64 [16]: currency units."""
    garnished_share: int
    """Q16 of the wage."""
    release: int
    """32-bit threshold, a month."""


def ordinary_law_table(law: OrdinaryLaw) -> OrdinaryLawTable:
    """Compile; a law that is off detects, fines and withholds nothing."""
    detection, deterrence, fine = (np.zeros(KINDS, np.int64) for _ in range(3))
    if not law.on:
        return OrdinaryLawTable(detection, deterrence, fine, 0, 1 << 32)
    for kind in Kind:
        rule = getattr(law, kind.name.lower(), None)
        if rule is not None:
            detection[kind] = threshold(rule.detection.value)
            deterrence[kind] = min(65_536, fixed(exact(rule.detection.value) * exact(rule.response.value), 16))
            fine[kind] = round(rule.fine.value)
    release = threshold(Fraction(1, max(1, law.garnished_months.integer)))
    return OrdinaryLawTable(detection, deterrence, fine, fixed(law.garnished_share.value, 16), release)


@compiled
def detected(table: OrdinaryLawTable, kind: int, uniform: int) -> bool:
    """Whether ordinary law notices this offence."""
    return uniform < integer(table.detection[kind])


@compiled
def fine_of(table: OrdinaryLawTable, kind: int) -> int:
    """Fine for a detected offence, in currency units."""
    return integer(table.fine[kind])


@compiled
def deterrence_of(table: OrdinaryLawTable, kind: int) -> int:
    """p⁰·s⁰ in Q16: the part of x_k that both arms share."""
    return integer(table.deterrence[kind])


@compiled
def garnished(table: OrdinaryLawTable, employment: int, income: int, paid_months: int) -> int:
    """Withheld from a week's wage (fine units) while a default stands (paid months 0); only wages are withheld."""
    if paid_months != 0 or not 1 <= employment <= 8:
        return 0
    return (income * table.garnished_share) >> 16


@compiled
def released(table: OrdinaryLawTable, uniform: int) -> bool:
    """Whether a garnishment ends this month: a chance instead of a stored date keeps the state small and the mean exact."""
    return uniform < table.release
