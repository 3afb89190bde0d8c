"""Where to look in the ranges of many assumptions: Morris trajectories, Sobol matrices, a Latin hypercube; shares of the ranges.

Sources: Morris (1991), Technometrics 33:161, doi:10.1080/00401706.1991.10484804; Campolongo, Cariboni and Saltelli (2007),
Environmental Modelling & Software 22:1509, doi:10.1016/j.envsoft.2006.10.004 (μ*); Saltelli et al. (2010), Computer Physics
Communications 181:259, doi:10.1016/j.cpc.2009.09.018 (Sobol indices, as in ``scipy.stats.sobol_indices``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_LEVELS = 4
STEP = _LEVELS / (2 * (_LEVELS - 1))
"""Step of a trajectory, in shares of a range: two of the three gaps between four levels."""


@dataclass(frozen=True, slots=True)
class Trajectories:
    """Morris trajectories: each moves every factor once, in its own order."""

    points: Numbers
    """[trajectories × (factors + 1), factors]."""
    moved: NDArray[np.int64]
    """[trajectories, factors]: which factor each step moves."""

    def effects(self, values: Numbers) -> Numbers:
        """Elementary effects [trajectories, factors]: change of a value per range of a factor; NaN where a life failed."""
        count, factors = self.moved.shape
        told = values.reshape(count, factors + 1)
        points = self.points.reshape(count, factors + 1, factors)
        found = np.full((count, factors), np.nan)
        for row in range(count):
            for step, factor in enumerate(self.moved[row]):
                change = points[row, step + 1, factor] - points[row, step, factor]
                found[row, factor] = (told[row, step + 1] - told[row, step]) / change
        return found


def trajectories(factors: int, count: int, seed: int) -> Trajectories:
    """So many trajectories from random corners of a grid of four levels."""
    generator = np.random.Generator(np.random.Philox(seed))
    points, moved = [], []
    for _ in range(count):
        order = generator.permutation(factors)
        upwards = generator.random(factors) < 0.5
        lower = generator.integers(0, _LEVELS // 2, factors) / (_LEVELS - 1)
        point = np.where(upwards, lower, lower + STEP)
        points.append(point.copy())
        for factor in order:
            point[factor] += STEP if upwards[factor] else -STEP
            points.append(point.copy())
        moved.append(order)
    return Trajectories(np.array(points), np.array(moved))


def mean_absolute(effects: Numbers) -> Numbers:
    """Morris's μ* by factor: the mean size of its elementary effects; 0 for one that never came through."""
    seen = np.sum(np.isfinite(effects), axis=0)
    found: Numbers = np.nansum(np.abs(effects), axis=0) / np.maximum(seen, 1)
    return found


@dataclass(frozen=True, slots=True)
class Index:
    """A Sobol index with its bootstrap interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class SobolDesign:
    """The matrices A, B and A with each column from B in turn."""

    a: Numbers
    """[n, factors]."""
    b: Numbers

    @property
    def points(self) -> Numbers:
        """All rows to evaluate: A, then B, then the mixed ones factor by factor."""
        return np.concatenate([self.a, self.b, *self.mixed])

    @property
    def mixed(self) -> list[Numbers]:
        """A with one column from B."""
        return [np.where(np.arange(self.a.shape[1]) == factor, self.b, self.a) for factor in range(self.a.shape[1])]

    def indices(self, values: Numbers, seed: int) -> tuple[list[Index], list[Index]] | None:
        """First-order and total indices, one a factor; None where the value does not vary or a life failed."""
        from scipy.stats import sobol_indices  # type: ignore[import-untyped]

        n, factors = self.a.shape
        if not np.all(np.isfinite(values)) or np.ptp(values) == 0:
            return None
        f_a, f_b, f_ab = values[:n], values[n : 2 * n], values[2 * n :].reshape(factors, n)
        found = sobol_indices(func={"f_A": f_a[None], "f_B": f_b[None], "f_AB": f_ab[:, None]}, n=n, rng=seed)
        spread = found.bootstrap()
        first = _indices(found.first_order, spread.first_order.confidence_interval)
        return first, _indices(found.total_order, spread.total_order.confidence_interval)


def sobol_design(factors: int, n: int, seed: int) -> SobolDesign:
    """A scrambled Sobol sequence in twice as many dimensions, cut in two; ``n`` is a power of two."""
    from scipy.stats import qmc

    both = qmc.Sobol(2 * factors, rng=seed).random(n)
    return SobolDesign(both[:, :factors], both[:, factors:])


def latin_hypercube(factors: int, n: int, seed: int) -> Numbers:
    """``n`` points, one in each of ``n`` slices of every range."""
    from scipy.stats import qmc

    found: Numbers = qmc.LatinHypercube(factors, rng=seed).random(n)
    return found


def _indices(values: Sequence[float], interval: tuple[Sequence[float], Sequence[float]]) -> list[Index]:
    low, high = interval
    return [Index(float(v), float(a), float(b)) for v, a, b in zip(np.ravel(values), np.ravel(low), np.ravel(high), strict=True)]
