"""Cameras (S04): how much of public conduct is filmed, where and when, and what that costs.

    coverage_d(t) = min(cap, coverage_ref · cameras(t)/cameras_ref · density_d)

cameras(t) is the dated national count, interpolated between its dates and constant outside them; density_d is log-normal over
districts with mean one. State: none; a table of Q16 coverages per district, made anew when the policy's date moves. Closed form:
at the reference count with density one the coverage is .40; the 90/10 ratio of densities is 4. Sign: more cameras, more captures.
Sites that display offenders on the spot belong to ``conduct``.
"""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from underheaven.day.districts import CAMERA_WORD, densities, sigma_of_ratio
from underheaven.day.mechanism import Mechanism
from underheaven.values import Count, Factor, Money, Parameters, Share, assumed, exact, fixed, published

FULL = 1 << 16
"""Coverage one, in Q16."""


class CameraCount(Parameters):
    """National number of cameras on a date."""

    date: datetime.date
    cameras: Count


_SERIES = (
    CameraCount(
        date=datetime.date(2016, 7, 1), cameras=published(176e6, "IHS via nextbigfuture.com 2017-11, FACTS 4-01", "date: mid-year")
    ),
    CameraCount(date=datetime.date(2018, 7, 1), cameras=published(200e6, "PreciseSecurity via asiaone.com, FACTS 4-02", "in public space")),
)


class Cameras(Mechanism):
    """Cameras in public space."""

    series: tuple[CameraCount, ...] = Field(default=_SERIES, min_length=1)
    """National counts, dates rising; linear in between, constant before the first and after the last."""
    reference_cameras: Count = published(200e6, "PreciseSecurity via asiaone.com, FACTS 4-02")
    """National count at which ``coverage`` holds."""
    coverage: Share = assumed(0.40, 0.0, 0.9, why="no published share of public conduct in view of a camera")
    """Share of public conduct in view at the reference count, in a district of mean density."""
    installed: Factor = assumed(1.0, 1.0, 1.75, why="350 M count every installed camera, public or not (FACTS 4-03), 200 M public space")
    """Multiplies the national count: which cameras the state can read."""
    ratio_90_10: Factor = assumed(4.0, 3.0, 5.0, why="city editions disagree by a factor of 5 (FACTS 4-05 to 4-07)")
    """Density of the district at the 90th percentile over that at the 10th."""
    cap: Share = assumed(0.9, 0.6, 1.0, why="indoor and rural life stays unseen")
    """No district is covered more than this."""
    cost_per_covered_citizen_day: Money = assumed(0.05, why="no published running cost")
    """Paid from the purse, per citizen covered and day."""

    @field_validator("series")
    @classmethod
    def _dates_rise(cls, series: tuple[CameraCount, ...]) -> tuple[CameraCount, ...]:
        if any(later.date <= earlier.date for earlier, later in pairwise(series)):
            raise ValueError("the dates of the series must rise")
        return series


class CamerasTable(NamedTuple):
    """What the kernel needs of the cameras on one date."""

    coverage: NDArray[np.int64]
    """Per district, Q16."""
    cost_rate: int
    """Q16 cu per covered citizen and day."""


def national_cameras(parameters: Cameras, date: datetime.date) -> Fraction:
    """Cameras in the country on ``date``, exactly."""
    first, last = parameters.series[0], parameters.series[-1]
    count = exact(last.cameras.value)
    if date <= first.date:
        count = exact(first.cameras.value)
    else:
        for earlier, later in pairwise(parameters.series):
            if earlier.date <= date < later.date:
                share = Fraction((date - earlier.date).days, (later.date - earlier.date).days)
                count = exact(earlier.cameras.value) + share * (exact(later.cameras.value) - exact(earlier.cameras.value))
    return count * exact(parameters.installed.value)


def camera_densities(parameters: Cameras, seed: int, districts: int) -> tuple[int, ...]:
    """Relative density of cameras per district, Q16 (65 536 = the national mean)."""
    return densities(seed, districts, sigma_of_ratio(parameters.ratio_90_10.value), CAMERA_WORD)


def coverage(parameters: Cameras, date: datetime.date, densities: Sequence[int]) -> NDArray[np.int64]:
    """Share of public conduct in view per district, Q16, from the relative densities in Q16; zeros when cameras are off."""
    if not parameters.on:
        return np.zeros(len(densities), dtype=np.int64)
    count = national_cameras(parameters, date) / exact(parameters.reference_cameras.value)
    mean, cap = exact(parameters.coverage.value) * count, exact(parameters.cap.value)
    return np.array(_shares(mean, cap, tuple(densities)), dtype=np.int64)


@lru_cache(maxsize=8)
def _shares(mean: Fraction, cap: Fraction, densities: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(fixed(min(cap, mean * Fraction(d, FULL)), 16) for d in densities)


def cameras_table(parameters: Cameras, date: datetime.date, densities: Sequence[int]) -> CamerasTable:
    """The cameras of one date; off means that nothing is filmed or paid."""
    on = parameters.on
    return CamerasTable(
        coverage=coverage(parameters, date, densities),
        cost_rate=fixed(parameters.cost_per_covered_citizen_day.value, 16) if on else 0,
    )
