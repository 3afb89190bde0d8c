"""The weekly pass over the adults of a cell: every law whose day means nothing, in the order of ``day/schedule.py``.

``live_through_week`` is that order. Each step runs over the columns (``columns``), calls its mechanism for everybody and books what it
did; what happens to few is in ``week_steps``. Fine units of money times the class's wage are 1/128 currency units, so all accounts are
exact in integers.
"""

from underheaven.day.act import fear_multiplier
from underheaven.day.adaptation import belief_after_week, fear_after_week, fear_of_cell, fear_of_household, perceived_capture
from underheaven.day.credit import bill_due, defaults, market_rate, personal_rate
from underheaven.day.economy import hardship, live_week, shocked
from underheaven.day.expression import boldness, discontent, dissents, price_of_dissent, protected, stake_of, visibility_of_dissent
from underheaven.day.financial_record import rate_of_false_file, spent_of_line
from underheaven.day.jobs import may_change, next_employment
from underheaven.day.knowledge import newly_aware
from underheaven.day.law import garnished
from underheaven.day.ledger import repair
from underheaven.day.perks import grateful, interest_factor, perk_of_week
from underheaven.day.sanctions import in_force
from underheaven.day.shaming import fear_in_cell, is_shamed, is_shown
from underheaven.day.standing import decides_on_payment
from underheaven.day.ties import proposes
from underheaven.day.travel import flow, trip
from underheaven.day.trust import business_week, government_week, neighbours_reverted, neighbours_week, own_government_baseline, reverted
from underheaven.day.vocabulary import Domain, Grade, Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.rounding import clamp
from underheaven.engine.batch import FATE, MORE_ROUNDING, PERSON, ROUNDING, SLOTS, SOCIAL, words_of
from underheaven.engine.columns import assemble, disperse, who_is
from underheaven.engine.commit import ATOMS, announced_to
from underheaven.engine.desk import (
    BELIEF,
    BUFFER,
    BUSINESS,
    CAUSE,
    CELL_ADULTS,
    CELL_DISSENTERS,
    CELL_HARASSED,
    CELL_REPORTS,
    CELL_SHOWN,
    CELL_VICTIMS,
    CLASS,
    DEAR,
    DOMAINS,
    ELIGIBLE,
    FALSE_PART,
    FEAR,
    GOVERNMENT,
    GRADE,
    KNOWS,
    LEDGER_NOW,
    LIFE_WAS,
    LINE,
    MIND_WAS,
    NEIGHBOURS,
    OUTING,
    PAID,
    PICKED,
    RATE,
    REACHED,
    RECORDED,
    SCORE,
    SLOT,
    UNBANKED,
    UNTIL,
    WAGE,
    WORK,
    WORK_TIER,
    Account,
    Desk,
    count,
)
from underheaven.engine.membership import severity_here
from underheaven.engine.occasions import act_on_occasions
from underheaven.engine.remedies import seek_remedy
from underheaven.engine.scheme import live_with_scheme, renew_scores
from underheaven.engine.state import opted_in_of, ties_of
from underheaven.engine.tally import Measure
from underheaven.engine.week_standing import stand
from underheaven.engine.week_steps import (
    ask_ties,
    be_harassed,
    bear_sanctions,
    default_on_debt,
    go_out,
    pay_bill,
    pay_off_list,
    propose_tie,
    show_ties,
)
from underheaven.scenario.compile import Tables
from underheaven.society.households import household_size, household_start
from underheaven.society.people import Trait, trait

_SPEECH = int(Kind.CRITICAL_SPEECH)
_LOANS, _HIRING, _PROMOTION, _INTERNET = int(Domain.LOANS), int(Domain.HIRING), int(Domain.PROMOTION), int(Domain.INTERNET)
_GRADES = len(Grade)
_BOLDNESS = int(Trait.BOLDNESS)
_WAGES, _CONSUMPTION, _SHOCKS = int(Account.WAGES), int(Account.CONSUMPTION), int(Account.SHOCKS)
_PURSE, _POOL = int(Account.PURSE), int(Account.POOL)
_SHOCK, _UNINSURED = int(Measure.SHOCKS), int(Measure.SHOCKS_UNINSURED)
_THIN_FILES = int(Measure.THIN_FILES)
ALL_TIES = 63
WEEK = 7


@compiled_part
def live_through_week(tables: Tables, desk: Desk, cell: int, district: int, day: int, visible: int) -> None:
    """A week of the cell's adults; ``desk.news``: the cell's sums as the pass found them, ``visible``: share of dissenters, 1/256."""
    adults = assemble(tables, desk, cell, district, day)
    stand(tables, desk, cell, district, day, adults)
    repair_scores(tables, desk, adults)
    earn_and_spend(tables, desk, cell, district, day, adults)
    receive_gifts(tables, desk, adults)
    settle_debts(tables, desk, cell, district, day, adults)
    change_work(tables, desk, adults)
    act(tables, desk, cell, district, day, adults)
    face_sanctions(tables, desk, cell, district, day, adults)
    adapt(tables, desk, cell, adults)
    trust(tables, desk, district, adults)
    express(tables, desk, cell, district, day, adults, visible)
    disperse(tables, desk, cell, district, day, adults)
    desk.sums[CELL_ADULTS] += adults
    desk.cursor[WORK] += adults


@compiled_part
def repair_scores(tables: Tables, desk: Desk, adults: int) -> None:
    """Time repairs the ledger."""
    column = desk.columns
    for j in range(adults):
        score, false_part = repair(
            tables.ledger, integer(column[SCORE, j]), integer(column[FALSE_PART, j]), integer(desk.uniforms[ROUNDING, j])
        )
        column[SCORE, j] = score
        column[FALSE_PART, j] = false_part


@compiled_part
def earn_and_spend(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """Income, consumption, shock and interest."""
    column, uniforms = desk.columns, desk.uniforms
    usual, of_thin_files = market_rate(tables.credit, tables.spread, False), market_rate(tables.credit, tables.spread, True)
    for j in range(adults):
        perk = interest_factor(tables.perks, integer(column[GRADE, j]), column[ELIGIBLE, j] == 1)
        market = of_thin_files if column[UNBANKED, j] & column[RECORDED, j] == 1 else usual
        rate = personal_rate(tables.credit, market, in_force(integer(column[DOMAINS, j]), _LOANS), perk)
        dear = rate_of_false_file(tables.financial_record, rate)
        column[RATE, j] = dear if column[DEAR, j] == 1 else rate
    wages, pool, consumed = 0, 0, 0
    for j in range(adults):
        employment, wage = integer(column[WORK_TIER, j]), integer(column[WAGE, j])
        income = integer(tables.economy.income[employment])
        withheld = garnished(tables.ordinary_law, employment, income, integer(column[PAID, j]))
        shock = shocked(tables.economy, integer(uniforms[SLOTS + 3, j]))
        buffer, consumption, interest = live_week(
            tables.economy, integer(column[BUFFER, j]), integer(column[CLASS, j]), employment, withheld, shock, integer(column[RATE, j]),
            integer(uniforms[ROUNDING + 1, j]),
        )  # fmt: skip
        column[BUFFER, j] = buffer
        wages += income * wage
        pool += (withheld + interest) * wage
        consumed += consumption * wage
    number = 0
    for j in range(adults if tables.financial_record.covered_below > 0 else 0):
        column[PICKED, number] = j
        number += integer(column[UNBANKED, j]) & integer(column[RECORDED, j])
    for place in range(number):
        j = integer(column[PICKED, place])
        count(desk, who_is(desk, j, cell, district, day), _THIN_FILES, 1)
        treat = spent_of_line(
            tables.financial_record, integer(column[LINE, j]), tables.economy.pull, integer(uniforms[MORE_ROUNDING + 2, j]) & 0xFFFF
        )
        column[BUFFER, j] -= treat
        consumed += treat * integer(column[WAGE, j])
    desk.accounts[_WAGES] -= wages
    desk.accounts[_POOL] += pool
    desk.accounts[_CONSUMPTION] += consumed
    for j in range(adults):
        if shocked(tables.economy, integer(uniforms[SLOTS + 3, j])):
            who = who_is(desk, j, cell, district, day)
            desk.accounts[_SHOCKS] += tables.economy.shock * integer(column[WAGE, j])
            count(desk, who, _SHOCK, 1)
            count(desk, who, _UNINSURED, 1)
            shown = int(is_shown(integer(column[DOMAINS, j]), tables.shaming))
            ask_ties(tables, desk, who[0], ties_of(integer(column[LIFE_WAS, j])), shown)


@compiled_part
def receive_gifts(tables: Tables, desk: Desk, adults: int) -> None:
    """Perks of a good grade, and the transfer from the public purse: the same for everybody of a grade and class but for rounding."""
    column = desk.columns
    for grade in range(_GRADES + 1):
        perk = perk_of_week(tables.perks, min(grade, _GRADES - 1), grade < _GRADES)
        for social_class in range(5):
            wage, money = integer(tables.society.wage[social_class]), perk * ATOMS + tables.transfer
            desk.gift_whole[grade * 5 + social_class] = money // wage
            desk.gift_rest[grade * 5 + social_class] = money - money // wage * wage
    given = 0
    for j in range(adults):
        row = (integer(column[GRADE, j]) if column[ELIGIBLE, j] == 1 else _GRADES) * 5 + integer(column[CLASS, j])
        wage, uniform = integer(column[WAGE, j]), integer(desk.uniforms[MORE_ROUNDING + 3, j]) & 0xFFFF
        gift = integer(desk.gift_whole[row]) + int(((uniform * wage) >> 16) < desk.gift_rest[row])
        column[BUFFER, j] += gift
        given += gift * wage
    desk.accounts[_PURSE] -= given


@compiled_part
def settle_debts(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """The bill of four weeks, and default."""
    column, first, week = desk.columns, cell << 8, (day + cell) // WEEK
    for j in range(adults):
        if bill_due(first + integer(column[SLOT, j]), week):
            pay_bill(tables, desk, j, who_is(desk, j, cell, district, day))
        if defaults(tables.credit, integer(column[BUFFER, j]), integer(column[LINE, j]), integer(desk.uniforms[SOCIAL + 1, j])):
            default_on_debt(tables, desk, j, who_is(desk, j, cell, district, day))


@compiled_part
def change_work(tables: Tables, desk: Desk, adults: int) -> None:
    """Work is lost, found, and moves up or down a tier."""
    column, number = desk.columns, 0
    for j in range(adults):
        column[PICKED, number] = j
        number += int(may_change(tables.jobs, integer(column[WORK_TIER, j]), integer(desk.uniforms[SLOTS + 2, j])))
    for place in range(number):
        j = integer(column[PICKED, place])
        domains = integer(column[DOMAINS, j])
        column[WORK_TIER, j] = next_employment(
            tables.jobs, integer(column[WORK_TIER, j]), integer(column[CLASS, j]), in_force(domains, _HIRING),
            in_force(domains, _PROMOTION), integer(desk.uniforms[SLOTS + 2, j]),
        )  # fmt: skip


@compiled_part
def act(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """Conduct of the week, then deposits, premium goods, the commercial scheme and trips."""
    column = desk.columns
    act_on_occasions(tables, desk, cell, district, day, adults)
    renew_scores(tables, desk, day, adults)
    for j in range(adults):
        occasion = flow(tables.travel, integer(desk.uniforms[SLOTS + 1, j]))
        column[OUTING, j] = occasion << 2 | trip(tables.travel, integer(column[CLASS, j]), integer(desk.uniforms[SOCIAL, j]))
    number = 0
    for j in range(adults):
        column[PICKED, number] = j
        number += int(column[OUTING, j] > 0)
    for place in range(number):
        j = integer(column[PICKED, place])
        go_out(tables, desk, j, who_is(desk, j, cell, district, day), column[OUTING, j] >> 2, column[OUTING, j] & 3)
    if tables.commercial.open == 1:
        live_with_scheme(tables, desk, cell, district, day, adults)


@compiled_part
def face_sanctions(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """What every day under sanctions costs; shaming; what ties are told; the ways off the list."""
    column, number = desk.columns, 0
    for j in range(adults):
        column[PICKED, number] = j
        number += int((column[DOMAINS, j] != 0) | (ties_of(integer(column[LIFE_WAS, j])) != ALL_TIES) | (column[UNTIL, j] > day))
    for place in range(number):
        j = integer(column[PICKED, place])
        domains, ties = integer(column[DOMAINS, j]), ties_of(integer(column[LIFE_WAS, j]))
        who, social = who_is(desk, j, cell, district, day), integer(desk.uniforms[SOCIAL + 1, j])
        if domains != 0:
            bear_sanctions(tables, desk, j, who)
        if is_shamed(domains, tables.shaming):
            be_harassed(tables, desk, j, who, social)
        if is_shown(domains, tables.shaming):
            show_ties(tables, desk, who[0], day, ties)
        elif ties != ALL_TIES and proposes(social, False, tables.ties):
            propose_tie(tables, desk, who[0], ties, integer(desk.uniforms[MORE_ROUNDING, j]))
        context = integer(tables.cause_context[column[CAUSE, j]])
        if column[UNTIL, j] > day and decides_on_payment(tables.lists, context, integer(column[BUFFER, j]), social):
            pay_off_list(tables, desk, j, who)
        if column[UNTIL, j] > day:
            seek_remedy(tables, desk, j, who)


@compiled_part
def adapt(tables: Tables, desk: Desk, cell: int, adults: int) -> None:
    """Belief drifts toward right; fear fades, and grows where the household or the neighbours are hit."""
    column, uniforms, first = desk.columns, desk.uniforms, cell << 8
    members, shown = max(1, integer(desk.news[CELL_ADULTS])), integer(desk.news[CELL_SHOWN])
    around = fear_in_cell(integer(desk.news[CELL_HARASSED]), tables.shaming)
    for j in range(adults):
        column[BELIEF, j] = belief_after_week(integer(column[BELIEF, j]), tables.adaptation)
    for j in range(adults):
        fear = fear_after_week(clamp(integer(column[FEAR, j]), 0, 252), integer(uniforms[ROUNDING, j]) >> 20, tables.adaptation)
        column[FEAR, j] = fear + around + fear_of_cell(shown, members, integer(uniforms[MORE_ROUNDING + 1, j]) >> 16, tables.adaptation)
    if desk.listed_before[min(256, tables.society.citizens - first)] == 0:
        return
    number = 0
    for j in range(adults):
        column[PICKED, number] = j
        number += int(fear_of_household(True, integer(uniforms[MORE_ROUNDING + 1, j]) & 0xFFFF, tables.adaptation) != 0)
    for place in range(number):
        j = integer(column[PICKED, place])
        slot = integer(column[SLOT, j])
        start = household_start(tables.society, first + slot) & 255
        end = start + household_size(tables.society, first + slot)
        others = desk.listed_before[end] - desk.listed_before[start] - desk.listed_before[slot + 1] + desk.listed_before[slot]
        column[FEAR, j] += fear_of_household(others > 0, integer(uniforms[MORE_ROUNDING + 1, j]) & 0xFFFF, tables.adaptation)


@compiled_part
def trust(tables: Tables, desk: Desk, district: int, adults: int) -> None:
    """The three trusts return toward their baselines, moved by the cell, by hardship, perks and what is learned of the regime."""
    column, uniforms = desk.columns, desk.uniforms
    members = max(1, integer(desk.news[CELL_ADULTS]))
    reports, victims = integer(desk.news[CELL_REPORTS]), integer(desk.news[CELL_VICTIMS])
    for j in range(adults):
        _, _, r2, r3 = words_of(desk, ROUNDING, j)
        neighbours = integer(column[NEIGHBOURS, j]) + neighbours_week(reports, victims, members, r2 >> 16, r3 >> 16, tables.trust)
        column[NEIGHBOURS, j] = neighbours_reverted(clamp(neighbours, 0, 254), tables.censorship.strength, r2 & 0xFFFF, tables.trust)
    punished = integer(tables.visible_sanctions[district])
    for j in range(adults):
        business = integer(column[BUSINESS, j]) + business_week(punished, integer(uniforms[MORE_ROUNDING, j]) & 0xFFFF, tables.trust)
        column[BUSINESS, j] = reverted(business, tables.trust.business_baseline, integer(uniforms[ROUNDING + 3, j]) & 255, tables.trust)
    aware_before, aware_below = integer(tables.aware_before[district]), integer(tables.knowledge.aware_below[district])
    for j in range(adults):
        x0, _, x2, _ = words_of(desk, MORE_ROUNDING, j)
        perk = perk_of_week(tables.perks, integer(column[GRADE, j]), column[ELIGIBLE, j] == 1)
        government = integer(column[GOVERNMENT, j]) + government_week(hardship(integer(column[BUFFER, j])), x0 >> 16, tables.trust)
        government += int(grateful(tables.perks, perk, x2))
        if newly_aware(integer(uniforms[FATE, j]), aware_before, aware_below):
            government -= tables.knowledge.trust_lost
        own = own_government_baseline(integer(uniforms[FATE + 1, j]), tables.trust)
        uniform = integer(uniforms[ROUNDING + 3, j]) >> 8 & 255
        column[GOVERNMENT, j] = clamp(reverted(clamp(government, 0, 254), own, uniform, tables.trust), 0, 254)


@compiled_part
def express(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int, visible: int) -> None:
    """Whether discontent is shown, given its price, who watches, and the crowd of the cell."""
    column = desk.columns
    stake = stake_of(integer(tables.conduct.response[_SPEECH]), severity_here(tables, _SPEECH, district))
    announced, to_members = announced_to(tables, _SPEECH, district, 0), announced_to(tables, _SPEECH, district, 1)
    heard = 0
    for j in range(adults):
        unhappy = discontent(integer(column[GOVERNMENT, j]), tables.expression)
        watched = to_members if opted_in_of(integer(column[MIND_WAS, j])) == 1 else announced
        expects = perceived_capture(watched, integer(column[BELIEF, j]))
        capture = expects if column[KNOWS, j] & column[REACHED, j] == 1 else 0
        emphasis = fear_multiplier(clamp(integer(column[FEAR, j]), 0, 252), tables.adaptation.fear_weight)
        price = protected(price_of_dissent(capture, stake, emphasis, tables.expression), visible, tables.expression)
        bold = boldness(trait(words_of(desk, PERSON, j), _BOLDNESS), tables.expression)
        seen = visibility_of_dissent(capture, stake, tables.expression)
        dissent = int(dissents(unhappy, bold, tables.expression.tolerated, price, seen, 8))
        column[LEDGER_NOW, j] = dissent
        heard += dissent * (1 if in_force(integer(column[DOMAINS, j]), _INTERNET) else 2)
    desk.sums[CELL_DISSENTERS] += heard
