"""One answer however a world is lived, at the size that is promised: 100 000 citizens, 400 days, ``article`` and ``documented``.

What is killed and resumed at this size is in ``tests/engine/kill_fifty.py``.
"""

import datetime
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from underheaven.engine import looks
from underheaven.engine.checkpoint import Checkpoints
from underheaven.engine.cluster.connect import cluster
from underheaven.engine.cluster.far import FarRunning, FarWorkers
from underheaven.engine.mail import Mail
from underheaven.engine.run import ArmResult, Running, simulate
from underheaven.scenario.load import load

pytestmark = pytest.mark.slow
DAYS, MID_DAY, EVERY = 400, 233, 20
_ASKED: dict[str, Any] = {"citizens": 100_000, "days": DAYS, "seed": 1, "start": datetime.date(2020, 1, 1)}
HERE: tuple[dict[str, int], ...] = (
    {"threads": 2}, {"threads": 2, "block_cells": 1}, {"threads": 1, "block_cells": 7}, {"threads": 2, "block_cells": 64},
)  # fmt: skip


@pytest.fixture(scope="module", params=["article", "documented"])
def one_thread(request: pytest.FixtureRequest) -> tuple[str, ArmResult]:
    return request.param, simulate(load(request.param), **_ASKED, threads=1)


@pytest.fixture(scope="module")
def far() -> Iterator[Callable[..., Running]]:
    """Makes a running world on actors; Ray starts once."""
    with cluster("local", 3, 1):
        yield FarRunning


def _same(one: ArmResult, other: ArmResult) -> None:
    assert one.digest == other.digest
    assert one.events_count == other.events_count
    assert one.accounts == other.accounts
    for name in ("strata", "districts", "population"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


@pytest.mark.parametrize("how", HERE, ids=str)
def test_on_any_threads_in_any_blocks(one_thread: tuple[str, ArmResult], how: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "CELLS_WHERE_TWO_THREADS_PAY", 1)
    name, expected = one_thread
    _same(simulate(load(name), **_ASKED, **how), expected)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_on_any_workers(one_thread: tuple[str, ArmResult], far: Callable[..., Running], workers: int) -> None:
    name, expected = one_thread
    _same(simulate(load(name), **_ASKED, threads=1, running_world=partial(far, workers=workers)), expected)


def test_when_a_worker_is_killed_in_mid_day(
    one_thread: tuple[str, ArmResult], far: Callable[..., Running], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_out = FarWorkers.set_out
    days: list[int] = []
    killed: list[int] = []

    def kill(self: FarWorkers, day: int, mail: Mail) -> None:
        pids = self.collect([actor.process.remote() for actor in self.actors]) if day == MID_DAY and not killed else []
        set_out(self, day, mail)
        for pid in pids[-1:]:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    monkeypatch.setattr(FarWorkers, "set_out", kill)
    name, expected = one_thread
    checkpoints = Checkpoints(tmp_path / "checkpoint", {"seed": 1}, every=EVERY)
    spread = simulate(
        load(name), **_ASKED, threads=1, checkpoints=checkpoints, progress=days.append, running_world=partial(far, workers=2)
    )  # fmt: skip
    assert killed
    assert days == [*range(1, MID_DAY), *range(MID_DAY // EVERY * EVERY + 1, DAYS + 1)]
    _same(spread, expected)
