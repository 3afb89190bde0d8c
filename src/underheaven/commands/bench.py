"""``underheaven bench``: the declared benchmarks on this machine, as ratios to a yard-stick that anybody has: tuned NumPy.

``citizen-v1`` in every entry that is installed, and the whole model on one and two threads; each in a process of its own, the yard-stick
first and once more at the end, which tells how steady the machine was. Peers that are missing are named with how to install them.
``make bench`` in a clone measures all sizes and all peers.
"""

import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date
from typing import Any, NamedTuple

from underheaven.benchmarks.entries import ENTRIES, OURS, YARDSTICK, days_for
from underheaven.commands.console import CANCELLED, CHECK_FAILED, DONE, BadInput, duration, say, show, show_json

CITIZENS, SECONDS, REPEATS, SEED = 200_000, 180, 3, 1
MODEL = {f"Underheaven, article, {threads} thread{'s' * (threads - 1)}": threads for threads in (1, 2)}
"""The whole model in force, beside the entries of ``citizen-v1``."""
MODEL_DAYS = 28
_UNSTEADY = 1.25


class Task(NamedTuple):
    """What one process measures."""

    entry: str
    citizens: int
    at_most: float
    """Seconds after which no further repeat begins."""


class _TimeIsUp(Exception):  # noqa: N818
    """The budget is spent in the midst of an entry."""


def bench(citizens: int | None, seconds: float | None, as_json: bool) -> int:
    """Measure and print; ``citizens`` of every entry, ``seconds`` in all. Exit 1 if an outcome breaks the law of the rule."""
    from underheaven.benchmarks.machine import machine

    citizens, seconds = CITIZENS if citizens is None else citizens, SECONDS if seconds is None else seconds
    if not 1_000 <= citizens <= 10**8:
        raise BadInput(f"--citizens of a benchmark lie between 1,000 and 100,000,000; got {citizens:,}")
    if not 1 <= seconds <= 86_400:
        raise BadInput(f"--seconds lies between 1 and 86,400; got {seconds:g}")
    rows, missing, cancelled = list[dict[str, Any]](), list[dict[str, str]](), False
    say(f"measuring {citizens:,} citizens in at most about {duration(seconds)}; leave the machine alone meanwhile")
    try:
        for found in _measured(citizens, seconds, missing):
            rows.append(found)
            say(f"{found['entry']:<34} {found['million_agent_days_per_second']:9.2f} M citizen-days/s")
    except KeyboardInterrupt:
        cancelled = True
        say("\nstopped; what was measured:")
    drift = _take_again(rows)
    told: dict[str, Any] = {
        "citizens": citizens, "days": days_for(citizens), "rounds": REPEATS, "seed": SEED, "seconds": seconds,
        "complete": not cancelled and not any(each["reason"].startswith("no time") for each in missing), "yardstick": YARDSTICK,
        "yardstick_at_the_end": drift, "events_per_citizen_day": next((row["events"] for row in rows if "events" in row), None),
        "machine": machine(), "versions": _versions(), "entries": [_row(row, rows) for row in rows], "missing": missing,
    }  # fmt: skip
    if as_json:
        show_json(told)
    else:
        _tell(told)
    if cancelled:
        return CANCELLED
    return CHECK_FAILED if any(row["faults"] for row in rows) else DONE


def _measured(citizens: int, seconds: float, missing: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """What each entry told, in turn; why the others told nothing goes into ``missing``."""
    first = [YARDSTICK, *OURS, *MODEL]
    waiting = [*first, *(name for name in ENTRIES if name not in first), YARDSTICK]
    for name, (reason, install) in _absent(citizens):
        missing.append({"entry": name, "reason": reason, "install": install})
        waiting.remove(name)
    until = time.monotonic() + seconds
    while waiting:
        left, name = until - time.monotonic(), waiting.pop(0)
        heard, wrong = _in_a_process(Task(name, citizens, max(left, 0) / (len(waiting) + 1)), until) if left > 0 else ([], "")
        yield from heard
        if not heard and (waiting or wrong):  # the yard-stick's second turn may be left away
            missing.append({"entry": name, "reason": wrong or f"no time left of {duration(seconds)}; --seconds gives more", "install": ""})


def _absent(citizens: int) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, entry in ENTRIES.items():
        if entry.install:
            yield name, ("not installed", entry.install)
        elif citizens > entry.largest:
            yield name, (f"declared up to {entry.largest:,} citizens", "")


def _in_a_process(task: Task, until: float) -> tuple[list[dict[str, Any]], str]:
    """What the process told, or why it told nothing."""
    from underheaven.study.processes import side_by_side

    heard: list[dict[str, Any]] = []

    def in_time() -> bool:
        if time.monotonic() > until:
            raise _TimeIsUp
        return False

    try:
        failed = side_by_side(_live, [task], 1, lambda _, row: heard.append(row), in_time)
    except _TimeIsUp:
        return heard, ""
    return heard, failed[0].reason if failed else ""


def _live(task: Task, tell: Callable[[dict[str, Any]], None], stop: Callable[[], bool]) -> None:
    """A process of one entry. What a peer prints is none of our results."""
    from underheaven.benchmarks.measure import measure

    with redirect_stdout(sys.stderr):
        if task.entry in MODEL:
            tell(_whole_model(task))
        else:
            tell(measure(task.entry, task.citizens, days_for(task.citizens), SEED, REPEATS, task.at_most))


def _whole_model(task: Task) -> dict[str, Any]:
    """``article`` in force, by the seconds of its day loop."""
    from underheaven.benchmarks.measure import peak_bytes
    from underheaven.engine.run import simulate
    from underheaven.scenario.load import load

    article, start, threads = load("article"), date(2020, 1, 1), MODEL[task.entry]
    simulate(article, citizens=4_096, days=7, seed=SEED, start=start, threads=threads)  # compile or load
    began, seconds, events = time.monotonic(), list[float](), 0.0
    while not seconds or (len(seconds) < REPEATS and time.monotonic() - began < task.at_most):
        result = simulate(article, citizens=task.citizens, days=MODEL_DAYS, seed=SEED, start=start, threads=threads)
        seconds.append(result.seconds)
        events = result.events_count / (task.citizens * MODEL_DAYS)
    work = task.citizens * MODEL_DAYS
    return {
        "entry": task.entry, "version": "", "agents": task.citizens, "days": MODEL_DAYS, "repeats": len(seconds), "seconds": min(seconds),
        "million_agent_days_per_second": work / min(seconds) / 1e6, "peak_rss_bytes": peak_bytes(), "faults": [], "events": events,
    }  # fmt: skip


def _take_again(rows: list[dict[str, Any]]) -> float | None:
    """Let the better turn of the yard-stick stand; returns how fast the second was against the first."""
    if len(rows) < 2 or rows[-1]["entry"] != YARDSTICK:
        return None
    again = rows.pop()
    drift = float(rows[0]["seconds"] / again["seconds"])
    rows[0] = min(rows[0], again, key=lambda row: float(row["seconds"])) | {"faults": rows[0]["faults"] + again["faults"]}
    return drift


def _row(row: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    speed = row["million_agent_days_per_second"]
    yardstick = next((each["million_agent_days_per_second"] for each in rows if each["entry"] == YARDSTICK), None)
    return {
        "entry": row["entry"], "benchmark": "article" if row["entry"] in MODEL else "citizen-v1", "version": row["version"],
        "days": row["days"], "repeats": row["repeats"], "seconds": row["seconds"], "citizen_days_per_second": speed * 1e6,
        "times_the_yardstick": speed / yardstick if yardstick else None, "bytes_per_citizen": row["peak_rss_bytes"] / row["agents"],
        "faults": row["faults"],
    }  # fmt: skip


def _versions() -> dict[str, str]:
    from importlib import metadata

    return {name: metadata.version(name) for name in ("underheaven", "numpy", "numba")} | {"python": platform.python_version()}


def _tell(told: dict[str, Any]) -> None:
    """The table, best first within each benchmark, and what must be known to read it."""
    for kind in ("citizen-v1", "article"):
        rows = [row for row in told["entries"] if row["benchmark"] == kind]
        for row in sorted(rows, key=lambda row: row["seconds"] / row["days"]):
            ratio = "" if row["times_the_yardstick"] is None else f"{row['times_the_yardstick']:8.3g}×"
            name = f"{row['entry']} {row['version']}".strip()
            show(f"{name:<36} {row['citizen_days_per_second'] / 1e6:9.4g} M citizen-days/s {ratio}")
            for fault in row["faults"]:
                show(f"  breaks the law of the rule: {fault}")
    for each in told["missing"]:
        show(f"{each['entry']:<36} {each['reason']}{each['install'] and ': '}{each['install']}")
    show(f"citizen-v1: {told['citizens']:,} citizens, {told['days']} days; × is to {YARDSTICK}, in this run; all held to its exact law")
    if told["events_per_citizen_day"] is not None:
        events = told["events_per_citizen_day"]
        show(f"article from 2020-01-01, {MODEL_DAYS} days: all mechanisms, {events:.3f} events a citizen-day (citizen-v1: .02)")
    drift = told["yardstick_at_the_end"]
    if drift is not None and not 1 / _UNSTEADY < drift < _UNSTEADY:
        show(f"the machine was not steady: the yard-stick ran at {drift:.2f}× its speed when it was measured again at the end")
    machine, versions = told["machine"], told["versions"]
    show(f"{machine['processor']}, {machine['cores']} cores, " + ", ".join(f"{name} {version}" for name, version in versions.items()))
