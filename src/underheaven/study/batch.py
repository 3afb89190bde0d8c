"""Many lives at once: a study is a list of jobs, each one arm of one world of one variant of a scenario.

Jobs run in processes of their own (spawned; one thread of the kernel each). A job that two variants share, such as the twin of
variants that differ in their regime only, is lived once. A job that fails is data: the study goes on, and its error stands where its
numbers would. What is finished is on the disk at once.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.study.amounts import Amounts, Size, amounts
from underheaven.study.folder import LIVES, Lives, StudyFolder
from underheaven.study.forecast import Forecast, Reckoned, spread
from underheaven.study.replicate import Moment

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

_AHEAD = 2  # jobs a worker has waiting, so that none is idle and a stop is soon


class WorkerDied(RuntimeError):  # noqa: N818
    """A worker process ended: out of memory, or killed."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Job:
    """One arm of one world."""

    scenario: "Scenario"
    world: int

    @property
    def key(self) -> str:
        """Two jobs of a study with the same key live the same life."""
        return f"{self.scenario.hash}-{self.world}"


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that broke, and what it said."""

    error: str


Lived = Amounts | Failed


@dataclass(slots=True)
class Bench:
    """Where the jobs of one study are lived: its folder, its size, its workers."""

    lives: Lives
    size: Size
    workers: int
    progress: Callable[[Moment], None] | None = None
    stop: Callable[[], bool] | None = None
    announce: Callable[[Reckoned], None] | None = None
    """Told before the bulk of the work what it will take, and once again when there is better evidence."""
    expected: int = 0
    """Jobs of the whole study, at most."""
    in_steps: bool = False
    """Whether later jobs depend on earlier ones; else all come at once, which tells how many there are."""
    done: int = 0
    reckoned: float | None = None
    """Seconds of the whole session, as they were reckoned last."""
    _pool: ProcessPoolExecutor | None = field(default=None, repr=False)
    _forecast: Forecast = field(default_factory=lambda: Forecast(0))
    _began: float = field(default_factory=time.monotonic)

    _asked: float = 0.0
    """When the last step was done."""

    def __post_init__(self) -> None:
        self._forecast, self._asked = Forecast(self.workers), self._began

    def live(self, jobs: Iterable[Job]) -> dict[str, Lived] | None:
        """Live all jobs that are not kept yet; by key. None if the study was stopped.

        Raises:
            WorkerDied: if a worker process ended.
        """
        wanted = {job.key: job for job in jobs}
        missing = [job for key, job in wanted.items() if key not in self.lives.kept]
        missing = [missing[place] for place in spread(len(missing))]
        if not self.in_steps:
            self.expected = self.done + len(wanted)
        self._forecast.thinking += time.monotonic() - self._asked
        self._forecast.thought_of += len(wanted)
        self._forecast.ahead = max(self.expected - self._forecast.thought_of, 0)
        self.done += len(wanted) - len(missing)
        if missing and not self._run(missing):
            return None
        self._asked = time.monotonic()
        return {key: _told(self.lives.kept[key]) for key in wanted}

    def _run(self, missing: list[Job]) -> bool:
        if self.workers == 0:
            return all(self._stopped() is False and self._keep(_live(job.key, job, self.size)) for job in missing)
        try:
            return self._in_processes(missing)
        except BrokenProcessPool:
            raise WorkerDied("a worker process ended (out of memory?); what is done is kept; fewer --workers need less") from None

    def _in_processes(self, missing: list[Job]) -> bool:
        if self._pool is None:
            from multiprocessing import get_context

            began = time.monotonic()
            self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(self.size,))
            first = missing.pop(0)  # alone: it compiles what all need, and says how long the rest will take
            row = self._pool.submit(_live, first.key, first, self.size).result()
            self._forecast.start_up = time.monotonic() - began - row["seconds"]
            self._keep(row)
        waiting, running = iter(missing), set[Future[dict[str, Any]]]()
        for job in waiting:
            if self._stopped():
                break
            running.add(self._pool.submit(_live, job.key, job, self.size))
            if len(running) >= _AHEAD * self.workers:
                running = self._collect(running)
        while running:
            if self._stopped():
                for future in running:
                    future.cancel()
                running = {future for future in running if not future.cancelled()}
            if running:
                running = self._collect(running)
        return not self._stopped()

    def _collect(self, running: set[Future[dict[str, Any]]]) -> set[Future[dict[str, Any]]]:
        finished, rest = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in finished:
            self._keep(future.result())
        return rest

    def _keep(self, row: dict[str, Any]) -> bool:
        self.lives.add(row)
        self.done += 1
        told = self._forecast.lived(row["seconds"], max(self.expected - self.done, 0), row["worker"])
        if told is not None and told.lives:
            self.reckoned = time.monotonic() - self._began + told.seconds
            if self.announce is not None:
                self.announce(told)
        if self.progress is not None:
            self.progress(Moment(row["world"], f"life {self.done:,} of {max(self.expected, self.done):,}", self.size.days,
                                 min(1.0, self.done / max(self.expected, 1))))  # fmt: skip
        return True

    def _stopped(self) -> bool:
        return self.stop is not None and self.stop()

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def bench(
    folder: StudyFolder, size: Size, *, workers: int, expected: int, progress: Callable[[Moment], None] | None = None,
    stop: Callable[[], bool] | None = None, announce: Callable[[Reckoned], None] | None = None, in_steps: bool = False,
) -> Iterator[Bench]:  # fmt: skip
    """A bench for the study in a folder; at its end the manifest knows how many lives were lived, and how long it took."""
    began, lives = time.monotonic(), Lives(folder.path / LIVES)
    found = Bench(lives, replace(size, threads=1), workers, progress, stop, announce, expected, in_steps)
    try:
        yield found
    finally:
        found.close()
        lives.close()
        failed = sum("error" in row for row in lives.kept.values())
        before = folder.manifest["wall_seconds"]
        if found.reckoned is not None:
            folder.manifest["reckoned_seconds"] = before + found.reckoned
        folder.manifest |= {
            "wall_seconds": before + time.monotonic() - began, "lives": len(lives.kept), "failed": failed,
        }  # fmt: skip
        folder.save()


def _told(row: dict[str, Any]) -> Lived:
    return Failed(row["error"]) if "error" in row else Amounts(row["adults"], tuple(row["of"]))


def _live(key: str, job: Job, size: Size) -> dict[str, Any]:
    """Live a job; its numbers, or its error, as plain data."""
    began, row = time.monotonic(), {"key": key, "world": job.world, "worker": os.getpid()}
    try:
        lived = amounts(job.scenario, job.world, size)
        assert lived is not None  # nobody asked it to stop
        row |= {"adults": lived.adults, "of": lived.of}
    except MemoryError:
        raise
    except Exception as error:
        row |= {"error": f"{type(error).__name__}: {' '.join(str(error).split())}"}
    return row | {"seconds": time.monotonic() - began}


def _begin(size: Size) -> None:
    """A worker begins: Ctrl-C is its parent's affair, it dies with its parent, and its kernels are loaded before the clock runs."""
    import signal
    from multiprocessing import parent_process
    from threading import Thread

    from underheaven.scenario.load import load

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    amounts(load("article"), 0, replace(size, citizens=256, days=1, burn_in=0))


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def folder_for(study: str, name: str, asked: dict[str, Any]) -> Path:
    """Where a study stands unless the user says so."""
    from underheaven.study.folder import study_of

    return Path("studies") / f"{study}-{name}-{study_of({'study': study, 'asked': asked})[:8]}"
