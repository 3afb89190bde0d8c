"""A number with its interval over worlds: nothing else leaves the program as a result."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WORLDS_FOR_AN_INTERVAL = 8


def significant(value: float, digits: int = 4, sign: str = "") -> str:
    """So many significant digits, never as a power of ten where the number is large; ``sign`` as in a format.

    >>> significant(9_999.7), significant(-0.01234), significant(1_234_567, sign="+"), significant(1_234, 3)
    ('10,000', '-0.01234', '+1,235,000', '1,230')
    """
    rounded = float(f"{value:.{digits}g}")
    return f"{rounded:{sign},.0f}" if abs(rounded) >= 10**digits else f"{rounded:{sign},.{digits}g}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over worlds with its 95 % Monte-Carlo interval at fixed assumptions."""

    value: float
    low: float | None
    """Lower end; None when there are too few worlds."""
    high: float | None
    n: int
    """Number of worlds."""
    unit: str = ""

    @property
    def estimated(self) -> bool:
        """Whether there is an interval."""
        return self.low is not None and self.high is not None

    def __str__(self) -> str:
        body = f"{significant(self.value)}"
        if self.low is None or self.high is None:
            interval = "[interval not estimated: fewer than 8 worlds]"
        else:
            interval = f"[{significant(self.low)}, {significant(self.high)}]"
        return " ".join(part for part in (body, interval, self.unit) if part)

    def _repr_html_(self) -> str:
        """Value, interval and unit on one line, for a notebook."""
        if self.low is None or self.high is None:
            interval = "<small>interval not estimated: fewer than 8 worlds</small>"
        else:
            interval = f"<small>[{significant(self.low)}, {significant(self.high)}] over {self.n} worlds</small>"
        return f"<p><b>{significant(self.value)}</b> {escape(self.unit)} {interval}</p>"

    def as_dict(self) -> dict[str, float | int | str | None]:
        """For JSON."""
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n, "unit": self.unit}


# Student's t, 97.5th percentile, by degrees of freedom (any table of the t distribution); beyond the table the normal value
_T_975 = {7: 2.3646, 8: 2.3060, 9: 2.2622, 10: 2.2281, 11: 2.2010, 12: 2.1788, 13: 2.1604, 14: 2.1448, 15: 2.1314, 20: 2.0860,
          25: 2.0595, 31: 2.0395, 40: 2.0211, 63: 1.9983, 127: 1.9788, 255: 1.9693}  # fmt: skip


def _t_975(degrees: int) -> float:
    return next((_T_975[d] for d in sorted(_T_975, reverse=True) if d <= degrees), 1.96)


def mean_over_worlds(samples: Sequence[float], unit: str = "") -> Estimate:
    """Mean and t interval of one value per world; no interval below eight worlds.

    Raises:
        ValueError: without any sample.
    """
    n = len(samples)
    if n == 0:
        raise ValueError("an estimate needs at least one world")
    mean = math.fsum(samples) / n
    if n < WORLDS_FOR_AN_INTERVAL:
        return Estimate(mean, None, None, n, unit)
    spread = math.sqrt(math.fsum((x - mean) ** 2 for x in samples) / (n - 1) / n) * _t_975(n - 1)
    return Estimate(mean, mean - spread, mean + spread, n, unit)


def ratio_over_worlds(numerators: Sequence[float], denominators: Sequence[float], unit: str = "") -> Estimate:
    """Ratio of sums with a jackknife interval over worlds; a share over nobody is 0.

    Source: Quenouille (1956), Biometrika 43:353, doi:10.1093/biomet/43.3-4.353.
    """
    n = len(numerators)
    top, bottom = math.fsum(numerators), math.fsum(denominators)
    value = top / bottom if bottom else 0.0
    if n < WORLDS_FOR_AN_INTERVAL or not bottom:
        return Estimate(value, None, None, n, unit)
    without = [(top - a) / (bottom - b) if bottom - b else 0.0 for a, b in zip(numerators, denominators, strict=True)]
    centre = math.fsum(without) / n
    spread = math.sqrt((n - 1) / n * math.fsum((x - centre) ** 2 for x in without)) * _t_975(n - 1)
    return Estimate(value, value - spread, value + spread, n, unit)
