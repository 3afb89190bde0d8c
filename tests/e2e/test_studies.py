"""Studies as a user meets them: one line for a mistake, folders that a kill does not spoil, one page, one JSON document."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from tests.e2e.here import here

PROGRAM = [sys.executable, "-m", "underheaven"]
SMALL = ("--citizens", "512", "--days", "7", "--workers", "0")


def told(*arguments: object) -> dict[str, object]:
    done = here(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def shown(folder: Path) -> str:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page or "Not shown" in page
    assert not {"http://www.w3.org"} ^ {part.split('"')[0][:17] for part in page.split('="')[1:] if part.startswith("http")} - {""}
    assert "not a forecast" in page
    return page


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("attribute",), "which scenario"),
        (("attribute", "article", "--measure", "listd"), "listed"),
        (("attribute", "article", "--measure", "zzz"), "data dictionary"),
        (("attribute", "article", "--mechanisms", "camera"), "no mechanism"),
        (("attribute", "article", "--worlds", "0"), "worlds must be"),
        (("attribute", "article", "--start", "soon"), "--start is a date"),
        (("attribute", "--resume", "nowhere"), "nowhere"),
        (("sensitivity", "article", "--over", "regime.camera"), "no assumption"),
        (("sensitivity", "article", "--samples", "12"), "power of two"),
        (("sensitivity", "article", "--measure", "x"), "no measure"),
        (("sweep", "article"), "what to vary"),
        (("sweep", "article", "regime.camera.coverage=0.1"), "cameras"),
        (("sweep", "article", "regime.cameras.coverage=2"), "[0, 1]"),
        (("sweep", "article", "regime.cameras.coverage=0..1", "--design", "square"), "latin-hypercube"),
        (("sweep", "article", "regime.cameras=on", "regime.cameras=off"), "once"),
        (("calibrate", "documented"), "--targets"),
        (("calibrate", "documented", "--targets", "missing.yaml"), "missing.yaml"),
        (("calibrate", "documented", "--targets", "documented", "--particles", "2"), "particles must be"),
        (("calibrate", "documented", "--targets", "documented", "--citizens", "1.4e9", "--workers", "64"), "TB of memory"),
    ],
)
def test_bad_input_is_one_line(arguments, word) -> None:
    done = here(*arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_attribute(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    found = told("attribute", "article", "--mechanisms", "messages,records", "--measure", "entries", *SMALL, "--out", folder)
    findings = found["findings"]
    assert [share["name"] for share in findings["shares"]] == ["messages", "records"]
    total = sum(share["share"]["value"] for share in findings["shares"])
    assert total == pytest.approx(findings["whole"]["value"] - findings["without"]["value"])
    assert len(duckdb.sql(f"SELECT * FROM '{folder}/worlds.parquet'")) == 4 * 8
    shown(folder)
    assert here("attribute", "article", "--mechanisms", "messages,records", *SMALL, "--out", folder).returncode == 2
    again = here("report", folder)
    assert again.returncode == 0, again.stderr


def test_sensitivity_and_its_band_in_a_report(tmp_path: Path) -> None:
    folder, run = tmp_path / "s", tmp_path / "run"
    few = ("--over", "regime.messages", "--leading", 2, "--samples", 2, "--band", 4, "--trajectories", 2)
    found = told("sensitivity", "article", *few, *SMALL, "--out", folder, "--measure", "listed", "--measure", "wrongful_share")
    assert [band["measure"] for band in found["findings"]["bands"]] == ["listed", "wrongful_share"]
    assert len(found["findings"]["tornado"]) == 2
    designs = dict(duckdb.sql(f"SELECT design, count(*) FROM '{folder}/results.parquet' GROUP BY ALL").fetchall())
    assert designs.keys() == {"morris", "ends", "sobol", "band"}
    shown(folder)
    small = ("--citizens", 512, "--days", 7, "--start", "2020-01-01", "--no-companion")
    assert here("run", "article", *small, "--out", run).returncode == 0
    done = here("report", run, "--band", folder)
    assert done.returncode == 0, done.stderr
    assert 'id="bands"' in (run / "report.html").read_text(encoding="utf-8")
    other = tmp_path / "other"
    assert here("run", "court-list", *small, "--out", other).returncode == 0
    refused = here("report", other, "--band", folder)
    assert (refused.returncode, "another scenario" in refused.stderr) == (2, True)


def test_what_would_a_human_review_of_80_per_cent_change(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    done = here("sweep", "article", "regime.safeguards.human_review.removes_false=0.8", *SMALL, "--out", folder)
    assert done.returncode == 0, done.stderr
    assert "switched on where it is varied: regime.safeguards.human_review" in done.stderr
    rows = duckdb.sql(f"SELECT point, measure, difference FROM '{folder}/results.parquet' WHERE measure = 'cost'").fetchall()
    assert rows[0][2] == 0
    assert rows[1][2] > 0, "review has its price"
    shown(folder)


def test_calibrate(tmp_path: Path) -> None:
    targets, folder = tmp_path / "targets.yaml", tmp_path / "c"
    targets.write_text(
        "title: T\nstart: 2020-01-01\ndays: 14\ncitizens: 512\nfree: [world.conduct.charity.rate]\n"
        "targets: [{measure: acts_charity, value: 60, tolerance: 30, source: invented for a test}]\n",
        encoding="utf-8",
    )
    small = ("--particles", 10, "--simulations", 100, "--workers", 0, "--out", folder)
    found = told("calibrate", "no-regime", "--targets", targets, *small)
    assert [each["path"] for each in found["findings"]["learned"]] == ["world.conduct.charity.rate"]
    (predicted,) = found["findings"]["predicted"]
    assert predicted["predicted_low"] > 0
    assert found["findings"]["tolerances_reached"]
    shown(folder)
    checked = here("check", folder / "calibrated.yaml")
    assert checked.returncode == 0, checked.stderr
    assert str(found["hash"]) in (folder / "calibrated.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_killed_study_goes_on(tmp_path: Path) -> None:
    arguments = ("sweep", "article", "regime.cameras.coverage=0,0.2,0.9", "--citizens", "512", "--days", "14", "--workers", "2")
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    process = subprocess.Popen([*PROGRAM, *arguments, "--out", str(folder)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    lives = folder / "lives.jsonl"
    while process.poll() is None and not (lives.exists() and lives.read_bytes().count(b"\n") >= 3):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = lives.read_bytes().count(b"\n")
    assert kept >= 3
    assert here("sweep", "--resume", folder).returncode == 0
    assert lives.read_bytes().count(b"\n") == 4 * 8
    assert here(*arguments[:-2], "--workers", "0", "--out", whole).returncode == 0
    both = [duckdb.sql(f"SELECT * FROM '{path}/results.parquet'").fetchall() for path in (folder, whole)]
    assert both[0] == both[1]
    assert here("sweep", "--resume", folder).returncode == 0, "a finished study has finished"
