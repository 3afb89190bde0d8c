"""The weekly pass over one citizen: every law whose day means nothing, in the order of ``day/schedule.py``.

One hand-written function; each step calls its mechanism and books what it did. Fine units of money times the class's wage are 1/128
currency units, so all accounts are exact in integers.
"""

from underheaven.day.act import CERTAIN, acts, benefit_of, fear_multiplier
from underheaven.day.adaptation import belief_after_week, fear_after_week, fear_of_cell, fear_of_household
from underheaven.day.conduct import helps, speaks_falsely, weekly_kind
from underheaven.day.credit import bill_due, credit_line, defaults, forgets, recorded, settle_bill, weekly_rate, write_off
from underheaven.day.economy import hardship, live_week, shocked
from underheaven.day.expression import (
    boldness,
    discontent,
    dissents,
    price_of_dissent,
    protected,
    stake_of,
    visibility_of_dissent,
)
from underheaven.day.jobs import next_employment
from underheaven.day.knowledge import newly_aware
from underheaven.day.law import fine_of, garnished, released
from underheaven.day.ledger import apply_records, repair
from underheaven.day.perks import deposit_waived, grateful, interest_factor, perk_of_week
from underheaven.day.sanctions import in_force, unrelated, weekly_detriment
from underheaven.day.shaming import fear_in_cell, harassed, is_shamed, is_shown
from underheaven.day.standing import compliance_payment, decides_on_payment, grade_of, leave_list
from underheaven.day.ties import proposes
from underheaven.day.travel import deposit_paid, flow, premium_refused, trip, trip_refused
from underheaven.day.trust import business_week, government_week, neighbours_reverted, neighbours_week, own_government_baseline, reverted
from underheaven.day.vocabulary import Domain, Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.draws.rounding import clamp, stochastic_round
from underheaven.engine.batch import FATE, MORE_ROUNDING, ROUNDING, SLOTS, SOCIAL, words_of
from underheaven.engine.commit import ATOMS, commit, learned, perceived, takes_opportunity
from underheaven.engine.desk import (
    CELL_ADULTS,
    CELL_DISSENTERS,
    CELL_HARASSED,
    CELL_REPORTS,
    CELL_SHOWN,
    CELL_VICTIMS,
    WORK,
    Account,
    Desk,
    Who,
    count,
    note,
    schedule_expiry,
)
from underheaven.engine.inbox import domains_of
from underheaven.engine.mail import RECORD, send
from underheaven.engine.person import Person
from underheaven.engine.state import (
    appeal_of,
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
    wrongful_of,
)
from underheaven.engine.stocks import restate_ledger, restate_life, restate_mind
from underheaven.engine.tally import Measure
from underheaven.engine.watch import RECORDS, reaches_ledger
from underheaven.engine.week_steps import (
    ask_ties,
    burden,
    children_barred,
    household_listed,
    money_in_fine,
    propose_tie,
    refuse_trip,
    show_ties,
    works_for_points,
)
from underheaven.scenario.compile import Tables
from underheaven.society.people import Trait, trait

_EVENT = int(Purpose.WEEK_EVENT)
_SPEECH, _LATE, _DEFAULT, _ON_TIME = int(Kind.CRITICAL_SPEECH), int(Kind.LATE_BILL), int(Kind.DEFAULT), int(Kind.BILL_ON_TIME)
_CHARITY, _PRAISE = int(Kind.CHARITY), int(Kind.PRAISE)
_LOANS, _HIRING, _PROMOTION = int(Domain.LOANS), int(Domain.HIRING), int(Domain.PROMOTION)
_DEPOSITS, _INTERNET, _PREMIUM = int(Domain.DEPOSITS), int(Domain.INTERNET), int(Domain.PREMIUM_GOODS)
_BILLBOARD, _SCHOOLING = int(Domain.BILLBOARD), int(Domain.SCHOOLING)
_CONFORMITY, _BOLDNESS, _HONESTY = int(Trait.CONFORMITY), int(Trait.BOLDNESS), int(Trait.HONESTY)
_WAGES, _CONSUMPTION, _BILLS = int(Account.WAGES), int(Account.CONSUMPTION), int(Account.BILLS)
_SHOCKS, _HARM, _PURSE, _POOL, _REST = int(Account.SHOCKS), int(Account.HARM), int(Account.PURSE), int(Account.POOL), int(Account.ROUNDING)
_SHOCK, _UNINSURED, _BILLS_DUE = int(Measure.SHOCKS), int(Measure.SHOCKS_UNINSURED), int(Measure.BILLS_DUE)
_UNMET, _HARASSED = int(Measure.UNMET_NEEDS), int(Measure.HARASSED)
_DEMANDED, _AIR, _PERSONS = int(Measure.TRAVEL_DEMANDED), int(Measure.TRAVEL_DENIED_AIR), int(Measure.PERSONS_DENIED)
_DEPOSIT, _REFUSED, _BARRED = int(Measure.DEPOSITS_PAID), int(Measure.PREMIUM_REFUSED), int(Measure.CHILDREN_BARRED)
_BURDEN, _UNRELATED, _INNOCENT = int(Measure.BURDEN), int(Measure.BURDEN_UNRELATED), int(Measure.BURDEN_INNOCENT)
_WRONGFUL_DAYS, _RECORDS_TRUE = int(Measure.WRONGFUL_DAYS), int(Measure.RECORDS_TRUE)
_FULLEST = 6143
WEEK = 7


@compiled_part
def live_through_week(tables: Tables, desk: Desk, person: Person, who: Who, visible: int) -> None:
    """One adult's week; ``desk.news``: the cell's sums as the pass found them, ``visible``: share of visible dissenters, 1/256."""
    citizen, _, district, day = who
    seed, society = tables.society.seed, tables.society
    ledger, mind, life = unpack(desk, citizen)
    word, baseline_draw, _, _ = words_of(desk, FATE, citizen)
    aware_below = integer(tables.knowledge.aware_below[district])
    knows = word < aware_below
    reached = integer(tables.exposed[district]) == 1
    r0, r1, r2, r3 = words_of(desk, ROUNDING, citizen)
    x0, x1, x2, x3 = words_of(desk, MORE_ROUNDING, citizen)
    conduct_draw, flow_draw, job_draw, shock_draw = words_of(desk, SLOTS, citizen)
    travel_draw, social_draw, bill_draw, mood = words_of(desk, SOCIAL, citizen)
    wage = integer(society.wage[person.social_class])
    fear, belief = fear_of(life), belief_of(mind)
    ties, employment, paid = ties_of(life), employment_of(life), paid_of(mind)
    until, cause, wrongful = until_of(ledger), cause_of(ledger), wrongful_of(ledger)
    listed = until > day
    grade = grade_of(tables.grades, score_of(ledger)) if reached else 2
    eligible = reached and knows and not listed
    domains = domains_of(tables, ledger, district, day)
    foreign = unrelated(tables.sanctions, domains, listed, cause)
    shown, wrong = is_shown(domains, tables.shaming), wrongful if listed else 0
    government, neighbours, business = government_of(mind), neighbours_of(mind), business_of(mind)
    perk = perk_of_week(tables.perks, grade, eligible)

    # ledger: time repairs
    score, false_part = repair(tables.ledger, score_of(ledger), false_part_of(ledger), r0)

    # economy: income, consumption, shock, interest, perk and transfer, bill, default
    shock = shocked(tables.economy, shock_draw)
    barred = in_force(domains, _LOANS)
    has_record = recorded(tables.credit, person.unbanked)
    rate = weekly_rate(tables.credit, tables.spread, person.unbanked and has_record, barred, interest_factor(tables.perks, grade, eligible))
    income = integer(tables.economy.income[employment])
    withheld = garnished(tables.ordinary_law, employment, income, paid)
    buffer, consumption, interest = live_week(
        tables.economy, buffer_steps_of(ledger) << 3, person.social_class, employment, withheld, shock, rate, r1
    )
    desk.accounts[_WAGES] -= income * wage
    desk.accounts[_POOL] += (withheld + interest) * wage
    desk.accounts[_CONSUMPTION] += consumption * wage
    if shock:
        desk.accounts[_SHOCKS] += tables.economy.shock * wage
        count(desk, who, _SHOCK, 1)
        count(desk, who, _UNINSURED, 1)
        ask_ties(tables, desk, citizen, ties, int(shown))
    if perk != 0 or tables.transfer != 0:
        gift = money_in_fine(perk * ATOMS + tables.transfer, wage, x3 & 0xFFFF)
        buffer += gift
        desk.accounts[_PURSE] -= gift * wage
    line = credit_line(tables.credit, has_record, paid, barred)
    if bill_due(citizen, (day + (citizen >> 8)) // WEEK):
        count(desk, who, _BILLS_DUE, 1)
        capture = perceived(tables, _LATE, district, knows, belief)
        forgot = forgets(tables.credit, bill_draw) and takes_opportunity(tables, _LATE, capture, fear, mood >> 16)
        fee = money_in_fine(fine_of(tables.ordinary_law, _LATE) * ATOMS, wage, x3 >> 16)
        bill = integer(tables.credit.bill[employment])
        free = released(tables.ordinary_law, draw(seed, citizen, day, _EVENT, 0)[0])
        buffer, paid, late, unmet = settle_bill(tables.credit, buffer, line, employment, paid, fee, forgot, free)
        desk.accounts[_BILLS] += bill * wage
        if unmet:
            count(desk, who, _UNMET, 1)
        if late:
            harm = integer(tables.conduct.harm[_LATE])
            desk.accounts[_POOL] += fee * wage - harm * ATOMS
            desk.accounts[_HARM] += harm * ATOMS
            was_recorded = commit(tables, desk, person, who, _LATE, harm, False)
            if not unmet:
                mind = learned(tables, who, mind, _LATE, knows, was_recorded)
                belief = belief_of(mind)
        elif reaches_ledger(tables, _ON_TIME, district) and (bill_draw & 0xFFFF) < tables.records.coverage:
            points = integer(tables.rulebook.points[_ON_TIME]) * integer(tables.exposed[district])
            if points >= 0 and integer(tables.rulebook.key[_ON_TIME]) == 0:
                score, false_part, _ = apply_records(tables.ledger, score, false_part, points, 0)
                note(desk, who, _RECORDS_TRUE, 1, _ON_TIME, RECORDS, 1, citizen, points, 0)
            else:
                send(desk, citizen, RECORD, _ON_TIME + 16 * RECORDS + 256)
    if defaults(tables.credit, buffer, line, social_draw):
        buffer, loss = write_off(tables.credit, buffer)
        paid = 0
        desk.accounts[_POOL] -= loss * wage
        commit(tables, desk, person, who, _DEFAULT, integer(tables.conduct.harm[_DEFAULT]), False)
    employment = next_employment(
        tables.jobs, employment, person.social_class, in_force(domains, _HIRING), in_force(domains, _PROMOTION), job_draw
    )

    # conduct of the week
    kind = weekly_kind(conduct_draw, tables.conduct)
    if kind >= 0:
        harm = integer(tables.conduct.harm[kind])
        if kind >= _CHARITY:
            skill = trait(person.words, _CONFORMITY if kind == _PRAISE else _HONESTY)
            works = eligible and works_for_points(tables, score, trait(person.words, _CONFORMITY), mood & 255)
            acted = helps(conduct_draw, kind, skill, works, tables.conduct)
        elif kind == _SPEECH:
            acted = dissents_of(ledger) == 1
            harm = tables.conduct.false_speech_harm if speaks_falsely(x2 >> 16, tables.conduct) else 0
        else:
            acted = takes_opportunity(tables, kind, perceived(tables, kind, district, knows, belief), fear, (mood >> 8) & 0xFFFF)
        if acted:
            was_recorded = commit(tables, desk, person, who, kind, harm, False)
            if kind < _CHARITY:
                mind = learned(tables, who, mind, kind, knows, was_recorded)
                belief = belief_of(mind)

    # sanctions and flows: deposits, premium goods, trips, and what every day under sanctions costs
    occasion = flow(tables.travel, flow_draw)
    if occasion == 1:
        waived = deposit_waived(tables.perks, grade) and reached
        if deposit_paid(waived, domains):
            count(desk, who, _DEPOSIT, 1)
            if in_force(domains, _DEPOSITS):
                cost = integer(tables.sanctions.detriment[_DEPOSITS])
                burden(tables, desk, who, cost, cost if in_force(foreign, _DEPOSITS) else 0, wrong)
    elif occasion == 3 and premium_refused(domains):
        count(desk, who, _REFUSED, 1)
    wanted = trip(tables.travel, person.social_class, travel_draw)
    if wanted > 0:
        count(desk, who, _DEMANDED, 1)
        if trip_refused(wanted, domains):
            fear += refuse_trip(tables, desk, who, wanted)
            cost = integer(tables.sanctions.detriment[wanted - 1])
            burden(tables, desk, who, cost, cost if in_force(foreign, wanted - 1) else 0, wrong)
    if domains != 0:
        children = children_barred(tables, desk, citizen, district, day) if in_force(domains, _SCHOOLING) else 0
        if children > 0:
            count(desk, who, _BARRED, children)
        cost = weekly_detriment(tables.sanctions, domains, children > 0)
        burden(tables, desk, who, cost, weekly_detriment(tables.sanctions, domains & foreign, children > 0), wrong)

    # shaming, ties, and the way off the list
    if is_shamed(domains, tables.shaming) and harassed(True, social_draw, tables.shaming):
        count(desk, who, _HARASSED, 1)
        desk.sums[CELL_HARASSED] += 1
        fear += tables.shaming.fear_of_victim
        government += tables.shaming.trust_in_government
        buffer -= tables.shaming.loss
        desk.accounts[_HARM] += tables.shaming.loss * wage
        cost = integer(tables.sanctions.detriment[_BILLBOARD])
        burden(tables, desk, who, cost, cost if in_force(foreign, _BILLBOARD) else 0, wrong)
    if shown:
        show_ties(tables, desk, citizen, day, ties)
    elif ties != 63 and proposes(social_draw, False, tables.ties):
        propose_tie(tables, desk, citizen, ties, x0)
    if listed and decides_on_payment(tables.lists, integer(tables.cause_context[cause]), buffer, social_draw):
        number = integer(tables.sanctions.by_cause[cause])
        fields = 0
        for domain in range(12):
            fields += number >> domain & 1
        benefit = benefit_of(64 + 16 * fields, 64 + 16 * fields, trait(person.words, _HONESTY), mood & 255)
        if acts(benefit, CERTAIN, 96):
            price = money_in_fine(tables.lists.compliance_payment * ATOMS, wage, x2 & 0xFFFF)
            payment = compliance_payment(buffer, price)
            buffer -= payment
            desk.accounts[_POOL] += payment * wage
            end, taken_back = leave_list(until, wrongful, day)
            schedule_expiry(desk, who, wrongful, until, -1)
            schedule_expiry(desk, who, wrongful, end, 1)
            if taken_back > 0:
                count(desk, who, _WRONGFUL_DAYS, -taken_back)
            until = end

    # adaptation: belief and fear
    belief = belief_after_week(belief, tables.adaptation)
    members = max(1, integer(desk.news[CELL_ADULTS]))
    fear = fear_after_week(clamp(fear, 0, 252), r0 >> 20, tables.adaptation)
    fear += fear_of_household(household_listed(tables, desk, citizen, day), x1 & 0xFFFF, tables.adaptation)
    fear += fear_of_cell(integer(desk.news[CELL_SHOWN]), members, x1 >> 16, tables.adaptation)
    fear += fear_in_cell(integer(desk.news[CELL_HARASSED]), tables.shaming)

    # trust in neighbours, business and government
    neighbours += neighbours_week(
        integer(desk.news[CELL_REPORTS]), integer(desk.news[CELL_VICTIMS]), members, r2 >> 16, r3 >> 16, tables.trust
    )
    neighbours = neighbours_reverted(clamp(neighbours, 0, 254), tables.censorship.strength, r2 & 0xFFFF, tables.trust)
    business += business_week(integer(tables.visible_sanctions[district]), x0 & 0xFFFF, tables.trust)
    business = reverted(business, tables.trust.business_baseline, r3 & 255, tables.trust)
    government += government_week(hardship(buffer), x0 >> 16, tables.trust) + int(grateful(tables.perks, perk, x2))
    if newly_aware(word, integer(tables.aware_before[district]), aware_below):
        government -= tables.knowledge.trust_lost
    own_baseline = own_government_baseline(baseline_draw, tables.trust)
    government = clamp(reverted(clamp(government, 0, 254), own_baseline, r3 >> 8 & 255, tables.trust), 0, 254)

    # expression
    capture = perceived(tables, _SPEECH, district, knows, belief)
    stake = stake_of(integer(tables.conduct.response[_SPEECH]), integer(tables.rulebook.severity[_SPEECH]))
    emphasis = fear_multiplier(clamp(fear, 0, 252), tables.adaptation.fear_weight)
    price = protected(price_of_dissent(capture, stake, emphasis, tables.expression), visible, tables.expression)
    bold = boldness(trait(person.words, _BOLDNESS), tables.expression)
    seen = visibility_of_dissent(capture, stake, tables.expression)
    dissent = int(dissents(discontent(government, tables.expression), bold, tables.expression.tolerated, price, seen, 8))

    # write back
    steps = clamp(stochastic_round(buffer, 3, r1 >> 24), -2048, _FULLEST)
    desk.accounts[_REST] += (buffer - steps * 8) * wage
    new_ledger = pack_ledger(score, false_part, steps, until, cause, wrongful, appeal_of(ledger), commercial_of(ledger), dissent)
    new_mind = pack_mind(
        stochastic_round(clamp(neighbours, 0, 254), 1, r1 >> 27),
        stochastic_round(clamp(business, 0, 254), 1, r1 >> 28),
        stochastic_round(government, 1, r1 >> 29),
        stochastic_round(belief, 1, r1 >> 30),
        paid,
        opted_in_of(mind),
    )
    new_life = pack_life(stochastic_round(clamp(fear, 0, 252), 2, x3 >> 8), ties, employment)
    _, old_mind, _ = unpack(desk, citizen)
    restate_ledger(desk, who, ledger, new_ledger, tables.grades.c, tables.grades.aa, wage)
    restate_mind(desk, who, old_mind, new_mind, tables.dissents_below)
    restate_life(desk, who, life, new_life)
    desk.ledger[citizen & 255] = new_ledger
    desk.mind[citizen & 255] = new_mind
    desk.life[citizen & 255] = new_life
    desk.sums[CELL_DISSENTERS] += dissent * (1 if in_force(domains, _INTERNET) else 2)
    desk.sums[CELL_SHOWN] += int(shown)
    desk.sums[CELL_ADULTS] += 1
    desk.cursor[WORK] += 1
