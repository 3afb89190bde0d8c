"""Nowhere to hide (S20): a probe. A few adults hide, and the day is counted on which a camera names them.

    hazard a day = 1 − (1 − C·right)^passes        passes = passes a day · caution        right = 1 − wrong − nobody (``recognition``)

On a probe day (chance 1e-4, the rare group's own slot) an adult goes into hiding; nothing else changes in that life. Every evening the
search looks for everybody in hiding: each pass is filmed with chance C, the coverage of the district, and then recognised, taken for
somebody else (an innocent is hit, and frightened), or not recognised. State: a side table of (id, since), sorted, part of the digest.
Message: fear to the innocent. Closed form (T-HID1): without types and doubles the days to detection are geometric with the hazard above;
two-class misses give the long tail (T-FR4: 99th percentile 5 → 102 days). Signs: coverage ↑ or a later date ⇒ days to detection ↓.
"""

from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.values import Factor, Trust, assumed, fixed


class Hiding(Mechanism):
    """The search for whoever hides. Off: nobody is searched for, and nobody found."""

    caution: Factor = assumed(0.5, 0.05, 1.0, why="who hides goes out half as often; no published count")
    """Passes before cameras of somebody in hiding over those of everybody."""
    fear_of_innocent: Trust = assumed(10, 0, 60, why="as a felt deduction; no published size")
    """Added to the fear of somebody who is taken for a hidden person."""


class HidingTable(NamedTuple):
    """Integers of the search."""

    caution: int
    """1/256; 0 when nobody searches."""
    fear_of_innocent: int


def hiding_table(parameters: Hiding) -> HidingTable:
    """Compile."""
    return HidingTable(fixed(parameters.caution.value) if parameters.on else 0, round(parameters.fear_of_innocent.value))


@compiled
def passes_today(uniform: int, passes: int, table: HidingTable) -> int:
    """Passes before camera positions on a day of hiding: the whole part of ``passes`` (1/256) times caution, and one more by its rest."""
    mean = (passes * table.caution) >> 8
    return (mean >> 8) + int((uniform >> 24) < (mean & 255))


@compiled
def filmed(uniform: int, coverage: int) -> bool:
    """Whether a camera sees a pass; ``coverage`` in Q16."""
    return uniform < coverage << 16
