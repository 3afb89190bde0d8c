"""Survival as a user meets it: real processes that are killed, stopped, or run out of room, and what a resumed run makes of it."""

import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.here import here

import underheaven.engine.run as engine
from underheaven.measures.folder import RunFolder
from underheaven.study.replicate import world_seed

PROGRAM = [sys.executable, "-m", "underheaven"]
ASKED = ("article", "--start", "2020-01-01", "--citizens", "3000", "--days", "80", "--threads", "1", "--no-companion")
GO_ON = "Go on with: underheaven run --resume"
PATIENCE = 300


def begin(*arguments: object, **options) -> subprocess.Popen[str]:
    return subprocess.Popen([*PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def underheaven(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=PATIENCE, **options)


def resume(folder: Path) -> subprocess.CompletedProcess[str]:
    return underheaven("run", "--resume", folder, "--no-companion")


def wait_for(process: subprocess.Popen[str], folder: Path, pattern: str, number: int = 1) -> None:
    """Until so many files are there, or the process ends."""
    until = time.monotonic() + PATIENCE
    while len(list(folder.glob(pattern))) < number and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.005)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said, said
    return process.returncode, said


def as_if_nothing_had_happened(folder: Path, straight: RunFolder) -> None:
    """Digests, every table and the list of files."""
    opened = RunFolder.open(folder)
    for key in ("digest", "accounts", "exemplars", "world_seeds"):
        assert opened.manifest[key] == straight.manifest[key]
    for table in ("national", "groups", "districts", "citizens", "events", "histograms"):
        assert opened.query(f"SELECT * FROM {table}").equals(straight.query(f"SELECT * FROM {table}"))
    files = {file.name for file in folder.iterdir()}
    assert files - {"checkpoint"} == {file.name for file in straight.path.iterdir()}
    assert not [file for file in folder.rglob("*") if file.name.startswith(".") or file.suffix == ".tallies"]


@pytest.fixture(scope="session")
def straight(tmp_path_factory) -> RunFolder:
    """The run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("straight") / "run"
    done = underheaven("run", *ASKED, "--out", folder)
    assert done.returncode == 0, done.stderr
    assert not (folder / "checkpoint").exists()
    return RunFolder.open(folder)


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_a_random_moment(straight, tmp_path, seed):
    """SIGKILL between the first checkpoint and the end, twice."""
    moment, folder = random.Random(seed), tmp_path / "a run"
    process = begin("run", *ASKED, "--checkpoint-every", 3, "--out", folder)
    for _ in range(2):
        wait_for(process, folder, "checkpoint/*/*.state")
        time.sleep(moment.uniform(0, 1.5))
        process.kill()
        process.communicate()
        process = begin("run", "--resume", folder, "--no-companion")
    code, said = ended(process)
    assert code == 0, said
    as_if_nothing_had_happened(folder, straight)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop(straight, tmp_path, number):
    """A checkpoint even where none is due, 130, and one line that says how to go on, which does."""
    folder = tmp_path / "run"
    process = begin("run", *ASKED, "--out", folder)
    wait_for(process, folder, "checkpoint/world-0-regime")
    process.send_signal(number)
    code, said = ended(process)
    assert code == 130, said
    line = said.strip().splitlines()[-1]
    assert GO_ON in line
    assert not RunFolder.peek(folder).complete
    again = underheaven(*shlex.split(line.partition(GO_ON)[2].join(("run --resume", " --no-companion"))))
    assert again.returncode == 0, again.stderr
    as_if_nothing_had_happened(folder, straight)


def wait_until_it_listens(process):
    """Until the process catches SIGTERM, as Linux tells."""
    listens = False
    while not listens and process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        listens = int(status.partition("SigCgt:")[2].split()[0], 16) >> (signal.SIGTERM - 1) & 1 == 1
        time.sleep(0.02)


def test_a_stop_in_mid_arm_leaves_a_checkpoint_that_is_used(tmp_path):
    folder, asked = tmp_path / "run", ("article", "--start", "2020-01-01", "--citizens", "60000", "--days", "400", "--no-companion")
    process = begin("run", *asked, "--checkpoint-every", 2, "--out", folder, "--no-twin")
    wait_for(process, folder, "checkpoint/*/*.state", 2)
    process.terminate()
    assert ended(process)[0] == 130
    last = sorted(folder.glob("checkpoint/*/*.state"))[-1]
    before = last.stat().st_mtime_ns
    process = begin("run", "--resume", folder, "--checkpoint-every", 0)
    wait_until_it_listens(process)
    process.terminate()
    code, said = ended(process)
    assert code == 130, said
    assert "is not used" not in said
    assert last.stat().st_mtime_ns == before


def test_a_damaged_checkpoint_is_said_and_the_last_good_one_used(straight, tmp_path):
    folder = tmp_path / "run"
    process = begin("run", *ASKED, "--checkpoint-every", 2, "--out", folder)
    wait_for(process, folder, "checkpoint/*/*.state", 2)
    process.kill()
    process.communicate()
    last = sorted(folder.glob("checkpoint/*/*.state"))[-1]
    last.write_bytes(last.read_bytes()[:-100])
    done = resume(folder)
    assert done.returncode == 0, done.stderr
    assert f"{last} is not used: it is damaged" in done.stderr
    as_if_nothing_had_happened(folder, straight)


def test_worlds_side_by_side_killed_with_all_their_processes(tmp_path):
    """Two processes give the tables of one; killed, none of them lives on; the resumed run needs no further word."""
    asked = ("--worlds", "3", *ASKED)
    one, two = tmp_path / "one", tmp_path / "two"
    assert underheaven("run", *asked, "--out", one).returncode == 0
    process = begin("run", *asked, "--workers", 2, "--checkpoint-every", 5, "--out", two)
    wait_for(process, two, "checkpoint/*/*.state", 2)
    children = {int(child) for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()}
    assert children
    process.kill()
    process.communicate()
    until = time.monotonic() + 20
    while any(alive(child) for child in children):
        assert time.monotonic() < until
        time.sleep(0.05)
    done = resume(two)
    assert done.returncode == 0, done.stderr
    assert RunFolder.open(two).manifest["workers"] == 2
    as_if_nothing_had_happened(two, RunFolder.open(one))


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_that_dies_is_told_and_the_others_finish(straight, tmp_path):
    folder = tmp_path / "run"
    process = begin("run", *ASKED, "--worlds", 2, "--workers", 2, "--checkpoint-every", 1, "--out", folder)
    wait_for(process, folder, "checkpoint/world-0-regime/*.state")
    os.kill(max(int(child) for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()), signal.SIGKILL)
    code, said = ended(process)
    assert code == 3, said
    assert "1 of 4 arms failed" in said
    assert GO_ON in said.splitlines()[-1]
    assert len(RunFolder.peek(folder).manifest["failures"]) == 1
    assert sum(part.is_dir() for part in folder.glob("parts/*")) == 3
    assert resume(folder).returncode == 0
    assert RunFolder.open(folder).manifest["digest"]["0"] == straight.manifest["digest"]["0"]


@pytest.mark.parametrize("words", [("--worlds", "2"), ("--no-twin",)])
def test_a_world_that_fails_is_told_in_one_line_and_tried_again(straight, tmp_path, monkeypatch, words):
    """A serial run does as one with workers: the other world is kept, the exit code is 3, and `--resume` lives what lacks."""
    folder, simulate = tmp_path / "run", engine.simulate
    bad = world_seed(1, len(words) - 1)

    def fails_once(scenario, *, seed, **options):
        if seed == bad:
            raise ZeroDivisionError("nobody is left")
        return simulate(scenario, seed=seed, **options)

    monkeypatch.setattr(engine, "simulate", fails_once)
    done = here("run", *ASKED, *words, "--out", folder)
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    failed = "2 of 4" if "--worlds" in words else "1 of 1"
    assert f"{failed} arms failed, the first of them world {len(words) - 1}, regime: ZeroDivisionError: nobody is left; " in last
    assert f"{GO_ON} {folder}" in last
    assert f"world {len(words) - 1}, regime" in RunFolder.peek(folder).manifest["failures"]
    assert sum(part.is_dir() for part in folder.glob("parts/*")) == (2 if "--worlds" in words else 0)
    monkeypatch.undo()
    assert here("run", "--resume", folder, "--no-companion").returncode == 0
    manifest = RunFolder.open(folder).manifest
    assert manifest["failures"] == {}
    assert manifest["digest"]["0"]["regime"] == straight.manifest["digest"]["0"]["regime"]


def test_a_finished_run_says_so_and_an_absent_one_begins(straight, tmp_path):
    done = here("run", "--resume", straight.path)
    assert done.returncode == 0
    assert "has finished already" in done.stderr
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "missing"):
        done = here("run", *ASKED, "--resume", folder)
        assert done.returncode == 0, done.stderr
        assert RunFolder.open(folder).manifest["digest"] == straight.manifest["digest"]


@pytest.mark.parametrize(
    "contradiction",
    [("--citizens", "3001"), ("--seed", "2"), ("--days", "81"), ("--no-twin",), ("--set", "regime.cameras=off"), ("rongcheng",)],
)
def test_contradictions_are_refused(straight, contradiction):
    done = here("run", "--resume", straight.path, *contradiction)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_one_past_many_futures(straight, tmp_path):
    past, same, other = tmp_path / "past", tmp_path / "same", tmp_path / "other"
    assert here("run", *ASKED, "--days", 50, "--checkpoint-every", 20, "--out", past).returncode == 0
    for folder, words in ((same, ("--days", 30)), (other, ("rongcheng", "--days", 30))):
        done = here("run", *words, "--from-checkpoint", past, "--day", 50, "--no-companion", "--out", folder)
        assert done.returncode == 0, done.stderr
    shutil.rmtree(past)
    went, else_where = RunFolder.open(same).manifest, RunFolder.open(other).manifest
    assert went["digest"] == straight.manifest["digest"]
    assert (went["start"], went["burn_in"], went["past"]["day"]) == ("2020-02-20", 50, 50)
    assert else_where["digest"]["0"]["twin"] == straight.manifest["digest"]["0"]["twin"]
    assert else_where["digest"]["0"]["regime"] != straight.manifest["digest"]["0"]["regime"]
    assert json.loads(here("explain", same, 17, "--json").stdout)


def test_futures_that_are_none(straight, tmp_path):
    for words, said in (
        (("--day", 81), "--day 81 is none of them"),
        ((), "--day 120"),
        (("--day", 9, "--seed", 3), "--seed 3"),
        (("--day", 9, "--start", "2020-01-01"), "--start"),
        (("--day", 9, "--set", "society.children=0.3"), "society.children"),
    ):
        done = here("run", "--from-checkpoint", straight.path, *words, "--out", tmp_path / "new")
        assert done.returncode == 2, done.stderr
        assert said in done.stderr
        assert not (tmp_path / "new").exists()


# --- what can go wrong with the machine ------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk of 3 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], check=False).returncode != 0:
        pytest.skip("mounting a small disk takes root")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def failed_clearly(code: int, said: str, *words: str) -> None:
    assert code == 3, said
    line = said.strip().splitlines()[-1]
    for word in ("underheaven: ", *words):
        assert word in line


def test_a_full_disk(straight, small_disk):
    """Somebody else fills it while the run goes on; afterwards there is room again."""
    subprocess.run(["mount", "-o", "remount,size=300m", small_disk], check=True)
    folder, ballast = small_disk / "run", small_disk / "ballast"
    process = begin("run", *ASKED, "--checkpoint-every", 2, "--out", folder)
    wait_for(process, folder, "checkpoint/*/*.state", 2)
    subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=1M"], capture_output=True, check=False)
    failed_clearly(*ended(process), "No space left on device", GO_ON)
    assert not list(folder.rglob(".*.writing"))
    ballast.unlink()
    done = resume(folder)
    assert done.returncode == 0, done.stderr
    as_if_nothing_had_happened(folder, straight)


def test_a_disk_that_becomes_read_only(straight, small_disk):
    subprocess.run(["mount", "-o", "remount,size=300m", small_disk], check=True)
    folder = small_disk / "run"
    process = begin("run", *ASKED, "--checkpoint-every", 2, "--out", folder)
    wait_for(process, folder, "checkpoint/*/*.state", 2)
    while subprocess.run(["mount", "-o", "remount,ro", small_disk], check=False, capture_output=True).returncode:
        time.sleep(0.01)  # a file is being written
    failed_clearly(*ended(process), "Read-only file system", GO_ON)
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    done = resume(folder)
    assert done.returncode == 0, done.stderr
    as_if_nothing_had_happened(folder, straight)


def test_files_larger_than_the_limit(straight, tmp_path):
    """``ulimit -f`` in blocks of 1 024 bytes: the second checkpoint's tallies are too large."""
    folder = tmp_path / "run"
    command = shlex.join([*PROGRAM, "run", *ASKED, "--checkpoint-every", "20", "--out", str(folder)])
    done = subprocess.run(["bash", "-c", f"ulimit -f 1000; {command}"], capture_output=True, text=True, check=False, timeout=PATIENCE)
    failed_clearly(done.returncode, done.stderr, "File too large", GO_ON)
    done = resume(folder)
    assert done.returncode == 0, done.stderr
    as_if_nothing_had_happened(folder, straight)


def test_a_folder_deleted_in_mid_run(straight, tmp_path):
    folder = tmp_path / "run"
    process = begin("run", *ASKED, "--checkpoint-every", 2, "--out", folder)
    wait_for(process, folder, "checkpoint/*/*.state")
    folder.rename(tmp_path / "bin")
    failed_clearly(*ended(process), "cannot write to", "Begin again with: underheaven run article")
    assert not folder.exists()
    (tmp_path / "bin").rename(folder)
    done = resume(folder)
    assert done.returncode == 0, done.stderr
    as_if_nothing_had_happened(folder, straight)


def test_a_limit_on_memory(tmp_path):
    """``ulimit -v``: enough for the program, not for the society; found while running, or said beforehand."""
    folder = tmp_path / "run"
    words = ("article", "--citizens", "30000000", "--days", "5", "--threads", "1", "--no-twin", "--out", str(folder))
    command = shlex.join([*PROGRAM, "run", *words])
    done = subprocess.run(["bash", "-c", f"ulimit -v 1700000; {command}"], capture_output=True, text=True, check=False, timeout=PATIENCE)
    failed_clearly(done.returncode, done.stderr, "out of memory")
