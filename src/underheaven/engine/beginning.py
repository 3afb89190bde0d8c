"""Day 0: everybody's first state, drawn by address, and the census that the stocks start from."""

from typing import NamedTuple

import numpy as np

from underheaven.day.economy import hardship, target_buffer
from underheaven.day.expression import boldness, discontent, dissents
from underheaven.day.jobs import drawn_tier
from underheaven.day.ledger import BASE_SCORE
from underheaven.day.trust import own_government_baseline
from underheaven.draws.compiled import compiled_entry, compiled_part, integer
from underheaven.draws.permutation import unpermute
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import CELL_ADULTS, CELL_DISSENTERS, Account, Desk, empty_desk, shift
from underheaven.engine.looks import over_all_cells
from underheaven.engine.person import CHILD, ELDER, Person, in_context, person_of
from underheaven.engine.state import (
    State,
    pack_ledger,
    pack_life,
    pack_mind,
    with_ties,
)
from underheaven.engine.stocks import restate_ledger, restate_life, restate_mind
from underheaven.engine.tally import MEASURES, STRATA, Measure
from underheaven.scenario.compile import Tables
from underheaven.society.people import Trait, trait
from underheaven.society.table import LOCAL_TIES, ROWS, TIES

_INITIAL, _FATE = int(Purpose.INITIAL_STATE), int(Purpose.AWARENESS)
_BOLDNESS = int(Trait.BOLDNESS)
_SCORE_SUM = int(Measure.SCORE_SUM)
_HARDSHIP_SUM, _DISSENT_PRIVATE = int(Measure.HARDSHIP_SUM), int(Measure.DISSENT_PRIVATE)
_ISOLATED, _SUPPORT_STATED = int(Measure.ISOLATED), int(Measure.SUPPORT_STATED)
ALL_TIES = 63
_COMMERCIAL_START = 26
NOBODY = 4000 | 1024 << 13 | 2048 << 24
"""First word of somebody without savings or record, whose other words are zero: a census counts that person and then the difference."""


@compiled_part
def first_employment(tables: Tables, person: Person, chance: int, tier: int) -> int:
    """Work at the start: stationary unemployment of the class, tiers from Binomial(7, ½)."""
    if person.age_band == ELDER or person.age_band == CHILD:
        return 9
    leaving = integer(tables.jobs.separation_to[0, person.social_class])
    finding = integer(tables.jobs.finding_to[0]) - tables.jobs.finding_from
    if leaving + finding > 0 and ((chance * (leaving + finding)) >> 32) < leaving:
        return 0
    return 1 + drawn_tier(tier)


@compiled_part
def begin_citizen(tables: Tables, state: State, person: Person) -> None:
    """First state of one citizen. Nobody is listed, scored or aware of a regime; who dissents does so as without one."""
    citizen = person.id
    work, tier, months, rounding = draw(tables.society.seed, citizen, 0, _INITIAL, 0)
    _, own, _, _ = draw(tables.society.seed, citizen, 0, _FATE, 0)
    employment = first_employment(tables, person, work, tier)
    buffer = (target_buffer(tables.economy, person.social_class, employment) >> 3) if person.age_band != CHILD else 0
    government = own_government_baseline(own, tables.trust)
    dissent = 0
    if person.age_band != CHILD:
        bold = boldness(trait(person.words, _BOLDNESS), tables.expression)
        unhappy = discontent(government, tables.expression)
        dissent = int(dissents(unhappy, bold, tables.expression.tolerated, tables.expression.price, tables.expression.visibility, 8))
    state.ledger[citizen] = pack_ledger(BASE_SCORE, 0, buffer, 0, 0, 0, 0, _COMMERCIAL_START, dissent)
    state.mind[citizen] = pack_mind(
        tables.trust.neighbours_baseline >> 1,
        tables.trust.business_baseline >> 1,
        min(127, (government + (rounding & 1)) >> 1),
        32,
        1 if person.unbanked else max(1, months >> 28),
        0,
    )
    state.life[citizen] = pack_life(tables.adaptation.fear_at_rest >> 2, ALL_TIES, employment)


@compiled_entry
def leave_odd_ones_alone(tables: Tables, state: State) -> None:
    """Who has no partner in a matching of an odd number is without that tie from birth."""
    society = tables.society
    for district in range(society.districts):
        first = integer(society.district_start[district])
        size = integer(society.district_start[district + 1]) - first
        if size & 1 == 1:
            for k in range(LOCAL_TIES):
                alone = first + unpermute(size - 1, size, society.keys, district * ROWS + k)
                life = integer(state.life[alone])
                state.life[alone] = with_ties(life, (life >> 6 & 63) & ~(1 << k))
    if society.citizens & 1 == 1:
        for k in range(LOCAL_TIES, TIES):
            row = society.districts * ROWS + k - LOCAL_TIES
            alone = unpermute(society.citizens - 1, society.citizens, society.keys, row)
            life = integer(state.life[alone])
            state.life[alone] = with_ties(life, (life >> 6 & 63) & ~(1 << k))


@compiled_entry
def begin_cells(tables: Tables, state: State, first: int, last: int) -> None:
    """First state of everybody in cells ``first … last − 1``."""
    for cell in range(first, last):
        adults, dissenters = 0, 0
        for citizen in range(cell << 8, min((cell + 1) << 8, tables.society.citizens)):
            person = person_of(tables.society, citizen)
            begin_citizen(tables, state, person)
            if person.age_band != CHILD:
                adults += 1
                dissenters += state.ledger[citizen] >> 63 & 1
        state.cells[cell, CELL_ADULTS] = adults
        state.cells[cell, CELL_DISSENTERS] = 2 * dissenters


class Census(NamedTuple):
    """What is counted on the first morning."""

    population: np.ndarray
    """[STRATA, D] persons."""
    strata: np.ndarray
    """[STRATA, MEASURES] stocks."""
    districts: np.ndarray
    """[D, MEASURES] stocks."""
    debt: int
    """Account of debts."""


def take_census(tables: Tables, state: State, threads: int) -> Census:
    """Count persons and every stock by a full look at everybody. ``tables``: as compiled code reads them."""
    districts = int(tables.society.districts)

    def count(first: int, last: int) -> Census:
        desk, population = empty_desk(), np.zeros((STRATA, districts), np.int64)
        by_district = np.zeros((districts, MEASURES), np.int64)
        _count(tables, desk, state, population, by_district, first, last)
        return Census(population, np.array(desk.strata), by_district, int(desk.accounts[Account.DEBT]))

    parts = over_all_cells(int(tables.society.cells), threads, count)
    population, strata, by_district, debts = (np.sum(books, axis=0) for books in zip(*parts, strict=True))
    return Census(population, strata, by_district, int(debts))


@compiled_entry
def _count(tables: Tables, desk: Desk, state: State, population: np.ndarray, districts: np.ndarray, first: int, last: int) -> None:
    society = tables.society
    for cell in range(first, last):
        district = cell * society.districts // society.cells
        for citizen in range(cell << 8, min((cell + 1) << 8, society.citizens)):
            person = person_of(society, citizen)
            population[person.stratum, district] += 1
            if person.age_band == CHILD:
                continue
            who = in_context(person, district, 0)
            wage = integer(society.wage[person.social_class])
            shift(desk, who, _SCORE_SUM, BASE_SCORE)
            shift(desk, who, _HARDSHIP_SUM, hardship(0))
            shift(desk, who, _DISSENT_PRIVATE, int(tables.dissents_below > 0))
            shift(desk, who, _ISOLATED, 1)
            shift(desk, who, _SUPPORT_STATED, 1)
            restate_ledger(desk, who, NOBODY, state.ledger[citizen], tables.grades.c, tables.grades.aa, wage)
            restate_mind(desk, who, 0, integer(state.mind[citizen]), tables.dissents_below)
            restate_life(desk, who, 0, integer(state.life[citizen]))
        for measure in range(MEASURES):
            districts[district, measure] += desk.district[measure]
            desk.district[measure] = 0
