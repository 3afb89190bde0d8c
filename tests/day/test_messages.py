"""Message monitoring: captures, false alarms, base-rate arithmetic."""

from math import expm1, log1p, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from underheaven.day.messages import Messages, MessagesTable, false_alarm, message_coverage, messages_table, positive_predictive_value
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed

ONE = 65_536


def test_base_rate_arithmetic() -> None:
    """T-MSG1 and V-13a."""
    assert float(1 - positive_predictive_value(0.0164, 0.9, 0.01)) == pytest.approx(0.399902, abs=5e-7)
    assert float(1 - positive_predictive_value(0.01, 0.95, 0.05)) == pytest.approx(0.838983, abs=5e-7)
    assert positive_predictive_value(0.0, 0.9, 0.0) == 0
    assert positive_predictive_value(1e-6, 0.9, 2.5e-6) < positive_predictive_value(1e-3, 0.9, 2.5e-6)


@compiled
def _alarms(n: int, speakers: int, digital: int, table: MessagesTable) -> tuple[int, int]:
    """Days on which a person is flagged: rightly among the first ``speakers`` people, wrongly among all ``n``."""
    right, wrong = 0, 0
    for i in range(n):
        words = draw(21, i, 3, 27, 0)
        right += i < speakers and words[0] < (message_coverage(digital, table) << 16)
        wrong += false_alarm(words[1], digital, table)
    return right, wrong


def test_flagged_people_follow_the_law() -> None:
    """T-MSG1: hits and false alarms of the compiled functions have the exact rates, and so has their ratio, the PPV."""
    n, speakers, digital = 400_000, 4_000, 192
    table = messages_table(Messages(false_positive_rate=assumed(5e-5)))
    hit, alarm = 0.9 * (0.5 + digital / 512), -expm1(30 * log1p(-5e-5))
    right, wrong = _alarms(n, speakers, digital, table)
    assert right == pytest.approx(speakers * hit, abs=4 * sqrt(speakers * hit * (1 - hit)))
    assert wrong == pytest.approx(n * alarm, abs=4 * sqrt(n * alarm))
    ppv = float(positive_predictive_value(speakers / n, hit, alarm))
    spread = ppv * (1 - ppv) * sqrt((1 - hit) / (speakers * hit) + 1 / (n * alarm))
    assert right / (right + wrong * (1 - speakers / n)) == pytest.approx(ppv, abs=4 * spread)


def test_a_mean_person_is_falsely_flagged_on_five_days_in_a_hundred_thousand() -> None:
    table = messages_table(Messages())
    assert table.false_alarm[128] / 2**32 == pytest.approx(5e-5, rel=1e-4)
    assert table.false_alarm[0] == 0
    assert table.cost[128] / 2**32 == pytest.approx(20 * 1e-4, rel=1e-6)
    for digital in range(256):
        expected = -expm1(20 * digital / 128 * log1p(-2.5e-6))
        assert table.false_alarm[digital] == pytest.approx(expected * 2**32, abs=0.6)


def test_the_largest_rate_fits_the_daily_envelope() -> None:
    table = messages_table(Messages(false_positive_rate=assumed(5e-5)))
    assert table.false_alarm.max() <= 0.002 * 2**32
    with pytest.raises(ValidationError, match="envelope"):
        Messages(false_positive_rate=assumed(6e-5))
    with pytest.raises(ValidationError, match="at most 20"):
        Messages(messages_per_day=assumed(21))


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 255))
def test_coverage_and_retention_raise_capture_and_alarms(one: float, other: float, retention: float, digital: int) -> None:
    def table(coverage: float, kept: float) -> MessagesTable:
        return messages_table(Messages(coverage=assumed(coverage), retention=assumed(kept)))

    low, high = (table(c, retention) for c in sorted((one, other)))
    assert 0 <= message_coverage(digital, low) <= message_coverage(digital, high) <= ONE
    assert np.all(low.false_alarm <= high.false_alarm)
    lossy, full = table(one, retention), table(one, 1.0)
    assert lossy.coverage <= full.coverage
    assert lossy.coverage == pytest.approx(ONE * 0.9 * one * (1 - 0.3 * (1 - retention)), abs=1)


def test_deletion_is_useless_under_full_retention() -> None:
    assert messages_table(Messages(deleted=assumed(0.9))).coverage == messages_table(Messages(deleted=assumed(0.0))).coverage


def test_off_reads_nothing() -> None:
    table = messages_table(Messages.model_validate("off"))
    assert table.coverage == 0
    assert not table.false_alarm.any()
    assert not table.cost.any()
