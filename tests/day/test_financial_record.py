"""The financial record: who has one, from when, and what a false one costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from underheaven.day.credit import Credit, credit_table, settle_bill
from underheaven.day.financial_record import (
    FinancialRecord,
    false_file,
    financial_record_table,
    has_file,
    months_counted,
    newly_banked,
    rate_of_false_file,
    recorded,
    spent_of_line,
)
from underheaven.day.vocabulary import Context
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed

ON, OFF = financial_record_table(FinancialRecord(on=True)), financial_record_table(FinancialRecord())
CREDIT = credit_table(Credit())
MONTHS = CREDIT.months_for_line


def test_who_has_a_file() -> None:
    assert has_file(OFF, False, 2**32 - 1)
    assert not has_file(OFF, True, 0)
    assert has_file(ON, True, 2**32 - 1)
    half = financial_record_table(FinancialRecord(on=True, coverage=assumed(0.5)))
    assert [has_file(half, True, word) for word in (2**31 - 1, 2**31)] == [True, False]


def test_the_unbanked_are_recorded_at_thirteen_counted_months() -> None:
    """Paying every bill from the day the record opens: the thirteenth bill, counting the month that all begin with."""
    for filed, bills in ((True, MONTHS - 1), (False, None)):
        paid, at = 1, None
        for bill in range(1, 30):
            _, paid, late, _ = settle_bill(CREDIT, 10_000, 512, 4, paid, 0, False, False)
            assert not late
            before, paid = recorded(filed, True, paid - 1, MONTHS), months_counted(filed, paid)
            if at is None and newly_banked(before, recorded(filed, True, paid, MONTHS)):
                at = bill
        assert at == bills


@given(st.integers(0, 15))
def test_banks_keep_their_own_records(paid: int) -> None:
    assert recorded(True, False, paid, MONTHS)
    assert months_counted(True, paid) == paid
    assert recorded(True, True, paid, MONTHS) == (paid >= MONTHS)
    assert not recorded(False, True, paid, MONTHS)
    assert months_counted(False, paid) == min(paid, 1)


def test_a_false_file_is_a_wrongful_listing_for_money_and_doubles_the_rate() -> None:
    assert false_file(ON, True, 1, Context.FINANCE)
    for listed, wrongful, context in ((False, 1, Context.FINANCE), (True, 0, Context.FINANCE), (True, 1, Context.TRAVEL)):
        assert not false_file(ON, listed, wrongful, context)
    assert not false_file(OFF, True, 1, Context.FINANCE)
    assert rate_of_false_file(ON, 151) == 302
    assert rate_of_false_file(OFF, 151) == 151


@compiled
def treats(table: object, line: int, people: int) -> int:
    total = 0
    for person in range(people):
        total += spent_of_line(table, line, 14, draw(9, person, 1, 1, 0)[0])
    return total


def test_a_new_line_lets_savings_sink_by_its_share() -> None:
    """In balance the pull gives back what the line takes: s·14/256 a week of savings s below the target."""
    table = financial_record_table(FinancialRecord(on=True))
    mean = treats(table, 2304, 100_000) / 100_000
    assert mean * 256 / 14 == pytest.approx(2304 * round(0.12 * 256) / 256, abs=4 * 256 / 14 * 0.5 / np.sqrt(100_000))
    assert spent_of_line(OFF, 2304, 14, 0xFFFF) == 0
    assert spent_of_line(table, 0, 14, 0) == 0
