"""Work: Binomial tiers and their memory (T-ECO2, V-20a), barred hiring and promotion."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.jobs import Jobs, JobsTable, drawn_tier, jobs_table, may_change, next_employment
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = jobs_table(Jobs())
WITHOUT_SEPARATION = TABLE._replace(separation_to=np.zeros((2, 5), np.int64))
PMF = np.array([1, 7, 21, 35, 35, 21, 7, 1]) / 128


@compiled
def careers(table: JobsTable, people: int, weeks: int, start: int, blocked: int, hiring_barred: bool, path: np.ndarray) -> None:
    """Employment at the end of each week into ``path`` [people, weeks]; promotion blocked in ``blocked`` of 256 weeks, at random."""
    for person in range(people):
        u, _, _, _ = draw(14, person, 0, 2, 0)
        employment = 1 + drawn_tier(u) if start < 0 else start
        for week in range(weeks):
            u, v, _, _ = draw(14, person, week, 1, 0)
            employment = next_employment(table, employment, 2, hiring_barred, v & 255 < blocked, u)
            path[person, week] = employment


def test_t_eco2_tiers_stay_binomial_through_separation_and_finding() -> None:
    path = np.empty((20_000, 400), np.int8)
    careers(TABLE, *path.shape, -1, 0, False, path)
    last = path[:, -1]
    employed = last[last > 0]
    expected = PMF * employed.size
    chi_square = ((np.bincount(employed - 1, minlength=8) - expected) ** 2 / expected).sum()
    assert chi_square < 29.9  # 7 degrees of freedom, p = 1e-4
    separation, finding = 7 / 2000, 7 / 60
    without = separation / (separation + finding)
    assert (last == 0).mean() == pytest.approx(without, abs=4 * math.sqrt(without * (1 - without) / last.size))


def test_v_20a_autocorrelation_of_tiers() -> None:
    path = np.empty((40_000, 261), np.int8)
    careers(WITHOUT_SEPARATION, *path.shape, -1, 0, False, path)
    tiers = path.astype(float)
    for lag, published in ((52, 0.7931), (260, 0.3138)):
        law = (1 - 14 / 3150) ** lag
        assert law == pytest.approx(published, rel=0.01)
        error = 4 * (1 - law**2) / math.sqrt(path.shape[0])
        assert np.corrcoef(tiers[:, 0], tiers[:, lag])[0, 1] == pytest.approx(law, abs=error)


def test_promotion_blocked_half_of_the_time_lowers_the_mean_tier() -> None:
    people = 10_000
    path = np.empty((people, 1500), np.int8)
    careers(WITHOUT_SEPARATION, *path.shape, -1, 128, False, path)
    law, share = 7 * 0.5 / 1.5, 1 / 3
    assert (path[:, -1] - 1).mean() == pytest.approx(law, abs=4 * math.sqrt(7 * share * (1 - share) / people) + 1e-3)


def test_barred_hiring_lowers_employment() -> None:
    free, barred = np.empty((4000, 300), np.int8), np.empty((4000, 300), np.int8)
    careers(TABLE, *free.shape, -1, 0, False, free)
    careers(TABLE, *barred.shape, -1, 0, True, barred)
    assert (barred[:, -1] > 0).mean() < (free[:, -1] > 0).mean() - 0.03


@given(st.integers(0, 9), st.integers(0, 4), st.booleans(), st.booleans(), st.integers(0, 2**32 - 1))
@settings(deadline=None, derandomize=True)
def test_a_week_moves_at_most_one_step(employment: int, social_class: int, hiring: bool, promotion: bool, uniform: int) -> None:
    new = next_employment(TABLE, employment, social_class, hiring, promotion, uniform)
    if employment == 9:
        assert new == 9
    elif employment == 0:
        assert 0 <= new <= 8
    else:
        assert new in (0, employment - 1, employment, employment + 1)
        assert 0 <= new <= 8
    assert not promotion or employment == 0 or new <= employment


def test_intervals_are_disjoint_and_inside_the_envelope() -> None:
    assert TABLE.separation_to.max() <= TABLE.finding_from
    assert TABLE.finding_to.max() <= TABLE.moves_from
    assert (TABLE.up_to <= TABLE.down_from).all()
    assert TABLE.moves_to <= 2**31


def test_a_drawn_tier_is_binomial() -> None:
    counts = np.bincount([drawn_tier(u) for u in range(128)], minlength=8)
    assert (counts == PMF * 128).all()


def test_off_keeps_everybody_where_they_are() -> None:
    table = jobs_table(Jobs.model_validate("off"))
    for uniform in range(0, 2**32, 2**20 + 7):
        assert all(next_employment(table, e, 0, True, False, uniform) == e for e in range(10))


def test_a_spell_beyond_the_envelope_is_refused() -> None:
    fast = {"value": 20, "source": {"kind": "derived", "formula": "test"}}
    with pytest.raises(ValueError, match=r"economy\.jobs\.search"):
        jobs_table(Jobs.model_validate({"search": fast}))


@given(
    st.integers(0, 9),
    st.integers(0, 4),
    st.booleans(),
    st.booleans(),
    st.one_of(st.integers(0, 2**32 - 1), st.integers(TABLE.moves_from, TABLE.moves_to), st.integers(0, TABLE.finding_from)),
)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_who_may_not_change_keeps_the_work(employment: int, social_class: int, hiring: bool, promotion: bool, uniform: int) -> None:
    """The week asks the law only of those whom ``may_change`` names."""
    if not may_change(TABLE, employment, uniform):
        assert next_employment(TABLE, employment, social_class, hiring, promotion, uniform) == employment
