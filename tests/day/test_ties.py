"""Ties: the stationary share alive (T-TIE1), acts without knife-edges (T-ACT2), and the message bits."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.ties import (
    Ties,
    accepts,
    aids,
    cuts,
    proposes,
    ties_after,
    ties_alive,
    ties_table,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = ties_table(Ties())
PEOPLE = 1 << 17
mask = st.integers(0, 63)


@compiled
def _share_alive(ties, weeks, table):
    """Share alive over the second half of the weeks where every asked cut and every proposal is taken."""
    total = 0
    for tie in range(ties):
        alive = 1
        for week in range(weeks):
            words = draw(41, tie, week, 50, 0)
            if alive and cuts(words[0], 100, 0, 255, 255, table):
                alive = 0
            elif not alive and proposes(words[1], False, table) and accepts(False, 255, 255, table):
                alive = 1
            if week >= weeks // 2:
                total += alive
    return total / (ties * (weeks - weeks // 2))


@compiled
def _shares(people, publicity, table):
    """Shares of people who cut (when asked), accept, accept a shown one, aid, aid a shown one; trust 70–210, traits (u8 + u8) >> 1."""
    cut = accept = accept_shown = aid = aid_shown = 0
    for person in range(people):
        words = draw(42, person, 1, 65, 0)
        trait = ((words[0] & 255) + ((words[0] >> 8) & 255)) >> 1
        day, trust = (words[0] >> 16) & 255, 70 + ((words[1] * 141) >> 32)
        cut += cuts(0, 0, trust, trait, day, table)
        accept += accepts(False, trait, day, table)
        accept_shown += accepts(True, trait, day, table)
        aid += aids(trust, trait, day, False, publicity, table)
        aid_shown += aids(trust, trait, day, True, publicity, table)
    return cut / people, accept / people, accept_shown / people, aid / people, aid_shown / people


def test_a_third_is_alive_at_one_revival_per_two_cuts():
    weeks, ties = 2000, 4000
    share = _share_alive(ties, weeks, TABLE)
    # a two-state chain forgets at rate 1 − v − c: variance of its time average 2 · p(1 − p)/((v + c) · weeks)
    sd = math.sqrt(2 * (2 / 9) / (0.021 * weeks / 2) / ties)
    assert abs(share - 1 / 3) < 4 * sd


def test_no_act_of_ties_stands_on_a_knife_edge():
    for share in _shares(PEOPLE, 256, TABLE):
        assert 0.01 < share < 0.99


def test_being_shown_costs_company_and_aid():
    _, accept, accept_shown, aid, aid_shown = _shares(PEOPLE, 256, TABLE)
    assert accept_shown < accept
    assert aid_shown < aid
    assert _shares(PEOPLE, 0, TABLE)[4] == aid


@settings(deadline=None)
@given(st.integers(0, 254), st.integers(0, 255), st.integers(0, 255), st.booleans())
def test_trust_gives_aid_and_keeps_ties(trust, trait, day, shown):
    if aids(trust, trait, day, shown, 256, TABLE):
        assert aids(trust + 1, trait, day, shown, 256, TABLE)
    if cuts(0, 0, trust + 1, trait, day, TABLE):
        assert cuts(0, 0, trust, trait, day, TABLE)
        assert cuts(0, 5, trust, trait, day, TABLE)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_cuts_and_proposals_need_their_slot(uniform, shown):
    assert cuts(uniform, 100, 0, 255, 255, TABLE) == (uniform < round(0.014 * 2**32))
    assert proposes(uniform, shown, TABLE) == (not shown and 0 <= uniform - round(0.75 * 2**32) < round(0.007 * 2**32))


@settings(deadline=None)
@given(mask, mask, mask)
def test_cut_beats_accept(alive, cut, accept):
    after = ties_after(alive, accept, cut)
    assert after & cut == 0
    assert after == (alive | accept) & (63 ^ cut)
    assert ties_alive(after) == after.bit_count()


def test_a_rate_beyond_its_top_is_refused_with_its_place():
    tree = Ties().model_dump()
    tree["propose"]["value"] = 0.06
    with pytest.raises(ValueError, match=r"ties\.propose"):
        ties_table(Ties(**tree))


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_switched_off_nothing_happens_to_ties(uniform):
    off = ties_table(Ties.model_validate("off"))
    assert not cuts(uniform, 100, 0, 255, 255, off)
    assert not proposes(uniform, False, off)
    assert not aids(255, 255, 255, False, 0, off)
