"""Debts by averaged income: Robodebt's rule (B09).

Over a year of 52 weeks an adult had w weeks on benefit and earned P in the others. The office spreads P evenly, as if P/52 had been earned
in each week on benefit, and claims back what the benefit would have been cut by:

    claim = w · min(B, max(0, taper · (P/52 − free)))

State: weeks on benefit and pay of the year, by citizen. Message: the claim as money, fear, trust. In this society nobody earns while on
benefit, hence nothing was overpaid, except to who tells late that there is work again: one week. A claim is wrongful for what exceeds that;
a decision is wrongful if nothing was overpaid. The burden of proof is reversed: the claim stands unless the person disproves it.
Closed form: half a year on benefit and half at the mean wage gives 26 · min(B, taper · (3.5 − free)) own days. Signs: reviewed ↑, taper ↑
⇒ claims ↑; free ↑, disproved ↑ ⇒ claims ↓.
Sources: FACTS 9-16 to 9-18. The free area and the taper are those of the Australian benefit, from memory.
"""

from typing import NamedTuple

from underheaven.day.office import Blow, Office, blow_of
from underheaven.day.units import OwnDays
from underheaven.draws.compiled import compiled
from underheaven.values import Probability, Share, assumed, derived, threshold

WEEKS = 52


class AveragedDebts(Office):
    """Debts raised because a year's income, spread evenly, does not fit the weeks on benefit."""

    reviewed: Probability = derived(
        0.0435, "470 000 wrong debts ÷ (4.4 years × 18.9 M adults) ÷ .1298 wrong claims an adult and year if every mismatch is taken up",
        "fitted to FACTS 9-16, see anchor B-ROBODEBT; adults: 24.21 M residents in 2016 less 18.5 % under 15 "
        "(phidu.torrens.edu.au) and three years of .28 M",
    )  # fmt: skip
    """Chance that a mismatch of a year is taken up."""
    disproved: Probability = assumed(0.1, 0, 0.5, why="the burden of proof was reversed (FACTS 9-18); how many could prove is unknown")
    """Chance that the person finds the payslips that disprove the claim."""
    free: OwnDays = assumed(0.34, 0, 1, why="A$104 of a benefit of A$536 a fortnight, from memory, scaled to the model's benefit")
    """Earnings a week that cut no benefit."""
    taper: Share = assumed(0.6, 0.5, 0.6, why="50 then 60 cents in the dollar, from memory")
    """Part of what is earned above that by which the benefit is cut."""
    told_late: Probability = assumed(0.1, 0, 0.3, why="real overpayments exist; their number was not re-read")
    """Chance that a benefit was paid for a week too long."""


class AveragedDebtsTable(NamedTuple):
    """Integers of the rule."""

    on: int
    reviewed: int
    disproved: int
    told_late: int
    """32-bit thresholds."""
    free: int
    """Fine units a week."""
    taper: int
    """Q8."""
    blow: Blow


def averaged_debts_table(debts: AveragedDebts) -> AveragedDebtsTable:
    """Compile."""
    reviewed, disproved, late = (threshold(chance.value) for chance in (debts.reviewed, debts.disproved, debts.told_late))
    taper = threshold(debts.taper.value, 8)
    return AveragedDebtsTable(int(debts.on), reviewed, disproved, late, debts.free.fine, taper, blow_of(debts))


@compiled
def averaged_claim(table: AveragedDebtsTable, weeks: int, pay: int, benefit: int) -> int:
    """What is claimed for a year, in fine units; ``pay`` of the year and ``benefit`` a week in fine units."""
    cut = ((pay // WEEKS - table.free) * table.taper) >> 8
    return weeks * min(benefit, max(0, cut))


@compiled
def overpaid(table: AveragedDebtsTable, benefit: int, uniform: int) -> int:
    """What was truly paid too much."""
    return benefit if uniform < table.told_late else 0
