"""Shapley shares and interactions: closed forms, and what must hold of every game, exactly."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from underheaven.study.shapley import interactions, shares

GLOVE = {0: 0, 1: 0, 2: 0, 4: 0, 3: 1, 5: 1, 6: 0, 7: 1}
AIRPORT = {s: max((i + 1 for i in range(3) if s >> i & 1), default=0) for s in range(8)}


def games(players: int):
    return st.lists(st.integers(-(10**9), 10**9), min_size=1 << players, max_size=1 << players).map(lambda v: dict(enumerate(v)))


def test_glove_and_airport() -> None:
    """V-22."""
    assert shares(GLOVE, 3) == [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]
    assert shares(AIRPORT, 3) == [Fraction(1, 3), Fraction(5, 6), Fraction(11, 6)]


@given(games(4))
def test_shares_add_up_exactly(game: dict[int, int]) -> None:
    assert sum(shares(game, 4)) == game[15] - game[0]


@given(games(3))
def test_a_player_who_changes_nothing_gets_nothing(game: dict[int, int]) -> None:
    with_dummy = {s: game[s & 7] for s in range(16)}
    assert shares(with_dummy, 4) == [*shares(game, 3), 0]
    assert all(found == 0 for pair, found in interactions(with_dummy, 4).items() if 3 in pair)


@given(games(3))
def test_twins_get_the_same(game: dict[int, int]) -> None:
    symmetric = {s: game[s] if s & 3 != 2 else game[s ^ 3] for s in range(8)}
    first, second, _ = shares(symmetric, 3)
    assert first == second


def test_interactions() -> None:
    both_needed = {s: int(s & 3 == 3) for s in range(8)}
    assert interactions(both_needed, 3) == {(0, 1): 1, (0, 2): 0, (1, 2): 0}
    either_does = {s: int(s & 3 != 0) for s in range(8)}
    assert interactions(either_does, 3)[0, 1] == -1
    additive = {s: 5 * (s & 1) + 7 * (s >> 1 & 1) + 11 * (s >> 2) for s in range(8)}
    assert set(interactions(additive, 3).values()) == {0}
    assert shares(additive, 3) == [5, 7, 11]
