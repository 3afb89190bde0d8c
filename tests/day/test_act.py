"""The act rule: exact shares of offences (T-ACT1, V-08a) and its monotonicity."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.act import CERTAIN, acts, benefit_of, fear_multiplier, offends
from underheaven.draws.compiled import compiled

byte = st.integers(0, 255)


@compiled
def _offences(deterrent):
    count = 0
    for uniform in range(65_536):
        count += offends(uniform, deterrent)
    return count


@compiled
def _sum_of_benefits(mean, spread):
    total = 0
    for trait in range(256):
        for day in range(256):
            total += benefit_of(mean, spread, trait, day)
    return total


def test_share_of_offences_is_one_minus_price():
    assert _offences(90 * 120) == 65_536 - 90 * 120
    assert _offences(90 * 120) / 65_536 == pytest.approx(0.835205, abs=1e-6)


@pytest.mark.parametrize("deterrent", [0, 1, 39, 65_535, 65_536, 1_000_000])
def test_share_of_offences_is_exact_at_the_ends(deterrent):
    assert _offences(deterrent) == max(0, 65_536 - deterrent)


def test_probability_and_severity_deter_alike():
    share = _offences(90 * 120) / 65_536
    by_probability = (_offences(91 * 120) - _offences(89 * 120)) / 65_536 / 2 * 90 / share
    by_severity = (_offences(90 * 121) - _offences(90 * 119)) / 65_536 / 2 * 120 / share
    assert by_probability == pytest.approx(-0.19731, abs=1e-5)
    assert by_severity == pytest.approx(by_probability, abs=1e-12)


def test_a_tie_does_not_act():
    assert not acts(64, CERTAIN, 64)
    assert acts(65, CERTAIN, 64)
    assert acts(1, 0, 10_000)


@settings(deadline=None)
@given(st.integers(0, 2000), st.integers(0, 256), st.integers(0, 2000), st.integers(0, 200))
def test_a_higher_price_never_adds_acts(benefit, probability, stake, more):
    if acts(benefit, probability, stake + more):
        assert acts(benefit, probability, stake)
        assert acts(benefit + more, probability, stake)


@settings(deadline=None)
@given(st.integers(0, 600), st.integers(0, 600), byte, byte)
def test_benefits_are_never_negative_and_rise_with_trait_and_day(mean, spread, trait, day):
    benefit = benefit_of(mean, spread, trait, day)
    assert 0 <= benefit <= mean + spread
    assert benefit <= benefit_of(mean, spread, min(255, trait + 1), day)
    assert benefit <= benefit_of(mean, spread, trait, min(255, day + 1))


def test_benefits_keep_their_mean():
    # two uniforms on 0..255 centre on 255; the shift rounds down by half a unit on average
    assert _sum_of_benefits(256, 101) / 65_536 == pytest.approx(256 - 0.5, abs=0.01)


def test_fear_doubles_the_price_at_half_its_scale():
    assert fear_multiplier(0, 512) == 256
    assert fear_multiplier(8, 512) == 272
    assert fear_multiplier(128, 512) == 512
    assert fear_multiplier(255, 0) == 256
