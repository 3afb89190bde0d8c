"""Spread of incomes within a class: a table of 1 024 equally likely multipliers with mean exactly one.

A multiplier is ``(1 − w) + w·f``: a floor and a log-logistic (Fisk) income of exponent two, f ∝ √(p / (1 − p)) at the midpoints p.
The weight w is solved for, so that the Gini coefficient over persons is the wanted one. Class means alone give .394 and ordered
classes hardly more than .44, so the official .465 needs classes that overlap: a class orders people by what they can expect, not
strictly by this year's income.
Whole numbers throughout (``isqrt``), hence the same table on every machine.
Source: Fisk (1961), The graduation of income distributions, Econometrica 29:171, doi:10.2307/1909287.
"""

from fractions import Fraction
from functools import cache
from math import isqrt

import numpy as np

from underheaven.society.parameters import SocietyParameters
from underheaven.values import exact

QUANTILES = 1024
ONE = 1 << 16
_WEIGHTS = 1024


@cache
def _fisk() -> tuple[int, ...]:
    """Quantiles of the log-logistic of exponent two, in units of 2**-32 of some scale."""
    return tuple(isqrt(((2 * j + 1) << 64) // (2 * (QUANTILES - j) - 1)) for j in range(QUANTILES))


def quantile_table(weight: int) -> list[int]:
    """Multipliers in rising order in units of 1/65 536, with mean exactly 65 536; ``weight`` is w in 1/1 024."""
    fisk = _fisk()
    total = sum(fisk)
    parts = [divmod(ONE * ((_WEIGHTS - weight) * total + weight * QUANTILES * f), _WEIGHTS * total) for f in fisk]
    table = [whole for whole, _ in parts]
    missing = QUANTILES * ONE - sum(table)
    for j in sorted(range(QUANTILES), key=lambda j: -parts[j][1])[:missing]:  # largest remainders take what rounding lost
        table[j] += 1
    return table


def gini(incomes: list[int]) -> Fraction:
    """Gini coefficient of equally likely incomes."""
    n = len(incomes)
    weighted = sum(rank * income for rank, income in enumerate(sorted(incomes), 1))
    return Fraction(2 * weighted, n * sum(incomes)) - Fraction(n + 1, n)


@cache
def _solve(means: tuple[int, ...], wanted: Fraction) -> tuple[int, ...]:
    low, high = 0, _WEIGHTS
    while high - low > 1:
        middle = (low + high) // 2
        table = quantile_table(middle)
        low, high = (middle, high) if gini([mean * part for mean in means for part in table]) < wanted else (low, middle)
    return tuple(quantile_table(low))


def income_multipliers(parameters: SocietyParameters) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Multipliers of the class mean, int64 [1024] in units of 1/65 536, that give the wanted Gini (or the nearest possible)."""
    means = tuple(round(mean.value) for mean in parameters.income_means)
    return np.array(_solve(means, exact(parameters.gini.value)), dtype=np.int64)
