"""Contradictory switches are explained where they stand, and nothing else is refused for them."""

import pytest

from underheaven.scenario.contradictions import NEEDS
from underheaven.scenario.load import load, load_text
from underheaven.scenario.messages import ScenarioError
from underheaven.scenario.schema import Regime

HEAD = "title: t\nstatus: stylised\nbase: {base}\nregime:\n"


def written(name: str, state: str, depth: int = 1) -> str:
    """Lines that switch the mechanism at this path under ``regime``."""
    first, _, rest = name.partition(".")
    if not rest:
        return f"{'  ' * depth}{first}: {state}\n"
    return f"{'  ' * depth}{first}:\n{written(rest, state, depth + 1)}"


@pytest.mark.parametrize(("name", "needed"), [(name, needed) for name, needed, _ in NEEDS])
def test_what_has_no_ground_is_refused_at_its_line(name, needed):
    text = HEAD.format(base="article") + written(needed, "off") + written(name, "on")
    with pytest.raises(ScenarioError) as error:
        load_text(text, "mine.yaml")
    problem = next(
        problem for problem in error.value.problems if f"regime.{name} is on, but regime.{needed} is off (line 5)" in problem.message
    )
    assert (problem.place.file, problem.place.line) == ("mine.yaml", 5 + len(written(needed, "off").splitlines()) + name.count("."))


@pytest.mark.parametrize(("name", "needed"), [(name, needed) for name, needed, _ in NEEDS])
def test_what_another_file_says_is_not_held_against_it(name, needed):
    load_text(HEAD.format(base="article") + written(needed, "off"))
    load("article").set_path(f"regime.{needed}=off")


@pytest.mark.parametrize("path", sorted({path for need in NEEDS for path in need[:2]}))
def test_the_table_names_mechanisms(path):
    part = Regime()
    for name in path.split("."):
        part = getattr(part, name)
    assert hasattr(part, "on")


def test_a_dated_change_can_contradict_too():
    later = "  cameras: on\n  recognition: on\ntimeline:\n  - from: 2021-01-01\n    regime: {cameras: off}\n"
    with pytest.raises(ScenarioError, match=r"mine.yaml:6:\d+: regime.recognition is on, but regime.cameras is off \(line 9\)"):
        load_text(HEAD.format(base="article") + later, "mine.yaml")
