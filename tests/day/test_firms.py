"""Who firms are: one for fifty citizens in any society, sizes of mean one, shares by sector and ownership."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.firms import (
    SIZES,
    Firms,
    Sector,
    customers_of_week,
    firm_words,
    firms_table,
    integrity_of,
    is_foreign,
    jobs_of,
    sector_of,
    size_of,
    sizes,
)
from underheaven.draws.compiled import compiled
from underheaven.society.parameters import SocietyParameters
from underheaven.society.table import society_table

N = 1 << 18


def table(citizens=20_000, **changes):
    society = society_table(SocietyParameters(), seed=1, citizens=citizens)
    return firms_table(Firms.model_validate(Firms().model_dump() | changes), society)


@compiled
def _census(firms, table, sectors):
    foreign = integrity = size = customers = 0
    for firm in range(firms):
        words = firm_words(5, firm)
        sectors[sector_of(table, words)] += 1
        foreign += int(is_foreign(table, words))
        integrity += integrity_of(words)
        size += size_of(table, words)
        customers += customers_of_week(table, size_of(table, words), 256, words[3])
    return foreign, integrity, size, customers


def test_sizes_follow_the_square_root_law():
    assert sum(sizes()) == SIZES * 256
    assert sizes() == sorted(sizes(), reverse=True) or max(np.diff(sizes())) <= 1  # integer rounding moves a size by at most one
    for part in (1, 16, 64, 128):
        assert sum(sizes()[:part]) / sum(sizes()) == pytest.approx(math.sqrt(part / SIZES), abs=1e-3)


def test_shares_of_sectors_owners_and_customers():
    firms, sectors = table(), np.zeros(len(Sector), np.int64)
    foreign, integrity, size, customers = _census(N, firms, sectors)
    for sector, share in zip(Sector, (0.5, 0.1, 0.1, 0.1, 0.05, 0.15), strict=True):
        assert abs(sectors[sector] - N * share) < 4 * math.sqrt(N * share * (1 - share)) + N / 65_536
    assert abs(foreign - N * 0.004) < 4 * math.sqrt(N * 0.004)
    assert integrity / N == pytest.approx(127.25, abs=0.5)
    assert size / N == pytest.approx(256, rel=0.01)
    assert customers / size == pytest.approx(7 * 0.25 * 50 / 256, rel=1e-3)  # a purchase every fourth day, fifty persons a firm


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 2_000_000))
def test_any_society_has_its_firms_in_proportion(citizens):
    firms = table(citizens)
    society = society_table(SocietyParameters(), seed=1, citizens=citizens)
    assert firms.firms == max(1, -(-citizens // 50)) == firms.first_firm[-1]
    assert firms.first_firm[0] == 0
    share = np.diff(firms.first_firm) * citizens - np.diff(society.district_start) * firms.firms
    assert (np.abs(share) <= citizens).all()  # less than one firm from the exact proportion


def test_jobs_grow_with_size():
    firms = table()
    assert jobs_of(firms, 256) == 27  # .556 · 50
    assert jobs_of(firms, 512) == 55
    assert customers_of_week(firms, 256, 179, 0) < customers_of_week(firms, 256, 256, 0)


def test_without_firms_nobody_trades():
    assert table(on=False).firms == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sectors": {"finance": {"value": 0.9, "source": {"kind": "derived", "formula": "0.9"}}}}, "sum to at most one"),
        ({"citizens_per_firm": {"value": 0, "source": {"kind": "derived", "formula": "0"}}}, "at least 1"),
    ],
)
def test_impossible_firms_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        table(**changes)
