"""Messages between citizens: written today, applied once at the start of tomorrow.

A message is one 64-bit integer ``target·2**32 + field·2**27 + (payload + 2**26)``. Per target and field its effect is ADD, OR or MAX on
integers, so the order of writing cannot matter. Clamping happens once, after the sums.
"""

from collections.abc import Iterator

import numpy as np

from underheaven.draws.compiled import compiled, compiled_entry, compiled_inline, compiled_part
from underheaven.engine.desk import MAIL, Desk

# fields
RECORD = 0
"""A record is written: payload = kind + 16·channel + 128·false + 256·weight (ADD of points, MAX of list keys)."""
MONEY = 1
"""ADD to the buffer, in 1/128 of a currency unit."""
FEAR = 2
NEIGHBOURS = 3
BUSINESS = 4
GOVERNMENT = 5
SHOWN = 6
"""OR by tie: this tie is publicly shamed."""
CUT = 7
"""OR by tie: this tie was cut; beats ACCEPTED."""
PROPOSED = 8
ACCEPTED = 9
ASKED = 10
"""OR by tie: asks for aid after a shock."""
AIDED = 11
"""ADD to the buffer, in 1/128 of a currency unit, from a friend."""
TRIGGER = 12
"""OR: yesterday the target truly did what would list it."""
HARMED = 13
"""A neighbour's act of this kind harmed the target (ADD: loss and trust)."""
FRAUD = 14
"""A firm took money or gave it back: payload = kind + 8·amount in currency units (ADD); kinds are ``LOSS_…``."""
FIELDS = 15
LOSS_COUNTERFEITS, LOSS_FRAUD, LOSS_WAGES, LOSS_FEE, LOSS_COMMISSION = range(1, 6)
"""What was lost; numbers 1 to 3 are those of ``FirmOffence``, a commission is a gain."""

_OFFSET = 1 << 26
_PAYLOAD = (1 << 27) - 1
_CELLS_AT_ONCE = 1 << 16


@compiled
def message(target: int, field: int, payload: int) -> int:
    """Encode; |payload| < 2**26."""
    return target << 32 | field << 27 | (payload + _OFFSET)


@compiled
def target_of(mail: int) -> int:
    """Receiving citizen."""
    return mail >> 32


@compiled
def field_of(mail: int) -> int:
    """Which field it changes."""
    return (mail >> 27) & 31


@compiled
def payload_of(mail: int) -> int:
    """Signed payload."""
    return (mail & _PAYLOAD) - _OFFSET


@compiled_entry
def count_by_cell(mails: np.ndarray, starts: np.ndarray) -> None:
    """Count messages by the target's cell, one place further on."""
    for j in range(mails.size):
        starts[(mails[j] >> 40) + 1] += 1


@compiled_entry
def place_by_cell(mails: np.ndarray, places: np.ndarray, sorted_mails: np.ndarray) -> None:
    """Put each message at the next free place of the target's cell."""
    for j in range(mails.size):
        cell = mails[j] >> 40
        sorted_mails[places[cell]] = mails[j]
        places[cell] += 1


class Mail:
    """Tomorrow's inbox, a counting sort by cell: cell c finds its mail in ``sorted[starts[c]:starts[c + 1]]``; storage is reused."""

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self.count = 0
        self.sorted = np.empty(1024, np.int64)
        self.starts = np.zeros(cells + 1, np.int64)

    def deliver(self, written: list[np.ndarray]) -> None:
        """Merge what all blocks wrote today, part by part: nothing is held three times."""
        written = [part for part in written if part.size]
        self.count = sum(part.size for part in written)
        if self.sorted.size < self.count:
            self.sorted = np.empty(self.count * 3 // 2, np.int64)
        self.starts[:] = 0
        for part in written:
            count_by_cell(part, self.starts)
        np.cumsum(self.starts, out=self.starts)
        for part in written:
            place_by_cell(part, self.starts, self.sorted)
        self.starts[1:] = self.starts[:-1]
        self.starts[0] = 0

    def canonical(self) -> Iterator[bytes]:
        """The pending mail in ascending order, which no order of writing changes, some cells at a time."""
        for first in range(0, self.cells, _CELLS_AT_ONCE):
            last = min(first + _CELLS_AT_ONCE, self.cells)
            yield np.sort(self.sorted[self.starts[first] : self.starts[last]]).tobytes()


@compiled_inline
def send_message(desk: Desk, mail: int) -> None:
    """Write one message that is already encoded."""
    place = desk.cursor[MAIL]
    desk.mails[place] = mail
    desk.cursor[MAIL] = place + 1


@compiled_part
def send(desk: Desk, target: int, field: int, payload: int) -> None:
    """Write one message."""
    send_message(desk, message(target, field, payload))
