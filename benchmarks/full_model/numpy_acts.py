"""Acts of the NumPy model: opportunities taken, harm, ordinary law, the four channels, and what is written about whom."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.full_model.numpy_society import Places, Singles
from benchmarks.full_model.numpy_state import HIGHEST_BELIEF, WHOLE, State, benefit
from underheaven.day.conduct import Rare
from underheaven.day.vocabulary import Channel, Kind
from underheaven.scenario.compile import Tables

_SPEECH, _JAYWALKING = int(Kind.CRITICAL_SPEECH), int(Kind.JAYWALKING)
_MALICIOUS_KINDS = np.array([Kind.UNLEASHED_DOG, Kind.CRITICAL_SPEECH, Kind.FARE_EVASION])

Yes = NDArray[np.bool_]


def knowing(state: State, tables: Tables, who: Places) -> Yes:
    """Who knows the regime (known alike in every district)."""
    return state.people.awareness[who] < np.float32(tables.knowledge.aware_below[0] / WHOLE)


def perceived(state: State, tables: Tables, kind: int, who: Places) -> Singles:
    """Capture they expect, in 1/256."""
    announced = tables.announced[kind, state.people.district[who]]
    return np.minimum(255, np.floor(announced * state.belief[who] * (1 / 64))) * knowing(state, tables, who)


def takers(state: State, tables: Tables, kind: int, who: Places) -> Places:
    """Who of those with an opportunity for an offence takes it."""
    emphasis = 256 + tables.adaptation.fear_weight * state.fear[who] * (1 / 256)
    margin = perceived(state, tables, kind, who) * emphasis * (int(tables.conduct.response[kind]) * int(tables.rulebook.severity[kind]))
    return who[state.uniform(len(who)) * 65_536 >= int(tables.ordinary_law.deterrence[kind]) + margin * (1 / 65_536)]


def learn(state: State, tables: Tables, kind: int, who: Places, recorded: Yes) -> None:
    """Who knows the regime learns from an own act how often it captures."""
    aware = knowing(state, tables, who)
    announced = tables.announced[kind, state.people.district[who[aware]]]
    change = np.where(recorded[aware], 256 - announced, -announced) * (tables.adaptation.belief_step / 256)
    state.shift("belief", who[aware], change, HIGHEST_BELIEF)


def commit(state: State, tables: Tables, kind: int, who: Places, harm: NDArray | int, displayed: bool = False) -> Yes:
    """True acts of one kind: counted, harm dealt, law and regime given their look. Returns who was recorded."""
    if not len(who):
        return np.zeros(0, np.bool_)
    state.tally[f"acts_{Kind(kind).name.lower()}"] += len(who)
    harms = harm if isinstance(harm, np.ndarray) else np.full(len(who), harm)
    if kind >= Kind.CHARITY:
        state.tally["help_given"] -= int(harms.sum())
    else:
        state.tally["harm_done"] += int(harms.sum())
    victim = np.full(len(who), -1)
    hurt = np.flatnonzero(harms)
    if len(hurt) and kind not in (Kind.LATE_BILL, Kind.DEFAULT, Kind.TAX_EVASION):
        victim[hurt] = harm_others(state, kind, who[hurt], harms[hurt])
    detection = int(tables.ordinary_law.detection[kind])
    if detection and kind != Kind.LATE_BILL and kind < Kind.CHARITY:
        fined = who[state.random.random(len(who)) * WHOLE < detection]
        state.tally["fines"] += len(fined) * int(tables.ordinary_law.fine[kind])
        state.pay(fined, -float(tables.ordinary_law.fine[kind]))
    recorded = observe(state, tables, kind, who, displayed)
    told = victim[recorded & (victim >= 0) & (harms > 0)]
    state.send("government", told, np.full(len(told), tables.trust.offender_recorded, np.float32))
    return recorded


def harm_others(state: State, kind: int, who: Places, harms: NDArray) -> Places:
    """Victims of harmful acts, or those who are helped; −1 for nobody."""
    people = state.people
    if kind == Kind.FAMILY_HELP:
        place = people.start[who] + (state.uniform(len(who)) * (people.size[who] - 1)).astype(np.intp)
        place += place >= people.person[who]
        victim = np.where(people.size[who] > 1, people.answers[np.minimum(place, people.persons - 1)], -1)
    else:
        victim = state.resident(who)
    some = victim >= 0
    state.send("money", victim[some], -harms[some].astype(np.float32))
    if kind != _SPEECH:
        hurt = harms[some] > 0
        state.send("harmed", victim[some], hurt)
        np.add.at(state.victims, people.cell[who[some]][hurt], 1)
    return victim


def observe(state: State, tables: Tables, kind: int, who: Places, displayed: bool) -> Yes:
    """Every channel looks at the acts; who was recorded for the own act."""
    people, seen = state.people, tables.visibility.visibility[kind] / WHOLE
    recorded = np.zeros(len(who), np.bool_)
    district = people.district[who]
    for channel in (Channel.CAMERAS, Channel.MESSAGES, Channel.INFORMANTS, Channel.RECORDS):
        if not seen[channel] and not (displayed and channel == Channel.CAMERAS):
            continue
        if channel == Channel.CAMERAS:
            chance = tables.conduct.site_visibility / 256 if displayed else seen[channel] * tables.cameras.coverage[district] / 65_536
        elif channel == Channel.MESSAGES:
            chance = seen[channel] * tables.messages.coverage / 65_536 * (256 + people.digital[who]) / 512
        elif channel == Channel.INFORMANTS:
            chance = seen[channel] * tables.informants.coverage / 65_536
        else:
            chance = seen[channel] * tables.records.coverage / 65_536
        noticed = np.flatnonzero(state.uniform(len(who)) < chance)
        if not len(noticed):
            continue
        actors = who[noticed]
        if channel == Channel.CAMERAS:
            right, wrong = by_camera(state, tables, kind, actors)
        elif channel == Channel.INFORMANTS:
            right, wrong = by_informant(state, tables, kind, actors), 0
        elif channel == Channel.RECORDS:
            right, wrong = by_office(state, tables, kind, actors)
        else:
            right, wrong = np.ones(len(actors), np.bool_), 0
            state.record(actors, kind)
        state.tally["captured"] += len(actors)
        state.tally["captured_right"] += int(right.sum())
        state.tally["captured_wrong"] += wrong
        recorded[noticed] |= right
    return recorded


def somebody_else(state: State, who: Places) -> Places:
    """Another adult of each one's district."""
    first, after = state.people.district_first[state.people.district[who]], state.people.district_first[state.people.district[who] + 1]
    other = first + (state.random.random(len(who)) * (after - first - 1)).astype(np.intp)
    return np.minimum(other + (other >= who), state.people.adults - 1)


def by_camera(state: State, tables: Tables, kind: int, who: Places) -> tuple[Yes, int]:
    """Faces are recognised, or taken for somebody else's, or for nobody's."""
    group, hard = state.people.group[who], state.people.hard[who]
    place = state.random.random(len(who)) * WHOLE
    wrong_below = tables.recognition.wrong[group, hard]
    wrong, right = place < wrong_below, place >= wrong_below + tables.recognition.none[group, hard]
    state.record(who[right], kind)
    state.record(somebody_else(state, who[wrong]), kind, false=True)
    return right, int(wrong.sum())


def by_office(state: State, tables: Tables, kind: int, who: Places) -> tuple[Yes, int]:
    """Offices post adverse records, rarely to a namesake."""
    adverse = int(tables.rulebook.points[kind]) < 0 or int(tables.rulebook.list_days[kind]) > 0
    right = np.ones(len(who), np.bool_)
    if adverse:
        right[state.few(len(who), tables.records.mismatch / WHOLE)] = False
        state.record(somebody_else(state, who[~right]), kind, false=True)
    state.record(who[right], kind)
    return right, int((~right).sum())


def by_informant(state: State, tables: Tables, kind: int, who: Places) -> Yes:
    """Somebody near saw it and may report."""
    people, table = state.people, tables.informants
    home = (people.size[who] > 1) & (state.uniform(len(who)) < table.household_witness / WHOLE)
    first = np.where(home, people.start[who], people.cell[who] << 8)
    size = np.where(home, people.size[who], np.minimum(256, people.persons - (people.cell[who] << 8)))
    place = first + (state.uniform(len(who)) * (size - 1)).astype(np.intp)
    place = np.minimum(place + (place >= people.person[who]), people.persons - 1)
    seer = people.grown[place]
    near = np.flatnonzero(seer >= 0)
    seer = seer[near]
    enlisted = people.enlisted[seer] < table.density[people.district[seer]] / WHOLE
    duty = enlisted & (state.uniform(len(seer)) < table.on_duty / WHOLE)
    mean = table.report_base + table.loyalty * state.government[seer] / 256 + table.duty * enlisted
    mean += table.reward_benefit * knowing(state, tables, seer)
    price = table.report_price + table.neighbour_weight * state.neighbours[seer] / 256
    reports = duty | (benefit(mean, people.honesty[seer], state.mood(len(seer))) > price)
    near, seer = near[reports], seer[reports]
    useful = tip(state, tables, kind, seer, who[near], False, 1, table.trust_lost_to_neighbour)
    recorded = np.zeros(len(who), np.bool_)
    recorded[near[useful]] = True
    return recorded


def tip(state: State, tables: Tables, kind: int, seer: Places, target: Places, false: bool, weight: int, lost: int) -> Yes:
    """Reports: credited, perhaps learned of, and seldom useful."""
    state.tally["reports"] += len(seer)
    np.add.at(state.reports, state.people.cell[seer], 1)
    state.record(seer, int(Kind.REPORTING))
    learns = target[state.uniform(len(seer)) < tables.informants.leak / WHOLE]
    state.send("neighbours", learns, np.full(len(learns), -lost, np.float32))
    useful = state.uniform(len(seer)) < tables.informants.useful / WHOLE
    state.record(target[useful], kind, false, weight)
    return useful


def street(state: State, tables: Tables) -> None:
    """The day's street offences, by sparse candidates."""
    conduct = tables.conduct
    for kind, width in zip(conduct.street_kind.tolist(), conduct.street_width.tolist(), strict=True):
        who = state.few(state.people.adults, width / WHOLE)
        if kind == _JAYWALKING and tables.shaming.displays:
            at_site = state.uniform(len(who)) * 65_536 < conduct.site_share
            crossing, who = who[at_site], who[~at_site]
            emphasis = 256 + tables.adaptation.fear_weight * state.fear[crossing] / 256
            price = conduct.site_visibility * conduct.site_response * int(tables.rulebook.severity[kind]) * emphasis / 65_536
            price += int(tables.ordinary_law.deterrence[kind])
            commit(state, tables, kind, crossing[state.uniform(len(crossing)) * 65_536 >= price], int(conduct.harm[kind]), displayed=True)
        who = takers(state, tables, kind, who)
        learn(state, tables, kind, who, commit(state, tables, kind, who, int(conduct.harm[kind])))


def rare(state: State, tables: Tables) -> None:
    """The day's rare events: protest, tax evasion, malice, children's reports, false alarms, phantoms."""
    people, conduct = state.people, tables.conduct
    willing = state.few(people.adults, int(conduct.rare_width[Rare.PROTEST]) / WHOLE)
    willing = willing[state.dissents[willing]]
    company = (state.half_dissenters[people.cell[willing]] // 2) // tables.expression.protest_company
    willing = willing[state.mood(len(willing)) < tables.expression.protest_alone + company]
    learn(state, tables, int(Kind.PROTEST), willing, commit(state, tables, int(Kind.PROTEST), willing, 0))
    tax = int(Kind.TAX_EVASION)
    payers = state.few(people.adults, int(conduct.rare_width[Rare.TAX_EVASION]) / WHOLE)
    payers = takers(state, tables, tax, payers[people.self_employed[payers]])
    learn(state, tables, tax, payers, commit(state, tables, tax, payers, int(conduct.harm[tax])))
    denounce(state, tables)
    inform_on_parents(state, tables)
    most = int(tables.messages.false_alarm[255])
    flagged = state.few(people.adults, most / WHOLE)
    if most:
        own = tables.messages.false_alarm[people.digital[flagged].astype(np.intp)]
        flagged = flagged[state.uniform(len(flagged)) * most < own]
        state.tally["messages_false_alarms"] += len(flagged)
        state.record(flagged, _SPEECH, false=True)
    seen = tables.recognition.phantoms / WHOLE * float(tables.cameras.coverage.mean()) / 65_536
    named = state.few(people.adults, seen * people.persons / people.adults)
    named = named[state.random.random(len(named)) * WHOLE < tables.recognition.unenrolled[people.group[named]]]
    state.record(named, _JAYWALKING, false=True)


def denounce(state: State, tables: Tables) -> None:
    """Malice: somebody who did nothing is reported."""
    people, table = state.people, tables.informants
    who = state.few(people.adults, table.malicious_rate / WHOLE)
    tie = state.random.integers(0, 6, len(who))
    at_tie = state.uniform(len(who)) < table.malicious_at_tie / WHOLE
    acquaintance = np.where(state.ties[who] >> tie & 1 == 1, people.partner[tie, who], -1)
    target = np.where(at_tie, acquaintance, state.resident(who))
    fits = (target >= 0) & (target != who)
    who, target = who[fits], target[fits]
    mean = table.malicious_base + table.malicious_upwards * (people.social_class[target] > people.social_class[who])
    mean = mean + table.reward_benefit * knowing(state, tables, who)
    price = table.malicious_price + table.neighbour_weight * state.neighbours[who] / 256
    acted = benefit(mean, people.grudge[who], state.mood(len(who))) > price
    who, target = who[acted], target[acted]
    kinds = _MALICIOUS_KINDS[state.random.integers(0, 3, len(who))]
    for kind in _MALICIOUS_KINDS.tolist():
        chosen = kinds == kind
        tip(state, tables, kind, who[chosen], target[chosen], True, 1, table.trust_lost_to_neighbour)


def inform_on_parents(state: State, tables: Tables) -> None:
    """Children report a parent, truly or falsely; the reporter's own credit goes nowhere, children have no score."""
    people, table = state.people, tables.informants
    child = people.minors[state.few(len(people.minors), table.child_rate / WHOLE)]
    parent = people.answers[child]
    child, parent = child[parent >= 0], parent[parent >= 0]
    true = state.dissents[parent]
    says = true | (state.uniform(len(child)) < table.child_false / WHOLE)
    honesty = (state.mood(len(child)) + state.mood(len(child))) // 2
    acted = says & (
        benefit(table.child_base, honesty, state.mood(len(child))) > table.child_price + (tables.trust.neighbours_baseline >> 2)
    )
    for false in (False, True):
        target = parent[acted & (true != false)]
        state.tally["reports"] += len(target)
        np.add.at(state.reports, people.cell[target], 1)
        learns = target[state.uniform(len(target)) < table.leak / WHOLE]
        state.send("neighbours", learns, np.full(len(learns), -table.trust_lost_in_household, np.float32))
        useful = state.uniform(len(target)) < table.useful / WHOLE
        state.record(target[useful], _SPEECH, false, table.child_weight)
