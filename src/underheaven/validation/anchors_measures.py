"""Anchors of the measures of inequality and mobility (V-19, V-20b) in closed form."""

from functools import cache
from math import exp, log
from statistics import NormalDist

from underheaven.measures.inequality import gini, second_eigenvalue, shorrocks, theil, theil_decomposed
from underheaven.validation.anchor import Anchor

_QUANTILES = 50_000
_FIVE = ((1, 2, 3), (4, 8))
_CHETTY = (
    (33.7, 28.0, 18.4, 12.3, 7.5), (24.2, 24.2, 21.7, 17.6, 12.3), (17.8, 19.8, 22.1, 22.0, 18.3), (13.4, 16.0, 20.9, 24.4, 25.4),
    (10.9, 11.9, 17.0, 23.6, 36.5),
)  # fmt: skip


@cache
def _exponential() -> tuple[int, ...]:
    """Midpoint quantiles, in millionths."""
    return tuple(round(-1e6 * log(1 - (2 * n + 1) / (2 * _QUANTILES))) for n in range(_QUANTILES))


@cache
def _lognormal() -> tuple[int, ...]:
    """Midpoint quantiles of spread ½, in millionths of the median."""
    normal = NormalDist()
    return tuple(round(1e6 * exp(normal.inv_cdf((2 * n + 1) / (2 * _QUANTILES)) / 2)) for n in range(_QUANTILES))


def _mobility() -> tuple[tuple[float, ...], ...]:
    """The matrix with rows that sum to one, as its author rounded them."""
    return tuple(tuple(share / sum(row) for share in row) for row in _CHETTY)


_COWELL = "Cowell (2011), Measuring Inequality, 3rd ed., appendix A"
_THEIL = "Theil (1967), Economics and Information Theory, ch. 4"
_SHORROCKS = "Shorrocks (1978), Econometrica 46:1013, doi:10.2307/1911433"
_US = "Chetty, Hendren, Kline and Saez (2014), QJE 129:1553, doi:10.1093/qje/qju022, table II (7.5 % read, the rest recalled)"
_EXACT, _GRID = "exact to rounding", "50 000 quantiles instead of all"
_GINI, _T, _M = "measures.inequality.gini", "measures.inequality.theil", "measures.inequality.shorrocks"

ANCHORS = (
    Anchor("V-19", "Gini of {1, 2, 3, 4, 8}: 16/45", _COWELL, "exact", "engine", 16 / 45, 1e-9, _EXACT, _GINI,
           lambda: float(gini([1, 2, 3, 4, 8]))),
    Anchor("V-19.2", "Theil of {1, 2, 3, 4, 8}", _THEIL, "exact", "engine", 0.211446, 1e-6, "rounding of the number given", _T,
           lambda: theil([1, 2, 3, 4, 8])),
    Anchor("V-19.3", "Theil within {1, 2, 3} and {4, 8}", _THEIL, "exact", "engine", 0.066825, 1e-6, "rounding of the number given",
           "measures.inequality.theil_decomposed", lambda: theil_decomposed(_FIVE)[0]),
    Anchor("V-19.4", "Theil between {1, 2, 3} and {4, 8}", _THEIL, "exact", "engine", 0.144622, 1e-6, "rounding of the number given",
           "measures.inequality.theil_decomposed", lambda: theil_decomposed(_FIVE)[1]),
    Anchor("V-19.5", "Gini of a lognormal of spread ½", _COWELL, "exact", "engine", 0.276326, 1e-4, _GRID, _GINI,
           lambda: float(gini(_lognormal()))),
    Anchor("V-19.6", "Theil of a lognormal of spread ½", _THEIL, "exact", "engine", 0.125, 1e-4, _GRID, _T, lambda: theil(_lognormal())),
    Anchor("V-19.7", "Gini of an exponential: ½", _COWELL, "exact", "engine", 0.5, 1e-4, _GRID, _GINI, lambda: float(gini(_exponential()))),
    Anchor("V-19.8", "Theil of an exponential: 1 − γ", _THEIL, "exact", "engine", 0.422784, 1e-4, _GRID, _T, lambda: theil(_exponential())),
    Anchor("V-20b", "mobility of US families: (k − trace)/(k − 1)", _US, "published", "engine", 0.89775, 5e-4, "rows published to .1 %", _M,
           lambda: shorrocks(_mobility())),
    Anchor("V-20b.2", "its second eigenvalue", _US, "exact", "engine", 0.32215, 5e-4, "rows published to .1 %",
           "measures.inequality.second_eigenvalue", lambda: second_eigenvalue(_mobility())),
    Anchor("V-20b.3", "mobility where nobody moves", _SHORROCKS, "exact", "engine", 0, 0, "exact", _M,
           lambda: shorrocks([[float(i == j) for j in range(5)] for i in range(5)])),
    Anchor("V-20b.4", "mobility where origin does not matter", _SHORROCKS, "exact", "engine", 1, 1e-12, _EXACT, _M,
           lambda: shorrocks([[0.2] * 5] * 5)),
)  # fmt: skip
