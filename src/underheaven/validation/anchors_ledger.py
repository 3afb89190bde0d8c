"""Anchors of the ledger and of the list (V-09, V-10).

The stationary laws run the composed kernel: ``null-regime``, whose rules are all worth nothing, with one or two of them given a worth.
Offices see everything, nobody knows the regime, and so conduct comes at its rate. What needs a second clock (several records a week,
several lists at once) calls the compiled functions alone.
"""

import datetime
import math
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from underheaven.day.ledger import BASE_SCORE, Ledger, LedgerTable, apply_records, ledger_table, repair
from underheaven.day.standing import Lists, ListsTable, lists_table, update_listing
from underheaven.draws.compiled import compiled_entry
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.run import ArmResult, is_adult, simulate
from underheaven.engine.tally import Measure
from underheaven.scenario.load import load
from underheaven.validation.anchor import P_VALUE, Anchor, chi_square_p
from underheaven.values import threshold

_EVENT = int(Purpose.WEEK_EVENT)
START = datetime.date(2020, 1, 1)
_STEPS = np.arange(21)
_WALK = (2 / 3) ** _STEPS / ((2 / 3) ** _STEPS).sum()
_BIN, _FIRST_BIN = 40, 23
"""Points in a bin of the kernel's histogram of scores, and the bin of the lowest level."""
_LEDGERS, _DAYS = 10_000, 3500
_LISTED_PEOPLE = 20_000
_DAILY = 0.001

_OFFICES = {
    "regime.records.coverage": 1, "regime.safeguards.on": False, "world.conduct.site_share": 0, "world.ordinary_law.jaywalking.response": 0,
}  # fmt: skip


def lived(citizens: int, days: int, **changes: Any) -> ArmResult:
    """The composed kernel under ``null-regime`` with these changes."""
    return simulate(load("null-regime").with_(**_OFFICES, **changes), citizens=citizens, days=days, seed=9, start=START)


@cache
def _levels() -> tuple[int, ...]:
    """Adults on each of 21 levels, 40 points apart: up .16 and down .24 a week (p/q = 2/3), no memory, twelve years."""
    changes: dict[str, Any] = {
        "regime.ledger.memory": 0,
        "regime.ledger.lowest": _BIN * _FIRST_BIN,
        "regime.ledger.highest": _BIN * (_FIRST_BIN + 20),
    }
    for kind, rate, points in (("trivial_purchase", 0.16, _BIN), ("video_games", 0.24, -_BIN)):
        changes |= {f"world.conduct.{kind}.rate": rate, f"world.visibility.{kind}.records": 1, f"regime.rulebook.{kind}.points": points}
    histogram = lived(4096, 4368, **changes).histogram["score_by_class"].sum(axis=0)
    return tuple(histogram[_FIRST_BIN : _FIRST_BIN + 21].tolist())


def _mean_level() -> float:
    return float(_STEPS @ np.array(_levels()) / sum(_levels()))


@cache
def _share_listed(list_days: int, extension: bool, days: int) -> float:
    """Share of adults listed on the last day: one act a thousand days, every one recorded by an office the day it happens."""
    changes: dict[str, Any] = {
        "world.conduct.jaywalking.rate": _DAILY,
        "world.visibility.jaywalking.records": 1,
        "regime.rulebook.jaywalking.list_days": list_days,
        "regime.lists.extension": extension,
    }
    result = lived(32_768, days, **changes)
    return float(result.strata[-1, :, Measure.LISTED].sum() / result.population[is_adult()].sum())


@compiled_entry
def _scores(table: LedgerTable, people: int, days: int, rate: int, record: int, first: int, scores: NDArray[np.int64]) -> None:
    """Scores in quarter points after ``days`` with a chance of a record each, on another day of the week for every person."""
    for person in range(people):
        score, false_part = first, 0
        for day in range(days + person % 7):
            words = draw(16, person, day, _EVENT, 0)
            if words[0] < rate:
                score, false_part, _ = apply_records(table, score, false_part, -record, 0)
            if day % 7 == 6:
                score, false_part = repair(table, score, false_part, words[1])
        scores[person] = score


@cache
def _reverting() -> tuple[float, float]:
    """Mean and standard deviation in sixteenths of a point, λ = .02 a day, c = 10 points, τ = 1095 days."""
    scores = np.zeros(_LEDGERS, np.int64)
    _scores(ledger_table(Ledger()), _LEDGERS, _DAYS, threshold(0.02), 40, BASE_SCORE - 870, scores)
    return 4 * float(scores.mean()), 4 * float(scores.std())


@compiled_entry
def _running(table: ListsTable, people: int, days: int, rate: int, law: int, length: int, counts: NDArray[np.int64]) -> None:
    """Listings of each person that run on day ``days`` if every trigger opens its own; law 0 fixed, 1 geometric, 2 uniform terms."""
    for person in range(people):
        for day in range(days):
            trigger, term, _, _ = draw(19, person, day, _EVENT, 0)
            if trigger < rate:
                own = length
                if law == 1:
                    own = 1
                    while term >= (1 << 32) // length:
                        term = draw(19, person, day, _EVENT, own)[0]
                        own += 1
                elif law == 2:
                    own = 1 + ((term * (2 * length - 1)) >> 32)
                counts[person] += int(update_listing(table, 0, 0, 0, day, own << 4, 0)[0] > days)


@cache
def _overlapping(law: int) -> tuple[float, float]:
    """Mean and variance of overlapping listings at λ = .02 a day and 100 days on average."""
    counts = np.zeros(_LISTED_PEOPLE, np.int64)
    _running(lists_table(Lists()), _LISTED_PEOPLE, (100, 1200, 200)[law], threshold(0.02), law, 100, counts)
    return float(counts.mean()), float(counts.var())


_KERNEL = "composed kernel, null-regime with"
_RECORDS = f"{_KERNEL} two kinds at ±40 points, no memory, 21 levels; 4 096 citizens, 4 368 days"
_LIST = f"{_KERNEL} one listing kind at .001 a day; 32 768 citizens"
_WALKS = "biased walk with reflecting barriers, π_k ∝ (p/q)^k: Feller (1968), An Introduction to Probability Theory I, ch. XV.7"
_MG = "M/G/∞ and renewal: Takács (1962), Introduction to the Theory of Queues; Ross (1996), Stochastic Processes, ch. 3"
_SHOT = "shot noise: E = S₀ − λcτ, Var ≈ λ(1 − λ)c²τ/2; MODEL §7 (T-LED1)"
_ADULTS, _LISTED_ADULTS = 3_370, 26_900
"""Adults among the citizens of a kernel's run: 82.2 %."""


def _listed(number: str, title: str, published: float, list_days: int, extension: bool, days: int) -> Anchor:
    tolerance = 4 * math.sqrt(published * (1 - published) / _LISTED_ADULTS)
    simulate = partial(_share_listed, list_days, extension, days)
    return Anchor(number, title, _MG, "exact", "engine", published, tolerance, "4σ of a share of 26 900 adults", _LIST, simulate)


def _queue(law: int, name: str) -> tuple[Anchor, Anchor]:
    # λ = .02 a day is Bernoulli, not Poisson: the variance is smaller by λ times the mean number of chances that count
    through = "day.standing.update_listing"
    return (
        Anchor(f"V-10.{3 + 2 * law}", f"overlapping listings, λE[D] = 2, {name} terms: mean", _MG, "exact", "engine", 2,
               4 * math.sqrt(2 / _LISTED_PEOPLE), "4σ of a Poisson mean, n = 20 000", through, lambda: _overlapping(law)[0]),
        Anchor(f"V-10.{4 + 2 * law}", f"overlapping listings, λE[D] = 2, {name} terms: variance", _MG, "exact", "engine", 2,
               4 * math.sqrt(2 * (1 + 2 * 2) / _LISTED_PEOPLE) + 0.04, "4σ of a Poisson variance, n = 20 000, and λ·2 for daily chances",
               through, lambda: _overlapping(law)[1]),
    )  # fmt: skip


ANCHORS = (
    Anchor("V-09a", "21 levels, p/q = 2/3: χ² against the truncated geometric law", _WALKS, "exact", "engine", through=_RECORDS,
           simulate=lambda: chi_square_p(_levels(), _WALK.tolist()), **P_VALUE),  # type: ignore[arg-type]
    Anchor("V-09a.2", "share on the lowest level", _WALKS, "exact", "engine", 0.333400, 4 * math.sqrt(0.3334 * 0.6666 / _ADULTS),
           "4σ of a share of 3 370 adults", _RECORDS, lambda: _levels()[0] / sum(_levels())),
    Anchor("V-09a.3", "mean level", _WALKS, "exact", "engine", 1.995788, 4 * 2.44 / math.sqrt(_ADULTS), "4σ of a mean of 3 370 adults",
           _RECORDS, _mean_level),
    Anchor("V-09a.4", "share on the six lowest levels", _WALKS, "exact", "engine", 0.912391, 4 * math.sqrt(0.0799 / _ADULTS),
           "4σ of a share of 3 370 adults", _RECORDS, lambda: sum(_levels()[:6]) / sum(_levels())),
    Anchor("V-09b", "λ = .02, c = 10 points, τ = 1095 days: mean score in 1/16", _SHOT, "exact", "engine", 12_497, 0.002 * 12_497, ".2 %",
           "day.ledger.apply_records and repair", lambda: _reverting()[0]),
    Anchor("V-09b.2", "the same: standard deviation in 1/16", _SHOT, "exact", "engine", 524, 0.02 * 524, "2 %",
           "day.ledger.apply_records and repair", lambda: _reverting()[1]),
    _listed("V-10", "λ = .001 a day, 730 days, with extension: share listed 1 − (1 − λ)^L", 0.518267, 730, True, 740),
    _listed("V-10.2", "λ = .001 a day, 40 days, without extension: share listed λL/(1 + λL)", 0.038462, 40, False, 400),
    *_queue(0, "fixed"), *_queue(1, "geometric"), *_queue(2, "uniform"),
)  # fmt: skip
