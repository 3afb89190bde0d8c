"""Trust: where it rests (T-ADP3), what moves it, and censorship that slows its recovery."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.trust import (
    TrustDynamics,
    business_week,
    government_on_listing,
    government_week,
    neighbours_reverted,
    neighbours_week,
    own_government_baseline,
    reverted,
    trust_table,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = trust_table(TrustDynamics(), 0.04)


@compiled
def _mean_trust(baseline, gain, loss, people, weeks, table):
    """Mean in 2**-8 over the second half of the weeks; one unit up or down with chances ``gain``/256 and ``loss``/256 a week."""
    total = 0
    for person in range(people):
        trust = baseline
        for week in range(weeks):
            words = draw(31, person, week, 48, 0)
            trust = reverted(trust, baseline, words[0] & 255, table)
            trust += ((words[1] & 255) < gain) - ((words[2] & 255) < loss)
            if week >= weeks // 2:
                total += trust
    return (total << 8) // (people * (weeks - weeks // 2))


@compiled
def _sum_of_recoveries(trust, censorship, table):
    total = 0
    for uniform in range(65_536):
        total += neighbours_reverted(trust, censorship, uniform, table) - trust
    return total


@compiled
def _share(reports, victims, members, table, of_reports):
    count = 0
    for uniform in range(65_536):
        if of_reports:
            count -= neighbours_week(reports, 255, members, uniform, 0, table)
        else:
            count += neighbours_week(0, victims, members, 0, uniform, table)
    return count / 65_536


@pytest.mark.parametrize(("gain", "loss"), [(0, 0), (128, 0), (0, 192), (200, 60)])
def test_trust_rests_at_baseline_plus_net_gain_times_thirty_two(gain, loss):
    expected = 140 + (gain - loss) / 256 * 32
    assert _mean_trust(140, gain, loss, 2000, 800, TABLE) / 256 == pytest.approx(expected, abs=0.15)


@pytest.mark.parametrize("censorship", [0, 33, 128, 256])
def test_censorship_slows_recovery_and_not_loss(censorship):
    assert _sum_of_recoveries(100, censorship, TABLE) == 40 * 8 * (256 - censorship)
    assert _sum_of_recoveries(180, censorship, TABLE) == -40 * 8 * 256


def test_denunciation_around_lowers_and_fewer_victims_raise_trust():
    assert _share(8, 0, 256, TABLE, True) == pytest.approx(8 / 256, abs=2**-16)
    assert _share(0, 0, 256, TABLE, False) == pytest.approx(0.04, abs=2**-15)
    assert _share(0, 5, 256, TABLE, False) == pytest.approx(0.04 - 5 / 256, abs=2**-15)
    assert _share(0, 11, 256, TABLE, False) == 0


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_own_baselines_lie_within_the_spread(uniform):
    assert 80 <= own_government_baseline(uniform, TABLE) <= 220


def test_own_baselines_are_spread_evenly():
    values = [own_government_baseline((2 * i + 1) * 2**32 // 282, TABLE) for i in range(141)]
    assert values == list(range(80, 221))


def test_listings_cost_trust_and_wrongful_ones_more():
    assert government_on_listing(True, TABLE) == -60
    assert government_on_listing(False, TABLE) == -15


def test_weeks_of_business_and_government():
    assert sum(business_week(0, u, TABLE) for u in range(65_536)) == 4096
    assert sum(business_week(1 << 14, u, TABLE) for u in range(65_536)) == 4096 + (1 << 14)
    assert max(business_week(1 << 16, u, TABLE) for u in range(65_536)) == 1
    assert sum(government_week(161, u, TABLE) for u in range(65_536)) == -round(0.07 * 65_536)
    assert government_week(160, 0, TABLE) == 0


_GAINS = (
    "aided", "helped", "safer_street", "clean_week", "appeal_won", "offender_recorded", "complaint_answered", "offender_listed",
)  # fmt: skip
_LOSSES = (
    "victimised", "reports_around", "listed_wrongly", "listed_rightly", "household_wrongful", "hardship_chance", "counterfeit",
    "consumer_loss",
)  # fmt: skip


def _without(names):
    tree = TrustDynamics().model_dump()
    for name in names:
        tree[name]["value"] = 0
    return trust_table(TrustDynamics(**tree), 0.04)


@settings(deadline=None)
@given(
    st.integers(0, 20),
    st.integers(0, 256),
    st.integers(0, 255),
    st.booleans(),
    st.lists(st.integers(0, 65_535), min_size=4, max_size=4),
)
def test_without_losses_trust_rises_and_without_gains_it_falls(reports, victims, hardship, wrongful, u):
    def change(table):
        return (
            neighbours_week(reports, victims, 256, u[0], u[1], table) + table.victimised + table.helped,
            business_week(reports << 8, u[2], table) + table.counterfeit + table.consumer_loss + table.complaint_answered,
            government_week(hardship, u[3], table) + government_on_listing(wrongful, table) + table.appeal_won,
        )

    assert min(change(_without(_LOSSES))) >= 0
    assert max(change(_without(_GAINS))) <= 0


@settings(deadline=None)
@given(st.integers(0, 255), st.integers(0, 65_535))
def test_switched_off_trust_is_frozen(trust, uniform):
    off = trust_table(TrustDynamics.model_validate("off"), 0.04)
    assert reverted(trust, 140, uniform & 255, off) == trust
    assert neighbours_reverted(trust, 0, uniform, off) == trust
    assert neighbours_week(256, 0, 256, uniform, uniform, off) == 0
    assert government_on_listing(True, off) == government_week(255, uniform, off) == business_week(65_536, uniform, off) == 0
