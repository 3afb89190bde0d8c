"""V-06 in small: payoffs by hand, and the norm that needs metanorms."""

import numpy as np
import pytest

from underheaven.classics.norms import CHANCES, LEVELS, PLAYERS, evolve, play, worth_defecting_below


def scores(boldness: int, vengefulness: int, meta: bool) -> np.ndarray:
    found = np.zeros(PLAYERS, np.int64)
    play(np.full(PLAYERS, boldness), np.full(PLAYERS, vengefulness), meta, 1, 0, found)
    return found


def test_the_timid_neither_gain_nor_lose() -> None:
    assert scores(0, LEVELS, True).tolist() == [0] * PLAYERS


def test_the_bold_among_the_lenient_hurt_each_other_by_the_book() -> None:
    """Everybody defects every time: 3 for oneself, −1 for each of the others' defections."""
    assert scores(LEVELS, 0, False).tolist() == [CHANCES * (3 - (PLAYERS - 1))] * PLAYERS


def test_vengeance_costs_everybody() -> None:
    assert scores(LEVELS, LEVELS, False).sum() < scores(LEVELS, 0, False).sum()
    assert scores(LEVELS, 3, True).sum() < scores(LEVELS, 3, False).sum()


@pytest.mark.parametrize(("relative", "law"), [(False, 3 / 171), (True, 4 / 169)])
def test_best_replies(relative: bool, law: float) -> None:
    assert worth_defecting_below(relative=relative, rounds=200_000, seed=7) == pytest.approx(law, abs=6e-4)


def test_metanorms_keep_what_norms_lose() -> None:
    alone = [evolve(False, 600, seed=seed)[-1] for seed in range(12)]
    meta = [evolve(True, 600, seed=seed)[-1] for seed in range(12)]
    assert sum(norm.collapsed for norm in alone) >= 8
    assert sum(norm.collapsed for norm in meta) <= 4
    assert all(norm.boldness < 0.5 for norm in meta if norm.established)
