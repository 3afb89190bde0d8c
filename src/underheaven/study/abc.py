"""Approximate Bayesian computation by sequential Monte Carlo: a posterior from simulations alone.

A point is drawn from the prior, simulated, and kept if what comes out lies within a tolerance of what was observed. Generation by
generation the tolerance shrinks to its goal; later points are drawn around earlier ones and weighted so that the prior still holds.
At the goal the kept points are an exact sample of the posterior under an error of the observation that is even within the tolerance
(Wilkinson 2013), so a tolerance is a statement about the world, not a knob.

Sources: Beaumont, Cornuet, Marin and Robert (2009), Biometrika 96:983, doi:10.1093/biomet/asp052 (population Monte Carlo, kernel of
twice the weighted covariance); Wilkinson (2013), Statistical Applications in Genetics and Molecular Biology 12:129,
doi:10.1515/sagmb-2013-0010. ``tests/study/test_abc.py`` certifies it by simulation-based calibration (Talts et al. 2018).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Simulate = Callable[[Numbers, int], list[float] | None]
"""Points of the unit cube, one a row, and the number of the first of them → a distance for each; None if it was stopped."""

_QUANTILE = 0.5
_RIDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Posterior:
    """Weighted points of the unit cube: shares of the prior ranges."""

    points: Numbers
    """[particles, dimensions]."""
    weights: Numbers
    """Sum to one."""
    distances: Numbers
    numbers: tuple[int, ...]
    """Number of the simulation behind each point."""
    tolerances: tuple[float, ...]
    """By generation; the last is what was reached."""
    simulations: int

    @property
    def effective(self) -> float:
        """Effective number of points."""
        return float(1 / np.sum(self.weights**2))

    def quantile(self, dimension: int, share: float) -> float:
        """Weighted quantile of one dimension."""
        order = np.argsort(self.points[:, dimension])
        cumulated = np.cumsum(self.weights[order])
        return float(self.points[order, dimension][min(int(np.searchsorted(cumulated, share)), len(order) - 1)])

    def contraction(self, dimension: int) -> float:
        """How much narrower than its prior a dimension became: 1 − sd / sd of the prior; 0 is nothing learned, 1 all."""
        column = self.points[:, dimension]
        mean = float(self.weights @ column)
        return 1 - float(np.sqrt(self.weights @ (column - mean) ** 2 * 12))

    def resampled(self, count: int, generator: np.random.Generator) -> Numbers:
        """Points drawn by their weights."""
        drawn: Numbers = self.points[generator.choice(len(self.points), size=count, p=self.weights)]
        return drawn


def abc_smc(
    simulate: Simulate, dimensions: int, *, particles: int, most: int, seed: int, goal: float = 1.0, batch: int | None = None
) -> Posterior | None:
    """The posterior within the tolerance ``goal``, or within the smallest that ``most`` simulations reached; None if stopped.

    Points are taken in the order in which they were drawn, never in that of their completion, so the answer depends on the seed only.
    """
    generator = np.random.Generator(np.random.Philox(seed))
    points = generator.random((min(particles, most), dimensions))
    distances = simulate(points, 0)
    if distances is None:
        return None
    count = len(points)
    found = Posterior(points, np.full(count, 1 / count), np.array(distances), tuple(range(count)), (max(goal, max(distances)),), count)
    while found.tolerances[-1] > goal:
        further = _generation(found, simulate, particles, most, goal, batch or particles, generator)
        if further is None:
            return None
        exhausted = further.tolerances == found.tolerances
        found = further
        if exhausted:
            break
    return found


def _generation(
    before: Posterior, simulate: Simulate, particles: int, most: int, goal: float, batch: int, generator: np.random.Generator
) -> Posterior | None:
    """The next population at a smaller tolerance; the one before if the simulations ran out first."""
    tolerance = max(goal, float(np.quantile(before.distances, _QUANTILE)))
    if tolerance >= before.tolerances[-1] or not np.isfinite(tolerance):
        return before
    covariance = 2 * _covariance(before) + _RIDGE * np.eye(before.points.shape[1])
    kept: list[tuple[Numbers, float, int]] = []
    simulations = before.simulations
    while len(kept) < particles:
        size = min(batch, most - simulations)
        if size <= 0:
            return replace(before, simulations=simulations)
        points = _proposed(before, covariance, size, generator)
        distances = simulate(points, simulations)
        if distances is None:
            return None
        kept += [(point, d, simulations + i) for i, (point, d) in enumerate(zip(points, distances, strict=True)) if d <= tolerance]
        simulations += size
    kept = kept[:particles]
    points = np.array([point for point, _, _ in kept])
    density = _density(points, before, covariance)
    weights = (1 / density) / np.sum(1 / density)
    return Posterior(
        points,
        weights,
        np.array([d for _, d, _ in kept]),
        tuple(number for _, _, number in kept),
        (*before.tolerances, tolerance),
        simulations,
    )


def _covariance(population: Posterior) -> Numbers:
    centred = population.points - population.weights @ population.points
    found: Numbers = (centred * population.weights[:, None]).T @ centred
    return found


def _proposed(before: Posterior, covariance: Numbers, count: int, generator: np.random.Generator) -> Numbers:
    """Points around earlier ones; what leaves the prior is drawn again, at no cost."""
    root = np.linalg.cholesky(covariance)
    found: list[Numbers] = []
    while len(found) < count:
        point = before.resampled(1, generator)[0] + root @ generator.standard_normal(len(root))
        if np.all((point >= 0) & (point <= 1)):
            found.append(point)
    return np.array(found)


def _density(points: Numbers, before: Posterior, covariance: Numbers) -> Numbers:
    """Density of the proposals at points, up to a factor that all share."""
    inverse = np.linalg.inv(covariance)
    gaps = points[:, None, :] - before.points[None, :, :]
    found: Numbers = np.exp(-0.5 * np.einsum("ijk,kl,ijl->ij", gaps, inverse, gaps)) @ before.weights
    return found
