"""Cameras: dated coverage and its cost."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from underheaven.day.cameras import (
    Cameras,
    camera_densities,
    cameras_table,
    coverage,
    national_cameras,
)
from underheaven.values import assumed

ONE = 65_536
DATES = st.dates(datetime.date(2007, 1, 1), datetime.date(2034, 12, 31))


def test_the_published_counts_hold_on_their_dates_and_between() -> None:
    cameras = Cameras()
    assert national_cameras(cameras, datetime.date(2010, 1, 1)) == 176_000_000
    assert national_cameras(cameras, datetime.date(2017, 7, 1)) == 188_000_000
    assert national_cameras(cameras, datetime.date(2018, 7, 1)) == 200_000_000
    assert national_cameras(cameras, datetime.date(2030, 1, 1)) == 200_000_000
    every_camera = Cameras(installed=assumed(1.75))
    assert national_cameras(every_camera, datetime.date(2018, 7, 1)) == 350_000_000


def test_coverage_is_forty_percent_at_the_reference_count() -> None:
    assert coverage(Cameras(), datetime.date(2018, 7, 1), [ONE])[0] == round(0.4 * ONE)
    assert coverage(Cameras(), datetime.date(2016, 7, 1), [ONE])[0] == round(0.4 * 176 / 200 * ONE)


@settings(deadline=None)
@given(DATES, DATES, st.lists(st.integers(0, 20 * ONE), min_size=1, max_size=20))
def test_coverage_grows_with_date_and_density_up_to_the_cap(one: datetime.date, other: datetime.date, dense: list[int]) -> None:
    early, late = (coverage(Cameras(), date, sorted(dense)) for date in sorted((one, other)))
    assert np.all(early <= late)
    assert np.all(np.diff(late) >= 0)
    assert early.min() >= 0
    assert late.max() <= round(0.9 * ONE)


def test_off_films_and_costs_nothing() -> None:
    table = cameras_table(Cameras.model_validate("off"), datetime.date(2020, 1, 1), [ONE, ONE])
    assert table.coverage.tolist() == [0, 0]
    assert table.cost_rate == 0


def test_densities_of_districts_have_the_stated_ratio() -> None:
    values = sorted(camera_densities(Cameras(), 3, 5000))
    assert values[4500] / values[500] == pytest.approx(4, rel=0.1)


def test_cost_is_five_hundredths_per_covered_citizen() -> None:
    table = cameras_table(Cameras(), datetime.date(2018, 7, 1), [ONE])
    assert int(table.coverage[0]) * table.cost_rate / 2**32 == pytest.approx(0.05 * 0.4, rel=1e-4)


def test_dates_must_rise() -> None:
    series = Cameras().series
    with pytest.raises(ValidationError, match="must rise"):
        Cameras(series=series[::-1])
