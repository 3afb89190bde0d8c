"""Measure the whole model in one process, ours and the same in tuned NumPy: ``python -m benchmarks.full_model.run_full``.

The article's regime from 2020-01-01. Day loops with tallies only: people, tables and compilation come before. The measured part goes into
``RESULTS.md`` between its own marks; the rest is left alone.
"""

import argparse
import datetime
import os
import platform
import sys
from importlib import metadata
from typing import NamedTuple

from benchmarks.in_numpy import model as in_numpy
from benchmarks.page import put
from underheaven.benchmarks.machine import processor
from underheaven.engine.run import simulate
from underheaven.engine.state import BYTES
from underheaven.scenario.load import load
from underheaven.scenario.schema import Scenario

BEGIN, END = "<!-- full model: written by benchmarks/full_model/run_full.py -->", "<!-- end of full model -->"
SIZES = (100_000, 1_000_000)
SCENARIO, START = "article", datetime.date(2020, 1, 1)
OURS, PEER = "Underheaven, {} thread{}", "NumPy, tuned"
DENIED_BITS = 1
"""Beside the words of a citizen: who was ever refused a trip."""


class Row(NamedTuple):
    """One measurement: the best of the repeats."""

    entry: str
    citizens: int
    days: int
    seconds: float
    events: float | None = None
    """Candidates, messages and weekly touches per citizen-day."""
    state_bytes: float | None = None
    """State per citizen."""

    @property
    def speed(self) -> float:
        """Citizen-days per second."""
        return self.citizens * self.days / self.seconds


def ours(scenario: Scenario, citizens: int, days: int, threads: int, seed: int) -> Row:
    """One run of the engine."""
    result = simulate(scenario, citizens=citizens, days=days, seed=seed, start=START, threads=threads)
    events = result.events_count / (citizens * days)
    name = OURS.format(threads, "s" if threads > 1 else "")
    return Row(name, citizens, days, result.seconds, events, BYTES + DENIED_BITS / 8)


def peer(scenario: Scenario, citizens: int, days: int, seed: int) -> Row:
    """One run of the NumPy model."""
    outcome = in_numpy.simulate(scenario, citizens=citizens, days=days, seed=seed, start=START)
    return Row(PEER, citizens, days, outcome.seconds, state_bytes=outcome.state_bytes)


def measure(sizes: list[int], days: int, repeats: int, seed: int) -> list[Row]:
    """Every entry at every size, entries taking turns within a repeat, best of the repeats; compilation before."""
    scenario = load(SCENARIO)
    for threads in (1, 2):
        ours(scenario, 4096, 7, threads, seed)
    peer(scenario, 4096, 7, seed)
    best: dict[tuple[str, int], Row] = {}
    for citizens in sizes:
        for repeat in range(repeats):
            for row in (
                ours(scenario, citizens, days, 1, seed + repeat),
                ours(scenario, citizens, days, 2, seed + repeat),
                peer(scenario, citizens, days, seed + repeat),
            ):
                print(row, file=sys.stderr, flush=True)
                key = row.entry, row.citizens
                best[key] = min(best.get(key, row), row, key=lambda one: one.seconds)
    return list(best.values())


def table(rows: list[Row]) -> str:
    """The measured part of ``RESULTS.md``."""
    seconds = {row.citizens: row.seconds / row.days for row in rows if row.entry == PEER}
    lines = [
        BEGIN,
        f"Measured {datetime.datetime.now(datetime.UTC):%Y-%m-%d} in one process on {processor()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, NumPy {metadata.version('numpy')}, "
        f"Numba {metadata.version('numba')}, Underheaven {metadata.version('underheaven')}.",
        f"Scenario `{SCENARIO}` from {START}, {rows[0].days} days, regime in force. Day loops with tallies, best of the repeats; one arm. "
        "The NumPy model lives the same day with addressed draws and the same tallies, without pilots, offices and the balance of money. "
        "Bytes are of what changes; the NumPy model also stores what ours recomputes (who people are and whom they know).",
        "",
        "| citizens | entry | million citizen-days/s | ns per citizen-day | against NumPy | events per citizen-day | bytes per citizen |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        ratio = f"{seconds[row.citizens] / (row.seconds / row.days):.2g}×" if row.citizens in seconds else "–"
        events = f"{row.events:.3f}" if row.events is not None else "–"
        state = f"{row.state_bytes:.4g}" if row.state_bytes is not None else "–"
        size = f"{row.citizens:,}".replace(",", " ")
        lines.append(f"| {size} | {row.entry} | {row.speed / 1e6:.3g} | {1e9 / row.speed:.3g} | {ratio} | {events} | {state} |")
    return "\n".join([*lines, END])


def main() -> int:
    """Measure and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=float, default=SIZES[-1], help="largest number of citizens")
    options.add_argument("--days", type=int, default=56)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--dry", action="store_true", help="print the table, write nothing")
    chosen = options.parse_args()
    sizes = [size for size in SIZES if size <= chosen.largest] or [int(chosen.largest)]
    measured = table(measure(sizes, chosen.days, chosen.repeats, chosen.seed))
    print(measured)
    if not chosen.dry:
        put(measured, "The whole model")
    return 0


if __name__ == "__main__":
    sys.exit(main())
