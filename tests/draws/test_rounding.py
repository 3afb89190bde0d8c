"""Stochastic rounding keeps means that a floor destroys (V-16, T-SR1)."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.rounding import clamp, stochastic_round

START, SHIFT, STEPS, PEOPLE = 200, 6, 200, 20_000


@compiled
def decay(seed, people, start, shift, steps, out):
    for i in range(people):
        value = start
        for step in range(steps):
            value -= stochastic_round(value, shift, draw(seed, i, step, 48, 0)[0])
        out[i] = value


def law_after(start, shift, steps):
    """Exact distribution: value v falls by ⌊v/2^s⌋, and by one more with chance (v mod 2^s)/2^s."""
    law = np.zeros(start + 1)
    law[start] = 1
    for _ in range(steps):
        after = np.zeros_like(law)
        for value, chance in enumerate(law):
            whole, rest = divmod(value, 1 << shift)
            up = rest / (1 << shift)
            after[value - whole] += chance * (1 - up)
            if rest:
                after[value - whole - 1] += chance * up
        law = after
    return law


def test_mean_survives_a_narrow_field():
    law = law_after(START, SHIFT, STEPS)
    values = np.arange(START + 1)
    mean = (law * values).sum()
    assert abs(mean - START * (63 / 64) ** STEPS) < 1e-9
    assert abs(mean - 8.57324) < 5e-6
    out = np.zeros(PEOPLE, dtype=np.int64)
    decay(7, PEOPLE, START, SHIFT, STEPS, out)
    sd = np.sqrt((law * (values - mean) ** 2).sum())
    assert abs(out.mean() - mean) < 4 * sd / np.sqrt(PEOPLE)


def test_floor_freezes_at_63():
    value = START
    for _ in range(STEPS):
        value -= value >> SHIFT
    assert value == 63


@settings(deadline=None)
@given(st.integers(-(1 << 40), 1 << 40), st.integers(0, 16))
def test_unbiased_for_either_sign(value, bits):
    """Over all uniforms of few bits, the roundings sum to the value itself."""
    bits = min(bits, 8)
    assert sum(stochastic_round(value, bits, uniform) for uniform in range(1 << bits)) == value


@settings(deadline=None)
@given(st.integers(-1000, 1000), st.integers(-100, 0), st.integers(0, 100))
def test_clamp(value, low, high):
    assert clamp(value, low, high) == sorted((low, value, high))[1]
