"""Identity fusion: what a profile holds, and what it does to misses and false matches."""

from math import prod, sqrt

import numpy as np
import pytest

from underheaven.day.fusion import MODALITIES, PROFILES, Fusion, FusionTable, fusion_table, profile_factors, profile_of
from underheaven.day.recognition import Recognition, recognition_table
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed

SHARES = (9, 1, 32, 4, 9, 1, 8, 1, 31, 3, 9, 1)
ON = Fusion(on=True)
N = 200_000


@compiled
def _held(n: int, table: FusionTable, counts: np.ndarray) -> None:
    for i in range(n):
        a, b, c, _ = draw(4, i, 0, 15, 0)
        profile = profile_of(a, b, c, table)
        for m in range(5):
            counts[m] += profile >> m & 1


def test_profiles_hold_what_is_enrolled() -> None:
    counts = np.zeros(5, np.int64)
    _held(N, fusion_table(ON), counts)
    for m, share in enumerate((0.9, 0.3, 0.2, 0.5, 0.1)):
        assert counts[m] / N == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / N) + 2**-16), MODALITIES[m]
    assert counts.sum() / (5 * N) == pytest.approx(0.4, abs=0.002), "profile completeness"
    counts[:] = 0
    _held(1_000, fusion_table(Fusion()), counts)
    assert counts.sum() == 0


def test_factors_are_the_products_of_the_model() -> None:
    avoided, left = (0.5, 0.2, 0.1, 0.6, 0.3), (0.1, 0.3, 0.5, 0.05, 0.05)
    for profile, (misses, matches) in enumerate(profile_factors(ON)):
        held = [m for m in range(5) if profile >> m & 1]
        assert float(misses) == pytest.approx(prod(1 - avoided[m] * 0.7 for m in held), rel=1e-12)
        assert float(matches) == pytest.approx(prod(left[m] ** 0.7 for m in held), rel=1e-12)
    assert set(profile_factors(Fusion())) == {(1, 1)}
    assert all(misses == matches == 1 for misses, matches in profile_factors(Fusion(on=True, correlation=assumed(1.0))))


def misses(table: object) -> np.ndarray:
    """[group, type, profile]: chance that an enrolled probe is not named rightly."""
    whole = (table.wrong + table.none) / 2**32  # type: ignore[attr-defined]
    return np.stack([whole[:, 0::2], whole[:, 1::2]], axis=1)


@pytest.mark.parametrize("gallery", ["district", "national"])
def test_every_modality_lowers_misses_and_raises_reach(gallery: str) -> None:
    missed = misses(recognition_table(Recognition(gallery=gallery), 2019, SHARES, ON))
    for profile in range(PROFILES):
        for m in range(5):
            assert (missed[..., profile | 1 << m] <= missed[..., profile]).all()
    assert (missed[..., -1] < 0.6 * missed[..., 0]).all()


def test_one_picture_of_the_face_is_the_published_curve() -> None:
    alone, fused = recognition_table(Recognition(), 2019, SHARES), recognition_table(Recognition(), 2019, SHARES, ON)
    np.testing.assert_array_equal(fused.wrong[:, :2], alone.wrong[:, :2])
    np.testing.assert_array_equal(fused.none[:, :2], alone.none[:, :2])
    np.testing.assert_array_equal(alone.wrong, np.tile(alone.wrong[:, :2], PROFILES))
    assert (fused.wrong + fused.none <= 2**32).all()


def test_false_matches_fall_with_every_modality() -> None:
    table = recognition_table(Recognition(gallery="national"), 2019, SHARES, ON)
    for profile in range(PROFILES):
        for m in range(5):
            assert (table.wrong[:, 2 * (profile | 1 << m)] <= table.wrong[:, 2 * profile]).all()
