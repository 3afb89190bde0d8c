"""Stocks as running sums: what a change of one adult's three words does to each of them.

Every write of a citizen's words is restated here, so the sums are exact on every day at the cost of the touched alone. The weekly pass,
which touches everybody, adds the eight stocks that nearly always move two to a word, and looks at the others only when one has moved.
"""

from underheaven.day.economy import hardship
from underheaven.day.ties import ties_alive
from underheaven.draws.compiled import compiled_inline, compiled_part, integer
from underheaven.engine.desk import (
    DRIFT,
    LEDGER_NOW,
    LEDGER_WAS,
    LIFE_NOW,
    LIFE_WAS,
    MARKS_ARE,
    MARKS_WERE,
    MIND_NOW,
    MIND_WAS,
    PICKED,
    SLOT,
    STRATUM,
    WAGE,
    Account,
    Desk,
    Who,
    shift,
)
from underheaven.engine.state import (
    belief_of,
    buffer_steps_of,
    business_of,
    dissents_of,
    employment_of,
    false_part_of,
    fear_of,
    government_of,
    neighbours_of,
    opted_in_of,
    score_of,
    ties_of,
)
from underheaven.engine.tally import STRATA, Measure
from underheaven.scenario.compile import Tables

_TRUST_NEIGHBOURS, _TRUST_BUSINESS = int(Measure.TRUST_NEIGHBOURS), int(Measure.TRUST_BUSINESS)
_TRUST_GOVERNMENT = int(Measure.TRUST_GOVERNMENT)
_SUPPORT_PRIVATE, _SUPPORT_STATED = int(Measure.SUPPORT_PRIVATE), int(Measure.SUPPORT_STATED)
_DISSENT_PRIVATE, _DISSENT_PUBLIC = int(Measure.DISSENT_PRIVATE), int(Measure.DISSENT_PUBLIC)
_BELIEF_SUM, _FEAR_SUM, _OPTED_IN = int(Measure.BELIEF_SUM), int(Measure.FEAR_SUM), int(Measure.OPTED_IN)
_SCORE_SUM, _SCORE_FALSE_SUM, _HARDSHIP_SUM = int(Measure.SCORE_SUM), int(Measure.SCORE_FALSE_SUM), int(Measure.HARDSHIP_SUM)
_IN_DEBT, _GRADE_D, _GRADE_AA = int(Measure.IN_DEBT), int(Measure.GRADE_D), int(Measure.GRADE_AA)
_TIES_ALIVE, _ISOLATED = int(Measure.TIES_ALIVE), int(Measure.ISOLATED)
_EMPLOYED, _TIER_SUM = int(Measure.EMPLOYED), int(Measure.TIER_SUM)
_DEBT = int(Account.DEBT)

SUPPORTS_FROM = 128
"""Private trust in government from which a citizen supports it."""


@compiled_part
def restate_ledger(desk: Desk, who: Who, before: int, after: int, grade_d_below: int, grade_aa_from: int, wage: int) -> None:
    """Score, savings and open dissent; grade bounds in quarter points, ``wage`` in currency units."""
    old_score, score = score_of(before), score_of(after)
    shift(desk, who, _SCORE_SUM, score - old_score)
    shift(desk, who, _SCORE_FALSE_SUM, false_part_of(after) - false_part_of(before))
    shift(desk, who, _GRADE_D, int(score < grade_d_below) - int(old_score < grade_d_below))
    shift(desk, who, _GRADE_AA, int(score >= grade_aa_from) - int(old_score >= grade_aa_from))
    old_buffer, buffer = buffer_steps_of(before), buffer_steps_of(after)
    if old_buffer != buffer:
        shift(desk, who, _HARDSHIP_SUM, hardship(buffer << 3) - hardship(old_buffer << 3))
        shift(desk, who, _IN_DEBT, int(buffer < 0) - int(old_buffer < 0))
        desk.accounts[_DEBT] += (max(0, -buffer) - max(0, -old_buffer)) * 8 * wage
    dissent = dissents_of(after) - dissents_of(before)
    shift(desk, who, _DISSENT_PUBLIC, dissent)
    shift(desk, who, _SUPPORT_STATED, -dissent)


@compiled_part
def restate_mind(desk: Desk, who: Who, before: int, after: int, dissents_below: int) -> None:
    """Belief, the three trusts and what follows from private trust; ``dissents_below`` is θ − τ."""
    if before == after:
        return
    shift(desk, who, _TRUST_NEIGHBOURS, neighbours_of(after) - neighbours_of(before))
    shift(desk, who, _TRUST_BUSINESS, business_of(after) - business_of(before))
    old_government, government = government_of(before), government_of(after)
    shift(desk, who, _TRUST_GOVERNMENT, government - old_government)
    shift(desk, who, _SUPPORT_PRIVATE, int(government >= SUPPORTS_FROM) - int(old_government >= SUPPORTS_FROM))
    shift(desk, who, _DISSENT_PRIVATE, int(government < dissents_below) - int(old_government < dissents_below))
    shift(desk, who, _BELIEF_SUM, belief_of(after) - belief_of(before))
    shift(desk, who, _OPTED_IN, opted_in_of(after) - opted_in_of(before))


@compiled_part
def restate_life(desk: Desk, who: Who, before: int, after: int) -> None:
    """Fear, ties and work."""
    if before == after:
        return
    shift(desk, who, _FEAR_SUM, fear_of(after) - fear_of(before))
    old_ties, ties = ties_of(before), ties_of(after)
    if old_ties != ties:
        shift(desk, who, _TIES_ALIVE, ties_alive(ties) - ties_alive(old_ties))
        shift(desk, who, _ISOLATED, int(ties_alive(ties) <= 3) - int(ties_alive(old_ties) <= 3))
    old_work, work = employment_of(before), employment_of(after)
    if old_work != work:
        shift(desk, who, _EMPLOYED, int(1 <= work <= 8) - int(1 <= old_work <= 8))
        shift(desk, who, _TIER_SUM, (work - 1 if 1 <= work <= 8 else 0) - (old_work - 1 if 1 <= old_work <= 8 else 0))


@compiled_inline
def marks_of(tables: Tables, ledger: int, mind: int, life: int) -> int:
    """What is counted and seldom changes, a bit each: grade D, AA, in debt, dissent, support, private dissent, member; then work."""
    government = government_of(mind)
    return (
        int(score_of(ledger) < tables.grades.c)
        | int(score_of(ledger) >= tables.grades.aa) << 1
        | int(buffer_steps_of(ledger) < 0) << 2
        | dissents_of(ledger) << 3
        | int(government >= SUPPORTS_FROM) << 4
        | int(government < tables.dissents_below) << 5
        | opted_in_of(mind) << 6
        | employment_of(life) << 7
    )


@compiled_part
def restate_marks(desk: Desk, who: Who, before: int, after: int) -> None:
    """The stocks behind two sets of marks."""
    shift(desk, who, _GRADE_D, (after & 1) - (before & 1))
    shift(desk, who, _GRADE_AA, (after >> 1 & 1) - (before >> 1 & 1))
    shift(desk, who, _IN_DEBT, (after >> 2 & 1) - (before >> 2 & 1))
    dissent = (after >> 3 & 1) - (before >> 3 & 1)
    shift(desk, who, _DISSENT_PUBLIC, dissent)
    shift(desk, who, _SUPPORT_STATED, -dissent)
    shift(desk, who, _SUPPORT_PRIVATE, (after >> 4 & 1) - (before >> 4 & 1))
    shift(desk, who, _DISSENT_PRIVATE, (after >> 5 & 1) - (before >> 5 & 1))
    shift(desk, who, _OPTED_IN, (after >> 6 & 1) - (before >> 6 & 1))
    work, old_work = after >> 7, before >> 7
    shift(desk, who, _EMPLOYED, int(1 <= work <= 8) - int(1 <= old_work <= 8))
    shift(desk, who, _TIER_SUM, (work - 1 if 1 <= work <= 8 else 0) - (old_work - 1 if 1 <= old_work <= 8 else 0))


@compiled_part
def restate_adults(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """The adults of the weekly pass, from the words before to the words after; ties do not change in it."""
    column = desk.columns
    debt = 0
    for j in range(adults):
        before, after = integer(column[LEDGER_WAS, j]), integer(column[LEDGER_NOW, j])
        old_mind, mind = integer(column[MIND_WAS, j]), integer(column[MIND_NOW, j])
        old_life, life = integer(column[LIFE_WAS, j]), integer(column[LIFE_NOW, j])
        old_buffer, buffer = buffer_steps_of(before), buffer_steps_of(after)
        column[DRIFT, j] = score_of(after) - score_of(before) + ((false_part_of(after) - false_part_of(before)) << 32)
        column[DRIFT + 1, j] = hardship(buffer << 3) - hardship(old_buffer << 3) + ((belief_of(mind) - belief_of(old_mind)) << 32)
        column[DRIFT + 2, j] = neighbours_of(mind) - neighbours_of(old_mind) + ((business_of(mind) - business_of(old_mind)) << 32)
        column[DRIFT + 3, j] = government_of(mind) - government_of(old_mind) + ((fear_of(life) - fear_of(old_life)) << 32)
        debt += (max(0, -buffer) - max(0, -old_buffer)) * 8 * integer(column[WAGE, j])
        column[MARKS_ARE, j] = marks_of(tables, after, mind, life)
        column[MARKS_WERE, j] = marks_of(tables, before, old_mind, old_life)
    desk.accounts[_DEBT] += debt
    number = 0
    for j in range(adults):
        stratum = integer(column[STRATUM, j])
        for place in range(4):
            desk.drifts[stratum, place] += column[DRIFT + place, j]
        column[PICKED, number] = j
        number += int(column[MARKS_ARE, j] != column[MARKS_WERE, j])
    for place in range(number):
        j = integer(column[PICKED, place])
        who = (cell << 8) + integer(column[SLOT, j]), integer(column[STRATUM, j]), district, day
        restate_marks(desk, who, integer(column[MARKS_WERE, j]), integer(column[MARKS_ARE, j]))
    add_drifts(desk)


@compiled_inline
def add_pair(desk: Desk, stratum: int, place: int, low_measure: int, high_measure: int) -> None:
    """Two sums of one word, each signed, into the tallies."""
    pair = integer(desk.drifts[stratum, place])
    low = ((pair & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000
    high = (pair - low) >> 32
    desk.strata[stratum, low_measure] += low
    desk.district[low_measure] += low
    desk.strata[stratum, high_measure] += high
    desk.district[high_measure] += high
    desk.drifts[stratum, place] = 0


@compiled_part
def add_drifts(desk: Desk) -> None:
    """What the cell's weekly pass drifted, into the tallies."""
    for stratum in range(STRATA):
        if desk.drifts[stratum, 0] | desk.drifts[stratum, 1] | desk.drifts[stratum, 2] | desk.drifts[stratum, 3] != 0:
            add_pair(desk, stratum, 0, _SCORE_SUM, _SCORE_FALSE_SUM)
            add_pair(desk, stratum, 1, _HARDSHIP_SUM, _BELIEF_SUM)
            add_pair(desk, stratum, 2, _TRUST_NEIGHBOURS, _TRUST_BUSINESS)
            add_pair(desk, stratum, 3, _TRUST_GOVERNMENT, _FEAR_SUM)
