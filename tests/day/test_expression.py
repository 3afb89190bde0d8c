"""Expression: the rule against its closed form (T-EXP1), the crowd (T-EXP3), and a regime without bite (T-EXP4)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.classics.self_censorship import population, uniform_threshold
from underheaven.day.act import fear_multiplier
from underheaven.day.expression import (
    Expression,
    boldness,
    discontent,
    dissents,
    expression_table,
    price_of_dissent,
    protected,
    protests,
    stake_of,
    visibility_of_dissent,
    visible_dissent,
)
from underheaven.draws.compiled import compiled

TABLE = expression_table(Expression())
byte = st.integers(0, 255)


@compiled
def _disagreements(bold, tolerated):
    """On a 64³ grid of discontent, price and visibility: where rule and closed form part, and how many dissent."""
    wrong, count = 0, 0
    for d in range(64):
        for p in range(64):
            for v in range(64):
                delta, price, seen = 4 * d + 1, 8 * p + 3, 4 * v + 2
                # δ > d_u = (βτ + νψ)/(β − (1 − ν)ψ) with β > (1 − ν)ψ, multiplied out in 2**-16 and 2**-24
                slope = bold * 256 - (256 - seen) * price
                closed = slope > 0 and delta * slope > 256 * (bold * tolerated + seen * price)
                wrong += dissents(delta, bold, tolerated, price, seen) != closed
                count += closed
    return wrong, count


@pytest.mark.parametrize("trait", [0, 60, 127, 200, 255])
def test_the_rule_is_its_closed_form_on_the_grid(trait):
    wrong, count = _disagreements(boldness(trait, TABLE), TABLE.tolerated)
    assert wrong == 0
    assert 0 < count < 64**3


@settings(deadline=None)
@given(st.integers(1, 256), st.integers(1, 600), st.integers(1, 100), st.integers(1, 600), st.integers(0, 255))
def test_the_rule_is_the_best_of_all_actions(delta, bold, tolerated, price, seen):
    """Utility β (1 − (δ − a)) minus ψ (ν + (1 − ν) a) for a > τ is linear in a: brute force over every action agrees."""

    def utility(action):
        cost = price * (256 * seen + (256 - seen) * action) if action > tolerated else 0
        return 256 * bold * (256 - delta + action) - cost

    if delta > tolerated:
        best = max(range(tolerated, delta + 1), key=utility)
        if dissents(delta, bold, tolerated, price, seen):
            assert best == delta
        else:
            # β (δ − τ) gains no more than the price; only ties and actions just above τ may compete
            assert utility(delta) <= utility(tolerated)
            assert best == tolerated
    else:
        assert not dissents(delta, bold, tolerated, price, seen)


def test_threshold_of_the_published_setting():
    assert uniform_threshold(2, 0.25, 0.25, 0.6) == pytest.approx(0.419355, abs=1e-6)
    first = min(d for d in range(257) if dissents(d, 512, 64, round(0.6 * 256), 64))
    assert abs(first / 256 - 0.419355) < 1 / 256


def test_population_of_the_published_setting():
    shown = population(2, 0.5, 0.25, 0.5)
    assert shown == pytest.approx((0.20806, 0.6095, 0.1327, 0.2578, 0.2266), abs=0.002)


def test_half_the_cell_protects_by_four_fifths():
    assert protected(256, 0, TABLE) == 256
    assert protected(256, 128, TABLE) == 51
    assert protected(256, 256, TABLE) == 51
    assert protected(256, 64, TABLE) == pytest.approx(256 * 0.6, abs=1)
    assert visible_dissent(2 * 128, 256, 0) == 128
    assert visible_dissent(128, 256, 0) == 64
    assert visible_dissent(2 * 128, 256, 128) == 64


@settings(deadline=None)
@given(byte, byte, byte, byte, st.integers(0, 512))
def test_a_regime_without_capture_or_without_stakes_leaves_dissent_as_in_the_twin(trust, trait, fear, capture, severe):
    def dissenting(capture, stake):
        price = price_of_dissent(capture, stake, fear_multiplier(fear, 512), TABLE)
        seen = visibility_of_dissent(capture, stake, TABLE)
        return dissents(discontent(trust, TABLE), boldness(trait, TABLE), TABLE.tolerated, price, seen)

    twin = dissenting(0, 0)
    assert dissenting(0, stake_of(13, severe)) == twin
    assert dissenting(capture, 0) == twin


@settings(deadline=None)
@given(byte, byte, st.integers(0, 252), byte, byte, st.integers(0, 255), st.integers(0, 600), st.integers(0, 300), st.integers(0, 4))
def test_visibility_stakes_and_fear_silence_and_a_crowd_gives_voice(trust, trait, fear, capture, more, visible, severe, harsher, worse):
    def dissenting(capture, severe, fear, visible):
        stake = stake_of(64, severe)
        price = protected(price_of_dissent(capture, stake, fear_multiplier(fear, 512), TABLE), visible, TABLE)
        seen = visibility_of_dissent(capture, stake, TABLE)
        return dissents(discontent(trust, TABLE), boldness(trait, TABLE), TABLE.tolerated, price, seen)

    if dissenting(min(255, capture + more), severe + harsher, fear + worse, visible):
        assert dissenting(capture, severe, fear, visible)
        assert dissenting(capture, severe, fear, min(256, visible + more))


def test_stakes_and_visibility_follow_the_written_law():
    assert stake_of(13, 256) == 13
    assert price_of_dissent(64, 13, 272, TABLE) == (141 * 272) >> 8
    assert visibility_of_dissent(64, 13, TABLE) == 64 + (192 * 64 >> 8)
    assert boldness(0, TABLE) == 64
    assert boldness(255, TABLE) == 574
    assert discontent(170, TABLE) == discontent(255, TABLE) == 0
    assert discontent(100, TABLE) == 70


@compiled
def _protests(dissenters, table):
    count = 0
    for uniform in range(256):
        count += protests(True, uniform, dissenters, table)
    return count


@compiled
def _share_dissenting(table):
    """Of people with trust 80–220, traits (u8 + u8) >> 1 on a grid, and resting fear, without a regime."""
    count = people = 0
    price = price_of_dissent(0, 0, fear_multiplier(8, 512), table)
    for trust in range(80, 221):
        for first in range(0, 256, 5):
            for second in range(0, 256, 5):
                bold = boldness((first + second) >> 1, table)
                count += dissents(discontent(trust, table), bold, table.tolerated, price, table.visibility)
                people += 1
    return count / people


def test_dissent_does_not_stand_on_a_knife_edge():
    assert 0.01 < _share_dissenting(TABLE) < 0.99


def test_protest_finds_safety_in_numbers():
    assert [_protests(n, TABLE) for n in (0, 8, 80, 256)] == [26, 27, 36, 58]
    assert not protests(False, 0, 256, TABLE)


@settings(deadline=None)
@given(byte, byte)
def test_switched_off_nobody_dissents(trust, trait):
    off = expression_table(Expression.model_validate("off"))
    assert not dissents(discontent(trust, off), boldness(trait, off), off.tolerated, 0, 0)


@settings(deadline=None)
@given(st.integers(27, 256), st.integers(64, 574), st.integers(1, 400), st.integers(0, 255))
def test_sixteen_bits_say_the_same(delta, bold, price, seen):
    scaled = (delta << 8, bold << 8, 26 << 8, price << 8, seen << 8)
    assert dissents(*scaled, 16) == dissents(delta, bold, 26, price, seen)
    slope = Fraction(bold) - Fraction(256 - seen, 256) * price
    assert dissents(*scaled, 16) == (slope > 0 and delta * slope > bold * 26 + seen * price)
