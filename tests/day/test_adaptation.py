"""Belief and fear: unbiased learning (T-ADP1), fear at rest (T-ADP2), and the older law (V-08b)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.adaptation import (
    Adaptation,
    adaptation_table,
    belief_after_act,
    belief_after_week,
    fear_after_week,
    fear_of_cell,
    fear_of_deduction,
    fear_of_household,
    older_belief_after_act,
    older_belief_fixed_point,
    perceived_capture,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = adaptation_table(Adaptation())


@compiled
def _mean_change(belief, announced, table):
    """Exact expected change, in 2**-16, over all uniforms and a true capture as announced."""
    total = 0
    for uniform in range(256):
        caught = belief_after_act(belief, True, announced, uniform, table) - belief
        escaped = belief_after_act(belief, False, announced, uniform, table) - belief
        total += announced * caught + (256 - announced) * escaped
    return total


@compiled
def _mean_belief(announced, true, acts_per_week, people, weeks, table):
    """Mean belief in 2**-8 over people and the second half of the weeks; ``true`` and ``acts_per_week`` in 2**-8."""
    total = 0
    for person in range(people):
        belief = 64
        for week in range(weeks):
            words = draw(21, person, week, 35, 0)
            belief = belief_after_week(belief, table)
            if (words[0] & 255) < acts_per_week:
                belief = belief_after_act(belief, (words[1] & 255) < true, announced, words[2] & 255, table)
            if week >= weeks // 2:
                total += belief
    return (total << 8) // (people * (weeks - weeks // 2))


@compiled
def _mean_fear(inflow, people, weeks, table):
    """Mean fear in 2**-8 over the second half of the weeks at one unit a week with chance ``inflow``/256."""
    total = 0
    for person in range(people):
        fear = table.fear_at_rest
        for week in range(weeks):
            words = draw(22, person, week, 48, 0)
            fear = fear_after_week(fear, words[0] & 255, table)
            if (words[1] & 255) < inflow:
                fear += 1
            if week >= weeks // 2:
                total += fear
    return (total << 8) // (people * (weeks - weeks // 2))


@compiled
def _mean_older_belief(capture, people, steps):
    total = 0
    for person in range(people):
        belief = 64
        for step in range(steps):
            words = draw(23, person, step, 35, 0)
            belief = older_belief_after_act(belief, words[0] < capture, words[1] & 255)
            if step >= steps // 2:
                total += belief
    return total / (people * (steps - steps // 2))


@compiled
def _cell_fear(shown, members, table):
    count = 0
    for uniform in range(65_536):
        count += fear_of_cell(shown, members, uniform, table)
    return count


@pytest.mark.parametrize("announced", [1, 13, 31, 64, 128, 200, 255])
@pytest.mark.parametrize("belief", [30, 64, 90])
def test_learning_is_unbiased_where_capture_is_as_announced(belief, announced):
    assert _mean_change(belief, announced, TABLE) == 0


def test_belief_rests_at_right_and_leaves_it_on_the_side_of_the_truth():
    right = _mean_belief(128, 128, 64, 2000, 400, TABLE) / 256
    assert right == pytest.approx(64, abs=0.1)
    assert _mean_belief(128, 166, 64, 2000, 400, TABLE) / 256 > right + 0.3
    assert _mean_belief(128, 90, 64, 2000, 400, TABLE) / 256 < right - 0.3


def test_skewed_learning_lifts_the_mean_by_the_stated_amount():
    q, acts_per_week = 31 / 256, 9 / 256
    lift = 128 * acts_per_week * q * (1 - q) * (1 - 2 * q)
    assert _mean_belief(31, 31, 9, 20_000, 400, TABLE) / 256 - 64 == pytest.approx(lift, abs=0.1)


@settings(deadline=None)
@given(st.integers(0, 126), st.booleans(), st.integers(0, 256), st.integers(0, 255))
def test_belief_stays_in_bounds_and_moves_with_the_news(belief, captured, announced, uniform):
    after = belief_after_act(belief, captured, announced, uniform, TABLE)
    assert 0 <= after <= 126
    assert after >= belief if captured else after <= belief
    assert abs(belief_after_week(belief, TABLE) - 64) == max(0, abs(belief - 64) - 1)


def test_perceived_capture_is_announced_capture_at_right_belief():
    assert perceived_capture(64, 64) == 64
    assert perceived_capture(64, 126) == 126
    assert perceived_capture(256, 126) == 255
    assert perceived_capture(0, 126) == 0


@pytest.mark.parametrize("inflow", [0, 64, 200])
def test_fear_rests_at_eight_plus_inflow_over_decay(inflow):
    expected = 8 + inflow / 256 * 256 / 14
    # sd of fear ≈ √(inflow variance · 256/28 + rounding) < 5; 4000 people, time averages over 300 weeks
    assert _mean_fear(inflow, 4000, 600, TABLE) / 256 == pytest.approx(expected, abs=0.1)


def test_events_that_frighten():
    assert fear_of_deduction(-24, TABLE) == 10
    assert fear_of_deduction(-23, TABLE) == 0
    assert fear_of_deduction(40, TABLE) == 0
    assert sum(fear_of_household(True, u, TABLE) for u in range(65_536)) == 7 * round(0.14 * 65_536)
    assert fear_of_household(False, 0, TABLE) == 0
    assert TABLE.own_listing == 40


@pytest.mark.parametrize("shown", [0, 1, 4, 16, 30, 31, 64, 256])
def test_shown_neighbours_frighten_with_the_written_chance(shown):
    chance = min(1, 2.1 * min(1, 4 * shown / 256))
    assert _cell_fear(shown, 256, TABLE) / 65_536 == pytest.approx(chance, abs=2**-16)


@pytest.mark.parametrize("capture", [0.1, 0.3, 0.6])
def test_the_older_law_has_its_fixed_point(capture):
    point = older_belief_fixed_point(capture)
    assert capture * (256 - float(point)) / 16 == pytest.approx((1 - capture) * float(point) / 256)
    assert _mean_older_belief(round(capture * 2**32), 2000, 1000) == pytest.approx(float(point), rel=0.01)


@settings(deadline=None)
@given(st.integers(0, 126), st.booleans(), st.integers(0, 256), st.integers(0, 255), st.integers(0, 252))
def test_switched_off_belief_and_fear_are_frozen(belief, captured, announced, uniform, fear):
    off = adaptation_table(Adaptation.model_validate("off"))
    assert belief_after_act(belief, captured, announced, uniform, off) == belief
    assert belief_after_week(belief, off) == belief
    assert fear_after_week(fear, uniform, off) == fear
    assert fear_of_cell(200, 256, uniform, off) == fear_of_deduction(-400, off) == fear_of_household(True, 0, off) == 0
