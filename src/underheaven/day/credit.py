"""Credit: a line for who is recorded and pays, interest on debt, a bill every fourth week, default and write-off (S10, S17).

``bill paid iff b + line >= bill``; default with weekly hazard 7/60 while ``b < -(line + 768)``. State: buffer, months of paid bills.
Closed form (T-ECO3): late share = P(b + line < bill) + .03·P(b + line >= bill). Signs: a line lowers unmet needs where it is cheap and
raises defaults where it is dear or shocks are large; the loans domain raises interest and defaults. Who is recorded: ``financial_record``.

``paid_months`` counts months of paid bills in a row; 0 is kept for citizens under a court's garnishment after a default. A late bill
therefore falls to 1 at least, and a garnished citizen leaves 0 by a monthly chance (ordinary law), whatever is paid.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from underheaven.day.envelope import offset, slot
from underheaven.day.mechanism import Mechanism
from underheaven.day.units import OwnDays
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.rounding import clamp
from underheaven.values import Count, Days, Factor, Probability, Share, assumed, derived, exact, fixed, threshold

MOST_PAID_MONTHS = 15
_DEFAULT_FROM, _DEFAULT_TOP = 0.55, 0.20
_NO_BILL = np.zeros(10, np.int64)


class Credit(Mechanism):
    """Lending, bills and what follows from not paying. Off: no lending, bills or default."""

    line: OwnDays = assumed(18, low=8, high=60, why="consumer lines differ by lender; no published mean in days of income")
    """Credit line of a recorded citizen with enough paid months."""
    informal_line: OwnDays = assumed(4, low=0, high=8, why="what family and shops lend without a record")
    """Credit line of everybody else."""
    months_for_line: Count = assumed(13, low=4, high=15, why="a year of four-week months")
    """Paid months in a row that open the line; 15 at most are counted."""
    interest: Share = assumed(0.12, low=0.04, high=0.36, why="consumer credit; the upper end is the legal ceiling of the time")
    """Interest a year on debt, before the spread."""
    thin_file_spread: Share = assumed(0.03, low=0, high=0.1, why="premium on borrowers with a young record")
    """Added to the interest of a newly recorded, formerly unbanked borrower."""
    tolerated_losses: Share = assumed(0.02, why="losses that the basic interest already covers")
    """Yearly losses over outstanding debt that raise no spread."""
    highest_spread: Share = assumed(0.20, why="lenders stop lending before they charge more")
    """Largest spread."""
    barred_interest: Factor = assumed(2, low=1, high=3, why="listed debtors borrow from dearer lenders")
    """Factor on interest in the sanction domain of loans."""
    bill: OwnDays = assumed(8.4, why="rent and utilities, three tenths of an income")
    """Bill of four weeks."""
    bill_of_pensioner: OwnDays = derived(4.2, "half of the worker's bill")
    """Bill of four weeks outside the labour force."""
    forgetting: Probability = assumed(0.03, why="payers who forget; no published rate")
    """Chance that a bill that could be paid is forgotten."""
    default_interval: Days = assumed(60, low=35, high=180, why="reminders and court orders take about two months")
    """Mean days to default while debt exceeds the line and the grace."""
    grace: OwnDays = assumed(6, why="debt beyond the line that lenders let stand")
    """Debt beyond the line before default threatens."""
    debt_after_default: OwnDays = assumed(5, why="what remains due after a write-off")
    """Debt that remains after a write-off; the rest is the lenders' loss."""


class CreditTable(NamedTuple):
    """Integers of credit; money in fine units."""

    line: int
    informal_line: int
    months_for_line: int
    interest: int
    """Q16 a year."""
    thin_file_spread: int
    """Q16 a year."""
    tolerated_losses: int
    """Q16 a year."""
    highest_spread: int
    """Q16 a year."""
    barred_interest: int
    """Q8."""
    bill: np.ndarray
    """int64 [10]: bill of four weeks by employment."""
    forgetting: int
    """32-bit threshold."""
    default_from: int
    default_to: int
    """Default interval in group W6, 32 bits."""
    grace: int
    debt_after_default: int


def credit_table(credit: Credit) -> CreditTable:
    """Compile; credit that is off lends nothing, bills nothing and never defaults."""
    start = offset(_DEFAULT_FROM)
    if not credit.on:
        return CreditTable(0, 0, MOST_PAID_MONTHS + 1, 0, 0, 0, 0, 256, _NO_BILL, 0, start, start, 0, 0)
    hazard = slot(Fraction(7, max(1, credit.default_interval.integer)), exact(_DEFAULT_TOP), "economy.credit.default_interval")
    return CreditTable(
        line=credit.line.fine,
        informal_line=credit.informal_line.fine,
        months_for_line=credit.months_for_line.integer,
        interest=fixed(credit.interest.value, 16),
        thin_file_spread=fixed(credit.thin_file_spread.value, 16),
        tolerated_losses=fixed(credit.tolerated_losses.value, 16),
        highest_spread=fixed(credit.highest_spread.value, 16),
        barred_interest=fixed(credit.barred_interest.value),
        bill=np.array([credit.bill.fine] * 9 + [credit.bill_of_pensioner.fine], np.int64),
        forgetting=threshold(credit.forgetting.value),
        default_from=start,
        default_to=start + hazard,
        grace=credit.grace.fine,
        debt_after_default=credit.debt_after_default.fine,
    )


@compiled
def credit_line(table: CreditTable, has_record: bool, paid_months: int, barred: bool) -> int:
    """Credit line in fine units; none in the sanction domain of loans."""
    if barred:
        return 0
    return table.line if has_record and paid_months >= table.months_for_line else table.informal_line


@compiled
def weekly_rate(table: CreditTable, spread: int, thin_file: bool, barred: bool, perk: int) -> int:
    """Interest of a week in Q16; ``spread`` in Q16 a year, ``perk`` the Q8 factor of a good grade (256 = none)."""
    return personal_rate(table, market_rate(table, spread, thin_file), barred, perk)


@compiled
def market_rate(table: CreditTable, spread: int, thin_file: bool) -> int:
    """Interest of a week before anything personal, Q16."""
    return (table.interest + spread + (table.thin_file_spread if thin_file else 0)) // 52


@compiled
def personal_rate(table: CreditTable, rate: int, barred: bool, perk: int) -> int:
    """The market's rate for somebody who may be barred from loans or have a perk."""
    if barred:
        rate = (rate * table.barred_interest) >> 8
    return (rate * perk) >> 8


@compiled
def next_spread(table: CreditTable, losses: int, outstanding: int) -> int:
    """Next year's spread in Q16, from this year's losses over outstanding debt (same unit, below 2**46)."""
    if outstanding <= 0:
        return 0
    return clamp((max(0, losses) << 16) // outstanding - table.tolerated_losses, 0, table.highest_spread)


@compiled
def bill_due(citizen: int, week: int) -> bool:
    """Every fourth week, staggered over citizens."""
    return (week + citizen) & 3 == 0


@compiled
def forgets(table: CreditTable, uniform: int) -> bool:
    """Whether a payer would forget, were it not for the law of late bills."""
    return uniform < table.forgetting


@compiled
def settle_bill(
    table: CreditTable, buffer: int, line: int, employment: int, paid_months: int, fee: int, forgot: bool, released: bool
) -> tuple[int, int, bool, bool]:
    """The bill of four weeks: (new buffer, new paid months, late, unmet need).

    Paid in time iff buffer and line cover it and it is not forgotten. A late bill is debited with ``fee`` (fine units) in the same pass's
    books, as a debt. ``released`` says whether a court's garnishment (paid months 0) ends this month.
    """
    bill = integer(table.bill[employment])
    unmet = buffer + line < bill
    late = unmet or forgot
    if paid_months == 0:
        paid_months = 1 if released else 0
    elif late:
        paid_months = max(1, paid_months - 4)
    else:
        paid_months = min(MOST_PAID_MONTHS, paid_months + 1)
    return buffer - bill - (fee if late else 0), paid_months, late, unmet


@compiled
def defaults(table: CreditTable, buffer: int, line: int, uniform: int) -> bool:
    """Whether a debt beyond line and grace ends in default this week (group W6)."""
    return buffer < -(line + table.grace) and table.default_from <= uniform < table.default_to


@compiled
def write_off(table: CreditTable, buffer: int) -> tuple[int, int]:
    """After default: (new buffer, loss of the lenders' pool), in fine units; paid months become 0."""
    remaining = max(buffer, -table.debt_after_default)
    return remaining, remaining - buffer
