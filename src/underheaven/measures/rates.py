"""Error rates, deterrence, chilling and falsification: ratios of counts, exact, with numerator and denominator shown.

Error rates come from one 2×2 table per group (RULINGS 19): the unit is an unlisted exposed adult-day; positive means a true act
that day that would list; flagged means an entry. A share over nobody is 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

FLAG_ADVERSE_RATIO = Fraction(5, 4)
"""An adverse ratio above this is flagged (not the four-fifths rule, which passes 8.6 % against 0.9 %)."""

MINIMUM_PERSONS, MINIMUM_EVENTS = 20, 5


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio that shows its parts."""

    numerator: int
    denominator: int

    @property
    def exact(self) -> Fraction:
        """The exact value; a share over nobody is 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else Fraction(0)

    def __float__(self) -> float:
        return float(self.exact)

    def __str__(self) -> str:
        return f"{float(self):.4g} ({self.numerator:,} of {self.denominator:,})"


def wilson(ratio: Ratio, deviations: float = 1.959963985) -> tuple[float, float]:
    """The interval of a share of independent events, 95 % unless said; of nobody it is everything.

    Source: Wilson (1927), Journal of the American Statistical Association 22:209, doi:10.2307/2276774.
    """
    n, square = ratio.denominator, deviations**2
    if not n:
        return 0.0, 1.0
    share = float(ratio)
    centre, half = share + square / (2 * n), deviations * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (centre - half) / (1 + square / n), (centre + half) / (1 + square / n)


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """The 2×2 table of listing: who had done what would list, and who was listed."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @classmethod
    def from_counts(cls, counts: Mapping[str, int]) -> "ErrorTable":
        """From the measures ``units_at_risk``, ``triggers_true``, ``triggers_found`` and ``entries``.

        Raises:
            ValueError: if the counts contradict one another.
        """
        units, positives = int(counts["units_at_risk"]), int(counts["triggers_true"])
        found, flagged = int(counts["triggers_found"]), int(counts["entries"])
        table = cls(found, flagged - found, positives - found, units - positives - flagged + found)
        if min(table.true_positives, table.false_positives, table.false_negatives, table.true_negatives) < 0:
            raise ValueError(f"these counts make no 2×2 table: {units=}, {positives=}, {found=}, {flagged=}")
        return table

    @property
    def units(self) -> int:
        """Unlisted exposed adult-days."""
        return self.true_positives + self.false_positives + self.false_negatives + self.true_negatives

    @property
    def false_positive_rate(self) -> Ratio:
        """Of those who had done nothing that lists, the share listed."""
        return Ratio(self.false_positives, self.false_positives + self.true_negatives)

    @property
    def false_negative_rate(self) -> Ratio:
        """Of those who had done what lists, the share not listed."""
        return Ratio(self.false_negatives, self.true_positives + self.false_negatives)

    @property
    def positive_predictive_value(self) -> Ratio:
        """Of those listed, the share who had done what lists."""
        return Ratio(self.true_positives, self.true_positives + self.false_positives)

    @property
    def prevalence(self) -> Ratio:
        """Share who had done what lists."""
        return Ratio(self.true_positives + self.false_negatives, self.units)

    @property
    def identity_holds(self) -> bool:
        """Chouldechova's identity, exactly, in the form without division: FPR (1 − π) PPV = π (1 − PPV) (1 − FNR)."""
        rate, ppv = self.false_positive_rate.exact, self.positive_predictive_value.exact
        prevalence, miss = self.prevalence.exact, self.false_negative_rate.exact
        return rate * (1 - prevalence) * ppv == prevalence * (1 - ppv) * (1 - miss)


def chouldechova(prevalence: Fraction, positive_predictive_value: Fraction, false_negative_rate: Fraction) -> Fraction:
    """The false-positive rate that these three imply: FPR = π/(1−π) · (1−PPV)/PPV · (1−FNR).

    Source: Chouldechova (2017), Big Data 5:153, doi:10.1089/big.2016.0047.
    """
    odds = prevalence / (1 - prevalence)
    return odds * (1 - positive_predictive_value) / positive_predictive_value * (1 - false_negative_rate)


@dataclass(frozen=True, slots=True)
class AdverseRatio:
    """How much more often something bad meets the poorest fifth than the richest."""

    poorest: Ratio
    richest: Ratio

    @property
    def ratio(self) -> Fraction | None:
        """Rate of the poorest over rate of the richest; None where nobody of the richest is met."""
        return self.poorest.exact / self.richest.exact if self.richest.exact else None

    @property
    def difference(self) -> Fraction:
        """Difference of the two rates in percentage points."""
        return 100 * (self.poorest.exact - self.richest.exact)

    @property
    def flagged(self) -> bool:
        """Whether the ratio exceeds 1.25."""
        return self.poorest.exact > FLAG_ADVERSE_RATIO * self.richest.exact


def reduction(with_regime: int, without: int) -> Ratio:
    """Share of a count that the regime removed: (twin − regime) / twin.

    Of ``harm_done`` this is harm-weighted deterrence, of ``acts_harmless`` it is chilling; negative where the regime adds.
    """
    return Ratio(without - with_regime, without)


def price(counts: Mapping[str, float], per: str, item: str = "cost") -> float | None:
    """Currency units of the price, or of one item of it, per event of a measure; None where there is none.

    Per ``captured_right`` it is the price of a true offence found, per ``entries_wrongful`` that of an innocent person hurt (S26).
    """
    return float(counts[item]) / float(counts[per]) if counts[per] else None


def falsification_gap(adults: int, dissent_private: int, dissent_public: int) -> Ratio:
    """Share who do not dissent openly minus share who do not dissent privately."""
    return Ratio((adults - dissent_public) - (adults - dissent_private), adults)


def suppressed(persons: float, events: float) -> bool:
    """Whether a report withholds an estimate: fewer than 20 persons or fewer than 5 events behind it."""
    return persons < MINIMUM_PERSONS or events < MINIMUM_EVENTS
