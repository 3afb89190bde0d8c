"""How the cost of a citizen-day, set-up and memory go with size and with time: ``python -m benchmarks.full_model.run_scale``.

Every size and number of threads in a process of its own, so that memory means what it says; then one long run whose resident memory and
open files are looked at every 500 days. The measured part goes into ``RESULTS.md`` between its own marks.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from typing import Any

import psutil

from benchmarks.full_model.run_full import SCENARIO, START
from benchmarks.page import put
from underheaven.benchmarks.machine import processor
from underheaven.engine.run import simulate
from underheaven.engine.tally import MEASURES, STRATA
from underheaven.scenario.load import load
from underheaven.society.table import district_starts

BEGIN, END = "<!-- scale: written by benchmarks/full_model/run_scale.py -->", "<!-- end of scale -->"
CITIZEN_DAYS, FEWEST_DAYS, MOST_DAYS = 140_000_000, 7, 364
"""What a size is measured over, in whole weeks: every cell then has as many weekly passes."""
BENDS = {
    10_000: "what is done once a day (tables, search for the hidden, firms, sums) takes longer than the 40 cells",
    100_000: "the same, a tenth of it a citizen; two threads wait for each other more than they help, so below 1,024 cells one is taken",
    1_000_000: "the state is 14 MB and stays in the third cache",
    10_000_000: "the state no longer fits any cache; a cell of it is read once a day in order",
    100_000_000: "as before, and first touch of memory falls on few days",
}
LOOK_EVERY = 500


def one(citizens: int, days: int, threads: int) -> dict[str, Any]:
    """One size, in this process; the kernel is loaded before."""
    scenario = load(SCENARIO)
    simulate(scenario, citizens=1_000, days=7, seed=9, start=START, threads=1)
    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    lived = simulate(scenario, citizens=citizens, days=days, seed=1, start=START, threads=threads)
    whole = time.perf_counter() - began
    return {
        "citizens": citizens, "days": days, "threads": threads, "seconds": lived.seconds, "rest": whole - lived.seconds,
        "events": lived.events_count / (citizens * days), "memory": lived.peak_rss_bytes, "above": lived.peak_rss_bytes - before,
    }  # fmt: skip


def long(citizens: int, days: int) -> list[dict[str, int]]:
    """Resident memory and open files along one long run."""
    process, seen = psutil.Process(), []

    def look(day: int, *_: object) -> None:
        if day % LOOK_EVERY == 0:
            seen.append({"day": day, "memory": process.memory_info().rss, "files": process.num_fds()})

    simulate(load(SCENARIO), citizens=citizens, days=days, seed=1, start=START, threads=1, observe=look)
    return seen


def apart(*arguments: str) -> Any:
    """The same program in a process of its own."""
    told = subprocess.run([sys.executable, "-m", __spec__.name, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told)


def measured(sizes: list[int], days: int) -> str:
    """The measured part of ``RESULTS.md``."""
    lines = [
        BEGIN,
        f"Measured {datetime.datetime.now(datetime.UTC):%Y-%m-%d} on {processor()}, {os.cpu_count()} cores; `{SCENARIO}` from {START}, "
        "one arm, one run each in a process of its own. Before and after the days: making the society, census, digest, histograms.",
        "",
        "| citizens | days | threads | ns per citizen-day | before and after, ns per citizen | peak memory, GB | events | why |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for citizens in sizes:
        weeks = max(FEWEST_DAYS, min(MOST_DAYS, CITIZEN_DAYS // citizens)) // 7
        for threads in (1, 2):
            row = apart("--one", str(citizens), str(weeks * 7), str(threads))
            print(row, file=sys.stderr, flush=True)
            lines.append(
                f"| {citizens:,} | {row['days']} | {threads} | {row['seconds'] * 1e9 / (citizens * row['days']):.1f} | "
                f"{row['rest'] * 1e9 / citizens:,.0f} | {row['memory'] / 1e9:.2f} | {row['events']:.3f} | "
                f"{BENDS[citizens] if threads == 1 else ''} |"
            )
    seen = apart("--long", "100000", str(days))
    lines += [
        "",
        f"Memory over time, 100,000 citizens for {days:,} days: the tallies of every day, by stratum and by district, are kept "
        f"until the end, {(STRATA + len(district_starts(100_000)) - 1) * MEASURES * 8 / 1e3:.0f} KB a day, and their memory is there "
        "from the start; nothing may grow.",
        "",
        "| day | resident, MB | open files |",
        "|---|---|---|",
        *(f"| {row['day']:,} | {row['memory'] / 1e6:,.0f} | {row['files']} |" for row in seen),
    ]
    return "\n".join([*lines, END])


def main() -> int:
    """Measure and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=float, default=10_000_000, help="largest number of citizens")
    options.add_argument("--days", type=int, default=7_000, help="of the long run")
    options.add_argument("--one", nargs=3, type=int, help=argparse.SUPPRESS)
    options.add_argument("--long", nargs=2, type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one or chosen.long:
        print(json.dumps(one(*chosen.one) if chosen.one else long(*chosen.long)))
        return 0
    part = measured([size for size in BENDS if size <= chosen.largest], chosen.days)
    put(part, "Scale")
    return 0


if __name__ == "__main__":
    sys.exit(main())
