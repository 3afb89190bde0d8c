"""Steps of the weekly pass for one adult: what happens to few in a week, and what is sent along ties."""

from underheaven.day.act import CERTAIN, acts, benefit_of
from underheaven.day.credit import forgets, settle_bill, write_off
from underheaven.day.financial_record import months_counted, newly_banked, recorded
from underheaven.day.law import fine_of, released
from underheaven.day.ledger import apply_records
from underheaven.day.perks import deposit_waived, marginal_value
from underheaven.day.sanctions import in_force, weekly_detriment
from underheaven.day.shaming import harassed
from underheaven.day.standing import compliance_payment
from underheaven.day.travel import deposit_paid, premium_refused, trip_refused
from underheaven.day.vocabulary import Domain, Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.acquaintances import write_to_tie
from underheaven.engine.batch import MORE_ROUNDING, PERSON, SOCIAL, words_of
from underheaven.engine.commit import ATOMS, commit, learned, perceived, takes_opportunity
from underheaven.engine.desk import (
    BELIEF,
    BUFFER,
    CAUSE,
    CELL_HARASSED,
    DOMAINS,
    FALSE_PART,
    FEAR,
    FILED,
    FOREIGN,
    GOVERNMENT,
    GRADE,
    INNOCENT,
    KNOWS,
    LEDGER_WAS,
    LINE,
    MIND_WAS,
    PAID,
    RECORDED,
    SCORE,
    UNBANKED,
    UNTIL,
    WAGE,
    WORK_TIER,
    WRONGFUL,
    Account,
    Desk,
    Who,
    count,
    note,
)
from underheaven.engine.mail import ASKED, PROPOSED, RECORD, SHOWN, send
from underheaven.engine.membership import in_scheme, key_here, points_here, reaches_ledger
from underheaven.engine.person import CHILD
from underheaven.engine.remedies import domains_of, end_listing
from underheaven.engine.scheme import spared_deposit
from underheaven.engine.state import belief_of, opted_in_of, with_belief
from underheaven.engine.tally import Measure
from underheaven.engine.watch import RECORDS
from underheaven.scenario.compile import Tables
from underheaven.society.households import household_size, household_start, role
from underheaven.society.people import Trait, trait

_EVENT = int(Purpose.WEEK_EVENT)
_SPEECH, _LATE, _DEFAULT, _ON_TIME = int(Kind.CRITICAL_SPEECH), int(Kind.LATE_BILL), int(Kind.DEFAULT), int(Kind.BILL_ON_TIME)
_CHARITY, _PRAISE = int(Kind.CHARITY), int(Kind.PRAISE)
_GAMES, _TRIVIAL = int(Kind.VIDEO_GAMES), int(Kind.TRIVIAL_PURCHASE)
_CONFORMITY, _HONESTY = int(Trait.CONFORMITY), int(Trait.HONESTY)
_DEPOSITS, _SCHOOLING, _BILLBOARD = int(Domain.DEPOSITS), int(Domain.SCHOOLING), int(Domain.BILLBOARD)
_BILLS, _HARM, _POOL = int(Account.BILLS), int(Account.HARM), int(Account.POOL)
_BILLS_DUE, _UNMET, _RECORDS_TRUE = int(Measure.BILLS_DUE), int(Measure.UNMET_NEEDS), int(Measure.RECORDS_TRUE)
_DEMANDED, _AIR, _PERSONS = int(Measure.TRAVEL_DEMANDED), int(Measure.TRAVEL_DENIED_AIR), int(Measure.PERSONS_DENIED)
_DEPOSIT, _REFUSED, _BARRED = int(Measure.DEPOSITS_PAID), int(Measure.PREMIUM_REFUSED), int(Measure.CHILDREN_BARRED)
_BURDEN, _UNRELATED, _INNOCENT = int(Measure.BURDEN), int(Measure.BURDEN_UNRELATED), int(Measure.BURDEN_INNOCENT)
_WAIVED, _NEWLY_BANKED = int(Measure.DEPOSITS_WAIVED), int(Measure.NEWLY_BANKED)
_HARASSED = int(Measure.HARASSED)


@compiled_part
def expected(tables: Tables, desk: Desk, j: int, who: Who, kind: int) -> int:
    """Capture that the j-th adult expects for an act of this kind, 1/256."""
    column = desk.columns
    member = opted_in_of(integer(column[MIND_WAS, j]))
    return perceived(tables, kind, who, column[KNOWS, j] == 1, integer(column[BELIEF, j]), member)


@compiled_part
def learn(tables: Tables, desk: Desk, j: int, who: Who, kind: int, recorded: bool, lesson: int) -> None:
    """Who knows the regime learns from the own act how often it captures."""
    column = desk.columns
    mind = with_belief(integer(column[MIND_WAS, j]), integer(column[BELIEF, j]) >> 1)
    column[BELIEF, j] = belief_of(learned(tables, who, mind, kind, column[KNOWS, j] == 1, recorded, lesson))


@compiled_part
def pay_bill(tables: Tables, desk: Desk, j: int, who: Who) -> None:
    """The bill of four weeks: paid, forgotten or out of reach; a late one is an act with its record."""
    column, (citizen, _, district, day) = desk.columns, who
    bill_draw, mood = integer(desk.uniforms[SOCIAL + 2, j]), integer(desk.uniforms[SOCIAL + 3, j])
    wage, employment, paid = integer(column[WAGE, j]), integer(column[WORK_TIER, j]), integer(column[PAID, j])
    count(desk, who, _BILLS_DUE, 1)
    forgot = False
    if forgets(tables.credit, bill_draw):
        capture = expected(tables, desk, j, who, _LATE)
        forgot = takes_opportunity(tables, _LATE, district, capture, integer(column[FEAR, j]), mood >> 16)
    fee = money_in_fine(fine_of(tables.ordinary_law, _LATE) * ATOMS, wage, integer(desk.uniforms[MORE_ROUNDING + 3, j]) >> 16)
    free = paid == 0 and released(tables.ordinary_law, draw(tables.society.seed, citizen, day, _EVENT, 0)[0])
    buffer, paid, late, unmet = settle_bill(
        tables.credit, integer(column[BUFFER, j]), integer(column[LINE, j]), employment, paid, fee, forgot, free
    )
    paid = months_counted(column[FILED, j] == 1, paid)
    column[BUFFER, j], column[PAID, j] = buffer, paid
    has_record = recorded(column[FILED, j] == 1, column[UNBANKED, j] == 1, paid, tables.credit.months_for_line)
    if newly_banked(column[RECORDED, j] == 1, has_record):
        count(desk, who, _NEWLY_BANKED, 1)
    desk.accounts[_BILLS] += integer(tables.credit.bill[employment]) * wage
    if unmet:
        count(desk, who, _UNMET, 1)
    if late:
        harm = integer(tables.conduct.harm[_LATE])
        desk.accounts[_POOL] += fee * wage - harm * ATOMS
        desk.accounts[_HARM] += harm * ATOMS
        seen, lesson = commit(tables, desk, words_of(desk, PERSON, j), who, _LATE, harm, False)
        if not unmet:
            learn(tables, desk, j, who, _LATE, seen, lesson)
    elif reaches_ledger(tables, _ON_TIME, citizen, district) and (bill_draw & 0xFFFF) < tables.records.coverage:
        points = points_here(tables, _ON_TIME, district) if in_scheme(tables, citizen, district) else 0
        if points >= 0 and key_here(tables, _ON_TIME, district) == 0:
            score, false_part, _ = apply_records(tables.ledger, integer(column[SCORE, j]), integer(column[FALSE_PART, j]), points, 0)
            column[SCORE, j], column[FALSE_PART, j] = score, false_part
            note(desk, who, _RECORDS_TRUE, 1, _ON_TIME, RECORDS, 1, citizen, points, 0)
        else:
            send(desk, citizen, RECORD, _ON_TIME + 16 * RECORDS + 256)


@compiled_part
def default_on_debt(tables: Tables, desk: Desk, j: int, who: Who) -> None:
    """A debt is written off; the lenders lose the rest, and the court hears of it."""
    column = desk.columns
    buffer, loss = write_off(tables.credit, integer(column[BUFFER, j]))
    column[BUFFER, j], column[PAID, j] = buffer, 0
    desk.accounts[_POOL] -= loss * integer(column[WAGE, j])
    commit(tables, desk, words_of(desk, PERSON, j), who, _DEFAULT, integer(tables.conduct.harm[_DEFAULT]), False)


@compiled_part
def bear(tables: Tables, desk: Desk, j: int, who: Who, domain: int) -> None:
    """The detriment of one event in one domain."""
    cost = integer(tables.sanctions.detriment[domain])
    burden(desk, j, who, cost, cost if in_force(integer(desk.columns[FOREIGN, j]), domain) else 0)


@compiled_part
def go_out(tables: Tables, desk: Desk, j: int, who: Who, occasion: int, wanted: int) -> None:
    """A deposit, a premium good, a trip: counted, and what the sanctions in force make of it."""
    column = desk.columns
    domains = integer(column[DOMAINS, j])
    if occasion == 1:
        waived = deposit_waived(tables.perks, integer(column[GRADE, j])) and in_scheme(tables, who[0], who[2])
        waived = waived or spared_deposit(tables, integer(column[LEDGER_WAS, j]), integer(column[MIND_WAS, j]), who[3])
        if deposit_paid(waived, domains):
            count(desk, who, _DEPOSIT, 1)
            if in_force(domains, _DEPOSITS):
                bear(tables, desk, j, who, _DEPOSITS)
        else:
            count(desk, who, _WAIVED, 1)
    elif occasion == 3 and premium_refused(domains):
        count(desk, who, _REFUSED, 1)
    if wanted > 0:
        count(desk, who, _DEMANDED, 1)
        if trip_refused(wanted, domains):
            column[FEAR, j] += refuse_trip(tables, desk, who, wanted)
            bear(tables, desk, j, who, wanted - 1)


@compiled_part
def bear_sanctions(tables: Tables, desk: Desk, j: int, who: Who) -> None:
    """What seven days in the domains in force cost, children included."""
    domains = integer(desk.columns[DOMAINS, j])
    children = children_barred(tables, desk, who[0], who[2], who[3]) if in_force(domains, _SCHOOLING) else 0
    if children > 0:
        count(desk, who, _BARRED, children)
    foreign = domains & integer(desk.columns[FOREIGN, j])
    cost = weekly_detriment(tables.sanctions, domains, children > 0)
    burden(desk, j, who, cost, weekly_detriment(tables.sanctions, foreign, children > 0))


@compiled_part
def be_harassed(tables: Tables, desk: Desk, j: int, who: Who, uniform: int) -> None:
    """Whoever is shamed in public may be harassed."""
    if not harassed(True, uniform, tables.shaming):
        return
    column = desk.columns
    count(desk, who, _HARASSED, 1)
    desk.sums[CELL_HARASSED] += 1
    column[FEAR, j] += tables.shaming.fear_of_victim
    column[GOVERNMENT, j] += tables.shaming.trust_in_government
    column[BUFFER, j] -= tables.shaming.loss
    desk.accounts[_HARM] += tables.shaming.loss * integer(column[WAGE, j])
    bear(tables, desk, j, who, _BILLBOARD)


@compiled_part
def pay_off_list(tables: Tables, desk: Desk, j: int, who: Who) -> None:
    """A listed debtor with money decides about paying, and leaves the list."""
    column = desk.columns
    number = integer(tables.sanctions.by_cause[column[CAUSE, j]])
    fields = 0
    for domain in range(12):
        fields += number >> domain & 1
    honesty, mood = trait(words_of(desk, PERSON, j), _HONESTY), integer(desk.uniforms[SOCIAL + 3, j])
    if not acts(benefit_of(64 + 16 * fields, 64 + 16 * fields, honesty, mood & 255), CERTAIN, 96):
        return
    wage, until, wrongful = integer(column[WAGE, j]), integer(column[UNTIL, j]), integer(column[WRONGFUL, j])
    price = money_in_fine(tables.lists.compliance_payment * ATOMS, wage, integer(desk.uniforms[MORE_ROUNDING + 2, j]) & 0xFFFF)
    payment = compliance_payment(integer(column[BUFFER, j]), price)
    column[BUFFER, j] -= payment
    desk.accounts[_POOL] += payment * wage
    column[UNTIL, j] = end_listing(desk, who, until, wrongful)


@compiled_part
def money_in_fine(money: int, wage: int, uniform: int) -> int:
    """An amount in 1/128 currency units in fine units of a class; ``uniform`` of 16 bits rounds."""
    whole = money // wage
    return whole + int(((uniform * wage) >> 16) < money - whole * wage)


@compiled_part
def flag(citizen: int) -> int:
    """The bit of a citizen in a word of 64, as a signed number."""
    return -(1 << 62) * 2 if citizen & 63 == 63 else 1 << (citizen & 63)


@compiled_part
def burden(desk: Desk, j: int, who: Who, amount: int, foreign: int) -> None:
    """Detriment of a sanction in currency units, the part in unrelated fields, and the part borne by the innocent."""
    if amount > 0:
        count(desk, who, _BURDEN, amount)
        if foreign > 0:
            count(desk, who, _UNRELATED, foreign)
        if desk.columns[INNOCENT, j] == 1:
            count(desk, who, _INNOCENT, amount)


@compiled_part
def refuse_trip(tables: Tables, desk: Desk, who: Who, wanted: int) -> int:
    """A refused trip: counted as an event and, the first time, as a person; returns the fear it adds."""
    citizen = who[0]
    note(desk, who, _AIR + wanted - 1, 1, -1, -1, 1, -1, 0, 0)
    bit = desk.denied[citizen >> 6 & 3] >> (citizen & 63) & 1
    if bit == 0:
        desk.denied[citizen >> 6 & 3] |= flag(citizen)
        count(desk, who, _PERSONS, 1)
    return tables.sanctions.fear_of_refusal if wanted == 1 else 0


@compiled_part
def children_barred(tables: Tables, desk: Desk, citizen: int, district: int, day: int) -> int:
    """Children of the household, counted for the first of its members whose sanctions bar them from schools."""
    start = household_start(tables.society, citizen)
    children = 0
    for member in range(start, start + household_size(tables.society, citizen)):
        if role(tables.society, member) == CHILD:
            children += 1
        elif member < citizen and in_force(domains_of(tables, member, integer(desk.ledger[member & 255]), district, day), _SCHOOLING):
            return 0
    return children


@compiled_part
def ask_ties(tables: Tables, desk: Desk, citizen: int, ties: int, shown: int) -> None:
    """Ask every living tie for aid; six bits higher stands whether the asker is shown."""
    for k in range(6):
        if ties >> k & 1 == 1:
            write_to_tie(desk, citizen, k, ASKED, 1 << k | shown << k + 6)


@compiled_part
def show_ties(tables: Tables, desk: Desk, citizen: int, day: int, ties: int) -> None:
    """A shamed citizen's ties consider a cut with a weekly chance, drawn here, so that those who do not need no mail."""
    a, b, c, d = draw(tables.society.seed, citizen, day, _EVENT, 1)
    e, f, _, _ = draw(tables.society.seed, citizen, day, _EVENT, 2)
    uniforms = (a, b, c, d, e, f)
    for k in range(6):
        if ties >> k & 1 == 1 and uniforms[k] < tables.ties.cut:
            write_to_tie(desk, citizen, k, SHOWN, 1 << k)


@compiled_part
def propose_tie(tables: Tables, desk: Desk, citizen: int, ties: int, uniform: int) -> None:
    """Propose to revive one of the dead ties."""
    dead = 0
    for k in range(6):
        dead += 1 - (ties >> k & 1)
    chosen = (uniform * dead) >> 32
    for k in range(6):
        if ties >> k & 1 == 0:
            if chosen == 0:
                write_to_tie(desk, citizen, k, PROPOSED, 1 << k)
            chosen -= 1


@compiled_part
def works_for_points(tables: Tables, score: int, conformity: int, mood: int) -> bool:
    """The act "work for points": what a point is worth to this person against the effort; ``mood`` of 8 bits."""
    worth = marginal_value(tables.perks, score)
    return acts(benefit_of(worth, worth, conformity, mood), CERTAIN, tables.perks.effort)
