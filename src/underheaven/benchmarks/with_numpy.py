"""NumPy, twice: as one usually writes it, and tuned (single precision, no new arrays, only the few events gathered)."""

import numpy as np

from underheaven.benchmarks.rule import BASE, CHANCE, FLOOR, TABLE, TIMER, first_timers


class Usual:
    def __init__(self, agents: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.score = np.full(agents, BASE)
        self.timer = first_timers(agents).astype(np.int64)
        self.table = np.array(TABLE)

    def advance(self, days: int) -> None:
        for _ in range(days):
            self.timer = np.maximum(self.timer - 1, 0)
            event = self.random.random(len(self.score)) < CHANCE
            self.score[event] += self.random.choice(self.table, event.sum())
            self.timer[event & (self.score < FLOOR)] = TIMER

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self.score, self.timer


class Tuned:
    def __init__(self, agents: int, seed: int) -> None:
        self.random = np.random.Generator(np.random.SFC64(seed))
        self.score = np.full(agents, BASE, np.int16)
        self.timer = first_timers(agents).astype(np.uint8)
        self.table = np.array(TABLE, np.int16)
        self.uniform = np.empty(agents, np.float32)
        self.event = np.empty(agents, np.bool_)
        self.running = np.empty(agents, np.bool_)

    def advance(self, days: int) -> None:
        for _ in range(days):
            np.greater(self.timer, 0, out=self.running)
            np.subtract(self.timer, self.running.view(np.uint8), out=self.timer)
            self.random.random(out=self.uniform, dtype=np.float32)
            np.less(self.uniform, np.float32(CHANCE), out=self.event)
            struck = np.flatnonzero(self.event)
            scores = self.score[struck] + self.table[self.random.integers(0, len(TABLE), len(struck), np.uint8)]
            self.score[struck] = scores
            self.timer[struck[scores < FLOOR]] = TIMER

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self.score, self.timer
