"""Targets as data: what a file may say, and where a mistake stands."""

from pathlib import Path

import pytest

from underheaven.scenario.load import load
from underheaven.scenario.messages import ScenarioError
from underheaven.study.targets import load_targets, priors, shipped

GOOD = """title: Two figures
start: 2020-01-01
days: 28
citizens: 512
free:
  - regime.records.coverage
targets:
  - {measure: entries, per: year, value: 2.1, tolerance: 0.2, source: somewhere}
  - {measure: exits_per_entry, value: 0.61, tolerance: 0.1, source: elsewhere}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file(tmp_path: Path) -> None:
    found = load_targets(written(tmp_path, GOOD))
    assert (found.title, found.days, found.citizens, found.start.isoformat()) == ("Two figures", 28, 512, "2020-01-01")
    yearly, plain = found.targets
    assert yearly.told(0.161, 28) == pytest.approx(2.1, abs=0.001)
    assert plain.distance(0.71, 28) == pytest.approx(1)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("measure: entries", "measure: entrees", "8:15: no measure is called 'entrees'; did you mean 'entries'?"),
        ("tolerance: 0.2", "tolerance: 0", "8:58: tolerance must be a number above zero; got 0"),
        ("value: 2.1", 'value: "2.1"', '8:42: value must be a number; got "2.1"'),
        ("per: year", "per: month", '8:29: per must be run or year; got "month"'),
        (", source: elsewhere", "", "9:5: a target needs source"),
        ("title:", "tittle:", '1:1: the file of targets has no "tittle". Did you mean title?'),
        ("start: 2020-01-01", "start: soon", "2:8: start is a date such as 2020-01-01; got "),
        ("  - regime.records.coverage\n", "", "free must be a list with at least one entry"),
    ],
)
def test_a_mistake_says_its_place(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ScenarioError) as error:
        load_targets(path)
    assert complaint in str(error.value)
    assert str(error.value).startswith(f"{path}:")


@pytest.mark.parametrize("name", shipped())
def test_shipped_targets_load_and_their_paths_may_move(name: str) -> None:
    found = load_targets(name)
    assert len(priors(load(name), found.free, found.start)) == len(found.free)
    assert all("FACTS" in target.source for target in found.targets)


def test_a_path_that_cannot_move_is_refused() -> None:
    scenario, start = load("documented"), load_targets("documented").start
    with pytest.raises(ScenarioError, match=r"regime\.record\.coverage is no assumption.*Did you mean regime\.records\.coverage"):
        priors(scenario, ["regime.record.coverage"], start)
    with pytest.raises(ScenarioError, match="no assumption"):
        priors(scenario, ["society.adult_share"], start)


@pytest.mark.parametrize(("name", "said"), [("documentd", r"Did you mean documented\?"), ("lists", r"shipped are documented")])
def test_targets_that_are_not_shipped_are_told_with_those_that_are(name: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        load_targets(name)
