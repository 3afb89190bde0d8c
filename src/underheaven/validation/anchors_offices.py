"""Anchors of the offices that score people for one purpose (B09): what was published of each, and what the model makes of it.

What is fitted says so: it shows that the number can be reached and that it still is, not that the model would have foretold it.
"""

import datetime
import math
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from underheaven.day.job_chances import JobChances, JobChancesTable, job_chances_table, profile_of
from underheaven.engine.run import Running, is_adult, simulate
from underheaven.engine.tally import CLASSES, MEASURES, ORIGINS, RESIDENCES, STRATA, Measure
from underheaven.scenario.load import load
from underheaven.validation.anchor import Anchor, four_sigma

_START = datetime.date(2016, 1, 1)
_CITIZENS, _WORKING = 131_072, 32_768
_AUSTRALIA, _YEARS, _DEBTS = 18.9e6, 4.4, 470_000
_NETHERLANDS, _DUTCH_YEARS, _FAMILIES = 13.4e6, 15, 26_000
_MORE = 100
"""The fraud model takes up this many times as many families, so that there are some to count."""

Integers = NDArray[np.int64]


@cache
def _debts() -> tuple[float, float]:
    """(wrong debts per adult and year at the review rate in force, mean claim in weeks of benefit), every mismatch taken up."""
    scenario = load("robodebt")
    result = simulate(scenario.with_(**{"regime.averaged_debts.reviewed": 1}), citizens=_WORKING, days=364, seed=22, start=_START)
    sums = result.strata.sum(axis=0)
    by_class = sums.reshape(CLASSES, -1, MEASURES).sum(axis=1)
    means = [income.value for income in scenario.society.income_means]
    day_of_class = np.array([64 * mean / means[2] for mean in means])
    weeks = (by_class[:, Measure.CLAIMED] / day_of_class / scenario.world.economy.benefit.value).sum() / by_class[
        :, Measure.DECISIONS_ADVERSE
    ].sum()
    wrong = sums[:, Measure.DECISIONS_WRONGFUL].sum() / result.population[is_adult()].sum()
    return float(wrong * scenario.regime.averaged_debts.reviewed.value), float(weeks)


def wrong_debts() -> float:
    """Wrong debts in a country with as many adults as Australia, in as many years."""
    return _debts()[0] * _AUSTRALIA * _YEARS


def mean_claim() -> float:
    """Mean claim in weeks of benefit."""
    return _debts()[1]


def _passes(name: str, weeks: int, **changes: float) -> tuple[Integers, int]:
    """So many weeks of an office alone, on the society's people as they are on the first day: sums by stratum, and adults."""
    scenario = load(name).with_(**changes)
    running = Running(scenario, _CITIZENS, 1, 24, _START, 2, (), None)
    strata, districts = np.zeros((STRATA, MEASURES), np.int64), np.zeros((running.society.districts, MEASURES), np.int64)
    packed = running.packed.of(running.policy.tables(1))
    for week in range(1, weeks + 1):
        running.administration.work(packed, scenario.regime_on(_START), running.state, 7 * week, strata, districts)
    running.workers.close()
    return strata, int(running.adults.sum())


@cache
def _families() -> tuple[float, float, int]:
    """(innocent families a year and adult, share of the minority among the accused, accused)."""
    chance = load("childcare-benefits").regime.fraud_model.selected.value
    strata, adults = _passes("childcare-benefits", 52, **{"regime.fraud_model.selected": chance * _MORE})
    minority = (np.arange(STRATA) // RESIDENCES) % ORIGINS == 1
    accused = strata[:, Measure.DECISIONS_ADVERSE]
    return strata[:, Measure.DECISIONS_WRONGFUL].sum() / adults / _MORE, float(accused[minority].sum() / accused.sum()), int(accused.sum())


def _wrong_families() -> float:
    return _families()[0] * _NETHERLANDS * _DUTCH_YEARS


@cache
def _chances() -> tuple[float, float]:
    """Mean chance of repayment of majority and minority after a hundred applications of each adult."""
    scenario = load("lender")
    strata, _ = _passes("lender", 100, **{"regime.lender.applications": 1})
    running = Running(scenario, _CITIZENS, 1, 23, _START, 2, (), None)
    running.workers.close()
    adults = running.adults.sum(axis=1)
    minority = (np.arange(STRATA) // RESIDENCES) % ORIGINS == 1
    sums = strata[:, Measure.REPAYMENT_CHANCE_SUM]
    return tuple(float(sums[group].sum() / adults[group].sum() / 1000) for group in (~minority, minority))  # type: ignore[return-value]


def _published_chance(profile: int) -> float:
    return int(job_chances_table(JobChances()).chance[profile]) / (1 << 32)


@cache
def _table() -> JobChancesTable:
    return job_chances_table(JobChances())


def hit_rate_of_low_group() -> float:
    """Share of group C that finds no work, if the model is right about every chance and women and men, with care and without, are even."""
    model, table, weight, misses = JobChances(), _table(), 0.0, 0.0
    shares = [share.value for share in (model.share_fifty, model.share_impaired, model.share_apprenticeship, model.share_matura)]
    for drawn in range(16):
        chance = math.prod(share if drawn >> bit & 1 else 1 - share for bit, share in enumerate(shares))
        words = [0 if drawn >> bit & 1 else 0xFFFF for bit in range(4)]
        for sex, care in ((0, False), (0, True), (1, False), (1, True)):
            p = int(table.chance[profile_of(table, sex, care, words[0] | words[1] << 16, words[2] | words[3] << 16)])
            if p < table.low:
                weight, misses = weight + chance, misses + chance * (1 - p / (1 << 32))
    return misses / weight


_ROBODEBT = "470 000 wrong debts 2015/16 to 2019; FACTS 9-16 (adults of Australia, 18.9 M, from memory)"
_TOESLAGEN = "26 000 wrongly accused parents 2005 to 2019; FACTS 9-10 (adults of the Netherlands, 13.4 M, from memory)"
_CHECKED = "11 000 checked for dual nationality, of 26 000; FACTS 9-10, 9-11"
_AMS = "Austrian labour market service: 52 % and 49 %; FACTS 9-20"
_HITS = "hit rate of 80 % said in public, of all groups; FACTS 9-21"
_AMOUR = "D'Amour et al. (2020), FAT* '20, doi:10.1145/3351095.3372878: the chain of V-11b after 100 applications"
_OFFICE = "scenario {} on the society's people (engine.administration)"

ANCHORS = (
    Anchor("B-ROBODEBT", "robodebt: wrong debts in 4.4 years among 18.9 M adults; fitted", _ROBODEBT, "published",
           "engine", _DEBTS, 0.07 * _DEBTS, "4σ of 3 500 claims; fitted at another seed",
           "composed kernel, robodebt, 32 768 citizens, 364 days", wrong_debts),
    Anchor("B-CHILDCARE", "childcare-benefits: innocent families in 15 years among 13.4 M adults; fitted", _TOESLAGEN,
           "published", "engine", _FAMILIES, 0.11 * _FAMILIES, "4σ of 1 400 families; fitted at another seed",
           _OFFICE.format("childcare-benefits"), _wrong_families),
    Anchor("B-CHILDCARE.2", "childcare-benefits: share of the minority among the accused; fitted", _CHECKED, "published",
           "engine", 11 / 26, four_sigma(11 / 26, 1_400), "4σ of a share of 1 400 families; fitted", _OFFICE.format("childcare-benefits"),
           lambda: _families()[1]),
    Anchor("B-JOBS", "job-chances: chance of the reference man (published: 52 %)", _AMS, "published", "engine", 0.525, 0.005,
           "rounding of the number published", "day.job_chances", partial(_published_chance, 0)),
    Anchor("B-JOBS.2", "job-chances: the same for a woman (published: 49 %)", _AMS, "published", "engine", 0.49, 0.005,
           "rounding of the number published", "day.job_chances", partial(_published_chance, 1)),
    Anchor("B-JOBS.3", "job-chances: share of group C that finds no work, if the model is right (published: 80 %)", _HITS, "published",
           "engine", 0.8, 0.05, "published to whole tens, and of all groups", "day.job_chances", hit_rate_of_low_group),
    Anchor("B-LENDER", "lender: mean chance of repayment of the majority after 100 applications each", _AMOUR, "published", "engine",
           0.4646, 4 * 0.25 / math.sqrt(95_000) + 0.002, "4σ, sd below .25, and a hundred loans for a continuous shift",
           _OFFICE.format("lender"), lambda: _chances()[0]),
    Anchor("B-LENDER.2", "lender: the same of the minority", _AMOUR, "published", "engine", 0.4146, 4 * 0.25 / math.sqrt(10_000) + 0.002,
           "4σ, sd below .25, and a hundred loans for a continuous shift", _OFFICE.format("lender"), lambda: _chances()[1]),
)  # fmt: skip
