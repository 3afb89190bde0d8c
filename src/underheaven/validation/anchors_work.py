"""Anchors of work (V-20a): eight tiers as an Ehrenfest urn, in the composed kernel of ``no-regime`` and, for five years, alone."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from underheaven.day.jobs import Jobs, JobsTable, drawn_tier, jobs_table, next_employment
from underheaven.draws.compiled import compiled_entry
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.run import simulate
from underheaven.scenario.load import load
from underheaven.validation.anchor import P_VALUE, Anchor, chi_square_p
from underheaven.validation.anchors_ledger import START

_SLOTS, _INITIAL = int(Purpose.WEEK_SLOTS), int(Purpose.INITIAL_STATE)
_CITIZENS, _WEEKS = 8192, 52
_STEADY = 4_100
"""Adults of the kernel's run who keep a job for the whole year, roughly."""
_CAREERS = 250_000
_TIERS = tuple(math.comb(7, tier) / 128 for tier in range(8))


@cache
def _tiers() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Tiers in the first and in the 53rd week of everybody who had work in all of them."""
    result = simulate(load("no-regime"), citizens=_CITIZENS, days=7 * (_WEEKS + 1), seed=20, start=START, traced=range(_CITIZENS))
    employment = result.histories["employment"].reshape(-1, _CITIZENS)
    steady = ((employment >= 1) & (employment <= 8)).all(axis=0)
    return tuple((employment[0, steady] - 1).tolist()), tuple((employment[_WEEKS, steady] - 1).tolist())


def _binomial() -> float:
    return chi_square_p(np.bincount(_tiers()[1], minlength=8).tolist(), _TIERS)


@compiled_entry
def _careers(table: JobsTable, people: int, weeks: int, tiers: NDArray[np.int64]) -> None:
    """Tiers at the start and after so many weeks into [people, 2]; −1 for who was without work in between."""
    for person in range(people):
        employment = 1 + drawn_tier(draw(14, person, 0, _INITIAL, 0)[0])
        tiers[person, 0] = employment - 1
        kept = True
        for week in range(weeks):
            employment = next_employment(table, employment, 4, False, False, draw(14, person, week, _SLOTS, 0)[2])
            kept = kept and employment > 0
        tiers[person, 1] = employment - 1 if kept else -1


def _correlation(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    """Pearson's r."""
    return float(np.mean((before - before.mean()) * (after - after.mean())) / (before.std() * after.std()))


def _five_years() -> float:
    tiers = np.zeros((_CAREERS, 2), np.int64)
    _careers(jobs_table(Jobs()), _CAREERS, 260, tiers)
    steady = tiers[tiers[:, 1] >= 0]
    return _correlation(steady[:, 0], steady[:, 1])


_URN = "Ehrenfest urn, eigenvalues 1 − 2j/3150 a day: Kac (1947), American Mathematical Monthly 54:369, doi:10.2307/2304386"
_KERNEL = "composed kernel, no-regime, 8 192 citizens, 371 days: those who kept a job"

ANCHORS = (
    Anchor("V-20a", "tiers after a year: χ² against Binomial(7, ½)", _URN, "exact", "engine", through=_KERNEL, simulate=_binomial,
           **P_VALUE),  # type: ignore[arg-type]
    Anchor("V-20a.2", "autocorrelation of tiers over 52 weeks", _URN, "exact", "engine", 0.7931, 4 * (1 - 0.7931**2) / math.sqrt(_STEADY),
           "4σ of a correlation, n = 4 100", _KERNEL, lambda: _correlation(*map(np.array, _tiers()))),
    Anchor("V-20a.3", "autocorrelation of tiers over 260 weeks", _URN, "exact", "engine", 0.3138, 0.003 + 4 * 0.9 / math.sqrt(160_000),
           "1 % and 4σ of a correlation, n ≥ 160 000", "day.jobs.next_employment", _five_years),
)  # fmt: skip
