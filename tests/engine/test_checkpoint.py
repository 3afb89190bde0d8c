"""A checkpoint goes on as if nothing had happened, and is refused as soon as a single byte is wrong."""

import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from underheaven.engine import checkpoint
from underheaven.engine.checkpoint import Checkpoints, Refused, read, write
from underheaven.engine.files import Unwritable
from underheaven.engine.run import ArmResult, simulate
from underheaven.measures.folder import RunFolder
from underheaven.study.pasts import Arms, NoFuture, arms_of, future_of, past_of

from .conftest import START, scenario_of

CITIZENS, DAYS, TRACED = 3000, 40, (3, 70, 401, 2000)
OURS = {"kernel": "k", "seed": 1, "arm": "regime"}


def live(name: str = "article", *, start: datetime.date = START, **keywords) -> ArmResult:
    options = {"citizens": CITIZENS, "days": DAYS, "seed": 1, "threads": 1, "traced": TRACED} | keywords
    return simulate(scenario_of(name), start=start, **options)


def stopped_after(lived: int, folder: Path, name: str = "article", *, every: int | None = None, **keywords) -> ArmResult:
    told: list[int] = []
    return live(
        name, checkpoints=Checkpoints(folder, OURS, every), progress=told.append, stop=lambda: len(told) >= lived, **keywords
    )  # fmt: skip


def same(one: ArmResult, other: ArmResult) -> None:
    assert one.digest == other.digest
    assert (one.accounts, one.exemplars, one.events_count, one.days) == (other.accounts, other.exemplars, other.events_count, other.days)
    for name in ("strata", "districts", "population", "events"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name, column in one.histories.items():
        np.testing.assert_array_equal(column, other.histories[name])


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("article", START),
        ("documented", START),
        ("rollout", datetime.date(2019, 12, 20)),
        ("sunset", START),
        ("article-safeguarded", START),
    ],
)
def test_whoever_goes_on_lives_the_same_life(name, start, tmp_path):
    """Stopped on days before, on and after the week's turn, and gone on with other threads and blocks."""
    whole = live(name, start=start)
    for place, day in enumerate((1, 7, 20, 39)):
        folder = tmp_path / str(day)
        assert stopped_after(day, folder, name, start=start).days == day
        other = ({"threads": 2, "block_cells": 1}, {"block_cells": 5})[place % 2]
        same(live(name, start=start, checkpoints=Checkpoints(folder, OURS), **other), whole)


def test_going_on_again_and_again(tmp_path):
    for day in range(4, DAYS, 9):
        stopped_after(day, tmp_path, every=3)
    same(live(checkpoints=Checkpoints(tmp_path, OURS, 3)), live())


def test_stopped_in_the_burn_in(tmp_path):
    keywords = {"burn_in": 15, "start": START + datetime.timedelta(days=15), "days": DAYS - 15}
    for day in (6, 15, 22):
        stopped_after(day, tmp_path / str(day), **keywords)
        same(live(checkpoints=Checkpoints(tmp_path / str(day), OURS), **keywords), live(**keywords))


def test_two_stay_and_the_arm_takes_them_with_it(tmp_path):
    folder = tmp_path / "checkpoint" / "arm"
    checkpoints = Checkpoints(folder, OURS, 10)
    live(checkpoints=checkpoints)
    assert sorted(file.name for file in folder.glob("*.state")) == ["00030.state", "00040.state"]
    checkpoints.close(keep=True)
    assert sorted(file.name for file in folder.iterdir()) == ["00030.state", "00040.state"]
    checkpoints.close(keep=False)
    assert list(tmp_path.iterdir()) == []


def test_none_are_written_where_none_are_wanted(tmp_path):
    stopped_after(9, tmp_path, every=0)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def written(tmp_path):
    """Checkpoints of days 10 and 20."""
    stopped_after(20, tmp_path, every=10)
    return tmp_path


def went_on_from(folder: Path, identity=OURS) -> tuple[int, list[str]]:
    reasons: list[str] = []
    found = Checkpoints(folder, identity, 10, tell=reasons.append).resume(DAYS, 0)
    return (found.day if found else 0), reasons


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_a_damaged_one_is_refused_and_the_one_before_is_used(written):
    flip(written / "00020.state", 20_000)
    day, reasons = went_on_from(written)
    assert day == 10
    assert reasons == [f"{written / '00020.state'} is not used: it is damaged: its checksum differs"]
    assert sorted(file.name for file in written.iterdir()) == ["00001-00010.tallies", "00010.state"]
    same(live(checkpoints=Checkpoints(written, OURS, 10)), live())


def test_a_truncated_one_is_refused(written):
    path = written / "00020.state"
    path.write_bytes(path.read_bytes()[:-1])
    assert went_on_from(written) == (10, [f"{path} is not used: it is damaged: it has not the length that it should have"])


def test_with_both_damaged_it_begins_afresh(written):
    (written / "00020.state").write_bytes(b"")
    flip(written / "00010.state", 3)
    day, reasons = went_on_from(written)
    assert (day, len(reasons), list(written.iterdir())) == (0, 2, [])


def test_damaged_tallies_spoil_the_checkpoints_that_stand_on_them(written):
    flip(written / "00011-00020.tallies", 9_000)
    day, reasons = went_on_from(written)
    assert day == 10
    assert "00011-00020.tallies, which belongs to it, it is damaged" in reasons[0]


def test_tallies_of_another_life_are_refused(written):
    (written / "00011-00020.tallies").unlink()
    write(
        written / "00011-00020.tallies",
        {"identity": OURS, "first": 10, "last": 20, "before": None},
        {"strata": np.zeros((10, 2), np.int64)},
    )
    day, reasons = went_on_from(written)
    assert day == 10
    assert "was changed" in reasons[0]


def test_a_foreign_one_is_refused_with_what_differs(written):
    day, reasons = went_on_from(written, OURS | {"kernel": "other"})
    assert day == 0
    assert all("another run (kernel was k, is other)" in reason for reason in reasons)


def test_another_version_is_refused(written, monkeypatch):
    monkeypatch.setattr(checkpoint, "FORMAT", 2)
    day, reasons = went_on_from(written)
    assert day == 0
    assert "its format is 1; this version of underheaven reads 2" in reasons[0]


def test_a_folder_that_went_away_is_said(tmp_path):
    folder = tmp_path / "run" / "arm"
    told: list[int] = []

    def tell(day: int) -> None:
        told.append(day)
        if day == 12:
            folder.rename(tmp_path / "elsewhere")

    with pytest.raises(Unwritable, match="No such file"):
        live(checkpoints=Checkpoints(folder, OURS, 10), progress=tell)
    assert told[-1] == 19


def test_how_often_without_a_wish(tmp_path, monkeypatch):
    """Not before half a minute, and less than a hundredth of the time."""
    now = [0.0]
    monkeypatch.setattr(checkpoint.time, "monotonic", lambda: now[0])
    checkpoints = Checkpoints(tmp_path, OURS)
    checkpoints.resume(DAYS, 0)
    for second, due in ((29.0, False), (30.0, True)):
        now[0] = second
        assert checkpoints.due(5) is due
    monkeypatch.setattr(checkpoint, "write", lambda *_: now.__setitem__(0, now[0] + 2.0) or "hash")
    checkpoints.save(5, 0, {}, {}, {})
    for later, due in ((199.0, False), (200.0, True)):
        now[0] = 32.0 + later
        assert checkpoints.due(6) is due


KINDS = st.sampled_from([np.dtype(kind) for kind in ("<i8", "<u4", "<u2", "u1")])
CONTENTS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3),
    KINDS.flatmap(lambda kind: arrays_of.arrays(kind, arrays_of.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5))),
    max_size=4,
)


@given(contents=CONTENTS, data=st.data())
def test_what_was_written_is_read_and_no_changed_byte_passes(tmp_path_factory, contents, data):
    path = tmp_path_factory.mktemp("one") / "00001.state"
    digest = write(path, {"identity": OURS}, contents)
    _, found, again = read(path, OURS)
    assert (again, found.keys()) == (digest, contents.keys())
    for name, array in contents.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :])
    with pytest.raises(Refused):
        read(path, OURS)
    path.write_bytes(whole[:place])
    with pytest.raises(Refused):
        read(path, OURS)


# --- one past, many futures -------------------------------------------------------------------------------------------------------------


def past_folder(path: Path, name: str = "article", days: int = 30) -> RunFolder:
    scenario = scenario_of(name)
    twin = scenario.no_regime()
    return RunFolder(path, {
        "scenario_name": name, "scenario": scenario.resolved(), "twin": twin.resolved(), "start": START.isoformat(), "days": days,
    })  # fmt: skip


@pytest.mark.parametrize("kept", [True, False])
def test_a_future_under_the_same_regime_is_the_run_itself(tmp_path, kept):
    """With a checkpoint of the past or without, in the middle of a week; expiries that lie beyond the shorter run included."""
    stopped_after(20, tmp_path, every=17, days=30)
    future = future_of(past_folder(tmp_path), 24, scenario_of("article"), twin=True)
    past = Checkpoints(tmp_path, OURS, 0) if kept else None
    went = simulate(
        future.regime, citizens=CITIZENS, days=DAYS - 24, burn_in=24, seed=1, start=START + datetime.timedelta(days=24), threads=1,
        traced=TRACED, checkpoints=Checkpoints(tmp_path / "new", OURS | {"arm": "other"}, 0, past),
    )  # fmt: skip
    whole = live()
    assert went.digest == whole.digest
    np.testing.assert_array_equal(went.strata, whole.strata[24:])
    np.testing.assert_array_equal(went.events[:, 0], whole.events[whole.events[:, 1] > 24][:, 0])
    assert (went.events_count < whole.events_count) is kept


def test_another_future_has_the_same_past():
    folder = past_folder(Path("past"))
    future = future_of(folder, 20, scenario_of("rongcheng"), twin=True)
    went = simulate(future.regime, citizens=CITIZENS, days=DAYS, seed=1, start=START, threads=1)
    whole = live()
    np.testing.assert_array_equal(went.strata[:20], whole.strata[:20])
    assert (went.strata[20:] != whole.strata[20:]).any()
    assert future.twin is not None
    assert len({future.regime.hash, future.twin.hash, scenario_of("rongcheng").hash, scenario_of("article").hash}) == 4


def test_the_manifest_knows_a_future_and_its_past():
    folder = past_folder(Path("past"))
    future = future_of(folder, 20, scenario_of("rongcheng"), twin=True)
    document = {"scenario": scenario_of("rongcheng").resolved(), "twin": scenario_of("rongcheng").no_regime().resolved()}
    again: Arms = arms_of(RunFolder(Path("new"), document | {"past": past_of(folder, 20)}))
    assert again.twin is not None
    assert future.twin is not None
    assert (again.regime.hash, again.twin.hash) == (future.regime.hash, future.twin.hash)
    assert again.regime.timeline_dates() == future.regime.timeline_dates()


@pytest.mark.parametrize(
    ("changes", "day", "twin", "reason"),
    [
        ({}, 31, True, "--day 31 is none of them"),
        ({}, 0, True, "--day 0 is none of them"),
        ({"world.economy.on": False}, 9, True, "world.economy.on was True, is False"),
        ({"society.children": 0.2}, 9, True, "society.children was"),
    ],
)
def test_what_is_no_future_of_a_past(changes, day, twin, reason):
    with pytest.raises(NoFuture, match=reason):
        future_of(past_folder(Path("past")), day, scenario_of("article").with_(**changes), twin)


def test_no_twin_without_a_twin_in_the_past():
    folder = past_folder(Path("past"))
    folder.manifest["twin"] = None
    with pytest.raises(NoFuture, match="add --no-twin"):
        future_of(folder, 9, scenario_of("article"), twin=True)
    assert future_of(folder, 9, scenario_of("article"), twin=False).twin is None
