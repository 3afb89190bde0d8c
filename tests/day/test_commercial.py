"""The commercial scheme: participation, score, boasts, visas (T-OPT1)."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from underheaven.classics.opting_in import participation
from underheaven.day.commercial import (
    Commercial,
    CommercialTable,
    boasts,
    commercial_table,
    decides_about_scheme,
    easier_visa,
    next_commercial_score,
    opts_in,
    shown_score,
    waives_deposit,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed

LATER = datetime.date(2020, 1, 1)
TABLE = commercial_table(Commercial(on=True), LATER)


def test_t_opt1_participation_is_the_fixed_point() -> None:
    assert participation(115, 40, people=200_000) == pytest.approx(0.5806, abs=0.01)


@pytest.mark.parametrize(("perk", "peer"), [(60, 0), (115, 0), (128, 40), (140, 20), (200, 30)])
def test_other_points_of_the_same_curve(perk: int, peer: int) -> None:
    x = 0.0
    for _ in range(200):
        drive = min(255.0, perk + peer * x)
        x = 2 * (drive / 255) ** 2 if drive <= 127.5 else 1 - 2 * (1 - drive / 255) ** 2
    assert participation(perk, peer, people=200_000) == pytest.approx(x, abs=0.012)


def test_perk_and_peers_draw_people_in() -> None:
    assert participation(115, 0, people=50_000) < participation(115, 40, people=50_000) < participation(130, 40, people=50_000)
    assert participation(0, 0, people=50_000) == 0


@given(st.integers(0, 255), st.integers(0, 200), st.integers(1, 200))
def test_opting_in_is_monotone(privacy: int, members: int, adults: int) -> None:
    assert opts_in(TABLE, privacy, members, adults) <= opts_in(TABLE, privacy, members + 1, adults)
    assert opts_in(TABLE, privacy + 1, members, adults) <= opts_in(TABLE, privacy, members, adults)
    assert opts_in(TABLE, privacy, 400, adults) == opts_in(TABLE, privacy, adults, adults), "a share is at most one"


def test_a_scheme_that_is_closed_has_no_members_and_waives_nothing() -> None:
    closed = (commercial_table(Commercial(), LATER), commercial_table(Commercial(on=True), datetime.date(2014, 12, 31)))
    for table in closed:
        assert table.open == 0
        assert not opts_in(table, 0, 100, 100)
        assert not waives_deposit(table, True, 63)
        assert not boasts(table, 63, 255, 255)
        assert not easier_visa(table, 63, 0)
    assert commercial_table(Commercial(on=True), datetime.date(2015, 1, 1)).open == 1


def test_everybody_decides_every_fourth_week() -> None:
    for citizen in range(8):
        assert [decides_about_scheme(citizen, week) for week in range(40)].count(True) == 10


def test_bands_of_the_score() -> None:
    assert (shown_score(0), shown_score(63)) == (350, 950)
    assert (TABLE.deposit_free, TABLE.first_visa, TABLE.second_visa) == (32, 37, 42)
    for step, score in ((32, 650), (37, 700), (42, 750)):
        assert shown_score(step - 1) < score <= shown_score(step)


@compiled
def weeks(table: CommercialTable, people: int, weeks: int, scores: np.ndarray) -> None:
    for person in range(people):
        score = 26
        for week in range(weeks):
            score = next_commercial_score(table, score, 120, False, 6, 10, 128 * 20, draw(7, person, week, 54, 0)[0])
        scores[person] = score


def test_the_score_comes_to_rest_at_a_quarter_of_the_weighted_sum() -> None:
    scores = np.zeros(20_000, np.int64)
    weeks(TABLE, scores.size, 150, scores)
    target = 0.15 * 120 + 0.20 * 255 + 0.05 * 255 + 0.35 * 170 + 0.25 * (64 + 20) - TABLE.level
    assert scores.mean() == pytest.approx(target / 4, abs=4 * scores.std() / np.sqrt(scores.size) + 0.15)


@given(
    st.integers(0, 63), st.integers(0, 255), st.integers(0, 6), st.integers(0, 15), st.integers(-16384, 49151), st.integers(0, 2**32 - 1)
)
def test_the_score_stays_within_its_six_bits(score: int, digital: int, ties: int, paid: int, buffer: int, uniform: int) -> None:
    after = next_commercial_score(TABLE, score, digital, False, ties, paid, buffer, uniform)
    assert 0 <= after <= 63
    assert next_commercial_score(TABLE, score, digital, True, ties, paid, buffer, uniform) <= after
    if paid < 15:
        assert after <= next_commercial_score(TABLE, score, digital, False, ties, paid + 1, buffer, uniform)


@compiled
def boasters(table: CommercialTable, people: int, score: int) -> int:
    count = 0
    for person in range(people):
        a, b, c, _ = draw(8, person, 1, 54, 0)
        count += int(boasts(table, score, ((a & 255) + (b & 255)) >> 1, c & 255))
    return count


def test_only_good_scores_are_shown_around_and_not_by_all() -> None:
    assert boasters(TABLE, 50_000, 31) == 0
    assert 0.01 < boasters(TABLE, 50_000, 32) / 50_000 < 0.99
    eager = TABLE._replace(boasting=128)
    assert boasters(eager, 50_000, 32) > boasters(TABLE, 50_000, 32)


def test_visas_need_a_trip_abroad_and_a_score() -> None:
    abroad = TABLE.abroad
    assert not easier_visa(TABLE, 63, abroad)
    assert [easier_visa(TABLE, m, 0) for m in (36, 37)] == [False, True]
    assert [easier_visa(TABLE, m, abroad - 1) for m in (41, 42)] == [False, True]


def test_deposits_are_waived_for_members_alone() -> None:
    assert waives_deposit(TABLE, True, 32)
    assert not waives_deposit(TABLE, True, 31)
    assert not waives_deposit(TABLE, False, 63)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"identity": assumed(0.5)}, "sum to 1"),
        ({"first_visa": assumed(800)}, "second_visa"),
        ({"deposit_free": assumed(300)}, "commercial score in"),
    ],
)
def test_contradictions_are_refused(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Commercial(**data)
