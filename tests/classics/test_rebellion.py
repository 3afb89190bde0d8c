"""V-03a: Epstein's rule through the compiled act rule, 4σ of the exact share."""

import math

import pytest

from underheaven.classics.rebellion import arrest_probability, share_willing


def exact_share(legitimacy, arrest, threshold=0.1):
    """P(H (1 − L) − T > R P) for independent uniforms H and R, by the area above the line."""
    reach = max(0.0, (1 - legitimacy - threshold) / (1 - legitimacy))
    if arrest == 0:
        return reach
    top = (1 - legitimacy) - threshold
    return (
        min(1.0, max(0.0, top) ** 2 / (2 * arrest * (1 - legitimacy))) if top <= arrest else 1 - (arrest / 2 + threshold) / (1 - legitimacy)
    )


@pytest.mark.parametrize(
    ("legitimacy", "cops", "published"),
    [(0.82, 0, 0.444444), (0.82, 1, 0.019759), (0.82, 2, 0.017958), (0.80, 0, 0.5), (0.80, 1.9, 0.027786), (0.90, 0, 0.0), (0.90, 1, 0.0)],
)
def test_share_willing_to_rebel(legitimacy, cops, published):
    law = exact_share(legitimacy, arrest_probability(cops))
    assert law == pytest.approx(published, abs=1e-6)
    n = 1_000_000
    assert abs(share_willing(legitimacy, cops, people=n, seed=5) - law) <= 4 * math.sqrt(law * (1 - law) / n)


def test_the_floor_makes_arrest_certain_only_in_company():
    assert arrest_probability(0.99) == 0
    assert arrest_probability(1) == pytest.approx(1 - math.exp(-2.3))
