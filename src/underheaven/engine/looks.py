"""How many threads pay, and looks at everybody by as many: counts over all cells, each thread with books of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

Found = TypeVar("Found")
CELLS_WHERE_TWO_THREADS_PAY = 1024
"""A quarter of a million citizens: at 100,000 two threads take 1.3 times as long as one (``benchmarks/RESULTS.md``, Scale)."""


def threads_for(cells: int, threads: int) -> int:
    """How many of ``threads`` are used for so many cells."""
    return max(1, threads if cells >= CELLS_WHERE_TWO_THREADS_PAY else 1)


def over_all_cells(cells: int, threads: int, look: Callable[[int, int], Found]) -> list[Found]:
    """What ``look(first, last)`` returns for equal ranges of cells, in their order."""
    parts = threads_for(cells, threads)
    ranges = list(pairwise(part * cells // parts for part in range(parts + 1)))
    if parts == 1:
        return [look(*ranges[0])]
    with ThreadPoolExecutor(parts) as pool:
        return list(pool.map(lambda one: look(*one), ranges))
