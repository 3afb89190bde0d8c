"""Measure the kernel against itself in C, in one process: ``python -m benchmarks.full_model.run_c``.

The article's regime from 2020-01-01, the whole of ``simulate`` around either kernel, entries in turn, best of the rounds. All must end with
one digest, or the command exits 1 and writes nothing; without a compiler
it says so and writes nothing either. The measured part goes into ``RESULTS.md`` between its own marks.
"""

import argparse
import datetime
import os
import platform
import subprocess
import sys
from importlib import metadata
from shutil import which
from typing import NamedTuple

from benchmarks.full_model.c_kernel import InC, Timed, lived_by
from benchmarks.full_model.run_full import SCENARIO, START
from benchmarks.page import put
from benchmarks.run import processor
from underheaven.engine.kernel import live_cells
from underheaven.engine.run import simulate
from underheaven.scenario.load import load
from underheaven.scenario.schema import Scenario

BEGIN, END = "<!-- in C: written by benchmarks/full_model/run_c.py -->", "<!-- end of in C -->"
OURS = "Numba"
_NEWEST, _OLDEST = 40, 11


class Row(NamedTuple):
    """One measurement: the best of the rounds, each figure its own."""

    entry: str
    threads: int
    seconds: float
    """Of the day loop, by the clock."""
    kernel: float
    """Within the kernel, by the processor, summed over threads."""
    digest: str


def compilers() -> dict[str, str]:
    """The newest gcc and the newest clang that are installed: title and command."""
    found = {}
    for family in ("gcc", "clang"):
        names = [*(f"{family}-{version}" for version in range(_NEWEST, _OLDEST, -1)), family]
        if command := next((name for name in names if which(name)), None):
            version = subprocess.run([command, "-dumpfullversion", "-dumpversion"], check=True, capture_output=True, text=True).stdout
            found[f"C, {family} {version.split()[0]}"] = command
    return found


def play(entry: str, kernel: Timed, scenario: Scenario, citizens: int, days: int, threads: int) -> Row:
    """One run of the engine on this kernel."""
    with lived_by(kernel):
        kernel.take()
        result = simulate(scenario, citizens=citizens, days=days, seed=1, start=START, threads=threads)
    return Row(entry, threads, result.seconds, kernel.take(), result.digest)


def measure(kernels: dict[str, Timed], citizens: int, days: int, rounds: int) -> list[Row]:
    """Every kernel on one and two threads, in turn within a round; compilation before."""
    scenario = load(SCENARIO)
    for entry, kernel in kernels.items():
        play(entry, kernel, scenario, 4096, 7, 1)
    best: dict[tuple[str, int], Row] = {}
    for _ in range(rounds):
        for threads in (1, 2):
            for entry, kernel in kernels.items():
                row = play(entry, kernel, scenario, citizens, days, threads)
                print(row, file=sys.stderr, flush=True)
                old = best.get((entry, threads), row)
                best[entry, threads] = row._replace(seconds=min(old.seconds, row.seconds), kernel=min(old.kernel, row.kernel))
                if row.digest != old.digest:
                    raise ValueError(f"{entry} on {threads} thread(s) gave two digests")
    return list(best.values())


def table(rows: list[Row], citizens: int, days: int, rounds: int) -> str:
    """The measured part of ``RESULTS.md``."""
    ours = {row.threads: row for row in rows if row.entry == OURS}
    lines = [
        BEGIN,
        f"Measured {datetime.datetime.now(datetime.UTC):%Y-%m-%d} in one process on {processor()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, Numba {metadata.version('numba')}, "
        f"Underheaven {metadata.version('underheaven')}; on average {os.getloadavg()[1]:.1f} processes wanted a core meanwhile, "
        "these included: where they are more than the threads, only the last column can be compared.",
        f"Scenario `{SCENARIO}` from {START}, {citizens:,} citizens, {days} days, one arm, one seed; best of {rounds} rounds in turn. "
        "All entries end with the same digest. The kernel: processor time within `live_cells`, summed over threads. "
        "In brackets the speed of ours against that entry: below 1 the C is faster.",
        "",
        "| threads | kernel | day loop, ns per citizen-day | of it the kernel, ns per citizen-day |",
        "|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda one: one.threads):
        day, kernel = row.seconds / ours[row.threads].seconds, row.kernel / ours[row.threads].kernel
        unit = 1e9 / (citizens * days)
        lines.append(f"| {row.threads} | {row.entry} | {row.seconds * unit:.1f} ({day:.2f}×) | {row.kernel * unit:.1f} ({kernel:.2f}×) |")
    return "\n".join([*lines, END])


def main() -> int:
    """Measure and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--citizens", type=float, default=1e6)
    options.add_argument("--days", type=int, default=14)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--dry", action="store_true", help="print the table, write nothing")
    chosen = options.parse_args()
    found = compilers()
    if not found:
        print("no C compiler here, neither gcc nor clang: the kernel in C is not measured", file=sys.stderr)
        return 0
    kernels = {OURS: Timed(live_cells)} | {title: Timed(InC(live_cells, command)) for title, command in found.items()}
    rows = measure(kernels, int(chosen.citizens), chosen.days, chosen.rounds)
    if len({row.digest for row in rows}) > 1:
        print(f"the digests differ: {rows}", file=sys.stderr)
        return 1
    measured = table(rows, int(chosen.citizens), chosen.days, chosen.rounds)
    print(measured)
    if not chosen.dry:
        put(measured, "The kernel in C")
    return 0


if __name__ == "__main__":
    sys.exit(main())
