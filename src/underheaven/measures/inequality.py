"""Inequality and mobility in closed form: Gini, Theil within and between groups, Shorrocks.

Sources: Gini of grouped data, Cowell (2011), Measuring Inequality, 3rd ed., Appendix A; Theil (1967), Economics and Information
Theory; Shorrocks (1978), Econometrica 46:1013, doi:10.2307/1911433.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike


def gini(values: Sequence[int | Fraction], counts: Sequence[int] | None = None) -> Fraction:
    """Gini index of persons grouped by value, exactly: Σ n_b x_b (2C_b − n_b − n) / (n Σ n_b x_b), C_b cumulated.

    Nobody, or nothing to share, gives 0.

    >>> gini([1, 2, 3, 4, 8])
    Fraction(16, 45)
    """
    pairs = sorted(zip(values, [1] * len(values) if counts is None else counts, strict=True))
    persons = sum(count for _, count in pairs)
    total = sum((count * Fraction(value) for value, count in pairs), Fraction(0))
    if not persons or not total:
        return Fraction(0)
    cumulated, moment = 0, Fraction(0)
    for value, count in pairs:
        cumulated += count
        moment += count * value * (2 * cumulated - count - persons)
    return moment / (persons * total)


def theil(values: Iterable[float]) -> float:
    """Theil's T = (1/n) Σ (x/μ) ln(x/μ), with 0 ln 0 = 0; nobody, or nothing to share, gives 0."""
    sample = list(values)
    total = math.fsum(sample)
    if not total:
        return 0.0
    mean = total / len(sample)
    return math.fsum(x / mean * math.log(x / mean) for x in sample if x) / len(sample)


def theil_decomposed(groups: Iterable[Iterable[float]]) -> tuple[float, float]:
    """Theil's T within and between groups; the two parts add up to the whole exactly."""
    samples = [sample for sample in map(list, groups) if sample]
    total = math.fsum(x for sample in samples for x in sample)
    if not total:
        return 0.0, 0.0
    persons = sum(map(len, samples))
    within, between = [], []
    for sample in samples:
        share = math.fsum(sample) / total
        within.append(share * theil(sample))
        if share:
            between.append(share * math.log(share * persons / len(sample)))
    return math.fsum(within), math.fsum(between)


def shorrocks(transition: ArrayLike) -> float:
    """Mobility index (k − trace) / (k − 1) of a k × k matrix of row shares: 0 nobody moves, 1 origin does not matter.

    Raises:
        ValueError: if the matrix is not square or a row does not sum to one.
    """
    matrix = _stochastic(transition)
    k = len(matrix)
    return float((k - np.trace(matrix)) / (k - 1))


def second_eigenvalue(transition: ArrayLike) -> float:
    """Modulus of the second-largest eigenvalue of a matrix of row shares: how slowly origin is forgotten."""
    return float(np.sort(np.abs(np.linalg.eigvals(_stochastic(transition))))[-2])


def _stochastic(transition: ArrayLike) -> np.ndarray:
    matrix = np.asarray(transition, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        raise ValueError(f"a transition matrix is square with at least two rows; got shape {matrix.shape}")
    if np.any(matrix < 0) or not np.allclose(matrix.sum(axis=1), 1, atol=2e-3):
        raise ValueError("every row of a transition matrix holds shares that sum to one")
    return matrix
