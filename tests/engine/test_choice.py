"""Roll-out, commercial scheme, sharing and financial record in the composed kernel: balances, identities, and the sign of each switch."""

import datetime
from typing import Any

import numpy as np
import pytest

from underheaven.day.rollout import EVERYBODY, share_below, taste
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.run import Running, is_adult
from underheaven.engine.tally import Measure

from .conftest import scenario_of

PILOTS = {"citizens": 12_000, "days": 40, "start": datetime.date(2016, 1, 1)}
LATE = {"citizens": 20_000, "days": 200, "start": datetime.date(2019, 6, 1)}
EVERYBODY_LISTED = {"regime.rulebook.bill_on_time.list_days": 730, "regime.rulebook.bill_on_time.national": True}


def total(result: Any, measure: Measure) -> int:
    return int(result.strata[..., measure].sum())


def last(result: Any, measure: Measure) -> int:
    return int(result.strata[-1, :, measure].sum())


@pytest.fixture(scope="module")
def pilots(lives: Any) -> Any:
    """All pilots begun, half of the districts hold one, some residents have joined."""
    changes = {"regime.rollout.pilots": 0.5, "regime.rollout.last": datetime.date(2015, 6, 1)}
    return lives("rollout", changes=changes, **PILOTS)


def test_exposed_counts_those_whose_taste_lies_below_the_level_of_their_district() -> None:
    changes = (("regime.rollout.last", datetime.date(2015, 6, 1)), ("regime.rollout.pilots", 0.5))
    world = Running(scenario_of("rollout", changes), 12_000, 10, 1, PILOTS["start"], 1, (), None)
    world.live(1)
    exposed, levels = world.district_stocks[:, Measure.EXPOSED], world.policy.tables(1).exposed
    starts = world.society.district_start
    assert sorted(set(levels.tolist()))[0] == 0 < levels.max() < EVERYBODY
    assert (levels > 0).sum() == max(1, round(0.5 * len(levels)))
    for district, level in enumerate(levels.tolist()):
        tastes = [taste(draw(1, citizen, 0, int(Purpose.PILOT_TASTE), 0)[0]) for citizen in range(starts[district], starts[district + 1])]
        adults = int(world.adults[:, district].sum())
        share = share_below(level) / EVERYBODY
        assert exposed[district] <= sum(word < level for word in tastes)
        assert exposed[district] == pytest.approx(share * adults, abs=4 * np.sqrt(adults * share * (1 - share)) + 1e-9)


def test_a_day_at_risk_is_an_unlisted_day_of_somebody_in_the_scheme(lives) -> None:
    changes = {"regime.rollout.pilots": 0.5, "regime.rollout.last": datetime.date(2015, 6, 1), "regime.exposure.national_lists": False}
    result = lives("rollout", changes=changes, **PILOTS)
    listed = result.strata[..., Measure.LISTED].sum(axis=1)
    before = np.concatenate([[0], listed[:-1]])
    assert last(result, Measure.EXPOSED) > 0
    np.testing.assert_array_equal(
        result.strata[..., Measure.UNITS_AT_RISK].sum(axis=1), result.strata[..., Measure.EXPOSED].sum(axis=1) - before
    )


def test_points_move_in_pilots_alone(pilots) -> None:
    moved = np.ptp(pilots.districts[..., Measure.SCORE_SUM], axis=0)
    exposed = pilots.districts[-1, :, Measure.EXPOSED]
    assert (moved[exposed == 0] == 0).all()
    assert (moved[exposed > 0] > 0).any()
    assert 0 < exposed.sum() < 0.2 * pilots.population[is_adult()].sum()


def test_threads_and_blocks_change_nothing_where_exposure_is_partial(lives, pilots) -> None:
    changes = {"regime.rollout.pilots": 0.5, "regime.rollout.last": datetime.date(2015, 6, 1)}
    other = lives("rollout", changes=changes, block_cells=3, **PILOTS)
    assert other.digest == pilots.digest
    np.testing.assert_array_equal(other.strata, pilots.strata)


def test_pilots_without_a_roll_out_are_nobody(lives) -> None:
    none = lives("rollout", changes={"regime.rollout.on": False}, **PILOTS)
    assert last(none, Measure.EXPOSED) == 0
    nobody = lives("rollout", changes={"regime.exposure.scope": "nobody"}, **PILOTS)
    assert none.digest == nobody.digest


def test_the_compulsory_day_exposes_every_adult_and_ends_local_rulebooks() -> None:
    world = Running(scenario_of("rollout"), 6000, 40, 1, datetime.date(2019, 12, 20), 1, (), None)
    for day in range(1, 20):
        world.live(day)
    tables = world.policy.tables(19)
    assert (tables.exposed == EVERYBODY).all()
    assert not tables.rollout.rulebook_of.any()
    np.testing.assert_array_equal(world.stocks[:, Measure.EXPOSED], world.adults.sum(axis=1))


@pytest.mark.parametrize(
    ("path", "low", "high"),
    [("regime.rollout.perk", 20, 80), ("regime.rollout.peer", 0, 80), ("regime.rollout.pilots", 0.2, 0.8)],
)
def test_what_draws_people_into_pilots(lives, path: str, low: float, high: float) -> None:
    begun = {"regime.rollout.pilots": 0.5, "regime.rollout.last": datetime.date(2015, 6, 1)}
    few, many = (lives("rollout", changes=begun | {path: value}, **PILOTS) for value in (low, high))
    assert last(few, Measure.EXPOSED) < last(many, Measure.EXPOSED)


def test_compulsory_pilots_take_everybody_in(lives, pilots) -> None:
    changes = {"regime.rollout.pilots": 0.5, "regime.rollout.last": datetime.date(2015, 6, 1), "regime.rollout.voluntary": False}
    compulsory = lives("rollout", changes=changes, **PILOTS)
    exposed, adults = compulsory.districts[-1, :, Measure.EXPOSED], pilots.districts[-1, :, Measure.EXPOSED]
    assert ((exposed > 0) == (adults > 0)).all()
    assert exposed.sum() > 10 * adults.sum()


def test_the_right_to_leave_empties_the_scheme(lives) -> None:
    may, must = (lives("rongcheng", changes={"regime.rollout.opt_out.on": on}) for on in (True, False))
    assert last(must, Measure.EXPOSED) == must.population[is_adult()].sum()
    assert 0 < last(may, Measure.EXPOSED) < 0.5 * last(must, Measure.EXPOSED)
    held = lives("rongcheng", changes={"regime.rollout.opt_out.on": True, "regime.rollout.opt_out.effort": 512})
    assert held.digest == must.digest


def test_a_pilot_that_only_rewards_takes_no_points(lives) -> None:
    city = {"citizens": 8000, "days": 60, "start": datetime.date(2019, 1, 1)}
    result = lives("city-rewards", changes={"regime.rollout.voluntary": False}, **city)
    adults = result.population[is_adult()].sum()
    assert last(result, Measure.SCORE_SUM) > 4000 * adults
    assert (np.diff(result.strata[..., Measure.SCORE_SUM].sum(axis=1)) >= -40).all(), "only time takes any back"


# the commercial scheme


def test_participation_in_the_kernel_is_the_fixed_point(lives) -> None:
    quiet = {"regime.commercial.boasting": 0}
    scheme = lives("sesame", changes=quiet, citizens=40_000, days=140, start=datetime.date(2016, 1, 1))
    adults = scheme.population[is_adult()].sum()
    assert last(scheme, Measure.OPTED_IN) / adults == pytest.approx(0.5806, abs=0.02)
    assert total(scheme, Measure.BOASTS) == 0
    loud = lives("sesame", changes={"regime.commercial.boasting": 128}, citizens=40_000, days=140, start=datetime.date(2016, 1, 1))
    assert last(loud, Measure.OPTED_IN) > last(scheme, Measure.OPTED_IN)


@pytest.mark.parametrize("measure", ["OPTED_IN", "DEPOSITS_WAIVED", "DEPOSIT_FREE", "VISAS", "BOASTS", "MATCHES"])
def test_the_switch_of_the_scheme_moves_its_measures(lives, measure: str) -> None:
    on, off = (lives("sesame", changes={"regime.commercial.on": scheme}, **LATE) for scheme in (True, False))
    assert total(off, Measure[measure]) == 0 < total(on, Measure[measure])


def test_waived_deposits_are_not_paid(lives) -> None:
    on, off = (lives("sesame", changes={"regime.commercial.on": scheme}, **LATE) for scheme in (True, False))
    occasions = total(off, Measure.DEPOSITS_PAID)
    assert total(on, Measure.DEPOSITS_PAID) + total(on, Measure.DEPOSITS_WAIVED) == occasions
    assert total(on, Measure.DEPOSITS_PAID) < occasions


def test_a_listing_on_a_dating_profile_costs_matches(lives) -> None:
    changes = EVERYBODY_LISTED | {"regime.sanctions.joint": True, "regime.commercial.perk": 255, "regime.sharing.on": False}
    shown, hidden = (
        lives("sesame", changes=changes | {"regime.sanctions.domains.dating": bars}, citizens=20_000, days=150, start=LATE["start"])
        for bars in (True, False)
    )
    assert total(shown, Measure.MATCHES) < 0.7 * total(hidden, Measure.MATCHES)
    unlinked = lives("sesame", changes=changes | {"regime.commercial.dating_link": False}, citizens=20_000, days=150, start=LATE["start"])
    assert total(unlinked, Measure.MATCHES) > total(shown, Measure.MATCHES)


def test_who_ends_the_scheme_ends_membership() -> None:
    """A scheme closed on a date lets everybody go in the week after."""
    data = scenario_of("sesame").resolved()
    data["timeline"] = [*data["timeline"], {"from": "2019-08-01", "regime": {"commercial": {"on": False}}}]
    world = Running(type(scenario_of("sesame")).model_validate(data), 4000, 70, 1, LATE["start"], 1, (), None)
    members = [int(world.live(day)[0][:, Measure.OPTED_IN].sum()) for day in range(1, 71)]
    assert members[60] > 1000
    assert members[-1] == 0


# sharing


def test_each_way_of_sharing_moves_its_own_measure(lives) -> None:
    begun = EVERYBODY_LISTED | {"regime.commercial.opens": datetime.date(2015, 1, 1)}
    both = lives(changes=begun, citizens=10_000, days=150)
    to_state = lives(changes=begun | {"regime.sharing.state_to_commercial": False}, citizens=10_000, days=150)
    to_platform = lives(changes=begun | {"regime.sharing.commercial_to_state": False}, citizens=10_000, days=150)
    assert total(to_platform, Measure.CAPTURED_BY_PLATFORM) == 0 < total(both, Measure.CAPTURED_BY_PLATFORM)
    assert total(both, Measure.DEPOSIT_FREE) < 0.8 * total(to_state, Measure.DEPOSIT_FREE)


def test_the_platform_sees_members_alone(lives) -> None:
    nobody = lives(changes={"regime.commercial.perk": 0, "regime.commercial.peer": 0}, citizens=10_000)
    assert last(nobody, Measure.OPTED_IN) == total(nobody, Measure.CAPTURED_BY_PLATFORM) == 0


def test_shared_data_deter_games_of_members(lives) -> None:
    changes = {"regime.commercial.perk": 255, "world.conduct.video_games.response": 4}
    shared, apart = (
        lives(changes=changes | {"regime.sharing.commercial_to_state": share}, citizens=10_000, days=90) for share in (True, False)
    )
    assert total(shared, Measure.ACTS_VIDEO_GAMES) < 0.9 * total(apart, Measure.ACTS_VIDEO_GAMES)


def test_purpose_limitation_leaves_nothing_across_fields(lives) -> None:
    """No shared data, strict relatedness and no domain by grade alone: the share of the burden in unrelated fields is zero."""
    limited = {
        "regime.sharing.on": False,
        "regime.sanctions.joint": False,
        "regime.sanctions.relatedness": "strict",
        "regime.sanctions.grade_c": (),
        "regime.sanctions.grade_d": (),
    }
    result = lives(citizens=20_000, days=90, changes=limited)
    assert total(result, Measure.BURDEN_UNRELATED) == total(result, Measure.CAPTURED_BY_PLATFORM) == 0 < total(result, Measure.BURDEN)


# the financial record (T-CRD1, T-CRD2)

UNBANKED: dict[str, Any] = {f"society.unbanked.{social_class}": 1 for social_class in range(5)}
DEAR: dict[str, Any] = {
    "world.economy.credit.interest": 0.36,
    "world.economy.credit.thin_file_spread": 0.1,
    "world.economy.shock_interval": 60,
    "regime.financial_record.spent": 1,
}


def with_and_without(lives, changes: dict[str, Any]) -> tuple[Any, Any]:
    years = {"citizens": 6000, "days": 900, "start": datetime.date(2014, 1, 1)}
    on, off = (
        lives("financial-2007", changes=UNBANKED | changes | {"regime.financial_record.on": record}, **years) for record in (True, False)
    )
    return on, off


def test_t_crd1_a_record_helps_the_newly_banked_at_favourable_values(lives) -> None:
    on, off = with_and_without(lives, {})
    assert total(off, Measure.NEWLY_BANKED) == total(off, Measure.THIN_FILES) == 0 < total(on, Measure.NEWLY_BANKED)
    for measure in (Measure.UNMET_NEEDS, Measure.ACTS_DEFAULT):
        assert total(on, measure) < 0.95 * total(off, measure)


def test_t_crd2_it_harms_them_where_the_line_is_dear_lived_on_and_life_strikes_hard(lives) -> None:
    """Interest and the price of a thin file at the top of their ranges, shocks three times as often, the whole line lived on."""
    on, off = with_and_without(lives, DEAR)
    for measure in (Measure.UNMET_NEEDS, Measure.ACTS_DEFAULT, Measure.IN_DEBT):
        assert total(on, measure) > 1.05 * total(off, measure)


def test_the_first_are_newly_banked_after_thirteen_counted_bills(lives) -> None:
    on, _ = with_and_without(lives, {})
    by_day = on.strata[..., Measure.NEWLY_BANKED].sum(axis=1)
    first = int(np.flatnonzero(by_day)[0]) + 1
    assert 11 * 28 < first <= 12 * 28 + 7
    assert by_day[: 13 * 28].sum() > 0.5 * on.population[is_adult()].sum()


def test_a_wrongful_listing_for_money_is_a_false_file(lives) -> None:
    changes = {"regime.records.clerical_mismatch": 0.02, "regime.financial_record.on": True}
    wronged, unrecorded = (
        lives("court-list", changes=changes | {"regime.financial_record.on": record}, citizens=20_000, days=300) for record in (True, False)
    )
    assert total(unrecorded, Measure.FALSE_FILES) == 0 < total(wronged, Measure.FALSE_FILES)
