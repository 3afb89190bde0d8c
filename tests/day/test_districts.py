"""Log-normal densities over districts: mean one, published spread, deterministic."""

from math import exp, log, sqrt
from statistics import NormalDist, fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.districts import CAMERA_WORD, INFORMANT_WORD, densities, density_table, sigma_of_ratio
from underheaven.values import exact


@settings(deadline=None)
@given(st.integers(0, 1200))
def test_mean_is_one_and_the_table_rises(thousandths: int) -> None:
    table = density_table(exact(thousandths) / 1000)
    assert list(table) == sorted(table)
    assert fmean(table) / 65_536 == pytest.approx(1, abs=1e-5)


def test_quantiles_are_those_of_the_log_normal_law() -> None:
    sigma = float(sigma_of_ratio(4))
    assert sigma == pytest.approx(log(4) / (2 * NormalDist().inv_cdf(0.9)), abs=1e-12)
    table = density_table(sigma_of_ratio(4))
    assert table[round(0.9 * 1024)] / table[round(0.1 * 1024)] == pytest.approx(4, rel=0.01)
    assert table[512] / 65_536 == pytest.approx(exp(-(sigma**2) / 2), rel=0.005)


def test_no_spread_means_one_density_everywhere() -> None:
    assert set(densities(7, 50, 0.0, CAMERA_WORD)) == {65_536}


def test_districts_draw_their_own_density() -> None:
    cameras, informants = densities(7, 333, 0.5, CAMERA_WORD), densities(7, 333, 0.5, INFORMANT_WORD)
    assert cameras == densities(7, 333, 0.5, CAMERA_WORD)
    assert cameras[:40] == densities(7, 40, 0.5, CAMERA_WORD)
    assert cameras != informants
    assert cameras != densities(8, 333, 0.5, CAMERA_WORD)
    standard_error = sqrt((exp(0.25) - 1) / 333)
    assert fmean(cameras) / 65_536 == pytest.approx(1, abs=4 * standard_error)
