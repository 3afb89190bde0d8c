"""Draws of a whole cell at once: the same words as ``draw``, in loops that the compiler turns into vector code."""

from underheaven.day.conduct import RARE_ENVELOPE, STREET_ENVELOPE
from underheaven.draws.compiled import compiled_inline, compiled_part, integer
from underheaven.draws.philox import WORD, philox
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import AGE, CLASS, SLOT, STRATUM, UNBANKED, WAGE, Desk
from underheaven.engine.person import person_from_words
from underheaven.scenario.compile import Tables
from underheaven.society.households import household_start, role

ROUNDING, MORE_ROUNDING, SLOTS, SOCIAL, FATE, HOUSEHOLD, PERSON, SCHEME, LUCK, GLANCE = range(0, 40, 4)
"""First row of each block in ``desk.uniforms`` …"""
INBOX, TIES = 0, 4
"""… and for who has mail: what rounds the sums, and twelve bytes for decisions about ties."""
_ROUNDING, _SLOTS, _SOCIAL = int(Purpose.WEEK_ROUNDING), int(Purpose.WEEK_SLOTS), int(Purpose.WEEK_SOCIAL)
_STREET_CANDIDATES, _RARE_CANDIDATES = int(Purpose.STREET_CANDIDATES), int(Purpose.RARE_CANDIDATES)
_COMMERCIAL = int(Purpose.COMMERCIAL)
_INBOX, _TIE_DECISION = int(Purpose.INBOX), int(Purpose.TIE_DECISION)
_FATE, _HOUSEHOLD, _PERSON = int(Purpose.AWARENESS), int(Purpose.HOUSEHOLD), int(Purpose.PERSON)

Four = tuple[int, int, int, int]


@compiled_inline
def whole_vectors(number: int) -> int:
    """``number`` rounded up to eights: vector code then has no rest to do one by one, and nobody reads what lies beyond."""
    return (number + 7) & ~7


@compiled_part
def fill(desk: Desk, number: int, seed: int, day: int, purpose: int, block: int, row: int) -> None:
    """Four words for each of the first ``number`` in ``desk.keys``."""
    low, high = seed & WORD, (seed >> 32) & WORD
    for j in range(whole_vectors(number)):
        first, second, third, fourth = philox(integer(desk.keys[j]) & WORD, day, purpose, block, low, high)
        desk.uniforms[row, j] = first
        desk.uniforms[row + 1, j] = second
        desk.uniforms[row + 2, j] = third
        desk.uniforms[row + 3, j] = fourth


@compiled_part
def draw_for_week(tables: Tables, desk: Desk, cell: int, day: int, adults: int) -> None:
    """Everything that the weekly pass draws for the adults of the cell, in the order of their columns."""
    seed, first = tables.society.seed, cell << 8
    for j in range(adults):
        desk.keys[j] = household_start(tables.society, first + integer(desk.columns[SLOT, j]))
    fill(desk, adults, seed, 0, _HOUSEHOLD, 0, HOUSEHOLD)
    for j in range(adults):
        desk.keys[j] = first + desk.columns[SLOT, j]
    fill(desk, adults, seed, 0, _PERSON, 0, PERSON)
    fill(desk, adults, seed, 0, _FATE, 0, FATE)
    fill(desk, adults, seed, day, _ROUNDING, 0, ROUNDING)
    fill(desk, adults, seed, day, _ROUNDING, 1, MORE_ROUNDING)
    fill(desk, adults, seed, day, _SLOTS, 0, SLOTS)
    fill(desk, adults, seed, day, _SOCIAL, 0, SOCIAL)
    if tables.commercial.open == 1:
        fill(desk, adults, seed, day, _COMMERCIAL, 0, SCHEME)


@compiled_part
def draw_for_mail(tables: Tables, desk: Desk, cell: int, day: int, number: int) -> None:
    """What is drawn for the ``number`` citizens in ``desk.touched`` who have mail, in that order."""
    seed, first = tables.society.seed, cell << 8
    for j in range(number):
        citizen = first + integer(desk.touched[j])
        desk.keys[j] = household_start(tables.society, citizen)
        desk.columns[AGE, j] = role(tables.society, citizen)
    fill(desk, number, seed, 0, _HOUSEHOLD, 0, HOUSEHOLD)
    for j in range(number):
        desk.keys[j] = first + desk.touched[j]
    fill(desk, number, seed, 0, _PERSON, 0, PERSON)
    fill(desk, number, seed, day, _INBOX, 0, INBOX)
    fill(desk, number, seed, day, _TIE_DECISION, 0, TIES)


@compiled_inline
def words_of(desk: Desk, row: int, j: int) -> Four:
    """The four words of the j-th person in a block."""
    return (
        integer(desk.uniforms[row, j]),
        integer(desk.uniforms[row + 1, j]),
        integer(desk.uniforms[row + 2, j]),
        integer(desk.uniforms[row + 3, j]),
    )


@compiled_part
def describe(tables: Tables, desk: Desk, cell: int, number: int) -> None:
    """Stratum, class, wage and bank account of the first ``number`` people of the columns, from their ages and the batch's words."""
    column, first = desk.columns, cell << 8
    for j in range(whole_vectors(number)):
        household, words = words_of(desk, HOUSEHOLD, j), words_of(desk, PERSON, j)
        person = person_from_words(tables.society, first, integer(column[AGE, j]), household, words)
        column[STRATUM, j] = person.stratum
        column[CLASS, j] = person.social_class
        column[WAGE, j] = integer(tables.society.wage[person.social_class])
        column[UNBANKED, j] = int(person.unbanked)


@compiled_part
def draw_candidates(tables: Tables, desk: Desk, cell: int, day: int) -> None:
    """Random bits of the day's masks: three blocks of the street and four of the rare group for each 64 citizens.

    Key 8·group + block: blocks 0–2 street, 3–6 rare; the words stay in rows 0–3 of ``desk.uniforms``.
    """
    seed = tables.society.seed
    low, high = seed & WORD, (seed >> 32) & WORD
    for key in range(32):
        block = key & 7
        purpose = _STREET_CANDIDATES if block < 3 else _RARE_CANDIDATES
        first, second, third, fourth = philox((cell << 2) + (key >> 3), day, purpose, block if block < 3 else block - 3, low, high)
        desk.uniforms[0, key] = first
        desk.uniforms[1, key] = second
        desk.uniforms[2, key] = third
        desk.uniforms[3, key] = fourth


@compiled_part
def outside(desk: Desk, group: int, rare: int, half: int) -> int:
    """For 32 citizens, a half of a group: bits set where a citizen's uniform has a one among the leading bits of the envelope.

    Each block holds two slices of 64 citizens: words 0 and 1, and words 2 and 3.
    """
    mask = 0
    first = 3 if rare == 1 else 0
    slices = RARE_ENVELOPE if rare == 1 else STREET_ENVELOPE
    for number in range(slices):
        mask |= integer(desk.uniforms[((number & 1) << 1) + half, 8 * group + first + (number >> 1)])
    return mask
