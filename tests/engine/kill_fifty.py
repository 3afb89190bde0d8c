"""Fifty lives cut short: SIGKILL at random moments between the first checkpoint and the end, then ``--resume``, and the same digest.

``python tests/engine/kill_fifty.py [KILLS] [CITIZENS] [DAYS]``, by default 50 kills of ``article`` and ``documented`` each at 100 000
citizens × 400 days; ``make survive`` runs it. Exit code 0 if every digest is that of the run that nobody disturbed.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

UNDERHEAVEN = [sys.executable, "-m", "underheaven", "run"]


def run(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*UNDERHEAVEN, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def digest(folder: Path) -> object:
    return json.loads((folder / "manifest.json").read_text())["digest"]


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
    straight, moment, done, finished = scratch / f"{name}-straight", random.Random(1), 0, 0
    began = time.monotonic()
    if run(*asked, "--out", straight).wait():
        return False
    seconds, expected = time.monotonic() - began, digest(straight)
    while done < kills:
        folder = scratch / f"{name}-{finished}"
        process = run(*asked, "--out", folder)
        while True:
            while not list(folder.glob("checkpoint/*/*.state")) and process.poll() is None:
                time.sleep(0.01)
            try:
                code = process.wait(moment.uniform(0, seconds / 2) if done < kills else None)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                done += 1
                process = run("--resume", folder, "--no-companion")
        finished += 1
        if code or digest(folder) != expected:
            print(f"{name}: after {done} kills exit code {code}, or another digest")
            return False
        shutil.rmtree(folder)
    print(f"{name}: {done} kills in {finished} runs of {citizens:,} citizens × {days} days; one digest")
    return True


def main() -> int:
    kills, citizens, days = (int(word) for word in (sys.argv[1:] + ["50", "100000", "400"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(prefix="underheaven-") as scratch:
        survived = [survive(name, kills, citizens, days, Path(scratch)) for name in ("article", "documented")]
    return int(not all(survived))


if __name__ == "__main__":
    sys.exit(main())
