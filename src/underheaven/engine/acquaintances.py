"""Letters to acquaintances: a cell's are addressed together, since looking a tie up is long but the same for all (``society.ties``).

Many at once become vector code: a shuffle of one deck a loop, and whoever falls outside the deck waits for the next.
"""

from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.permutation import bits_of, step, step_back
from underheaven.engine.desk import LETTERS, Desk
from underheaven.engine.mail import message, send_message
from underheaven.scenario.compile import Tables
from underheaven.society.table import LOCAL_TIES, ROWS, TIES

_SENDER, _TEXT, _PARTNER, _WAITING, _ROW, _PLACE = range(6)
"""Rows of ``desk.letters``: eight times the sender and the tie, field and payload, the partner's place; then what is being shuffled."""


@compiled_part
def write_to_tie(desk: Desk, citizen: int, k: int, field: int, payload: int) -> None:
    """A message to the ``k``-th tie of a citizen of this cell; lost if there is none."""
    place = desk.cursor[LETTERS]
    desk.letters[_SENDER, place] = citizen << 3 | k
    desk.letters[_TEXT, place] = message(0, field, payload)
    desk.cursor[LETTERS] = place + 1


@compiled_part
def shuffle(tables: Tables, desk: Desk, number: int, size: int, back: bool) -> None:
    """Send the first ``number`` that are waiting through their decks of ``size`` until all lie inside."""
    bits, keys = bits_of(size), tables.society.keys
    while number > 0:
        if back:
            for j in range(number):
                desk.letters[_WAITING, j] = step_back(integer(desk.letters[_WAITING, j]), bits, keys, integer(desk.letters[_ROW, j]))
        else:
            for j in range(number):
                desk.letters[_WAITING, j] = step(integer(desk.letters[_WAITING, j]), bits, keys, integer(desk.letters[_ROW, j]))
        outside = 0
        for j in range(number):
            place, value = desk.letters[_PLACE, j], desk.letters[_WAITING, j]
            desk.letters[_PARTNER, place] = value
            desk.letters[_WAITING, outside] = value
            desk.letters[_ROW, outside] = desk.letters[_ROW, j]
            desk.letters[_PLACE, outside] = place
            outside += int(value >= size)
        number = outside


@compiled_part
def address(tables: Tables, desk: Desk, first: int, size: int, row: int, ties_from: int, ties_to: int) -> None:
    """Find the partners for all letters to ties ``ties_from … ties_to − 1``, who are paired within ``size`` citizens from ``first``."""
    number = 0
    for place in range(desk.cursor[LETTERS]):
        sender, k = desk.letters[_SENDER, place] >> 3, desk.letters[_SENDER, place] & 7
        desk.letters[_WAITING, number] = sender - first
        desk.letters[_ROW, number] = row + k - ties_from
        desk.letters[_PLACE, number] = place
        number += int(ties_from <= k < ties_to)
    shuffle(tables, desk, number, size, False)
    number = 0
    for place in range(desk.cursor[LETTERS]):
        k = desk.letters[_SENDER, place] & 7
        if ties_from <= k < ties_to:
            partner = desk.letters[_PARTNER, place] ^ 1
            desk.letters[_PARTNER, place] = -1
            desk.letters[_WAITING, number] = partner
            desk.letters[_ROW, number] = row + k - ties_from
            desk.letters[_PLACE, number] = place
            number += int(partner < size)
    shuffle(tables, desk, number, size, True)
    for place in range(desk.cursor[LETTERS]):
        k, partner = desk.letters[_SENDER, place] & 7, desk.letters[_PARTNER, place]
        if ties_from <= k < ties_to and partner >= 0:
            send_message(desk, (first + partner) << 32 | desk.letters[_TEXT, place])


@compiled_part
def post_letters(tables: Tables, desk: Desk, district: int) -> None:
    """Address and send the day's letters of the cell: ties 0–3 within the district, the others in the whole nation."""
    society = tables.society
    if desk.cursor[LETTERS] == 0:
        return
    first = integer(society.district_start[district])
    address(tables, desk, first, integer(society.district_start[district + 1]) - first, district * ROWS, 0, LOCAL_TIES)
    address(tables, desk, 0, society.citizens, society.districts * ROWS, LOCAL_TIES, TIES)
    desk.cursor[LETTERS] = 0
