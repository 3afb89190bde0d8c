"""The verb that measures this machine: what it tells, what it leaves out and says so, what a stop keeps."""

import json
import time
from importlib import metadata
from typing import Any

import pytest

from underheaven.benchmarks.entries import DAYS, ENTRIES, OURS, YARDSTICK, Entry, days_for
from underheaven.commands import bench as verb
from underheaven.commands.console import CANCELLED, CHECK_FAILED, DONE, BadInput

FEW = {name: ENTRIES[name] for name in (YARDSTICK, *OURS, "Mesa, do")}


def row(name: str, speed: float = 100.0, faults: tuple[str, ...] = ()) -> dict[str, Any]:
    told = {"entry": name, "version": "1", "agents": 1000, "days": 10, "repeats": 3, "seconds": 1 / speed, "peak_rss_bytes": 10**6}
    told |= {"million_agent_days_per_second": speed, "faults": list(faults)}
    return told | ({"events": 0.2} if name in verb.MODEL else {})


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Processes are not begun; the second turn of the yard-stick is twice as fast."""
    seen: list[str] = []

    def instead(task: verb.Task, until: float) -> tuple[list[dict[str, Any]], str]:
        seen.append(task.entry)
        return [row(task.entry, 200.0 if seen.count(task.entry) > 1 else 100.0)], ""

    monkeypatch.setattr(verb, "_in_a_process", instead)
    monkeypatch.setattr(verb, "ENTRIES", FEW)
    return seen


def test_one_document_with_ratios_to_the_better_turn_of_the_yardstick(lived: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.bench(1_000, 60, True) == DONE
    told = json.loads(capsys.readouterr().out)
    assert lived == [YARDSTICK, *OURS, *verb.MODEL, "Mesa, do", YARDSTICK]
    assert [each["entry"] for each in told["entries"]] == lived[:-1]
    ratios = {each["entry"]: each["times_the_yardstick"] for each in told["entries"]}
    assert (ratios[YARDSTICK], ratios["Mesa, do"]) == (1, 0.5)
    assert (told["yardstick_at_the_end"], told["complete"], told["missing"]) == (2, True, [])
    assert told["events_per_citizen_day"] == 0.2
    assert told["machine"]["cores"] >= 1
    assert told["versions"]["numpy"] == metadata.version("numpy")


def test_who_is_missing_is_named_with_how_to_install_it(
    lived: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = {"Nobody": Entry("with_nobody", "Society", "nobody-has-this", pin="1.2")}
    monkeypatch.setattr(verb, "ENTRIES", FEW | absent)
    assert verb.bench(2_000_000, 60, False) == DONE
    said = capsys.readouterr().out
    assert "not installed: pip install nobody-has-this==1.2" in said
    assert "declared up to 1,000,000 citizens" in said
    assert "the machine was not steady: the yard-stick ran at 2.00× its speed" in said
    assert "Mesa, do" not in lived


def test_ctrl_c_keeps_what_was_measured(lived: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    measured = verb._in_a_process

    def stopped_at_the_third(task: verb.Task, until: float) -> tuple[list[dict[str, Any]], str]:
        if len(lived) == 2:
            raise KeyboardInterrupt
        return measured(task, until)

    monkeypatch.setattr(verb, "_in_a_process", stopped_at_the_third)
    assert verb.bench(1_000, 60, True) == CANCELLED
    told = json.loads(capsys.readouterr().out)
    assert [each["entry"] for each in told["entries"]] == [YARDSTICK, OURS[0]]
    assert not told["complete"]


def test_an_entry_that_breaks_the_law_makes_the_verb_fail(
    lived: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verb, "_in_a_process", lambda task, until: ([row(task.entry, faults=("mean score 1, exact 2",))], ""))
    assert verb.bench(1_000, 60, False) == CHECK_FAILED
    assert "breaks the law of the rule: mean score 1, exact 2" in capsys.readouterr().out


def test_an_entry_that_breaks_or_has_no_time_left_is_data(
    lived: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {OURS[0]: ([], "no such thing"), OURS[1]: ([], "")}
    monkeypatch.setattr(verb, "_in_a_process", lambda task, until: answers.get(task.entry, ([row(task.entry)], "")))
    assert verb.bench(1_000, 60, True) == DONE
    told = json.loads(capsys.readouterr().out)
    assert {each["entry"]: each["reason"] for each in told["missing"]} == {
        OURS[0]: "no such thing",
        OURS[1]: "no time left of 60 s; --seconds gives more",
    }
    assert not told["complete"]


def test_a_process_measures_one_entry_and_is_ended_when_the_time_is_up() -> None:
    heard, wrong = verb._in_a_process(verb.Task(YARDSTICK, 1_000, 0.0), time.monotonic() + 60)
    assert wrong == ""
    assert (heard[0]["entry"], heard[0]["repeats"], heard[0]["days"]) == (YARDSTICK, 1, DAYS[10_000])
    began = time.monotonic()
    assert verb._in_a_process(verb.Task(YARDSTICK, 10_000_000, 60.0), began + 0.3) == ([], "")
    assert time.monotonic() - began < 5


def test_a_size_between_two_declared_ones_has_the_days_of_the_larger() -> None:
    assert [days_for(size) for size in (1_000, 10_000, 10_001, 200_000, 10**7, 10**8)] == [365, 365, 100, 20, 10, 10]


@pytest.mark.parametrize(("citizens", "seconds"), [(999, 60), (10**8 + 1, 60), (1_000, 0.5), (1_000, 1e5)])
def test_what_cannot_be_measured_is_refused(citizens: int, seconds: float) -> None:
    with pytest.raises(BadInput, match="between"):
        verb.bench(citizens, seconds, False)
