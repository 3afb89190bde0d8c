"""First capture: the exact law, coupling, announced capture."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import ValidationError

from underheaven.day.capture import (
    Visibility,
    VisibilityRow,
    announced_capture,
    capture_threshold,
    captures,
    first_capture,
    first_capture_shares,
    recording_channels,
    visibility_table,
)
from underheaven.day.vocabulary import CHANNELS, KINDS, Channel, Kind
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import threshold

ONE = 65_536
WHOLE = 2**32
UNIFORMS = st.tuples(*[st.integers(0, WHOLE - 1)] * CHANNELS)
THRESHOLDS = st.tuples(*[st.integers(0, WHOLE)] * CHANNELS)


@compiled
def _counts(n: int, q: tuple[int, ...]) -> tuple[NDArray[np.int64], int, int]:
    first, records, single = np.zeros(4, dtype=np.int64), 0, 0
    for i in range(n):
        words = draw(3, i, 1, 27, 0)
        channel = first_capture(words, q)
        if channel >= 0:
            first[channel] += 1
        mask = captures(words, q)
        for c in range(4):
            records += (recording_channels(mask, False) >> c) & 1
            single += (recording_channels(mask, True) >> c) & 1
    return first, records, single


def test_first_capture_follows_the_exact_law() -> None:
    """T-OBS1, V-13c."""
    first, captured = first_capture_shares((0.3, 0.05, 0.2))
    assert [float(p) for p in first] == pytest.approx([0.300, 0.035, 0.133], abs=1e-12)
    assert captured == Fraction("0.468")
    n = 200_000
    counts, records, single = _counts(n, (threshold(0.3), threshold(0.05), threshold(0.2), 0))
    for channel, p in enumerate([float(p) for p in first]):
        assert counts[channel] == pytest.approx(n * p, abs=4 * sqrt(n * p * (1 - p)))
    assert counts.sum() == pytest.approx(n * 0.468, abs=4 * sqrt(n * 0.468 * 0.532))
    assert single == counts.sum()
    variance = 0.3 * 0.7 + 0.05 * 0.95 + 0.2 * 0.8
    assert records == pytest.approx(n * 0.55, abs=4 * sqrt(n * variance))


@settings(deadline=None)
@given(UNIFORMS, THRESHOLDS, st.integers(0, CHANNELS - 1))
def test_removing_a_channel_never_swaps_identities(uniforms: tuple[int, ...], q: tuple[int, ...], gone: int) -> None:
    before = captures(uniforms, q)
    after = captures(uniforms, tuple(0 if c == gone else t for c, t in enumerate(q)))
    assert after == before & ~(1 << gone)


@settings(deadline=None)
@given(UNIFORMS, THRESHOLDS, THRESHOLDS)
def test_capture_rises_with_every_threshold(uniforms: tuple[int, ...], one: tuple[int, ...], other: tuple[int, ...]) -> None:
    low, high = tuple(map(min, one, other)), tuple(map(max, one, other))
    assert captures(uniforms, low) & ~captures(uniforms, high) == 0
    mask, channel = captures(uniforms, high), first_capture(uniforms, high)
    assert recording_channels(mask, True) == (0 if channel < 0 else 1 << channel)
    assert recording_channels(mask, False) == mask


@settings(deadline=None)
@given(st.sampled_from(Kind), st.sampled_from(Channel), st.integers(0, ONE), st.integers(0, ONE))
def test_thresholds_stay_in_range_and_rise_with_coverage(kind: Kind, channel: Channel, one: int, other: int) -> None:
    table = visibility_table(Visibility())
    low, high = (capture_threshold(kind, channel, c, table) for c in sorted((one, other)))
    assert 0 <= low <= high <= WHOLE
    assert capture_threshold(kind, channel, ONE, table) == table.visibility[kind, channel]


def test_rows_of_the_table() -> None:
    table = visibility_table(Visibility()).visibility
    assert table[Kind.JAYWALKING].tolist() == [threshold(0.3), 0, threshold(0.005), 0, 0]
    assert table[Kind.PROTEST].tolist() == [threshold(0.3), threshold(0.1), threshold(0.1), threshold(0.1), 0]
    assert table[Kind.LATE_BILL].tolist() == [0, 0, 0, WHOLE, 0]
    assert not table[Kind.REPORTING].any()
    assert not table[Kind.GRADE_D].any()
    with pytest.raises(ValidationError):
        VisibilityRow(cameras=1.2)


def test_announced_capture() -> None:
    table = visibility_table(Visibility())
    coverage = [[26_214, ONE // 2, ONE, ONE, 0], [0] * CHANNELS, [ONE] * CHANNELS]
    announced = announced_capture(table, coverage)
    assert announced.shape == (KINDS, 3)
    assert not announced[:, 1].any()
    assert announced[Kind.JAYWALKING, 0] == round(256 * (1 - (1 - 0.12) * (1 - 0.005)))
    assert announced[Kind.CRITICAL_SPEECH, 0] == round(256 * (1 - 0.8 * 0.97))
    assert announced[Kind.DEFAULT, 0] == 256
    assert np.all(announced[:, 2] >= announced[:, 0])
    for kind in Kind:
        chances = [Fraction(int(v), WHOLE) for v in table.visibility[kind]]
        assert announced[kind, 2] == round(first_capture_shares(chances)[1] * 256)
