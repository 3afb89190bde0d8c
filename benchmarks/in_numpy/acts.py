"""Acts of the NumPy model: opportunities taken, harm, ordinary law, the four channels, and what is written about whom."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import (
    ACT,
    CLERK,
    FACE,
    GLANCE,
    LATER_GLANCE,
    LUCK,
    REPORT,
    SECOND_FACE,
    WITNESS,
    Few,
    Places,
    Purpose,
    own_longs,
)
from benchmarks.in_numpy.purse import ATOMS
from benchmarks.in_numpy.state import HIGHEST_BELIEF, WHOLE, State, benefit
from underheaven.day.recognition import GROUPS
from underheaven.day.vocabulary import Channel, Kind
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

SPEECH = int(Kind.CRITICAL_SPEECH)
ACTS = [int(Measure.ACTS_JAYWALKING) + kind for kind in range(int(Kind.PRAISE) + 1)]
"""Measure of the acts of each kind."""
UPPER = 16
"""From 32 bits to the upper sixteen."""

_GLANCES = (GLANCE, GLANCE, LATER_GLANCE, LATER_GLANCE, ACT)
"""Column of each channel's look, whose half follows from its number."""

Yes = NDArray[np.bool_]


def knowing(state: State, tables: Tables, who: Places) -> Yes:
    """Who knows the regime (known alike in every district)."""
    return state.people.awareness[who] < np.float32(tables.knowledge.aware_below[0] / WHOLE)


def announced_to(state: State, tables: Tables, kind: int, who: Places) -> NDArray[np.int64]:
    """Announced capture, in 1/256, and −1 for who does not know the regime; the platform's counts for its members alone."""
    district = state.people.district[who]
    announced = tables.announced[kind, district]
    if tables.visibility.visibility[kind, Channel.PLATFORM] and tables.sharing.platform:
        announced = np.where(state.member[who], tables.announced_to_members[kind, district], announced)
    return np.where(knowing(state, tables, who), announced, -1)


def takes(state: State, tables: Tables, kind: int, few: Few) -> tuple[Yes, NDArray[np.int64]]:
    """Who of those with an opportunity for an offence takes it, and what is announced to each."""
    announced = announced_to(state, tables, kind, few.who)
    price = np.full(len(few), float(tables.ordinary_law.deterrence[kind]))
    wary = np.flatnonzero(announced > 0)
    who = few.who[wary]
    capture = np.minimum(255, np.floor(announced[wary] * state.belief[who] * (1 / 64)))
    emphasis = 256 + tables.adaptation.fear_weight * state.fear[who] * (1 / 256)
    price[wary] += capture * emphasis * (int(tables.conduct.response[kind]) * int(tables.rulebook.severity[kind]) / 65_536)
    return few.shorts(ACT, 3) >= price, announced


def learn(state: State, tables: Tables, who: Places, announced: NDArray[np.int64], recorded: Yes) -> None:
    """Who knows the regime learns from an own act how often it captures what is ``announced`` to be captured."""
    some = np.flatnonzero((announced > 0) | (recorded & (announced == 0)))
    expected = announced[some]
    change = np.where(recorded[some], 256 - expected, -expected) * (tables.adaptation.belief_step / 256)
    state.shift("belief", who[some], change, HIGHEST_BELIEF, once_each=True)


def commit(state: State, tables: Tables, kind: int, few: Few, harm: NDArray[np.int64] | int, displayed: bool = False) -> Yes:
    """True acts of one kind: counted, harm dealt, law and regime given their look. Returns who was recorded."""
    who = few.who
    if not len(who):
        return np.zeros(0, np.bool_)
    state.count(ACTS[kind], who)
    harms = harm if isinstance(harm, np.ndarray) else np.full(len(who), harm)
    if kind == SPEECH:
        lies = np.flatnonzero(harms)
        state.count(Measure.ACTS_HARMFUL, who[lies])
        state.count(Measure.HARM_DONE, who[lies], harms[lies])
    if tables.rulebook.key[kind] > 0:
        state.send("trigger", who)
    victim = np.full(len(who), -1)
    hurt = np.flatnonzero(harms)
    if len(hurt) and kind not in (Kind.LATE_BILL, Kind.DEFAULT, Kind.TAX_EVASION):
        victim[hurt] = harm_others(state, kind, few.of(hurt), harms[hurt])
    if kind == Kind.TAX_EVASION:
        state.purse.purse -= float(harms.sum()) * ATOMS
    detection = int(tables.ordinary_law.detection[kind])
    if detection and kind != Kind.LATE_BILL and kind < Kind.CHARITY:
        fined = who[few.longs(LUCK, 1) < detection]
        state.count(Measure.FINES, fined, np.full(len(fined), tables.ordinary_law.fine[kind]))
        state.purse.purse += len(fined) * int(tables.ordinary_law.fine[kind]) * ATOMS
        state.pay(fined, -float(tables.ordinary_law.fine[kind]))
    recorded = observe(state, tables, kind, few, displayed)
    told = victim[recorded & (victim >= 0) & (harms > 0)]
    state.send("government", told, np.full(len(told), tables.trust.offender_recorded, np.float32))
    return recorded


def harm_others(state: State, kind: int, few: Few, harms: NDArray[np.int64]) -> Places:
    """Victims of harmful acts, or those who are helped; −1 for nobody."""
    people, who = state.people, few.who
    if kind == Kind.FAMILY_HELP:
        place = people.start[who] + few.pick(LUCK, 0, people.size[who] - 1)
        place += place >= people.person[who]
        victim = np.where(people.size[who] > 1, people.answers[np.minimum(place, people.persons - 1)], -1)
    else:
        victim = state.resident(few, LUCK, 0)
    some = victim >= 0
    state.send("money", victim[some], -harms[some].astype(np.float32))
    if kind != SPEECH:
        hurt = harms[some] > 0
        state.send("harmed", victim[some], hurt)
        np.add.at(state.victims, people.cell[who[some]][hurt], 1)
    return victim


def observe(state: State, tables: Tables, kind: int, few: Few, displayed: bool) -> Yes:
    """Every channel looks at the acts; who was recorded for the own act."""
    people, seen, who = state.people, tables.visibility.visibility[kind] / WHOLE, few.who
    recorded, seen_before = np.zeros((2, len(who)), np.bool_)
    for channel in Channel:
        if not seen[channel] and not (displayed and channel == Channel.CAMERAS):
            continue
        if channel == Channel.CAMERAS:
            coverage = tables.cameras.coverage[people.district[who]]
            chance = tables.conduct.site_visibility / 256 if displayed else seen[channel] * coverage / 65_536
        elif channel == Channel.MESSAGES:
            chance = seen[channel] * tables.messages.coverage / 65_536 * (256 + people.digital[who]) / 512
        elif channel == Channel.INFORMANTS:
            chance = seen[channel] * tables.informants.coverage / 65_536
        elif channel == Channel.RECORDS:
            chance = seen[channel] * tables.records.coverage / 65_536
        else:
            chance = seen[channel] * tables.sharing.platform / 65_536 * state.member[who]
        if isinstance(chance, float) and (chance <= 0 or chance >= 1):
            noticed = np.arange(len(who) if chance >= 1 else 0)
        else:
            noticed = np.flatnonzero(few.longs(_GLANCES[channel], channel & 1) < chance * WHOLE)
        if tables.safeguards.deduplication:
            noticed = noticed[~seen_before[noticed]]
            seen_before[noticed] = True
        if not len(noticed):
            continue
        actors = few.of(noticed)
        if channel == Channel.CAMERAS:
            right, wrong = by_camera(state, tables, kind, actors)
        elif channel == Channel.INFORMANTS:
            right, wrong = by_informant(state, tables, kind, actors), None
        elif channel == Channel.RECORDS:
            right, wrong = by_office(state, tables, kind, actors)
        else:
            right, wrong = write(state, tables, actors.who, actors.who, kind, channel), None
        state.count(Measure.CAPTURED_BY_CAMERAS + channel, actors.who)
        nobody = ~right
        if wrong is not None:
            state.count(Measure.CAPTURED_WRONG, actors.who[wrong])
            nobody &= ~wrong
        state.count(Measure.CAPTURED_NOBODY, actors.who[nobody])
        recorded[noticed] |= right
    return recorded


def doubles(state: State, tables: Tables, who: Places, which_group: NDArray[np.uint32], which: NDArray[np.uint32]) -> Places:
    """Whom cameras take them for: lasting doubles of a recognition group in the district, or the nation; −1 for a child or nobody."""
    people, table = state.people, tables.recognition
    other = (which_group[:, None] >= table.cumulative[people.group[who]]).sum(axis=1)
    words = state.draws.personal(who, Purpose.DOUBLE, lasting=True)
    uniform = own_longs(words, other * 64 + (which.astype(np.int64) * table.doubles >> 32)).astype(np.int64)
    district = people.district[who]
    if table.national:
        district = people.book_district[uniform * people.adults >> 32]
        uniform = own_longs(words, 1024 + other).astype(np.int64)
    first, after = (people.group_first[district * GROUPS + other + k] for k in (0, 1))
    person = people.group_members[np.minimum(first + (uniform * (after - first) >> 32), people.persons - 1)]
    return np.where((after > first) & (people.grown[person] != who), people.grown[person], -1)


def namesakes(state: State, tables: Tables, who: Places, which: NDArray[np.uint32]) -> Places:
    """Lasting namesakes of the district; −1 for a child."""
    people, district = state.people, state.people.district[who]
    words = state.draws.personal(who, Purpose.NAMESAKE, lasting=True)
    uniform = own_longs(words, which.astype(np.int64) * tables.records.namesakes >> 32).astype(np.int64)
    first, after = people.person_first[district], people.person_first[district + 1]
    other = people.grown[first + (uniform * (after - first) >> 32)]
    return np.where(other == who, -1, other)


def write(
    state: State, tables: Tables, actors: Places, targets: Places, kind: int, channel: int, false: bool = False, weight: int = 1
) -> Yes:
    """Send records that go back to ``actors``; which of them no reviewer strikes out."""
    table, written = tables.safeguards, np.ones(len(targets), np.bool_)
    adverse = int(tables.rulebook.points[kind]) < 0 or int(tables.rulebook.list_days[kind]) > 0
    if adverse and (table.review_cost | table.removes_false | table.removes_true) > 0:
        state.count(Measure.COST_REVIEWS, actors, np.full(len(actors), table.review_cost >> 1))
        uniform = own_longs(state.draws.personal(actors, Purpose.REVIEW), kind * 8 + channel)
        written = uniform >= (table.removes_false if false else table.removes_true)
        state.count(Measure.RECORDS_REVIEWED_AWAY, actors[~written])
    state.record(targets[written & (targets >= 0)], kind, false, weight)  # a child has no ledger
    return written


def by_camera(state: State, tables: Tables, kind: int, few: Few) -> tuple[Yes, Yes]:
    """Faces are recognised, or taken for somebody else's, or for nobody's."""
    group, face = state.people.group[few.who], state.face[few.who]
    place, wrong_below = few.longs(FACE, 0), tables.recognition.wrong[group, face]
    wrong, right = place < wrong_below, place >= wrong_below + tables.recognition.none[group, face]
    state.count(Measure.ALERTS, few.who[right | wrong])
    state.count(Measure.ALERTS_WRONG, few.who[wrong])
    right[right] = write(state, tables, few.who[right], few.who[right], kind, Channel.CAMERAS)
    if wrong.any():
        mistaken = few.of(wrong)
        taken = doubles(state, tables, mistaken.who, mistaken.longs(FACE, 1), mistaken.longs(SECOND_FACE, 0))
        wrong[wrong] = write(state, tables, mistaken.who, taken, kind, Channel.CAMERAS, false=True)
    return right, wrong


def by_office(state: State, tables: Tables, kind: int, few: Few) -> tuple[Yes, Yes]:
    """Offices post adverse records, rarely to a namesake."""
    wrong = np.zeros(len(few), np.bool_)
    if int(tables.rulebook.points[kind]) < 0 or int(tables.rulebook.list_days[kind]) > 0:
        wrong = few.longs(CLERK, 0) < tables.records.mismatch
    if wrong.any():
        taken = namesakes(state, tables, few.who[wrong], few.longs(CLERK, 1)[wrong])
        wrong[wrong] = taken >= 0
        taken = taken[taken >= 0]
    right = ~wrong
    if wrong.any():
        wrong[wrong] = write(state, tables, few.who[wrong], taken, kind, Channel.RECORDS, false=True)
    right[right] = write(state, tables, few.who[right], few.who[right], kind, Channel.RECORDS)
    return right, wrong


def by_informant(state: State, tables: Tables, kind: int, few: Few) -> Yes:
    """Somebody near saw it and may report."""
    people, table, who = state.people, tables.informants, few.who
    home = (people.size[who] > 1) & (few.shorts(WITNESS, 2) < table.household_witness >> UPPER)
    first = np.where(home, people.start[who], people.cell[who] << 8)
    size = np.where(home, people.size[who], np.minimum(256, people.persons - (people.cell[who] << 8)))
    place = first + few.pick(WITNESS, 0, size - 1)
    place = np.minimum(place + (place >= people.person[who]), people.persons - 1)
    near = np.flatnonzero(people.grown[place] >= 0)
    seer, few = people.grown[place[near]], few.of(near)
    enlisted = people.enlisted[seer] < table.density[people.district[seer]] / WHOLE
    duty = enlisted & (few.shorts(WITNESS, 3) < table.on_duty >> UPPER)
    mean = table.report_base + table.loyalty * state.government[seer] / 256 + table.duty * enlisted
    mean += table.reward_benefit * knowing(state, tables, seer)
    price = table.report_price + table.neighbour_weight * state.neighbours[seer] / 256
    reports = duty | (benefit(mean, people.honesty[seer], few.moods(REPORT, 0)) > price)
    useful = tip(state, tables, kind, seer[reports], few.who[reports], False, few.of(reports))
    recorded = np.zeros(len(who), np.bool_)
    recorded[near[reports][useful]] = True
    return recorded


def tip(state: State, tables: Tables, kind: int, seer: Places, target: Places, false: bool, few: Few) -> Yes:
    """Reports: credited, perhaps learned of, and seldom useful."""
    state.count(Measure.REPORTS, seer)
    if false:
        state.count(Measure.REPORTS_FALSE, seer)
    np.add.at(state.reports, state.people.cell[seer], 1)
    state.record(seer, int(Kind.REPORTING))
    return denounced(state, tables, kind, seer, target, false, 1, tables.informants.trust_lost_to_neighbour, few)


def denounced(state: State, tables: Tables, kind: int, seer: Places, target: Places, false: bool, weight: int, lost: int, few: Few) -> Yes:
    """What a report does to its target; whether it was useful."""
    learns = target[few.shorts(REPORT, 1) < tables.informants.leak >> UPPER]
    state.send("neighbours", learns, np.full(len(learns), -lost, np.float32))
    useful = few.longs(REPORT, 1) < tables.informants.useful
    useful[useful] = write(state, tables, seer[useful], target[useful], kind, Channel.INFORMANTS, false, weight)
    return useful
