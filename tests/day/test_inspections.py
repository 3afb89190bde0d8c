"""Few inspectors: visits in proportion to weight, capture in closed form, the runaway urn and its cure (T-FIRM3)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.inspections import (
    CAPACITY_BITS,
    EQUAL,
    Inspections,
    capacity_of,
    capture_of_offence,
    counts,
    inspections_table,
    rate_of_visits,
    visited,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.validation.anchors_firms import discovered_share, urn_shares

_INSPECTION = int(Purpose.INSPECTION)
ONE = 1 << CAPACITY_BITS


@compiled
def _visits(days, capacity, weights, seen):
    total = 0
    for weight in weights:
        total += weight
    rate = rate_of_visits(capacity, weights.size, total)
    for day in range(days):
        begin, more, _, _ = draw(11, 0, day, _INSPECTION, 0)
        carry = begin << 8 | more & 255
        for firm in range(weights.size):
            carry, knocked = visited(carry, weights[firm], rate)
            seen[firm] += int(knocked)


def visits(days, capacity, weights):
    seen = np.zeros(len(weights), np.int64)
    _visits(days, capacity, np.array(weights, np.int64), seen)
    return seen


def test_visits_are_in_proportion_to_weight_and_use_the_capacity():
    weights = [EQUAL] * 40 + [4 * EQUAL] * 10
    days, capacity = 100_000, ONE // 100
    seen = visits(days, capacity, weights)
    assert seen.sum() == pytest.approx(days * 0.5, abs=4 * np.sqrt(days * 0.25))  # every other day one visit, never two
    expected = days * 0.5 * np.array(weights) / sum(weights)
    assert (np.abs(seen - expected) < 4 * np.sqrt(expected)).all()


def test_equal_weights_of_any_size_give_the_same_visits():
    assert (visits(1000, ONE // 50, [EQUAL] * 30) == visits(1000, ONE // 50, [4 * EQUAL] * 30)).all()


def test_nobody_is_visited_twice_a_day_however_heavy():
    assert visits(50, ONE, [EQUAL, 1 << 18]).max() <= 50


@compiled
def _found(offences, visit, fading, found):
    for offence in range(offences):
        for week in range(2000):
            look, fade, _, _ = draw(12, offence, week, _INSPECTION, 0)
            if look < visit:
                found[0] += 1
                break
            if fade < fading:
                break


def test_capture_before_the_traces_fade():
    today = Inspections()
    assert capture_of_offence(today, capacity_of(today)) == pytest.approx(0.0352, abs=1e-4)
    assert capture_of_offence(today, capacity_of(today, 20)) == pytest.approx(0.4354, abs=1e-4)
    assert capture_of_offence(today, capacity_of(Inspections(on=False))) == 0
    found, n = np.zeros(1, np.int64), 20_000
    _found(n, int(0.056 * 2**32), int(2**32 / 13), found)
    assert found[0] / n == pytest.approx(0.4354, abs=4 * np.sqrt(0.25 / n))


@settings(deadline=None)
@given(st.integers(1, 2000), st.integers(1, 2000))
def test_a_find_is_counted_inversely_to_attention(heavy, light):
    accepted = sum(counts(uniform, heavy, heavy + light, 2) for uniform in range(0, 65_536, 64)) / 1024
    assert accepted == pytest.approx(min(1, (heavy + light) / (4 * heavy)), abs=0.002)


def test_found_offences_that_send_inspectors_run_away_and_thinning_cures_it():
    """A short urn: 2 000 rounds, 100 runs; V-14 has the long ones."""
    shares = urn_shares(200, 400)
    assert abs(np.mean(shares) - 0.5) < 4 * np.sqrt(1 / 12 / 200)
    runaway, cured = (np.mean(discovered_share(0.6, 0.4, 2000, 100, thinned)) for thinned in (False, True))
    assert runaway > 0.8
    assert cured == pytest.approx(0.6, abs=0.03)


def test_switched_off_nothing_is_found():
    off = inspections_table(Inspections(on=False))
    assert (off.recall, off.false_finding) == (0, 0)
    assert capacity_of(Inspections(on=False), 10) == 0
