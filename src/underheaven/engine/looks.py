"""Looks at everybody: counts over all cells, by as many threads as the days have, each with books of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

from underheaven.engine.step import CELLS_WHERE_TWO_THREADS_PAY

Found = TypeVar("Found")


def over_all_cells(cells: int, threads: int, look: Callable[[int, int], Found]) -> list[Found]:
    """What ``look(first, last)`` returns for equal ranges of cells, in their order."""
    parts = threads if cells >= CELLS_WHERE_TWO_THREADS_PAY else 1
    ranges = list(pairwise(part * cells // parts for part in range(parts + 1)))
    if parts == 1:
        return [look(*ranges[0])]
    with ThreadPoolExecutor(parts) as pool:
        return list(pool.map(lambda one: look(*one), ranges))
