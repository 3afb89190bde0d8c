"""What a run will need before it starts: memory, time and disk, and whether it can fit."""

import os
import shutil
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from underheaven.engine.checkpoint import KEPT as CHECKPOINTS_KEPT
from underheaven.engine.looks import threads_for
from underheaven.engine.tally import MEASURES, STRATA
from underheaven.measures.files import FolderError, read_json, write_json
from underheaven.values.estimate import WORLDS_FOR_AN_INTERVAL

STATE_BYTES = 14
"""Bytes of state a citizen (MODEL §3.2)."""
_INBOX_BYTES = 2
"""Beside it: firms (16 bytes each fiftieth citizen), sums of cells, refusals, and .07 messages in two places; measured."""
_OUTCOME_BYTES = 1
"""On the disk until both arms are there (``measures.outcomes``)."""
_SET_UP_NANOSECONDS = 350.0
"""Looks at every citizen before the first day and after the last, for an arm and citizen, on two threads (``benchmarks/RESULTS.md``)."""
_DAY_SECONDS = 0.0003
"""What a day costs whatever the number of citizens: tables, firms, sums, the search for who hides; measured at 1 000 citizens."""
_ARM_SECONDS = 0.5
"""Tables of an arm and its files; measured."""
_RUN_SECONDS = 8.0
"""Once: imports, tables over all arms, the report; measured."""
_FIXED_BYTES = 500 * 10**6
"""Interpreter, Numba, DuckDB and compiled kernel; measured."""
_PROMISED_RATE = 30e6
"""Citizen-days a second and thread, until a run on this machine has measured its own."""
_PARQUET_BYTES_PER_NUMBER = 0.5
_COMPILATION_SECONDS = 45.0
_MINIMUM_FOR_A_RATE = 10**7


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run needs and what the machine has."""

    citizens: int
    days: int
    worlds: int
    arms: int
    threads: int
    """In all: with several workers one each."""
    memory_bytes: int
    memory_of_machine: int
    seconds: float
    citizen_days_per_second: float
    rate_is_measured: bool
    """Whether the rate comes from the last run on this machine."""
    disk_bytes: int
    disk_free: int
    problems: tuple[str, ...] = field(default=())
    """Why it cannot run; empty if it can."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"fits": not self.problems}


def plan(
    *, citizens: int, days: int, worlds: int = 1, arms: int = 2, threads: int = 2, folder: Path = Path(), workers: int = 1,
    checkpoint_every: int | None = None, beside: int = 0,
) -> Plan:  # fmt: skip
    """Memory, time and disk of a run; ``folder`` says on which disk, ``beside`` how large the societies of the other account are.

    Checkpoints asked for stay with every finished arm; those made unasked go with the arm.
    """
    at_once = min(workers, arms * worlds)
    cells = -(-citizens // 256)
    threads = threads_for(cells, threads) if at_once == 1 else at_once
    districts = max(1, min(333, cells // 8))
    numbers = days * (STRATA + districts) * MEASURES
    memory = at_once * ((STATE_BYTES + _INBOX_BYTES) * citizens + 8 * numbers + _FIXED_BYTES)
    disk = int(2 * numbers * arms * worlds * _PARQUET_BYTES_PER_NUMBER)  # the parts stand beside the tables for a moment
    kept = 0 if checkpoint_every == 0 else arms * worlds if checkpoint_every else at_once
    checkpoints = kept * CHECKPOINTS_KEPT * (STATE_BYTES + _INBOX_BYTES) * citizens + at_once * 8 * numbers * bool(kept)
    disk += checkpoints + (arms > 1) * (1 + at_once) * _OUTCOME_BYTES * citizens
    measured = remembered_rate(threads)
    rate = measured or _PROMISED_RATE * threads
    have, free = machine_memory(), free_disk(folder)
    problems = []
    if memory > have:
        problems.append(f"{citizens:,} citizens for {days:,} days need {in_bytes(memory)} of memory; this machine has {in_bytes(have)}")
    if disk > free:
        without = f" ({in_bytes(checkpoints)} of it for checkpoints: --checkpoint-every 0 leaves them away)" if checkpoints else ""
        problems.append(f"the run needs {in_bytes(disk)} of disk{without}; {folder} has {in_bytes(free)}")
    seconds = arms * worlds * seconds_of_arm(citizens, days, rate) / at_once + _RUN_SECONDS
    seconds += (beside > 0) * 2 * WORLDS_FOR_AN_INTERVAL * seconds_of_arm(beside, days, rate) + (0 if measured else _COMPILATION_SECONDS)
    return Plan(citizens, days, worlds, arms, threads, memory, have, seconds, rate, bool(measured), disk, free, tuple(problems))


def in_bytes(number: float) -> str:
    """Bytes for people."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if number < 1000 or unit == "TB":
            break
        number /= 1000
    return f"{number:,.0f} {unit}" if unit == "B" else f"{number:,.1f} {unit}"


def seconds_of_arm(citizens: int, days: int, rate: float) -> float:
    """Time of one arm: what comes once, what comes once a day, and what each citizen costs at ``rate`` citizen-days a second."""
    return _ARM_SECONDS + days * _DAY_SECONDS + citizens * (days / rate + _SET_UP_NANOSECONDS / 1e9)


def machine_memory() -> int:
    """Memory that this process may use: of the machine, of its container, of its own limit."""
    import psutil

    limits = [int(psutil.virtual_memory().total)]
    with suppress(OSError, ValueError):  # "max" is no number: no limit
        limits.append(int(read_json(Path("/sys/fs/cgroup/memory.max"))))
    if sys.platform != "win32":
        import resource

        limits += [limit for limit in (resource.getrlimit(resource.RLIMIT_AS)[0],) if limit != resource.RLIM_INFINITY]
    return min(limits)


def free_disk(folder: Path) -> int:
    """Free bytes where ``folder`` is, or will be."""
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def remembered_rate(threads: int) -> float | None:
    """Citizen-days a second of the last run on this machine with so many threads, beside what every day costs."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        rate = float(read_json(_rates()).get(str(threads)))
        return rate if rate > 0 else None
    return None


def remember_rate(threads: int, rate: float, citizen_days: int, citizens: int) -> None:
    """Keep what a citizen-day of a run that was large enough to tell cost beside what every day costs; never fails."""
    if citizen_days < _MINIMUM_FOR_A_RATE or rate <= 0 or 1 / rate <= _DAY_SECONDS / citizens:
        return
    rate = 1 / (1 / rate - _DAY_SECONDS / citizens)
    with suppress(OSError, ValueError, TypeError, FolderError):
        file = _rates()
        file.parent.mkdir(parents=True, exist_ok=True)
        known = read_json(file) if file.exists() else {}
        write_json(file, known | {str(threads): rate})


def _rates() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "underheaven" / "speed.json"
