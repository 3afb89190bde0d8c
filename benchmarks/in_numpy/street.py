"""The day of the NumPy model: street offences and rare events, by sparse candidates at rates that every arm shares."""

import numpy as np

from benchmarks.in_numpy.acts import SPEECH, UPPER, announced_to, commit, denounced, knowing, learn, takes, tip, write
from benchmarks.in_numpy.draws import ACT, LUCK, NATION, REPORT, Few, Purpose
from benchmarks.in_numpy.state import WHOLE, State, benefit
from underheaven.day.conduct import Rare
from underheaven.day.vocabulary import Channel, Kind
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

_JAYWALKING, _PROTEST, _TAX = int(Kind.JAYWALKING), int(Kind.PROTEST), int(Kind.TAX_EVASION)
_MALICIOUS_KINDS = np.array([Kind.UNLEASHED_DOG, Kind.CRITICAL_SPEECH, Kind.FARE_EVASION])


def live_on_street(state: State, tables: Tables, day: int) -> None:
    """Both daily groups."""
    state.draws.at(day, NATION)
    street(state, tables)
    protest(state, tables)
    evade_taxes(state, tables)
    denounce(state, tables)
    inform_on_parents(state, tables)
    raise_false_alarms(state, tables)
    see_phantoms(state, tables)


def rare_few(state: State, slot: Rare, purpose: Purpose, tables: Tables, number: int) -> Few:
    """Candidates of a rare event, at the width of its slot."""
    return state.draws.few(number, int(tables.conduct.rare_width[slot]) / WHOLE, purpose)


def within(few: Few, slot: Rare, rate: int, tables: Tables) -> Few:
    """Those of a slot whom the regime's own rate picks."""
    return few.of(few.longs(ACT, 0) * (int(tables.conduct.rare_width[slot]) / WHOLE) < rate)


def street(state: State, tables: Tables) -> None:
    """Street offences."""
    conduct = tables.conduct
    for kind, width in zip(conduct.street_kind.tolist(), conduct.street_width.tolist(), strict=True):
        few = state.draws.few(state.people.adults, width / WHOLE, Purpose.STREET + kind)
        if kind == _JAYWALKING and tables.shaming.displays:
            at_site = (few.shorts(ACT, 2) < conduct.site_share) & (tables.cameras.coverage[state.people.district[few.who]] > 0)
            crossing, few = few.of(at_site), few.of(~at_site)
            emphasis = 256 + tables.adaptation.fear_weight * state.fear[crossing.who] / 256
            price = conduct.site_visibility * conduct.site_response * int(tables.rulebook.severity[kind]) * emphasis / 65_536
            crosses = crossing.shorts(ACT, 3) >= price + int(tables.ordinary_law.deterrence[kind])
            state.count(Measure.JAYWALKING_AT_SITES, crossing.who[crosses])
            commit(state, tables, kind, crossing.of(crosses), int(conduct.harm[kind]), displayed=True)
        acts, announced = takes(state, tables, kind, few)
        few = few.of(acts)
        learn(state, tables, few.who, announced[acts], commit(state, tables, kind, few, int(conduct.harm[kind])))


def protest(state: State, tables: Tables) -> None:
    """Who dissents may protest, more readily in company."""
    few = rare_few(state, Rare.PROTEST, Purpose.PROTEST, tables, state.people.adults)
    few = few.of(state.dissents[few.who])
    company = (state.half_dissenters[state.people.cell[few.who]] // 2) // tables.expression.protest_company
    few = few.of(few.moods(ACT, 6) < tables.expression.protest_alone + company)
    learn(state, tables, few.who, announced_to(state, tables, _PROTEST, few.who), commit(state, tables, _PROTEST, few, 0))


def evade_taxes(state: State, tables: Tables) -> None:
    """The self-employed may evade taxes."""
    few = rare_few(state, Rare.TAX_EVASION, Purpose.TAX, tables, state.people.adults)
    few = few.of(state.people.self_employed[few.who])
    acts, announced = takes(state, tables, _TAX, few)
    few = few.of(acts)
    learn(state, tables, few.who, announced[acts], commit(state, tables, _TAX, few, int(tables.conduct.harm[_TAX])))


def denounce(state: State, tables: Tables) -> None:
    """Malice: somebody who did nothing is reported."""
    people, table = state.people, tables.informants
    few = rare_few(state, Rare.MALICIOUS_REPORT, Purpose.MALICE, tables, people.adults)
    few = within(few, Rare.MALICIOUS_REPORT, table.malicious_rate, tables)
    who, tie = few.who, few.pick(ACT, 1, 6)
    partner = people.partner[tie, who]
    acquaintance = np.where(state.ties[who] >> tie & 1 == 1, np.where(partner < -1, -2 - partner, partner), -1)
    target = np.where(few.shorts(LUCK, 2) < table.malicious_at_tie >> UPPER, acquaintance, state.resident(few, LUCK, 0))
    fits = (target >= 0) & (target != who)
    few, who, target = few.of(fits), who[fits], target[fits]
    mean = table.malicious_base + table.malicious_upwards * (people.social_class[target] > people.social_class[who])
    mean = mean + table.reward_benefit * knowing(state, tables, who)
    price = table.malicious_price + table.neighbour_weight * state.neighbours[who] / 256
    acted = benefit(mean, people.grudge[who], few.moods(REPORT, 0)) > price
    few, target = few.of(acted), target[acted]
    kinds = _MALICIOUS_KINDS[few.shorts(LUCK, 3).astype(np.int64) * 3 >> 16]
    for kind in _MALICIOUS_KINDS.tolist():
        chosen = kinds == kind
        tip(state, tables, kind, few.who[chosen], target[chosen], True, few.of(chosen))


def inform_on_parents(state: State, tables: Tables) -> None:
    """Children report a parent, truly or falsely; the reporter's own credit goes nowhere, children have no score."""
    people, table = state.people, tables.informants
    few = rare_few(state, Rare.CHILD_REPORT, Purpose.CHILD, tables, len(people.minors))
    few = within(few, Rare.CHILD_REPORT, table.child_rate, tables)
    few = few.of(people.answers[people.minors[few.who]] >= 0)
    parent = people.answers[people.minors[few.who]]
    true = state.dissents[parent]
    says = true | (few.longs(ACT, 1) < table.child_false)
    honesty = (few.moods(LUCK, 0).astype(np.int64) + few.moods(LUCK, 1)) // 2
    stake = table.child_price + (tables.trust.neighbours_baseline >> 2)
    acted = says & (benefit(table.child_base, honesty, few.moods(REPORT, 0)) > stake)
    for false in (False, True):
        chosen = acted & (true != false)
        reporting, target = few.of(chosen), parent[chosen]
        children = people.adults + reporting.who
        state.count(Measure.REPORTS, children)
        state.count(Measure.REPORTS_BY_CHILDREN, children)
        if false:
            state.count(Measure.REPORTS_FALSE, children)
        np.add.at(state.reports, people.cell[target], 1)
        denounced(state, tables, SPEECH, children, target, false, table.child_weight, table.trust_lost_in_household, reporting)


def raise_false_alarms(state: State, tables: Tables) -> None:
    """Messages that a filter takes for critical speech."""
    few = rare_few(state, Rare.MESSAGE_FALSE_ALARM, Purpose.ALARM, tables, state.people.adults)
    own = tables.messages.false_alarm[state.people.digital[few.who].astype(np.intp)]
    flagged = few.who[few.longs(ACT, 0) * (int(tables.conduct.rare_width[Rare.MESSAGE_FALSE_ALARM]) / WHOLE) < own]
    state.count(Measure.MESSAGES_FALSE_ALARMS, flagged)
    write(state, tables, flagged, flagged, SPEECH, Channel.MESSAGES, false=True)


def see_phantoms(state: State, tables: Tables) -> None:
    """Cameras may see an offence that nobody committed, and name somebody for it."""
    people = state.people
    few = state.draws.few(people.adults, tables.recognition.phantoms / WHOLE * people.persons / people.adults, Purpose.PHANTOM)
    seen = few.shorts(ACT, 2) < tables.cameras.coverage[people.district[few.who]]
    named = few.of(seen & (few.longs(ACT, 0) < tables.recognition.unenrolled[people.group[few.who]])).who
    state.count(Measure.ALERTS, named)
    state.count(Measure.ALERTS_WRONG, named)
    write(state, tables, named, named, _JAYWALKING, Channel.CAMERAS, false=True)
