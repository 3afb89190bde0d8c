"""Axelrod's norms game and metanorms game (V-06): a norm holds if who does not punish is punished.

Twenty players have a boldness B and a vengefulness V in {0, 1/7, …, 1}. Four times a generation each may defect: the chance S of being
seen is uniform, and who is bolder than S defects, T = 3 to itself and H = −1 to each other. Everybody sees it with chance S and punishes
with chance V: P = −9 to the defector, E = −2 to the punisher. Metanorms: who saw it and did not punish is seen in turn, with the same S,
and punished with P′ = −9 at a cost of E′ = −2. A player one standard deviation above the mean score has two children, one below none, the
others one, filled up or cut at random to twenty; each of six bits mutates with chance 1 %.

The norm collapses without metanorms, which the first paper, that stopped after 100 generations, does not show. Best reply to vengefulness
V: defect if S < T/((n − 1)|P|V) = 3/(171 V) for one's own payoff, S < (T − H)/(169 V) = 4/(169 V) for the payoff relative to the others.
The big model takes from it what informing costs and earns (``day.informants``).
Sources: Axelrod (1986), American Political Science Review 80:1095, doi:10.2307/1960858; Galán and Izquierdo (2005), JASSS 8(3)2.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled, compiled_model, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

PLAYERS, CHANCES, LEVELS = 20, 4, 7
TEMPTATION, HURT, PUNISHED, ENFORCEMENT = 3, -1, -9, -2
_CHANCE, _SIGHT = int(Purpose.OFFENCE), int(Purpose.WITNESS)
_CHILDREN, _FIRST = int(Purpose.WEEK_EVENT), int(Purpose.INITIAL_STATE)
_MUTATION = (1 << 32) // 100


class Norm(NamedTuple):
    """Means over players in one run."""

    boldness: float
    vengefulness: float

    @property
    def collapsed(self) -> bool:
        """Whether everybody defects and nobody minds."""
        return self.boldness >= 6 / 7 and self.vengefulness <= 1 / 7

    @property
    def established(self) -> bool:
        """Whether hardly anybody defects and nearly everybody punishes."""
        return self.boldness <= 2 / 7 and self.vengefulness >= 5 / 7


@compiled
def _sees_and_is_angry(seed: int, generation: int, occasion: int, block: int, sight: int, vengeful: int) -> tuple[bool, bool]:
    if vengeful == 0 and block > 0:
        return False, False  # who never punishes need not look
    seen, angry, _, _ = draw(seed, generation, occasion, _SIGHT, block)
    return seen < sight, angry * LEVELS < vengeful << 32


@compiled
def play(
    boldness: NDArray[np.int64], vengefulness: NDArray[np.int64], meta: bool, seed: int, generation: int, scores: NDArray[np.int64]
) -> None:
    """One generation; scores are added up."""
    for player in range(PLAYERS):
        for chance in range(CHANCES):
            sight = draw(seed, generation, player * CHANCES + chance, _CHANCE, 0)[0]
            if sight * LEVELS >= boldness[player] << 32:
                continue
            scores[player] += TEMPTATION - HURT
            scores += HURT
            for other in range(PLAYERS):
                vengeful = integer(vengefulness[other])
                if other == player or (vengeful == 0 and not meta):
                    continue
                occasion = (player * CHANCES + chance) * PLAYERS + other
                seen, angry = _sees_and_is_angry(seed, generation, occasion, 0, sight, vengeful)
                if seen and angry:
                    scores[player] += PUNISHED
                    scores[other] += ENFORCEMENT
                elif seen and meta:
                    for third in range(PLAYERS):
                        if third != player and third != other:
                            seen, angry = _sees_and_is_angry(seed, generation, occasion, 1 + third, sight, integer(vengefulness[third]))
                            if seen and angry:
                                scores[other] += PUNISHED
                                scores[third] += ENFORCEMENT


@compiled_model
def _next_generation(boldness: NDArray[np.int64], vengefulness: NDArray[np.int64], scores: NDArray[np.int64], seed: int, time: int) -> None:
    mean = scores.sum() / PLAYERS
    spread = np.sqrt(((scores - mean) ** 2).sum() / PLAYERS)
    parents, count, number = np.zeros(2 * PLAYERS, np.int64), 0, 0
    for player in range(PLAYERS):
        children = 2 if scores[player] >= mean + spread else 0 if scores[player] < mean - spread else 1
        for _ in range(children):
            parents[count] = player
            count += 1
    for place in range(min(count, PLAYERS)):  # a random twenty if there are more
        other = place + ((draw(seed, time, number, _CHILDREN, 0)[0] * (count - place)) >> 32)
        number += 1
        parents[place], parents[other] = parents[other], parents[place]
    for place in range(count, PLAYERS):
        parents[place] = parents[(draw(seed, time, number, _CHILDREN, 0)[0] * count) >> 32]
        number += 1
    bold, vengeful = boldness.copy(), vengefulness.copy()
    for player in range(PLAYERS):
        genes = integer(bold[parents[player]]) << 3 | integer(vengeful[parents[player]])
        for bit in range(6):
            genes ^= int(draw(seed, time, number, _CHILDREN, 0)[0] < _MUTATION) << bit
            number += 1
        boldness[player], vengefulness[player] = genes >> 3, genes & 7


@compiled_model
def _evolve(meta: bool, seed: int, generations: int, sums: NDArray[np.int64]) -> None:
    """Sums of boldness and vengefulness over players into [generations, 2]."""
    boldness, vengefulness, scores = np.zeros(PLAYERS, np.int64), np.zeros(PLAYERS, np.int64), np.zeros(PLAYERS, np.int64)
    for player in range(PLAYERS):
        word = draw(seed, player, 0, _FIRST, 0)[0]
        boldness[player], vengefulness[player] = word >> 29, word >> 26 & 7
    for generation in range(generations):
        scores[:] = 0
        play(boldness, vengefulness, meta, seed, generation, scores)
        _next_generation(boldness, vengefulness, scores, seed, generation)
        sums[generation, 0], sums[generation, 1] = boldness.sum(), vengefulness.sum()


def evolve(meta: bool, generations: int, *, seed: int = 1) -> list[Norm]:
    """Mean boldness and vengefulness after each generation of one run."""
    sums = np.zeros((generations, 2), np.int64)
    _evolve(meta, seed, generations, sums)
    return [Norm(float(b), float(v)) for b, v in sums / (PLAYERS * LEVELS)]


@compiled_model
def _defections(rounds: int, sight: int, vengeful: int, seed: int) -> tuple[int, int]:
    """(payoff to the defector, to all others) of so many defections seen with a chance of sight/2³², by others of equal vengefulness."""
    own, others = 0, 0
    for number in range(rounds):
        own, others = own + TEMPTATION, others + HURT * (PLAYERS - 1)
        for other in range(PLAYERS - 1):
            seen, angry, _, _ = draw(seed, number, other, _SIGHT, 0)
            if seen < sight and angry * LEVELS < vengeful << 32:
                own, others = own + PUNISHED, others + ENFORCEMENT
    return own, others


def worth_defecting_below(vengeful: int = LEVELS, *, relative: bool, rounds: int = 400_000, seed: int = 1) -> float:
    """Chance S of being seen at which a defection is worth nothing, from play at two values of S and the line between them."""
    points = []
    for sight in (0.01, 0.03):
        own, others = _defections(rounds, round(sight * 2**32), vengeful, seed)
        points.append((sight, (own - others / (PLAYERS - 1) if relative else own) / rounds))
    (low, at_low), (high, at_high) = points
    return low + (high - low) * at_low / (at_low - at_high)
