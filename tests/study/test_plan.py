import json
from pathlib import Path

import pytest

from underheaven.study import plan as module
from underheaven.study.plan import STATE_BYTES, free_disk, plan, remember_rate, remembered_rate


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_memory_grows_by_the_state_of_a_citizen():
    small, large = plan(citizens=10**7, days=7), plan(citizens=11 * 10**6, days=7)
    assert STATE_BYTES <= (large.memory_bytes - small.memory_bytes) / 10**6 <= 16


def test_a_nation_fits_where_24_gigabytes_are(monkeypatch):
    monkeypatch.setattr(module, "machine_memory", lambda: 24 * 2**30)
    assert plan(citizens=1_400_000_000, days=365).problems == ()
    monkeypatch.setattr(module, "machine_memory", lambda: 16 * 2**30)
    refused = plan(citizens=1_400_000_000, days=365)
    assert "GB of memory; this machine has 17.2 GB" in refused.problems[0]
    assert refused.as_dict()["fits"] is False


def test_what_does_not_fit_on_the_disk_is_refused(monkeypatch):
    monkeypatch.setattr(module, "free_disk", lambda folder: 1000)
    assert "GB of disk" in plan(citizens=1000, days=365).problems[0]


def test_the_rate_of_the_last_large_run_is_remembered():
    assert not plan(citizens=1000, days=10).rate_is_measured
    remember_rate(2, 5e6, 10**6)
    assert remembered_rate(2) is None
    remember_rate(2, 5e6, 10**8)
    remember_rate(1, 3e6, 10**8)
    needed = plan(citizens=10**6, days=100, worlds=3, arms=2, threads=2)
    assert needed.rate_is_measured
    assert needed.seconds == pytest.approx(10**6 * 6 * (100 / 5e6 + 800e-9))  # days, and what comes before and after them
    assert remembered_rate(1) == 3e6


@pytest.mark.parametrize("content", ["", "[]", "{", '{"2": "fast"}', '{"2": -1}'])
def test_a_damaged_memory_is_no_obstacle(tmp_path, content):
    file = tmp_path / "cache" / "underheaven" / "speed.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)
    assert remembered_rate(2) is None
    remember_rate(2, 7e6, 10**8)
    assert content in ("", "{", "[]") or json.loads(file.read_text())["2"] == 7e6


def test_disk_is_measured_where_the_folder_will_stand(tmp_path):
    assert free_disk(tmp_path / "not" / "yet" / "there") == pytest.approx(free_disk(tmp_path), rel=0.1)
    assert free_disk(Path("/")) > 0
