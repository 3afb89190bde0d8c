"""Image scoring, lending, debt, attention and social interactions: exact laws in small."""

import numpy as np
import pytest

from underheaven.classics.brock_durlauf import equilibrium, mean_choices
from underheaven.classics.debt import BEHIND, GOOD, months_to_default, ruined, shares
from underheaven.classics.image_scoring import generations, payoffs, unstable_share
from underheaven.classics.lending import expected_repayment, lend, loans_until_excluded, neutral_chance
from underheaven.classics.runaway import OAKLAND, share_at_rest, simulated_shares


def test_payoffs_of_helpers_and_defectors() -> None:
    b, c, q, x = 1.0, 0.1, 0.5, 0.3
    helper, defector = payoffs(b, c, q, x, meetings=400_000, seed=2)
    assert helper == pytest.approx(x * (b - c) - (1 - x) * c * (1 - q), abs=0.006)
    assert defector == pytest.approx(x * b * (1 - q), abs=0.004)
    assert unstable_share(1, 0.1, 0.1) == 1  # known too little: they never fare better


def test_cooperation_without_a_score_dies_out() -> None:
    assert generations(400, cost=10, benefit=10, seed=3)[-50:].mean() < 0.1


def test_lending_lets_both_groups_fall_and_its_expectation_is_the_mean_of_runs() -> None:
    law = expected_repayment(8_000)
    runs = np.mean([lend(steps=8_000, seed=seed).repayment[-1] for seed in range(6)], axis=0)
    assert runs == pytest.approx(law, abs=0.02)
    assert (law < expected_repayment(0)).all()


def test_thresholds_and_careers() -> None:
    assert neutral_chance(75, -150) == pytest.approx(2 / 3)
    assert neutral_chance(1, -10) == pytest.approx(10 / 11)
    assert loans_until_excluded(3, people=10_000) == pytest.approx(37.74, rel=0.1)


@pytest.mark.parametrize(("weight", "share"), [(0, 0.5668), (0.5, 0.5989), (0.9, 0.7759)])
def test_attention_settles_at_the_root(weight: float, share: float) -> None:
    assert share_at_rest(*OAKLAND, weight) == pytest.approx(share, abs=5e-5)


def test_equal_places_stay_equal_only_when_finds_are_corrected() -> None:
    left, corrected = (simulated_shares(1, 1, 1, corrected=fixed, days=20_000, runs=60) for fixed in (False, True))
    assert left.std() > 0.15 > 0.02 > corrected.std()


def test_two_equilibria_from_two_histories() -> None:
    assert equilibrium(1.5) == pytest.approx(0.858560, abs=1e-6)
    assert equilibrium(1.5, start=-1) == pytest.approx(-0.858560, abs=1e-6)
    assert mean_choices(1.5, start=-1.0, people=20_000, rounds=60)[-1] == pytest.approx(-0.858560, abs=0.02)


def test_debt_chains() -> None:
    assert shares(0.04, people=40_000) == pytest.approx((0.8, 0.057143, 0.142857), abs=0.01)
    assert months_to_default(GOOD, people=4_000) > months_to_default(BEHIND, people=4_000)
    assert ruined(0.5, 10, 40, people=20_000) == pytest.approx(0.75, abs=0.013)
