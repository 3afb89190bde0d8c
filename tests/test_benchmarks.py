"""The benchmark's rule and its exact law, and the entries that live in our own environment."""

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from benchmarks.citizen_v1.entries import ENTRIES
from benchmarks.citizen_v1.rule import BASE, CHANCE, TABLE, exact_law, faults, first_timers
from benchmarks.run import BEGIN, END, Row, table

HERE = [name for name, entry in ENTRIES.items() if not entry.peer]


def played(name: str, agents: int, days: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    entry = ENTRIES[name]
    model: Any = getattr(import_module(f"benchmarks.citizen_v1.{entry.module}"), entry.maker)(agents, seed)
    model.advance(days)
    scores, timers = model.read()
    return scores, timers


def test_the_exact_law_has_the_closed_moments_of_a_compound_binomial() -> None:
    mean, second = sum(TABLE) / 8, sum(value * value for value in TABLE) / 8
    for days in (1, 30, 120):
        law = exact_law(days)
        assert law[0] == pytest.approx(BASE + days * CHANCE * mean)
        assert law[1] == pytest.approx(days * (CHANCE * second - (CHANCE * mean) ** 2))


def test_one_agent_in_twenty_starts_listed() -> None:
    assert (first_timers(2000) > 0).mean() == 0.05
    assert exact_law(1)[2] == pytest.approx(0.05)  # one event cannot bring a score below 900


@pytest.mark.parametrize("name", HERE)
def test_entries_follow_the_rule(name: str) -> None:
    assert faults(*played(name, 4000, 120, seed=3), days=120) == []


def test_a_wrong_rule_is_noticed() -> None:
    scores, timers = played("NumPy, usual", 40_000, 100, seed=3)
    assert faults(scores + 3, timers, 100)
    assert faults(scores, np.where(timers == 1, 0, np.where(timers > 60, timers - 60, 0)), 100)
    assert faults(scores, timers + 1, 100)


@pytest.mark.parametrize("way", ["dense", "candidates"])
def test_ours_gives_one_answer_on_any_threads(way: str) -> None:
    one, two = (played(f"Underheaven, {way}, {threads}", 30_000, 40, seed=5) for threads in ("1 thread", "2 threads"))
    assert np.array_equal(one, two)


def test_the_table_tells_ratios_faults_and_absences() -> None:
    ours = "Underheaven, dense, 1 thread"
    rows = [
        Row("NumPy, tuned", 10_000, "2.0", 100.0, 10**6),
        Row(ours, 10_000, "", 250.0, 10**6, faults=("mean",)),
        Row("Starsim", 10_000, missing="offline"),
    ]
    text = table(rows, [10_000])
    assert text.startswith(BEGIN)
    assert text.endswith(END)
    assert f"| {ours} | this | 250 (2.5×) | 100 |" in text
    assert f"- {ours} at 10000: mean" in text
    assert "- Starsim: offline" in text
