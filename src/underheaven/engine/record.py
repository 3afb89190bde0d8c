"""What is written down of the measured days of an arm, from its first session to its last."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from underheaven.day.plugin import MOST_PLUGINS, PLUGINS
from underheaven.engine.checkpoint import Checkpoints, Saved
from underheaven.engine.history import COLUMNS, Histories
from underheaven.engine.kept import Kept
from underheaven.engine.resident import peak_rss
from underheaven.engine.tally import MEASURES, STRATA

Integers = NDArray[np.int64]
_WEEK = 7


def cleared(shape: tuple[int, ...], threads: int) -> Integers:
    """Zeros in memory that is there already: a virtual machine takes a millisecond to give a megabyte, so not while days are lived."""
    array = np.empty(shape, np.int64)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda part: part.fill(0), np.array_split(array.reshape(-1), threads)))
    return array


class Record:
    """Tallies day by day, weekly states of traced citizens, and the time that it took."""

    def __init__(
        self, days: int, burn_in: int, traced: Sequence[int], districts: int, buffers_before: int, saved: Saved | None,
        by_group: bool = True, threads: int = 1,
    ) -> None:  # fmt: skip
        """``buffers_before``: all adults' buffers on day 0; a checkpoint knows better. Not ``by_group``: only the nation is kept."""
        self.days, self.burn_in, self.by_group = days, burn_in, by_group
        self.tallies = {
            "strata": cleared((days, STRATA if by_group else 1, MEASURES), threads),
            "districts": cleared((days, districts if by_group else 1, MEASURES), threads),
            "plugins": cleared((days, 2 * MOST_PLUGINS), 1),
        }
        self.histories = Histories(traced)
        self.buffers_before = buffers_before
        self.day = self.lived = self._peak = 0
        self._seconds = 0.0
        if saved is not None:
            self.day, self.buffers_before = saved.day, saved.numbers["buffers_before"]
            if not saved.past:
                self.tallies |= saved.tallies
                self.lived, self._seconds, self._peak = (saved.numbers[name] for name in ("lived", "seconds", "peak_rss_bytes"))
                self.histories.rows = [tuple(row) for row in saved.arrays["histories"].tolist()]
        self._began = time.perf_counter()

    def start_clock(self) -> None:
        """The day loop begins: compilation and set-up are not counted."""
        self._began = time.perf_counter()

    def note(self, running: Kept, day: int, strata: Integers, districts: Integers) -> None:
        """Write a day down if it is a measured one."""
        self.day, measured = day, day - self.burn_in
        if measured > 0:
            self.tallies["plugins"][measured - 1] = running.workers.plugin_tallies()
            for name, sums in (("strata", strata), ("districts", districts)):
                self.tallies[name][measured - 1] = sums if self.by_group else sums.sum(axis=0)
            if self.histories.traced and (measured % _WEEK == 0 or measured == self.days):
                running.bring_home()
                self.histories.note(running.state, measured, day)
            self.lived += 1

    def save(self, running: Kept, checkpoints: Checkpoints) -> None:
        """Write a checkpoint of the day that was lived last."""
        numbers, arrays = running.put_away()
        numbers |= {"buffers_before": self.buffers_before, "lived": self.lived, "seconds": self.seconds, "peak_rss_bytes": self.peak}
        histories = np.array(self.histories.rows, np.int64).reshape(-1, len(COLUMNS))
        checkpoints.save(self.day, self.lived, numbers, arrays | {"histories": histories}, self.tallies)

    def save_at_stop(self, running: Kept, checkpoints: Checkpoints) -> None:
        """The run is stopped before its end: a last checkpoint, unless none is wanted or there is nothing new."""
        if checkpoints.every != 0 and self.day > checkpoints.newest:
            self.save(running, checkpoints)

    @property
    def seconds(self) -> float:
        """Of the day loops, over all sessions."""
        return self._seconds + time.perf_counter() - self._began

    @property
    def peak(self) -> int:
        """Largest resident set, over all sessions."""
        return max(self._peak, peak_rss())

    def of_plugins(self) -> dict[str, Integers]:
        """Tallies of installed plug-ins by name."""
        rows = self.tallies["plugins"][: self.lived]
        return {name: rows[:, 2 * number + k] for number, plugin in enumerate(PLUGINS) for k, name in enumerate(plugin.tallies)}
