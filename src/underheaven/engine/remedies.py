"""Remedies in a citizen's week: domains that bite after the end of a listing, appeals filed and decided, what an auditor finds.

A listing that ends early serves its last day today; the days that are not served any more are taken back from the wrongful ones.
"""

from underheaven.day.correction import stale_domains
from underheaven.day.remedies import (
    EXHAUSTED,
    NONE,
    NOTIFIED,
    PENDING,
    appeal_decided,
    appeal_won,
    audit_strikes,
    corrected,
    files_appeal,
    informed_of_listing,
)
from underheaven.day.sanctions import domains_in_force, unrelated
from underheaven.day.standing import leave_list
from underheaven.draws.compiled import compiled_inline, compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.batch import PERSON, words_of
from underheaven.engine.desk import (
    APPEAL,
    DOMAINS,
    FALSE_PART,
    FEAR,
    GOVERNMENT,
    KNOWS,
    SCORE,
    UNTIL,
    WRONGFUL,
    Desk,
    Who,
    charge,
    count,
    schedule_expiry,
)
from underheaven.engine.membership import grade_here
from underheaven.engine.state import appeal_of, cause_of, score_of, until_of, wrongful_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.people import Trait, trait

_APPEAL, _AUDIT, _NOTICE = int(Purpose.APPEAL), int(Purpose.AUDIT), int(Purpose.NOTICE)
_WRONGFUL_DAYS, _STALE = int(Measure.WRONGFUL_DAYS), int(Measure.STALE_DOMAIN_DAYS)
_FILED, _WON, _AUDITS, _STRUCK = (
    int(Measure.APPEALS_FILED), int(Measure.APPEALS_WON), int(Measure.AUDITS), int(Measure.AUDITS_STRUCK),
)  # fmt: skip
_COST_REMEDIES = int(Measure.COST_REMEDIES)
_BOLDNESS = int(Trait.BOLDNESS)
_WEEK = 7


@compiled_inline
def stale_of(tables: Tables, citizen: int, ledger: int, day: int) -> int:
    """Domains in which an agency still sanctions a citizen whose listing has ended."""
    ended = until_of(ledger)
    if tables.correction.on == 0 or ended == 0 or ended > day:
        return 0
    return stale_domains(
        tables.society.seed, citizen, ended, day, integer(tables.sanctions.by_cause[cause_of(ledger)]), tables.correction
    )  # fmt: skip


@compiled_part
def domains_of(tables: Tables, citizen: int, ledger: int, district: int, day: int) -> int:
    """Sanction domains in force for a citizen with this first word: by listing, by grade where the scheme is in force, or by delay."""
    listed = until_of(ledger) > day
    grade = grade_here(tables, score_of(ledger), citizen, district)
    return domains_in_force(tables.sanctions, listed, cause_of(ledger), grade) | stale_of(tables, citizen, ledger, day)


@compiled_part
def count_domains(domains: int) -> int:
    """How many of twelve."""
    number = 0
    for domain in range(12):
        number += domains >> domain & 1
    return number


@compiled_inline
def sanctions_of_week(tables: Tables, desk: Desk, who: Who, ledger: int, grade: int) -> tuple[int, int, int]:
    """(domains in force, those unrelated to their cause, 1 if a wrongful listing is what bites); counts what bites by delay alone."""
    citizen, day = who[0], who[3]
    listed = until_of(ledger) > day
    cause = cause_of(ledger)
    due = domains_in_force(tables.sanctions, listed, cause, grade)
    foreign = unrelated(tables.sanctions, due, listed, cause)
    stale = stale_of(tables, citizen, ledger, day) & ~due
    if stale != 0:
        count(desk, who, _STALE, _WEEK * count_domains(stale))
        foreign |= unrelated(tables.sanctions, stale, True, cause)
    return due | stale, foreign, wrongful_of(ledger) if listed or stale != 0 else 0


@compiled_part
def notice_of_entry(tables: Tables, desk: Desk, who: Who, ledger: int, until: int) -> int:
    """Stage of the appeal after the morning's mail: an entry opens a new one. ``ledger``: before the mail; ``until``: after it."""
    citizen, _, _, day = who
    if tables.remedies.on == 0 or until_of(ledger) > day - 1 or until <= day:
        return appeal_of(ledger)
    charge(desk, who, _COST_REMEDIES, tables.remedies.notice_cost)
    return informed_of_listing(draw(tables.society.seed, citizen, day, _NOTICE, 0)[0], tables.remedies)


@compiled_part
def end_listing(desk: Desk, who: Who, until: int, wrongful: int) -> int:
    """An early end: today is the last day served. Returns the new end."""
    end, taken_back = leave_list(until, wrongful, who[3])
    schedule_expiry(desk, who, wrongful, until, -1)
    schedule_expiry(desk, who, wrongful, end, 1)
    if taken_back > 0:
        count(desk, who, _WRONGFUL_DAYS, -taken_back)
    return end


@compiled_part
def seek_remedy(tables: Tables, desk: Desk, j: int, who: Who) -> None:
    """A week of remedies of the j-th adult, who is listed: appeals filed and decided, what an auditor finds."""
    column, (citizen, _, _, day) = desk.columns, who
    until, wrongful, appeal = integer(column[UNTIL, j]), integer(column[WRONGFUL, j]), integer(column[APPEAL, j])
    if tables.remedies.on == 0 or until == day + 1:
        return
    freed = False
    if appeal in (NOTIFIED, PENDING):
        filing, decision, outcome, mood = draw(tables.society.seed, citizen, day, _APPEAL, 0)
        if appeal == NOTIFIED:
            number, bold = count_domains(integer(column[DOMAINS, j])), trait(words_of(desk, PERSON, j), _BOLDNESS)
            knows, fear = column[KNOWS, j] == 1, integer(column[FEAR, j])
            if files_appeal(filing, knows, number, bold, mood & 255, fear, tables.remedies):
                column[APPEAL, j] = PENDING
                count(desk, who, _FILED, 1)
                charge(desk, who, _COST_REMEDIES, tables.remedies.appeal_cost)
        elif appeal_decided(decision, tables.remedies):
            freed = appeal_won(outcome, wrongful, tables.remedies)
            column[APPEAL, j] = NONE if freed else EXHAUSTED
            if freed:
                count(desk, who, _WON, 1)
    if tables.remedies.audit > 0 and not freed:
        chosen, outcome, _, _ = draw(tables.society.seed, citizen, day, _AUDIT, 0)
        if chosen < tables.remedies.audit:
            count(desk, who, _AUDITS, 1)
            charge(desk, who, _COST_REMEDIES, tables.remedies.audit_cost)
            freed = audit_strikes(outcome, wrongful, tables.remedies)
            if freed:
                count(desk, who, _STRUCK, 1)
    if not freed:
        return
    score, false_part = corrected(
        integer(column[SCORE, j]), integer(column[FALSE_PART, j]), tables.ledger.lowest, tables.ledger.highest, tables.remedies
    )
    column[SCORE, j], column[FALSE_PART, j], column[APPEAL, j] = score, false_part, NONE
    column[UNTIL, j] = end_listing(desk, who, until, wrongful)
    column[GOVERNMENT, j] += tables.remedies.trust_when_won
