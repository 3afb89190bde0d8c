"""Runs belong to the server: a queue, one worker process, and for every run a log that any number of visitors may follow."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from underheaven.web.question import Question, Refused
from underheaven.web.settings import Settings

State = Literal["queued", "running", "paused", "finishing", "done", "cancelled", "failed"]
OVER = ("done", "cancelled", "failed")
_KEPT_LOGS = 40
_HEARTBEAT = 15.0  # seconds without news
_LINE = 1 << 24  # bytes of one line of the worker


@dataclass
class Job:
    """A run under way, or one that ended while this server lived."""

    id: str
    question: Question
    state: State = "queued"
    message: str = ""
    done: float = 0.0
    log: list[bytes | None] = field(default_factory=list)
    """Server-sent events in order; a picture that a later one replaces is dropped."""
    frame: int = -1
    """Place of the last picture in the log."""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        """Whether nothing more will be told."""
        return self.state in OVER

    def publish(self, kind: str, data: Any) -> None:
        """Add an event to the log and wake who follows it."""
        if kind == "frame":
            if self.frame >= 0:
                self.log[self.frame] = None
            self.frame = len(self.log)
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        self.log.append(f"id: {len(self.log)}\nevent: {kind}\ndata: {text}\n\n".encode())
        woken, self.news = self.news, asyncio.Event()
        woken.set()

    def say_state(self) -> None:
        """Tell where the run stands."""
        self.publish("state", {"state": self.state, "message": self.message})

    async def follow(self, after: int = -1) -> AsyncIterator[bytes]:
        """Every event after a number, then each as it comes; ends with the run."""
        place = max(after + 1, 0)
        while True:
            news = self.news
            ready = b"".join(event for event in self.log[place:] if event is not None)
            place = max(place, len(self.log))
            if ready:
                yield ready
            if self.over and place >= len(self.log):
                return
            if self.news is not news:
                continue
            try:
                await asyncio.wait_for(news.wait(), _HEARTBEAT)
            except TimeoutError:
                yield b": still here\n\n"


class Jobs:
    """All runs of a server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.all: dict[str, Job] = {}
        self.queue: list[Job] = []
        self.current: Job | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()
        self._closing = False

    async def begin(self) -> None:
        """Start the worker, so that it is warm when the first run is asked for."""
        if self.settings.worker:
            self._reader = asyncio.create_task(self._keep_a_worker())

    async def end(self) -> None:
        """End the worker."""
        self._closing = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader

    def start(self, question: Question) -> Job:
        """The run of a question: the one under way, or a new one at the end of the queue.

        Raises:
            Refused: if it is too large, or too many are waiting.
        """
        known = self.all.get(question.id)
        if known is not None and known.state not in ("cancelled", "failed"):
            return known
        if question.citizen_days > self.settings.budget:
            most = f"{self.settings.budget:,}".replace(",", " ")
            asked = f"{question.citizen_days:,}".replace(",", " ")
            raise Refused([f"this server lives at most {most} citizen-days a run; citizens × days × worlds × 2 arms are {asked}"])
        if len(self.queue) >= self.settings.waiting:
            raise Refused([f"{len(self.queue)} runs are waiting already; come back when one has ended"])
        job = Job(question.id, question)
        self.all.pop(job.id, None)
        self.all[job.id] = job
        self.queue.append(job)
        job.say_state()
        self._forget()
        self._next()
        return job

    def ask(self, job: Job, what: str) -> None:
        """Pause, resume, step or cancel a run; what makes no sense any more is passed over."""
        if job in self.queue and what == "cancel":
            self.queue.remove(job)
            self._end(job, "cancelled", "")
        elif job is self.current and not job.over:
            self._send({"do": what, "run": job.id})
            if job.state in ("running", "paused") and what != "cancel":
                job.state = "running" if what == "resume" else "paused"
                job.say_state()

    def _next(self) -> None:
        if self.current is None and self.queue and self.ready.is_set():
            job = self.current = self.queue.pop(0)
            job.state = "running"
            job.say_state()
            folder = self.settings.runs / job.id
            self._send({
                "do": "run", "run": job.id, "question": job.question.as_dict(), "folder": str(folder), "shelf": str(self.settings.shelf),
                "threads": self.settings.threads,
            })  # fmt: skip

    def _send(self, command: dict[str, Any]) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(json.dumps(command).encode() + b"\n")

    def hear(self, run: str, kind: str, data: Any) -> None:
        """What the worker tells."""
        if kind == "ready":
            self.ready.set()
            self._next()
            return
        job = self.all.get(run)
        if job is None or job.over:
            return
        if kind == "end":
            self.current = None
            self._end(job, data["state"], data["message"])
            self._next()
            return
        if kind == "days":
            job.done = data["done"]
        if kind == "phase" and job.state != "finishing":
            job.state = "finishing"
            job.say_state()
        job.publish(kind, data)

    def _end(self, job: Job, state: State, message: str) -> None:
        job.state, job.message = state, message
        job.say_state()

    def _forget(self) -> None:
        over = [name for name, job in self.all.items() if job.over]
        for name in over[: max(0, len(over) - _KEPT_LOGS)]:
            del self.all[name]

    async def _keep_a_worker(self) -> None:
        """One worker after the other: if one dies, its run has failed, and the next run finds a new one."""
        while not self._closing:
            command = [sys.executable, "-P", "-m", "underheaven.web.worker"]
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE, start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(_SOURCE), os.environ.get("PYTHONPATH", "")]))},
            )  # fmt: skip
            assert self._process.stdout is not None
            async for line in self._process.stdout:
                told = json.loads(line)
                self.hear(told["run"], told["kind"], told["data"])
            await self._process.wait()
            self.ready.clear()
            if self.current is not None:
                job, self.current = self.current, None
                self._end(job, "failed", "the process that lived this run has ended; run it again")
            await asyncio.sleep(0.5)


_SOURCE = Path(__file__).parent.parent.parent
