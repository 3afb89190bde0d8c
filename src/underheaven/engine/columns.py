"""The adults of a cell as columns, for the weekly pass: entry j of every column is the same person.

Short loops that do one thing for everybody are several times faster than one long function for each person: many become vector code,
and none has to keep a whole life at hand.
"""

from underheaven.draws.compiled import compiled_inline, compiled_part, integer
from underheaven.draws.rounding import clamp, stochastic_round
from underheaven.engine.batch import FATE, MORE_ROUNDING, ROUNDING, describe, draw_for_week
from underheaven.engine.desk import (
    AGE,
    APPEAL,
    BELIEF,
    BUFFER,
    BUSINESS,
    CAUSE,
    COMMERCIAL,
    FALSE_PART,
    FEAR,
    GOVERNMENT,
    KNOWS,
    LEDGER_NOW,
    LEDGER_WAS,
    LIFE_NOW,
    LIFE_WAS,
    MEMBER,
    MIND_NOW,
    MIND_WAS,
    NEIGHBOURS,
    PAID,
    SCORE,
    SLOT,
    STRATUM,
    UNTIL,
    WAGE,
    WORK_TIER,
    WRONGFUL,
    Account,
    Desk,
    Who,
)
from underheaven.engine.person import CHILD
from underheaven.engine.state import (
    belief_of,
    buffer_steps_of,
    business_of,
    cause_of,
    employment_of,
    false_part_of,
    fear_of,
    government_of,
    neighbours_of,
    pack_ledger,
    pack_life,
    pack_mind,
    paid_of,
    score_of,
    ties_of,
    until_of,
    wrongful_of,
)
from underheaven.engine.stocks import restate_adults
from underheaven.scenario.compile import Tables
from underheaven.society.households import role

_ROUNDING = int(Account.ROUNDING)
_FULLEST = 6143


@compiled_inline
def who_is(desk: Desk, j: int, cell: int, district: int, day: int) -> Who:
    """The j-th adult as the book-keeper addresses it."""
    return (cell << 8) + integer(desk.columns[SLOT, j]), integer(desk.columns[STRATUM, j]), district, day


@compiled_part
def assemble(tables: Tables, desk: Desk, cell: int, district: int, day: int) -> int:
    """Fill the columns from the cell's words and the week's draws; returns the number of adults."""
    first, column = cell << 8, desk.columns
    people = min(256, tables.society.citizens - first)
    adults = 0
    desk.listed_before[0] = 0
    for slot in range(people):
        ledger, age = integer(desk.ledger[slot]), role(tables.society, first + slot)
        desk.listed_before[slot + 1] = desk.listed_before[slot] + int(until_of(ledger) > day)
        column[SLOT, adults] = slot
        column[AGE, adults] = age
        column[LEDGER_WAS, adults] = ledger
        column[MIND_WAS, adults] = desk.mind[slot]
        column[LIFE_WAS, adults] = desk.life[slot]
        adults += int(age != CHILD)
    draw_for_week(tables, desk, cell, day, adults)
    aware_below = integer(tables.knowledge.aware_below[district])
    describe(tables, desk, cell, adults)
    for j in range(adults):
        column[KNOWS, j] = int(desk.uniforms[FATE, j] < aware_below)
        ledger = integer(column[LEDGER_WAS, j])
        column[SCORE, j] = score_of(ledger)
        column[FALSE_PART, j] = false_part_of(ledger)
        column[BUFFER, j] = buffer_steps_of(ledger) << 3
        column[UNTIL, j] = until_of(ledger)
        column[CAUSE, j] = cause_of(ledger)
        column[WRONGFUL, j] = wrongful_of(ledger)
    for j in range(adults):
        mind, life = integer(column[MIND_WAS, j]), integer(column[LIFE_WAS, j])
        column[NEIGHBOURS, j] = neighbours_of(mind)
        column[BUSINESS, j] = business_of(mind)
        column[GOVERNMENT, j] = government_of(mind)
        column[BELIEF, j] = belief_of(mind)
        column[PAID, j] = paid_of(mind)
        column[FEAR, j] = fear_of(life)
        column[WORK_TIER, j] = employment_of(life)
    return adults


@compiled_part
def disperse(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """Pack the columns into words, book what rounding gave or took and what the stocks gained, and put the words back.

    Open dissent stands in ``LEDGER_NOW`` until here.
    """
    column, uniforms = desk.columns, desk.uniforms
    rest = 0
    for j in range(adults):
        steps = clamp(stochastic_round(integer(column[BUFFER, j]), 3, integer(uniforms[ROUNDING + 1, j]) >> 24), -2048, _FULLEST)
        rest += (integer(column[BUFFER, j]) - steps * 8) * integer(column[WAGE, j])
        column[LEDGER_NOW, j] = pack_ledger(
            integer(column[SCORE, j]), integer(column[FALSE_PART, j]), steps, integer(column[UNTIL, j]), integer(column[CAUSE, j]),
            integer(column[WRONGFUL, j]), integer(column[APPEAL, j]), integer(column[COMMERCIAL, j]), integer(column[LEDGER_NOW, j]),
        )  # fmt: skip
    desk.accounts[_ROUNDING] += rest
    for j in range(adults):
        bits = integer(uniforms[ROUNDING + 1, j])
        column[MIND_NOW, j] = pack_mind(
            stochastic_round(clamp(integer(column[NEIGHBOURS, j]), 0, 254), 1, bits >> 27),
            stochastic_round(clamp(integer(column[BUSINESS, j]), 0, 254), 1, bits >> 28),
            stochastic_round(integer(column[GOVERNMENT, j]), 1, bits >> 29),
            stochastic_round(integer(column[BELIEF, j]), 1, bits >> 30),
            integer(column[PAID, j]),
            integer(column[MEMBER, j]),
        )
    for j in range(adults):
        fear = stochastic_round(clamp(integer(column[FEAR, j]), 0, 252), 2, integer(uniforms[MORE_ROUNDING + 3, j]) >> 8)
        column[LIFE_NOW, j] = pack_life(fear, ties_of(integer(column[LIFE_WAS, j])), integer(column[WORK_TIER, j]))
    restate_adults(tables, desk, cell, district, day, adults)
    for j in range(adults):
        slot = integer(column[SLOT, j])
        desk.ledger[slot] = column[LEDGER_NOW, j]
        desk.mind[slot] = column[MIND_NOW, j]
        desk.life[slot] = column[LIFE_NOW, j]
