"""The financial record: whose paid bills are written down, and what that does to credit (S10).

    recorded  ⇔  banked, or unbanked with a file in the record and months paid ≥ 13 under it
    rate of a thin file = rate + .03 a year (``credit``)        rate of a false file = 2·rate        savings aim at b* − .12·line

Without the record nobody counts the months of the unbanked: theirs stay at one, in every world. State: months of paid bills. No message.
Closed form: who pays every bill is newly banked at the thirteenth bill counted, 48 weeks after the first. Signs, both possible: at
favourable values fewer unmet needs and defaults among the newly banked (T-CRD1); with a dear line and shocks ×3 more defaults (T-CRD2);
a false file (listed for money, and wrongly) pays more. The line itself, and what it costs, are in ``credit``.
"""

from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import Context
from underheaven.draws.compiled import compiled
from underheaven.draws.rounding import stochastic_round
from underheaven.values import Factor, Share, assumed, fixed, threshold

_FINANCE = int(Context.FINANCE)


class FinancialRecord(Mechanism):
    """Bills and loans make a record of everybody, with or without a bank account. Off (the default): only banks know how one pays."""

    on: bool = False
    coverage: Share = assumed(1, low=0, high=1, why="meant for everybody; the registry held 880 M persons, 380 M with loans (FACTS 6-21)")
    """Share of the unbanked whose bills it records."""
    spent: Share = assumed(
        0.12, low=0, high=1, why="debt rose by 10 to 14 % of a new limit (Gross and Souleles 2002, recalled; United States)"
    )
    """Part of a new credit line by which the newly banked let their savings sink."""
    false_file: Factor = assumed(2, low=1, high=3, why="what a false default costs until it is corrected; no published factor")
    """Factor on the interest of who is listed for money without having done anything."""


class FinancialRecordTable(NamedTuple):
    """Integers of the financial record."""

    in_force: int
    covered_below: int
    """Threshold of the 32-bit words of the unbanked who have a file."""
    spent: int
    """Q8."""
    false_file: int
    """Q8."""


def financial_record_table(record: FinancialRecord) -> FinancialRecordTable:
    """Compile; without the record the unbanked have none, and a false file costs nothing."""
    if not record.on:
        return FinancialRecordTable(0, 0, 0, 256)
    return FinancialRecordTable(1, threshold(record.coverage.value), fixed(record.spent.value), fixed(record.false_file.value))


@compiled
def has_file(table: FinancialRecordTable, unbanked: bool, word: int) -> bool:
    """Whether anybody writes down how this citizen pays: a bank, or the record; ``word`` is the person's for ever."""
    return not unbanked or word < table.covered_below


@compiled
def months_counted(filed: bool, paid_months: int) -> int:
    """Months that somebody has counted: at most one without a file (0 stays: a court counts too)."""
    return paid_months if filed else min(paid_months, 1)


@compiled
def recorded(filed: bool, unbanked: bool, paid_months: int, months_for_line: int) -> bool:
    """Whether lenders can see that this citizen pays."""
    return filed and (not unbanked or paid_months >= months_for_line)


@compiled
def spent_of_line(table: FinancialRecordTable, line: int, return_speed: int, uniform: int) -> int:
    """What a newly banked citizen consumes in a week because there is a line: savings then rest ``spent``·line below their target.

    ``return_speed`` in 1/256 a week is that of the target itself; fine units, ``uniform`` of 16 bits.
    """
    return stochastic_round(table.spent * line * return_speed, 16, uniform)


@compiled
def newly_banked(before: bool, after: bool) -> bool:
    """Whether this week's bill gave somebody a record that lenders see."""
    return after and not before


@compiled
def false_file(table: FinancialRecordTable, listed: bool, wrongful: int, context: int) -> bool:
    """Whether the record holds a debt that never was: listed for money, wrongly, where there is a record."""
    return table.in_force == 1 and listed and wrongful == 1 and context == _FINANCE


@compiled
def rate_of_false_file(table: FinancialRecordTable, rate: int) -> int:
    """Weekly rate with a false file."""
    return (rate * table.false_file) >> 8
