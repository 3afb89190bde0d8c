"""LASER: properties of a ``LaserFrame``, changed by a parallel Numba loop with Numba's own generators (one a thread)."""

import numba
import numpy as np
from laser.core import LaserFrame

from underheaven.benchmarks.rule import BASE, CHANCE, FLOOR, TABLE, TIMER, first_timers

_TABLE = np.array(TABLE, np.int32)


@numba.njit(parallel=True, nogil=True)
def _day(score: np.ndarray, timer: np.ndarray) -> None:
    for i in numba.prange(len(score)):
        if timer[i] > 0:
            timer[i] -= 1
        if np.random.random() < CHANCE:  # noqa: NPY002 - the only generator that LASER's kernels have
            score[i] += _TABLE[np.random.randint(0, 8)]  # noqa: NPY002
            if score[i] < FLOOR:
                timer[i] = TIMER


@numba.njit
def _seed(seed: int) -> None:
    np.random.seed(seed)  # noqa: NPY002


class Society:
    def __init__(self, agents: int, seed: int) -> None:
        _seed(seed)
        self.people = LaserFrame(agents)
        self.people.add_scalar_property("score", np.int32, BASE)
        self.people.add_scalar_property("timer", np.int16, 0)
        self.people.timer[:] = first_timers(agents)

    def advance(self, days: int) -> None:
        for _ in range(days):
            _day(self.people.score, self.people.timer)

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self.people.score, self.people.timer


def one_thread(agents: int, seed: int) -> Society:
    numba.set_num_threads(1)
    return Society(agents, seed)


def two_threads(agents: int, seed: int) -> Society:
    numba.set_num_threads(2)
    return Society(agents, seed)
