"""What the page sees of two worlds while they live: tallies day by day, and how sampled citizens stand. It never writes to them."""

import base64
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.state import FIELDS
from underheaven.engine.tally import Measure
from underheaven.study.replicate import Moment

if TYPE_CHECKING:
    from underheaven.engine.run import Running
    from underheaven.scenario.schema import Regime

Integers = NDArray[np.int64]

SHOWN = (
    "listed", "listed_wrongly", "entries", "entries_wrongful", "exits", "travel_denied_air", "travel_denied_rail", "persons_denied",
    "records_true", "records_false", "acts_harmful", "acts_harmless", "reports", "harassed", "ties_cut", "harm_done", "dissent_private",
    "dissent_public", "support_private", "support_stated", "trust_neighbours", "trust_government", "fear_sum",
)  # fmt: skip
"""Measures that are sent day by day, in this order."""
_COLUMNS = np.array([Measure[name.upper()] for name in SHOWN])
SAMPLE = 1_200
"""Citizens on the map, and traced: who is seen there can be met."""
_BETWEEN_FRAMES, _BETWEEN_BATCHES = 0.3, 0.12  # seconds
_PATIENCE = 120.0  # seconds an arm waits for the other
_WORDS = ("ledger", "mind", "life")
_FIELD = {row.name: row for row in FIELDS}
_NO_LIMIT = (1 << 30, 0)


def column(state: Any, name: str, who: Integers) -> Integers:
    """A field of the state for some citizens, in its fine unit."""
    row = _FIELD[name]
    words: Integers = getattr(state, _WORDS[row.word])[who]
    return ((words >> row.shift) & ((1 << row.bits) - 1)) * row.unit - row.offset * row.unit


def frame(running: "Running", who: Integers, day: int, regime: "Regime") -> bytes:
    """Two bytes a citizen: listed (1), wrongly (2), open dissent (4), grade from D = 0 to AAA = 5 (times 8); and fear, 0 to 255."""
    state, grades = running.state, regime.grades
    listed = column(state, "listed_until", who) > day
    wrongly = listed & (column(state, "wrongful", who) == 1)
    cuts = [4 * int(getattr(grades, name).value) for name in ("c", "b", "a", "aa", "aaa")]
    grade = np.searchsorted(cuts, column(state, "score", who), side="right")
    marks = listed + 2 * wrongly + 4 * (column(state, "dissents", who) == 1) + 8 * grade
    return bytes(np.concatenate([marks, np.minimum(column(state, "fear", who), 255)]).astype(np.uint8))


@dataclass
class Control:
    """Pause, step, go on, cancel: asked from one thread, obeyed by both arms at the end of a day."""

    changed: Condition = field(default_factory=Condition)
    cancelled: bool = False
    until: tuple[int, int] = _NO_LIMIT
    """World and day at which the arms wait."""
    at: tuple[int, int] = (0, 0)
    """Where the slower arm is."""

    def stop(self) -> bool:
        """Whether the run is to end."""
        return self.cancelled

    def ask(self, what: str) -> None:
        """Do what the visitor asked."""
        with self.changed:
            if what == "cancel":
                self.cancelled = True
            elif what == "pause":
                self.until = self.at
            elif what == "resume":
                self.until = _NO_LIMIT
            elif what == "step":
                self.until = (self.at[0], self.at[1] + 1)
            self.changed.notify_all()


class Watch:
    """Keeps both arms on the same day, and tells of them in batches."""

    def __init__(
        self, control: Control, tell: Callable[[str, Any], None], arms: tuple[str, ...], who: Integers, regime: "Regime",
        kept: set[tuple[int, str]], last: tuple[int, int],
    ) -> None:  # fmt: skip
        self.control, self.tell, self.arms, self.who, self.regime, self.kept, self.last = control, tell, arms, who, regime, kept, last
        self.at = dict.fromkeys(arms, (0, 0))
        self.rows: dict[tuple[int, int], dict[str, list[int]]] = {}
        self.frames: dict[str, bytes] = {}
        self.world, self.done = 0, 0.0
        self.batch: list[tuple[int, dict[str, list[int]]]] = []
        self.told: set[int] = set()
        self.last_batch = self.last_frame = 0.0

    def observe(self, moment: Moment, running: "Running", strata: Integers) -> None:
        """One arm has reached the end of a day."""
        key = (moment.world, moment.day)
        row = [int(value) for value in strata.sum(axis=0)[_COLUMNS]]
        seen = frame(running, self.who, moment.day, self.regime) if moment.world == 0 else b""
        with self.control.changed:
            if moment.world not in self.told:
                self.told.add(moment.world)
                self.tell("world", {"world": moment.world, "adults": int(running.adults.sum())})
            self.at[moment.arm] = key
            self.rows.setdefault(key, {})[moment.arm] = row
            if seen:
                self.frames[moment.arm] = seen
            if all(self._there(arm, key) for arm in self.arms):
                self._both(key, moment.done)
            self.control.changed.notify_all()
            self.control.changed.wait_for(lambda: self.control.cancelled or all(self._there(arm, key) for arm in self.arms), _PATIENCE)
            self.control.changed.wait_for(lambda: self.control.cancelled or key < self.control.until)

    def _there(self, arm: str, key: tuple[int, int]) -> bool:
        return self.at[arm] >= key or (key[0], arm) in self.kept

    def _both(self, key: tuple[int, int], done: float) -> None:
        """Both arms stand at the end of the same day."""
        self.control.at = key
        if self.batch and key[0] != self.world:
            self.flush()
        self.world, self.done = key[0], done
        self.batch.append((key[1], self.rows.pop(key)))
        now, waiting = time.monotonic(), key >= self.control.until
        if now - self.last_batch > _BETWEEN_BATCHES or waiting:
            self.flush()
        if self.frames and (now - self.last_frame > _BETWEEN_FRAMES or waiting):
            self.picture(key[1])
        if key == self.last:
            self.flush()
            self.picture(key[1])
            self.tell("phase", {"phase": "writing", "done": 0})

    def flush(self) -> None:
        """Tell of the days that have not been told yet."""
        if self.batch:
            days, rows = zip(*self.batch, strict=True)
            arms = {arm: [row.get(arm) for row in rows] for arm in self.arms}
            self.tell("days", {"world": self.world, "days": days, **arms, "done": math.floor(1e4 * self.done) / 1e4})
            self.batch, self.last_batch = [], time.monotonic()

    def picture(self, day: int) -> None:
        """Tell how the sampled citizens stand."""
        if self.frames:
            self.tell("frame", {"day": day, **{arm: base64.b64encode(seen).decode() for arm, seen in self.frames.items()}})
            self.last_frame = time.monotonic()
