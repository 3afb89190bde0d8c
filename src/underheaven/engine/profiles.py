"""How complete the fused profiles are: a census of the modalities held, taken once, since nobody's profile changes (S06)."""

import numpy as np
from numpy.typing import NDArray

from underheaven.day.fusion import profile_of
from underheaven.draws.compiled import compiled_entry
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.looks import over_all_cells
from underheaven.engine.person import CHILD, person_of
from underheaven.engine.tally import STRATA
from underheaven.scenario.compile import Tables
from underheaven.society.people import district_of

_MODALITY = int(Purpose.MODALITY)

Integers = NDArray[np.int64]


def count_modalities(tables: Tables, threads: int) -> tuple[Integers, Integers]:
    """What all adults' profiles hold, by stratum and by district. ``tables``: as compiled code reads them."""

    def count(first: int, last: int) -> tuple[Integers, Integers]:
        strata, districts = np.zeros(STRATA, np.int64), np.zeros(int(tables.society.districts), np.int64)
        _count(tables, strata, districts, first, last)
        return strata, districts

    parts = over_all_cells(int(tables.society.cells), threads, count)
    return np.sum([part[0] for part in parts], axis=0), np.sum([part[1] for part in parts], axis=0)


@compiled_entry
def _count(tables: Tables, strata: np.ndarray, districts: np.ndarray, first: int, last: int) -> None:
    for citizen in range(first << 8, min(last << 8, tables.society.citizens)):
        person = person_of(tables.society, citizen)
        if person.age_band != CHILD:
            a, b, c, _ = draw(tables.society.seed, citizen, 0, _MODALITY, 0)
            profile, held = profile_of(a, b, c, tables.fusion), 0
            for m in range(5):
                held += profile >> m & 1
            strata[person.stratum] += held
            districts[district_of(tables.society, citizen)] += held
