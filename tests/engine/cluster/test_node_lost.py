"""A machine of the cluster that is lost for good: the run says so, ends in time, and goes on with what is left."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ray
from ray.cluster_utils import Cluster
from tests.e2e.here import here

from underheaven.engine.cluster import far
from underheaven.measures.folder import RunFolder

_ASKED = ("article", "--start", "2020-01-01", "--citizens", "3000", "--days", "12", "--no-twin", "--no-companion", "--threads", "1")
_QUICK = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500, "health_check_failure_threshold": 2}


@pytest.fixture
def machines() -> Iterator[Any]:
    """Two nodes of one processor each, on this machine."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False, "_system_config": _QUICK})
    cluster.second = cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.mark.slow
def test_a_machine_lost_for_good_ends_the_run_and_the_rest_goes_on(machines: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is lost on day 8; the checkpoint of day 5 is taken up on the other one alone, to the digest of a run without Ray."""
    live, folder = far.FarRunning.live, tmp_path / "run"

    def lose_a_machine(self: far.FarRunning, day: int) -> Any:
        if day == 8:
            machines.remove_node(machines.second, allow_graceful=False)
            while sum(node["Alive"] for node in ray.nodes()) > 1:  # its worker may go on for as long as nobody has noticed
                time.sleep(0.1)
        return live(self, day)

    monkeypatch.setattr(far.FarRunning, "live", lose_a_machine)
    monkeypatch.setattr(far, "SECONDS_FOR_ROOM", 3.0)
    asked = ("run", *_ASKED, "--checkpoint-every", 5, "--address", machines.address, "--workers", 2, "--out", folder)
    done = here(*asked)
    assert done.returncode == 3, done.stderr
    lost, last = done.stderr.splitlines()[-2:]
    assert "a worker of the cluster was lost after day 7; what was lived since the last checkpoint is lived again" in lost
    assert (
        "in 3 s the cluster had no room for 2 workers of 1 thread; is a machine lost? With --workers 1 the run goes on without it" in last
    )
    assert f"Go on with: underheaven run --resume {folder}" in last
    assert list(folder.glob("checkpoint/world-0-regime/*5.state"))
    monkeypatch.undo()
    done = here("run", "--resume", folder, "--workers", 1, "--no-companion")
    assert done.returncode == 0, done.stderr
    assert here("run", *_ASKED, "--out", tmp_path / "alone").returncode == 0
    assert RunFolder.open(folder).manifest["digest"] == RunFolder.open(tmp_path / "alone").manifest["digest"]
