"""Letters to acquaintances: a cell's are addressed together, since looking a tie up is long but the same for all (``society.ties``).

Those to the same tie shuffle the same deck. Many at once become vector code: whoever falls outside the deck goes through it again, and
whoever lies inside waits.
"""

from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.permutation import bits_of, step, step_back
from underheaven.engine.batch import whole_vectors
from underheaven.engine.desk import LETTERS, Desk
from underheaven.engine.mail import message, send_message
from underheaven.scenario.compile import Tables
from underheaven.society.table import LOCAL_TIES, ROWS, TIES

_SENDER, _TEXT, _PLACE, _ALONE = range(4)
"""Rows of ``desk.letters`` for each tie: who writes; field and payload; the place in the deck; 1 for the odd one out, who has no tie."""


@compiled_part
def write_to_tie(desk: Desk, citizen: int, k: int, field: int, payload: int) -> None:
    """A message to the ``k``-th tie of a citizen of this cell; lost if there is none."""
    place = integer(desk.posted[k])
    desk.letters[k, _SENDER, place] = citizen
    desk.letters[k, _TEXT, place] = message(0, field, payload)
    desk.posted[k] = place + 1
    desk.cursor[LETTERS] += 1


@compiled_part
def shuffle(tables: Tables, desk: Desk, k: int, number: int, size: int, row: int, back: bool) -> None:
    """Send the first ``number`` places through the deck of ``size``, or ``back``, until all lie inside."""
    bits, keys = bits_of(size), tables.society.keys
    limit, outside = 0, number
    while outside > 0:
        outside = 0
        for j in range(number):
            place = integer(desk.letters[k, _PLACE, j])
            moved = step_back(place, bits, keys, row) if back else step(place, bits, keys, row)
            place = moved if place >= limit else place
            desk.letters[k, _PLACE, j] = place
            outside += int(place >= size)
        limit = size  # the first time everybody goes


@compiled_part
def address(tables: Tables, desk: Desk, k: int, first: int, size: int, row: int) -> None:
    """Find and send to the partners of all who write to their ``k``-th tie, paired within ``size`` citizens from ``first``."""
    written = integer(desk.posted[k])
    number = whole_vectors(written)
    for j in range(written, number):
        desk.letters[k, _SENDER, j] = first
    for j in range(number):
        desk.letters[k, _PLACE, j] = desk.letters[k, _SENDER, j] - first
    shuffle(tables, desk, k, number, size, row, False)
    for j in range(number):
        partner = integer(desk.letters[k, _PLACE, j]) ^ 1
        desk.letters[k, _ALONE, j] = int(partner >= size)
        desk.letters[k, _PLACE, j] = partner if partner < size else 0
    shuffle(tables, desk, k, number, size, row, True)
    for j in range(written):
        if desk.letters[k, _ALONE, j] == 0:
            send_message(desk, (first + desk.letters[k, _PLACE, j]) << 32 | desk.letters[k, _TEXT, j])
    desk.posted[k] = 0


@compiled_part
def post_letters(tables: Tables, desk: Desk, district: int) -> None:
    """Address and send the letters that wait: ties 0–3 within the district, the others in the whole nation."""
    society = tables.society
    if desk.cursor[LETTERS] == 0:
        return
    first = integer(society.district_start[district])
    size = integer(society.district_start[district + 1]) - first
    for k in range(LOCAL_TIES):
        address(tables, desk, k, first, size, district * ROWS + k)
    for k in range(LOCAL_TIES, TIES):
        address(tables, desk, k, 0, society.citizens, society.districts * ROWS + k - LOCAL_TIES)
    desk.cursor[LETTERS] = 0
