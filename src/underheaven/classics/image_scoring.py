"""Image scoring (V-07): help goes to those of good repute, if their repute is public enough.

A helper (C) gives a benefit b at a cost c to everybody whose record it does not know to be bad; it knows a record with chance q. A defector
(D) gives nothing. Payoffs of the row player:

    C against C: b − c    C against D: −c (1 − q)    D against C: b (1 − q)    D against D: 0

C resists D if q > c/b, is risk-dominant if b/c > (2 − q)/q, advantageous if b/c > (3 − 2q)/q; the unstable share of helpers is
x* = c (1 − q)/(q (b − c)). ``generations`` is the simulation with images and thresholds: cooperation comes and goes.
The big model takes from it the rule of aid (``day.ties``): a listing that is public keeps help from those who need it.
Sources: Nowak and Sigmund (1998), Nature 393:573, doi:10.1038/31225; Nowak (2006), Science 314:1560, doi:10.1126/science.1133755.
"""

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_model, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

_MEETING, _CHILD = int(Purpose.AID_DECISION), int(Purpose.INITIAL_STATE)
_THRESHOLDS = 12
"""Thresholds −5 … 6 of the image from which on a player helps; −5 helps everybody, 6 nobody."""


@compiled_model
def _helped(meetings: int, helper_share: int, known: int, seed: int, counts: NDArray[np.int64]) -> None:
    """[kind of player, was it met, did it help, was it helped] over meetings of a random pair in which each may help the other."""
    for meeting in range(meetings):
        words, sight = draw(seed, meeting, 1, _MEETING, 0), draw(seed, meeting, 1, _MEETING, 1)
        first, second = int(words[0] < helper_share), int(words[1] < helper_share)
        gives = first == 1 and not (second == 0 and sight[0] < known)
        gets = second == 1 and not (first == 0 and sight[1] < known)
        counts[first, 0] += 1
        counts[first, 1] += int(gives)
        counts[first, 2] += int(gets)


def payoffs(benefit: float, cost: float, known: float, helpers: float, *, meetings: int = 1_000_000, seed: int = 1) -> tuple[float, float]:
    """Mean payoff of a helper and of a defector a meeting, in a population with this share of helpers."""
    counts = np.zeros((2, 3), np.int64)
    _helped(meetings, round(helpers * 2**32), round(known * 2**32), seed, counts)
    mean = (benefit * counts[:, 2] - cost * counts[:, 1]) / np.maximum(1, counts[:, 0])
    return float(mean[1]), float(mean[0])


def unstable_share(benefit: float, cost: float, known: float) -> float:
    """x*: above it helpers fare better; beyond 1 they never do."""
    return cost * (1 - known) / (known * (benefit - cost))


@compiled_model
def _generations(players: int, meetings: int, benefit: int, cost: int, seed: int, helped: NDArray[np.int64]) -> None:
    threshold, image, score = np.zeros(players, np.int64), np.zeros(players, np.int64), np.zeros(players, np.int64)
    for player in range(players):
        threshold[player] = ((draw(seed, player, 0, _CHILD, 0)[0] * _THRESHOLDS) >> 32) - 5
    for generation in range(helped.size):
        image[:], score[:] = 0, 0
        for meeting in range(meetings):
            a, b, _, _ = draw(seed, meeting, generation, _MEETING, 0)
            donor, recipient = (a * players) >> 32, (b * (players - 1)) >> 32
            recipient += int(recipient >= donor)
            if image[recipient] >= threshold[donor]:
                score[donor] -= cost
                score[recipient] += benefit
                image[donor] = min(5, image[donor] + 1)
                helped[generation] += 1
            else:
                image[donor] = max(-5, image[donor] - 1)
        lowest = score.min()
        total = (score - lowest + 1).sum()
        parents = threshold.copy()
        for child in range(players):
            fitness, mutation, which, _ = draw(seed, child, generation + 1, _CHILD, 0)
            left, parent = (fitness * total) >> 32, 0
            while left >= score[parent] - lowest + 1:
                left -= score[parent] - lowest + 1
                parent += 1
            threshold[child] = integer(parents[parent]) if mutation >= (1 << 32) // 1000 else ((which * _THRESHOLDS) >> 32) - 5


def generations(
    number: int, *, players: int = 100, meetings: int = 125, benefit: int = 10, cost: int = 1, seed: int = 1
) -> NDArray[np.float64]:
    """Share of meetings that end in help, generation by generation; one in a thousand children mutates."""
    helped = np.zeros(number, np.int64)
    _generations(players, meetings, benefit, cost, seed, helped)
    return helped / meetings
