"""Work side by side in processes of their own: each takes the next task when it is free, and none outlives the process that began it.

A task that fails is told as data, and so is one whose process died; the other tasks go on, unless what failed will fail everywhere.
"""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from typing import Any, Generic, TypeVar

from underheaven.scenario.messages import ScenarioError

Task = TypeVar("Task")
Tell = Callable[[Any], None]
Work = Callable[[Task, Tell, Callable[[], bool]], object]
"""A task, whom to tell how far it is, and whether to stop; a function of a module, so that another process finds it."""
_LOOK_EVERY = 0.2  # seconds between two looks at whether to stop


@dataclass(frozen=True, slots=True)
class Failed(Generic[Task]):
    """A task that was not done."""

    task: Task
    reason: str
    everywhere: bool
    """Whether other tasks must fail for the same reason: no room, no folder, no memory."""


def concerns_all(error: BaseException) -> bool:
    """Whether other tasks must fail for the same reason: no room, no folder, no memory, a scenario that cannot be."""
    return isinstance(error, OSError | MemoryError | ScenarioError) or getattr(error, "exit_code", None) is not None


def reason_of(error: BaseException) -> str:
    """One line; what is a surprise also says what kind of error it is."""
    said = " ".join(str(error).split())
    if concerns_all(error) and said:
        return said
    return f"{type(error).__name__}{said and ': '}{said}"


class _Worker(Generic[Task]):
    def __init__(self, work: Work[Task], stop: Any) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(work, theirs, stop), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None

    def give(self, task: Task | None) -> None:
        self.task = task
        with suppress(OSError):  # it has died, which its sentinel tells
            self.pipe.send(task)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def side_by_side(
    work: Work[Task], tasks: Sequence[Task], workers: int, tell: Callable[[Task, Any], None], stop: Callable[[], bool] | None
) -> list[Failed[Task]]:
    """Do all tasks in the order given, so many at a time; returns those that failed. Who is asked to stop does the rest no more.

    The first worker begins alone until it tells something: what all of them need, such as a compiled kernel, is then there.
    """
    context = get_context("spawn")
    waiting, failed, ending = list(reversed(tasks)), list[Failed[Task]](), context.Event()
    crew = [_Worker(work, ending)] if tasks else []
    try:
        for worker in crew:
            worker.give(waiting.pop())
        while any(worker.task is not None for worker in crew):
            if (stop is not None and stop()) or any(failure.everywhere for failure in failed):
                ending.set()
                waiting.clear()
            busy = [worker for worker in crew if worker.task is not None]
            ready = connection.wait([*(worker.pipe for worker in busy), *(worker.process.sentinel for worker in busy)], _LOOK_EVERY)
            for worker in busy:
                if worker.pipe not in ready and worker.process.sentinel not in ready:
                    continue
                _listen(worker, tell, failed)
                if not worker.process.is_alive() and worker.task is None:
                    crew.remove(worker)
                elif worker.task is None and waiting:
                    worker.give(waiting.pop())
            while waiting and ready and len(crew) < workers:
                crew.append(_Worker(work, ending))
                crew[-1].give(waiting.pop())
    finally:
        for worker in crew:
            worker.end()
    return failed


def _listen(worker: _Worker[Task], tell: Callable[[Task, Any], None], failed: list[Failed[Task]]) -> None:
    """Take what a worker has said; one that died without a word has failed."""
    task = worker.task
    assert task is not None
    try:
        while worker.pipe.poll():
            said, what = worker.pipe.recv()
            if said == "told":
                tell(task, what)
            else:
                worker.task = None
                if said == "failed":
                    failed.append(Failed(task, *what))
                return
    except (EOFError, OSError):
        worker.process.join()
    if not worker.process.is_alive():
        worker.task = None
        failed.append(Failed(task, f"its process ended with code {worker.process.exitcode}", everywhere=False))


def _serve(work: Work[Task], pipe: Any, stop: Any) -> None:
    """The life of a worker."""
    for number in (signal.SIGINT, signal.SIGTERM):  # the parent hears them and says when to stop
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    while (task := pipe.recv()) is not None:
        try:
            work(task, lambda what: pipe.send(("told", what)), stop.is_set)
        except Exception as error:
            pipe.send(("failed", (reason_of(error), concerns_all(error))))
        else:
            pipe.send(("done", None))


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
