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
    assert " of disk" in plan(citizens=1000, days=365).problems[0]


def test_the_rate_of_the_last_large_run_is_remembered():
    assert not plan(citizens=1000, days=10).rate_is_measured
    remember_rate(2, 5e6, 10**6, 10**5)
    assert remembered_rate(2) is None
    remember_rate(2, 5e6, 10**8, 10**6)
    remember_rate(1, 3e6, 10**8, 10**9)
    needed = plan(citizens=10**6, days=100, worlds=3, arms=2, threads=2)
    assert needed.rate_is_measured
    days = 6 * 10**6 * 100 / 5e6  # the rate of a million comes back for a million, whatever a day costs beside
    assert needed.seconds - days == pytest.approx(6 * (0.5 + 10**6 * 350e-9) + 8)  # the rest comes once an arm or once a run
    assert remembered_rate(1) == pytest.approx(3e6, rel=1e-4)


def test_small_societies_cost_more_than_their_citizens():
    remember_rate(1, 15e6, 10**8, 10**6)
    small, large = (plan(citizens=n, days=365, worlds=8, threads=1).seconds - 8 for n in (10**3, 10**6))
    assert small > large / 50
    assert plan(citizens=10**3, days=365, threads=1, beside=2048).seconds > plan(citizens=10**3, days=365, threads=1).seconds + 8


def test_a_run_that_was_slower_than_its_days_alone_tells_nothing():
    remember_rate(1, 1e9, 10**8, 100)
    assert remembered_rate(1) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"2": "fast"}', '{"2": -1}'])
def test_a_damaged_memory_is_no_obstacle(tmp_path, content):
    file = tmp_path / "cache" / "underheaven" / "speed.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)
    assert remembered_rate(2) is None
    remember_rate(2, 7e6, 10**8, 10**9)
    assert content in ("", "{", "[]") or json.loads(file.read_text())["2"] == pytest.approx(7e6, rel=1e-4)


def test_disk_is_measured_where_the_folder_will_stand(tmp_path):
    assert free_disk(tmp_path / "not" / "yet" / "there") == pytest.approx(free_disk(tmp_path), rel=0.1)
    assert free_disk(Path("/")) > 0
