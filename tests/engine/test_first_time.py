"""What is compiled in a process of its own the first time."""

import gc
import subprocess
import sys
from typing import Any

import pytest

from underheaven.draws.compiled import is_on_disk
from underheaven.engine import first_time
from underheaven.engine.kernel import live_cells


class Asked:
    """A process that only notes what it was asked for."""

    commands: list[list[str]]

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands, self.waits = [], 0
        monkeypatch.setattr(subprocess, "Popen", self.start)

    def start(self, command: list[str], **_: Any) -> "Asked":
        self.commands.append(command)
        return self

    def wait(self) -> None:
        self.waits += 1


@pytest.mark.parametrize(("kept", "processors", "started"), [(False, 2, 1), (True, 2, 0), (False, 1, 0)])
def test_a_process_is_started_where_something_is_missing_and_a_processor_is_free(
    kept: bool, processors: int, started: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(monkeypatch)
    monkeypatch.setattr(first_time, "is_on_disk", lambda entry: kept)
    monkeypatch.setattr(first_time.os, "cpu_count", lambda: processors)
    beside = first_time.Beside()
    assert asked.commands == [[sys.executable, "-m", "underheaven.engine.first_time"]] * started
    beside.wait()
    beside.wait()
    assert asked.waits == started


def test_what_the_process_does_leaves_the_citizens_day_on_disk() -> None:
    usual = gc.get_threshold()
    first_time.compile_citizens_day()
    assert is_on_disk(live_cells)
    assert gc.get_threshold() == usual
