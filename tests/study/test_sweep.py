"""Sweeps: what may be written, which points it makes, what is switched on, and that a point without a change changes nothing."""

from datetime import date
from pathlib import Path

import pytest

from underheaven.scenario.load import load
from underheaven.scenario.messages import ScenarioError
from underheaven.study.amounts import Size
from underheaven.study.batch import bench
from underheaven.study.folder import StudyFolder
from underheaven.study.outcome import outcome
from underheaven.study.sweep import design, lever, sweep, switched_on, tidy

IN_FORCE = date(2020, 1, 1)
SIZE = Size(citizens=600, days=21, worlds=8, seed=1, start=IN_FORCE, threads=1)


def test_values_and_ranges() -> None:
    scenario = load("article")
    assert lever("regime.cameras=on,off").values == ("on", "off")
    assert lever("regime.sanctions.domains={air_travel: off, fast_rail: off},{hiring: off}").values == (
        "{air_travel: off, fast_rail: off}", "{hiring: off}",
    )  # fmt: skip
    cameras, days = lever("regime.cameras.coverage=0..0.9:4"), lever("regime.lists.days_factor=0.5..2")
    assert design(scenario, [cameras], "grid", 0, 1) == [("0",), ("0.3",), ("0.6",), ("0.9",)]
    assert len(design(scenario, [cameras, days], "grid", 0, 1)) == 4 * 5
    whole = design(scenario, [lever("regime.correction_path.lag=1..4:7")], "grid", 0, 1)
    assert whole == [("1",), ("2",), ("3",), ("4",)], "days are whole"


@pytest.mark.parametrize("kind", ["latin-hypercube", "sobol"])
def test_designs_fill_the_ranges(kind) -> None:
    points = design(load("article"), [lever("regime.cameras.coverage=0..0.8"), lever("regime.cameras=on,off")], kind, 16, 1)
    assert sorted(int(float(value) / 0.05) for value, _ in points) == list(range(16))
    assert [switch for _, switch in points].count("on") == 8
    assert points == design(
        load("article"), [lever("regime.cameras.coverage=0..0.8"), lever("regime.cameras=on,off")], kind, 16, 1
    )  # fmt: skip


@pytest.mark.parametrize("text", ["nonsense", "regime.cameras=", "=1", "regime.cameras.coverage=0.9..0.1", "x=0..1:1"])
def test_what_is_no_lever(text: str) -> None:
    with pytest.raises(ScenarioError):
        lever(text)


def test_a_strength_switches_its_mechanism_on() -> None:
    scenario, review = load("article"), lever("regime.safeguards.human_review.removes_false=0.8")
    assert switched_on(scenario, [review], IN_FORCE) == ["regime.safeguards.human_review.on=on"]
    assert switched_on(scenario, [lever("regime.cameras.coverage=0.8")], IN_FORCE) == []
    assert switched_on(scenario, [lever("regime.cameras.coverage=0.8")], date(2019, 1, 1)) == ["regime.cameras.on=on"]
    assert switched_on(scenario, [lever("regime.safeguards.human_review=on,off")], IN_FORCE) == []


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    folder = StudyFolder.start(Path(tmp_path_factory.mktemp("s")) / "s", "sweep", {}, version="0", command="", resume=False)
    levers = [lever("regime.messages.false_positive_rate=2.5e-06,0.00005,2")]
    looked_at = [outcome("listed_wrongly"), outcome("deterrence")]
    points = design(load("article"), levers, "grid", 0, 1)
    with bench(folder, SIZE, workers=0, expected=1) as one:
        found = sweep(load("article"), levers, points, [], looked_at, one, SIZE.worlds)
    assert found is not None
    return tidy(*found, levers, looked_at)


def test_differences_are_paired(rows: list[dict[str, object]]) -> None:
    same, more = (next(row for row in rows if row["point"] == point and row["measure"] == "listed_wrongly") for point in (1, 2))
    assert (same["difference"], same["difference_low"], same["difference_high"]) == (0, 0, 0)
    assert more["difference_low"] > 0, "twenty times the false alarms list more people wrongly"


def test_a_point_that_is_refused_says_so(rows: list[dict[str, object]]) -> None:
    refused = [row for row in rows if row["point"] == 3]
    assert all(row["value"] is None and "[0, 1]" in str(row["error"]) for row in refused)
    assert len(rows) == 4 * 2
