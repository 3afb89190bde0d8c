"""Measure one entry, in this process."""

import sys
import time
from importlib import import_module, metadata
from typing import Any

from underheaven.benchmarks.entries import ENTRIES
from underheaven.benchmarks.rule import faults


def measure(name: str, agents: int, days: int, seed: int, repeats: int, at_most: float = float("inf")) -> dict[str, Any]:
    """Seconds of the day loop, best of ``repeats`` fresh models after a warm-up, and whether the outcome follows the rule.

    After ``at_most`` seconds no further model begins; one is always lived.
    """
    began, entry = time.perf_counter(), ENTRIES[name]
    make: Any = getattr(import_module(f"underheaven.benchmarks.{entry.module}"), entry.maker)
    warm = make(agents if entry.compiles_by_shape else min(agents, 1000), seed)
    warm.advance(days if entry.compiles_by_shape else 2)
    found: list[str] = []
    seconds: list[float] = []
    while not seconds or (len(seconds) < repeats and time.perf_counter() - began < at_most):
        model = make(agents, seed + len(seconds))
        begin = time.perf_counter()
        model.advance(days)
        seconds.append(time.perf_counter() - begin)
        scores, timers = model.read()
        found += faults(scores, timers, days)
    return {
        "entry": name,
        "version": metadata.version(entry.package) if entry.package else "",
        "agents": agents,
        "days": days,
        "repeats": len(seconds),
        "seconds": min(seconds),
        "million_agent_days_per_second": agents * days / min(seconds) / 1e6,
        "peak_rss_bytes": peak_bytes(),
        "faults": found,
    }


def peak_bytes() -> int:
    """Most memory that this process has had."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
