"""Worlds, arms, interruption and resumption, with a made-up engine in the real one's place."""

import sys
from datetime import date
from types import ModuleType, SimpleNamespace

import pytest
from tests.measures.fake import fake_arm

from underheaven.measures.files import Occupied, Unwritable
from underheaven.measures.folder import RunFolder
from underheaven.society.parameters import SocietyParameters
from underheaven.study.experiment import request
from underheaven.study.pasts import Arms
from underheaven.study.replicate import SECOND_PASS, DigestMismatchError, Stopped, WorldsFailed, replicate, world_seed

CITIZENS, DAYS = 6_000, 15


def scenario(title: str) -> SimpleNamespace:
    return SimpleNamespace(society=SocietyParameters(), title=title, hash=f"{title}-hash", lineage=(), resolved=lambda: {"title": title})


ARMS = Arms(scenario("regime"), scenario("twin"))


class Engine:
    """Counts its calls; the digest depends on arm and seed, never on who is traced."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int, tuple[int, ...]]] = []
        self.digest_follows_tracing = False
        self.failures: dict[tuple[str, int], BaseException] = {}

    def simulate(self, scenario, *, citizens, days, seed, start, burn_in, threads, traced, progress, stop, checkpoints, observe, at_end):
        self.calls.append((scenario.title, seed, tuple(traced)))
        if (scenario.title, seed) in self.failures:
            raise self.failures[scenario.title, seed]
        for day in range(1, days + 1):
            if stop is not None and stop():
                return fake_arm(days=day, completed=False)
            progress(day)
        number = seed % 1000 + (500 if scenario.title == "twin" else 0)
        digest = f"{number:x}" + (f"-{traced}" if self.digest_follows_tracing else "")
        return fake_arm(number, days=days, traced=tuple(traced), citizens=citizens, digest=digest)


@pytest.fixture
def engine(monkeypatch):
    made = Engine()
    module = ModuleType("underheaven.engine.run")
    module.simulate = made.simulate
    monkeypatch.setitem(sys.modules, "underheaven.engine.run", module)
    return made


def begin(path, *, arms=ARMS, resume=False, **options):
    options = {"worlds": 2, "seed": 7, "start": date(2020, 1, 1)} | options
    asked = request(arms, name="article", citizens=CITIZENS, days=DAYS, **options)
    return RunFolder.start(path, asked, version="0", threads=1, command="", resume=resume)


def test_world_by_world_arm_by_arm_then_two_telling_citizens(engine, tmp_path):
    finished = replicate(begin(tmp_path / "run"), ARMS, threads=1)
    other = world_seed(7, 1)
    assert [call[:2] for call in engine.calls] == [
        ("regime", 7),
        ("twin", 7),
        ("regime", other),
        ("twin", other),
        ("regime", 7),
        ("twin", 7),
    ]
    assert [call[2] for call in engine.calls] == [()] * 4 + [(5, 17)] * 2
    assert finished.manifest["exemplars"] == {"listed_wrongly": 17, "listed_rightly": 5}
    assert finished.manifest["world_seeds"] == {"0": 7, "1": other}
    opened = RunFolder.open(finished.path)
    assert opened.query("SELECT DISTINCT world, citizen FROM citizens ORDER BY ALL").to_pydict() == {"world": [0, 0], "citizen": [5, 17]}
    assert opened.query("SELECT DISTINCT arm, citizen FROM events ORDER BY ALL")["citizen"].to_pylist() == [5, 17, 5, 17]
    assert opened.query("SELECT count(*) AS n FROM national")["n"].to_pylist() == [2 * 2 * DAYS]


def test_one_second_pass_is_saved_when_the_citizens_are_traced_anyway(engine, tmp_path):
    replicate(begin(tmp_path / "run", trace_ids=(5, 17, 99), worlds=1), ARMS)
    assert [call[2] for call in engine.calls] == [(5, 17, 99)] * 2


def test_a_run_without_a_twin(engine, tmp_path):
    arms = Arms(scenario("regime"), None)
    finished = replicate(begin(tmp_path / "run", arms=arms), arms)
    assert [call[0] for call in engine.calls] == ["regime"] * 3
    assert all(set(world) == {"regime"} for world in finished.manifest["digest"].values())


def test_stopping_keeps_finished_arms_and_resuming_gives_the_same_tables(engine, tmp_path):
    straight = replicate(begin(tmp_path / "straight"), ARMS)
    days_lived = []

    def stop() -> bool:
        days_lived.append(1)
        return len(days_lived) > 2 * DAYS + 4

    engine.calls.clear()
    stopped = replicate(begin(tmp_path / "run"), ARMS, stop=stop)
    assert stopped == Stopped(tmp_path / "run", 2, 4)
    assert stopped.command == f"underheaven run --resume {tmp_path / 'run'}"
    assert not RunFolder.peek(tmp_path / "run").complete
    engine.calls.clear()
    finished = replicate(begin(tmp_path / "run", resume=True), ARMS)
    assert [call[0] for call in engine.calls] == ["regime", "twin"] * 2
    assert finished.manifest["digest"] == straight.manifest["digest"]
    for table in ("national", "groups", "districts", "citizens", "events", "histograms"):
        assert finished.query(f"SELECT * FROM {table}").equals(straight.query(f"SELECT * FROM {table}"))


def test_stopping_in_the_second_pass(engine, tmp_path):
    def stop() -> bool:
        return len(engine.calls) == 5

    assert replicate(begin(tmp_path / "run"), ARMS, stop=stop) == Stopped(tmp_path / "run", 4, 4)
    engine.calls.clear()
    replicate(begin(tmp_path / "run", resume=True), ARMS)
    assert [call[2] for call in engine.calls] == [(5, 17)] * 2


@pytest.mark.parametrize("purpose", ["", SECOND_PASS])
def test_a_kill_between_the_tables_of_an_arm_and_its_checkpoints_leaves_nothing(engine, tmp_path, purpose):
    def stop() -> bool:
        return len(engine.calls) == 6 - (not purpose)

    replicate(begin(tmp_path / "run"), ARMS, stop=stop)
    left = tmp_path / "run" / "checkpoint" / f"world-0-regime{purpose}" / "00001-00010.tallies"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of a process that was killed")
    replicate(begin(tmp_path / "run", resume=True), ARMS)
    assert not left.parent.parent.exists()


def test_a_run_cannot_go_on_under_another_scenario(engine, tmp_path):
    begin(tmp_path / "run")
    with pytest.raises(Occupied, match="scenario_hash"):
        begin(tmp_path / "run", arms=Arms(scenario("other"), ARMS.twin), resume=True)


def test_a_second_pass_with_another_digest_is_a_defect(engine, tmp_path):
    engine.digest_follows_tracing = True
    with pytest.raises(DigestMismatchError, match="tracing citizens"):
        replicate(begin(tmp_path / "run"), ARMS)
    assert not RunFolder.peek(tmp_path / "run").complete


def test_progress_rises_to_one(engine, tmp_path):
    moments = []
    replicate(begin(tmp_path / "run"), ARMS, progress=moments.append)
    done = [moment.done for moment in moments]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1)
    assert (moments[0].world, moments[0].arm, moments[0].day) == (0, "regime", 1)


def lived(calls):
    return [call[:2] for call in calls if not call[2]]


@pytest.mark.parametrize("together", [False, True])
def test_an_arm_that_fails_is_data_and_is_tried_again(engine, tmp_path, together):
    """The others are lived, the manifest says which failed and why, and the resumed run is as if nothing had happened."""
    straight = replicate(begin(tmp_path / "straight", worlds=3), ARMS)
    other, third = world_seed(7, 1), world_seed(7, 2)
    engine.failures = {("regime", other): ZeroDivisionError("nobody is left"), ("twin", third): ValueError()}
    engine.calls.clear()
    told = []
    with pytest.raises(
        WorldsFailed, match="2 of 6 arms failed, the first of them world 1, regime: ZeroDivisionError: nobody is left"
    ) as end:
        replicate(begin(tmp_path / "run", worlds=3), ARMS, tell=told.append, together=together)
    assert end.value.exit_code == 3
    assert end.value.__cause__ is engine.failures["regime", other]
    assert sorted(lived(engine.calls)) == sorted((arm, seed) for arm in ("regime", "twin") for seed in (7, other, third))
    manifest = RunFolder.peek(tmp_path / "run").manifest
    assert manifest["failures"] == {"world 1, regime": "ZeroDivisionError: nobody is left", "world 2, twin": "ValueError"}
    assert told == [f"{arm} failed: {reason}" for arm, reason in manifest["failures"].items()]
    assert not manifest["complete"]
    engine.failures.clear()
    engine.calls.clear()
    finished = replicate(begin(tmp_path / "run", worlds=3, resume=True), ARMS, together=together)
    assert lived(engine.calls) == [("regime", other), ("twin", third)]
    assert finished.manifest["failures"] == {}
    assert finished.manifest["digest"] == straight.manifest["digest"]
    assert finished.query("SELECT * FROM national").equals(straight.query("SELECT * FROM national"))


@pytest.mark.parametrize("error", [Unwritable("no room left"), MemoryError(), OSError("gone"), KeyboardInterrupt()])
def test_what_must_fail_everywhere_ends_the_run_at_once(engine, tmp_path, error):
    engine.failures = {("twin", 7): error}
    with pytest.raises(type(error)) as end:
        replicate(begin(tmp_path / "run"), ARMS)
    assert end.value is error
    assert lived(engine.calls) == [("regime", 7), ("twin", 7)]
    assert RunFolder.peek(tmp_path / "run").manifest["failures"] == {}


def test_a_stop_after_a_failure_is_a_stop(engine, tmp_path):
    engine.failures = {("regime", 7): RuntimeError("odd")}
    stopped = replicate(begin(tmp_path / "run"), ARMS, stop=lambda: len(engine.calls) == 3)
    assert stopped == Stopped(tmp_path / "run", 1, 4)
    assert RunFolder.peek(tmp_path / "run").manifest["failures"] == {"world 0, regime": "RuntimeError: odd"}


def test_seeds_of_worlds_are_distinct_and_addressed():
    seeds = [world_seed(1, world) for world in range(1000)]
    assert seeds[0] == 1
    assert len(set(seeds)) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert world_seed(1, 5) != world_seed(2, 5)


OUTSIDE = [
    {"citizens": 0}, {"citizens": 2**31}, {"days": 0}, {"days": 7401}, {"seed": -1}, {"worlds": 0}, {"trace": 6001}, {"trace_ids": (6000,)},
    {"days": 7000, "burn_in": 401},
]  # fmt: skip


@pytest.mark.parametrize("options", OUTSIDE)
def test_numbers_outside_their_range_are_refused(options):
    with pytest.raises(ValueError, match=r"must be|there is no citizen"):
        request(ARMS, name="article", **({"citizens": CITIZENS, "days": DAYS} | options))
