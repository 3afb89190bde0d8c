"""Weekly flows: demand by class, refusals by domain."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.travel import Travel, TravelTable, deposit_paid, flow, matched, premium_refused, travel_table, trip, trip_refused
from underheaven.day.vocabulary import Domain
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = travel_table(Travel())


@compiled
def weeks(table: TravelTable, people: int, trips: np.ndarray, flows: np.ndarray) -> None:
    for person in range(people):
        u, v, _, _ = draw(15, person, 0, 1, 0)
        trips[person % 5, trip(table, person % 5, u)] += 1
        flows[flow(table, v)] += 1


def test_demand_has_the_declared_rates() -> None:
    people = 2_000_000
    trips, flows = np.zeros((5, 3), np.int64), np.zeros(4, np.int64)
    weeks(TABLE, people, trips, flows)
    factors = np.array([0.16, 0.32, 0.60, 1.0, 2.0]) / 0.816
    for wanted, per_year in ((1, 0.44), (2, 1.44)):
        law = per_year * 7 / 365 * factors
        assert np.abs(trips[:, wanted] / (people / 5) - law).max() < 4 * np.sqrt(law.max() / (people / 5))
        assert law.mean() == pytest.approx(per_year * 7 / 365)
    for occasion, law in ((1, 0.07), (2, 0.05), (3, 0.05)):
        assert flows[occasion] / people == pytest.approx(law, abs=4 * np.sqrt(law / people))


def test_each_domain_refuses_its_own() -> None:
    assert trip_refused(1, 1 << Domain.AIR_TRAVEL)
    assert trip_refused(2, 1 << Domain.FAST_RAIL)
    assert not trip_refused(1, 0xFFF & ~(1 << Domain.AIR_TRAVEL))
    assert not trip_refused(2, 0xFFF & ~(1 << Domain.FAST_RAIL))
    assert not trip_refused(0, 0xFFF)
    assert premium_refused(1 << Domain.PREMIUM_GOODS)
    assert not premium_refused(0xFFF & ~(1 << Domain.PREMIUM_GOODS))


def test_a_deposit_waiver_ends_in_the_domain_of_deposits() -> None:
    assert deposit_paid(False, 0)
    assert not deposit_paid(True, 0)
    assert deposit_paid(True, 1 << Domain.DEPOSITS)
    assert not deposit_paid(True, 0xFFF & ~(1 << Domain.DEPOSITS))


@given(st.integers(0, 62), st.integers(0, 2**32 - 1))
@settings(deadline=None, derandomize=True)
def test_matches_grow_with_the_score_and_fall_when_shown(score: int, uniform: int) -> None:
    assert matched(TABLE, score, False, uniform) <= matched(TABLE, score + 1, False, uniform)
    assert matched(TABLE, score, True, uniform) <= matched(TABLE, score, False, uniform)


def test_a_match_has_the_declared_chance() -> None:
    assert TABLE.match * (64 + 4 * 26) // 320 / 2**32 == pytest.approx(0.2 * 168 / 320, abs=1e-9)


def test_off_has_no_demand() -> None:
    table = travel_table(Travel.model_validate("off"))
    assert all(trip(table, 4, u) == 0 and flow(table, u) == 0 for u in range(0, 2**32, 2**22 + 1))


def test_demand_beyond_the_envelope_is_refused() -> None:
    often = {"value": 20, "source": {"kind": "derived", "formula": "test"}}
    with pytest.raises(ValueError, match=r"travel\.air"):
        travel_table(Travel.model_validate({"air": often}))
