"""C with OpenMP: the dense loop of ours, with the same draws.

gcc compiles it into a throw-away folder when the entry is made; nothing compiled is shipped.
"""

import ctypes
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from underheaven.benchmarks.rule import BASE, CHANCE, first_timers
from underheaven.values import threshold


@cache
def library() -> ctypes.CDLL:
    """The compiled loop; raises OSError or CalledProcessError without a compiler."""
    source = Path(__file__).with_name("citizen.c")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "citizen.so"
        subprocess.run(
            ["gcc", "-O3", "-march=native", "-mprefer-vector-width=512", "-fopenmp", "-shared", "-fPIC", str(source), "-o", str(target)],
            check=True,
        )
        return ctypes.CDLL(str(target))


class Dense:
    def __init__(self, agents: int, seed: int, threads: int = 1) -> None:
        self.score, self.timer = np.full(agents, BASE, np.int16), first_timers(agents)
        self.seed, self.threads, self.day = seed, threads, 0
        self.kernel = library().dense_day
        word = ctypes.c_uint32
        self.kernel.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, word, word, word, word, ctypes.c_int]
        self.kernel.restype = None

    def advance(self, days: int) -> None:
        key = self.seed & 0xFFFFFFFF, self.seed >> 32 & 0xFFFFFFFF
        for _ in range(days):
            self.day += 1
            arrays = self.score.ctypes.data, self.timer.ctypes.data
            self.kernel(*arrays, self.score.size, *key, self.day, threshold(CHANCE), self.threads)

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self.score, self.timer


def two_threads(agents: int, seed: int) -> Dense:
    return Dense(agents, seed, 2)
