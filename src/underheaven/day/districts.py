"""Log-normal densities over districts: the spread of cameras and of informants from place to place.

A district's density is exp(σ·z − σ²/2), z a normal quantile picked by the district's own draw among 1 024 equally likely
midpoints; the table is scaled so that its mean is exactly one. The quantiles are rounded to 2**-30 and the exponentials are taken in
decimal arithmetic, so every machine has the same integers and no library of floating-point functions touches a decision.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist

from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.values import exact

_STEPS = 1024
_STEP_BITS = 10
_BLOCK = 1
"""Block of the purpose DISTRICT that holds densities: word 0 cameras, word 1 informants."""
CAMERA_WORD, INFORMANT_WORD = 0, 1


@lru_cache(maxsize=64)
def density_table(sigma: Fraction) -> tuple[int, ...]:
    """1 024 equally likely densities in Q16 (65 536 = the national mean), rising, for the log-normal spread ``sigma``."""
    with localcontext() as context:
        context.prec = 30
        spread = Decimal(sigma.numerator) / Decimal(sigma.denominator)
        quantiles = [round(NormalDist().inv_cdf((step + 0.5) / _STEPS) * (1 << 30)) for step in range(_STEPS)]
        raw = [(spread * q / (1 << 30)).exp() for q in quantiles]
        mean = sum(raw, Decimal(0)) / _STEPS
        return tuple(int((value / mean * 65_536).to_integral_value()) for value in raw)


@lru_cache(maxsize=64, typed=True)
def densities(seed: int, districts: int, sigma: float | Fraction, word: int) -> tuple[int, ...]:
    """The density of every district in Q16, from the world's seed; ``word`` keeps cameras and informants independent."""
    table = density_table(exact(sigma))
    return tuple(table[draw(seed, d, 0, int(Purpose.DISTRICT), _BLOCK)[word] >> (32 - _STEP_BITS)] for d in range(districts))


@lru_cache(maxsize=64, typed=True)
def sigma_of_ratio(ratio_90_10: float | Fraction) -> Fraction:
    """The log-normal spread whose 90th percentile is ``ratio_90_10`` times its 10th: ln(ratio)/(2·1.2815516), to 12 digits."""
    ratio = exact(ratio_90_10)
    with localcontext() as context:
        context.prec = 30
        logarithm = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()
    return Fraction(round(Fraction(logarithm) / (2 * Fraction("1.2815515655446004")) * 10**12), 10**12)
