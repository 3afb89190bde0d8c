"""What Ray adds to a day: the regime arm on two actors of one thread each, beside two threads of one process, size by size.

``python -m benchmarks.full_model.run_cluster [--largest 1e8]``; both ways must end with one digest. The table goes into ``RESULTS.md``
between its own marks.
"""

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.full_model.run_full import SCENARIO, START
from benchmarks.page import put
from underheaven.benchmarks.machine import processor

BEGIN, END = "<!-- cluster: written by benchmarks/full_model/run_cluster.py -->", "<!-- end of cluster -->"
SIZES = {100_000: (28, 3), 1_000_000: (28, 3), 10_000_000: (14, 1), 100_000_000: (7, 1)}
"""Citizens → days, and how often it is measured; the median counts."""
WAYS = {"one process": ("--threads", "2"), "two actors": ("--address", "local", "--workers", "2", "--threads", "1")}


def seconds_a_day(citizens: int, days: int, way: tuple[str, ...]) -> tuple[float, str]:
    """Of the days alone, without set-up; and the digest."""
    with tempfile.TemporaryDirectory(prefix="underheaven-cluster-") as scratch:
        folder = Path(scratch) / "run"
        asked = ("--start", START.isoformat(), "--citizens", citizens, "--days", days, "--checkpoint-every", 0, "--trace", 0)
        words = [sys.executable, "-m", "underheaven", "run", SCENARIO, *asked, "--no-twin", "--no-companion", *way, "--out", folder]
        subprocess.run(list(map(str, words)), check=True, capture_output=True)
        manifest = json.loads((folder / "manifest.json").read_text())
        return manifest["day_loop_seconds"] / days, manifest["digest"]["0"]["regime"]


def row(citizens: int, days: int, times: int) -> str:
    """One line of the table."""
    found = {name: [seconds_a_day(citizens, days, way) for _ in range(times)] for name, way in WAYS.items()}
    if len({digest for runs in found.values() for _, digest in runs}) != 1:
        sys.exit(f"{citizens:,} citizens: {found}: more than one digest")
    local, actors = (statistics.median(seconds for seconds, _ in runs) for runs in found.values())
    return f"| {citizens:,} | {days} | {1e3 * local:,.1f} | {1e3 * actors:,.1f} | {1e3 * (actors - local):,.1f} | {actors / local:.2f} |"


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=float, default=1e8)
    largest = parser.parse_args().largest
    lines = [
        f"{SCENARIO} from {START}, regime arm, {datetime.date.today()}, {processor()}; milliseconds a day without set-up, "
        "one digest each. Median of three up to a million, measured once above: differences of a few per cent are noise.",
        "",
        "| citizens | days | two threads of one process | two actors of one thread | added a day | ratio |",
        "|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    for citizens, (days, times) in SIZES.items():
        if citizens <= largest:
            lines.append(row(citizens, days, times))
            print(lines[-1], flush=True)
    put("\n".join([BEGIN, *lines, END]), "Several machines: what Ray adds on one")
    return 0


if __name__ == "__main__":
    sys.exit(main())
