"""Roll-out: which districts, from when, who joins, who leaves, and by which rulebook."""

import datetime
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from underheaven.day.rollout import (
    EVERYBODY,
    RULEBOOKS,
    PilotRulebook,
    Rollout,
    joins,
    leaves,
    local_rules,
    next_level,
    pilots,
    rollout_table,
    share_below,
    taste,
)
from underheaven.day.rulebook import Rulebook, rulebook_table
from underheaven.day.vocabulary import KINDS, Kind
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed, derived

PEOPLE = 200_000
REWARDS, STRICT = PilotRulebook(name="rewards only", penalties=assumed(0)), PilotRulebook(name="strict", penalties=assumed(2))


@compiled
def joiners(seed: int, people: int, level: int) -> int:
    count = 0
    for person in range(people):
        count += int(joins(taste(draw(seed, person, 0, 13, 0)[0]), level))
    return count


@compiled
def leavers(seed: int, people: int, price: int) -> int:
    count = 0
    for person in range(people):
        word, mood, _, _ = draw(seed, person, 0, 13, 0)
        count += int(leaves(((word & 255) + (word >> 8 & 255)) >> 1, mood & 255, price))
    return count


@pytest.mark.parametrize("level", [0, 40 << 8, 100 << 8, 1 << 15, 50_000, EVERYBODY])
def test_a_level_brings_in_its_share_of_tastes(level: int) -> None:
    share = share_below(level) / EVERYBODY
    assert joiners(3, PEOPLE, level) / PEOPLE == pytest.approx(share, abs=4 * np.sqrt(max(share * (1 - share), 1e-9) / PEOPLE))


def test_the_share_is_the_triangle_s() -> None:
    assert (share_below(0), share_below(EVERYBODY)) == (0, EVERYBODY)
    for level in (1000, 10_240, 32_768, 40_000, 65_000):
        x = level / EVERYBODY
        exact = 2 * x * x if x <= 0.5 else 1 - 2 * (1 - x) ** 2
        assert share_below(level) / EVERYBODY == pytest.approx(exact, abs=3e-5)


@given(st.integers(0, EVERYBODY), st.integers(0, EVERYBODY))
def test_a_higher_level_brings_in_more(low: int, high: int) -> None:
    low, high = sorted((low, high))
    assert share_below(low) <= share_below(high)


def weeks(rollout: Rollout, number: int) -> list[int]:
    levels = [0]
    for _ in range(number):
        levels.append(next_level(rollout, levels[-1]))
    return levels


def test_a_pilot_fills_week_by_week_to_its_fixed_point_and_never_empties() -> None:
    levels = weeks(Rollout(), 40)
    assert levels == sorted(levels)
    assert levels[1] == 40 << 8
    assert levels[-1] == levels[-2]
    assert levels[-1] == (40 << 8) + (40 * share_below(levels[-1]) >> 8)
    assert next_level(Rollout(perk=assumed(0), peer=assumed(0)), 9000) == 9000, "who has joined stays"


def test_signs_of_perk_peer_and_choice() -> None:
    base, richer, alone = weeks(Rollout(), 40)[-1], weeks(Rollout(perk=assumed(60)), 40)[-1], weeks(Rollout(peer=assumed(0)), 40)[-1]
    assert alone < base < richer
    assert next_level(Rollout(voluntary=False), 0) == EVERYBODY
    assert next_level(Rollout.model_validate("off"), 0) == 0


@pytest.mark.parametrize(("districts", "number"), [(1, 1), (8, 1), (100, 13), (333, 43)])
def test_43_of_333_districts_hold_pilots_and_one_at_least(districts: int, number: int) -> None:
    assert len(pilots(Rollout(), 5, districts)) == number


def test_pilots_are_keyed_and_staggered() -> None:
    rollout = Rollout(rulebooks=(REWARDS, STRICT))
    chosen = pilots(rollout, 5, 333)
    assert chosen == pilots(rollout, 5, 333)
    assert chosen.keys() != pilots(rollout, 6, 333).keys()
    starts = [pilot.start for pilot in chosen.values()]
    assert rollout.first <= min(starts) < max(starts) <= rollout.last
    assert len(set(starts)) > 30
    assert {pilot.rulebook for pilot in chosen.values()} == {1, 2}
    assert {pilot.rulebook for pilot in pilots(Rollout(), 5, 333).values()} == {0}
    one_day = datetime.date(2018, 7, 1)
    assert {pilot.start for pilot in pilots(Rollout(first=one_day, last=one_day), 5, 333).values()} == {one_day}
    assert pilots(Rollout.model_validate("off"), 5, 333) == {}


def test_more_pilots_keep_those_there_were() -> None:
    few, many = (pilots(Rollout(pilots=derived(share, "test")), 5, 333).keys() for share in (0.05, 0.5))
    assert few < many


def test_rulebooks_come_by_weight() -> None:
    never = PilotRulebook(name="never", weight=assumed(0))
    chosen = pilots(Rollout(pilots=derived(1, "test"), rulebooks=(REWARDS.model_copy(update={"weight": STRICT.weight}), never)), 5, 333)
    assert {pilot.rulebook for pilot in chosen.values()} == {1}
    three = Rollout(pilots=derived(1, "test"), rulebooks=(PilotRulebook(name="a", weight=assumed(3)), PilotRulebook(name="b")))
    share = sum(pilot.rulebook == 1 for pilot in pilots(three, 5, 333).values()) / 333
    assert share == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 333))


def test_a_pilot_s_rulebook_scales_points_and_its_own_lists() -> None:
    own = Rulebook()
    rewards, strict = local_rules(own, REWARDS), local_rules(own, STRICT)
    assert (rewards.jaywalking.points, rewards.critical_speech.points, rewards.critical_speech.list_days) == (0, 0, 0)
    assert (rewards.charity.points, rewards.bill_on_time.points) == (own.charity.points, own.bill_on_time.points)
    assert (rewards.default.points, rewards.default.list_days) == (0, own.default.list_days), "the national list stays"
    assert (strict.jaywalking.points, strict.critical_speech.list_days) == (-4, 360)
    half = local_rules(own, PilotRulebook(name="half", penalties=assumed(0.5), rewards=assumed(0.5)))
    assert (half.jaywalking.points, half.late_bill.points, half.charity.points) == (-1, -2.5, 2.5)


def test_the_table_holds_the_regime_s_rulebook_first() -> None:
    rollout = Rollout(rulebooks=(REWARDS, PilotRulebook(name="higher", higher_grades=assumed(10))))
    books = [Rulebook(), *(local_rules(Rulebook(), local) for local in rollout.rulebooks)]
    tables = tuple(rulebook_table(book, [0] * KINDS, [12] * KINDS) for book in books)
    table = rollout_table(rollout, tables, 7, 1)
    assert table.points[:, Kind.JAYWALKING].tolist() == [-8, 0, -8, 0]
    assert table.severity[1, Kind.JAYWALKING] == 0 < table.severity[0, Kind.JAYWALKING]
    assert table.grade_shift.tolist() == [0, 0, 40, 0]
    assert table.rulebook_of.tolist() == [0] * 7
    assert table.opt_out_price == -1
    with pytest.raises(ValueError, match=f"at most {RULEBOOKS - 1}"):
        rollout_table(rollout, tables[:1] * (RULEBOOKS + 1), 7, 1)


def test_leaving_forfeits_perks() -> None:
    may = Rollout.model_validate({"opt_out": "on"})
    table = (rulebook_table(Rulebook(), [0] * KINDS, [12] * KINDS),)
    assert rollout_table(may, table, 1, 1).opt_out_price == 32
    assert rollout_table(may, table, 1, 8).opt_out_price == 256
    shares = [leavers(3, PEOPLE, price) / PEOPLE for price in (0, 32, 96, 256, 512)]
    assert shares == sorted(shares, reverse=True)
    assert 0.5 < shares[1] < 0.99, "no knife-edge at the default perk"
    assert shares[-1] == 0


@given(st.integers(0, 254), st.integers(0, 255), st.integers(0, 512))
def test_more_private_people_leave_first(privacy: int, mood: int, price: int) -> None:
    assert leaves(privacy, mood, price) <= leaves(privacy + 1, mood, price)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"first": "2019-01-01", "last": "2018-01-01"}, "last must not lie before first"),
        ({"rulebooks": (REWARDS, REWARDS)}, "different names"),
        ({"rulebooks": (PilotRulebook(name="a", weight=assumed(0)),)}, "weight above 0"),
        ({"rulebooks": tuple(PilotRulebook(name=name) for name in "abcd")}, "at most 3"),
    ],
)
def test_contradictions_are_refused(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Rollout(**data)


def test_shares_are_exact() -> None:
    """By hand: a taste below 256 means a sum of two words of 16 bits below 512, 512·513/2 of 2**32 pairs."""
    assert Fraction(512 * 513 // 2, 1 << 32) * EVERYBODY == pytest.approx(share_below(256), abs=1)
