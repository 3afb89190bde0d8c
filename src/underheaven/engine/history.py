"""What is looked at beside the tallies: weekly states of traced citizens, final distributions, and citizens worth telling about."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_entry
from underheaven.engine.person import CHILD, person_of
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


@compiled_entry
def _count_scores(society: SocietyTable, state: State, bins: np.ndarray) -> None:
    for citizen in range(society.citizens):
        person = person_of(society, citizen)
        if person.age_band != CHILD:
            bins[person.social_class, min(51, score_of(state.ledger[citizen]) // 160)] += 1


def score_histogram(society: SocietyTable, state: State) -> Integers:
    """Adults by class and bin of the score."""
    bins = np.zeros((5, SCORE_BINS), np.int64)
    _count_scores(society, state, bins)
    return bins


@compiled_entry
def _sum_buffers(society: SocietyTable, state: State, sums: np.ndarray) -> None:
    for citizen in range(society.citizens):
        person = person_of(society, citizen)
        if person.age_band != CHILD:
            sums[person.social_class] += buffer_steps_of(state.ledger[citizen])


def buffers_by_class(society: SocietyTable, state: State) -> Integers:
    """Stored buffer steps of adults by class."""
    sums = np.zeros(5, np.int64)
    _sum_buffers(society, state, sums)
    return sums


@compiled_entry
def _find(society: SocietyTable, state: State, day: int, found: np.ndarray) -> None:
    for citizen in range(society.citizens):
        ledger = state.ledger[citizen]
        if until_of(ledger) > day:
            place = 0 if wrongful_of(ledger) == 1 else 1
        elif until_of(ledger) == 0:
            place = 2
        else:
            continue
        if found[place] < 0 and person_of(society, citizen).age_band != CHILD:
            found[place] = citizen


@dataclass
class Exemplars:
    """First citizens by id who end the run listed wrongly, listed rightly, or never listed; −1 where there is none."""

    society: SocietyTable
    state: State
    day: int

    def as_dict(self) -> dict[str, int]:
        """By description."""
        found = np.full(3, -1, np.int64)
        _find(self.society, self.state, self.day, found)
        return dict(zip(("listed_wrongly", "listed_rightly", "never_listed"), (int(i) for i in found), strict=True))
