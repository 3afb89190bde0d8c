"""The ledger: mean reversion (T-LED1), reflecting clamps (T-LED2, V-09), paired rounding (T-LED3)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.ledger import BASE_SCORE, Ledger, LedgerTable, apply_records, ledger_table, repair
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import derived

TABLE = ledger_table(Ledger())
KAPPA = TABLE.repair / 2**20
RECORD, RATE = 40, 0.02
"""Ten points, and records a day."""


def without_memory(highest: float) -> LedgerTable:
    return ledger_table(Ledger.model_validate({"memory": derived(0, "test"), "highest": derived(highest, "test")}))


@compiled
def scores(table: LedgerTable, people: int, weeks: int, rate: int, record: int, sample: np.ndarray) -> None:
    for person in range(people):
        score, false_part = 3130, 0
        for week in range(weeks):
            a, b, c, d = draw(16, person, week, 1, 0)
            e, f, g, h = draw(16, person, week, 1, 1)
            records = int(a < rate) + int(b < rate) + int(c < rate) + int(d < rate) + int(e < rate) + int(f < rate) + int(g < rate)
            score, false_part, _ = apply_records(table, score, false_part, -record * records, 0)
            score, false_part = repair(table, score, false_part, h)
        sample[person] = score


def test_t_led1_mean_and_spread_of_the_score() -> None:
    assert TABLE.repair == 6703
    people, rate = 8000, round(RATE * 2**32)
    sample = np.empty(people, np.int64)
    scores(TABLE, people, 900, rate, RECORD, sample)
    kept = 1 - KAPPA
    mean = BASE_SCORE - 7 * RATE * RECORD * kept / KAPPA
    variance = (7 * RATE * (1 - RATE) * RECORD**2 * kept**2 + 1 / 6) / (1 - kept**2)
    assert 4 * mean == pytest.approx(12_497, rel=0.002)
    assert 4 * variance**0.5 == pytest.approx(524, rel=0.02)
    assert sample.mean() == pytest.approx(mean, abs=4 * (variance / people) ** 0.5)
    assert sample.std() == pytest.approx(variance**0.5, rel=4 / (2 * people) ** 0.5)


@compiled
def walks(table: LedgerTable, people: int, days: int, up: int, down: int, histogram: np.ndarray) -> None:
    for person in range(people):
        score = 0
        for day in range(days):
            u, _, _, _ = draw(17, person, day, 1, 0)
            change = 4 if u < up else (-4 if u < down else 0)
            score, _, _ = apply_records(table, score, 0, change, 0)
        histogram[score >> 2] += 1


@pytest.mark.parametrize(("up", "down", "days"), [(0.2, 0.3, 1200), (0.25, 0.25, 2500)])
def test_t_led2_reflecting_clamps_give_the_truncated_geometric_law(up: float, down: float, days: int) -> None:
    people = 8000
    histogram = np.zeros(21, np.int64)
    walks(without_memory(20), people, days, round(up * 2**32), round((up + down) * 2**32), histogram)
    law = (up / down) ** np.arange(21)
    law /= law.sum()
    if up < down:
        assert law[0] == pytest.approx(0.3334, abs=1e-6)
        assert (law * np.arange(21)).sum() == pytest.approx(1.995788, abs=1e-6)
    # cells with few expected people are pooled into one
    few = law * people < 8
    observed, expected = histogram[~few], law[~few] * people
    if few.any():
        observed, expected = np.append(observed, histogram[few].sum()), np.append(expected, law[few].sum() * people)
    chi_square = ((observed - expected) ** 2 / expected).sum()
    assert chi_square < (expected.size - 1) + 4 * (2 * (expected.size - 1)) ** 0.5 + 8


quarters = st.integers(0, 8191)
uniforms = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(st.integers(-60, 60), uniforms), max_size=60))
@settings(deadline=None, derandomize=True)
def test_t_led3_false_records_never_move_the_truth(weeks: list[tuple[int, int]]) -> None:
    score, false_part = BASE_SCORE, 0
    for change, uniform in weeks:
        score, false_part, saturated = apply_records(TABLE, score, false_part, change, change)
        if saturated:
            return
        score, false_part = repair(TABLE, score, false_part, uniform)
        assert score - false_part == BASE_SCORE


@given(quarters, st.integers(-900, 900), st.integers(-9000, 9000), st.integers(-9000, 9000))
@settings(deadline=None, derandomize=True)
def test_the_clamp_cuts_the_false_part_and_never_the_truth(score: int, false_part: int, true: int, false: int) -> None:
    new, held, saturated = apply_records(TABLE, score, false_part, true + false, false)
    assert 0 <= new <= 8191
    assert abs(held) <= 1023
    if not saturated:
        assert new - held == score - false_part + true
    assert saturated == (abs(new - (score - false_part + true)) > 1023)


@given(quarters, st.integers(-1023, 1023), uniforms)
@settings(deadline=None, derandomize=True)
def test_repair_moves_toward_the_base_and_stays_on_the_scale(score: int, false_part: int, uniform: int) -> None:
    healed, held = repair(TABLE, score, false_part, uniform)
    assert abs(healed - BASE_SCORE) <= abs(score - BASE_SCORE)
    assert abs(held) <= abs(false_part)


def test_more_negative_records_and_longer_memory_lower_the_score() -> None:
    long_memory = ledger_table(Ledger.model_validate({"memory": derived(3650, "test")}))
    means = []
    for table, rate in ((TABLE, 0.01), (TABLE, 0.02), (long_memory, 0.02)):
        sample = np.empty(500, np.int64)
        scores(table, 500, 400, round(rate * 2**32), RECORD, sample)
        means.append(sample.mean())
    assert means[0] > means[1] + 100 > means[2] + 200


def test_off_keeps_the_score() -> None:
    table = ledger_table(Ledger.model_validate("off"))
    assert apply_records(table, 4000, 0, -400, -400) == (4000, 0, False)
    assert repair(table, 3000, 5, 2**20 - 1) == (3000, 5)


def test_a_floor_above_the_ceiling_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ledger\.lowest"):
        ledger_table(Ledger.model_validate({"lowest": derived(30, "test"), "highest": derived(20, "test")}))
