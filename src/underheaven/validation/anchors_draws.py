"""Anchors of the draws and of the society's ties: Philox, stochastic rounding, matchings (V-16, V-24)."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_entry, integer
from underheaven.draws.philox import draw, philox
from underheaven.draws.purposes import Purpose
from underheaven.draws.rounding import stochastic_round
from underheaven.society.parameters import SocietyParameters
from underheaven.society.table import TIES, SocietyTable, society_table
from underheaven.society.ties import tie
from underheaven.validation.anchor import SAMPLE, Anchor

_ROUNDING = int(Purpose.WEEK_ROUNDING)
_START, _SHIFT, _STEPS = 200, 6, 200
_FRIENDS, _SOCIETIES = 2048, 200


@compiled_entry
def _decayed(people: int, start: int, shift: int, steps: int) -> int:
    """Sum over people of what is left of ``start`` when a 2**-shift of it goes at every step."""
    total = 0
    for person in range(people):
        left = start
        for step in range(0, steps, 4):
            words = draw(16, person, step, _ROUNDING, 0)
            for word in range(4):
                left -= stochastic_round(left, shift, words[word])
        total += left
    return total


def _spread_of_decay() -> float:
    """Standard deviation of one person's remainder, from the exact law of the chain."""
    law = {_START: 1.0}
    for _ in range(_STEPS):
        after: dict[int, float] = {}
        for left, chance in law.items():
            whole, part = left >> _SHIFT, (left & ((1 << _SHIFT) - 1)) / (1 << _SHIFT)
            after[left - whole] = after.get(left - whole, 0.0) + chance * (1 - part)
            after[left - whole - 1] = after.get(left - whole - 1, 0.0) + chance * part
        law = {left: chance for left, chance in after.items() if chance}
    mean = sum(left * chance for left, chance in law.items())
    return math.sqrt(sum(chance * (left - mean) ** 2 for left, chance in law.items()))


@compiled_entry
def _double_edges_and_triangles(society: SocietyTable, partner: NDArray[np.int64]) -> tuple[int, int, int]:
    """(pairs of matchings that share an edge, triangles, people tied to themselves or whose tie is not mutual)."""
    people = partner.shape[0]
    for i in range(people):
        for k in range(partner.shape[1]):
            partner[i, k] = tie(society, i, k)
    doubles, triangles, wrong = 0, 0, 0
    for i in range(people):
        for a in range(partner.shape[1]):
            j = integer(partner[i, a])
            wrong += int(j == i or integer(partner[j, a]) != i)
            for b in range(a + 1, partner.shape[1]):
                other = integer(partner[i, b])
                doubles += int(other == j)
                for c in range(partner.shape[1]):
                    triangles += int(c != a and c != b and integer(partner[j, c]) == other)
    return doubles, triangles, wrong


@cache
def _ties() -> tuple[float, float, float]:
    """Mean double edges of a pair of matchings, mean triangles of six, and wrong ties, in societies of one district."""
    sums = np.zeros(3, np.int64)
    for seed in range(_SOCIETIES):
        society = society_table(SocietyParameters(), seed=seed, citizens=_FRIENDS)
        sums += _double_edges_and_triangles(society, np.zeros((_FRIENDS, TIES), np.int64))
    pairs = TIES * (TIES - 1) // 2
    return sums[0] / 2 / pairs / _SOCIETIES, sums[1] / 3 / _SOCIETIES, float(sums[2])


_RANDOM123 = "Salmon, Moraes, Dror and Shaw (2011), SC '11, doi:10.1145/2063384.2063405; kat_vectors of Random123, philox4x32 10"
_MATCHINGS = "exact law of independent uniform perfect matchings of n = 2 048; MODEL §3.3"
_KNOWN = (
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)
_SHARED = _FRIENDS / 2 / (_FRIENDS - 1)
_TRIANGLES = TIES * (TIES - 1) * (TIES - 2) / 6 * _FRIENDS * (_FRIENDS - 2) / (_FRIENDS - 1) ** 2

ANCHORS = (
    Anchor(
        "V-RNG", "words right, of the twelve of the three published vectors", _RANDOM123, "published", "engine", 12, 0,
        "exact", "draws.philox.philox",
        lambda: sum(a == b for arguments, words in _KNOWN for a, b in zip(philox(*arguments), words, strict=True)),
    ),
    Anchor(
        "V-16", "200 decaying by 1/64 with stochastic rounding, 200 steps: mean", "exact: 200·(63/64)^200; MODEL §1.5 (T-SR1)", "exact",
        "engine", 200 * (63 / 64) ** 200, 4 * _spread_of_decay() / math.sqrt(SAMPLE), "4σ of the chain's own law, n = 1e6",
        "draws.rounding.stochastic_round", lambda: _decayed(SAMPLE, _START, _SHIFT, _STEPS) / SAMPLE,
    ),
    Anchor(
        "V-24", "edges that two matchings share: (n/2)/(n − 1)", _MATCHINGS, "exact", "engine", _SHARED,
        4 * math.sqrt(_SHARED / (15 * _SOCIETIES)), "4σ of a Poisson count over 15 pairs in 200 societies", "society.ties.tie",
        lambda: _ties()[0],
    ),
    Anchor(
        "V-24.2", "triangles of six matchings: C(6,3)·n(n − 2)/(n − 1)²", _MATCHINGS, "exact", "engine", _TRIANGLES,
        4 * math.sqrt(_TRIANGLES / _SOCIETIES), "4σ of a Poisson count in 200 societies", "society.ties.tie", lambda: _ties()[1],
    ),
    Anchor(
        "V-24.3", "people tied to themselves, and ties that are not mutual", _MATCHINGS, "exact", "engine", 0, 0, "exact",
        "society.ties.tie", lambda: _ties()[2],
    ),
)  # fmt: skip
