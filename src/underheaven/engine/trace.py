"""Events of traced citizens: rows of the desks in order, false records joined with who really acted."""

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.desk import EVENT_COLUMNS
from underheaven.engine.tally import Measure
from underheaven.engine.watch import ACTOR_OF_A_RECORD

_CITIZEN, _DAY, _MEASURE, _KIND, _CHANNEL, _ACTOR = (
    EVENT_COLUMNS.index(name) for name in ("citizen", "day", "measure", "kind", "channel", "true_actor")
)


def with_actors(rows: NDArray[np.int64], burn_in: int) -> NDArray[np.int64]:
    """Sorted rows; each false record is told who acted, the burn-in is dropped, days count from the first measured one."""
    told = rows[rows[:, _MEASURE] == ACTOR_OF_A_RECORD]
    rows = rows[rows[:, _MEASURE] != ACTOR_OF_A_RECORD]
    actors = {(int(r[_CITIZEN]), int(r[_DAY]) + 1, int(r[_KIND]), int(r[_CHANNEL])): int(r[_ACTOR]) for r in told}
    for place in np.flatnonzero(rows[:, _MEASURE] == Measure.RECORDS_FALSE):
        row = rows[place]
        actor = actors.get((int(row[_CITIZEN]), int(row[_DAY]), int(row[_KIND]), int(row[_CHANNEL])), -1)
        rows[place, _ACTOR] = -1 if actor == row[_CITIZEN] else actor
    rows = rows[rows[:, _DAY] > burn_in].copy()
    rows[:, _DAY] -= burn_in
    return rows[np.lexsort(rows.T[::-1])] if len(rows) else rows
