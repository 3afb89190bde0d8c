"""Ours, two ways, both with addressed draws: a dense loop with one draw per agent and day, and candidates at a fixed envelope.

The second is how the engine works: for 128 agents at a time five draws are and-ed into masks that each agent passes with chance 1/32; only
who passes draws for itself and is accepted with chance .64, which makes .02 exactly. The timer is kept as the day until which it runs, so
nobody without an event is touched. Both give the same answer on any number of threads.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit

from underheaven.benchmarks.rule import BASE, FLOOR, TABLE, TIMER, first_timers
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.philox import WORD, philox
from underheaven.values import threshold

_EVENT = 0x8000
_MASKS = 0x8001
_CHANCE = threshold(0.02)
_ACCEPTED = threshold(0.64)
_TABLE = np.array(TABLE, np.int64)
_TRAILING = np.array([((0x077CB531 << place) & 0xFFFFFFFF) >> 27 for place in range(32)]).argsort()
"""Place of a single set bit, by de Bruijn's sequence (Leiserson, Prokop and Randall 1998, Using de Bruijn sequences to index a 1)."""
_philox = njit(forceinline=True)(getattr(philox, "py_func", philox))
"""Inlined by force: a loop over agents becomes vector code only if it calls nothing."""
_CHUNK = 8192
"""Agents at a time: draws fill a short array in a loop without branches, then the few events are applied."""


@compiled
def dense_day(score: np.ndarray, timer: np.ndarray, first: int, last: int, key_0: int, key_1: int, day: int) -> None:
    """One day of agents ``first`` to ``last`` (exclusive), each with its own draw."""
    decide = np.empty(_CHUNK, np.uint32)
    choose = np.empty(_CHUNK, np.uint8)
    for start in range(first, last, _CHUNK):
        count = min(_CHUNK, last - start)
        for place in range(count):
            word, other, _, _ = _philox(start + place, day, _EVENT, 0, key_0, key_1)
            decide[place] = word
            choose[place] = other >> 29
        for agent in range(start, start + count):
            timer[agent] -= timer[agent] > 0
        for place in range(count):
            if integer(decide[place]) < _CHANCE:
                agent = start + place
                score[agent] += _TABLE[choose[place]]
                if score[agent] < FLOOR:
                    timer[agent] = TIMER


@compiled
def candidate_masks(masks: np.ndarray, group: int, groups: int, key_0: int, key_1: int, day: int) -> None:
    """Masks of so many groups of 128 agents: the and of five random words in each of four lanes."""
    for place in range(groups):
        a, b, c, d = _philox(group + place, day, _MASKS, 0, key_0, key_1)
        for block in range(1, 5):
            e, f, g, h = _philox(group + place, day, _MASKS, block, key_0, key_1)
            a, b, c, d = a & e, b & f, c & g, d & h
        masks[4 * place], masks[4 * place + 1], masks[4 * place + 2], masks[4 * place + 3] = a, b, c, d


@compiled
def candidate_day(score: np.ndarray, until: np.ndarray, first: int, last: int, key_0: int, key_1: int, day: int) -> None:
    """One day of agents ``first`` to ``last``, ``first`` being a multiple of 128."""
    masks = np.empty(_CHUNK // 32, np.int64)
    who = np.empty(_CHUNK, np.int64)
    change = np.empty(_CHUNK, np.int64)
    for start in range(first, last, _CHUNK):
        groups = (min(_CHUNK, last - start) + 127) >> 7
        candidate_masks(masks, start >> 7, groups, key_0, key_1, day)
        candidates = 0
        for place in range(4 * groups):
            mask = masks[place]
            while mask:
                bit = mask & -mask
                mask ^= bit
                who[candidates] = start + 32 * place + _TRAILING[((bit * 0x077CB531) & 0xFFFFFFFF) >> 27]
                candidates += 1
        for place in range(candidates):
            decide, choose, _, _ = _philox(who[place], day, _EVENT, 0, key_0, key_1)
            change[place] = choose >> 29 if decide < _ACCEPTED else -1
        for place in range(candidates):
            agent = who[place]
            if change[place] >= 0 and agent < last:
                score[agent] += _TABLE[change[place]]
                if score[agent] < FLOOR:
                    until[agent] = day + TIMER


class Dense:
    day = 0
    kernel: Any = staticmethod(dense_day)

    def __init__(self, agents: int, seed: int, threads: int = 1) -> None:
        self.key = seed & WORD, (seed >> 32) & WORD
        self.score = np.full(agents, BASE, np.int16)
        self.timer = first_timers(agents)
        edges = [agents * part // threads // 128 * 128 for part in range(threads)] + [agents]
        self.parts = list(pairwise(edges))
        self.pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def one_day(self, part: tuple[int, int]) -> None:
        self.kernel(self.score, self.timer, *part, *self.key, self.day)

    def advance(self, days: int) -> None:
        for _ in range(days):
            self.day += 1
            if self.pool is None:
                self.one_day(self.parts[0])
            else:
                tuple(self.pool.map(self.one_day, self.parts))

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self.score, self.timer


class Candidates(Dense):
    kernel = staticmethod(candidate_day)

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self.score, np.maximum(self.timer - self.day, 0)


def dense_two_threads(agents: int, seed: int) -> Dense:
    return Dense(agents, seed, 2)


def candidates_two_threads(agents: int, seed: int) -> Candidates:
    return Candidates(agents, seed, 2)
