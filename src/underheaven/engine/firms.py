"""A day of the firms of a range of districts: complaints read, inspections, one day in seven the week's acts, and schemes (S21 to S23).

Firms live at dawn, from their own words and yesterday's books; what they do to people leaves as mail and arrives tomorrow.
"""

import numpy as np

from underheaven.day.act import offends
from underheaven.day.adaptation import belief_after_act, belief_after_week, perceived_capture
from underheaven.day.firm_offences import WEEKLY_OFFENCES, FirmOffence, firm_deterrent, inclination, opportunity
from underheaven.day.firm_scoring import attention, rule_of
from underheaven.day.firms import Words, customers_of_week, firm_words, integrity_of, is_foreign, sector_of, size_of
from underheaven.day.inspections import counts, rate_of_visits, visited
from underheaven.day.ledger import apply_records, repair
from underheaven.day.political_pressure import asked, complies
from underheaven.day.schemes import occasion, ready
from underheaven.draws.compiled import compiled_entry, compiled_inline, compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.draws.rounding import stochastic_round
from underheaven.engine.firm_desk import ATTENTION, CARRY, MAIL, RATE, ROOM_FOR_MAIL, WORK, FirmDesk, Where, book, owe_purse
from underheaven.engine.firm_harm import end_scheme, enrol, offend, run_scheme, thank_complainants
from underheaven.engine.firm_state import (
    BELIEF,
    CAUSE,
    COMPLAINTS,
    COMPLIES,
    EVIDENCE,
    FALSE_PART,
    HURT_NUMBER,
    MEMBERS,
    MOST_COMPLAINTS,
    RATING,
    RECEIVED,
    SCHEME,
    SCHEME_START,
    UNTIL,
    WRONGFUL,
    FirmState,
    field,
    pack_firm,
    unpack_firm,
)
from underheaven.engine.tally import FIRST_OF_FIRMS, Measure
from underheaven.scenario.compile import Tables

_WEEK_DRAW, _INSPECTION, _DEMAND = int(Purpose.FIRM_WEEK), int(Purpose.INSPECTION), int(Purpose.POLITICAL_DEMAND)
_SCHEME, _RATING = int(FirmOffence.SCHEME), int(FirmOffence.RATING)
_HURTING = 0b1110
_LAST_DAY, _FALSE_BOUND = 8191, 1023
_OFFENCES, _FOUND, _FALSE = int(Measure.FIRM_OFFENCES), int(Measure.FIRM_OFFENCES_FOUND), int(Measure.FIRM_FINDINGS_FALSE)
_FINES, _INSPECTIONS, _PURCHASES = int(Measure.FIRM_FINES), int(Measure.INSPECTIONS), int(Measure.PURCHASES)
_ENTRIES, _ENTRIES_WRONGFUL, _STARTED = int(Measure.FIRM_ENTRIES), int(Measure.FIRM_ENTRIES_WRONGFUL), int(Measure.SCHEMES_STARTED)
_FIRMS, _LISTED, _WRONGLY = int(Measure.FIRMS), int(Measure.FIRMS_LISTED), int(Measure.FIRMS_LISTED_WRONGLY)
_HIDING, _RATING_SUM = int(Measure.FIRMS_HIDING_OFFENCES), int(Measure.FIRM_RATING_SUM)
_SCHEMES, _MEMBERS = int(Measure.SCHEMES), int(Measure.SCHEME_MEMBERS)
_ASKED, _COMPLYING = int(Measure.FIRMS_ASKED), int(Measure.FIRMS_COMPLYING)
WEEK = 7


@compiled_part
def deduct(tables: Tables, desk: FirmDesk, points: int, false: bool) -> None:
    """Move the rating; what is false is remembered beside it."""
    rating, false_part, _ = apply_records(
        tables.firm_scoring.ledger, integer(desk.firm[RATING]), integer(desk.firm[FALSE_PART]), points, points if false else 0
    )
    desk.firm[RATING], desk.firm[FALSE_PART] = rating, min(max(false_part, -_FALSE_BOUND), _FALSE_BOUND)


@compiled_part
def enlist(tables: Tables, desk: FirmDesk, where: Where, kind: int, days: int, false: bool) -> None:
    """List the firm from tomorrow on, or extend its listing; a true find clears the mark of a wrongful one."""
    if days <= 0:
        return
    day = where[2]
    was_listed = desk.firm[UNTIL] > day
    end = min(_LAST_DAY, day + 1 + days)
    if end > desk.firm[UNTIL]:
        desk.firm[UNTIL], desk.firm[CAUSE] = end, kind
    if not was_listed:
        desk.firm[WRONGFUL] = int(false)
        book(desk, where, _ENTRIES, 1)
        book(desk, where, _ENTRIES_WRONGFUL, int(false))
    elif not false:
        desk.firm[WRONGFUL] = 0


@compiled_part
def list_for_rating(tables: Tables, desk: FirmDesk, where: Where) -> None:
    """A rating below the bound lists a firm that is not listed; wrongly, if only false finds brought it there."""
    bound = tables.firm_scoring.list_below
    if desk.firm[RATING] < bound and desk.firm[UNTIL] <= where[2]:
        false = desk.firm[RATING] - desk.firm[FALSE_PART] >= bound
        enlist(tables, desk, where, _RATING, tables.firm_scoring.list_days_of_rating, false)


@compiled_part
def punish(tables: Tables, desk: FirmDesk, where: Where, kind: int, false: bool, counted: bool) -> None:
    """A find: the fine of ordinary law, and under a scoring of firms points, list and a higher fine."""
    points, days, added = rule_of(kind, tables.firm_scoring)
    fine = added + (tables.schemes.fine if kind == _SCHEME else integer(tables.firm_offences.fine[kind]))
    owe_purse(desk, fine)
    book(desk, where, _FINES, fine)
    book(desk, where, _FALSE if false else _FOUND, 1)
    if counted:
        deduct(tables, desk, points, false)
    enlist(tables, desk, where, kind, days, false)


@compiled_part
def learn(tables: Tables, desk: FirmDesk, captured: bool, uniform: int) -> None:
    """The firm learns how often the regime finds what it announces to find."""
    announced = tables.firm_scoring.announced
    if announced > 0:
        belief = belief_after_act(integer(desk.firm[BELIEF]), captured, announced, uniform & 255, tables.adaptation)
        desk.firm[BELIEF] = stochastic_round(belief, 1, uniform >> 8) << 1


@compiled_part
def inspect(tables: Tables, desk: FirmDesk, where: Where, weight: int, size: int) -> None:
    """An inspector looks: what is there is found with the recall, and now and then something that is not."""
    firm, district, day = where
    sight, choice, rounding, mood = draw(tables.society.seed, firm, day, _INSPECTION, 1)
    book(desk, where, _INSPECTIONS, 1)
    desk.firm[COMPLAINTS] = 0
    number = integer(tables.firms.first_firm[district + 1]) - integer(tables.firms.first_firm[district])
    counted = tables.firm_scoring.corrects == 0 or counts(rounding & 0xFFFF, weight, integer(desk.cursor[ATTENTION]), number)
    evidence = integer(desk.firm[EVIDENCE])
    running = desk.firm[SCHEME] > 0
    if running:
        evidence |= 1 << _SCHEME
    if evidence == 0:
        if (sight >> 16) < tables.inspections.false_finding:
            punish(tables, desk, where, (choice * WEEKLY_OFFENCES) >> 32, True, counted)
            list_for_rating(tables, desk, where)
        return
    if (sight & 0xFFFF) >= tables.inspections.recall:
        return
    if running:
        end_scheme(tables, desk, where, mood)
    for kind in range(WEEKLY_OFFENCES + 1):
        if evidence >> kind & 1 == 1:
            punish(tables, desk, where, kind, False, counted)
    if evidence & _HURTING != 0 and desk.firm[HURT_NUMBER] > 0:
        thank_complainants(tables, desk, where, size)
    desk.firm[EVIDENCE] = 0
    learn(tables, desk, True, rounding >> 16)
    list_for_rating(tables, desk, where)


@compiled_part
def answer_demand(tables: Tables, desk: FirmDesk, where: Where, words: Words) -> None:
    """A foreign firm does what is demanded this week, or pays with its rating."""
    desk.firm[COMPLIES] = 0
    if asked(is_foreign(tables.firms, words), sector_of(tables.firms, words), tables.political_pressure):
        mood, _, _, _ = draw(tables.society.seed, where[0], where[2], _DEMAND, 0)
        if complies(integrity_of(words), mood & 255, tables.political_pressure):
            desk.firm[COMPLIES] = 1
        else:
            deduct(tables, desk, tables.political_pressure.points, False)
            list_for_rating(tables, desk, where)


@compiled_part
def live_through_firms_week(tables: Tables, desk: FirmDesk, where: Where, words: Words, size: int) -> None:
    """A firm's week: traces fade, the rating recovers, and opportunities come."""
    firm, _, day = where
    place, choice, rounding, more = draw(tables.society.seed, firm, day, _WEEK_DRAW, 0)
    trade, beginning, hit, _ = draw(tables.society.seed, firm, day, _WEEK_DRAW, 1)
    if desk.firm[EVIDENCE] != 0 and (more & 0xFFFF) < tables.inspections.fading:
        desk.firm[EVIDENCE], desk.firm[COMPLAINTS] = 0, 0
        learn(tables, desk, False, more >> 16)
    belief = belief_after_week(integer(desk.firm[BELIEF]), tables.adaptation)
    desk.firm[BELIEF] = stochastic_round(belief, 1, rounding >> 20) << 1
    desk.firm[RATING], desk.firm[FALSE_PART] = repair(
        tables.firm_scoring.ledger, integer(desk.firm[RATING]), integer(desk.firm[FALSE_PART]), rounding
    )
    kept = tables.firm_scoring.kept if desk.firm[UNTIL] > day else 256
    customers = customers_of_week(tables.firms, size, kept, trade)
    book(desk, where, _PURCHASES, customers)
    capture = perceived_capture(tables.firm_scoring.announced, integer(desk.firm[BELIEF]))
    inclined = inclination(words[2] & 255, tables.firm_offences)
    kind = opportunity(place, sector_of(tables.firms, words), inclined, tables.firm_offences)
    if kind >= 0:
        stake = integer(tables.firm_scoring.stake[kind])
        if offends(choice & 0xFFFF, firm_deterrent(integer(tables.firm_offences.law[kind]), capture, stake)):
            book(desk, where, _OFFENCES, 1)
            offend(tables, desk, where, kind, customers, size, hit)
    if desk.firm[SCHEME] == 0 and ready(words, tables.schemes):
        scheme = occasion(beginning, tables.schemes)
        price = firm_deterrent(tables.schemes.law, capture, integer(tables.firm_scoring.stake[_SCHEME]))
        if scheme > 0 and offends(choice >> 16, price):
            book(desk, where, _OFFENCES, 1)
            book(desk, where, _STARTED, 1)
            desk.firm[SCHEME], desk.firm[SCHEME_START], desk.firm[MEMBERS] = scheme, day, 0
            enrol(tables, desk, where, 1)
    answer_demand(tables, desk, where, words)


@compiled_inline
def weight_of(tables: Tables, standing: int, day: int) -> int:
    """Attention that a firm with this first word gets this morning."""
    return attention(field(standing, RATING), field(standing, COMPLAINTS), field(standing, UNTIL) > day, tables.firm_scoring)


@compiled_part
def share_out_inspectors(tables: Tables, desk: FirmDesk, state: FirmState, district: int, day: int) -> None:
    """Weigh all firms of the district, and set the sampling of the day's visits."""
    first, last = integer(tables.firms.first_firm[district]), integer(tables.firms.first_firm[district + 1])
    total = 0
    for firm in range(first, last):
        total += weight_of(tables, integer(state.standing[firm]), day)
    begin, more, _, _ = draw(tables.society.seed, district, day, _INSPECTION, 0)
    desk.cursor[ATTENTION] = total
    desk.cursor[RATE] = rate_of_visits(tables.firm_scoring.capacity, last - first, total)
    desk.cursor[CARRY] = begin << 8 | more & 255


@compiled_part
def live_firm(tables: Tables, desk: FirmDesk, state: FirmState, where: Where, weight: int, inspected: bool) -> None:
    """One firm's day: yesterday's complaints, the inspector, the week, the scheme."""
    firm, _, day = where
    unpack_firm(desk.firm, integer(state.standing[firm]), integer(state.dealings[firm]))
    words = firm_words(tables.society.seed, firm)
    size = size_of(tables.firms, words)
    if desk.firm[RECEIVED] > 0:
        deduct(tables, desk, integer(desk.firm[RECEIVED]) * tables.firm_scoring.complaint_points, False)
        desk.firm[COMPLAINTS] = min(MOST_COMPLAINTS, desk.firm[COMPLAINTS] + desk.firm[RECEIVED])
        desk.firm[RECEIVED] = 0
        list_for_rating(tables, desk, where)
    if inspected:
        inspect(tables, desk, where, weight, size)
    if desk.firm[SCHEME] > 0:
        run_scheme(tables, desk, where)
    if (day + firm) % WEEK == 0:
        live_through_firms_week(tables, desk, where, words, size)
    standing, dealings = pack_firm(desk.firm)
    state.standing[firm], state.dealings[firm] = standing, dealings
    desk.cursor[WORK] += 1


@compiled_part
def count_firms(standing: np.ndarray, dealings: np.ndarray, first: int, last: int, day: int) -> tuple[int, int, int, int, int, int]:
    """Of these firms: sum of ratings, how many are listed, wrongly, and hide something; schemes, and their members.

    Without a branch, so that eight firms are counted at once.
    """
    ratings, listed, wrongly, hiding, schemes, members = 0, 0, 0, 0, 0, 0
    for firm in range(first, last):
        word, other = integer(standing[firm]), integer(dealings[firm])
        on_list, running = int(field(word, UNTIL) > day), int(field(other, SCHEME) != 0)
        ratings += field(word, RATING)
        listed += on_list
        wrongly += on_list * field(word, WRONGFUL)
        hiding += (1 - on_list) * (int(field(word, EVIDENCE) != 0) | running)
        schemes += running
        members += running * field(other, MEMBERS)
    return ratings, listed, wrongly, hiding, schemes, members


@compiled_part
def take_stock(tables: Tables, desk: FirmDesk, state: FirmState, district: int, day: int) -> None:
    """What the firms of a district are at the day's end."""
    first, last = integer(tables.firms.first_firm[district]), integer(tables.firms.first_firm[district + 1])
    ratings, listed, wrongly, hiding, schemes, members = count_firms(state.standing, state.dealings, first, last, day)
    where = (first, district, day)
    book(desk, where, _FIRMS, last - first)
    book(desk, where, _RATING_SUM, ratings)
    book(desk, where, _LISTED, listed)
    book(desk, where, _WRONGLY, wrongly)
    book(desk, where, _HIDING, hiding)
    book(desk, where, _SCHEMES, schemes)
    book(desk, where, _MEMBERS, members)
    if tables.political_pressure.on == 1:
        count_asked(tables, desk, state, district, day)


@compiled_part
def count_asked(tables: Tables, desk: FirmDesk, state: FirmState, district: int, day: int) -> None:
    """Firms of a district that the political demand concerns, and those that do what it asks."""
    for firm in range(integer(tables.firms.first_firm[district]), integer(tables.firms.first_firm[district + 1])):
        words = firm_words(tables.society.seed, firm)
        if asked(is_foreign(tables.firms, words), sector_of(tables.firms, words), tables.political_pressure):
            book(desk, (firm, district, day), _ASKED, 1)
            book(desk, (firm, district, day), _COMPLYING, field(integer(state.standing[firm]), COMPLIES))


@compiled_entry
def live_firms(tables: Tables, desk: FirmDesk, state: FirmState, first: int, last: int, resume: int, day: int) -> int:
    """Live ``day`` of the firms of districts ``first … last − 1`` from firm ``resume`` on; returns the first firm for which the mail had no
    room, −1 when all have lived. A firm that has nothing to do today is only counted.
    """
    for district in range(first, last):
        begin, end = integer(tables.firms.first_firm[district]), integer(tables.firms.first_firm[district + 1])
        if end <= resume:
            continue
        if begin >= resume:
            share_out_inspectors(tables, desk, state, district, day)
        carry, rate = integer(desk.cursor[CARRY]), integer(desk.cursor[RATE])
        for firm in range(max(begin, resume), end):
            weight = weight_of(tables, integer(state.standing[firm]), day)
            onward, inspected = visited(carry, weight, rate)
            dealings = integer(state.dealings[firm])
            if inspected or (day + firm) % WEEK == 0 or field(dealings, SCHEME) > 0 or field(dealings, RECEIVED) > 0:
                if desk.mails.size - desk.cursor[MAIL] < ROOM_FOR_MAIL + 4 * field(dealings, MEMBERS):
                    desk.cursor[CARRY] = carry
                    return firm
                live_firm(tables, desk, state, (firm, district, day), weight, inspected)
            carry = onward
        take_stock(tables, desk, state, district, day)
    return -1


def visible_sanctions(tallies: np.ndarray) -> np.ndarray:
    """[D]: share (2**-16) of the firms that did wrong which are rightly on the list, for all to see, from the day's tallies."""
    listed = tallies[:, _LISTED - FIRST_OF_FIRMS] - tallies[:, _WRONGLY - FIRST_OF_FIRMS]
    wrong = listed + tallies[:, _HIDING - FIRST_OF_FIRMS]
    return np.asarray((listed << 16) // np.maximum(1, wrong), np.int64)
