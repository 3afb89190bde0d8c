"""The spiral of silence on a network (V-04): who hears mostly opponents falls silent, and is no longer heard.

Everybody holds one of two opinions for ever, has a confidence c = max(2/(1 + e^{−x}) − 1, 0), and speaks while c lies above a threshold
of their own. Each step, all at once, with s supporters and o opponents who speak among one's acquaintances:

    x ← x + α (s − o)/(s + o)

until no confidence changes by more than ε. Start: x and the thresholds uniform on (0, 1), opinions by a fair coin, network by preferential
attachment (each newcomer knows m of those before, chosen in proportion to their acquaintances).
The big model takes from it that expression depends on what acquaintances are heard to say, and not on what they think (``day.expression``).
Source: Ross, Pilz, Cabrera, Brachten, Neubaum and Stieglitz (2019), EJIS 28:394, doi:10.1080/0960085X.2018.1560920.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled, compiled_model, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

_TIE, _PERSON = int(Purpose.TIE), int(Purpose.PERSON)


class Climate(NamedTuple):
    """What is said when nobody changes any more."""

    steps: int
    speaking: int
    """Who still speaks, of either opinion."""
    majority: float
    """Share of the louder opinion among those who speak."""
    hub_decides: bool
    """Whether the louder opinion is that of the person with the most acquaintances."""
    bots_decide: bool
    """Whether the louder opinion is that of the bots."""


@compiled
def confidence(x: float) -> float:
    """Confidence of an inner state."""
    return max(2 / (1 + math.exp(-x)) - 1, 0.0)


@compiled
def heard(supporters: int, opponents: int) -> float:
    """Climate around a person, −1 to 1; silence says nothing."""
    return (supporters - opponents) / (supporters + opponents) if supporters + opponents > 0 else 0.0


@compiled
def _network(ends: NDArray[np.int64], people: int, links: int, bots: int, seed: int) -> int:
    """Pairs of acquaintances into ``ends``, one after the other: a random end is a person in proportion to their acquaintances."""
    used = 0
    for person in range(1, people + bots):
        first = used
        for link in range(min(links, person)):
            attempt = 0
            while True:
                word = draw(seed, person, link, _TIE, attempt)[0]
                other = integer(ends[(word * first) >> 32]) if first > 0 else 0
                fresh = other != person
                for place in range(first, used, 2):
                    fresh = fresh and ends[place] != other
                attempt += 1
                if fresh or attempt == 200:
                    break
            ends[used], ends[used + 1] = other, person
            used += 2
    return used


@compiled_model
def _settle(ends: NDArray[np.int64], people: int, links: int, bots: int, alpha: float, seed: int, out: NDArray[np.float64]) -> None:
    used = _network(ends, people, links, bots, seed)
    everybody = people + bots
    inner, threshold, opinion = np.zeros(everybody), np.zeros(everybody), np.zeros(everybody, np.int64)
    degree = np.zeros(everybody, np.int64)
    for person in range(everybody):
        words = draw(seed, person, 0, _PERSON, 0)
        inner[person], threshold[person] = words[0] / 4294967296, words[1] / 4294967296
        opinion[person] = 1 if person >= people else words[2] & 1
    for place in range(used):
        degree[ends[place]] += 1
    for_it, against, speaks = np.zeros(everybody, np.int64), np.zeros(everybody, np.int64), np.zeros(everybody, np.int64)
    steps, moved = 0, 1
    while moved > 0 and steps < 10_000:
        for_it[:], against[:], moved = 0, 0, 0
        for person in range(everybody):
            speaks[person] = int(person >= people or confidence(inner[person]) > threshold[person])
        for place in range(0, used, 2):
            for end in range(2):
                speaker, hearer = ends[place + end], ends[place + 1 - end]
                for_it[hearer] += speaks[speaker] & int(opinion[speaker] == opinion[hearer])
                against[hearer] += speaks[speaker] & int(opinion[speaker] != opinion[hearer])
        for person in range(people):
            before = 2 / (1 + math.exp(-inner[person]))
            inner[person] += alpha * heard(integer(for_it[person]), integer(against[person]))
            moved += int(abs(2 / (1 + math.exp(-inner[person])) - before) > 1e-3)
        steps += 1
    hub, said = 0, np.zeros(2, np.int64)
    for person in range(people):
        hub = person if degree[person] > degree[hub] else hub
        said[opinion[person]] += int(confidence(inner[person]) > threshold[person])
    out[0], out[1], out[2], out[3] = steps, said[0], said[1], opinion[hub]


def climate(*, people: int = 1_000, links: int = 3, bots: int = 0, alpha: float = 1.0, seed: int = 1) -> Climate:
    """Let one network settle; bots all say the same and never fall silent."""
    out = np.zeros(4)
    _settle(np.zeros(2 * links * (people + bots), np.int64), people, links, bots, alpha, seed, out)
    steps, said, louder = int(out[0]), (int(out[1]), int(out[2])), int(out[2] > out[1])
    return Climate(steps, sum(said), max(said) / max(1, sum(said)), louder == int(out[3]), louder == 1)
