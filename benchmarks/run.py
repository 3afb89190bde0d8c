"""Measure every entry of ``citizen-v1`` in one run and write the table into ``RESULTS.md``: ``python -m benchmarks.run``.

Each measurement has a process of its own, one after the other. Peers run in throw-away environments that uv makes.
``--largest 1e4`` only checks that everything runs. What ``RESULTS.md`` says outside the marked part is left alone.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import NamedTuple

from benchmarks.page import put
from underheaven.benchmarks.entries import DAYS, ENTRIES, OURS
from underheaven.benchmarks.machine import processor

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- citizen-v1: written by benchmarks/run.py -->", "<!-- end of citizen-v1 -->"


class Row(NamedTuple):
    """One measurement, or the reason why there is none."""

    entry: str
    agents: int
    version: str = ""
    speed: float = 0.0
    """Million agent-days per second."""
    peak_rss_bytes: int = 0
    faults: tuple[str, ...] = ()
    missing: str = ""


def interpreter(name: str) -> list[str]:
    """The command that runs an entry: this Python, or a throw-away environment with the peer at its pinned version."""
    entry = ENTRIES[name]
    if not entry.peer:
        return [sys.executable]
    uv = next((str(path) for path in (ROOT / ".uv/bin/uv", which("uv")) if path and Path(path).exists()), "uv")
    return [
        uv,
        "run",
        "--quiet",
        "--no-project",
        "--isolated",
        "--python",
        sys.executable,
        "--with",
        f"{entry.package}=={entry.pin}",
        "python",
    ]


def measure(name: str, agents: int, seed: int, repeats: int) -> Row:
    """One measurement, or the reason why there is none."""
    command = [*interpreter(name), "-m", "underheaven.benchmarks", name, str(agents), str(DAYS[agents]), str(seed), str(repeats)]
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"} | {"PYTHONPATH": str(ROOT / "src")}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    except OSError as problem:
        return Row(name, agents, missing=str(problem))
    if done.returncode:
        return Row(name, agents, missing=(done.stderr.strip().splitlines() or ["no reason given"])[-1])
    told = json.loads(done.stdout.splitlines()[-1])
    return Row(name, agents, told["version"], told["million_agent_days_per_second"], told["peak_rss_bytes"], tuple(told["faults"]))


def table(rows: list[Row], sizes: list[int]) -> str:
    """The measured part of ``RESULTS.md``."""
    done = {(row.entry, row.agents): row for row in rows if not row.missing}
    best = {size: max((row.speed for row in done.values() if row.agents == size and row.entry not in OURS), default=0.0) for size in sizes}
    lines = [
        BEGIN,
        f"Measured {datetime.now(UTC):%Y-%m-%d} in one run on {processor()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}.",
        "Million agent-days per second, best of the repeats; in brackets the ratio to the best peer of that size.",
        "",
        "| entry | version | " + " | ".join(f"{size:,}".replace(",", " ") for size in sizes) + " | bytes per agent at the largest |",
        "|---|---|" + "---|" * (len(sizes) + 1),
    ]
    for name in ENTRIES:
        cells = []
        for size in sizes:
            row = done.get((name, size))
            ratio = f" ({row.speed / best[size]:.2g}×)" if row and best[size] else ""
            cells.append(f"{row.speed:,.3g}{ratio}" if row else "–")
        last = max((row for row in done.values() if row.entry == name), key=lambda row: row.agents, default=None)
        version, memory = (last.version or "this", f"{last.peak_rss_bytes / last.agents:,.0f}") if last else ("–", "–")
        lines.append(f"| {name} | {version} | " + " | ".join(cells) + f" | {memory} |")
    wrong = [f"- {row.entry} at {row.agents}: {fault}" for row in rows for fault in row.faults]
    absent = sorted({f"- {row.entry}: {row.missing}" for row in rows if row.missing})
    lines += [
        "",
        "Every outcome was held to the exact law of the rule; " + ("it does not hold for:" if wrong else "it holds for every entry."),
        *wrong,
    ]
    lines += ["", "Not measured here:", *absent] if absent else []
    return "\n".join([*lines, END])


def main() -> int:
    """Measure and write; 1 if an entry breaks the rule."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=float, default=1e7, help="largest number of agents")
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="only entries whose name contains this")
    options.add_argument("--dry", action="store_true", help="print the table, write nothing")
    chosen = options.parse_args()
    sizes = [size for size in DAYS if size <= chosen.largest]
    rows = []
    for size in sizes:
        for name, entry in ENTRIES.items():
            if size <= entry.largest and chosen.only in name:
                rows.append(measure(name, size, chosen.seed, chosen.repeats))
                print(rows[-1], file=sys.stderr, flush=True)
    measured = table(rows, sizes)
    print(measured)
    if not chosen.dry:
        put(measured, "citizen-v1")
    return int(any(row.faults for row in rows))


if __name__ == "__main__":
    sys.exit(main())
