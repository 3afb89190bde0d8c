"""Schemes: growth, ends, and who loses in a random recursive tree (T-FIRM1)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.schemes import (
    SchemeKind,
    Schemes,
    commission_of,
    ends,
    joiners,
    loses,
    most_members,
    occasion,
    ready,
    recruiter,
    schemes_table,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

TABLE = schemes_table(Schemes())
PYRAMID, INVESTMENT, CHARITY = int(SchemeKind.PYRAMID), int(SchemeKind.INVESTMENT), int(SchemeKind.CHARITY)
_MEMBER, _SCHEME = int(Purpose.SCHEME_MEMBER), int(Purpose.SCHEME)


@compiled
def _tree(members, recruits):
    for joiner in range(1, members):
        recruits[recruiter(draw(1, 0, 1, _MEMBER, joiner)[0], joiner)] += 1


def test_half_recruit_nobody_and_most_lose():
    n = 200_000
    recruits = np.zeros(n, np.int64)
    _tree(n, recruits)
    for k in range(1, 8):
        p = 2.0**-k
        assert abs((recruits >= k).mean() - p) < 4 * math.sqrt(p * (1 - p) / n)
    everybody = np.array([loses(k, PYRAMID, TABLE) for k in range(64)])[np.minimum(recruits, 63)]
    assert abs(everybody.mean() - 0.9375) < 4 * math.sqrt(0.9375 * 0.0625 / n)


def test_four_recruits_break_even_at_a_quarter():
    assert [loses(k, PYRAMID, TABLE) for k in range(6)] == [True, True, True, True, False, False]
    assert all(loses(k, INVESTMENT, TABLE) and loses(k, CHARITY, TABLE) for k in range(100))
    assert commission_of(PYRAMID, TABLE) == 160


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 1 << 20))
def test_a_recruiter_came_earlier(uniform, joiner):
    assert 0 <= recruiter(uniform, joiner) < joiner


@compiled
def _grow(runs, members, most, table):
    total = 0
    for run in range(runs):
        total += joiners(members, most, draw(2, run, 1, _SCHEME, 0)[0], table)
    return total


@pytest.mark.parametrize(("members", "most"), [(1, 1000), (500, 1000), (990, 1000)])
def test_growth_is_logistic_in_the_mean(members, most):
    n = 100_000
    mean = 0.05 * members * (1 - members / most)
    assert _grow(n, members, most, TABLE) / n == pytest.approx(mean, abs=4 * math.sqrt(0.25 / n) + 1e-4 * members)


def test_a_full_scheme_grows_no_more():
    assert joiners(1000, 1000, 65_535, TABLE) == 0
    assert most_members(0, TABLE) == 1
    assert most_members(1 << 31, TABLE) == (1 << 20) - 1


def test_ends_by_hazard_or_term():
    per_week = 7 * sum(ends(PYRAMID, 5, uniform << 12, TABLE) for uniform in range(1 << 20)) / (1 << 20)
    assert per_week == pytest.approx(0.01, rel=0.01)
    assert not ends(CHARITY, 179, 0, TABLE)
    assert ends(CHARITY, 180, 2**32 - 1, TABLE)


def test_occasions_and_readiness():
    shares = np.bincount([occasion(uniform << 12, TABLE) for uniform in range(1 << 20)], minlength=4) / (1 << 20)
    assert shares[1:] == pytest.approx([0.00067, 0.0002, 0.00007], abs=2e-6)
    assert ready((0, 0, 0, 0), TABLE)
    assert not ready((0, 0, 0, 1 << 31), TABLE)
    assert not ready((0, 0, 0, 0), schemes_table(Schemes(on=False)))


def test_the_pyramids_start_rate_gives_the_published_busts():
    """Twenty thousand firms a million persons, a thousandth's double ready: within .8 to 2.0 a year (FACTS 7-16)."""
    schemes = Schemes()
    assert 0.8 < 20_000 * schemes.prone.value * schemes.pyramid.start.value * 52 < 2.0


def test_a_start_beyond_its_envelope_is_refused():
    tree = Schemes().model_dump()
    tree["charity"]["start"]["value"] = 0.4
    with pytest.raises(ValueError, match=r"fraud\.charity\.start: must give at most 0\.3 a week"):
        schemes_table(Schemes.model_validate(tree))
