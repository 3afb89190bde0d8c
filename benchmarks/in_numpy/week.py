"""The weekly pass of the NumPy model over one chunk of cells: standing, money, bills, work; dense columns in place, the few by index."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.acts import announced_to, commit, learn, takes
from benchmarks.in_numpy.desk import WEEK, Week
from benchmarks.in_numpy.draws import ACT, Few, Places, Purpose
from benchmarks.in_numpy.mail import ask_ties
from benchmarks.in_numpy.mind import adapt, express, trust
from benchmarks.in_numpy.occasions import conduct, deposits, refusals, shaming
from benchmarks.in_numpy.purse import ATOMS
from benchmarks.in_numpy.remedies import seek_remedies, stale_domains
from benchmarks.in_numpy.scheme import live_with_scheme, meet, renew_scores
from benchmarks.in_numpy.society import Chunk
from benchmarks.in_numpy.state import DAY_BITS, STOCKS, WHOLE, State, hardship
from underheaven.day.vocabulary import Context, Domain, Kind
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

_LATE, _DEFAULT, _ON_TIME = int(Kind.LATE_BILL), int(Kind.DEFAULT), int(Kind.BILL_ON_TIME)
_LOANS, _HIRING, _PROMOTION = 1 << Domain.LOANS, 1 << Domain.HIRING, 1 << Domain.PROMOTION


def live_through_week(state: State, tables: Tables, chunk: Chunk, day: int) -> None:
    """All steps, and what they change in the stocks."""
    week = Week(state, tables, chunk, day)
    columns = {name: getattr(state, name)[week.part] for name in STOCKS}
    before = {name: column.copy() for name, column in columns.items()}
    loud = state.dissents[week.part].copy()
    state.drifts = True
    for step in STEPS:
        step(week)
    state.drifts = False
    savings = state.buffer[week.part]
    np.clip(savings, LOWEST, HIGHEST, out=savings)
    books = state.books
    everybody = np.arange(week.first, week.first + week.size)
    state.count_grades(tables.grades, everybody, before["score"], columns["score"])
    state.count_debts(everybody, week.saved, state.buffer[week.part])
    state.count_support(everybody, before["government"], columns["government"])
    for name, column in columns.items():
        books.drift(STOCKS[name], chunk, np.subtract(column, before[name], out=before[name]))
    books.drift(Measure.HARDSHIP_SUM, chunk, hardship(state.buffer[week.part]) - hardship(week.saved))
    says = state.dissents[week.part]
    turned = np.flatnonzero(says != loud)
    books.count(Measure.DISSENT_PUBLIC, turned + week.first, 2 * says[turned].astype(np.int8) - 1)


def standing(week: Week) -> None:
    """Who is listed, who knows the regime, whom sanctions reach; time repairs the score."""
    state, tables, part = week.state, week.tables, week.part
    score = state.score[part]
    np.greater(state.until[part], week.day, out=week.listed)
    np.less(state.people.awareness[part], np.float32(tables.knowledge.aware_below[0] / WHOLE), out=week.knows)
    np.greater(week.knows, week.listed, out=week.eligible)
    np.less(score, tables.grades.b, out=week.flag)
    np.logical_or(week.flag, week.listed, out=week.flag)
    former, stale = formerly_listed(week)
    week.flag[former] = True
    week.under = np.flatnonzero(week.flag)
    under = score[week.under]
    masks = tables.sanctions.by_grade[(under >= tables.grades.c).astype(np.intp) + (under >= tables.grades.b)]
    listed, cause = week.listed[week.under], state.cause[part][week.under]
    masks |= np.where(listed, tables.sanctions.by_cause[cause], 0)
    week.innocent = listed & state.wrongful[part][week.under]
    week.foreign[week.under] = masks & ~np.where(listed, tables.sanctions.strict[cause], 0)
    week.unjust.fill(False)
    week.unjust[week.under] = week.innocent
    if len(former):
        at = np.searchsorted(week.under, former)
        stale &= ~masks[at]
        masks[at] |= stale
        state.count(Measure.STALE_DOMAIN_DAYS, former + week.first, WEEK * np.bitwise_count(stale))
        week.foreign[former] |= stale & ~tables.sanctions.strict[state.cause[part][former]]
        week.unjust[former] = (stale != 0) & state.wrongful[part][former]
    week.domains.fill(0)
    week.domains[week.under] = masks
    week.masks = masks
    week.above = np.flatnonzero(score >= tables.grades.aa)
    np.greater_equal(score, tables.grades.a, out=week.flag)
    np.logical_and(week.flag, week.eligible, out=week.flag)
    np.subtract(4000, score, out=week.a)
    np.multiply(week.a, np.float32(tables.ledger.repair / (1 << 20)), out=week.a)
    np.add(score, week.a, out=score)
    state.false_part[part] *= np.float32(1 - tables.ledger.repair / (1 << 20))


def formerly_listed(week: Week) -> tuple[Places, NDArray[np.int64]]:
    """Whose listing has ended but still bites somewhere, and in which domains."""
    until = week.state.until[week.part]
    np.greater(until, 0, out=week.rewarded)
    np.greater(week.rewarded, week.listed, out=week.rewarded)
    former = week.rewarded.nonzero()[0]
    if not week.tables.correction.on or not len(former):
        return former[:0], np.empty(0, np.int64)
    stale = stale_domains(week.state, week.tables, former + week.first, week.day)
    return former[stale != 0], stale[stale != 0]


def money(week: Week) -> None:
    """Income, consumption, shock, interest and perks."""
    state, tables, part = week.state, week.tables, week.part
    buffer, usual, economy = state.buffer[part], state.usual[part], tables.economy
    np.subtract(buffer, state.target[part], out=week.a)
    np.multiply(week.a, np.float32(economy.pull / 256), out=week.a)
    np.minimum(week.a, usual, out=week.a)
    np.multiply(usual, np.float32(-0.5), out=week.b)
    np.maximum(week.a, week.b, out=week.a)
    np.add(buffer, state.net[part], out=buffer)
    np.subtract(buffer, week.a, out=buffer)
    court = np.flatnonzero(state.paid[part] == 0)
    work = state.employment[part][court]
    withheld = economy.income[work] * (tables.ordinary_law.garnished_share / DAY_BITS) * ((work >= 1) & (work <= 8))
    buffer[court] -= withheld
    wage, purse = state.wage[part], state.purse
    purse.pool += float(withheld @ wage[court])
    shocked = week.draws.few(week.size, economy.shock_chance / WHOLE, Purpose.SHOCK, week.first)
    buffer[shocked.who - week.first] -= economy.shock
    state.count(Measure.SHOCKS, shocked.who)
    ask_ties(state, shocked, week.domains[shocked.who - week.first] & tables.shaming.shown_domains != 0)
    thin = spend_lines(week)
    debt = np.flatnonzero(buffer < 0)
    rate = np.full(len(debt), (tables.credit.interest + tables.spread) // 52 / DAY_BITS)
    if len(thin):
        rate[np.isin(debt, thin, assume_unique=True)] += tables.credit.thin_file_spread / 52 / DAY_BITS
    rate *= np.where(week.domains[debt] & _LOANS, tables.credit.barred_interest / 256, 1)
    rate *= np.where(week.eligible[debt] & (state.score[part][debt] >= tables.grades.aa), tables.perks.interest / 256, 1)
    dear = week.under[week.innocent & (tables.cause_context[state.cause[part][week.under]] == Context.FINANCE)]
    dear = dear[: len(dear) * tables.financial_record.in_force]
    state.count(Measure.FALSE_FILES, dear + week.first)
    if len(dear):
        rate[np.isin(debt, dear, assume_unique=True)] *= tables.financial_record.false_file / 256
    purse.pool -= float((buffer[debt] * rate) @ wage[debt])
    buffer[debt] *= 1 + rate
    perk = tables.perks.perk
    np.multiply(state.unit[part], np.float32(perk[3]), out=week.b)
    np.multiply(week.b, week.flag, out=week.b)
    np.add(buffer, week.b, out=buffer)
    better = week.above[week.eligible[week.above]]
    more = np.where(state.score[part][better] >= tables.grades.aaa, perk[5], perk[4]) - perk[3]
    buffer[better] += more * state.unit[part][better]
    purse.purse -= ATOMS * float(perk[3] * np.count_nonzero(week.flag) + more.sum())
    if tables.transfer:
        buffer += tables.transfer / wage
        purse.purse -= tables.transfer * week.size
    np.less(week.draws.shorts(week.size, Purpose.GRATITUDE), tables.perks.gratitude >> 16, out=week.rewarded)
    np.logical_and(week.rewarded, week.flag, out=week.rewarded)


def spend_lines(week: Week) -> Places:
    """The newly banked let their savings sink because there is a line; who they are, with a young record at its price."""
    state, credit, unbanked = week.state, week.tables.credit, week.chunk.unbanked
    thin = unbanked[state.paid[week.part][unbanked] >= credit.months_for_line]
    thin = thin[week.filed(thin)]
    state.count(Measure.THIN_FILES, thin + week.first)
    line = week.line(thin, state.paid[week.part])
    state.buffer[week.part][thin] -= line * (week.tables.financial_record.spent * week.tables.economy.pull / DAY_BITS)
    return thin


def bills(week: Week) -> None:
    """Bills of those whose week it is, and defaults."""
    state, tables, part = week.state, week.tables, week.part
    credit, buffer = tables.credit, state.buffer[part]
    paid_before, paid = week.paid_before, state.paid[part]
    turn = -(week.day // WEEK) & 3
    due = week.chunk.due[turn]
    bills = Few(week.draws, Purpose.BILL, due + week.first)
    state.books.add(Measure.BILLS_DUE, week.chunk.due_by[turn])
    bill = credit.bill[state.employment[part][due]].astype(np.float32)
    unmet = buffer[due] + week.line(due, paid_before) < bill
    late = unmet.copy()
    tempted = week.draws.few(len(due), credit.forgetting / WHOLE, Purpose.FORGETTING)
    forgets, tempted.who = tempted.who, due[tempted.who] + week.first
    late[forgets[takes(state, tables, _LATE, tempted)[0]]] = True
    state.count(Measure.UNMET_NEEDS, bills.who[unmet])
    fee = int(tables.ordinary_law.fine[_LATE]) * state.unit[part][due]
    buffer[due] -= bill + fee * late
    charge = int(tables.ordinary_law.fine[_LATE]) - int(tables.conduct.harm[_LATE])
    state.purse.pool += ATOMS * charge * int(np.count_nonzero(late))
    months = paid_before[due]
    free = np.zeros(len(due), np.bool_)
    free[week.draws.some(len(due), tables.ordinary_law.release / WHOLE, Purpose.RELEASE)] = True
    paid[due] = np.where(months == 0, free, np.where(late, np.maximum(1, months - 4), np.minimum(15, months + 1)))
    filed = week.filed(due)
    paid[due] = np.where(filed, paid[due], np.minimum(paid[due], 1))
    banked = due[(months < credit.months_for_line) & (paid[due] >= credit.months_for_line) & filed]
    state.count(Measure.NEWLY_BANKED, banked[state.people.unbanked[part][banked]] + week.first)
    owing = bills.of(late)
    recorded = commit(state, tables, _LATE, owing, int(tables.conduct.harm[_LATE]))
    careless = ~unmet[late]
    forgetful = owing.who[careless]
    learn(state, tables, forgetful, announced_to(state, tables, _LATE, forgetful), recorded[careless])
    punctual, told = due[~late], tables.records.coverage
    if told < DAY_BITS:
        punctual = punctual[bills.of(~late).shorts(ACT, 0) < told]
    state.score[part][punctual] += tables.rulebook.points[_ON_TIME].astype(np.float32)
    if told < DAY_BITS:
        state.count(Measure.RECORDS_TRUE, punctual + week.first)
    else:  # all but the late
        state.books.add(Measure.RECORDS_TRUE, week.chunk.due_by[turn])
        state.count(Measure.RECORDS_TRUE, owing.who, np.full(len(owing), -1))
    deep = np.flatnonzero(buffer < -credit.grace)
    deep = deep[buffer[deep] < -(week.line(deep, paid_before) + credit.grace)]
    ruined = deep[week.strikes(deep, credit.default_from, credit.default_to)]
    state.purse.pool += float(np.minimum(0, buffer[ruined] + credit.debt_after_default) @ state.wage[part][ruined])
    buffer[ruined] = np.maximum(buffer[ruined], -credit.debt_after_default)
    paid[ruined] = 0
    commit(state, tables, _DEFAULT, week.draws.lone(ruined + week.first, Purpose.DEFAULT), int(tables.conduct.harm[_DEFAULT]))


def jobs(week: Week) -> None:
    """Work lost, found and changed: one uniform, looked at closely only below the largest hazard."""
    state, jobs, part = week.state, week.tables.jobs, week.part
    finding = jobs.finding_to - jobs.finding_from
    top = float(max(finding.max(), jobs.separation_to.max() + jobs.moves_to - jobs.moves_from))
    movers = week.draws.few(week.size, top / WHOLE, Purpose.JOB)
    movers = movers.of(state.employment[part][movers.who] != 9)
    moved, work = movers.who, state.employment[part][movers.who].astype(np.intp)
    place = movers.longs(ACT, 0) * (top / WHOLE)
    hiring = (week.domains[moved] & _HIRING != 0).astype(np.intp)
    tier = np.maximum(work - 1, 0)
    lost = jobs.separation_to[hiring, state.people.social_class[part][moved]]
    up = (jobs.up_to - jobs.moves_from)[tier]
    down = (jobs.moves_to - jobs.down_from)[tier]
    after = work.copy()
    employed = work > 0
    after[employed & (place < lost)] = 0
    rises = employed & (place >= lost) & (place < lost + up) & (week.domains[moved] & _PROMOTION == 0)
    after[rises] += 1
    after[employed & (place >= lost + up) & (place < lost + up + down)] -= 1
    found = np.flatnonzero(~employed & (place < finding[hiring]))
    after[found] = 1 + np.bitwise_count(movers.of(found).moods(ACT, 4) & 127)
    changed = after != work
    who, old, new = moved[changed] + week.first, work[changed], after[changed]
    state.count(Measure.EMPLOYED, who, (new > 0).astype(np.int8) - (old > 0))
    state.count(Measure.TIER_SUM, who, np.maximum(new - 1, 0) - np.maximum(old - 1, 0))
    state.employ(week.tables, moved[changed] + week.first, after[changed].astype(np.int8))


LOWEST, HIGHEST = -16_384, 49_144
"""Bounds of savings, in fine units."""
STEPS = (
    *(standing, money, bills, jobs, conduct, deposits, renew_scores, refusals, meet, live_with_scheme),
    *(shaming, seek_remedies, adapt, trust, express),
)
"""In the order of ``day/schedule.py``."""
