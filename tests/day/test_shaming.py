"""Shaming: which lists are visible, how often a shamed person is harassed, and what it does."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.shaming import Shaming, fear_in_cell, harassed, is_shamed, is_shown, shaming_table
from underheaven.day.vocabulary import Domain
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = shaming_table(Shaming())
domains = st.integers(0, 4095)


@compiled
def _harassed_weeks(people, shamed, table):
    count = 0
    for person in range(people):
        count += harassed(shamed, draw(51, person, 1, 50, 0)[0], table)
    return count


def test_a_shamed_person_is_harassed_at_the_written_rate():
    n, p = 1 << 20, 0.07
    assert abs(_harassed_weeks(n, True, TABLE) - n * p) < 4 * math.sqrt(n * p * (1 - p))
    assert _harassed_weeks(n, False, TABLE) == 0


@settings(deadline=None)
@given(domains)
def test_billboard_dial_tone_and_dating_make_a_list_visible(domains):
    assert is_shown(domains, TABLE) == bool({8, 9, 10} & {d for d in range(12) if domains >> d & 1})
    assert is_shamed(domains, TABLE) == bool(domains >> Domain.BILLBOARD & 1)


def test_harassment_frightens_and_costs():
    assert (TABLE.fear_of_victim, TABLE.trust_in_government, TABLE.loss) == (30, -4, 16)
    assert [fear_in_cell(n, TABLE) for n in (0, 1, 3)] == [0, 1, 3]
    assert TABLE.publicity == 256


def test_a_rate_beyond_its_top_is_refused_with_its_place():
    tree = Shaming().model_dump()
    tree["harassment"]["value"] = 0.21
    with pytest.raises(ValueError, match=r"shaming\.harassment"):
        shaming_table(Shaming(**tree))


@settings(deadline=None)
@given(domains, st.integers(0, 2**32 - 1))
def test_switched_off_no_list_is_visible(domains, uniform):
    off = shaming_table(Shaming.model_validate("off"))
    assert not is_shown(domains, off)
    assert not is_shamed(domains, off)
    assert not harassed(True, uniform, off)
    assert off.displays == fear_in_cell(5, off) == 0
