"""Knowledge of the regime, censorship, information."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.knowledge import Censorship, Knowledge, aware, censorship_table, knowledge, knowledge_table, newly_aware
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed

WHOLE = 2**32
FREE = Censorship.model_validate("off")


@compiled
def _aware(n: int, before: int, now: int) -> tuple[int, int, int]:
    knew, know, learned = 0, 0, 0
    for i in range(n):
        word = draw(2, i, 0, 6, 0)[0]
        knew += aware(word, before)
        know += aware(word, now)
        learned += newly_aware(word, before, now)
    return knew, know, learned


def test_share_aware_is_knowledge() -> None:
    """T-AWA1."""
    n = 100_000
    before, now = (int(k) for k in knowledge(Knowledge(initial=assumed(0.11)), FREE, [0, 7 * 40]))
    knew, know, learned = _aware(n, before, now)
    for count, share in ((knew, 0.11), (know, 0.31)):
        assert count == pytest.approx(n * share, abs=4 * sqrt(n * share * (1 - share)))
    assert know == knew + learned


def test_rise_by_the_week_up_to_everybody() -> None:
    levels = knowledge(Knowledge(), FREE, [-1, 0, 6, 7, 7 * 40, 5_000]) / WHOLE
    assert levels == pytest.approx([0, 0.80, 0.80, 0.805, 1, 1])


@settings(deadline=None)
@given(st.floats(0, 0.5), st.floats(0, 0.5), st.lists(st.integers(-10, 7_000), min_size=1, max_size=20))
def test_sign_censorship_lowers_knowledge(one: float, other: float, days: list[int]) -> None:
    free, censored = (knowledge(Knowledge(), Censorship(strength=assumed(s)), sorted(days)) for s in sorted((one, other)))
    assert np.all(censored <= free)
    assert np.all(np.diff(free) >= 0)
    assert free.min() >= 0
    assert free.max() <= WHOLE


def test_censorship_at_its_default() -> None:
    assert knowledge(Knowledge(), Censorship(), [0])[0] == pytest.approx(0.8 * (1 - 0.065) * WHOLE, abs=1)
    assert censorship_table(Censorship()).strength == 33
    assert censorship_table(FREE).strength == 0


def test_off_means_nobody_knows() -> None:
    table = knowledge_table(Knowledge.model_validate("off"), Censorship(), [0, 5_000])
    assert table.aware_below.tolist() == [0, 0]
    assert table.trust_lost == 0
    assert knowledge_table(Knowledge(), Censorship(), [0]).trust_lost == 6
