"""The 64 templates of a cell: how 256 places fall into households, and who lives in them.

All 64 together hold the published household sizes and ages as closely as whole numbers allow, and each is near the nation, so that small
societies look right too. Rules (assumptions beyond the published shares): children live in households of three and more, on any place but
the first two; a household with elders has one of them or, every other time, a couple; whoever lives with children includes an adult.
Members stand in the order adults, elders, children, so that a household cut short keeps a grown-up.
"""

from fractions import Fraction
from functools import cache
from heapq import heapreplace
from math import floor

import numpy as np

from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.society.parameters import SocietyParameters
from underheaven.values import exact

TEMPLATES = 64
SLOTS = 256
CHILD, ADULT, ELDER = 0, 1, 2
_TEMPLATE_SEED = 0  # the templates are the same in every world


class _Keys:
    """Addressed sort keys: the n-th key is the n-th word of the templates' own stream."""

    def __init__(self) -> None:
        self._taken = 0
        self._words: list[int] = []

    def next(self) -> int:
        if not self._words:
            self._words = list(draw(_TEMPLATE_SEED, self._taken, 0, int(Purpose.CELL), 1))
            self._taken += 1
        return int(self._words.pop())


def household_counts(shares: tuple[Fraction, ...], slots: int = TEMPLATES * SLOTS) -> list[int]:
    """How many households of 1, 2, … members fill ``slots`` places exactly, with these shares of households as nearly as can be."""
    households = Fraction(slots) / sum(size * share for size, share in enumerate(shares, 1))
    wanted = [share * households for share in shares]
    counts = [floor(number) for number in wanted]
    while left := slots - sum(size * count for size, count in enumerate(counts, 1)):
        size = max(range(1, min(left, len(shares)) + 1), key=lambda size: wanted[size - 1] - counts[size - 1])
        counts[size - 1] += 1
    return counts


def _deal(counts: list[int]) -> list[list[int]]:
    """Household sizes of each template: the largest first, each to the emptiest template; smaller ones and singles fill up to 256."""
    cells: list[list[int]] = [[] for _ in range(TEMPLATES)]
    rooms = [(-SLOTS, number) for number in range(TEMPLATES)]
    for size in range(len(counts), 0, -1):
        for _ in range(counts[size - 1]):
            left = size
            while left:  # a household that fits nowhere is split, which the published shares never need
                room, emptiest = rooms[0]
                part = min(left, -room)
                cells[emptiest].append(part)
                heapreplace(rooms, (room + part, emptiest))
                left -= part
    return cells


def _settle(sizes: list[int], children: int, elders: int, keys: _Keys) -> list[tuple[int, int, int]]:
    """Adults, elders and children of each household of one template, households in random order."""
    sizes = [size for _, size in sorted((keys.next(), size) for size in sizes)]
    places = sorted((keys.next(), home) for home, size in enumerate(sizes) for _ in range(size - 2))
    young = [0] * len(sizes)
    for _, home in places[:children]:
        young[home] += 1
    old = [0] * len(sizes)
    couple = False
    for _, home in sorted((keys.next(), home) for home in range(len(sizes))):
        grown = sizes[home] - young[home] - (1 if young[home] else 0)
        old[home] = min(2 if couple else 1, grown, elders)
        elders -= old[home]
        couple = not couple
    if elders or sum(young) < children:
        raise ValueError("households of these sizes cannot hold that many children and elders")
    return [(size - a - b, b, a) for size, a, b in zip(sizes, young, old, strict=True)]


@cache
def _build(shares: tuple[Fraction, ...], children: Fraction, elders: Fraction) -> tuple[int, ...]:
    keys = _Keys()
    packed: list[int] = []
    for number, sizes in enumerate(_deal(household_counts(shares))):
        quota = [floor(part * SLOTS * (number + 1)) - floor(part * SLOTS * number) for part in (children, elders)]
        start = 0
        for adults, old, young in _settle(sizes, quota[0], quota[1], keys):
            size = adults + old + young
            packed += [role | start << 2 | size << 10 for role in [ADULT] * adults + [ELDER] * old + [CHILD] * young]
            start += size
    return tuple(packed)


def templates(parameters: SocietyParameters) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """All places of all templates, int64 [64 × 256]: role in bits 0–1, first place of the household in bits 2–9, its size in bits 10–18."""
    shares = tuple(exact(share.value) for share in parameters.household_sizes)
    packed = _build(shares, exact(parameters.children.value), exact(parameters.elders.value))
    return np.array(packed, dtype=np.int64)
