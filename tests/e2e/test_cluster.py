"""``run --address``: the workers that nobody counted, and a cluster that is not there."""

import os
from pathlib import Path

import pytest
from tests.e2e.here import here

from underheaven.measures.folder import RunFolder

_ASKED = ("run", "article", "--start", "2020-01-01", "--citizens", "2000", "--days", "5", "--threads", "1", "--no-companion", "--no-twin")


@pytest.mark.slow
def test_without_a_number_all_workers_that_find_room_share_an_arm(tmp_path: Path) -> None:
    for out, words in (("near", ()), ("far", ("--address", "local"))):
        done = here(*_ASKED, *words, "--out", tmp_path / out)
        assert done.returncode == 0, done.stderr
    near, far = (RunFolder.open(tmp_path / out).manifest for out in ("near", "far"))
    assert (near["workers"], far["workers"]) == (1, os.cpu_count())
    assert near["digest"] == far["digest"]


def test_where_no_cluster_answers_nothing_is_left(tmp_path: Path) -> None:
    done = here(*_ASKED, "--address", "127.0.0.1:1", "--out", tmp_path / "run")
    assert done.returncode == 2
    assert "no Ray cluster answers at 127.0.0.1:1" in done.stderr
    assert not (tmp_path / "run").exists()
