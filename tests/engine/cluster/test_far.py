"""One answer on any number of workers, and after the loss of one in the middle of a day."""

import datetime
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import ray.exceptions
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from underheaven.engine.checkpoint import Checkpoints
from underheaven.engine.cluster.connect import NoCluster, cluster
from underheaven.engine.cluster.far import FarRunning, FarWorkers, losses
from underheaven.engine.cluster.part import Sparse
from underheaven.engine.mail import Mail
from underheaven.engine.run import ArmResult, Running, WorkerLost, simulate
from underheaven.scenario.load import load

_ASKED: dict[str, Any] = {"citizens": 3_000, "days": 12, "seed": 1, "start": datetime.date(2020, 1, 1), "threads": 1, "traced": (7, 2_999)}


@pytest.fixture(scope="module")
def far() -> Iterator[Callable[..., Running]]:
    """Makes a running world on actors; Ray starts once."""
    with cluster("local", 3, 1):
        yield FarRunning


@pytest.fixture(scope="module")
def local() -> ArmResult:
    return simulate(load("article"), **_ASKED)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_workers_gives_the_same_answer(far: Callable[..., Running], local: ArmResult, workers: int) -> None:
    spread = simulate(load("article"), **_ASKED, running_world=partial(far, workers=workers))
    assert spread.digest == local.digest
    assert spread.accounts == local.accounts
    assert spread.events_count == local.events_count
    for name in ("strata", "districts", "events"):
        assert np.array_equal(getattr(spread, name), getattr(local, name)), name
    for name, column in local.histories.items():
        assert np.array_equal(spread.histories[name], column), name


@pytest.mark.slow
def test_a_worker_killed_in_mid_day_costs_nothing_but_time(
    far: Callable[..., Running], local: ArmResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process of a worker is killed while it lives day 8; the checkpoint of day 5 is taken up by workers that are new."""
    set_out = FarWorkers.set_out
    killed: list[int] = []
    days: list[int] = []
    told: list[str] = []

    def kill(self: FarWorkers, day: int, mail: Mail) -> None:
        pids = self.collect([actor.process.remote() for actor in self.actors]) if day == 8 and not killed else []
        set_out(self, day, mail)
        for pid in pids[-1:]:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    monkeypatch.setattr(FarWorkers, "set_out", kill)
    checkpoints = Checkpoints(tmp_path / "checkpoint", {"seed": 1}, every=5, tell=told.append)
    spread = simulate(load("article"), **_ASKED, checkpoints=checkpoints, progress=days.append, running_world=partial(far, workers=2))
    assert killed
    assert days == [*range(1, 8), *range(6, 13)]
    assert told == ["a worker of the cluster was lost after day 7; what was lived since the last checkpoint is lived again"]
    assert spread.digest == local.digest
    assert np.array_equal(spread.strata, local.strata)
    assert np.array_equal(spread.events, local.events)


@pytest.mark.slow
def test_a_worker_killed_while_a_society_is_handed_out_costs_nothing_but_time(
    far: Callable[..., Running], local: ArmResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process of a worker is killed once it has told its districts and before it has taken its words."""
    collect = FarWorkers.collect
    killed: list[int] = []
    told: list[str] = []

    def kill_first(self: FarWorkers, answers: list[Any]) -> list[Any]:
        found = collect(self, answers)
        if not killed:
            killed.extend(collect(self, [actor.process.remote() for actor in self.actors]))
            os.kill(killed[0], signal.SIGKILL)
        return found

    monkeypatch.setattr(FarWorkers, "collect", kill_first)
    checkpoints = Checkpoints(tmp_path / "checkpoint", {"seed": 1}, every=5, tell=told.append)
    spread = simulate(load("article"), **_ASKED, checkpoints=checkpoints, running_world=partial(far, workers=2))
    assert killed
    assert told == ["a worker of the cluster was lost; what was lived since the last checkpoint is lived again"]
    assert spread.digest == local.digest


@pytest.mark.parametrize("name", ["ActorDiedError", "ActorUnavailableError", "WorkerCrashedError", "NodeDiedError", "OwnerDiedError"])
def test_every_loss_that_ray_tells_is_a_loss(name: str) -> None:
    kind: Any = getattr(ray.exceptions, name)
    with pytest.raises(WorkerLost), losses():
        raise kind.__new__(kind)


def test_who_loses_workers_for_ever_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(self: Running, day: int) -> None:
        raise WorkerLost("a worker of the cluster was lost")

    monkeypatch.setattr(Running, "live", lose)
    with pytest.raises(WorkerLost):
        simulate(load("article"), **_ASKED | {"citizens": 300, "traced": ()})


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(NoCluster, match=r"pip install 'underheaven\[cluster\]'"), cluster("local", 1, 1):
        pass


@given(arrays(np.int64, (5, 7), elements=st.sampled_from([0, 0, 0, 1, -3, 2**31 - 1, -(2**31), 2**31, -(2**62)])))
def test_tallies_arrive_as_they_were_sent(tallies: np.ndarray) -> None:
    there = np.ones((5, 7), np.int64)
    Sparse.of(tallies).add_to(there)
    assert np.array_equal(there, tallies + 1)


def test_a_days_tallies_are_small_enough_for_ray_to_hand_over_at_once(local: ArmResult) -> None:
    from pickle import dumps

    assert sum(len(dumps(Sparse.of(tallies))) for tallies in (local.strata[-1], local.districts[-1])) < 100_000
