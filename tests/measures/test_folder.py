import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.measures.fake import HISTORY, fake_arm

from underheaven.engine.tally import Measure
from underheaven.measures.arms import GROUPS, TABLES, write_arm
from underheaven.measures.dictionary import COLUMNS
from underheaven.measures.files import (
    Damaged,
    FolderError,
    Incomplete,
    NotARunFolder,
    Occupied,
    Unwritable,
    claimed,
    whole,
    whole_folder,
    write_json,
)
from underheaven.measures.folder import Request, RunFolder

REQUEST = Request(
    scenario_name="article", scenario={"title": "t"}, scenario_hash="ab" * 32, twin={"title": "u"}, twin_hash="cd" * 32, seed=7,
    citizens=6_000, days=15, start="2020-01-01", worlds=2,
)  # fmt: skip
STRATA_OF_TRACED = np.array([[4, 4, 4], [179, 179, 179]]).reshape(-1)


def begin(path: Path, request: Request = REQUEST, **options: bool) -> RunFolder:
    return RunFolder.start(path, request, version="0", threads=2, command="underheaven run", **options)


def fill(folder: RunFolder, request: Request = REQUEST) -> RunFolder:
    arms = {}
    for world in range(request.worlds):
        for number, arm in enumerate(request.arms):
            result = fake_arm(10 * world + number, days=request.days)
            strata = np.where(result.histories["citizen"] == 4, 4, 179)
            arms[world, arm] = write_arm(folder.part(world, arm), result, arm=arm, world=world, strata_of_traced=strata)
    folder.finish(arms)
    return folder


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(begin(tmp_path_factory.mktemp("run") / "it's a [run]*")).path


def test_the_manifest_has_every_key_of_the_contract(finished):
    manifest = RunFolder.open(finished).manifest
    contract = """version scenario scenario_hash seed citizens days worlds threads workers start digest wall_seconds citizen_days_per_second
                  peak_rss_bytes events_per_citizen_day complete files"""
    assert set(contract.split()) <= manifest.keys()
    assert manifest["digest"]["1"] == {"regime": f"{10:064x}", "twin": f"{11:064x}"}
    assert manifest["citizen_days_per_second"] == 6_000 * 15 * 4 / (4 * 0.25)
    assert manifest["events_per_citizen_day"] == 4 * 5_000 / (6_000 * 15 * 4)
    assert manifest["peak_rss_bytes"] == 123_456_789
    assert set(manifest["files"]) == {f"{table}.parquet" for table in TABLES}
    assert sorted(os.listdir(finished)) == sorted(["manifest.json", *manifest["files"]])


def test_national_is_the_sum_over_strata(finished):
    folder = RunFolder.open(finished)
    table = folder.query("SELECT * FROM national")
    assert table.column_names == ["arm", "world", "day", "persons", "adults", *COLUMNS]
    rows = folder.query("SELECT * FROM national WHERE arm = 'twin' AND world = 1 ORDER BY day").to_pylist()
    result = fake_arm(11)
    assert [row["day"] for row in rows] == list(range(1, 16))
    for measure in (Measure.ENTRIES, Measure.LISTED, Measure.TRUST_GOVERNMENT):
        assert [row[measure.name.lower()] for row in rows] == result.strata[:, :, measure].sum(axis=1).tolist()
    assert [row["cost"] for row in rows] == (result.strata[:, :, Measure.COST].sum(axis=1) / 128).tolist()
    assert {row["persons"] for row in rows} == {result.population.sum()}


def test_cost_is_in_currency_units_everywhere(finished):
    folder = RunFolder.open(finished)
    expected = fake_arm(0).strata[:, :, Measure.COST].sum() / 128
    for table in ("national", "groups", "districts"):
        assert folder.query(f"SELECT sum(cost) AS cost FROM {table} WHERE arm = 'regime' AND world = 0")["cost"].to_pylist() == [expected]


def test_persons_denied_runs_up(finished):
    folder = RunFolder.open(finished)
    daily = fake_arm(0).strata[:, :, Measure.PERSONS_DENIED]
    national = folder.query("SELECT persons_denied FROM national WHERE arm = 'regime' AND world = 0 ORDER BY day")
    assert national["persons_denied"].to_pylist() == daily.sum(axis=1).cumsum().tolist()
    for table in ("groups", "districts"):
        last = folder.query(f"SELECT sum(persons_denied)::BIGINT AS n FROM {table} WHERE arm = 'regime' AND world = 0 AND day = 15")
        assert last["n"].to_pylist() == [daily.sum()]


def test_groups_are_the_full_cross_without_empty_strata(finished):
    folder = RunFolder.open(finished)
    result = fake_arm(0)
    groups = folder.query("SELECT * FROM groups WHERE arm = 'regime' AND world = 0 AND day = 3")
    assert groups.column_names == ["arm", "world", "day", *GROUPS, "persons", *COLUMNS]
    assert len(groups) == (result.population > 0).sum() < 180
    stratum = ((((3 - 1) * 2 + 1) * 3 + 1) * 2 + 0) * 3 + 2
    row = folder.query(
        "SELECT * FROM groups WHERE arm='regime' AND world=0 AND day=3 AND class=3 AND sex='female' AND age_band='adult' "
        "AND origin='majority' AND residence='rural'"
    ).to_pylist()
    assert [r["entries"] for r in row] == ([result.strata[2, stratum, Measure.ENTRIES]] if result.population[stratum] else [])
    adults = folder.query("SELECT sum(persons)::BIGINT AS n FROM groups WHERE arm='regime' AND world=0 AND day=1 AND age_band <> 'child'")
    assert (
        adults["n"].to_pylist() == folder.query("SELECT DISTINCT adults FROM national WHERE arm='regime' AND world=0")["adults"].to_pylist()
    )


def test_districts_add_up_to_the_nation(finished):
    folder = RunFolder.open(finished)
    summed = "SELECT arm, world, day, sum(entries) AS summed FROM districts GROUP BY ALL"
    same = folder.query(f"SELECT count(*) AS n FROM ({summed}) AS d JOIN national USING (arm, world, day) WHERE summed = entries")
    assert same["n"].to_pylist() == [15 * 2 * 2]


def test_citizens_stand_side_by_side(finished):
    folder = RunFolder.open(finished)
    table = folder.query("SELECT * FROM citizens WHERE world = 1 AND citizen = 11")
    fields = [f"{name}_{arm}" for name in HISTORY for arm in ("regime", "twin")]
    assert table.column_names == ["world", "citizen", "day", *GROUPS, *fields]
    assert table["day"].to_pylist() == [7, 14, 15]
    assert table["score_regime"].to_pylist() == fake_arm(10).histories["score"][3:].tolist()
    assert table["score_twin"].to_pylist() == fake_arm(11).histories["score"][3:].tolist()
    assert set(table["class"].to_pylist()) == {5}


def test_events_are_readable(finished):
    table = RunFolder.open(finished).query("SELECT * FROM events WHERE arm = 'regime' AND world = 0")
    contract = "arm world citizen day measure kind channel happened seen_by recorded_on true_record true_actor points list message"
    assert set(contract.split()) <= set(table.column_names)
    assert len(table) == 30
    raw = fake_arm(0).events
    first = table.to_pylist()[0]
    assert first["measure"] == COLUMNS[raw[0, 2]]
    assert first["points"] == -5.0
    for row in table.to_pylist():
        assert (row["recorded_on"] is not None) == (row["measure"] in ("records_true", "records_false")) == (row["true_record"] is not None)
        assert row["message"].startswith(row["measure"].replace("_", " "))


def test_histograms(finished):
    table = RunFolder.open(finished).query("SELECT * FROM histograms WHERE arm = 'regime' AND world = 0")
    assert len(table) == 5 * 52
    assert max(table["high"].to_pylist()) == 2080
    assert sum(table["persons"].to_pylist()) == fake_arm(0).histogram["score_by_class"].sum()


def test_nobody_traced_and_no_twin(tmp_path):
    request = replace(REQUEST, twin=None, twin_hash=None, worlds=1)
    folder = begin(tmp_path / "run", request)
    result = fake_arm(3, traced=())
    summary = write_arm(folder.part(0, "regime"), result, arm="regime", world=0, strata_of_traced=np.empty(0, np.int64))
    folder.finish({(0, "regime"): summary})
    opened = RunFolder.open(folder.path)
    assert opened.manifest["digest"] == {"0": {"regime": result.digest}}
    assert len(opened.query("SELECT * FROM citizens")) == len(opened.query("SELECT * FROM events")) == 0
    assert "score_twin" in opened.query("SELECT * FROM citizens").column_names


def test_kept_arms_survive_and_a_damaged_one_is_run_again(tmp_path):
    folder = begin(tmp_path / "run")
    summary = write_arm(folder.part(0, "regime"), fake_arm(1), arm="regime", world=0, strata_of_traced=STRATA_OF_TRACED)
    again = begin(tmp_path / "run", resume=True)
    assert again.kept(0, "regime") == summary
    assert again.kept(0, "twin") is None
    (folder.part(0, "regime") / "groups.parquet").write_bytes(b"half")
    assert again.kept(0, "regime") is None


def test_a_finished_run_is_not_overwritten(finished):
    for resume in (False, True):
        with pytest.raises(Occupied, match="finished run"):
            begin(finished, resume=resume)


@pytest.mark.parametrize(
    "change", [{"seed": 8}, {"citizens": 7_000}, {"days": 16}, {"scenario_hash": "ef" * 32}, {"trace_ids": (5,)}, {"worlds": 3}]
)
def test_another_run_cannot_go_on_in_the_folder(tmp_path, change):
    begin(tmp_path / "run")
    with pytest.raises(Occupied, match=f"holds another run.*{next(iter(change))}"):
        begin(tmp_path / "run", replace(REQUEST, **change), resume=True)


def test_another_version_of_the_model_cannot_go_on(tmp_path):
    begin(tmp_path / "run")
    with pytest.raises(Occupied, match="version was 0, is 1"):
        RunFolder.start(tmp_path / "run", REQUEST, version="1", threads=2, command="", resume=True)


def test_a_stopped_run_says_how_to_go_on(tmp_path):
    begin(tmp_path / "run")
    with pytest.raises(Occupied, match="--resume"):
        begin(tmp_path / "run")
    with pytest.raises(Incomplete, match="--resume"):
        RunFolder.open(tmp_path / "run")


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Occupied, match="other files"):
        begin(tmp_path)
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_a_changed_or_missing_file_is_noticed(tmp_path):
    folder = fill(begin(tmp_path / "run"))
    groups = folder.path / "groups.parquet"
    content = bytearray(groups.read_bytes())
    content[len(content) // 2] ^= 1
    groups.write_bytes(content)
    with pytest.raises(Damaged, match=r"groups\.parquet: damaged"):
        RunFolder.open(folder.path)
    groups.unlink()
    with pytest.raises(Damaged, match=r"groups\.parquet: missing"):
        RunFolder.open(folder.path)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '"x"', '{"complete": true}', "\udcff"])
def test_a_damaged_manifest_is_one_clear_line(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(Damaged, match="damaged") as caught:
        RunFolder.open(tmp_path)
    assert "\n" not in str(caught.value)


def test_what_is_no_run_folder(tmp_path):
    (tmp_path / "file").write_text("")
    for path, why in ((tmp_path / "nowhere", "no such folder"), (tmp_path / "file", "not a folder"), (tmp_path, "not a run folder")):
        with pytest.raises(NotARunFolder, match=why):
            RunFolder.open(path)


def test_another_format_is_said(tmp_path):
    folder = fill(begin(tmp_path / "run"))
    write_json(folder.path / "manifest.json", folder.manifest | {"format": 99})
    with pytest.raises(FolderError, match="format is 99"):
        RunFolder.open(folder.path)


def fail_after_writing(path: Path) -> None:
    path.write_text("half")
    raise ZeroDivisionError


def test_a_failed_write_leaves_nothing(tmp_path):
    target = tmp_path / "table.parquet"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), whole(target) as aside:
        fail_after_writing(aside)
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "part") as aside:
        fail_after_writing(aside / "x")
    assert os.listdir(tmp_path) == ["table.parquet"]
    assert target.read_text() == "before"


def test_a_full_disk_is_one_clear_line():
    with pytest.raises(Unwritable, match="No space left"), whole(Path("/dev/full/x")):
        raise OSError(28, "No space left on device")
    assert Unwritable.exit_code == 3


def test_only_one_process_writes_into_a_folder(tmp_path):
    program = "import sys; from pathlib import Path; from underheaven.measures.files import claimed\nwith claimed(Path(sys.argv[1])): pass"
    with claimed(tmp_path):
        done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False)
    assert "being written by another run" in done.stderr
    assert subprocess.run([sys.executable, "-c", program, tmp_path], check=False).returncode == 0


def test_a_later_file_enters_the_manifest(tmp_path):
    folder = fill(begin(tmp_path / "run"))
    (folder.path / "report.html").write_text("<p>")
    folder.add_file("report.html")
    assert json.loads((folder.path / "manifest.json").read_text())["files"]["report.html"]["bytes"] == 3
    (folder.path / "report.html").unlink()
    RunFolder.open(folder.path)
