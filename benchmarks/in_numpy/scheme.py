"""The weekly pass of the NumPy model: the commercial scheme, and what platform and state tell each other."""

import numpy as np

from benchmarks.in_numpy.desk import WEEK, Week
from benchmarks.in_numpy.draws import ACT, Few, Places, Purpose
from benchmarks.in_numpy.state import WHOLE, benefit
from underheaven.day.vocabulary import Domain
from underheaven.engine.tally import Measure

_MOST = 63
_UNSCORED = 32
_FLOORS = 0.6
"""What the engine's whole numbers take from the weighted sum in the mean: half of it, and half a step of savings."""
_DATING = 1 << Domain.DATING


def renew_scores(week: Week) -> None:
    """The week's commercial scores, of members alone: what they buy, whom they know, how they paid and what they saved."""
    state, table, part = week.state, week.tables.commercial, week.part
    if not table.open:
        return
    people, score, member = state.people, state.commercial[part], state.member[part]
    weighed = np.clip(week.saved * np.float32(1 / 128), -64, 191, out=week.a)
    np.multiply(weighed, np.float32(table.capacity / (1 << 16)), out=weighed)
    np.multiply(people.digital[part], np.float32(table.identity / (1 << 16)), out=week.b)
    np.add(weighed, week.b, out=weighed)
    np.multiply(np.bitwise_count(state.ties[part]), np.float32(table.network * 255 / 6 / (1 << 16)), out=week.b)
    np.add(weighed, week.b, out=weighed)
    np.multiply(week.paid_before, np.float32(table.history * 17 / (1 << 16)), out=week.b)
    np.add(weighed, week.b, out=weighed)
    behaviour = table.behaviour / (1 << 16)
    weighed[week.flagged] -= np.float32(behaviour * table.flag)
    np.add(weighed, np.float32(64 * table.capacity / (1 << 16) + 255 * behaviour - table.level - _FLOORS), out=weighed)
    np.multiply(score, np.float32(4), out=week.b)
    np.subtract(weighed, week.b, out=weighed)
    np.multiply(weighed, np.float32(1 / 32), out=weighed)
    np.multiply(week.draws.bytes(week.size, Purpose.COMMERCIAL), np.float32(1 / 256), out=week.b)
    np.add(weighed, week.b, out=weighed)
    np.floor(weighed, out=weighed)  # whole scores, rounded at random as the engine's: many stand at a threshold
    np.multiply(weighed, member, out=weighed)
    np.add(score, weighed, out=score)
    np.clip(score, 0, _MOST, out=score)
    on_list = week.under[week.listed[week.under]]
    on_list = on_list[member[on_list]]
    score[on_list] = np.minimum(score[on_list], week.tables.sharing.cap)


def spared(week: Week, who: Places) -> np.ndarray:
    """Whose commercial score waives a deposit."""
    state, table = week.state, week.tables.commercial
    score = state.commercial[week.part][who]
    shown = np.where(week.listed[who], np.minimum(score, week.tables.sharing.cap), score)
    return state.member[week.part][who] & (shown >= table.deposit_free)


def meet(week: Week) -> None:
    """Single members meet somebody and may match."""
    state, table, travel = week.state, week.tables.commercial, week.tables.travel
    if not table.open:
        return
    dates = week.draws.few(week.size, float(travel.flow_to[2] - travel.flow_from[2]) / WHOLE, Purpose.DATING, week.first)
    dates = dates.of(state.member[dates.who] & state.people.single[dates.who])
    chance = travel.match * (64 + 4 * (state.commercial[dates.who] if table.dating_link else _UNSCORED)) / 320
    shown = (week.domains[dates.who - week.first] & _DATING != 0) & (table.dating_link == 1)
    chance = np.where(shown, chance * travel.match_if_shown / 256, chance)
    state.count(Measure.MATCHES, dates.who[dates.longs(ACT, 0) < chance])


def fly_abroad(week: Week, flights: Few) -> None:
    """Flights that were not refused: some go abroad, to a country whose visa the score eases."""
    state, table = week.state, week.tables.commercial
    if not table.open:
        return
    who, abroad = flights.who + week.first, flights.longs(ACT, 1)
    bound = np.where(abroad < table.abroad >> 1, table.first_visa, table.second_visa)
    state.count(Measure.VISAS, who[(abroad < table.abroad) & state.member[who] & (state.commercial[who] >= bound)])


def live_with_scheme(week: Week) -> None:
    """Who is a member may boast; once in four weeks everybody decides whether to be one."""
    state, table, part = week.state, week.tables.commercial, week.part
    if not table.open:
        return
    member, people = state.member[part], state.people
    np.greater_equal(state.commercial[part], table.deposit_free, out=week.flag)
    np.logical_and(week.flag, member, out=week.flag)
    high = week.flag.nonzero()[0]
    state.count(Measure.DEPOSIT_FREE, high + week.first)
    moods = week.draws.bytes(week.size, Purpose.BOAST)[high]
    boasting = high[benefit(table.boasting, people.conformity[part][high], moods) > table.boasting_price]
    state.count(Measure.BOASTS, boasting + week.first)
    decide = week.chunk.due[(2 - week.day // WEEK) & 3]
    cell = people.cell[part][decide]
    share = np.minimum(256, np.floor(state.cell_members[cell] * 256 / state.members[cell]))
    chosen = table.perk * 256 + table.peer * share > people.privacy[part][decide] * 256
    turned = decide[chosen != member[decide]]
    member[decide] = chosen
    state.count(Measure.OPTED_IN, turned + week.first, 2 * member[turned].astype(np.int8) - 1)
    starts = people.cell_first[week.cells] - week.first
    state.cell_members[week.cells] = np.add.reduceat(member, starts, dtype=np.int32)
    np.add.at(state.cell_members, people.cell[part][boasting[member[boasting]]], 1)
