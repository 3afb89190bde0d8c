"""Perks and the value of a point (T-PRK1 at function level)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.perks import Perks, deposit_waived, grateful, interest_factor, marginal_value, perk_of_week, perks_table
from underheaven.day.standing import Grades, grades_table
from underheaven.day.vocabulary import Grade
from underheaven.values import derived

GRADES = grades_table(Grades())
TABLE = perks_table(Perks(), GRADES)


def closed_form(score: int, perks: tuple[int, int, int] = (1, 3, 8), reach: int = 120) -> float:
    steps = zip((3840, 4120, 4200), perks, (0, *perks), strict=False)
    return 48 + sum((perk - below) * max(0, reach - abs(score - step)) * 4096 / reach**2 for step, perk, below in steps)


@given(st.integers(0, 8191))
@settings(deadline=None, derandomize=True)
def test_value_of_a_point_is_the_closed_form_and_positive_everywhere(score: int) -> None:
    value = marginal_value(TABLE, score)
    assert value == pytest.approx(closed_form(score), abs=1.01)
    assert value >= 48


def test_larger_perks_make_points_worth_more() -> None:
    larger = perks_table(Perks.model_validate({"aaa": derived(16, "test")}), GRADES)
    assert marginal_value(larger, 4200) > marginal_value(TABLE, 4200)
    assert marginal_value(larger, 3840) == marginal_value(TABLE, 3840)
    assert marginal_value(TABLE, 4200) > marginal_value(TABLE, 4060) > marginal_value(TABLE, 3000)


def test_the_ladder() -> None:
    assert [perk_of_week(TABLE, grade, True) for grade in Grade] == [0, 0, 0, 1, 3, 8]
    assert not any(perk_of_week(TABLE, grade, False) for grade in Grade)
    assert [interest_factor(TABLE, grade, True) for grade in Grade] == [256, 256, 256, 256, 192, 192]
    assert interest_factor(TABLE, Grade.AAA, False) == 256
    assert [deposit_waived(TABLE, grade) for grade in Grade] == [False, False, False, False, True, True]


def test_gratitude_comes_in_one_perk_week_of_sixteen() -> None:
    assert TABLE.gratitude == 2**28
    assert grateful(TABLE, 1, 2**28 - 1)
    assert not grateful(TABLE, 1, 2**28)
    assert not grateful(TABLE, 0, 0)


def test_off_is_worth_nothing() -> None:
    table = perks_table(Perks.model_validate("off"), GRADES)
    assert not any(marginal_value(table, score) for score in range(0, 8192, 7))
    assert not any(perk_of_week(table, grade, True) or deposit_waived(table, grade) for grade in Grade)
    assert interest_factor(table, Grade.AAA, True) == 256
    assert not grateful(table, 8, 0) or table.gratitude == 0


def test_without_grades_no_step_is_felt() -> None:
    table = perks_table(Perks(), grades_table(Grades.model_validate("off")))
    assert marginal_value(table, 8191) == 48
