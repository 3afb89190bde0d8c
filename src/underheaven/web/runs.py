"""Run folders as the page finds them: by name, in a list, and as the events of a run that ended before this server began."""

import base64
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from underheaven.measures.dictionary import entry
from underheaven.measures.files import FolderError
from underheaven.measures.folder import MANIFEST, RunFolder
from underheaven.scenario.schema import Scenario
from underheaven.web.look import SAMPLE, SHOWN
from underheaven.web.question import Question

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,99}")
_IN_A_LIST = 30


class Heading(NamedTuple):
    """A finished run in a list."""

    id: str
    title: str
    scenario: str
    citizens: int
    days: int
    start: str
    worlds: int
    seed: int
    changes: int
    words: str


def folder_of(runs: Path, name: str) -> Path | None:
    """Where a run of that name stands; None for a name that no run can have, and for what is no folder of ours."""
    if not NAME.fullmatch(name):
        return None
    path = runs / name
    if path.is_symlink() or not (path / MANIFEST).is_file():
        return None
    return path


def opened(runs: Path, name: str) -> RunFolder | None:
    """A finished run; None if there is none of that name."""
    path = folder_of(runs, name)
    if path is None:
        return None
    try:
        return RunFolder.open(path, verify=False)
    except FolderError:
        return None


def finished(runs: Path) -> list[Heading]:
    """The latest finished runs."""
    if not runs.is_dir():
        return []
    known = [(path.stat().st_mtime_ns, path) for path in runs.glob(f"*/{MANIFEST}") if NAME.fullmatch(path.parent.name)]
    headings = (_heading(path.parent, changed) for changed, path in sorted(known, reverse=True)[:_IN_A_LIST])
    return [heading for heading in headings if heading]


@lru_cache(maxsize=256)
def _heading(path: Path, changed: int) -> Heading | None:
    try:
        folder = RunFolder.peek(path)
    except FolderError:
        return None
    m = folder.manifest
    if not folder.complete:
        return None
    changes = m.get("question", {}).get("changes", ())
    words = ", ".join(f"{name.removeprefix('regime.')} {value}" for name, value in changes[:4]) + ("…" if len(changes) > 4 else "")
    sizes = (m["citizens"], m["days"], m["start"], m["worlds"], m["seed"])
    return Heading(path.name, m["scenario"]["title"], m["scenario_name"], *sizes, len(changes), words)


def question_of(folder: RunFolder) -> Question | None:
    """What was asked, if the page asked it."""
    said = folder.manifest.get("question")
    return Question(**said | {"changes": tuple(map(tuple, said["changes"]))}) if said else None


def told_again(folder: RunFolder) -> Iterator[tuple[str, Any]]:
    """The events of a finished run, from its tables."""
    m = folder.manifest
    arms = m["arms"]
    citizens = _people(folder)
    people: dict[str, Any] = {key: [row[key] for row in citizens] for key in ("id", "district", "class", "residence")}
    people["districts"] = max([row["district"] for row in citizens], default=0) + 1
    yield "begin", {"measures": SHOWN, "people": people, "days": m["days"], "worlds": m["worlds"], "start": m["start"]}
    names = ", ".join(SHOWN)
    for world in range(m["worlds"]):
        rows = folder.query(f"SELECT arm, day, adults, {names} FROM national WHERE world = {world} ORDER BY day").to_pylist()
        by_arm = {arm: _daily([row for row in rows if row["arm"] == arm]) for arm in arms}
        yield "world", {"world": world, "adults": by_arm["regime"][0]["adults"]}
        days = [row["day"] for row in by_arm["regime"]]
        told = {arm: [[row[name] for name in SHOWN] for row in found] for arm, found in by_arm.items()}
        yield "days", {"world": world, "days": days, **told, "done": (world + 1) / m["worlds"]}
    if citizens:
        grades = Scenario.model_validate(m["scenario"]).regime.grades
        cuts = [4 * getattr(grades, name).value for name in ("c", "b", "a", "aa", "aaa")]
        yield "frame", {"day": m["days"], **{arm: base64.b64encode(_frame(citizens, arm, cuts)).decode() for arm in arms}}


def _daily(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Running totals as what each day adds, as a run under way tells them."""
    totals = [name for name in SHOWN if entry(name).aggregation == "running total"]
    before = dict.fromkeys(totals, 0)
    for row in rows:
        for name in totals:
            row[name], before[name] = row[name] - before[name], row[name]
    return rows


def _people(folder: RunFolder) -> list[dict[str, Any]]:
    cells = max(1, -(-folder.manifest["citizens"] // 256))
    districts = max(1, min(333, cells // 8))
    last = folder.manifest["days"]
    adults = f"world = 0 AND day = {last} AND age_band <> 'child'"
    rows = folder.query(f"SELECT * FROM citizens WHERE {adults} ORDER BY citizen LIMIT {SAMPLE}").to_pylist()
    return [row | {"id": row["citizen"], "district": (row["citizen"] >> 8) * districts // cells} for row in rows]


def _frame(citizens: list[dict[str, Any]], arm: str, cuts: list[float]) -> bytes:
    marks = []
    for row in citizens:
        listed = int(row[f"listed_until_{arm}"] > row["day"])
        grade = sum(row[f"score_{arm}"] >= cut for cut in cuts)
        marks.append(listed + 2 * (listed & row[f"wrongful_{arm}"]) + 4 * row[f"dissents_{arm}"] + 8 * grade)
    return bytes(marks + [min(255, row[f"fear_{arm}"]) for row in citizens])
