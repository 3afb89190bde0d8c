"""What is looked at beside the tallies: weekly states of traced citizens, final distributions, and citizens worth telling about."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_entry, integer
from underheaven.engine.looks import over_all_cells
from underheaven.engine.person import CHILD
from underheaven.engine.state import (
    State,
    belief_of,
    buffer_steps_of,
    business_of,
    cause_of,
    dissents_of,
    employment_of,
    false_part_of,
    fear_of,
    government_of,
    neighbours_of,
    score_of,
    ties_of,
    until_of,
    wrongful_of,
)
from underheaven.society.households import role
from underheaven.society.people import class_of, household_words
from underheaven.society.table import SocietyTable

Integers = NDArray[np.int64]
SCORE_BINS = 52
SCORE_BIN = 160
"""Quarter points in a bin: 40 points."""
COLUMNS = (
    "citizen", "day", "score", "false_part", "buffer", "listed_until", "cause", "wrongful", "belief", "fear",
    "trust_neighbours", "trust_business", "trust_government", "ties", "dissents", "employment",
)  # fmt: skip


class Histories:
    """Weekly rows of traced citizens."""

    def __init__(self, traced: Sequence[int]) -> None:
        self.traced = sorted(set(traced))
        self.rows: list[tuple[int, ...]] = []

    def note(self, state: State, day: int, state_day: int) -> None:
        """Write down how they stand on measured ``day``; ``state_day`` counts from the burn-in's first day."""
        for citizen in self.traced:
            ledger, mind, life = int(state.ledger[citizen]), int(state.mind[citizen]), int(state.life[citizen])
            until = until_of(ledger)
            self.rows.append((
                citizen, day, score_of(ledger), false_part_of(ledger), buffer_steps_of(ledger) * 8, until - state_day + day if until else 0,
                cause_of(ledger), wrongful_of(ledger), belief_of(mind), fear_of(life), neighbours_of(mind), business_of(mind),
                government_of(mind), ties_of(life), dissents_of(ledger), employment_of(life),
            ))  # fmt: skip

    def columns(self) -> dict[str, Integers]:
        """As columns."""
        table = np.array(self.rows, np.int64).reshape(-1, len(COLUMNS))
        return {name: table[:, place].copy() for place, name in enumerate(COLUMNS)}


class Look(NamedTuple):
    """What a look at everybody finds."""

    scores: Integers
    """[5, SCORE_BINS] adults by class and bin of the score."""
    buffers: Integers
    """[5] stored buffer steps of adults by class."""
    first: Integers
    """[3] first adults by id listed wrongly, listed rightly, never listed; −1 where there is none."""

    def exemplars(self) -> dict[str, int]:
        """Whom to tell about, by description."""
        return dict(zip(("listed_wrongly", "listed_rightly", "never_listed"), (int(i) for i in self.first), strict=True))


@compiled_entry
def _look(
    society: SocietyTable, state: State, day: int, first: int, last: int, scores: np.ndarray, buffers: np.ndarray, found: np.ndarray
) -> None:
    for citizen in range(first << 8, min(last << 8, society.citizens)):
        if role(society, citizen) == CHILD:
            continue
        ledger = integer(state.ledger[citizen])
        social_class = class_of(society, citizen, household_words(society, citizen))
        scores[social_class, min(SCORE_BINS - 1, score_of(ledger) // SCORE_BIN)] += 1
        buffers[social_class] += buffer_steps_of(ledger)
        place = 2 if until_of(ledger) == 0 else 3
        if until_of(ledger) > day:
            place = 1 - wrongful_of(ledger)
        if place < 3 and found[place] < 0:
            found[place] = citizen


def look_at_everybody(society: SocietyTable, state: State, day: int, threads: int) -> Look:
    """Scores, buffers and exemplars at the end of ``day``."""

    def look(first: int, last: int) -> Look:
        part = Look(np.zeros((5, SCORE_BINS), np.int64), np.zeros(5, np.int64), np.full(3, -1, np.int64))
        _look(society, state, day, first, last, *part)
        return part

    parts = over_all_cells(society.cells, threads, look)
    earliest = [next((part.first[place] for part in parts if part.first[place] >= 0), -1) for place in range(3)]
    return Look(
        np.sum([part.scores for part in parts], axis=0), np.sum([part.buffers for part in parts], axis=0), np.array(earliest, np.int64)
    )
