"""``effects`` on a small run: it says what it withholds, its parts add up, and a mistake is one line."""

import json
from pathlib import Path

import pytest

import underheaven as uh
from underheaven.commands.console import BadInput
from underheaven.commands.effects import effects


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "article"
    uh.run("article", citizens=256, days=8, start="2020-01-01", worlds=1, trace=24, out=path)
    return path


def test_direct_and_indirect_effects_add_up_in_the_answer(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert effects(run, ["score"], 0.4, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    (score,) = told["interference"]
    assert not score["withheld"]
    assert score["direct"]["value"] + score["indirect"]["value"] == pytest.approx(score["total"]["value"], abs=1e-12)
    assert score["total"]["value"] != 0
    (lives,) = told["individual"]
    assert lives["lives"] == 24
    assert lives["mean"]["n"] == 1
    assert len(lives["quantiles"]) == 5
    assert 0 < told["divergence"]["pairs"] - told["divergence"]["never_part"] <= 24
    assert told["scars"] == []  # the regime does not end


def test_a_flow_without_events_is_withheld(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert effects(run, ["fear", "days_to_detection"], None, as_json=False) == 0
    shown = capsys.readouterr().out
    assert "fear" in shown
    assert "days_to_detection  withheld: too few lives or events" in shown
    assert "not the effect on a person" in shown


@pytest.mark.parametrize(
    ("outcomes", "exempt", "word"), [(["feer"], None, "feer"), (["score_sum"], None, "stock of groups"), ([], 0.9, "not above 0.5")]
)
def test_a_mistake_is_named(run: Path, outcomes: list[str], exempt: float | None, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        effects(run, outcomes, exempt, as_json=True)
