"""Worlds one after the other, arm by arm, into a run folder that keeps every finished arm.

World 0 has the seed of the run; further worlds have seeds drawn from it, printed in the manifest, so that each world can be run
again alone. A run that is stopped goes on from its finished arms and from the last checkpoint of the one under way. With several
workers, processes of one thread each live the arms side by side; then the run goes on as if they had been kept.

An arm that fails is data: the manifest says why, the others are lived, and who resumes the run tries it again. What must fail
everywhere, such as a full disk, ends the run at once.
"""

import shlex
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.measures.arms import ArmSummary, write_arm
from underheaven.measures.files import FolderError, claimed
from underheaven.measures.folder import RunFolder
from underheaven.measures.outcomes import write_outcomes
from underheaven.study.paired import gather, outcome_file, pair
from underheaven.study.paired import identity as arm_identity
from underheaven.study.pasts import Arms, arms_of, checkpoints_of, traced_citizens
from underheaven.study.processes import concerns_all, reason_of, side_by_side
from underheaven.study.sample import strata_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from underheaven.engine.run import ArmResult, Running
    from underheaven.engine.state import State
    from underheaven.scenario.schema import Scenario

_STUDY = 0  # purposes of ``draws.purposes`` start at 1; 0 belongs to the worlds of a study
_SECONDS_FOR_EXEMPLARS = 120.0  # a second pass takes as long as the first; explain lives it when somebody asks
_SECONDS_WORTH_A_WORD = 10.0
_TELLING = ("listed_wrongly", "listed_rightly", "never_listed")
SECOND_PASS = "-exemplars"


class DigestMismatchError(RuntimeError):
    """A second run of the same world gave another digest: a defect of the program, never of the user."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How far a run is."""

    world: int
    arm: str
    day: int
    """Day of the run; not above 0 during the burn-in."""
    done: float
    """Share of the whole run that is done, 0 to 1."""


Observer = Callable[[Moment, "Running", "NDArray[np.int64]"], None]
"""Looks at an arm at a day's end: where it is, its state (never to be written), and the day's tallies by stratum."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A run that was stopped on request; finished arms are kept."""

    path: Path
    arms_done: int
    arms: int

    @property
    def command(self) -> str:
        """How to go on."""
        return how_to_go_on(self.path)


def how_to_go_on(path: Path) -> str:
    """The command that takes a run up again."""
    return f"underheaven run --resume {shlex.quote(str(path))}"


class WorldsFailed(RuntimeError):  # noqa: N818
    """Some arms could not be lived; the others are kept."""

    exit_code = 3


def world_seed(seed: int, world: int) -> int:
    """Seed of a world: the run's own for world 0, else 63 bits drawn from it."""
    if world == 0:
        return seed
    from underheaven.draws.philox import draw

    low, high, _, _ = draw(seed, world, 0, _STUDY, 0)
    return (int(high) & 0x7FFFFFFF) << 32 | int(low)


def replicate(
    folder: RunFolder,
    arms: Arms,
    *,
    threads: int = 2,
    progress: Callable[[Moment], None] | None = None,
    stop: Callable[[], bool] | None = None,
    workers: int = 1,
    tell: Callable[[str], None] | None = None,
    observe: Observer | None = None,
    together: bool = False,
    running_world: "Callable[..., Running] | None" = None,
) -> RunFolder | Stopped:
    """Run every arm of every world that is not kept yet, trace two telling citizens of world 0, and finish the folder.

    ``tell`` hears why a checkpoint is not used. With ``together`` the arms of a world live at the same time, each on its own threads;
    ``observe`` sees them day by day.

    Raises:
        FolderError: if the folder cannot be written, or another process writes it.
        WorldsFailed: if arms have failed; the others are kept.
    """
    with claimed(folder.path):
        return _Replication(
            folder, arms, threads, progress, stop, workers, tell or (lambda text: None), observe, together, running_world
        ).run()


@dataclass
class _Replication:
    folder: RunFolder
    arms: Arms
    threads: int
    progress: Callable[[Moment], None] | None
    stop: Callable[[], bool] | None
    workers: int = 1
    tell: Callable[[str], None] = lambda text: None
    observe: Observer | None = None
    together: bool = False
    running_world: "Callable[..., Running] | None" = None
    failures: dict[tuple[int, str], str] = field(default_factory=dict)
    """Arms that could not be lived, and why."""
    _cause: BaseException | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> RunFolder | Stopped:
        manifest = self.folder.manifest
        began = time.monotonic()
        manifest["world_seeds"] = {str(world): world_seed(manifest["seed"], world) for world in range(manifest["worlds"])}
        manifest["failures"] = {}  # of an earlier session: they are tried again
        self.folder.save()  # workers read it, and so does who goes on after a SIGKILL
        summaries: dict[tuple[int, str], ArmSummary] = {}
        arms = list(self.arms.named())
        whole = manifest["worlds"] * len(arms)
        finished = False
        try:
            if self.workers > 1:
                self._side_by_side([(world, arm) for arm, _ in arms for world in range(manifest["worlds"])])
            for world in range(manifest["worlds"]):
                lived = self._world(arms, world, world * len(arms) / whole, 1 / whole)
                summaries |= {(world, arm): summary for arm, summary in lived.items() if summary is not None}
                if any((world, arm) not in summaries and (world, arm) not in self.failures for arm, _ in arms):
                    return Stopped(self.folder.path, len(summaries), whole)
                if self.folder.has_twin and all((world, arm) in summaries for arm, _ in arms):
                    pair(self.folder, arms[0][1], world, world_seed(manifest["seed"], world))
            if self.failures:
                raise self._failed(whole) from self._cause
            finished = self._exemplars(summaries)
            if not finished:
                return Stopped(self.folder.path, whole, whole)
        finally:
            manifest["wall_seconds"] += time.monotonic() - began
            if not finished:
                with suppress(FolderError):
                    self.folder.save()
        gather(self.folder)
        self.folder.finish(summaries)
        return self.folder

    def _world(self, arms: "list[tuple[str, Scenario]]", world: int, before: float, share: float) -> dict[str, ArmSummary | None]:
        """The arms of a world, one after the other or together; after an arm that was stopped no other begins."""
        if self.together:
            with ThreadPoolExecutor(len(arms)) as pool:
                waiting = {arm: pool.submit(self._kept_or_lived, scenario, world, arm, before, share * len(arms)) for arm, scenario in arms}
            return {arm: future.result() for arm, future in waiting.items()}
        found: dict[str, ArmSummary | None] = {}
        for place, (arm, scenario) in enumerate(arms):
            found[arm] = self._kept_or_lived(scenario, world, arm, before + share * place, share)
            if found[arm] is None and (world, arm) not in self.failures:
                break
        return found

    def _kept_or_lived(self, scenario: "Scenario", world: int, arm: str, before: float, share: float) -> ArmSummary | None:
        summary = self.folder.kept(world, arm)
        if summary is not None:
            self._close_checkpoints(world, arm)
        elif (world, arm) not in self.failures and not (self.stop is not None and self.stop()):
            try:
                summary = self._arm(scenario, world, arm, before, share)
            except Exception as error:
                if concerns_all(error):
                    raise
                self._note(world, arm, reason_of(error), error)
        return summary

    def _note(self, world: int, arm: str, reason: str, cause: BaseException | None = None) -> None:
        """Keep why an arm failed, also for who looks at the folder meanwhile."""
        with self._lock:  # the arms of a world may live together
            self.failures[world, arm] = reason
            self._cause = self._cause or cause
            self.folder.manifest["failures"][f"world {world}, {arm}"] = reason
            self.folder.save()
        self.tell(f"world {world}, {arm} failed: {reason}")

    def _failed(self, arms: int) -> WorldsFailed:
        (world, arm), reason = next(iter(self.failures.items()))
        return WorldsFailed(f"{len(self.failures)} of {arms} arms failed, the first of them world {world}, {arm}: {reason}")

    def _arm(self, scenario: "Scenario", world: int, arm: str, before: float, share: float) -> ArmSummary | None:
        identity = self.folder.manifest["identity"]
        seed = world_seed(identity["seed"], world)
        result = self._simulate(scenario, seed, traced_citizens(identity, seed), Moment(world, arm, 0, before), share)
        return self._write(result, scenario, world, arm, seed) if result.completed else None

    def _side_by_side(self, arms: list[tuple[int, str]]) -> None:
        """Live the arms that are not kept yet in several processes. Those under the regime, which take longest, come first."""
        tasks = [(self.folder.path, world, arm) for world, arm in arms if self.folder.kept(world, arm) is None]
        far = dict.fromkeys(arms, 1.0) | {(world, arm): 0.0 for _, world, arm in tasks}

        def hear(task: tuple[Path, int, str], said: Moment | str) -> None:
            if isinstance(said, str):
                self.tell(said)
            else:
                far[task[1:]] = said.done
                if self.progress is not None:
                    self.progress(replace(said, done=sum(far.values()) / len(far)))

        failed = side_by_side(_live_arm, tasks, self.workers, hear, self.stop)
        for failure in sorted(failed, key=lambda failure: not failure.everywhere):
            with suppress(FolderError):  # it may be why they failed
                self._note(*failure.task[1:], failure.reason)
        if any(failure.everywhere for failure in failed):
            raise self._failed(len(arms))

    def _simulate(self, scenario: "Scenario", seed: int, traced: list[int], moment: Moment, share: float, purpose: str = "") -> "ArmResult":
        from underheaven.engine.run import simulate

        identity = self.folder.manifest["identity"]
        days = identity["days"]

        lived = identity["burn_in"] + days

        def at(day: int) -> Moment:
            return Moment(moment.world, moment.arm, day, moment.done + share * (day + identity["burn_in"]) / lived)

        def tell(day: int) -> None:
            if self.progress is not None:
                self.progress(at(day - identity["burn_in"]))

        def look(day: int, running: "Running", tallies: "NDArray[np.int64]") -> None:
            if self.observe is not None and share:
                self.observe(at(day), running, tallies)

        def leave_outcomes(state: "State", day: int) -> None:
            if self.folder.has_twin and not purpose:
                self.folder.must_stand()
                arm = moment.arm
                write_outcomes(outcome_file(self.folder, moment.world, arm), state, day, arm_identity(self.folder, moment.world, arm))

        somewhere: dict[str, Any] = {} if self.running_world is None else {"running_world": self.running_world}
        return simulate(
            scenario, citizens=identity["citizens"], days=days, seed=seed, start=date.fromisoformat(identity["start"]),
            burn_in=identity["burn_in"], threads=self.threads, traced=traced, progress=tell, stop=self.stop,
            checkpoints=checkpoints_of(self.folder, moment.world, moment.arm, traced, purpose=purpose, tell=self.tell),
            observe=look if self.observe is not None else None, at_end=leave_outcomes, **somewhere,
        )  # fmt: skip

    def _write(self, result: "ArmResult", scenario: "Scenario", world: int, arm: str, seed: int, purpose: str = "") -> ArmSummary:
        strata = strata_of(scenario, seed, self.folder.manifest["citizens"], result.histories["citizen"])
        self.folder.must_stand()
        summary = write_arm(self.folder.part(world, arm, purpose), result, arm=arm, world=world, strata_of_traced=strata)
        self._close_checkpoints(world, arm, purpose)
        return summary

    def _close_checkpoints(self, world: int, arm: str, purpose: str = "") -> None:
        """What is written needs no checkpoint any more; those of the first pass stay if somebody asked for them."""
        wanted = self.folder.manifest.get("checkpoint_every") is not None and not purpose
        checkpoints_of(self.folder, world, arm, (), purpose=purpose).close(keep=wanted)

    def _exemplars(self, summaries: dict[tuple[int, str], ArmSummary]) -> bool:
        """Trace, in a second pass over world 0, a citizen listed wrongly and one listed rightly (or never); False if stopped."""
        manifest = self.folder.manifest
        identity = manifest["identity"]
        found = summaries[0, "regime"].exemplars
        telling = {name: found[name] for name in _TELLING if found.get(name, -1) >= 0}
        telling = dict(list(telling.items())[:2])
        manifest["exemplars"] = telling
        missing = sorted(set(telling.values()) - set(traced_citizens(identity, identity["seed"])))
        cost = sum(summary.seconds for (world, _), summary in summaries.items() if world == 0)
        if not missing or not manifest["second_pass"] or cost > _SECONDS_FOR_EXEMPLARS:
            return True
        if cost > _SECONDS_WORTH_A_WORD:
            self.tell(f"two telling lives are traced in a second pass over world 0; it takes about {cost:.0f} s")
        for arm, scenario in self.arms.named():
            if self.folder.kept(0, arm, SECOND_PASS):
                self._close_checkpoints(0, arm, SECOND_PASS)  # a kill may have fallen between the tables and this
                continue
            result = self._simulate(scenario, identity["seed"], missing, Moment(0, arm, 0, 1.0), 0.0, SECOND_PASS)
            if not result.completed:
                return False
            if result.digest != summaries[0, arm].digest:
                raise DigestMismatchError(f"world 0, {arm}: tracing citizens {missing} changed the digest; please report this")
            self._write(result, scenario, 0, arm, identity["seed"], SECOND_PASS)
        return True


def _live_arm(task: tuple[Path, int, str], tell: Callable[[Any], None], stop: Callable[[], bool]) -> None:
    """One arm in a process of its own, which knows nothing but the folder."""
    path, world, arm = task
    folder = RunFolder.peek(path)
    arms = arms_of(folder)
    scenario = dict(arms.named())[arm]
    _Replication(folder, arms, 1, tell, stop, tell=tell)._arm(scenario, world, arm, 0.0, 1.0)
