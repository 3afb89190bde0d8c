"""The ledger: records move the score, time repairs it, and the truth keeps its own line (S01).

``S' = clamp(S + Δ)``, ``F' = F + Δ_false - cut`` where the clamp cuts; weekly ``S += (4000 - S)·κ``, ``F -= F·κ``, rounded in pairs so
that S - F, the score without false records, moves by true records only. State: S, F in quarter points; message: dS, dF (ADD).
Closed forms (T-LED1..3): E[S] = 4000 - λcτ, Var = λ(1 - λ)c²τ/2; κ = 0 with reflecting clamps: truncated geometric. Sign: more negative
records, lower score; a shorter memory, higher score.
"""

from fractions import Fraction
from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.draws.rounding import clamp, stochastic_round
from underheaven.values import Days, Quantity, assumed, derived, exact

BASE_SCORE = 4000
"""A thousand points, in quarters: Suining and Rongcheng (FACTS 2-08, 2-02)."""
LARGEST_FALSE_PART = 1023
_WORD_BITS = 20


class Score(Quantity):
    """A level of the score."""

    unit = "points, in quarters, at most 2047.75"
    minimum, maximum = 0.0, 2047.75

    @property
    def quarters(self) -> int:
        """In quarter points."""
        return round(exact(self.value) * 4)


class Ledger(Mechanism):
    """How the score is kept. Off: no record ever changes it."""

    memory: Days = assumed(1095, low=180, high=3650, why="published rules let entries lapse after one to five years (FACTS 2-24)")
    """Time constant of the way back to 1000 points; 0 means that nothing is ever forgotten."""
    lowest: Score = derived(0, "smallest value of an unsigned field")
    """Floor of the score."""
    highest: Score = derived(2047.75, "largest value of 13 bits of quarter points: 8191/4")
    """Ceiling of the score."""


class LedgerTable(NamedTuple):
    """Integers of the ledger, in quarter points."""

    repair: int
    """κ, Q20 a week."""
    lowest: int
    highest: int
    records_count: int
    """1 if records change the score, else 0."""


def ledger_table(ledger: Ledger) -> LedgerTable:
    """Compile.

    Raises:
        ValueError: if the floor lies above the ceiling.
    """
    lowest, highest = ledger.lowest.quarters, ledger.highest.quarters
    if lowest > highest:
        raise ValueError(f"ledger.lowest: must not exceed ledger.highest; got {ledger.lowest.value:g} > {ledger.highest.value:g}")
    days = ledger.memory.integer
    repair = min(1 << _WORD_BITS, round(Fraction(7 << _WORD_BITS, days))) if days and ledger.on else 0
    return LedgerTable(repair, lowest, highest, int(ledger.on))


@compiled
def apply_records(table: LedgerTable, score: int, false_part: int, change: int, false_change: int) -> tuple[int, int, bool]:
    """The day's sums of points applied once: (score, false part, whether the false part saturated), in quarter points.

    ``false_change`` is the part of ``change`` that comes from false records. What the clamp cuts, it cuts from the false part too, so that
    the score without false records is never cut.
    """
    if table.records_count == 0:
        return score, false_part, False
    moved = score + change
    kept = clamp(moved, table.lowest, table.highest)
    wanted = false_part + false_change - (moved - kept)
    held = clamp(wanted, -LARGEST_FALSE_PART, LARGEST_FALSE_PART)
    return kept, held, held != wanted


@compiled
def repair(table: LedgerTable, score: int, false_part: int, uniform: int) -> tuple[int, int]:
    """A week's way back: (score, false part). Uses twenty random bits, for the score their complement (paired rounding)."""
    mask = (1 << _WORD_BITS) - 1
    bits = uniform & mask
    healed = score + stochastic_round((BASE_SCORE - score) * table.repair, _WORD_BITS, mask - bits)
    return healed, false_part - stochastic_round(false_part * table.repair, _WORD_BITS, bits)
