"""The gate of continuous integration: ours against a yard-stick measured in the same job: ``python -m benchmarks.gate``.

``citizen-v1`` at 10⁶ on one thread, our candidates against tuned NumPy; and the whole model, `article` in force, against the same
yard-stick at the same size. All take turns, best of the rounds each, so what else the machine does hits all. Below the least ratio the
gate fails; this machine gave 6.2 and .12 (2026-11-28). The bands are wide: they catch a loop that lost its vector code or fell back to
Python, not a few per cent.
"""

import datetime
import sys
import time
from collections.abc import Callable
from typing import Any

from underheaven.benchmarks.ours import Candidates
from underheaven.benchmarks.with_numpy import Tuned
from underheaven.engine.run import simulate
from underheaven.scenario.load import load

AGENTS, DAYS, ROUNDS = 1_000_000, 10, 7
LEAST, LEAST_OF_MODEL = 2.5, 0.05


def seconds(make: Callable[[int, int], Any], seed: int) -> float:
    """Of the day loop of a fresh model."""
    model = make(AGENTS, seed)
    model.advance(1)
    began = time.perf_counter()
    model.advance(DAYS)
    return time.perf_counter() - began


def seconds_of_model(seed: int) -> float:
    """Of the day loop of the article, one arm on one thread."""
    start = datetime.date(2020, 1, 1)
    return simulate(load("article"), citizens=AGENTS, days=DAYS, seed=seed, start=start, threads=1).seconds


def ratios(rounds: int = ROUNDS) -> tuple[float, float]:
    """Best time of the yard-stick over ours: of ``citizen-v1``, and of the whole model."""
    turns = [(seconds(Tuned, turn), seconds(Candidates, turn), seconds_of_model(turn)) for turn in range(rounds)]
    yardstick, ours, model = (min(times) for times in zip(*turns, strict=True))
    return yardstick / ours, yardstick / model


def main() -> int:
    """1 if either fell below its band."""
    rule, model = ratios()
    print(f"citizen-v1 at {AGENTS:,}: {rule:.1f}× tuned NumPy on one thread; at least {LEAST}× is asked")
    print(f"article at {AGENTS:,}: {model:.2f}× tuned NumPy of citizen-v1 on one thread; at least {LEAST_OF_MODEL}× is asked")
    return int(rule < LEAST or model < LEAST_OF_MODEL)


if __name__ == "__main__":
    sys.exit(main())
