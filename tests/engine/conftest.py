"""Runs that several tests look at, lived once per session; nobody may write into a result."""

import datetime
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from underheaven.engine.run import ArmResult, simulate
from underheaven.scenario.load import load
from underheaven.scenario.schema import Scenario

START = datetime.date(2020, 1, 1)
Lives = Callable[..., ArmResult]


@cache
def scenario_of(name: str, changes: tuple[tuple[str, Any], ...] = ()) -> Scenario:
    """A shipped scenario, changed at some paths."""
    scenario = load(name)
    return scenario.with_(**dict(changes)) if changes else scenario


@cache
def _life(name: str, changes: tuple[tuple[str, Any], ...], twin: bool, keywords: tuple[tuple[str, Any], ...]) -> ArmResult:
    scenario = scenario_of(name, changes)
    result = simulate(scenario.no_regime() if twin else scenario, **dict(keywords))
    for array in (result.strata, result.districts, result.population, result.events):
        array.setflags(write=False)
    return result


@pytest.fixture(scope="session")
def lives() -> Lives:
    """``lives("article", changes={path: value}, twin=False, citizens=…, days=…)``: an arm's result, from the session's store."""

    def live(name: str = "article", *, changes: dict[str, Any] | None = None, twin: bool = False, **keywords: Any) -> ArmResult:
        whole = {"citizens": 2000, "days": 60, "seed": 1, "start": START, "threads": 1} | keywords
        return _life(name, tuple(sorted((changes or {}).items())), twin, tuple(sorted(whole.items())))

    return live


@pytest.fixture(scope="session")
def article(lives: Lives) -> ArmResult:
    """The run that most tests share: ``article`` in force, 40 000 citizens, 60 days."""
    return lives(citizens=40_000)


@pytest.fixture(scope="session")
def flows() -> Callable[[ArmResult], np.ndarray]:
    """Sums over the run of every measure by stratum; meaningful for flows."""
    return lambda result: result.strata.sum(axis=0)
