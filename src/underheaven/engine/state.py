"""The bytes of a citizen: 112 bits in three words, the same for every size of society.

``FIELDS`` is the published bit table. A field stores ``(fine value) / unit + offset``; laws work on fine values and every write of a
fraction rounds stochastically, so that means are exact.
"""

from typing import NamedTuple

import numpy as np

from underheaven.day.plugin import PLUGINS
from underheaven.draws.compiled import compiled_inline, compiled_part, integer
from underheaven.engine.desk import CELL_SUMS, Desk


class Field(NamedTuple):
    """One row of the bit table."""

    name: str
    word: int
    shift: int
    bits: int
    unit: int
    """Fine units per stored step."""
    offset: int
    """Stored value of zero."""
    meaning: str


FIELDS = (
    Field("score", 0, 0, 13, 1, 0, "score in quarter points; 4 000 = 1 000 points"),
    Field("false_part", 0, 13, 11, 1, 1024, "net quarter points in the score that come from false records; the regime cannot see it"),
    Field("buffer", 0, 24, 13, 8, 2048, "liquid savings in 1/128 of an own-class day"),
    Field("listed_until", 0, 37, 13, 1, 0, "listed while this day lies ahead"),
    Field("cause", 0, 50, 4, 1, 0, "index of the compiled (context, harm class) pair that caused the listing; 15 = grade D"),
    Field("wrongful", 0, 54, 1, 1, 0, "truth mark: no true record would have caused this listing"),
    Field("appeal", 0, 55, 2, 1, 0, "none, notified, pending, exhausted"),
    Field("commercial_score", 0, 57, 6, 1, 0, "350 + 600·m/63"),
    Field("dissents", 0, 63, 1, 1, 0, "openly dissents"),
    Field("trust_neighbours", 1, 0, 7, 2, 0, "trust in neighbours, 0–255"),
    Field("trust_business", 1, 7, 7, 2, 0, "trust in business, 0–255"),
    Field("trust_government", 1, 14, 7, 2, 0, "private trust in government, 0–255"),
    Field("belief", 1, 21, 6, 2, 0, "belief in announced capture; 64 = right"),
    Field("paid_months", 1, 27, 4, 1, 0, "months of paid bills in a row"),
    Field("opted_in", 1, 31, 1, 1, 0, "member of the commercial scheme"),
    Field("fear", 2, 0, 6, 4, 0, "salience of sanction, 0–255"),
    Field("ties", 2, 6, 6, 1, 0, "mask of living ties"),
    Field("employment", 2, 12, 4, 1, 0, "0 none, 1–8 employed in tier 0–7, 9 outside the labour force"),
)
BITS = sum(field.bits for field in FIELDS)
BYTES = BITS // 8
MAXIMUM_DAY = 8191


@compiled_inline
def pack_ledger(
    score: int, false_part: int, buffer_steps: int, until: int, cause: int, wrongful: int, appeal: int, commercial: int, dissents: int
) -> int:
    """First word (64 bits, signed); ``buffer_steps`` in eighths of the fine unit, may be negative."""
    low = (
        score
        | (false_part + 1024) << 13
        | (buffer_steps + 2048) << 24
        | until << 37
        | cause << 50
        | wrongful << 54
        | appeal << 55
        | commercial << 57
    )
    return low | -(dissents << 63)


@compiled_inline
def with_buffer(ledger: int, buffer_steps: int) -> int:
    """The first word with another stored buffer."""
    return (ledger & ~(8191 << 24)) | (buffer_steps + 2048) << 24


@compiled_inline
def score_of(ledger: int) -> int:
    """Score in quarter points."""
    return ledger & 8191


@compiled_inline
def false_part_of(ledger: int) -> int:
    """Quarter points of the score that come from false records."""
    return ((ledger >> 13) & 2047) - 1024


@compiled_inline
def buffer_steps_of(ledger: int) -> int:
    """Buffer in sixteenths of an own-class day."""
    return ((ledger >> 24) & 8191) - 2048


@compiled_inline
def until_of(ledger: int) -> int:
    """Day from which the citizen is no longer listed."""
    return (ledger >> 37) & 8191


@compiled_inline
def cause_of(ledger: int) -> int:
    """Cause index of the listing."""
    return (ledger >> 50) & 15


@compiled_inline
def wrongful_of(ledger: int) -> int:
    """Truth mark of the listing."""
    return (ledger >> 54) & 1


@compiled_inline
def appeal_of(ledger: int) -> int:
    """Stage of an appeal."""
    return (ledger >> 55) & 3


@compiled_inline
def commercial_of(ledger: int) -> int:
    """Commercial score, 0–63."""
    return (ledger >> 57) & 63


@compiled_inline
def dissents_of(ledger: int) -> int:
    """1 if the citizen openly dissents."""
    return (ledger >> 63) & 1


@compiled_inline
def pack_mind(neighbours: int, business: int, government: int, belief: int, paid: int, opted_in: int) -> int:
    """Second word (32 bits) from stored steps."""
    return neighbours | business << 7 | government << 14 | belief << 21 | paid << 27 | opted_in << 31


@compiled_inline
def neighbours_of(mind: int) -> int:
    """Trust in neighbours, fine units."""
    return (mind & 127) << 1


@compiled_inline
def business_of(mind: int) -> int:
    """Trust in business, fine units."""
    return ((mind >> 7) & 127) << 1


@compiled_inline
def government_of(mind: int) -> int:
    """Private trust in government, fine units."""
    return ((mind >> 14) & 127) << 1


@compiled_inline
def belief_of(mind: int) -> int:
    """Belief in announced capture, fine units (64 = right)."""
    return ((mind >> 21) & 63) << 1


@compiled_inline
def paid_of(mind: int) -> int:
    """Months of paid bills in a row."""
    return (mind >> 27) & 15


@compiled_inline
def opted_in_of(mind: int) -> int:
    """1 for a member of the commercial scheme."""
    return (mind >> 31) & 1


@compiled_inline
def with_belief(mind: int, belief_steps: int) -> int:
    """The second word with another stored belief."""
    return (mind & ~(63 << 21)) | belief_steps << 21


@compiled_inline
def pack_life(fear_steps: int, ties: int, employment: int) -> int:
    """Third word (16 bits) from stored steps."""
    return fear_steps | ties << 6 | employment << 12


@compiled_inline
def fear_of(life: int) -> int:
    """Fear, fine units."""
    return (life & 63) << 2


@compiled_inline
def ties_of(life: int) -> int:
    """Mask of living ties."""
    return (life >> 6) & 63


@compiled_inline
def employment_of(life: int) -> int:
    """0 none, 1–8 employed in tier 0–7, 9 outside the labour force."""
    return (life >> 12) & 15


@compiled_inline
def with_ties(life: int, ties: int) -> int:
    """The third word with another mask of living ties."""
    return (life & ~(63 << 6)) | ties << 6


class State(NamedTuple):
    """Everything that changes in one world and arm, beside the mail."""

    ledger: np.ndarray
    """int64 [N], first word."""
    mind: np.ndarray
    """uint32 [N], second word."""
    life: np.ndarray
    """uint16 [N], third word."""
    denied: np.ndarray
    """int64 [cells·4]: side table, one bit per citizen who was ever refused a trip."""
    cells: np.ndarray
    """int64 [cells, CELL_SUMS]: sums of the last pass and since it."""
    plugins: np.ndarray
    """uint8 [N], four bits of each plug-in; [0] where none is installed."""


def empty_state(citizens: int) -> State:
    """Storage for so many citizens; to be filled by ``beginning``."""
    cells = -(-citizens // 256)
    return State(
        np.zeros(citizens, np.int64),
        np.zeros(citizens, np.uint32),
        np.zeros(citizens, np.uint16),
        np.zeros(cells * 4, np.int64),
        np.zeros((cells, CELL_SUMS), np.int64),
        np.zeros(citizens if PLUGINS else 0, np.uint8),
    )


@compiled_part
def unpack(desk: Desk, citizen: int) -> tuple[int, int, int]:
    """The three words of a citizen of this cell."""
    slot = citizen & 255
    return integer(desk.ledger[slot]), integer(desk.mind[slot]), integer(desk.life[slot])
