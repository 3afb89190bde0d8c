"""Contradictory switches are explained where they stand, and nothing else is refused for them."""

import pytest

from underheaven.scenario.contradictions import NEEDS
from underheaven.scenario.load import load, notes
from underheaven.scenario.schema import Regime

HEAD = "title: t\nstatus: stylised\nbase: {base}\nregime:\n"


def written(name: str, state: str, depth: int = 1) -> str:
    """Lines that switch the mechanism at this path under ``regime``."""
    first, _, rest = name.partition(".")
    if not rest:
        return f"{'  ' * depth}{first}: {state}\n"
    return f"{'  ' * depth}{first}:\n{written(rest, state, depth + 1)}"


@pytest.mark.parametrize(("name", "needed"), [(name, needed) for name, needed, _ in NEEDS])
def test_what_has_no_ground_is_told_at_its_line(name, needed, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD.format(base="article") + written(needed, "off") + written(name, "on"))
    load(file)
    problem = next(problem for problem in notes(file) if f"regime.{name} is on, but regime.{needed} is off (line 5)" in problem.message)
    assert (problem.place.file, problem.place.line) == (str(file), 5 + len(written(needed, "off").splitlines()) + name.count("."))


@pytest.mark.parametrize(("name", "needed"), [(name, needed) for name, needed, _ in NEEDS])
def test_what_another_file_says_is_not_held_against_it(name, needed, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD.format(base="article") + written(needed, "off"))
    assert notes(file) == []


@pytest.mark.parametrize("path", sorted({path for need in NEEDS for path in need[:2]}))
def test_the_table_names_mechanisms(path):
    part = Regime()
    for name in path.split("."):
        part = getattr(part, name)
    assert hasattr(part, "on")


def test_a_dated_change_can_contradict_too(tmp_path):
    file = tmp_path / "mine.yaml"
    later = "  cameras: on\n  recognition: on\ntimeline:\n  - from: 2021-01-01\n    regime: {cameras: off}\n"
    file.write_text(HEAD.format(base="article") + later)
    (note,) = [note for note in notes(file) if "regime.recognition is on" in note.message]
    assert note.place.line == 6
    assert "regime.cameras is off (line 9)" in note.message


@pytest.mark.parametrize("name", ["article", "documented", "null-regime", "sunset"])
def test_shipped_scenarios_do_not_contradict_themselves(name):
    assert notes(name) == []
