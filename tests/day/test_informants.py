"""Informants: witnesses, reports by the act rule, malice, children."""

import datetime
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import ValidationError

from underheaven.day.act import CERTAIN, acts
from underheaven.day.capture import Visibility, capture_threshold, visibility_table
from underheaven.day.informants import (
    FALSE_REPORT,
    NO_REPORT,
    TRUE_REPORT,
    Informants,
    InformantsTable,
    child_benefit,
    child_report,
    child_stake,
    informant,
    informant_densities,
    informants_table,
    malicious_benefit,
    malicious_kind,
    malicious_stake,
    malicious_target_is_tie,
    report_benefit,
    report_stake,
    reports_on_duty,
    target_learns,
    tip_is_useful,
    witness,
)
from underheaven.day.vocabulary import Channel, Kind
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import Parameters, assumed

ONE = 65_536
TODAY = datetime.date(2020, 1, 1)
TRUST, SUPPORT = 140, 150
PRICE = CERTAIN


def table(date: datetime.date = TODAY, **changes: object) -> InformantsTable:
    return informants_table(Informants.model_validate(changes), date, [ONE])


@compiled
def _willing(is_informant: bool, is_aware: bool, informants: InformantsTable) -> int:
    """Of the 2**16 pairs of trait and day draw, how many report what they saw."""
    count = 0
    for honesty in range(256):
        for day in range(256):
            benefit = report_benefit(is_aware, SUPPORT, is_informant, honesty, day, informants)
            count += acts(benefit, PRICE, report_stake(TRUST, informants))
    return count


@compiled
def _malicious(is_aware: bool, higher: bool, informants: InformantsTable) -> int:
    count = 0
    for grudge in range(256):
        for day in range(256):
            count += acts(malicious_benefit(is_aware, higher, grudge, day, informants), PRICE, malicious_stake(TRUST, informants))
    return count


@compiled
def _children(informants: InformantsTable) -> int:
    count = 0
    for honesty in range(256):
        for day in range(256):
            count += acts(child_benefit(honesty, day, informants), PRICE, child_stake(TRUST, informants))
    return count


@compiled
def _reports(n: int, seen_below: int, density: int, informants: InformantsTable) -> int:
    reports = 0
    for i in range(n):
        words, traits = draw(31, i, 1, 29, 0), draw(31, i, 0, 3, 0)
        is_informant = informant(traits[0], density)
        benefit = report_benefit(True, SUPPORT, is_informant, traits[1] & 255, words[1] & 255, informants)
        willing = reports_on_duty(words[2], is_informant, informants) or acts(benefit, PRICE, report_stake(TRUST, informants))
        reports += words[0] < seen_below and willing
    return reports


def test_reports_are_visibility_times_the_willing() -> None:
    """T-INF1."""
    n, density = 200_000, 0.2
    informants = informants_table(Informants(density=assumed(density)), TODAY, [ONE])
    visibility = visibility_table(Visibility())
    seen = capture_threshold(Kind.PROTEST, Channel.INFORMANTS, informants.coverage, visibility)
    off_duty, others = _willing(True, True, informants) / 2**16, _willing(False, True, informants) / 2**16
    p = 0.10 * (density * (0.9 + 0.1 * off_duty) + (1 - density) * others)
    assert _reports(n, seen, int(informants.density[0]), informants) == pytest.approx(n * p, abs=4 * sqrt(n * p * (1 - p)))


def test_no_act_stands_on_a_knifes_edge() -> None:
    informants = table()
    for count in (_willing(False, True, informants), _malicious(False, False, informants), _children(informants)):
        assert 0.01 < count / 2**16 < 0.99


def test_benefits_and_stakes_of_the_table_of_acts() -> None:
    informants = table()
    middle = {"honesty": 128, "day": 127}
    assert report_benefit(False, 150, False, **middle, table=informants) == 96 + 37
    assert report_benefit(True, 150, True, **middle, table=informants) == 96 + 37 + 24 + 160
    assert report_stake(140, informants) == 48 + 105
    assert malicious_benefit(False, True, 128, 127, informants) == 128 + 32
    assert malicious_stake(140, informants) == 64 + 105 + 13
    assert child_benefit(128, 127, informants) == 72
    assert child_stake(140, informants) == 64 + 35


def test_sign_reward_raises_reports_and_their_false_share() -> None:
    def shares(points: int) -> tuple[float, float]:
        informants = informants_table(Informants(), TODAY, [ONE], reward=points)
        true, false = _willing(False, True, informants), _malicious(True, False, informants)
        return true, false / true

    little, much = shares(1), shares(9)
    assert much[0] > little[0]
    assert much[1] > little[1]


def test_a_campaign_raises_indoctrination_and_both_rates_in_its_window() -> None:
    window = [{"begins": "2020-01-01", "ends": "2020-02-01"}]
    quiet, loud = table(datetime.date(2020, 2, 1), campaigns=window), table(TODAY, campaigns=window)
    assert quiet == table(datetime.date(2019, 12, 31), campaigns=window)
    assert loud.child_base - quiet.child_base == 96
    assert loud.malicious_rate == round(Fraction(3, 10_000) * 2**32)
    assert loud.child_rate == pytest.approx(3 * quiet.child_rate, abs=2)
    assert _children(loud) > _children(quiet)
    assert table(campaigns=window, malicious_rate=assumed(0.0003)).malicious_rate == loud.malicious_rate
    with pytest.raises(ValidationError, match="ends after"):
        table(campaigns=[{"begins": "2020-01-01", "ends": "2020-01-01"}])


@compiled
def _witnesses(n: int, actor: int, start: int, size: int, people: int, informants: InformantsTable) -> NDArray[np.int64]:
    counts = np.zeros(257, dtype=np.int64)
    for i in range(n):
        words = draw(41, i, 1, 29, 0)
        counts[witness(words[0], words[1], actor, start, size, people, informants)] += 1
    return counts


def test_witnesses_come_from_household_and_cell() -> None:
    n = 200_000
    counts = _witnesses(n, 11, 10, 4, 101, table())
    assert counts.sum() == n
    assert counts[11] == 0
    assert counts[101:].sum() == 0
    for slot, p in ((10, 0.1 + 0.007), (12, 0.107), (13, 0.107), (0, 0.007), (100, 0.007)):
        assert counts[slot] == pytest.approx(n * p, abs=4 * sqrt(n * p))


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(1, 256), st.integers(1, 6), st.data())
def test_the_witness_is_another_person_of_the_cell(choice: int, who: int, people: int, size: int, data: st.DataObject) -> None:
    size = min(size, people)
    start = data.draw(st.integers(0, people - size))
    actor = data.draw(st.integers(start, start + size - 1))
    slot = witness(choice, who, actor, start, size, people, table())
    assert slot == -1 if people == 1 else (0 <= slot < people and slot != actor)


@compiled
def _counts(n: int, informants: InformantsTable) -> NDArray[np.int64]:
    counts = np.zeros(8, dtype=np.int64)
    for i in range(n):
        words = draw(51, i, 1, 36, 0)
        kind = malicious_kind(words[0])
        counts[0] += kind == 1
        counts[1] += kind == 4
        counts[2] += kind == 9
        counts[3] += malicious_target_is_tie(words[1], informants)
        counts[4] += tip_is_useful(words[2], informants)
        counts[5] += target_learns(words[3], informants)
        counts[6] += child_report(False, words[0], informants) == 2
        counts[7] += child_report(True, words[0], informants) == 1
    return counts


def test_tips_leaks_and_lies_have_their_rates() -> None:
    n = 200_000
    counts = _counts(n, table())
    for count, p in zip(counts, (1 / 3, 1 / 3, 1 / 3, 0.3, 0.035, 0.5, 0.3, 1.0), strict=True):
        assert count == pytest.approx(n * p, abs=4 * sqrt(n * p * (1 - p)))
    assert (
        child_report(False, 2**32 - 1, table()),
        child_report(True, 0, table()),
        child_report(False, 0, table()),
    ) == (NO_REPORT, TRUE_REPORT, FALSE_REPORT)


@settings(deadline=None)
@given(st.lists(st.integers(0, 2_000 * ONE), min_size=1, max_size=10))
def test_densities_become_thresholds(dense: list[int]) -> None:
    thresholds = informants_table(Informants(), TODAY, sorted(dense)).density
    assert thresholds.min() >= 0
    assert thresholds.max() <= 2**32
    assert np.all(np.diff(thresholds) >= 0)


def test_mean_density_over_districts_is_one_percent() -> None:
    relative = informant_densities(Informants(), 5, 2_000)
    thresholds = informants_table(Informants(), TODAY, relative).density
    assert thresholds.mean() / 2**32 == pytest.approx(0.01, abs=4 * 0.01 * sqrt((np.exp(0.25) - 1) / 2_000))


def test_off_means_that_nobody_reports() -> None:
    off = informants_table(Informants.model_validate("off"), TODAY, [ONE])
    assert off.density[0] == 0
    assert (off.coverage, off.on_duty, off.malicious_rate, off.child_rate, off.month_cost) == (0,) * 5
    assert isinstance(Informants(), Parameters)
