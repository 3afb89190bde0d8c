"""What firms do to people: customers and staff hit, members drawn into schemes, losers at the end (S21, S22)."""

import numpy as np

from underheaven.day.firm_offences import FirmOffence, number_hit
from underheaven.day.firms import jobs_of
from underheaven.day.schemes import commission_of, ends, joiners, loses, most_members, recruiter
from underheaven.draws.compiled import compiled_part, compiled_part_with_memory, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.draws.rounding import stochastic_round
from underheaven.engine.firm_desk import FirmDesk, Where, book, on_list, open_list, owe_purse, people_of, post, take
from underheaven.engine.firm_state import (
    EVIDENCE,
    HURT_DAY,
    HURT_KIND,
    HURT_NUMBER,
    MEMBERS,
    MOST_COMPLAINTS,
    RECEIVED,
    SCHEME,
    SCHEME_START,
)
from underheaven.engine.mail import BUSINESS, LOSS_COMMISSION, LOSS_FEE
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.people import class_of, household_words

_TAX, _ARREARS, _SCHEME = int(FirmOffence.TAX_EVASION), int(FirmOffence.WAGE_ARREARS), int(FirmOffence.SCHEME)
_COMPLAINT, _MEMBER, _SCHEME_DAY = int(Purpose.COMPLAINT), int(Purpose.SCHEME_MEMBER), int(Purpose.SCHEME)
_FRAUDS, _EVADED, _COMPLAINTS = int(Measure.FRAUDS), int(Measure.FIRM_TAX_EVADED), int(Measure.COMPLAINTS)
_JOINERS, _ENDED, _LOSERS, _LOSSES = (
    int(Measure.SCHEME_JOINERS), int(Measure.SCHEMES_ENDED), int(Measure.SCHEME_LOSERS), int(Measure.SCHEME_LOSSES),
)  # fmt: skip


@compiled_part
def of_four(words: tuple[int, int, int, int], place: int) -> int:
    """One of four words."""
    return words[0] if place == 0 else words[1] if place == 1 else words[2] if place == 2 else words[3]


@compiled_part
def complains(tables: Tables, where: Where, kind: int, day: int, place: int) -> bool:
    """Whether the person at this place of the list hit on ``day`` complains; the draw stays the person's, so it can be asked again."""
    words = draw(tables.society.seed, where[0], day, _COMPLAINT, kind << 4 | place >> 2)
    return of_four(words, place & 3) < integer(tables.firm_offences.complaint[kind])


@compiled_part
def person_hit(tables: Tables, desk: FirmDesk, where: Where, kind: int, day: int, place: int, jobs: int) -> int:
    """Who was hit on ``day`` at this place of the open list; the staff take turns."""
    if kind == _ARREARS:
        place = (place + day) % max(1, min(jobs, people_of(tables, where[1])))
    return on_list(tables, desk, where[1], place)


@compiled_part
def offend(tables: Tables, desk: FirmDesk, where: Where, kind: int, customers: int, size: int, uniform: int) -> None:
    """An offence: its victims' losses go by mail, their complaints into the firm's own inbox."""
    firm, district, day = where
    desk.firm[EVIDENCE] |= 1 << kind
    if kind == _TAX:
        loss = integer(tables.firm_offences.loss[_TAX])
        owe_purse(desk, -loss)
        book(desk, where, _EVADED, loss)
        return
    jobs = jobs_of(tables.firms, size)
    share = tables.firm_offences.staff_hit if kind == _ARREARS else tables.firm_offences.customers_hit
    hit = min(number_hit(jobs if kind == _ARREARS else customers, share, uniform, tables.firm_offences), people_of(tables, district))
    open_list(tables, desk, firm, 0 if kind == _ARREARS else day, False)
    received = 0
    for place in range(hit):
        victim = person_hit(tables, desk, where, kind, day, place, jobs)
        loss = integer(tables.firm_offences.loss[kind])
        if kind == _ARREARS:
            loss = integer(tables.society.wage[class_of(tables.society, victim, household_words(tables.society, victim))])
        take(desk, victim, kind, loss)
        received += int(complains(tables, where, kind, day, place))
    if kind != _ARREARS:
        book(desk, where, _FRAUDS, hit)
    if hit > 0:
        desk.firm[HURT_DAY], desk.firm[HURT_NUMBER], desk.firm[HURT_KIND] = day, hit, kind
    receive(desk, where, received)


@compiled_part
def receive(desk: FirmDesk, where: Where, complaints: int) -> None:
    """Complaints reach the firm's inbox; it is opened tomorrow."""
    book(desk, where, _COMPLAINTS, complaints)
    desk.firm[RECEIVED] = min(MOST_COMPLAINTS, desk.firm[RECEIVED] + complaints)


@compiled_part
def thank_complainants(tables: Tables, desk: FirmDesk, where: Where, size: int) -> None:
    """Who complained of the last offence hears that it led to something; asked again by the same draws, nobody's name is kept."""
    firm, _, _ = where
    day, kind = integer(desk.firm[HURT_DAY]), integer(desk.firm[HURT_KIND])
    jobs = jobs_of(tables.firms, size)
    open_list(tables, desk, firm, 0 if kind == _ARREARS else day, False)
    for place in range(desk.firm[HURT_NUMBER]):
        if complains(tables, where, kind, day, place):
            post(desk, person_hit(tables, desk, where, kind, day, place, jobs), BUSINESS, tables.trust.complaint_answered)
    desk.firm[HURT_NUMBER] = 0


@compiled_part
def recruiter_of(tables: Tables, firm: int, begun: int, joiner: int) -> int:
    """Which earlier member recruited this one: a draw that belongs to the member."""
    words = draw(tables.society.seed, firm, begun, _MEMBER, 2 + (joiner >> 2))
    return recruiter(of_four(words, joiner & 3), joiner)


@compiled_part
def enrol(tables: Tables, desk: FirmDesk, where: Where, number: int) -> None:
    """So many new members pay their fee, and their recruiters get the commission."""
    firm, district, _ = where
    kind, begun = integer(desk.firm[SCHEME]), integer(desk.firm[SCHEME_START])
    members = integer(desk.firm[MEMBERS])
    people, commission = people_of(tables, district), commission_of(kind, tables.schemes)
    open_list(tables, desk, firm, begun, True)
    number = min(number, people - members)
    for joiner in range(members, members + number):
        take(desk, on_list(tables, desk, district, joiner), LOSS_FEE, integer(tables.schemes.fee[kind - 1]))
        if joiner > 0 and commission > 0:
            earlier = recruiter_of(tables, firm, begun, joiner)
            take(desk, on_list(tables, desk, district, earlier), LOSS_COMMISSION, commission)
    desk.firm[MEMBERS] = members + number
    book(desk, where, _JOINERS, number)


@compiled_part_with_memory
def end_scheme(tables: Tables, desk: FirmDesk, where: Where, uniform: int) -> None:
    """The scheme ends: who did not earn the fee back knows it now; some complain."""
    firm, district, _ = where
    kind, begun, members = integer(desk.firm[SCHEME]), integer(desk.firm[SCHEME_START]), integer(desk.firm[MEMBERS])
    recruits = np.zeros(members, np.int64)
    for joiner in range(1, members):
        recruits[recruiter_of(tables, firm, begun, joiner)] += 1
    open_list(tables, desk, firm, begun, True)
    losers = 0
    for member in range(members):
        if loses(integer(recruits[member]), kind, tables.schemes):
            losers += 1
            post(desk, on_list(tables, desk, district, member), BUSINESS, tables.trust.consumer_loss)
    book(desk, where, _ENDED, 1)
    book(desk, where, _LOSERS, losers)
    lost = members * integer(tables.schemes.fee[kind - 1]) - max(0, members - 1) * commission_of(kind, tables.schemes)
    book(desk, where, _LOSSES, lost)
    receive(desk, where, stochastic_round(losers * tables.schemes.complaint, 16, uniform))
    desk.firm[MEMBERS], desk.firm[SCHEME], desk.firm[SCHEME_START] = 0, 0, 0
    desk.firm[EVIDENCE] |= 1 << _SCHEME


@compiled_part
def run_scheme(tables: Tables, desk: FirmDesk, where: Where) -> None:
    """A day of a running scheme: it grows, or it ends."""
    firm, district, day = where
    growing, ending, complaining, _ = draw(tables.society.seed, firm, day, _SCHEME_DAY, 0)
    most = most_members(people_of(tables, district), tables.schemes)
    enrol(tables, desk, where, joiners(integer(desk.firm[MEMBERS]), most, growing, tables.schemes))
    if ends(integer(desk.firm[SCHEME]), day - integer(desk.firm[SCHEME_START]), ending, tables.schemes):
        end_scheme(tables, desk, where, complaining)
