"""The search for hidden persons: T-HID1 as a closed form, T-FR4 as a tail."""

from math import sqrt

import numpy as np
import pytest

from underheaven.day.hiding import Hiding, HidingTable, filmed, hiding_table, passes_today
from underheaven.day.recognition import Recognition, RecognitionTable, person_type, recognise, recognition_table
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed, fixed

PEOPLE = 50_000
SHARES = [1] * 12


@compiled
def days_hidden(people: int, coverage: int, horizon: int, look: RecognitionTable, table: HidingTable, days: np.ndarray) -> None:
    """Days until each person is found, as the evening's search does it."""
    for person in range(people):
        column = person_type(draw(2, person, 0, 8, 0)[0], look)
        days[person] = horizon
        for day in range(1, horizon):
            found = False
            for k in range(passes_today(draw(2, person, day, 39, 0)[1], look.passes, table)):
                seen, outcome, _, _ = draw(2, person, day, 39, 1 + k)
                found = found or (filmed(seen, coverage) and recognise(outcome, 2, column, look) == 0)
            if found:
                days[person] = day
                break


def times(coverage: float, horizon: int = 400, passes: float = 2.0, people: int = PEOPLE, **changes: object) -> np.ndarray:
    days = np.zeros(people, np.int64)
    recognition = Recognition(passes_per_day=assumed(passes), **changes)
    days_hidden(people, fixed(coverage, 16), horizon, recognition_table(recognition, 2019, SHARES), hiding_table(Hiding()), days)
    return days


@pytest.mark.parametrize(("coverage", "passes"), [(0.4, 2.0), (0.1, 2.0), (0.4, 8.0), (0.3, 3.0)])
def test_without_types_detection_is_geometric(coverage: float, passes: float) -> None:
    """T-HID1: hazard 1 − (1 − C·right)^passes; a fractional number of passes mixes the two whole ones."""
    table = recognition_table(Recognition(hard_ratio=assumed(1.0)), 2019, SHARES)
    right = 1 - (table.wrong[2, 0] + table.none[2, 0]) / 2**32
    outings, rest = divmod(passes * 0.5, 1)
    hazard = 1 - (1 - coverage * right) ** outings * (1 - rest * coverage * right)
    days = times(coverage, passes=passes, hard_ratio=assumed(1.0))
    assert days.mean() == pytest.approx(1 / hazard, abs=4 * sqrt(1 - hazard) / hazard / sqrt(PEOPLE))
    assert (days == 1).mean() == pytest.approx(hazard, abs=4 * sqrt(hazard * (1 - hazard) / PEOPLE))


def test_hard_faces_have_a_long_tail() -> None:
    """T-FR4: the mean miss rate is the same, but who is hard to recognise stays hidden much longer."""
    alike, uneven = (
        times(0.9, 200, 10.0, 20_000, quality="profile", hard_share=assumed(0.05), hard_ratio=assumed(ratio)) for ratio in (1.0, 9.0)
    )
    assert uneven.max() > alike.max()
    assert np.percentile(uneven, 99.5) >= np.percentile(alike, 99.5)


def test_more_cameras_find_sooner_and_no_search_finds_nobody() -> None:
    few, many = times(0.1, people=5_000), times(0.6, people=5_000)
    assert many.mean() < 0.4 * few.mean()
    assert (times(0.0, 50, people=200) == 50).all()
    off = hiding_table(Hiding.model_validate("off"))
    assert max(passes_today(u << 24, 512, off) for u in range(256)) == 0


@compiled
def _passes(n: int, passes: int, table: HidingTable) -> int:
    total = 0
    for i in range(n):
        total += passes_today(draw(3, i, 1, 39, 0)[1], passes, table)
    return total


def test_passes_have_their_mean() -> None:
    table = hiding_table(Hiding())
    assert _passes(100_000, fixed(2.7), table) / 100_000 == pytest.approx(1.35, abs=4 * 0.5 / sqrt(100_000) + 1 / 256)
