"""The first time on a machine: the citizens' day, two thirds of the kernel, is compiled in a process beside this one.

Numba compiles on one processor only. What the process beside could not do is compiled here when it is called.
"""

import os
import signal
import subprocess
import sys
from datetime import date

from underheaven.draws.compiled import is_on_disk
from underheaven.engine.kernel import live_cells
from underheaven.engine.mail import Mail
from underheaven.engine.pack import PackedTables
from underheaven.engine.state import empty_state
from underheaven.engine.step import Workers
from underheaven.scenario.compile import Policy
from underheaven.scenario.load import load
from underheaven.society.table import society_table


class Beside:
    """The compilation under way, if there is anything to compile and a processor for it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if (os.cpu_count() or 1) > 1 and not is_on_disk(live_cells):
            command = [sys.executable, "-m", "underheaven.engine.first_time"]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self) -> None:
        """Until the machine code is on disk, or will not be."""
        if self._process is not None:
            self._process.wait()
            self._process = None


def compile_citizens_day() -> None:
    """Compile ``live_cells`` for good, by a day of nobody."""
    scenario = load("null-regime")
    society = society_table(scenario.society, seed=1, citizens=256)
    tables = PackedTables().of(Policy(scenario, society, date(2020, 1, 1), None).tables(1))
    workers = Workers(society.cells, society.districts, days=1, threads=1, traced=(), block_cells=None)
    workers.warm_up(tables, empty_state(society.citizens), Mail(society.cells))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C asks the run to stop in good order; it would have to begin this again
    compile_citizens_day()
