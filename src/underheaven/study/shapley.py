"""Shapley shares and interactions of a game in which every coalition has been played: exact, in whole numbers and fractions.

A share is a player's contribution averaged over all orders in which the players may join:
φ_i = Σ_S |S|! (n − |S| − 1)! / n! · [v(S ∪ i) − v(S)]; shares sum to v(all) − v(nobody). The interaction of a pair is the same average
of what both add together beyond what each adds alone: above zero they strengthen one another, below they do one another's work.

Sources: Shapley (1953), Contributions to the Theory of Games II:307; Grabisch and Roubens (1999), International Journal of Game Theory
28:547, doi:10.1007/s001820050125.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import factorial

Coalition = int
"""Players as bits: player i belongs to it if bit i is set."""


def shares(values: Mapping[Coalition, Fraction | int], players: int) -> list[Fraction]:
    """The share of each player.

    >>> shares({0: 0, 1: 0, 2: 0, 4: 0, 3: 1, 5: 1, 6: 0, 7: 1}, 3)  # one left glove, two right ones
    [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]
    """
    weights = [Fraction(factorial(size) * factorial(players - size - 1), factorial(players)) for size in range(players)]
    return [
        sum(
            (weights[s.bit_count()] * (Fraction(values[s | 1 << i]) - values[s]) for s in range(1 << players) if not s >> i & 1),
            Fraction(0),
        )
        for i in range(players)
    ]


def interactions(values: Mapping[Coalition, Fraction | int], players: int) -> dict[tuple[int, int], Fraction]:
    """The interaction of each pair."""
    weights = [Fraction(factorial(size) * factorial(players - size - 2), factorial(players - 1)) for size in range(players - 1)]
    found = {}
    for i, j in combinations(range(players), 2):
        one, other = 1 << i, 1 << j
        found[i, j] = sum(
            (
                weights[s.bit_count()] * (Fraction(values[s | one | other]) - values[s | one] - values[s | other] + values[s])
                for s in range(1 << players)
                if not s & (one | other)
            ),
            Fraction(0),
        )
    return found
