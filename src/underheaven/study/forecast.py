"""How long a study will still take, by the lives that it has lived.

The first life is lived alone, so that what all workers need is compiled once: a first word, too low where workers side by side slow each
other down, and too high or low where it is unlike the others. A better one follows two lives a worker after all of them have begun to live.
"""

import math
import os
from dataclasses import dataclass, field
from itertools import accumulate, repeat

_EACH = 2
"""Lives of every worker before the second word."""
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What is still to come."""

    lives: int
    seconds: float
    by: int
    """Lives that tell it."""


@dataclass(slots=True)
class Forecast:
    """Seconds of the lives so far."""

    workers: int
    start_up: float = 0.0
    """Seconds until a worker lives anything: processes start when there is work for them, one after the other."""
    thought_of: int = 0
    """Lives that steps so far have asked for."""
    thinking: float = 0.0
    """Seconds in which nobody lived, as the next step's scenarios were made."""
    ahead: int = 0
    """Lives that later steps will ask for."""
    number: int = 0
    crew: set[int] = field(default_factory=set)
    """Who has lived something."""
    together: list[float] = field(default_factory=list)
    """Lives since all of them were at work."""

    def lived(self, seconds: float, left: int, worker: int) -> Reckoned | None:
        """One more life; what it tells of those that are left, where it is time to tell."""
        self.number += 1
        self.crew.add(worker)
        abreast = max(1, self.workers)
        if self.number == 1:
            at_once = min(abreast, os.cpu_count() or 1)
            late = self.start_up * (1 - 1 / at_once)
            return self._reckoned(left, min(left * seconds, math.ceil(left / at_once) * seconds + late))
        if len(self.crew) == abreast:
            self.together.append(seconds)
            if len(self.together) == _EACH * abreast:
                return self._reckoned(left, left / abreast * sum(self.together) / len(self.together))
        return None

    def _reckoned(self, left: int, seconds: float) -> Reckoned:
        return Reckoned(left, seconds + self.ahead * self.thinking / max(1, self.thought_of), self.number)


def spread(number: int) -> list[int]:
    """The numbers below ``number`` in an order in which the first few, however few, lie evenly over all of them.

    Jobs come in an order that means something, the fullest coalition first or each regime before its twin, and the first lives are to
    speak for all.
    """
    shares = accumulate(repeat(_GOLDEN, number), lambda share, step: (share + step) % 1, initial=0.0)
    return [place for _, place in sorted(zip(shares, range(number), strict=False))]
