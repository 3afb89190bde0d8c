"""The offices' rules in closed form: averaged debts, the fraud model, job chances, the lender."""

import math

import numpy as np
import pytest

from underheaven.day.averaged_debts import AveragedDebts, averaged_claim, averaged_debts_table, overpaid
from underheaven.day.fraud_model import FraudModel, fraud_model_table, taken_up
from underheaven.day.job_chances import JobChances, chance_of_work, job_chances_table, profile_of
from underheaven.day.lender import LEVELS, Lender, first_level, lender_table, next_level, repays
from underheaven.day.office import blow_of

WEEK_OF_WORK, BENEFIT = 7 * 128, 224


def test_half_a_year_on_benefit_gives_the_claim_by_hand() -> None:
    """26 weeks at 7 own days, 26 without: the average of 3.5 cuts min(1.75, .6 (3.5 − .34)) from each week, which is all of it."""
    table = averaged_debts_table(AveragedDebts(on=True))
    assert averaged_claim(table, 26, 26 * WEEK_OF_WORK, BENEFIT) == 26 * BENEFIT
    little = averaged_claim(table, 39, 13 * WEEK_OF_WORK, BENEFIT)  # the average of 1.75 cuts .6 (1.75 − .34) = .846 own days
    assert little / 39 / 128 == pytest.approx(0.846, abs=0.01)


@pytest.mark.parametrize(("weeks", "pay"), [(0, 52 * WEEK_OF_WORK), (52, 0)])
def test_who_only_worked_or_never_did_owes_nothing(weeks: int, pay: int) -> None:
    assert averaged_claim(averaged_debts_table(AveragedDebts(on=True)), weeks, pay, BENEFIT) == 0


def test_a_larger_taper_claims_more_and_a_larger_free_area_less() -> None:
    usual = AveragedDebts(on=True)
    claims = [
        averaged_claim(averaged_debts_table(usual.model_copy(update=change)), 39, 13 * WEEK_OF_WORK, BENEFIT)
        for change in ({"free": usual.free.model_copy(update={"value": 1})}, {}, {"free": usual.free.model_copy(update={"value": 0})})
    ]
    assert claims == sorted(claims)
    assert claims[0] < claims[2]
    gentle = usual.model_copy(update={"taper": usual.taper.model_copy(update={"value": 0.5})})
    assert averaged_claim(averaged_debts_table(gentle), 39, 13 * WEEK_OF_WORK, BENEFIT) < claims[1]


def test_only_who_told_late_was_overpaid() -> None:
    table = averaged_debts_table(AveragedDebts(on=True))
    late = sum(overpaid(table, BENEFIT, number << 22) > 0 for number in range(1024)) / 1024
    assert late == pytest.approx(0.1, abs=0.002)


def test_the_fraud_model_multiplies_its_factors() -> None:
    table = fraud_model_table(FraudModel(on=True))
    base = table.chance[0, 4]
    assert table.chance[1, 4] / base == pytest.approx(6.5, rel=1e-3)
    assert table.chance[0, 0] / base == pytest.approx(2, rel=1e-3)
    assert table.chance[1, 1] / base == pytest.approx(13, rel=1e-3)
    assert taken_up(table, 1, 0, base)
    assert not taken_up(table, 0, 4, base)


def test_the_published_logit_gives_the_published_chances() -> None:
    """52 % for the reference man, 49 % for the woman beside him; and every coefficient by its own closed form."""
    table = job_chances_table(JobChances(on=True))
    words = 0xFFFF | 0xFFFF << 16  # none of the drawn features
    man, woman = (chance_of_work(table, profile_of(table, sex, False, words, words)) / 2**32 for sex in (0, 1))
    assert (round(100 * man), round(100 * woman)) == (52, 49)
    fifty_impaired = chance_of_work(table, profile_of(table, 0, True, 0, words)) / 2**32
    assert fifty_impaired == pytest.approx(1 / (1 + math.exp(-(0.10 - 0.70 - 0.67))), abs=1e-9)
    trained_mother = chance_of_work(table, profile_of(table, 1, True, words, 0)) / 2**32
    assert trained_mother == pytest.approx(1 / (1 + math.exp(-(0.10 - 0.14 - 0.15 + 0.27 + 0.01))), abs=1e-9)


def test_no_printed_profile_reaches_group_a_and_some_reach_group_c() -> None:
    chances = job_chances_table(JobChances(on=True)).chance / 2**32
    assert chances.max() < 0.66
    assert 0 < (chances < 0.25).sum() < chances.size


def test_the_lender_lends_from_one_half_on_and_moves_one_level() -> None:
    table = lender_table(Lender(on=True))
    assert table.lends.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert [next_level(3, True), next_level(3, False), next_level(LEVELS - 1, True), next_level(0, False)] == [4, 2, LEVELS - 1, 0]
    assert repays(table, 0, (1 << 32) // 10 - 1)
    assert not repays(table, 0, (1 << 32) // 10 + 1)
    for origin, shares in enumerate(((0, 0.1, 0.1, 0.2, 0.3, 0.3, 0), (0.1, 0.1, 0.2, 0.3, 0.3, 0, 0))):
        levels = np.bincount([first_level(table, origin, number << 20) for number in range(4096)], minlength=LEVELS) / 4096
        assert levels == pytest.approx(shares, abs=1e-3)


def test_shares_of_a_lender_that_do_not_sum_to_one_are_refused() -> None:
    usual = Lender()
    with pytest.raises(ValueError, match="sum to one"):
        Lender.model_validate(usual.model_dump() | {"majority": [share.model_dump() for share in usual.majority[:-1]]})


def test_an_office_that_is_off_by_default_still_knows_its_blow() -> None:
    assert not AveragedDebts().on
    assert blow_of(AveragedDebts()).fear > 0 > blow_of(AveragedDebts()).trust
