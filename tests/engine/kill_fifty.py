"""Fifty lives cut short: SIGKILL at random moments between the first checkpoint and the end, then ``--resume``, and the same digest.

``python tests/engine/kill_fifty.py [KILLS] [CITIZENS] [DAYS]``, by default 50 kills of ``article`` and ``documented`` each at 100 000
citizens × 400 days; ``make survive`` runs it. Exit code 0 if every digest, every table and every name in the folder is that of the run that
nobody disturbed. Two kills of three wait until the process has written something; the third may meet it as it begins.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

UNDERHEAVEN = [sys.executable, "-m", "underheaven", "run"]


def run(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*UNDERHEAVEN, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def outcome(folder: Path) -> tuple[object, ...]:
    """Digests, checksums of the tables, and what lies in the folder: nothing half-written may be left of the processes that were killed."""
    manifest = json.loads((folder / "manifest.json").read_text())
    tables = {name: file["sha256"] for name, file in manifest["files"].items() if name.endswith(".parquet")}
    return manifest["digest"], tables, sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def newest(folder: Path) -> float:
    """When anything in the folder was last made."""
    with suppress(FileNotFoundError):  # a file that went while it was looked at
        return max(path.stat().st_mtime for path in folder.rglob("*"))
    return newest(folder)


def _kept(folder: Path, since: float) -> bool:
    """Whether a checkpoint is there and something was made after ``since``; ``--resume`` itself writes the manifest within a second."""
    return bool(list(folder.glob("checkpoint/*/*.state"))) and newest(folder) > since + 1


def survive(name: str, kills: int, citizens: int, days: int, scratch: Path) -> bool:
    """Run undisturbed once; then kill and resume, from a new folder whenever one is finished, until there were so many kills."""
    asked = (
        name,
        "--start",
        "2020-01-01",
        "--citizens",
        citizens,
        "--days",
        days,
        "--no-companion",
        "--checkpoint-every",
        max(1, days // 20),
    )
    straight, moment, done, under_way, finished = scratch / f"{name}-straight", random.Random(1), 0, 0, 0
    began = time.monotonic()
    if run(*asked, "--out", straight).wait():
        return False
    seconds, expected = time.monotonic() - began, outcome(straight)
    while done < kills:
        folder = scratch / f"{name}-{finished}"
        started, process = time.time(), run(*asked, "--out", folder)
        while True:
            while not _kept(folder, started if done % 3 else 0) and process.poll() is None:
                time.sleep(0.01)
            try:
                code = process.wait(moment.uniform(0, seconds / 2) if done < kills else None)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                done += 1
                under_way += _kept(folder, started)
                started, process = time.time(), run("--resume", folder, "--no-companion")
        finished += 1
        if code or outcome(folder) != expected:
            print(f"{name}: after {done} kills exit code {code}, or another outcome; see {shutil.move(folder, tempfile.mkdtemp())}")
            return False
        shutil.rmtree(folder)
    print(
        f"{name}: {done} kills, {under_way} of them after the process had written, in {finished} runs of "
        f"{citizens:,} citizens × {days} days; {time.monotonic() - began:.0f} s, one digest {expected[0]}",
        flush=True,
    )
    return True


def main() -> int:
    kills, citizens, days = (int(word) for word in (sys.argv[1:] + ["50", "100000", "400"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(prefix="underheaven-") as scratch:
        survived = [survive(name, kills, citizens, days, Path(scratch)) for name in ("article", "documented")]
    return int(not all(survived))


if __name__ == "__main__":
    sys.exit(main())
