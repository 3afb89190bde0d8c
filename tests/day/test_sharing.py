"""Sharing: two switches, each its own way."""

from hypothesis import given
from hypothesis import strategies as st

from underheaven.day.capture import Visibility, announced_capture, capture_threshold, visibility_table
from underheaven.day.sharing import FULL, Sharing, capped, sharing_table
from underheaven.day.vocabulary import CHANNELS, Channel, Kind

SEEN = visibility_table(Visibility())


def test_each_switch_opens_one_way() -> None:
    none, up, down, off = (
        sharing_table(Sharing.model_validate(data))
        for data in (
            {},
            {"commercial_to_state": True},
            {"state_to_commercial": True},
            {"on": "off", "commercial_to_state": True, "state_to_commercial": True},
        )
    )
    assert (none.platform, none.cap) == (off.platform, off.cap) == (0, 63)
    assert (up.platform, up.cap) == (FULL, 63)
    assert (down.platform, down.cap) == (0, 16)


@given(st.integers(0, 63), st.booleans())
def test_a_listing_caps_the_score_only_where_lists_are_read(score: int, listed: bool) -> None:
    shared, apart = sharing_table(Sharing(state_to_commercial=True)), sharing_table(Sharing())
    assert capped(apart, score, listed) == score
    assert capped(shared, score, listed) == (min(score, 16) if listed else score)


def test_the_platform_sees_games_purchases_and_praise_at_their_visibility() -> None:
    for kind in Kind:
        share = capture_threshold(kind, Channel.PLATFORM, FULL, SEEN) / 2**32
        expected = {Kind.VIDEO_GAMES: 0.5, Kind.TRIVIAL_PURCHASE: 0.5, Kind.PRAISE: 0.3}.get(kind, 0)
        assert abs(share - expected) < 1e-9
        assert capture_threshold(kind, Channel.PLATFORM, 0, SEEN) == 0


def test_members_expect_the_platform_and_others_do_not() -> None:
    """What is announced to members is 1 − (1 − q)(1 − V): belief is right for them and for everybody else."""
    coverage = [[0] * CHANNELS]
    assert announced_capture(SEEN, coverage)[Kind.VIDEO_GAMES, 0] == 0
    coverage[0][Channel.PLATFORM] = FULL
    assert announced_capture(SEEN, coverage)[Kind.VIDEO_GAMES, 0] == 128
    assert announced_capture(SEEN, coverage)[Kind.JAYWALKING, 0] == 0
