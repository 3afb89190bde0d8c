"""The shell's completion: three shells are served, and names of scenarios are completed."""

import pytest
from typer.testing import CliRunner

from underheaven.cli import app


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    done = CliRunner().invoke(app, [], prog_name="underheaven", env={"_UNDERHEAVEN_COMPLETE": f"source_{shell}"})
    assert done.exit_code == 0
    assert "_UNDERHEAVEN_COMPLETE" in done.stdout


@pytest.mark.parametrize("verb", ["run", "show", "plan", "check", "sources", "cite", "odd", "systems", "sweep", "attribute"])
def test_names_of_scenarios_are_completed(verb: str) -> None:
    words = f"underheaven {verb} art"
    env = {"_UNDERHEAVEN_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
    done = CliRunner().invoke(app, [], prog_name="underheaven", env=env)
    assert done.stdout.split() == ["article", "article-safeguarded"]
