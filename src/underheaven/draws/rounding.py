"""Stochastic rounding: a fraction survives in the mean, whatever the width of the field that stores it."""

from underheaven.draws.compiled import compiled_inline


@compiled_inline
def stochastic_round(value: int, bits: int, uniform: int) -> int:
    """``value / 2**bits`` rounded up or down so that the mean is exact, for either sign; ``uniform`` has ``bits`` random low bits."""
    return (value + (uniform & ((1 << bits) - 1))) >> bits


@compiled_inline
def clamp(value: int, low: int, high: int) -> int:
    """``value`` held within [low, high]."""
    return min(max(value, low), high)
