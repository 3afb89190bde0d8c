"""V-19 (inequality) and V-20b (mobility): published closed forms."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from underheaven.measures.inequality import gini, second_eigenvalue, shorrocks, theil, theil_decomposed

# Chetty, Hendren, Kline and Saez (2014), Quarterly Journal of Economics 129:1553, table II: parent's to child's quintile, per cent
# (FACTS V-20b); the columns of the source run from the child's lowest to the highest fifth, given the parent's
US_MOBILITY = np.array([
    [33.7, 28.0, 18.4, 12.3, 7.5],
    [24.2, 24.2, 21.7, 17.6, 12.3],
    [17.8, 19.8, 22.1, 22.0, 18.3],
    [13.4, 16.0, 20.9, 24.4, 25.4],
    [10.9, 11.9, 17.0, 23.6, 36.5],
]) / 100  # fmt: skip


def test_five_persons():
    assert gini([1, 2, 3, 4, 8]) == Fraction(16, 45)
    assert theil([1, 2, 3, 4, 8]) == pytest.approx(0.211446, abs=1e-6)
    within, between = theil_decomposed([[1, 2, 3], [4, 8]])
    assert within == pytest.approx(0.066825, abs=1e-6)
    assert between == pytest.approx(0.144622, abs=1e-6)
    assert within + between == pytest.approx(theil([1, 2, 3, 4, 8]), abs=1e-12)


def test_lognormal_and_exponential_law():
    """Gini erf(σ/2), Theil σ²/2 for σ = .5; Gini 1/2, Theil 1 − γ for the exponential law: within 4σ over batches."""
    generator = np.random.default_rng(20200101)
    for draw, expected_gini, expected_theil in (
        (lambda n: np.exp(0.5 * generator.standard_normal(n)), math.erf(0.25), 0.125),
        (lambda n: generator.exponential(1.0, n), 0.5, 1 - np.euler_gamma),
    ):
        batches = [draw(20_000) for _ in range(16)]
        for index, expected in ((lambda x: float(gini([round(v * 2**20) for v in x.tolist()])), expected_gini), (theil, expected_theil)):
            found = [index(batch) for batch in batches]
            assert abs(np.mean(found) - expected) < 4 * np.std(found, ddof=1) / 4
    assert math.erf(0.25) == pytest.approx(0.276326, abs=1e-6)
    assert 1 - np.euler_gamma == pytest.approx(0.422784, abs=1e-6)


def test_mobility_of_identity_and_of_chance():
    assert shorrocks(np.eye(5)) == 0
    assert shorrocks(np.full((5, 5), 0.2)) == pytest.approx(1)
    assert second_eigenvalue(np.full((5, 5), 0.2)) == pytest.approx(0, abs=1e-12)


def test_mobility_in_the_united_states():
    assert shorrocks(US_MOBILITY) == pytest.approx(0.89775, abs=1e-5)
    assert second_eigenvalue(US_MOBILITY) == pytest.approx(0.32215, abs=1e-5)


@pytest.mark.parametrize("matrix", [[[1.0]], [[0.5, 0.5]], [[0.5, 0.4], [0.5, 0.5]], [[1.5, -0.5], [0.5, 0.5]]])
def test_what_is_no_transition_matrix_is_refused(matrix):
    with pytest.raises(ValueError, match="transition matrix"):
        shorrocks(matrix)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40), st.integers(1, 9))
def test_gini_knows_groups_scale_and_bounds(values, factor):
    index = gini(values)
    assert 0 <= index < 1
    assert gini([factor * value for value in values]) == index
    assert gini([*values, *values]) == index == gini(values, [2] * len(values))
    pairs = sum(abs(a - b) for a in values for b in values)
    assert index == (Fraction(pairs, 2 * len(values) * sum(values)) if sum(values) else 0)


def test_nobody_is_equal_to_nobody():
    assert gini([]) == gini([0, 0]) == 0
    assert theil([]) == 0
    assert theil_decomposed([[], [0]]) == (0, 0)
    assert theil([0, 2]) == pytest.approx(math.log(2))
