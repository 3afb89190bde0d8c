"""From exact rationals to the integers that decide."""

from fractions import Fraction


def exact(value: float | int | str | Fraction) -> Fraction:
    """The decimal that a person wrote, exactly: 0.1 is one tenth, not the nearest binary fraction."""
    return value if isinstance(value, Fraction) else Fraction(repr(value) if isinstance(value, float) else value)


def threshold(probability: float | Fraction, bits: int = 32) -> int:
    """Integer T such that ``uniform < T`` has this probability for a uniform word of ``bits`` bits.

    Raises:
        ValueError: if the probability lies outside [0, 1].
    """
    share = exact(probability)
    if not 0 <= share <= 1:
        raise ValueError(f"a probability lies in [0, 1]; got {float(share):g}")
    return round(share * (1 << bits))


def fixed(value: float | Fraction, bits: int = 8) -> int:
    """``value`` in units of 2**-bits, rounded once."""
    return round(exact(value) * (1 << bits))
