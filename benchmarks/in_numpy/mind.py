"""The weekly pass of the NumPy model: belief, fear, the three trusts, and whether discontent is shown."""

import numpy as np

from benchmarks.in_numpy.desk import Week
from benchmarks.in_numpy.draws import Purpose
from benchmarks.in_numpy.state import (
    DAY_BITS,
    HIGHEST_BELIEF,
    HIGHEST_FEAR,
    HIGHEST_TRUST,
    INTERNET,
    WHOLE,
)
from underheaven.day.vocabulary import Kind

_SPEECH = int(Kind.CRITICAL_SPEECH)


def adapt(week: Week) -> None:
    """Belief returns toward right; fear fades, and grows where household and neighbours are hit."""
    state, table, part = week.state, week.tables.adaptation, week.part
    belief, fear = state.belief[part], state.fear[part]
    np.subtract(64, belief, out=week.a)
    np.clip(week.a, -table.belief_drift, table.belief_drift, out=week.a)
    np.add(belief, week.a, out=belief)
    np.clip(belief, 0, HIGHEST_BELIEF, out=belief)
    np.multiply(fear, np.float32(1 - table.fear_decay / 256), out=fear)
    np.add(fear, np.float32(table.fear_at_rest * table.fear_decay / 256), out=fear)
    house = state.people.house[part]
    felt = week.draws.some(week.size, table.household_chance / DAY_BITS, Purpose.HOUSEHOLD_FEAR)
    inmates = np.bincount(house[week.under[week.listed[week.under]]] - house[0], minlength=int(house[-1] - house[0]) + 1)
    felt = felt[inmates[house[felt] - house[0]] > week.listed[felt]]
    fear[felt] += table.household_listing
    members = state.members[week.cells]
    chance = np.minimum(1, np.minimum(1, 4 * state.shown[week.cells] / members) * (table.shown_neighbours / DAY_BITS))
    if chance.any():
        np.add(fear, week.by_cell(chance, Purpose.CELL_FEAR), out=fear)
    if week.harassed_before.any():
        np.add(fear, np.repeat((week.harassed_before * week.tables.shaming.fear_of_cell).astype(np.float32), week.adults), out=fear)
    np.clip(fear, 0, HIGHEST_FEAR, out=fear)


def trust(week: Week) -> None:
    """Neighbours, business and government."""
    state, tables, part = week.state, week.tables, week.part
    table, members = tables.trust, state.members[week.cells]
    neighbours, business, government = state.neighbours[part], state.business[part], state.government[part]
    back = np.float32(table.reversion / 256)
    reports = week.by_cell(np.minimum(1, state.reports[week.cells] / members), Purpose.REPORTS_AROUND)
    np.multiply(reports, np.float32(table.reports_around), out=week.a)
    np.add(neighbours, week.a, out=neighbours)
    safer = week.by_cell(np.maximum(0, table.usual_victims / DAY_BITS - state.victims[week.cells] / members), Purpose.SAFER_STREET)
    np.multiply(safer, np.float32(table.safer_street), out=week.a)
    np.add(neighbours, week.a, out=neighbours)
    np.clip(neighbours, 0, HIGHEST_TRUST, out=neighbours)
    openness = np.float32((256 - tables.censorship.strength) / 256)
    np.subtract(table.neighbours_baseline, neighbours, out=week.a)
    np.minimum(week.a, 0, out=week.b)
    np.multiply(week.a, back * openness, out=week.a)
    np.multiply(week.b, back * (1 - openness), out=week.b)
    np.add(neighbours, week.a, out=neighbours)
    np.add(neighbours, week.b, out=neighbours)
    state.reports[week.cells], state.victims[week.cells] = 0, 0

    uniform = week.draws.shorts(week.size, Purpose.CLEAN_WEEK)
    if tables.visible_sanctions.any():
        seen = np.minimum(DAY_BITS - 1, table.clean_week + tables.visible_sanctions).astype(np.uint16)
        np.less(uniform, seen[state.people.book_district[part]], out=week.flag)
        np.multiply(week.flag, np.float32(table.offender_listed), out=week.a)
        np.add(business, week.a, out=business)
        change = 1 - table.offender_listed
    else:
        change = 1
    if change:
        business[np.flatnonzero(uniform < table.clean_week)] += change
    np.multiply(business, 1 - back, out=business)
    np.add(business, np.float32(table.business_baseline) * back, out=business)

    asked = week.draws.some(week.size, table.hardship_chance / DAY_BITS, Purpose.HARDSHIP)
    government[asked[state.buffer[part][asked] < -64 * (table.hardship_threshold - 128)]] -= 1
    np.add(government, week.rewarded, out=government)
    before, below = (float(known[0]) / WHOLE for known in (tables.aware_before, tables.knowledge.aware_below))
    if below > before:
        word = state.people.awareness[part]
        government[(word >= before) & (word < below)] -= tables.knowledge.trust_lost
    np.clip(government, 0, HIGHEST_TRUST, out=government)
    np.subtract(state.own[part], government, out=week.a)
    np.multiply(week.a, back, out=week.a)
    np.add(government, week.a, out=government)


def express(week: Week) -> None:
    """Whether discontent is shown, given its price, who watches, and the crowd of the cell."""
    state, tables, part = week.state, week.tables, week.part
    said, table = tables.expression, tables.adaptation
    stake = int(tables.conduct.response[_SPEECH]) * int(tables.rulebook.severity[_SPEECH]) >> 8
    announced = int(tables.announced[_SPEECH, 0])
    capture = np.multiply(state.belief[part], np.float32(announced / 64), out=week.a)
    np.minimum(capture, 255, out=capture)
    np.multiply(capture, week.knows, out=capture)
    price = np.greater(capture, 0, out=week.flag)
    price = np.multiply(price, np.float32(stake), out=week.b)
    np.add(price, said.price, out=price)
    emphasis = np.multiply(state.fear[part], np.float32(table.fear_weight / 256), out=week.c)
    np.add(emphasis, 256, out=emphasis)
    np.multiply(price, emphasis, out=price)
    visible = state.half_dissenters[week.cells] * 128 / state.members[week.cells] * ((256 - tables.censorship.strength) / 256)
    relief = np.minimum(said.crowd_protection, said.crowd * said.crowd_protection * visible / DAY_BITS)
    np.multiply(price, np.repeat(((256 - relief) / DAY_BITS).astype(np.float32), week.adults), out=price)
    unhappy = np.subtract(said.content, state.government[part], out=week.c)
    np.maximum(unhappy, 0, out=unhappy)
    if stake > 0:
        np.multiply(capture, np.float32((256 - said.visibility) / 256), out=capture)
        np.add(capture, said.visibility, out=capture)
    else:
        capture.fill(said.visibility)
    np.subtract(256, capture, out=week.d)
    np.multiply(week.d, unhappy, out=week.d)
    np.multiply(capture, 256, out=capture)
    np.add(capture, week.d, out=capture)
    np.multiply(capture, price, out=capture)
    np.subtract(unhappy, said.tolerated, out=unhappy)
    np.multiply(state.bold[part], np.float32(256), out=week.d)
    np.multiply(week.d, unhappy, out=week.d)
    dissents = state.dissents[part]
    np.greater(week.d, capture, out=dissents)
    np.greater(unhappy, 0, out=week.flag)
    np.logical_and(dissents, week.flag, out=dissents)
    cell = state.people.cell[part]
    starts = state.people.cell_first[week.cells] - week.first
    state.half_dissenters[week.cells] = 2 * np.add.reduceat(dissents, starts, dtype=np.int32)
    throttled = week.under[(week.masks & INTERNET != 0) & dissents[week.under]]
    np.subtract.at(state.half_dissenters, cell[throttled], 1)
    state.shown[week.cells] = np.bincount(cell[week.shown] - week.chunk.first_cell, minlength=len(week.adults))
