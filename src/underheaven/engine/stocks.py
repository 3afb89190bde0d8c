"""Stocks as running sums: what a change of one adult's three words does to each of them.

Every write of a citizen's words goes through ``restate``, so the sums are exact on every day at the cost of the touched alone.
"""

from underheaven.day.economy import hardship
from underheaven.draws.compiled import compiled_part
from underheaven.engine.desk import Account, Desk, Who, shift
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
from underheaven.engine.tally import Measure

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
def living_ties(mask: int) -> int:
    """How many of six ties live."""
    return (mask & 1) + (mask >> 1 & 1) + (mask >> 2 & 1) + (mask >> 3 & 1) + (mask >> 4 & 1) + (mask >> 5 & 1)


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
        shift(desk, who, _TIES_ALIVE, living_ties(ties) - living_ties(old_ties))
        shift(desk, who, _ISOLATED, int(living_ties(ties) <= 3) - int(living_ties(old_ties) <= 3))
    old_work, work = employment_of(before), employment_of(after)
    if old_work != work:
        shift(desk, who, _EMPLOYED, int(1 <= work <= 8) - int(1 <= old_work <= 8))
        shift(desk, who, _TIER_SUM, (work - 1 if 1 <= work <= 8 else 0) - (old_work - 1 if 1 <= old_work <= 8 else 0))
