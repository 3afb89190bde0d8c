"""Bass diffusion against its closed form, at other points than the anchor's."""

import math

import numpy as np
import pytest

from underheaven.classics.diffusion import adoption_times, peak, share_by


def closed_form(p: float, q: float, t: float) -> float:
    fall = math.exp(-(p + q) * t)
    return (1 - fall) / (1 + q / p * fall)


@pytest.mark.parametrize(("p", "q"), [(0.03, 0.38), (0.01, 0.5), (0.1, 0.2)])
def test_shares_follow_the_closed_form(p: float, q: float) -> None:
    times = adoption_times(p, q, people=200_000, seed=4)
    assert (np.diff(times) > 0).all()
    for year in (0.5, 2, 4, 8, 16):
        assert share_by(times, year) == pytest.approx(closed_form(p, q, year), abs=0.01)
    assert peak(times, p, q) == pytest.approx(math.log(q / p) / (p + q), abs=0.1)


def test_without_imitation_adoption_is_exponential() -> None:
    times = adoption_times(0.2, 0.0, people=100_000, seed=4)
    assert share_by(times, 3) == pytest.approx(1 - math.exp(-0.6), abs=0.01)
