"""The sampler of posteriors, certified: simulation-based calibration, and a posterior known in closed form."""

import numpy as np
import pytest
from scipy.stats import chisquare

from underheaven.study.abc import Numbers, abc_smc


def noisy(truth: float, tolerance: float, seed: int):
    """A toy: the point itself plus chance of its own, observed within a tolerance; returns a simulator of distances."""
    generator = np.random.default_rng(seed)
    observed = truth + 0.1 * generator.standard_normal() + tolerance * generator.uniform(-1, 1)

    def simulate(points: Numbers, first: int) -> list[float]:
        simulated = points[:, 0] + 0.1 * generator.standard_normal(len(points))
        return list(np.abs(simulated - observed) / tolerance)

    return simulate


def test_ranks_are_uniform_on_a_toy() -> None:
    """Talts et al. (2018), arXiv 1804.06788: the truth's rank among draws of its posterior is uniform, where the sampler is right."""
    truths = np.random.default_rng(7).random(300)
    ranks = []
    for seed, truth in enumerate(truths):
        found = abc_smc(noisy(truth, 0.05, seed), 1, particles=60, most=100_000, seed=seed)
        assert found is not None
        assert found.tolerances[-1] == 1.0
        ranks.append(int(np.sum(found.resampled(19, np.random.default_rng(seed)) < truth)))
    counts = np.bincount(np.array(ranks) // 2, minlength=10)
    assert chisquare(counts).pvalue > 0.001, counts


def test_a_wrong_sampler_would_be_noticed() -> None:
    """The same check on a posterior that is too narrow by half."""
    truths = np.random.default_rng(7).random(200)
    ranks = []
    for seed, truth in enumerate(truths):
        found = abc_smc(noisy(truth, 0.05, seed), 1, particles=60, most=100_000, seed=seed)
        assert found is not None
        drawn = found.resampled(19, np.random.default_rng(seed))
        ranks.append(int(np.sum(drawn.mean() + (drawn - drawn.mean()) / 2 < truth)))
    assert chisquare(np.bincount(np.array(ranks) // 2, minlength=10)).pvalue < 1e-6


def test_the_prior_returns_where_nothing_is_asked() -> None:
    found = abc_smc(lambda points, first: [0.0] * len(points), 2, particles=2000, most=10_000, seed=1)
    assert found is not None
    assert found.simulations == 2000
    assert found.effective == pytest.approx(2000)
    assert [found.contraction(i) for i in range(2)] == pytest.approx([0, 0], abs=0.05)
    assert [found.quantile(0, share) for share in (0.05, 0.5, 0.95)] == pytest.approx([0.05, 0.5, 0.95], abs=0.03)


def test_an_even_window_has_an_even_posterior() -> None:
    """Without chance in the model the posterior is even within the tolerance: mean .5, sd .2/√12 of a window of .2."""
    found = abc_smc(lambda points, first: list(np.abs(points[:, 0] - 0.5) / 0.1), 2, particles=1500, most=50_000, seed=2)
    assert found is not None
    column = found.points[:, 0]
    mean = float(found.weights @ column)
    assert mean == pytest.approx(0.5, abs=0.006)
    assert float(np.sqrt(found.weights @ (column - mean) ** 2)) == pytest.approx(0.2 / np.sqrt(12), rel=0.06)
    assert found.contraction(0) == pytest.approx(0.8, abs=0.02)
    assert abs(found.contraction(1)) < 0.06


def test_when_the_simulations_run_out_it_says_how_far_it_came() -> None:
    found = abc_smc(lambda points, first: list(50 + points[:, 0]), 1, particles=50, most=300, seed=3)
    assert found is not None
    assert found.simulations == 300
    assert found.tolerances[-1] > 50


def test_a_stop_gives_nothing_and_the_seed_decides() -> None:
    assert abc_smc(lambda points, first: None, 1, particles=10, most=100, seed=1) is None
    first, again = (abc_smc(noisy(0.3, 0.05, 1), 1, particles=40, most=2000, seed=5) for _ in range(2))
    assert first is not None
    assert again is not None
    assert first.numbers == again.numbers
    assert (first.points == again.points).all()
