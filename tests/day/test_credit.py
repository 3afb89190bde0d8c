"""Credit: line, interest, bills, default (T-ECO3, the sign of V-21c)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.credit import (
    Credit,
    CreditTable,
    bill_due,
    credit_line,
    credit_table,
    defaults,
    forgets,
    next_spread,
    settle_bill,
    weekly_rate,
    write_off,
)
from underheaven.day.economy import Economy, EconomyTable, economy_table, live_week, shocked
from underheaven.day.jobs import Jobs, JobsTable, jobs_table, next_employment
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = credit_table(Credit())
ECONOMY = economy_table(Economy())


@compiled
def bills(economy: EconomyTable, credit: CreditTable, people: int, weeks: int, counts: np.ndarray) -> None:
    for person in range(people):
        buffer, paid = economy.target[0, 3], 14
        for week in range(weeks):
            u, v, w, x = draw(12, person, week, 1, 0)
            line = credit_line(credit, True, paid, False)
            buffer, _, _ = live_week(economy, buffer, 0, 3, 0, shocked(economy, u), weekly_rate(credit, 0, False, False, 256), v)
            if bill_due(person, week):
                counts[0] += 1
                counts[1] += int(buffer + line < credit.bill[3])
                buffer, paid, late, unmet = settle_bill(credit, buffer, line, 3, paid, 64, forgets(credit, w), False)
                counts[2] += int(late)
                counts[3] += int(unmet)
            if defaults(credit, buffer, line, x):
                buffer, _ = write_off(credit, buffer)
                counts[4] += 1


def test_t_eco3_late_share() -> None:
    counts = np.zeros(5, np.int64)
    bills(ECONOMY, TABLE, 4000, 200, counts)
    due, short, late, unmet, default = counts.tolist()
    assert due == 4000 * 50
    assert unmet == short
    assert 0.001 < short / due < 0.5
    able = due - short
    assert late - unmet == pytest.approx(0.03 * able, abs=4 * np.sqrt(0.03 * 0.97 * able))
    assert default > 0


@compiled
def spirals(economy: EconomyTable, credit: CreditTable, jobs: JobsTable, listed: bool, people: int, social_class: int) -> int:
    """Unemployment spells, begun at the target, that reach -18 days."""
    reached = 0
    for person in range(people):
        buffer, employment = economy.target[social_class, 0], 0
        for week in range(400):
            u, v, w, _ = draw(13, person, week, 1, 0)
            rate = weekly_rate(credit, 0, False, listed, 256)
            buffer, _, _ = live_week(economy, buffer, social_class, employment, 0, shocked(economy, u), rate, v)
            if bill_due(person, week):
                buffer -= credit.bill[0]
            employment = next_employment(jobs, employment, social_class, listed, False, w)
            if buffer <= -2304:
                reached += 1
                break
            if employment > 0:
                break
    return reached


def test_v_21c_a_listing_feeds_the_debt_spiral() -> None:
    people, jobs = 20_000, jobs_table(Jobs())
    for social_class in (0, 1):
        free = spirals(ECONOMY, TABLE, jobs, False, people, social_class)
        listed = spirals(ECONOMY, TABLE, jobs, True, people, social_class)
        assert listed - free > 4 * np.sqrt(people / 2)


def test_the_line_needs_a_record_and_paid_months() -> None:
    assert credit_line(TABLE, True, 13, False) == 2304
    assert credit_line(TABLE, True, 12, False) == credit_line(TABLE, False, 15, False) == 512
    assert credit_line(TABLE, True, 15, True) == 0


def test_interest_factors() -> None:
    base = weekly_rate(TABLE, 0, False, False, 256)
    assert base == 151
    assert weekly_rate(TABLE, 0, False, True, 256) == 2 * base
    assert weekly_rate(TABLE, 0, False, False, 192) == base * 3 // 4
    assert weekly_rate(TABLE, 6554, False, False, 256) == (7864 + 6554) // 52
    assert weekly_rate(TABLE, 0, True, False, 256) > base


@pytest.mark.parametrize(("losses", "outstanding", "share"), [(0, 0, 0), (1, 100, 0), (12, 100, 0.10), (90, 100, 0.20), (-5, 100, 0)])
def test_spread_of_the_next_year(losses: int, outstanding: int, share: float) -> None:
    assert next_spread(TABLE, losses, outstanding) / 65_536 == pytest.approx(share, abs=2 / 65_536)


@given(st.integers(-16_000, 40_000), st.sampled_from([0, 512, 2304]), st.integers(0, 9), st.integers(0, 15), st.booleans(), st.booleans())
@settings(deadline=None, derandomize=True)
def test_every_bill_is_debited_once(buffer: int, line: int, employment: int, paid: int, forgot: bool, released: bool) -> None:
    new, months, late, unmet = settle_bill(TABLE, buffer, line, employment, paid, 40, forgot, released)
    assert unmet == (buffer + line < TABLE.bill[employment])
    assert late == (unmet or forgot)
    assert buffer - new == TABLE.bill[employment] + (40 if late else 0)
    if paid == 0:
        assert months == int(released)
    elif late:
        assert months == max(1, paid - 4)
    else:
        assert months == min(15, paid + 1)


def test_bills_come_every_fourth_week() -> None:
    assert [week for week in range(12) if bill_due(3, week)] == [1, 5, 9]
    assert TABLE.bill[:10].tolist() == [1075] * 9 + [538]


def test_default_hazard_and_write_off() -> None:
    hazard = (TABLE.default_to - TABLE.default_from) / 2**32
    assert hazard == pytest.approx(7 / 60, abs=1e-9)
    assert defaults(TABLE, -2304 - 769, 2304, TABLE.default_from)
    assert not defaults(TABLE, -2304 - 768, 2304, TABLE.default_from)
    assert not defaults(TABLE, -9000, 2304, TABLE.default_from - 1)
    assert write_off(TABLE, -4000) == (-640, 3360)
    assert write_off(TABLE, -100) == (-100, 0)


def test_off_lends_and_bills_nothing() -> None:
    table = credit_table(Credit.model_validate("off"))
    assert credit_line(table, True, 15, False) == 0
    assert weekly_rate(table, 0, True, True, 256) == 0
    assert settle_bill(table, 0, 0, 4, 7, 0, forgets(table, 0), False) == (0, 8, False, False)
    assert not defaults(table, -16_000, 0, table.default_from)
