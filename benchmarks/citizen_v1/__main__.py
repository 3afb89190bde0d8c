"""Measure one entry in a process of its own: ``python -m benchmarks.citizen_v1 ENTRY AGENTS DAYS SEED REPEATS`` prints one JSON object."""

import json
import resource
import sys
import time
from importlib import import_module, metadata

from benchmarks.citizen_v1.entries import ENTRIES
from benchmarks.citizen_v1.rule import faults


def measure(name: str, agents: int, days: int, seed: int, repeats: int) -> dict[str, object]:
    """Seconds of the day loop, best of ``repeats`` fresh models after a warm-up, and whether the outcome follows the rule."""
    entry = ENTRIES[name]
    make = getattr(import_module(f"benchmarks.citizen_v1.{entry.module}"), entry.maker)
    warm = make(agents if entry.compiles_by_shape else min(agents, 1000), seed)
    warm.advance(days if entry.compiles_by_shape else 2)
    found: list[str] = []
    seconds: list[float] = []
    for repeat in range(repeats):
        model = make(agents, seed + repeat)
        begin = time.perf_counter()
        model.advance(days)
        seconds.append(time.perf_counter() - begin)
        scores, timers = model.read()
        found += faults(scores, timers, days)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "entry": name,
        "version": metadata.version(entry.package) if entry.package else "",
        "agents": agents,
        "days": days,
        "seconds": min(seconds),
        "million_agent_days_per_second": agents * days / min(seconds) / 1e6,
        "peak_rss_bytes": peak,
        "faults": found,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], *map(int, sys.argv[2:6]))))
