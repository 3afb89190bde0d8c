"""``underheaven bench``: the whole model on this machine, on one and two threads, against a yard-stick that anybody has: tuned NumPy.

The yard-stick is the day of ``citizen-v1``, the declared benchmark with one mechanism, at the same size. All take turns and the best round
of each counts, so the ratios hold on a busy machine too. The declared entries, peers included: ``make bench`` in a clone.
"""

import os
import platform
import time
from datetime import date
from typing import Any

from underheaven.commands.console import DONE, BadInput, say, show, show_json

CITIZENS, DAYS, ROUNDS = 200_000, 28, 3
YARDSTICK = "NumPy, tuned: citizen-v1"
_CHANCE, _TIMER, _FLOOR, _BASE = 0.02, 90, 900, 1000
_TABLE = (-60, -40, -30, -20, -10, 5, 10, 25)


def bench(citizens: int | None, as_json: bool) -> int:
    """Measure and print; ``citizens`` of every entry."""
    from importlib import metadata

    citizens = CITIZENS if citizens is None else citizens
    if not 1_000 <= citizens <= 10**8:
        raise BadInput(f"--citizens of a benchmark lie between 1,000 and 100,000,000; got {citizens:,}")
    say(f"measuring {citizens:,} citizens for {DAYS} days, {ROUNDS} rounds; leave the machine alone meanwhile")
    seconds: dict[str, list[float]] = {}
    events = 0.0
    for threads in (1, 2):
        _model(4_096, 7, threads)  # compile or load
    for _ in range(ROUNDS):
        seconds.setdefault(YARDSTICK, []).append(_yardstick(citizens, DAYS))
        for threads in (1, 2):
            taken, events = _model(citizens, DAYS, threads)
            seconds.setdefault(f"underheaven, article, {threads} thread{'s' * (threads - 1)}", []).append(taken)
    best = {name: min(rounds) for name, rounds in seconds.items()}
    rows: list[dict[str, Any]] = [
        {"entry": name, "citizen_days_per_second": citizens * DAYS / taken, "times_the_yardstick": best[YARDSTICK] / taken}
        for name, taken in best.items()
    ]
    versions = {name: metadata.version(name) for name in ("underheaven", "numpy", "numba")} | {"python": platform.python_version()}
    machine = {"processor": platform.processor() or platform.machine(), "system": platform.system(), "cores": os.cpu_count()}
    if as_json:
        told: dict[str, Any] = {"citizens": citizens, "days": DAYS, "rounds": ROUNDS, "events_per_citizen_day": events}
        show_json(told | {"machine": machine, "versions": versions, "entries": rows})
        return DONE
    for row in rows:
        show(f"{row['entry']:<34} {row['citizen_days_per_second'] / 1e6:9.1f} M citizen-days/s   {row['times_the_yardstick']:.2f}×")
    show(f"article from 2020-01-01 with {events:.3f} events a citizen-day; the yard-stick has .02 and one mechanism")
    show(f"{machine['processor']}, {machine['cores']} cores, " + ", ".join(f"{name} {version}" for name, version in versions.items()))
    return DONE


def _model(citizens: int, days: int, threads: int) -> tuple[float, float]:
    """Seconds of the day loop, and events per citizen-day."""
    from underheaven.engine.run import simulate
    from underheaven.scenario.load import load

    result = simulate(load("article"), citizens=citizens, days=days, seed=1, start=date(2020, 1, 1), threads=threads)
    return result.seconds, result.events_count / (citizens * days)


def _yardstick(citizens: int, days: int) -> float:
    """Seconds of citizen-v1 (benchmarks/DECLARATION.md) in single precision, without new arrays, touching only the few events."""
    import numpy as np

    random = np.random.Generator(np.random.SFC64(1))
    score, timer, table = np.full(citizens, _BASE, np.int16), np.zeros(citizens, np.uint8), np.array(_TABLE, np.int16)
    timer[::20] = _TIMER
    uniform, event, running = np.empty(citizens, np.float32), np.empty(citizens, np.bool_), np.empty(citizens, np.bool_)
    began = time.perf_counter()
    for _ in range(days):
        np.greater(timer, 0, out=running)
        np.subtract(timer, running.view(np.uint8), out=timer)
        random.random(out=uniform, dtype=np.float32)
        np.less(uniform, np.float32(_CHANCE), out=event)
        struck = np.flatnonzero(event)
        scores = score[struck] + table[random.integers(0, len(table), len(struck), np.uint8)]
        score[struck] = scores
        timer[struck[scores < _FLOOR]] = _TIMER
    return time.perf_counter() - began
