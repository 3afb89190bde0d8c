"""Recognition: the error law against its integral and the published table, groups, doubles, V-12 and V-12b."""

from fractions import Fraction
from math import exp, expm1, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import gamma, gammainc

from underheaven.day.recognition import (
    GROUPS,
    Recognition,
    RecognitionTable,
    confusion,
    error_rates,
    false_positive_identification_rate,
    gallery_size,
    group_ratios,
    match_rate,
    miss_rate,
    named_though_unenrolled,
    person_type,
    phantom,
    recognise,
    recognition_table,
    searches,
    type_factors,
    unenrolled_rate,
    which_double,
    wrong_group,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed, exact, published

WHOLE = 2**32
KIOSK, EXPONENT, REFERENCE = Fraction("0.0747"), Fraction("0.18"), Fraction(3, 1000) / 1_600_000
SHARES = (9, 1, 32, 4, 9, 1, 8, 1, 31, 3, 9, 1)
ALIKE = dict.fromkeys(("sex_ratio", "age_ratio", "origin_ratio", "mixing", "hard_ratio"), assumed(1))


def counted(n: float, p: float) -> object:
    return pytest.approx(n * p, abs=4 * sqrt(n * p * (1 - p)) + 1e-9)


@pytest.mark.parametrize(
    ("gallery", "phi", "wrong", "none", "unenrolled"),
    [
        (4_200_000, Fraction("1.67e-8"), 0.0042, 0.0470, 0.068),
        (12_000_000, Fraction("1.67e-8"), 0.0113, 0.0412, 0.182),
        (1_400_000_000, Fraction("1.67e-8"), 0.102, 0.000, 1.000),
        (1_400_000_000, Fraction(3, 1000) / 1_400_000_000, 0.0009, 0.252, 0.003),
    ],
)
def test_table_of_the_model(gallery: int, phi: Fraction, wrong: float, none: float, unenrolled: float) -> None:
    """T-FR1, the law."""
    rates = error_rates(KIOSK, EXPONENT, phi, Fraction(gallery), REFERENCE)
    digits = 5e-5 if wrong < 0.1 else 5e-4
    assert float(rates[0]) == pytest.approx(wrong, abs=digits)
    assert float(rates[1]) == pytest.approx(none, abs=digits if none < 0.1 else 5e-4)
    assert float(unenrolled_rate(phi * gallery)) == pytest.approx(unenrolled, abs=5e-4)


@settings(deadline=None)
@given(st.floats(0.001, 0.3), st.floats(0.01, 0.6), st.floats(-12, -7), st.floats(2, 9.5))
def test_law_equals_the_incomplete_gamma_function(fnir: float, k: float, log_phi: float, log_n: float) -> None:
    phi, n, reference = 10**log_phi, 10**log_n, float(REFERENCE)
    wrong, none = error_rates(exact(fnir), exact(k), exact(phi), exact(n), REFERENCE)
    scale, x = fnir * (reference * n) ** k, n * phi
    y = min(n * fnir ** (1 / k) * reference, x)  # below it the true match is surely missed
    body = scale * gamma(1 - k) * (gammainc(1 - k, x) - gammainc(1 - k, y))
    assert float(wrong) == pytest.approx(-expm1(-y) + body, rel=1e-6, abs=1e-12)
    assert float(none) == pytest.approx(min(1, fnir * (reference / phi) ** k) * exp(-x), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("fnir", [0.9, 1.0, 2.0, 8.0])
def test_clipped_law_equals_its_integral(fnir: float) -> None:
    """An old algorithm extrapolated: the chance of a miss saturates at one inside the integral."""
    k, phi, n, reference = 0.18, 1.67e-8, 12e6, float(REFERENCE)
    x = n * phi

    def missed(v: float) -> float:
        return min(1.0, fnir * (reference * n / v) ** k) * exp(-v)

    clip = min(x, fnir ** (1 / k) * reference * n)
    integral = quad(missed, 0, clip)[0] + quad(missed, clip, x)[0]
    wrong, none = error_rates(exact(fnir), exact(k), exact(phi), exact(n), REFERENCE)
    assert float(wrong) == pytest.approx(integral, rel=1e-9)
    assert wrong + none <= 1


@settings(deadline=None)
@given(st.fractions(0, 30), st.floats(0, 0.6), st.floats(-14, -4), st.floats(0, 10))
def test_rates_are_shares_of_the_captured(fnir: Fraction, k: float, log_phi: float, log_n: float) -> None:
    wrong, none = error_rates(fnir, exact(k), exact(10**log_phi), exact(10**log_n), REFERENCE)
    assert 0 <= wrong <= 1
    assert 0 <= none <= 1
    assert wrong + none <= 1 + Fraction(1, 10**30)


def test_published_exponent_holds_at_fixed_fpir() -> None:
    misses = [sum(error_rates(KIOSK, EXPONENT, Fraction(3, 1000) / n, Fraction(n), REFERENCE)) for n in (1_600_000, 12_000_000)]
    assert log(misses[1] / misses[0]) / log(12 / 1.6) == pytest.approx(0.18, abs=1e-7)  # the clip costs 1e-8


def test_a_perfect_recogniser_and_a_shut_one() -> None:
    assert error_rates(Fraction(0), EXPONENT, Fraction(0), Fraction(10**6), REFERENCE) == (0, 0)
    assert error_rates(KIOSK, EXPONENT, Fraction(0), Fraction(10**6), REFERENCE) == (0, 1)
    with pytest.raises(ValueError, match="exponent"):
        error_rates(KIOSK, Fraction(1), REFERENCE, Fraction(1), REFERENCE)


def test_signs_of_gallery_and_date() -> None:
    def rates(**changes: object) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        table = recognition_table(Recognition.model_validate(changes), 2020, SHARES)
        return table.wrong, table.none

    district, national = rates(), rates(gallery="national")
    assert np.all(national[0] > district[0])
    assert np.all(rates(mode="fixed_fpir", gallery="national")[1] > rates(mode="fixed_fpir")[1])
    earlier = recognition_table(Recognition(), 2015, SHARES)
    assert np.all(earlier.wrong > district[0])
    assert np.all(earlier.none > district[1])
    assert miss_rate(Recognition(), Fraction("2021.5")) == pytest.approx(0.0747 / 2, rel=1e-12)
    assert float(miss_rate(Recognition(), 2019)) == 0.0747


def test_operating_modes() -> None:
    assert match_rate(Recognition()) == Fraction("1.67e-8")
    national = Recognition(gallery="national", mode="fixed_fpir")
    assert gallery_size(national) == 1_395_380_000
    assert match_rate(national) * gallery_size(national) == Fraction(3, 1000)


def test_group_ratios_are_capped_and_matches_have_mean_one() -> None:
    """T-FR2."""
    ratios = group_ratios(Recognition())
    assert max(ratios) / min(ratios) == 30
    assert ratios[:6] == (1, Fraction("5.9"), 1, Fraction("5.9"), Fraction("4.2"), Fraction("24.78"))
    rows = confusion(Recognition(), SHARES)
    assert sum(Fraction(s, sum(SHARES)) * sum(row) for s, row in zip(SHARES, rows, strict=True)) == 1


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=GROUPS, max_size=GROUPS).filter(any), st.integers(2005, 2035))
def test_thresholds_stay_in_range(shares: list[int], year: int) -> None:
    table = recognition_table(Recognition(), year, shares)
    assert table.wrong.min() >= 0
    assert table.none.min() >= 0
    assert (table.wrong + table.none).max() <= WHOLE
    assert np.all(np.diff(table.cumulative, axis=1) >= 0)
    assert set(table.cumulative[:, -1].tolist()) == {WHOLE}


@compiled
def _outcomes(n: int, group: int, table: RecognitionTable) -> tuple[int, int, int, int]:
    right, wrong, nobody, strangers = 0, 0, 0, 0
    for i in range(n):
        words = draw(5, i, 1, 28, 0)
        outcome = recognise(words[0], group, person_type(words[1], table), table)
        right += outcome == 0
        wrong += outcome == 1
        nobody += outcome == 2
        strangers += named_though_unenrolled(words[2], group, table)
    return right, wrong, nobody, strangers


def test_outcomes_follow_the_law_and_balance() -> None:
    """T-FR1, the kernel's function: groups and types alike reproduce the table of the model."""
    n = 200_000
    table = recognition_table(Recognition.model_validate(ALIKE), 2019, SHARES)
    law = error_rates(KIOSK, EXPONENT, Fraction("1.67e-8"), Fraction(4_200_000), REFERENCE)
    for group in (0, 11):
        right, wrong, nobody, strangers = _outcomes(n, group, table)
        assert right + wrong + nobody == n
        assert wrong == counted(n, float(law[0]))
        assert nobody == counted(n, float(law[1]))
        assert strangers == counted(n, float(unenrolled_rate(Fraction("1.67e-8") * 4_200_000)))


def test_hard_faces_keep_the_mean() -> None:
    n = 200_000
    parameters = Recognition()
    ordinary, hard = type_factors(parameters)
    assert hard / ordinary == 5
    assert Fraction(9, 10) * ordinary + Fraction(1, 10) * hard == 1
    table = recognition_table(parameters, 2019, SHARES)
    for group in (2, 7):
        expected = [float(0.9 * t[group, 0] + 0.1 * t[group, 1]) / WHOLE for t in (table.wrong, table.none)]
        _, wrong, nobody, _ = _outcomes(n, group, table)
        assert wrong == counted(n, expected[0])
        assert nobody == counted(n, expected[1])


@compiled
def _wrong_groups(n: int, group: int, table: RecognitionTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    groups, doubles = np.zeros(12, dtype=np.int64), np.zeros(64, dtype=np.int64)
    for i in range(n):
        words = draw(6, i, 1, 28, 1)
        groups[wrong_group(words[0], group, table)] += 1
        doubles[which_double(words[1], table)] += 1
    return groups, doubles


def test_wrong_persons_come_from_the_confusion_matrix() -> None:
    n, shares = 100_000, [0 if g == 4 else s for g, s in enumerate(SHARES)]
    table = recognition_table(Recognition(), 2020, shares)
    row = confusion(Recognition(), shares)[3]
    groups, doubles = _wrong_groups(n, 3, table)
    for h in range(GROUPS):
        assert groups[h] == counted(n, float(row[h] / sum(row)))
    assert groups[4] == 0
    for m in range(3):
        assert doubles[m] == counted(n, 1 / 3)
    assert doubles[3:].sum() == 0


def test_false_match_and_gallery_size() -> None:
    """V-12."""
    assert false_positive_identification_rate(1e-6, 10**6) == pytest.approx(0.632121, abs=5e-7)
    assert false_positive_identification_rate(1e-9, 4_200_000) == pytest.approx(0.0041912, abs=5e-8)
    assert false_positive_identification_rate(1e-9, 1_260_000_000) == pytest.approx(0.7163460, abs=5e-8)
    for fmr, size in ((1e-6, 10**6), (1e-9, 4_200_000), (1e-9, 1_260_000_000)):
        assert false_positive_identification_rate(fmr, size) == pytest.approx(-np.expm1(size * np.log1p(-fmr)), abs=1e-9)
    assert false_positive_identification_rate(0.25, 3) == 1 - 0.75**3
    assert false_positive_identification_rate(0.5, 0) == 0


def test_group_differential_fades_with_the_gallery() -> None:
    """V-12b: small galleries show the ratio of matching rates and shares, large ones none."""

    def ratio(size: float, mixing: float) -> float:
        changes = {"district_gallery": assumed(size), "mixing": assumed(mixing), "false_match_rate": published(1.67e-8, "FACTS 5-17")}
        table = recognition_table(Recognition.model_validate(changes), 2019, SHARES)
        return float(table.unenrolled[3] / table.unenrolled[2])

    assert 5.9 * SHARES[3] / SHARES[2] < ratio(1e6, 0.0) < ratio(1e8, 0.0) < 1
    assert ratio(1e5, 0.0) == pytest.approx(5.9 * SHARES[3] / SHARES[2], rel=2e-3)
    rows = confusion(Recognition(), SHARES)
    assert ratio(1e5, 0.1) == pytest.approx(float(sum(rows[3]) / sum(rows[2])), rel=2e-3)
    assert ratio(5e9, 0.1) == pytest.approx(1, abs=1e-6)
    n = 200_000
    table = recognition_table(Recognition(), 2019, SHARES)
    for group in (2, 3):
        x = float(match_rate(Recognition()) * gallery_size(Recognition()) * sum(rows[group]))
        assert _outcomes(n, group, table)[3] == counted(n, 1 - exp(-x))


@compiled
def _phantoms(n: int, people: int, coverage: int, table: RecognitionTable) -> int:
    seen = 0
    for i in range(n):
        seen += phantom(draw(8, i, 2, 28, 2)[0], people, coverage, table)
    return seen


def test_phantoms_and_searches_scale_with_people_and_coverage() -> None:
    table = recognition_table(Recognition(phantoms_per_day=assumed(1e-4)), 2019, SHARES)
    assert _phantoms(200_000, 256, 32_768, table) == counted(200_000, 1e-4 * 256 / 2)
    assert _phantoms(1_000, 256, 0, table) == 0
    assert searches(1_000, 32_768, table) == 1_000


def test_off_names_nobody() -> None:
    table = recognition_table(Recognition.model_validate("off"), 2019, SHARES)
    assert _outcomes(1_000, 3, table) == (0, 0, 1_000, 0)
    assert (table.passes, table.phantoms) == (0, 0)
