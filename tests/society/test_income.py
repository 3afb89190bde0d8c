"""Incomes: published class means and Gini (T-SOC2)."""

from fractions import Fraction

import numpy as np
import pytest

from underheaven.draws.compiled import compiled
from underheaven.society.income import income
from underheaven.society.multiplier import ONE, QUANTILES, gini, income_multipliers, quantile_table
from underheaven.society.parameters import SocietyParameters
from underheaven.society.people import class_of, household_words

PARAMETERS = SocietyParameters()
MEANS = np.array([7_380, 15_777, 25_035, 39_230, 76_401])
MANY = 1 << 21


@compiled
def fill(society, incomes, classes):
    for i in range(society.citizens):
        incomes[i] = income(society, i)
        classes[i] = class_of(society, i, household_words(society, i))


def test_quintile_means_and_gini_of_a_society(society_of):
    """4σ of a class mean is .85 % here: 136 000 households, a multiplier's standard deviation, members weighted by size."""
    incomes, classes = np.zeros(MANY, dtype=np.int64), np.zeros(MANY, dtype=np.int64)
    fill(society_of(MANY), incomes, classes)
    for social_class in range(5):
        assert incomes[classes == social_class].mean() == pytest.approx(MEANS[social_class], rel=0.01)
    ranks = np.arange(1, MANY + 1)
    assert 2 * (ranks * np.sort(incomes)).sum(dtype=float) / (MANY * incomes.sum(dtype=float)) - 1 == pytest.approx(0.465, abs=0.01)
    assert incomes.min() > 0


def test_multipliers_have_mean_one_and_the_wanted_gini():
    table = income_multipliers(PARAMETERS)
    assert table.sum() == QUANTILES * ONE
    assert (np.diff(table) >= 0).all()
    assert float(gini([int(mean * part) for mean in MEANS for part in table])) == pytest.approx(0.465, abs=0.001)


@pytest.mark.parametrize("weight", [0, 1, 512, 1024])
def test_every_weight_keeps_the_mean(weight):
    assert sum(quantile_table(weight)) == QUANTILES * ONE


def test_means_alone_reach_only_394():
    assert set(quantile_table(0)) == {ONE}
    assert float(gini(MEANS.tolist())) == pytest.approx(0.394, abs=0.0005)
    assert gini([0, 0, 0, 1]) == Fraction(3, 4)


def test_wages_are_own_class_days(society_of):
    assert society_of(256).wage.tolist() == [19, 40, 64, 100, 195]
