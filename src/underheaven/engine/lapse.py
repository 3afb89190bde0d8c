"""The end of listings: the calendar of those that lie ahead, and the lapse of all on the day on which the lists are abolished.

A lapse is an exit. The sweep over everybody comes once in the life of a regime; it happens before the day's mail and reads
nothing but the citizen's own words.
"""

import numpy as np

from underheaven.draws.compiled import compiled_entry, integer
from underheaven.engine.person import person_of
from underheaven.engine.state import State, until_of, wrongful_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.people import district_of

_EXITS, _WRONGFUL_DAYS = int(Measure.EXITS), int(Measure.WRONGFUL_DAYS)
_LISTED, _LISTED_WRONGLY = int(Measure.LISTED), int(Measure.LISTED_WRONGLY)
_UNTIL = 8191 << 37


@compiled_entry
def lapse_all(tables: Tables, state: State, day: int, strata: np.ndarray, districts: np.ndarray) -> None:
    """End every listing on ``day``: [STRATA, MEASURES] and [D, MEASURES] take the tallies."""
    for citizen in range(tables.society.citizens):
        ledger = integer(state.ledger[citizen])
        until = until_of(ledger)
        if until > day:
            wrongful, district = wrongful_of(ledger), district_of(tables.society, citizen)
            group = person_of(tables.society, citizen).stratum
            strata[group, _EXITS] += 1
            strata[group, _LISTED] -= 1
            strata[group, _LISTED_WRONGLY] -= wrongful
            strata[group, _WRONGFUL_DAYS] -= wrongful * (until - day)
            districts[district, _EXITS] += 1
            districts[district, _LISTED] -= 1
            districts[district, _LISTED_WRONGLY] -= wrongful
            districts[district, _WRONGFUL_DAYS] -= wrongful * (until - day)
            state.ledger[citizen] = (ledger & ~_UNTIL) | day << 37


@compiled_entry
def count_expiries(tables: Tables, state: State, day: int, strata: np.ndarray, districts: np.ndarray) -> None:
    """Enter every listing that outlives ``day`` into the calendars [STRATA, 2, days] and [D, 2, days]: what the desks wrote until then."""
    horizon = strata.shape[2] - 1
    for citizen in range(tables.society.citizens):
        ledger = integer(state.ledger[citizen])
        until = until_of(ledger)
        if until > day:
            wrongful, last = wrongful_of(ledger), min(until, horizon)
            strata[person_of(tables.society, citizen).stratum, wrongful, last] += 1
            districts[district_of(tables.society, citizen), wrongful, last] += 1
