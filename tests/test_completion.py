"""The shell's completion: three shells are served, and names of scenarios are completed."""

import os
import subprocess
import sys

import pytest


def completed(**variables: str) -> str:
    """What the program says to a shell that asks it by these variables."""
    done = subprocess.run([sys.executable, "-m", "underheaven"], env=os.environ | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    assert "_UNDERHEAVEN_COMPLETE" in completed(_UNDERHEAVEN_COMPLETE=f"source_{shell}")


@pytest.mark.parametrize("verb", ["run", "check", "cite", "sweep"])
def test_names_of_scenarios_are_completed(verb: str) -> None:
    said = completed(_UNDERHEAVEN_COMPLETE="complete_bash", COMP_WORDS=f"underheaven {verb} art", COMP_CWORD="2")
    assert said.split() == ["article", "article-safeguarded"]
