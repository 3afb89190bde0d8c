"""The other account: which scenarios need it, on which societies, at what size, and that a stop leaves nothing half done."""

from pathlib import Path

import pytest

import underheaven as uh
from underheaven.measures.folder import RunFolder
from underheaven.scenario.load import load, load_text
from underheaven.study.companion import OTHER, OWN, accompany, citizens_beside, counterpart, missing, under

MINE = "title: Mine\nstatus: stylised\nbase: {base}\nregime: {{cameras: off}}\n"


@pytest.mark.parametrize(
    ("lineage", "other"),
    [
        (load("article").lineage, "documented"),
        (load("documented").lineage, "article"),
        (load("court-list").lineage, None),
        (load("rongcheng").lineage, None),
        (load_text(MINE.format(base="article")).lineage, "documented"),
        (load("article").set_path("regime.lists=off").lineage, "documented"),
        (load("article").no_regime().lineage, None),
    ],
)
def test_who_needs_company(lineage: tuple[str, ...], other: str | None) -> None:
    assert counterpart(lineage) == other


def test_lineage_is_no_part_of_the_content() -> None:
    scenario = load("article")
    again = type(scenario).model_validate(scenario.resolved())
    assert (again.lineage, again.hash) == ((), scenario.hash)


@pytest.mark.parametrize(
    ("citizens", "worlds", "arms", "expected"),
    [(300, 8, 2, 300), (16_384, 8, 2, 3072), (131_072, 1, 2, 3072), (131_072, 8, 1, 13_056), (1_400_000_000, 1, 2, 131_072)],
)
def test_company_is_a_fifth_of_the_work_within_limits(citizens: int, worlds: int, arms: int, expected: int) -> None:
    assert citizens_beside(citizens, worlds, arms) == expected


def test_society_and_world_are_the_run_s_own() -> None:
    own = load("article").set_path("world.trust=off")
    other = under(own, load("documented"))
    assert (other.society, other.world) == (own.society, own.world)
    assert (other.regime, other.timeline) == (load("documented").regime, load("documented").timeline)


def test_both_regimes_in_the_same_societies(tmp_path: Path) -> None:
    uh.run("article", citizens=600, days=21, start="2020-01-01", out=tmp_path / "run")
    folder = RunFolder.open(tmp_path / "run")
    assert missing(folder) == "documented"
    assert not accompany(folder, threads=1, stop=lambda: True)
    assert missing(folder) == "documented"
    assert accompany(folder, threads=1)
    folder = RunFolder.open(tmp_path / "run")
    assert missing(folder) is None
    rows = folder.companion().to_pylist()
    own, other = ([row for row in rows if row["regime"] == side] for side in (OWN, OTHER))
    assert [row["adults"] for row in own] == [row["adults"] for row in other]
    assert len(own) == len(other) == 8
    assert sum(row["exposed"] for row in own) == sum(row["adults"] for row in own)
    assert sum(row["exposed"] for row in other) < 0.3 * sum(row["adults"] for row in other), "pilots, and by choice"
    # 600 citizens are as many as the run has, so world 0 is lived twice with the same result
    national = folder.query("SELECT sum(reports) AS reports FROM national WHERE arm = 'regime'").to_pylist()[0]
    assert own[0]["reports"] == national["reports"] > 0
    assert accompany(folder, threads=1)
