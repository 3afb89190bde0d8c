"""Bit-identity: what may not change a society does not, and what must change it does."""

import datetime

import numpy as np
import pytest

from underheaven.engine import looks
from underheaven.engine.run import MAXIMUM_DAYS, Running, is_adult, simulate
from underheaven.engine.tally import FIRST_OF_FIRMS, FIRST_STOCK, Measure
from underheaven.scenario.schema import Scenario

from .conftest import START, scenario_of


@pytest.mark.parametrize(
    "how", [{"threads": 2}, {"block_cells": 1}, {"block_cells": 3}, {"block_cells": 16}, {"threads": 2, "block_cells": 3}]
)
def test_threads_and_blocks_change_nothing(lives, article, how, monkeypatch):
    monkeypatch.setattr(looks, "CELLS_WHERE_TWO_THREADS_PAY", 1)
    other = lives(citizens=40_000, **how)
    assert other.digest == article.digest
    assert other.accounts == article.accounts
    np.testing.assert_array_equal(other.strata, article.strata)
    np.testing.assert_array_equal(other.districts, article.districts)


def test_the_null_regime_equals_its_twin_and_no_regime(lives):
    """Every path on, nothing moved: T-LAW1 for the whole kernel. Who counts as exposed differs, and neighbours see and say nothing."""
    arms = (("null-regime", False), ("null-regime", True), ("no-regime", False))
    null, twin, without = (lives(name, citizens=20_000, days=90, twin=of_null) for name, of_null in arms)
    assert null.digest == twin.digest == without.digest
    assert null.accounts == twin.accounts
    seen = (Measure.CAPTURED, Measure.CAPTURED_BY_INFORMANTS, Measure.CAPTURED_NOBODY)
    same = [m for m in Measure if m not in (Measure.EXPOSED, Measure.UNITS_AT_RISK, *seen)]
    sums = null.strata.sum(axis=(0, 1))
    assert sums[list(seen)].tolist() == [sums[Measure.CAPTURED]] * 3
    np.testing.assert_array_equal(null.strata[..., same], twin.strata[..., same])
    assert null.strata[-1, :, Measure.EXPOSED].sum() == null.population[is_adult()].sum()
    assert twin.strata[-1, :, Measure.EXPOSED].sum() == 0


def test_all_twins_are_the_same_society(lives):
    """Scenarios that change nothing but the regime share their twin."""
    assert len({lives(name, twin=True).digest for name in ("article", "rongcheng", "court-list", "documented", "no-regime")}) == 1


def test_no_record_no_list_and_no_camera_in_the_twin(lives):
    twin = lives(twin=True, days=400).strata.sum(axis=(0, 1))
    regimes = (
        "ENTRIES",
        "EXITS",
        "RECORDS_TRUE",
        "RECORDS_FALSE",
        "CAPTURED",
        "REPORTS",
        "HARASSED",
        "BURDEN",
        "COST",
        "UNITS_AT_RISK",
        "TRAVEL_DENIED_AIR",
        "TRAVEL_DENIED_RAIL",
        "MESSAGES_FALSE_ALARMS",
        "TIES_CUT",
        "LISTED",
        "EXPOSED",
        "SCORE_FALSE_SUM",
    )
    assert {name: twin[Measure[name]] for name in regimes} == dict.fromkeys(regimes, 0)
    assert twin[Measure.FINES] > 0
    assert twin[Measure.ACTS_DEFAULT] > 0


def test_seeds_and_arms_differ(lives):
    digests = [lives(seed=seed).digest for seed in (0, 1, 2, 2**63 - 1)] + [lives(twin=True).digest]
    assert len(set(digests)) == len(digests)


def test_a_run_repeats(lives):
    again = simulate(scenario_of("article"), citizens=2000, days=60, seed=1, start=START, threads=1)
    assert again.digest == lives().digest


def test_regimes_that_agree_until_a_day_agree_until_that_day():
    """Nothing leaks back from a later date: ``article`` with and without cameras from 2020, begun in December 2019."""
    article = scenario_of("article")
    data = article.resolved()
    compulsory = data["timeline"][-1]["regime"]
    compulsory["cameras"] = {**compulsory.get("cameras", {}), "on": False}
    blind = Scenario.model_validate(data)
    start = datetime.date(2019, 12, 1)
    one, other = (simulate(s, citizens=4000, days=90, seed=1, start=start, threads=1) for s in (article, blind))
    np.testing.assert_array_equal(one.strata[:31], other.strata[:31])
    np.testing.assert_array_equal(one.districts[:31], other.districts[:31])
    assert (one.strata[31:] != other.strata[31:]).any()
    assert one.digest != other.digest
    adults = one.population[is_adult()].sum()
    assert 0 < one.strata[30, :, Measure.EXPOSED].sum() < 0.2 * adults
    assert one.strata[31, :, Measure.EXPOSED].sum() == adults


def test_a_shorter_run_is_the_beginning_of_a_longer_one(lives):
    np.testing.assert_array_equal(lives(days=60).strata, lives(days=400).strata[:60])


def test_burn_in_is_lived_but_not_measured(lives):
    whole = lives(days=60)
    last = lives(days=40, burn_in=20, start=START + datetime.timedelta(days=20))
    assert last.digest == whole.digest
    np.testing.assert_array_equal(last.strata, whole.strata[20:])


@pytest.mark.parametrize("citizens", [1, 2, 255, 256, 257, 1000])
def test_any_number_of_citizens(lives, citizens):
    result = lives(citizens=citizens, days=30)
    assert result.population.sum() == citizens
    assert result.days == 30
    of_persons = slice(0, FIRST_OF_FIRMS)  # firms belong to a district and to nobody's stratum
    np.testing.assert_array_equal(result.strata.sum(axis=1)[:, of_persons], result.districts.sum(axis=1)[:, of_persons])
    accounts = result.accounts
    flows = sum(amount for name, amount in accounts.items() if name not in ("debt", "buffers_before", "buffers_after"))
    assert accounts["buffers_after"] - accounts["buffers_before"] == -flows


@pytest.mark.parametrize(("days", "burn_in"), [(MAXIMUM_DAYS + 1, 0), (MAXIMUM_DAYS, 1), (0, 0), (-1, 0), (10, -1)])
def test_impossible_lengths_are_refused(days, burn_in):
    with pytest.raises(ValueError, match=f"1 to {MAXIMUM_DAYS} days"):
        simulate(scenario_of("article"), citizens=10, days=days, seed=1, start=START, burn_in=burn_in)


@pytest.mark.slow
def test_the_longest_run_reaches_its_end():
    """Listings that would outlive the calendar's thirteen bits do not upset it."""
    world = Running(scenario_of("article"), 1000, MAXIMUM_DAYS, 1, START, 1, (), None)
    net = sum(int((s[:, Measure.ENTRIES] - s[:, Measure.EXITS]).sum()) for s, _ in (world.live(day) for day in range(1, MAXIMUM_DAYS + 1)))
    until = (world.state.ledger >> 37) & 8191
    assert net == world.stocks[:, Measure.LISTED].sum() == (until > MAXIMUM_DAYS).sum() > 0


def test_a_stopped_run_keeps_the_days_lived(lives):
    told = []
    result = simulate(
        scenario_of("article"), citizens=2000, days=60, seed=1, start=START, threads=1, progress=told.append, stop=lambda: len(told) == 17
    )
    assert (result.days, result.completed, told) == (17, False, list(range(1, 18)))
    np.testing.assert_array_equal(result.strata, lives(days=60).strata[:17])
    assert lives(days=60).completed


def test_strangers_cannot_be_traced():
    with pytest.raises(ValueError, match="ids below 10; got 10"):
        simulate(scenario_of("article"), citizens=10, days=1, seed=1, start=START, traced=[3, 10])


def test_stocks_come_after_flows():
    assert next(m for m in Measure if m >= FIRST_STOCK) is Measure.LISTED
