"""The morning: what others sent yesterday is summed per citizen, applied and clamped once, and answered.

Records move the ledger and the list; harm, help and fines move the buffer; acquaintances decide about ties and aid.
"""

import numpy as np

from underheaven.day.adaptation import fear_of_deduction
from underheaven.day.ledger import apply_records
from underheaven.day.shaming import is_shown
from underheaven.day.standing import grade_d_keys, update_listing
from underheaven.day.ties import accepts, aids, cuts, ties_after
from underheaven.day.trust import government_on_listing
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.rounding import clamp, stochastic_round
from underheaven.engine.acquaintances import write_to_tie
from underheaven.engine.batch import INBOX, PERSON, TIES, Four, describe, draw_for_mail, words_of
from underheaven.engine.commit import ATOMS
from underheaven.engine.desk import (
    AGE,
    STRATUM,
    SUM_ROWS,
    WAGE,
    WORK,
    Account,
    Desk,
    Who,
    charge,
    count,
    note,
    schedule_expiry,
    shift,
    trace,
    write_words,
)  # fmt: skip
from underheaven.engine.losses import book_losses, take_loss
from underheaven.engine.mail import (
    ACCEPTED,
    AIDED,
    ASKED,
    BUSINESS,
    CUT,
    FEAR,
    FRAUD,
    GOVERNMENT,
    HARMED,
    MONEY,
    NEIGHBOURS,
    PROPOSED,
    RECORD,
    SHOWN,
    TRIGGER,
    field_of,
    payload_of,
    send,
    target_of,
)
from underheaven.engine.membership import in_scheme, key_here, on_local_scale, points_here, reaches_ledger
from underheaven.engine.person import CHILD
from underheaven.engine.remedies import domains_of, notice_of_entry
from underheaven.engine.state import (
    belief_of,
    buffer_steps_of,
    business_of,
    cause_of,
    commercial_of,
    dissents_of,
    employment_of,
    false_part_of,
    fear_of,
    government_of,
    neighbours_of,
    opted_in_of,
    pack_ledger,
    pack_life,
    pack_mind,
    paid_of,
    score_of,
    ties_of,
    unpack,
    until_of,
    with_buffer,
    with_ties,
    wrongful_of,
)
from underheaven.engine.stocks import restate_ledger, restate_life, restate_mind
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.households import household_size, household_start, role
from underheaven.society.people import Trait, trait

POINTS, FALSE_POINTS, KEY_ALL, KEY_TRUE, TRUE_RECORDS, FALSE_RECORDS = 14, 15, 16, 17, 18, 19
ARRIVED = 20
"""Rows of the per-cell sums: the mail fields first, then what records add up to, then whether anything arrived (1: only calls of ties)."""

_RECORDS_TRUE, _RECORDS_FALSE = int(Measure.RECORDS_TRUE), int(Measure.RECORDS_FALSE)
_ENTRIES, _ENTRIES_WRONGFUL = int(Measure.ENTRIES), int(Measure.ENTRIES_WRONGFUL)
_WRONGFUL_DAYS, _LISTED, _LISTED_WRONGLY = int(Measure.WRONGFUL_DAYS), int(Measure.LISTED), int(Measure.LISTED_WRONGLY)
_TRIGGERS_TRUE, _TRIGGERS_FOUND, _COST_LISTS = int(Measure.TRIGGERS_TRUE), int(Measure.TRIGGERS_FOUND), int(Measure.COST_LISTS)
_TIES_CUT, _TIES_REVIVED, _AID_GIVEN = int(Measure.TIES_CUT), int(Measure.TIES_REVIVED), int(Measure.AID_GIVEN)
_UNINSURED = int(Measure.SHOCKS_UNINSURED)
_MAIL, _ROUNDING = int(Account.IN_THE_MAIL), int(Account.ROUNDING)
_HONESTY, _CONFORMITY = int(Trait.HONESTY), int(Trait.CONFORMITY)
_FULLEST = 6143
"""Largest buffer in stored steps; the smallest is −2 048."""


@compiled_part
def shown_to_others(tables: Tables, citizen: int, ledger: int, district: int, day: int) -> bool:
    """Whether this citizen's listing is visible to acquaintances today."""
    return is_shown(domains_of(tables, citizen, ledger, district, day), tables.shaming)


@compiled_part
def sum_up(tables: Tables, desk: Desk, mails: np.ndarray, first: int, last: int, district: int, day: int) -> int:
    """Add one cell's mail to ``desk.inbox[slot, field]``; returns how many slots (in ``desk.touched``) have any."""
    number = 0
    for place in range(first, last):
        mail = mails[place]
        target, field, payload = target_of(mail), field_of(mail), payload_of(mail)
        slot = target & 255
        if desk.inbox[slot, ARRIVED] == 0:
            desk.inbox[slot, ARRIVED] = 1
            desk.touched[number] = slot
            number += 1
        if field in (SHOWN, PROPOSED, ASKED):
            desk.inbox[slot, field] |= payload
            continue
        desk.inbox[slot, ARRIVED] = 2
        if field == RECORD:
            kind, channel, false, weight = payload & 15, payload >> 4 & 7, payload >> 7 & 1, payload >> 8
            member = in_scheme(tables, integer(target), district)
            points = points_here(tables, kind, district) * weight if member else 0
            key = key_here(tables, kind, district) if reaches_ledger(tables, kind, integer(target), district) else 0
            desk.inbox[slot, POINTS] += points
            desk.inbox[slot, KEY_ALL] = max(desk.inbox[slot, KEY_ALL], key)
            desk.inbox[slot, FEAR] += fear_of_deduction(points, tables.adaptation)
            desk.inbox[slot, FALSE_RECORDS if false == 1 else TRUE_RECORDS] += 1
            if false == 1:
                desk.inbox[slot, FALSE_POINTS] += points
            else:
                desk.inbox[slot, KEY_TRUE] = max(desk.inbox[slot, KEY_TRUE], key)
            measure = _RECORDS_FALSE if false == 1 else _RECORDS_TRUE
            trace(desk, (target, 0, district, day), measure, 1, kind, channel, 1 - false, -1 if false == 1 else target, points, key >> 4)
        elif field == HARMED:
            harm = integer(tables.conduct.harm[payload])
            desk.inbox[slot, MONEY] -= harm * ATOMS
            desk.inbox[slot, NEIGHBOURS] += tables.trust.victimised if harm > 0 else tables.trust.helped
        elif field == AIDED:
            desk.inbox[slot, MONEY] += payload
            desk.inbox[slot, AIDED] += 1
        elif field == FRAUD:
            take_loss(tables, desk, slot, payload)
        elif field in (CUT, ACCEPTED, TRIGGER):
            desk.inbox[slot, field] |= payload
        else:
            desk.inbox[slot, field] += payload
    desk.cursor[WORK] += last - first
    return number


@compiled_part
def keep_list(tables: Tables, desk: Desk, who: Who, ledger: int, score: int, false_part: int, slot: int) -> tuple[int, int, int, int, int]:
    """The list after yesterday's records: (until, cause, wrongful, fear added, change of trust in government)."""
    citizen, _, district, day = who
    until, cause, wrongful = until_of(ledger), cause_of(ledger), wrongful_of(ledger)
    key_all, key_true = integer(desk.inbox[slot, KEY_ALL]), integer(desk.inbox[slot, KEY_TRUE])
    if desk.inbox[slot, TRUE_RECORDS] + desk.inbox[slot, FALSE_RECORDS] > 0 and in_scheme(tables, citizen, district):
        local = on_local_scale(tables, score, district)
        key_all, key_true = grade_d_keys(tables.grades, local, false_part, key_all, key_true)
    was_listed = until > day - 1
    end, new_cause, new_wrongful, entered, wrongful_days = update_listing(tables.lists, until, cause, wrongful, day - 1, key_all, key_true)
    if not was_listed and tables.lists.days_factor > 0 and (desk.inbox[slot, TRIGGER] != 0 or key_true > 0):
        count(desk, who, _TRIGGERS_TRUE, 1)
        if entered:
            count(desk, who, _TRIGGERS_FOUND, 1)
    if was_listed and (end != until or new_wrongful != wrongful):
        schedule_expiry(desk, who, wrongful, until, -1)
        schedule_expiry(desk, who, new_wrongful, end, 1)
        shift(desk, who, _LISTED_WRONGLY, new_wrongful - wrongful)
    if wrongful_days > 0:
        count(desk, who, _WRONGFUL_DAYS, wrongful_days)
    if not entered:
        return end, new_cause, new_wrongful, 0, 0
    note(desk, who, _ENTRIES, 1, -1, -1, 1 - new_wrongful, -1, 0, end - day)
    if new_wrongful == 1:
        note(desk, who, _ENTRIES_WRONGFUL, 1, -1, -1, 0, -1, 0, end - day)
    charge(desk, who, _COST_LISTS, tables.lists.administration * ATOMS)
    schedule_expiry(desk, who, new_wrongful, end, 1)
    shift(desk, who, _LISTED, 1)
    shift(desk, who, _LISTED_WRONGLY, new_wrongful)
    if new_wrongful == 1:
        start = household_start(tables.society, citizen)
        for member in range(start, start + household_size(tables.society, citizen)):
            if member != citizen and role(tables.society, member) != CHILD:
                send(desk, member, GOVERNMENT, tables.trust.household_wrongful)
    return end, new_cause, new_wrongful, tables.adaptation.own_listing, government_on_listing(new_wrongful == 1, tables.trust)


@compiled_part
def answer_ties(
    tables: Tables, desk: Desk, j: int, who: Who, ties: int, trust_neighbours: int, shown: bool, slot: int, moods: Four
) -> tuple[int, int]:
    """Decide about the j-th's ties that were shamed, proposed or in need: (living ties, friends aided); ``moods``: a byte a decision.

    ``shown``: whether the own listing can be seen, which matters to those who are proposed to.
    """
    citizen = who[0]
    aided = 0
    ties = ties_after(ties, integer(desk.inbox[slot, ACCEPTED]), integer(desk.inbox[slot, CUT]))
    asked = integer(desk.inbox[slot, ASKED])
    calls = integer(desk.inbox[slot, SHOWN]) | integer(desk.inbox[slot, PROPOSED]) | asked
    if calls == 0:
        return ties, 0
    words, gift = words_of(desk, PERSON, j), (tables.ties.aid_amount >> 3 << 3) * integer(desk.columns[WAGE, j])
    for k in range(6):
        bit = 1 << k
        if calls & bit == 0:
            continue
        mood, aid_mood = moods[k >> 2] >> ((k & 3) << 3) & 255, moods[(k + 6) >> 2] >> (((k + 6) & 3) << 3) & 255
        if integer(desk.inbox[slot, SHOWN]) & bit != 0 and ties & bit != 0:
            if cuts(0, 0, trust_neighbours, trait(words, _CONFORMITY), mood, tables.ties):
                ties &= ~bit
                count(desk, who, _TIES_CUT, 1)
                write_to_tie(desk, citizen, k, CUT, bit)
        elif (
            integer(desk.inbox[slot, PROPOSED]) & bit != 0 and ties & bit == 0 and accepts(shown, trait(words, _HONESTY), mood, tables.ties)
        ):
            ties |= bit
            count(desk, who, _TIES_REVIVED, 1)
            write_to_tie(desk, citizen, k, ACCEPTED, bit)
        if asked & bit != 0 and ties & bit != 0:
            asker_shown = asked >> 6 & bit != 0
            if aids(trust_neighbours, trait(words, _HONESTY), aid_mood, asker_shown, tables.shaming.publicity, tables.ties):
                aided += 1
                count(desk, who, _AID_GIVEN, 1)
                write_to_tie(desk, citizen, k, AIDED, gift)
                desk.accounts[_MAIL] += gift
    return ties, aided


@compiled_part
def answer_calls(tables: Tables, desk: Desk, j: int, who: Who, slot: int, moods: Four) -> None:
    """The short way for the j-th, whom only ties called: decide about them, and pay for aid."""
    citizen, _, district, day = who
    ledger, mind, life = unpack(desk, citizen)
    shown = desk.inbox[slot, PROPOSED] != 0 and shown_to_others(tables, citizen, ledger, district, day)
    ties, gifts = answer_ties(tables, desk, j, who, ties_of(life), neighbours_of(mind), shown, slot, moods)
    after, poorer = with_ties(life, ties), ledger
    restate_life(desk, who, life, after)
    if gifts > 0:
        wage = integer(desk.columns[WAGE, j])
        steps = buffer_steps_of(ledger)
        given = gifts * (tables.ties.aid_amount >> 3)
        kept = max(steps - given, -2048)
        desk.accounts[_ROUNDING] += (steps - given - kept) * 8 * wage
        poorer = with_buffer(ledger, kept)
        restate_ledger(desk, who, ledger, poorer, tables.grades.c, tables.grades.aa, wage)
    if ties != ties_of(life) or gifts > 0:
        write_words(desk, slot, poorer, mind, after)


@compiled_part
def receive(tables: Tables, desk: Desk, j: int, who: Who, slot: int, luck: Four, moods: Four) -> None:
    """Apply the j-th citizen's sums to the three words, and write them; ``luck`` rounds."""
    citizen, _, district, day = who
    ledger, mind, life = unpack(desk, citizen)
    if desk.columns[AGE, j] == CHILD:
        ties = ties_after(ties_of(life), integer(desk.inbox[slot, ACCEPTED]), integer(desk.inbox[slot, CUT]))
        write_words(desk, slot, ledger, mind, with_ties(life, ties))
        if desk.inbox[slot, MONEY] != 0:
            desk.accounts[_MAIL] -= desk.inbox[slot, MONEY]
            desk.accounts[_ROUNDING] += desk.inbox[slot, MONEY]
        return
    shift(desk, who, _RECORDS_TRUE, desk.inbox[slot, TRUE_RECORDS])
    shift(desk, who, _RECORDS_FALSE, desk.inbox[slot, FALSE_RECORDS])
    money_draw, bits, _, _ = luck
    score, false_part, _ = apply_records(
        tables.ledger, score_of(ledger), false_part_of(ledger), integer(desk.inbox[slot, POINTS]), integer(desk.inbox[slot, FALSE_POINTS])
    )
    until, cause, wrongful, listing_fear, listing_trust = keep_list(tables, desk, who, ledger, score, false_part, slot)
    appeal = notice_of_entry(tables, desk, who, ledger, until)
    neighbours = clamp(
        neighbours_of(mind) + integer(desk.inbox[slot, NEIGHBOURS]) + integer(desk.inbox[slot, AIDED]) * tables.trust.aided, 0, 254
    )
    if desk.inbox[slot, AIDED] > 0:
        count(desk, who, _UNINSURED, -1)
    shown = desk.inbox[slot, PROPOSED] != 0 and shown_to_others(tables, citizen, ledger, district, day)
    ties, gifts = answer_ties(tables, desk, j, who, ties_of(life), neighbours_of(mind), shown, slot, moods)
    steps = buffer_steps_of(ledger)
    wage = integer(desk.columns[WAGE, j])
    unit = 8 * wage
    money = integer(desk.inbox[slot, MONEY])
    moved = 0
    if money != 0:
        moved = money // unit
        moved += int(((money_draw * unit) >> 32) < money - moved * unit)
    kept = clamp(steps + moved - gifts * (tables.ties.aid_amount >> 3), -2048, _FULLEST)
    given = gifts * (tables.ties.aid_amount >> 3) * unit
    desk.accounts[_MAIL] -= money
    desk.accounts[_ROUNDING] += money - given - (kept - steps) * unit
    fear = clamp(fear_of(life) + integer(desk.inbox[slot, FEAR]) + listing_fear, 0, 252)
    business = clamp(business_of(mind) + integer(desk.inbox[slot, BUSINESS]), 0, 254)
    government = clamp(government_of(mind) + integer(desk.inbox[slot, GOVERNMENT]) + listing_trust, 0, 254)
    new_ledger = pack_ledger(score, false_part, kept, until, cause, wrongful, appeal, commercial_of(ledger), dissents_of(ledger))
    new_mind = pack_mind(
        stochastic_round(neighbours, 1, bits),
        stochastic_round(business, 1, bits >> 1),
        stochastic_round(government, 1, bits >> 2),
        belief_of(mind) >> 1,
        paid_of(mind),
        opted_in_of(mind),
    )
    new_life = pack_life(stochastic_round(fear, 2, bits >> 3), ties, employment_of(life))
    restate_ledger(desk, who, ledger, new_ledger, tables.grades.c, tables.grades.aa, wage)
    restate_mind(desk, who, mind, new_mind, tables.dissents_below)
    restate_life(desk, who, life, new_life)
    write_words(desk, slot, new_ledger, new_mind, new_life)


@compiled_part
def open_mail(tables: Tables, desk: Desk, cell: int, district: int, day: int, mails: np.ndarray, first: int, last: int) -> None:
    """The inbox of one cell: sum, apply, answer, and clear the sums for the next cell."""
    number = sum_up(tables, desk, mails, first, last, district, day)
    draw_for_mail(tables, desk, cell, day, number)
    describe(tables, desk, cell, number)
    for j in range(number):
        slot = integer(desk.touched[j])
        who, moods = ((cell << 8) + slot, integer(desk.columns[STRATUM, j]), district, day), words_of(desk, TIES, j)
        if desk.inbox[slot, ARRIVED] == 2:
            book_losses(desk, who, slot)
            receive(tables, desk, j, who, slot, words_of(desk, INBOX, j), moods)
        elif desk.columns[AGE, j] != CHILD:
            answer_calls(tables, desk, j, who, slot, moods)
        for row in range(SUM_ROWS):
            desk.inbox[slot, row] = 0
