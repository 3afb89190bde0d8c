"""The command line as a user meets it: real processes, exit codes, one clear line, one JSON document, whole folders."""

import importlib.util
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.e2e.here import here

PROGRAM = [sys.executable, "-m", "underheaven"]
VERBS = (
    "list", "show", "new", "check", "plan", "run", "report", "explain", "audit", "sources", "cite", "odd", "systems", "validate", "serve",
)  # fmt: skip
STUDIES = ("attribute", "sensitivity", "sweep", "calibrate")
SMALL = ("--citizens", "2048", "--days", "21", "--start", "2020-01-01")
WHOLE = all(importlib.util.find_spec(f"underheaven.{name}") for name in ("engine.run", "report.html", "report.life"))
needs_engine = pytest.mark.skipif(not WHOLE, reason="engine or report is not built yet")
TABLES = {f"{name}.parquet" for name in ("national", "groups", "districts", "citizens", "events", "histograms")}


def underheaven(*arguments: object, cwd: Path | None = None, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False, cwd=cwd, **options)


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One clear line on stderr, nothing on stdout, no traceback, the right exit code."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


# --- help and usage ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS + STUDIES)
def test_help_has_an_example_and_loads_nothing_heavy(verb):
    program = (
        f"import sys; sys.argv = ['underheaven', '{verb}', '--help']\nfrom underheaven.cli import main\n"
        "try: main()\nexcept SystemExit as end: code = end.code\n"
        "print(sorted(name for name in sys.modules if '.' not in name)); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"Example: underheaven {verb}" in " ".join(done.stdout.split())
    loaded = done.stdout.splitlines()[-1]
    for heavy in ("numba", "pydantic", "duckdb", "pyarrow", "scipy", "altair", "vl_convert", "ray", "numpy"):
        assert f"'{heavy}'" not in loaded


def test_help_answers_at_once():
    """Processor seconds of the best of five, so that a busy machine does not decide."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert underheaven("run", "--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.5


def test_without_a_verb_there_is_help_and_a_version():
    assert "Commands:" in underheaven().stdout
    assert underheaven("--version").stdout.startswith("underheaven 0.")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("bogus",), "No such command"),
        (("run", "article", "--bogus"), "No such option"),
        (("run", "article", "--days", "many"), "'--days': must be a valid integer (see"),
        (("run", "article", "--threads", "0"), "'--threads': must be greater than or equal to 1"),
        (("run", "article", "--from-checkpoint", "nowhere", "--day", "3"), "nowhere: no such folder"),
        (("serve", "--host", "0.0.0.0"), "--token"),
        (("serve", "--port", "99999999"), "0 to 65535"),
        (("serve", "--host", "nowhere.invalid", "--token", "a-long-enough-secret"), "choose another with --host"),
        (("validate", "V-99"), "V-13b"),
        (("explain", ".", "abc"), "must be a valid integer"),
        (("audit", "nowhere"), "no such folder"),
        (("run", "article", "--days", "7401"), "days must be"),
        (("run", "article", "--days", "0"), "days must be"),
        (("run", "article", "--citizens", "0"), "citizens must be"),
        (("run", "article", "--citizens", "-5"), "number of citizens"),
        (("run", "article", "--citizens", "1.5"), "number of citizens"),
        (("run", "article", "--citizens", "lots"), "number of citizens"),
        (("run", "article", "--citizens", "1e999999999"), "number of citizens"),
        (("run", "article", "--citizens", "3e9"), "citizens must be"),
        (("run", "article", "--worlds", "0"), "worlds must be"),
        (("run", "article", "--seed", "-1"), "seed must be"),
        (("run", "article", "--start", "tomorrow"), "--start is a date"),
        (("run", "article", "--start", "2020-02-30"), "--start is a date"),
        (("run", "article", "--citizens", "10", "--trace-ids", "10"), "no citizen 10"),
        (("run", "article", "--trace-ids", "a"), "--trace-ids"),
        (("run", "article", "--citizens", "10", "--trace", "11"), "trace must be"),
        (("run", "article", "--set", "regime.camera=off"), "cameras"),
        (("run", "article", "--set", "nonsense"), "path=value"),
        (("run", "artikel"), "article"),
        (("run", "missing.yaml"), "missing.yaml"),
        (("run",), "which scenario"),
        (("run", "--resume", "nowhere"), "nowhere"),
        (("run", "article", "--resume", "a", "--out", "b"), "--out"),
        (("show",), "which scenario"),
        (("show", "artikel"), "article"),
        (("sources", "artikel"), "article"),
        (("plan", "artikel"), "article"),
        (("report", "nowhere"), "no such folder"),
        (("explain", "nowhere", "1"), "no such folder"),
        (("explain", ".", "1"), "not a run folder"),
        (("new", "mine.txt"), ".yaml"),
        (("new", "nowhere/mine.yaml"), "no such folder"),
        (("new", "mine.yaml", "--from", "artikel"), "article"),
    ],
)  # fmt: skip
def test_bad_usage_is_one_line_and_exit_2(arguments, word, tmp_path):
    refused(here(*arguments, cwd=tmp_path), 2, word)
    assert list(tmp_path.iterdir()) == []


# --- scenarios --------------------------------------------------------------------------------------------------------------------------


def test_list_and_show():
    listed = json.loads(here("list", "--json").stdout)
    assert {"article", "documented", "null-regime"} <= {entry["name"] for entry in listed}
    shown = json.loads(here("show", "article", "--json").stdout)
    assert shown["title"]
    assert shown["status"] == "counterfactual"
    assert shown["timeline"][-1]["from"] == "2020-01-01"
    text = here("show", "article").stdout
    assert "regime.cameras.coverage" in text
    assert "[assumption:" in text
    assert "$defs" in json.loads(here("show", "--schema").stdout)


def test_new_then_check_then_refuse_to_overwrite(tmp_path):
    mine = tmp_path / "my harbour.yaml"
    assert here("new", mine, "--from", "rongcheng").returncode == 0
    done = here("check", mine, "article", "--json")
    assert done.returncode == 0
    assert [entry["ok"] for entry in json.loads(done.stdout)] == [True, True]
    content = mine.read_text()
    refused(here("new", mine), 2, "exists already")
    assert mine.read_text() == content


def test_check_places_mistakes_and_tells_failing_examples_apart(tmp_path):
    broken, failing = tmp_path / "broken.yaml", tmp_path / "failing.yaml"
    broken.write_text("title: x\nstatus: stylised\nregime:\n  camera: off\n")
    example = "a citizen at 1000 points who is recorded once for jaywalking: {score: 3}"
    failing.write_text(f"title: x\nstatus: stylised\nbase: article\nexamples:\n  - {example}\n")
    done = here("check", broken)
    assert done.returncode == 2
    assert f"{broken}:4:3:" in done.stderr
    assert "cameras" in done.stderr
    assert here("check", failing).returncode == 1
    both = here("check", broken, failing, "--json")
    assert both.returncode == 2
    (first, second) = json.loads(both.stdout)
    assert (first["problems"][0]["line"], second["problems"][0]["line"]) == (4, 5)
    assert both.stderr == ""


def test_sources_show_every_number_and_the_coverage():
    document = json.loads(here("sources", "article", "--json").stdout)
    assert sum(part["numbers"] for part in document["coverage"].values()) == len(document["numbers"])
    assert all(number["source"] for number in document["numbers"])
    assert "numbers: " in here("sources", "article").stdout.splitlines()[-1]


def test_plan_says_memory_time_and_disk():
    document = json.loads(here("plan", "article", "--citizens", "2M", "--days", "30", "--json").stdout)
    assert document["citizens"] == 2_000_000
    assert document["fits"] is True
    assert 14 * 2_000_000 < document["memory_bytes"] < document["memory_of_machine"]
    assert "citizen-days a second" in here("plan", "article").stdout


def test_plan_and_run_refuse_what_cannot_fit(tmp_path):
    limit = 2 * 2**30
    options = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)), "cwd": tmp_path}
    refused(underheaven("run", "article", "--citizens", "5e8", **options), 2, "GB of memory")
    done = underheaven("plan", "article", "--citizens", "5e8", "--json", **options)
    assert done.returncode == 2
    assert json.loads(done.stdout)["fits"] is False
    assert list(tmp_path.iterdir()) == []


# --- runs -------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """One small run with a twin, traced citizens and a report."""
    folder = tmp_path_factory.mktemp("runs") / "a run"
    done = underheaven("run", "article", *SMALL, "--worlds", "2", "--trace", "2", "--trace-ids", "7,9", "--out", folder)
    assert done.returncode == 0, done.stderr
    assert "regime minus twin" in done.stdout
    assert "assessed" not in done.stdout, "article has no offices that assess"
    assert str(folder / "report.html") in done.stdout
    assert "Traceback" not in done.stderr
    return folder


def digests(folder: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((folder / "manifest.json").read_text())["digest"]
    return found


@needs_engine
def test_a_run_leaves_a_whole_folder(finished):
    assert {file.name for file in finished.iterdir()} == {"manifest.json", "report.html", "companion.parquet", "paired.parquet", *TABLES}
    manifest = json.loads((finished / "manifest.json").read_text())
    assert manifest["complete"] is True
    assert manifest["start"] == "2020-01-01"
    assert set(manifest["files"]) == {"report.html", "companion.parquet", "paired.parquet", *TABLES}
    assert manifest["companion"]["scenario"] == "documented"
    assert set(manifest["digest"]) == {"0", "1"}
    assert len({digest for world in manifest["digest"].values() for digest in world.values()}) == 4
    assert manifest["citizen_days_per_second"] > 0
    assert manifest["events_per_citizen_day"] > 0


@needs_engine
def test_balances_close_and_the_identity_holds(finished):
    from underheaven.measures.folder import RunFolder
    from underheaven.study.study import Study

    folder = RunFolder.open(finished)
    for table in ("national", "groups", "districts"):
        keys = {
            "national": "arm, world",
            "groups": "arm, world, class, sex, age_band, origin, residence",
            "districts": "arm, world, district",
        }
        rows = folder.query(f"""SELECT sum(captured - captured_right - captured_wrong - captured_nobody) AS lost,
                                       sum(entries) - sum(exits) - max_by(listed, day) AS unlisted FROM {table} GROUP BY {keys[table]}""")
        assert set(rows["lost"].to_pylist()) == set(rows["unlisted"].to_pylist()) == {0}
    exposed = folder.query("SELECT bool_and(exposed = adults) AS everybody FROM national WHERE arm = 'regime'")
    assert exposed["everybody"].to_pylist() == [True]
    for by in (None, "class", "sex", "origin", "residence", "age_band"):
        assert all(table.identity_holds for table in Study(folder).errors(by).values())


@needs_engine
def test_a_second_run_into_the_folder_is_refused(finished):
    before = digests(finished)
    refused(here("run", "article", *SMALL, "--out", finished), 2, "finished run")
    assert digests(finished) == before


@needs_engine
def test_resuming_a_finished_run_says_so(finished):
    done = here("run", "--resume", finished, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["complete"] is True
    assert "finished already" in done.stderr


@needs_engine
def test_json_is_one_document_and_threads_change_nothing(finished, tmp_path):
    done = underheaven("run", "article", *SMALL, "--threads", "1", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["digest"]["0"] == digests(finished)["0"]
    assert {"measure", "value", "low", "high", "n", "unit"} <= document["effects"][0].keys()
    assert Path(tmp_path, document["run"]).name.startswith("article-")
    assert Path(tmp_path, document["report"]).exists()


@needs_engine
def test_without_a_twin_there_is_one_arm(tmp_path):
    done = here("run", "no-regime", *SMALL, "--no-twin", "--out", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert set(digests(tmp_path / "run")["0"]) == {"regime"}


@needs_engine
def test_a_damaged_folder_is_refused(finished, tmp_path):
    copy = shutil.copytree(finished, tmp_path / "copy")
    (copy / "national.parquet").write_bytes(b"PAR1")
    refused(here("explain", copy, "7"), 2, "national.parquet", "damaged")
    (copy / "national.parquet").unlink()
    refused(here("report", copy), 2, "national.parquet", "missing")


@needs_engine
def test_report_again_and_elsewhere(finished, tmp_path):
    assert here("report", finished).returncode == 0
    done = here("report", finished, "--out", tmp_path / "page.html", "--json")
    assert json.loads(done.stdout)["bytes"] == (tmp_path / "page.html").stat().st_size > 10_000
    refused(here("report", finished, "--out", tmp_path), 2, "is a folder")
    refused(here("report", finished, "--lang", "eng", "--out", tmp_path / "page.html"), 2, "no such language", "Did you mean en?")
    refused(here("report", finished, "--lang", "nowhere.mo", "--out", tmp_path / "page.html"), 2, "no such file", "one of en")


@needs_engine
def test_explain_traced_and_untraced(finished):
    traced = here("explain", finished, "7", "--json")
    assert traced.returncode == 0, traced.stderr
    assert traced.stderr == ""
    untraced = here("explain", finished, "8", "--world", "1", "--json")
    assert untraced.returncode == 0, untraced.stderr
    assert "was not traced" in untraced.stderr
    assert json.loads(traced.stdout).keys() == json.loads(untraced.stdout).keys()
    assert here("explain", finished, "7").stdout.strip()
    refused(here("explain", finished, "2048"), 2, "no citizen 2,048")
    refused(here("explain", finished, "7", "--world", "2"), 2, "no world 2")


LONGER = ("article", "--citizens", "4096", "--days", "60", "--start", "2020-01-01", "--worlds", "4", "--no-companion")


def signalled(number: signal.Signals, *arguments: object) -> tuple[int, str]:
    """Start a run, send a signal once a fifth of it is done, and wait for its end."""
    command = [*PROGRAM, "run", *map(str, arguments)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("20 %"):
            process.send_signal(number)
            break
    _, said = process.communicate(timeout=600)
    return process.returncode, said


@needs_engine
@pytest.mark.slow
def test_ctrl_c_keeps_what_is_done_and_resume_gives_the_same_answer(tmp_path):
    straight, stopped = tmp_path / "straight", tmp_path / "run"
    assert here("run", *LONGER, "--out", straight).returncode == 0
    code, said = signalled(signal.SIGINT, *LONGER, "--out", stopped)
    assert code == 130
    assert "Traceback" not in said
    assert f"underheaven run --resume {stopped}" in said
    kept = re.search(r"(\d) of 8 arms are kept", said)
    assert kept is not None
    assert 1 <= int(kept[1]) < 8
    refused(here("run", *LONGER, "--out", stopped), 2, "--resume")
    refused(here("run", "documented", "--resume", stopped), 2, "another run", "scenario_hash")
    refused(here("run", *LONGER, "--seed", "2", "--resume", stopped), 2, "another run", "seed")
    refused(here("report", stopped), 2, "not finished")
    done = here("run", "--resume", stopped, "--no-companion")
    assert done.returncode == 0, done.stderr
    assert digests(stopped) == digests(straight)
    for table in TABLES:
        assert (stopped / table).read_bytes() == (straight / table).read_bytes()


@needs_engine
def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    refused(here("run", "article", *SMALL, "--out", tmp_path / "file" / "run"), 3, "cannot write to")
    refused(here("run", "article", *SMALL, "--out", tmp_path / "file"), 2, "is a file")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("")
    refused(here("run", "article", *SMALL, "--out", tmp_path / "other"), 2, "other files")


@needs_engine
@pytest.mark.slow
def test_a_disk_that_fills_up_is_one_clear_line_and_the_run_goes_on_later(finished, tmp_path):
    limit = (finished / "manifest.json").stat().st_size + 5_000  # bytes a file may have: too few for the groups
    request = ("article", "--citizens", "16384", "--days", "120", "--start", "2020-01-01", "--no-companion", "--out", tmp_path / "run")
    done = underheaven("run", *request, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr.splitlines()[-1]
    assert "{" not in done.stderr
    assert not any(name.endswith(".writing") for _, folders, files in os.walk(tmp_path) for name in (*folders, *files))
    assert underheaven("run", "--resume", tmp_path / "run", "--no-companion").returncode == 0


def test_a_closed_pipe_is_no_failure():
    reader, writer = os.pipe()
    process = subprocess.Popen([*PROGRAM, "sources", "article"], stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    os.close(reader)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")


def test_an_unexpected_error_is_one_line_unless_a_traceback_is_wanted(tmp_path):
    program = (
        "import sys; sys.argv = ['underheaven', 'list']\nimport underheaven.commands.scenarios as s\n"
        "def broken(as_json): raise RuntimeError('two\\nlines')\ns.list_scenarios = broken\nfrom underheaven.cli import main\nmain()"
    )
    quiet = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    refused(quiet, 3, "RuntimeError: two lines", "UNDERHEAVEN_TRACEBACK=1")
    environment = {**os.environ, "UNDERHEAVEN_TRACEBACK": "1"}
    loud = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert "Traceback" in loud.stderr


@needs_engine
def test_the_python_entrance(tmp_path):
    program = f"""
import underheaven as uh
scenario = uh.load("article").with_(**{{"regime.cameras.coverage": 0.2}})
run = uh.run(scenario, citizens=1024, days=14, seed=3, start="2020-01-01", out={str(tmp_path / "run")!r}, trace=[5])
print(type(run.effect("listed", by="class")[0].value).__name__, run.citizen(5).num_rows, sorted(uh.__all__) == uh.__all__)
study = uh.compare("article", "documented", citizens=1024, days=7, worlds=1, start="2020-01-01")
print(type(study).__name__, len(study.effect("exposed", by=("sex", "residence"))))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["float", "2", "True", "Study", "6"]


# --- systems ----------------------------------------------------------------------------------------------------------------------------


def test_systems_lists_rows_and_measures_them(tmp_path):
    told = here("systems")
    assert told.returncode == 0
    assert "S04" in told.stdout
    assert "regime.cameras=off" in told.stdout
    small = ("--citizens", "600", "--days", "14", "--worlds", "1", "--row", "S04", "--row", "S15")
    measured = here("systems", "article", *small, "--json")
    assert measured.returncode == 0, measured.stderr
    rows = json.loads(measured.stdout)
    assert [row["id"] for row in rows] == ["S04", "S15"]
    assert {"id", "mechanism", "switch", "measure", "effect"} <= rows[0].keys()
    assert {"value", "low", "high", "n"} <= rows[1]["effect"].keys()
    assert rows[1]["effect"]["value"] > 0
    assert rows[1]["effect"]["low"] is rows[1]["as_expected"] is None
    assert "an interval needs 8 worlds" in here("systems", *small, "--measure").stdout
    refused(here("systems", "--row", "S99"), 2, "S99")
    refused(here("systems", "--measure", "--worlds", "0"), 2, "worlds")
    refused(here("systems", "--measure", "--start", "soon"), 2, "--start")
