"""The gate of continuous integration: ours against a yard-stick measured in the same job: ``python -m benchmarks.gate``.

``citizen-v1`` at 10⁶ on one thread: our candidates against tuned NumPy, taking turns, best of the rounds each; so what else the machine
does hits both. RESULTS.md has 6.5×; below ``LEAST`` the gate fails. The band is wide: it catches a loop that lost its vector code or fell
back to Python, not a few per cent.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from underheaven.benchmarks.ours import Candidates
from underheaven.benchmarks.with_numpy import Tuned

AGENTS, DAYS, ROUNDS, LEAST = 1_000_000, 10, 7, 2.5


def seconds(make: Callable[[int, int], Any], seed: int) -> float:
    """Of the day loop of a fresh model."""
    model = make(AGENTS, seed)
    model.advance(1)
    began = time.perf_counter()
    model.advance(DAYS)
    return time.perf_counter() - began


def ratio(rounds: int = ROUNDS) -> float:
    """Best time of the yard-stick over ours."""
    pairs = [(seconds(Tuned, turn), seconds(Candidates, turn)) for turn in range(rounds)]
    return min(pair[0] for pair in pairs) / min(pair[1] for pair in pairs)


def main() -> int:
    """1 if ours fell below the band."""
    found = ratio()
    print(f"citizen-v1 at {AGENTS:,}: {found:.1f}× tuned NumPy on one thread; at least {LEAST}× is asked")
    return int(found < LEAST)


if __name__ == "__main__":
    sys.exit(main())
