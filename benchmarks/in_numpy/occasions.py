"""The weekly pass of the NumPy model: conduct, trips and purchases refused, shaming, the way off the list."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.acts import ACTS, SPEECH, announced_to, commit, learn, takes
from benchmarks.in_numpy.desk import WEEK, Week
from benchmarks.in_numpy.draws import ACT, LUCK, Few, Purpose
from benchmarks.in_numpy.mail import propose_ties, show_ties
from benchmarks.in_numpy.remedies import end_listings
from benchmarks.in_numpy.scheme import fly_abroad, spared
from benchmarks.in_numpy.society import Singles
from benchmarks.in_numpy.state import (
    DAY_BITS,
    WHOLE,
    benefit,
)
from underheaven.day.vocabulary import Context, Domain, Kind
from underheaven.engine.tally import Measure

_DEPOSITS, _PREMIUM, _SCHOOLING = 1 << Domain.DEPOSITS, 1 << Domain.PREMIUM_GOODS, 1 << Domain.SCHOOLING
_HALF = 1 << 15


def conduct(week: Week) -> None:
    """The week's conduct: one uniform of sixteen bits decides which occasion, if any; what nobody can see or mind is counted."""
    state, tables = week.state, week.tables
    table = tables.conduct
    uniform, flagged = week.draws.shorts(week.size, Purpose.OCCASION), [week.flagged]
    for kind, origin, width in zip(table.week_kind.tolist(), table.week_origin.tolist(), table.week_width.tolist(), strict=True):
        if not width:
            continue
        harm, begin = int(table.harm[kind]), (origin + _HALF) >> 16
        np.subtract(uniform, np.uint16(begin), out=week.slots)
        np.less(week.slots, np.uint16(((origin + width + _HALF) >> 16) - begin), out=week.flag)
        place = week.flag.nonzero()[0]
        few = Few(week.draws, Purpose.CONDUCT + kind, place + week.first)
        unseen = not tables.visibility.visibility[kind, :4].any() and not tables.announced_to_members[kind].any()
        if kind < Kind.CHARITY and kind != SPEECH and unseen and not tables.ordinary_law.deterrence[kind] and harm == 0:
            state.count(ACTS[kind], few.who)
            flagged.append(place)
        elif kind == SPEECH:
            few = few.of(state.dissents[few.who])
            lies = few.shorts(LUCK, 2) < table.false_speech
            recorded = commit(state, tables, kind, few, table.false_speech_harm * lies)
            learn(state, tables, few.who, announced_to(state, tables, kind, few.who), recorded)
        elif kind < Kind.CHARITY:
            acts, announced = takes(state, tables, kind, few)
            few = few.of(acts)
            flagged.append(few.who - week.first)
            learn(state, tables, few.who, announced[acts], commit(state, tables, kind, few, harm))
        else:
            commit(state, tables, kind, few.of(helps(week, few, kind, (week.slots[place] + 0.5) * DAY_BITS)), harm)
    week.flagged = np.concatenate(flagged)


def helps(week: Week, few: Few, kind: int, place: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whose occasion for help becomes help, by the place of the uniform in its slot, in 2**-32."""
    tables, people, who = week.tables, week.state.people, few.who
    table = tables.conduct
    skill = (people.conformity if kind == Kind.PRAISE else people.honesty)[who]
    accepted = float(table.help_rate[kind]) * 3 / DAY_BITS * skill * skill
    points = worth_of_a_point(week, week.state.score[who])
    works = week.eligible[who - week.first] & (benefit(points, people.conformity[who], few.moods(ACT, 6)) > tables.perks.effort)
    accepted = np.where(works, accepted * (256 - table.crowding_out) / 256 + float(table.help_gain[kind]), accepted)
    taken: NDArray[np.bool_] = place < np.minimum(accepted, float(table.help_top[kind]))
    return taken


def worth_of_a_point(week: Week, score: Singles) -> Singles:
    """What one more point is worth."""
    perks = week.tables.perks
    total = sum(weight * np.maximum(0, perks.reach - np.abs(score - step)) for weight, step in zip(perks.weight, perks.step, strict=True))
    worth: Singles = perks.worth_of_a_point + np.floor(total / DAY_BITS)
    return worth


def deposits(week: Week) -> None:
    """Deposits paid, and waived by a grade or by the commercial score as the week found it."""
    state, tables, travel = week.state, week.tables, week.tables.travel
    renting = week.draws.some(week.size, float(travel.flow_to[1] - travel.flow_from[1]) / WHOLE, Purpose.DEPOSIT)
    barred = week.domains[renting] & _DEPOSITS != 0
    waived = (state.score[week.part][renting] >= tables.grades.aa) & (tables.perks.deposit_waived == 1)
    waived = ~barred & (waived | spared(week, renting)) if tables.commercial.open else ~barred & waived
    state.count(Measure.DEPOSITS_PAID, renting[~waived] + week.first)
    state.count(Measure.DEPOSITS_WAIVED, renting[waived] + week.first)
    week.bear(renting[barred], Domain.DEPOSITS)


def refusals(week: Week) -> None:
    """Premium goods, trips, and what a week under sanctions costs."""
    state, tables, people = week.state, week.tables, week.state.people
    travel, sanctions, under = tables.travel, tables.sanctions, week.under
    occasions = (travel.flow_to - travel.flow_from) / WHOLE
    wanting = week.draws.some(week.size, occasions[3], Purpose.PREMIUM)
    state.count(Measure.PREMIUM_REFUSED, wanting[week.domains[wanting] & _PREMIUM != 0] + week.first)
    air, rail = travel.air_to, travel.rail_to - travel.rail_from
    top = float((air + rail).max())
    trips = week.draws.few(week.size, top / WHOLE, Purpose.TRIP)
    place, uniform = trips.who, trips.longs(ACT, 0) * (top / WHOLE)
    social = people.social_class[week.part][place]
    flies = uniform < air[social]
    goes = uniform < (air + rail)[social]
    state.count(Measure.TRAVEL_DEMANDED, place[goes] + week.first)
    for measure, wants, domain in (
        (Measure.TRAVEL_DENIED_AIR, flies, Domain.AIR_TRAVEL),
        (Measure.TRAVEL_DENIED_RAIL, goes & ~flies, Domain.FAST_RAIL),
    ):
        refused = place[wants & (week.domains[place] >> domain & 1 == 1)]
        state.count(measure, refused + week.first)
        state.count(Measure.PERSONS_DENIED, refused[~state.denied[week.part][refused]] + week.first)
        state.denied[week.part][refused] = True
        week.bear(refused, domain)
        if measure == Measure.TRAVEL_DENIED_AIR:
            fly_abroad(week, trips.of(flies & (week.domains[place] >> domain & 1 == 0)))
        if domain == Domain.AIR_TRAVEL:
            state.fear[week.part][refused] += sanctions.fear_of_refusal
    school = under[week.masks & _SCHOOLING != 0]
    school = school[np.diff(people.house[week.part][school], prepend=-1) > 0]
    children = people.children[week.part][school]
    state.count(Measure.CHILDREN_BARRED, school + week.first, children)
    for field in range(12):
        if sanctions.daily >> field & 1:
            who = under[week.masks >> field & 1 == 1]
            week.bear(who, field, np.full(len(who), WEEK * sanctions.detriment[field]))
    parents = school[children > 0]
    week.bear(parents, Domain.SCHOOLING, np.full(len(parents), WEEK * sanctions.detriment[Domain.SCHOOLING]))


def shaming(week: Week) -> None:
    """Harassment, ties told and proposed, and the way off the list."""
    state, tables, part = week.state, week.tables, week.part
    table = tables.shaming
    shamed = week.under[week.masks & table.shamed_domains != 0]
    hit = shamed[week.strikes(shamed, table.harassment_from, table.harassment_to)]
    state.count(Measure.HARASSED, hit + week.first)
    week.harassed_before = state.harassed[week.cells].copy()
    np.add.at(state.harassed, state.people.cell[part][hit], 1)
    state.harassed[week.cells] -= week.harassed_before
    state.fear[part][hit] += table.fear_of_victim
    state.government[part][hit] += table.trust_in_government
    state.buffer[part][hit] -= table.loss
    week.bear(hit, Domain.BILLBOARD)
    shown = week.under[week.masks & table.shown_domains != 0]
    week.shown = shown
    week.flag.fill(False)
    week.flag[shown] = True
    show_ties(state, tables, week.first, week.flag)
    lonely = Few(week.draws, Purpose.PROPOSAL, week.struck(tables.ties.propose_from, tables.ties.propose_to) + week.first)
    alone = week.domains[lonely.who - week.first] & table.shown_domains == 0
    propose_ties(state, lonely.of(alone & (state.ties[lonely.who] != 63)))
    lists, finance = tables.lists, tables.cause_context == Context.FINANCE
    debtors = week.under[week.listed[week.under] & finance[state.cause[part][week.under]]]
    debtors = debtors[week.strikes(debtors, lists.compliance_from, lists.compliance_to)] + week.first
    debtors = debtors[state.buffer[debtors] > 0]
    payment = np.minimum(state.buffer[debtors], lists.compliance_payment * state.unit[debtors])
    state.buffer[debtors] -= payment
    state.purse.pool += float(payment @ state.wage[debtors])
    end_listings(week, debtors)
