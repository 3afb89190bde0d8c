"""The bytes of a firm: two words, sixteen bytes, in districts' order. ``FIRM_FIELDS`` is the published bit table.

A firm's inbox is a field of its own words: what customers complain about today (``received``) is opened tomorrow.
"""

from typing import NamedTuple

import numpy as np

from underheaven.day.ledger import BASE_SCORE
from underheaven.draws.compiled import compiled, compiled_inline, integer
from underheaven.engine.state import Field

FIRM_FIELDS = (
    Field("rating", 0, 0, 13, 1, 0, "rating in quarter points; 4 000 = 1 000 points"),
    Field("false_part", 0, 13, 11, 1, 1024, "net quarter points in the rating that come from false finds"),
    Field("listed_until", 0, 24, 13, 1, 0, "listed while this day lies ahead"),
    Field("cause", 0, 37, 3, 1, 0, "kind of offence that caused the listing; 5 = the rating"),
    Field("wrongful", 0, 40, 1, 1, 0, "truth mark: no true find, and no rating without its false part, would have caused this listing"),
    Field("belief", 0, 41, 6, 2, 0, "belief in announced capture; 64 = right"),
    Field("evidence", 0, 47, 5, 1, 0, "mask of offences done, not found and not faded"),
    Field("complaints", 0, 52, 6, 1, 0, "open complaints that the office knows"),
    Field("complies", 0, 58, 1, 1, 0, "did what was politically demanded this week"),
    Field("members", 1, 0, 20, 1, 0, "members of the scheme that it runs"),
    Field("scheme", 1, 20, 2, 1, 0, "none, pyramid, investment, charity"),
    Field("scheme_start", 1, 22, 13, 1, 0, "day on which the scheme began"),
    Field("hurt_day", 1, 35, 13, 1, 0, "day of the last offence that hit customers or staff"),
    Field("hurt_number", 1, 48, 7, 1, 0, "persons whom it hit"),
    Field("hurt_kind", 1, 55, 2, 1, 0, "its kind"),
    Field("received", 1, 57, 6, 1, 0, "inbox: complaints of today, opened tomorrow"),
)
FIRM_BYTES = 16
RATING, FALSE_PART, UNTIL, CAUSE, WRONGFUL, BELIEF, EVIDENCE, COMPLAINTS, COMPLIES = range(9)
MEMBERS, SCHEME, SCHEME_START, HURT_DAY, HURT_NUMBER, HURT_KIND, RECEIVED = range(9, 16)
"""Places of the fields on a firm's desk."""
MOST_COMPLAINTS = 63
_FIELDS, _SECOND = len(FIRM_FIELDS), MEMBERS
_SHIFT = np.array([field.shift for field in FIRM_FIELDS], np.int64)
_MASK = np.array([(1 << field.bits) - 1 for field in FIRM_FIELDS], np.int64)
_UNIT = np.array([field.unit for field in FIRM_FIELDS], np.int64)
_OFFSET = np.array([field.offset for field in FIRM_FIELDS], np.int64)


class FirmState(NamedTuple):
    """Everything of firms that changes in one world and arm."""

    standing: np.ndarray
    """int64 [firms], first word."""
    dealings: np.ndarray
    """int64 [firms], second word."""


def first_firms(firms: int) -> FirmState:
    """Day 0: base rating, right belief, nothing done."""
    word = BASE_SCORE << FIRM_FIELDS[RATING].shift | 1024 << FIRM_FIELDS[FALSE_PART].shift | 32 << FIRM_FIELDS[BELIEF].shift
    return FirmState(np.full(firms, word, np.int64), np.zeros(firms, np.int64))


@compiled_inline
def field(word: int, place: int) -> int:
    """One field of its word, in fine units."""
    return (((word >> integer(_SHIFT[place])) & integer(_MASK[place])) - integer(_OFFSET[place])) * integer(_UNIT[place])


@compiled
def unpack_firm(values: np.ndarray, standing: int, dealings: int) -> None:
    """Lay a firm's fields on the desk, in fine units."""
    for place in range(_FIELDS):
        values[place] = field(standing if place < _SECOND else dealings, place)


@compiled
def pack_firm(values: np.ndarray) -> tuple[int, int]:
    """The two words of the fields on the desk; they lie within their bounds, in whole units."""
    standing, dealings = 0, 0
    for place in range(_FIELDS):
        stored = (integer(values[place]) // integer(_UNIT[place]) + integer(_OFFSET[place])) << integer(_SHIFT[place])
        if place < _SECOND:
            standing |= stored
        else:
            dealings |= stored
    return standing, dealings
