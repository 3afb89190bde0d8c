"""V-05: thresholds and populations of the self-censorship model."""

import numpy as np
import pytest

from underheaven.classics.self_censorship import population, proportional_action, uniform_threshold


def test_published_thresholds():
    assert uniform_threshold(2, 0.25, 0.25, 0.6) == pytest.approx(0.419355, abs=1e-6)
    assert uniform_threshold(0.4, 0.25, 0.25, 0.6) == float("inf")
    assert proportional_action(1, 1, 0.25, 0.25, 1.2) == pytest.approx(0.513889, abs=1e-6)


@pytest.mark.parametrize("bold", [0.5, 1.0, 2.0])
def test_proportional_action_is_the_best_of_all(bold):
    wanted, visibility, tolerated, price = 0.9, 0.25, 0.25, 1.2
    actions = np.linspace(0, wanted, 200_001)
    punished = price * np.maximum(0, actions - tolerated) * (visibility + (1 - visibility) * actions)
    best = actions[np.argmax(bold * (1 - (wanted - actions)) - punished)]
    assert proportional_action(wanted, bold, visibility, tolerated, price) == pytest.approx(best, abs=1e-4)


def test_populations():
    assert population(2, 0.5, 0.25, 0.5) == pytest.approx((0.20806, 0.6095, 0.1327, 0.2578, 0.2266), abs=0.002)
    proportional = population(1, 0.5, 0.25, 0.5, proportional=True)
    assert proportional == pytest.approx((0.22098, 0.6095, 0.2565, 0.1340, 0.1568), abs=0.002)


def test_harsher_or_surer_punishment_silences_and_boldness_speaks():
    base = population(2, 0.5, 0.25, 0.5, people=50_000).defiant
    assert population(2, 0.5, 0.25, 0.8, people=50_000).defiant < base
    assert population(2, 0.8, 0.25, 0.5, people=50_000).defiant < base
    assert population(4, 0.5, 0.25, 0.5, people=50_000).defiant > base
    assert population(2, 0.5, 0.25, 1000.0, people=50_000).defiant == 0
