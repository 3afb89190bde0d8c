"""What goes to the terminal: results on stdout, everything else on stderr, one clear line for a failure."""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

DONE, CHECK_FAILED, BAD_INPUT, FAILED, CANCELLED = 0, 1, 2, 3, 130

_COUNT = re.compile(r"\s*(\d[\d_,]*(?:\.\d+)?(?:[eE][+]?\d{1,3})?)\s*([kKmMgGbB]?)\s*")
_SUFFIX = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "b": 10**9}


class BadInput(Exception):  # noqa: N818
    """A mistake in what the user asked for: one line, exit 2."""

    exit_code = BAD_INPUT


class Failure(Exception):  # noqa: N818
    """Something broke while running: one line, exit 3."""

    exit_code = FAILED


def say(text: str) -> None:
    """A message for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def show(text: str) -> None:
    """A result."""
    print(text)


def show_json(document: Any) -> None:
    """A result as the one JSON document on stdout."""
    print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False, default=str))


def count(text: str) -> int:
    """A whole number as people write it: 131072, 131_072, 2M, 1.4e9.

    Raises:
        BadInput: for anything else.
    """
    from decimal import Decimal

    match = _COUNT.fullmatch(text)
    if match:
        exponent = match[1].lower().partition("e")[2]
        number = Decimal(match[1].replace("_", "").replace(",", "")) * _SUFFIX[match[2].lower()] if len(exponent) < 3 else Decimal("0.5")
        if number == number.to_integral_value():
            return int(number)
    raise BadInput(f"a number of citizens is a whole number such as 131072, 2M or 1.4e9; got {text!r}")


def duration(seconds: float) -> str:
    """Seconds for people."""
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h" if minutes < 72 * 60 else f"{minutes / 1440:.0f} days"


def complaint(error: BaseException) -> tuple[str, int]:
    """The one line (or one line a mistake) and the exit code for an error."""
    from underheaven.scenario.messages import ScenarioError

    if isinstance(error, ScenarioError):
        return str(error), BAD_INPUT
    if isinstance(error, KeyboardInterrupt):
        return "cancelled", CANCELLED
    if isinstance(error, MemoryError):
        return "out of memory; fewer citizens or days need less (underheaven plan says how much)", FAILED
    text = " ".join(str(error).split())
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        return text, code
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}{f': {error.filename}' if error.filename else ''}", FAILED
    return f"failed: {type(error).__name__}: {text} (UNDERHEAVEN_TRACEBACK=1 shows where)", FAILED


def traceback_wanted() -> bool:
    """Whether the user asked to see where a failure happened."""
    return os.environ.get("UNDERHEAVEN_TRACEBACK", "") not in ("", "0")


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Ctrl-C (or SIGTERM) asks to stop at the day's end; a second Ctrl-C stops at once."""
    import signal

    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        say("\nstopping at the end of this day; press Ctrl-C again to stop at once")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_TETHER = "UNDERHEAVEN_TETHER"


def tethered(command: Sequence[str]) -> tuple[int, str]:
    """Run a command of this program that ends with this process, however that ends; returns exit code and messages."""
    import subprocess

    theirs, ours = os.pipe()
    options: Any = {"stdin": theirs, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    try:
        done = subprocess.run(command, **options, env=os.environ | {_TETHER: "1"}, check=False)
    finally:
        os.close(theirs)
        os.close(ours)
    return done.returncode, done.stderr


def end_with_parent() -> None:
    """In a tethered process: end as soon as the process that began it has ended, which closes standard input."""
    if _TETHER in os.environ:
        from threading import Thread

        def watch() -> None:
            while os.read(0, 1):
                pass
            os._exit(FAILED)

        Thread(target=watch, daemon=True).start()


@contextmanager
def progress_bar(citizens: int = 0) -> Iterator[Callable[[Any], None]]:
    """A bar on a terminal; elsewhere one line a tenth. With ``citizens`` it also tells citizen-days a second."""
    if not sys.stderr.isatty():
        yield _sparse(citizens)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    rate = _Rate(citizens)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("compiling", total=1.0)
        yield lambda moment: bar.update(
            task, completed=moment.done, description=f"world {moment.world}, {moment.arm}, day {moment.day}{rate(moment)}"
        )


class _Rate:
    """Citizen-days a second of the arm under way, from its first day on."""

    def __init__(self, citizens: int) -> None:
        self.citizens = citizens
        self.arm: tuple[int, str] | None = None
        self.day, self.began = 0, 0.0

    def __call__(self, moment: Any) -> str:
        arm = (moment.world, moment.arm)
        if arm != self.arm:
            self.arm, self.day, self.began = arm, moment.day, time.monotonic()
        passed = time.monotonic() - self.began
        if not self.citizens or moment.day <= self.day or passed <= 0:
            return ""
        return f", {(moment.day - self.day) * self.citizens / passed / 1e6:,.1f} M citizen-days/s"


def _sparse(citizens: int) -> Callable[[Any], None]:
    told, began, rate = [0], time.monotonic(), _Rate(citizens)

    def tell(moment: Any) -> None:
        tenth, fast = int(moment.done * 10), rate(moment)
        if tenth > told[0]:
            told[0] = tenth
            left = duration((time.monotonic() - began) * (1 - moment.done) / moment.done)
            say(f"{10 * tenth} % (world {moment.world}, {moment.arm}, day {moment.day}{fast}; {left} left)")

    return tell
