"""How complete the fused profiles are: a census of the modalities held, taken once, since nobody's profile changes (S06)."""

import numpy as np

from underheaven.day.fusion import profile_of
from underheaven.draws.compiled import compiled_entry
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.person import CHILD, person_of
from underheaven.scenario.compile import Tables
from underheaven.society.people import district_of

_MODALITY = int(Purpose.MODALITY)


@compiled_entry
def count_modalities(tables: Tables, strata: np.ndarray, districts: np.ndarray) -> None:
    """Add what every adult's profile holds to ``strata[stratum]`` and ``districts[district]``."""
    for citizen in range(tables.society.citizens):
        person = person_of(tables.society, citizen)
        if person.age_band != CHILD:
            a, b, c, _ = draw(tables.society.seed, citizen, 0, _MODALITY, 0)
            profile, held = profile_of(a, b, c, tables.fusion), 0
            for m in range(5):
                held += profile >> m & 1
            strata[person.stratum] += held
            districts[district_of(tables.society, citizen)] += held
