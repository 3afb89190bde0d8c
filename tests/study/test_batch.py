"""The spine of studies: jobs are lived once, kept at once, and taken up again; failures are data; workers change nothing."""

import json
from datetime import date
from pathlib import Path

import pytest

from underheaven.measures.files import Occupied
from underheaven.scenario.load import load
from underheaven.study.amounts import Amounts, Size, amounts
from underheaven.study.batch import Failed, Job, bench
from underheaven.study.folder import LIVES, NotAStudy, StudyFolder, is_study
from underheaven.study.forecast import Reckoned
from underheaven.study.outcome import outcome
from underheaven.study.variants import Variant, lived_worlds, variant

SIZE = Size(citizens=300, days=3, worlds=2, seed=1, start=date(2020, 1, 1), threads=1)


def started(path: Path, resume: bool = False) -> StudyFolder:
    return StudyFolder.start(path, "sweep", {"size": 1}, version="0", command="underheaven sweep", resume=resume)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    lived: list[int] = []

    def live(scenario, world, size, stop=None):
        lived.append(world)
        if scenario.title == "broken":
            raise ValueError("it broke")
        return amounts(scenario, world, size, stop)

    monkeypatch.setattr("underheaven.study.batch.amounts", live)
    return lived


def test_a_life_is_lived_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lived, jobs = counted(monkeypatch), [Job(load("article"), world) for world in (0, 1, 0)]
    with bench(started(tmp_path / "s"), SIZE, workers=0, expected=2) as one:
        first = one.live(jobs)
        assert one.live(jobs) == first
    assert lived == [0, 1]
    with bench(started(tmp_path / "s", resume=True), SIZE, workers=0, expected=2) as again:
        assert again.live(jobs) == first
    assert lived == [0, 1]
    assert first is not None
    assert first[jobs[0].key] == amounts(load("article"), 0, SIZE)


def test_what_lives_will_take_is_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All jobs come at once, so their number is known: fewer than the study said at most, as two of them are the same."""
    counted(monkeypatch)
    told: list[Reckoned] = []
    folder, jobs = started(tmp_path / "s"), [Job(load("article"), world) for world in (*range(6), 0, 1)]
    with bench(folder, SIZE, workers=0, expected=40, announce=told.append) as one:
        one.live(jobs)
    assert [(each.lives, each.by) for each in told] == [(5, 1), (3, 3)]
    assert 0 < told[1].seconds <= folder.manifest["reckoned_seconds"]
    told.clear()
    with bench(started(tmp_path / "t"), SIZE, workers=0, expected=40, announce=told.append, in_steps=True) as one:
        one.live(jobs)
    assert [(each.lives, each.by) for each in told] == [(39, 1), (37, 3)]


def test_a_line_that_a_kill_cut_off_is_lived_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lived, jobs = counted(monkeypatch), [Job(load("article"), world) for world in (0, 1)]
    with bench(started(tmp_path / "s"), SIZE, workers=0, expected=2) as one:
        first = one.live(jobs)
    file = tmp_path / "s" / LIVES
    file.write_bytes(file.read_bytes()[:-40])
    with bench(started(tmp_path / "s", resume=True), SIZE, workers=0, expected=2) as again:
        assert again.live(jobs) == first
    assert lived == [0, 1, 1]
    assert len(file.read_text().splitlines()) == 2


def test_a_failure_is_data_and_is_tried_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lived = counted(monkeypatch)
    broken = Job(load("article").with_(title="broken"), 0)
    with bench(started(tmp_path / "s"), SIZE, workers=0, expected=2) as one:
        for _ in range(2):
            found = one.live([broken, Job(load("article"), 0)])
            assert found is not None
            assert found[broken.key] == Failed("ValueError: it broke")
    assert len(lived) == 2
    assert StudyFolder.peek(tmp_path / "s").manifest["failed"] == 1
    with bench(started(tmp_path / "s", resume=True), SIZE, workers=0, expected=2) as again:
        again.live([broken])
    assert len(lived) == 3


def test_a_stop_keeps_what_is_done(tmp_path: Path) -> None:
    done: list[object] = []
    with bench(started(tmp_path / "s"), SIZE, workers=0, expected=3, progress=done.append, stop=lambda: len(done) >= 2) as one:
        assert one.live(Job(load("article"), world) for world in range(3)) is None
    assert len((tmp_path / "s" / LIVES).read_text().splitlines()) == 2


@pytest.mark.slow
def test_processes_live_the_same_lives(tmp_path: Path) -> None:
    told: list[Reckoned] = []
    with bench(started(tmp_path / "s"), SIZE, workers=2, expected=3, announce=told.append) as one:
        found = one.live(Job(load("article"), world) for world in range(3))
    assert found is not None
    assert list(found.values()) == [amounts(load("article"), world, SIZE) for world in range(3)]
    assert (told[0].lives, told[0].by) == (2, 1), "after the first of three lives two are left"


def test_variants_of_a_regime_share_their_twin() -> None:
    base, needs_twin = load("article"), [outcome("deterrence")]
    a, b = (variant(base, [f"regime.cameras.coverage={value}"], needs_twin) for value in (0.1, 0.9))
    c = variant(base, ["world.trust.reversion=9"], needs_twin)
    assert a.twin is not None
    assert b.twin is not None
    assert c.twin is not None
    assert a.scenario.hash != b.scenario.hash
    assert a.twin.hash == b.twin.hash != c.twin.hash
    assert variant(base, [], [outcome("listed")]).twin is None


def test_a_shared_twin_is_the_variant_s_own(tmp_path: Path) -> None:
    """Numbers of a regime that is off change nobody's life, so the twin may keep the base's."""
    changed = load("article").set_path("regime.cameras.coverage=0.9")
    shared = variant(load("article"), ["regime.cameras.coverage=0.9"], [outcome("deterrence")]).twin
    assert shared is not None
    assert amounts(changed.no_regime(), 0, SIZE) == amounts(shared, 0, SIZE)


def test_a_variant_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted(monkeypatch)
    good, broken = load("article"), load("article").with_(title="broken")
    with bench(started(tmp_path / "s"), SIZE, workers=0, expected=4) as one:
        found = lived_worlds(one, [Variant(good, None), Variant(broken, None)], 2)
    assert found is not None
    assert [isinstance(part, Failed) for part in found] == [False, True]
    assert all(isinstance(regime, Amounts) for regime, _ in found[0])


def test_a_folder_is_never_taken_by_accident(tmp_path: Path) -> None:
    folder = started(tmp_path / "s")
    assert is_study(folder.path)
    assert not is_study(tmp_path)
    with pytest.raises(Occupied, match="holds a study already"):
        started(tmp_path / "s")
    with pytest.raises(Occupied, match="another study"):
        StudyFolder.start(tmp_path / "s", "sweep", {"size": 2}, version="0", command="", resume=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("x")
    with pytest.raises(Occupied, match="other files"):
        started(tmp_path / "other")
    (tmp_path / "other" / "manifest.json").write_text(json.dumps({"format": 1}))
    with pytest.raises(NotAStudy):
        StudyFolder.peek(tmp_path / "other")
