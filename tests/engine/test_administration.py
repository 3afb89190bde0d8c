"""Offices in the composed kernel: what they book, what they take, and that off they leave no trace."""

import datetime

import numpy as np
import pytest

from underheaven.engine.run import ArmResult, simulate
from underheaven.engine.tally import Measure
from underheaven.scenario.load import load

START = datetime.date(2020, 1, 1)


def lived(name: str, days: int, citizens: int = 6_000, **changes: float) -> ArmResult:
    return simulate(load(name).with_(**changes), citizens=citizens, days=days, seed=5, start=START)


def total(result: ArmResult, measure: Measure) -> int:
    return int(result.strata[:, :, measure].sum())


@pytest.mark.parametrize("office", ["robodebt", "childcare-benefits", "job-chances", "lender"])
def test_an_office_that_is_off_leaves_no_trace(office: str) -> None:
    """Off, the scenario is ``no-regime`` bit for bit."""
    part = {"robodebt": "averaged_debts", "childcare-benefits": "fraud_model", "job-chances": "job_chances", "lender": "lender"}[office]
    off, none = lived(office, 98, 2_000, **{f"regime.{part}.on": False}), lived("no-regime", 98, 2_000)
    assert off.digest == none.digest
    assert total(off, Measure.ASSESSED) == 0


def test_averaged_debts_come_at_the_years_end_and_cost_savings() -> None:
    """Judged on the day on which the letters arrive: the day after, the purse shares out what it took."""
    debts, none = lived("robodebt", 365, **{"regime.averaged_debts.reviewed": 1}), lived("no-regime", 365)
    national = debts.strata.sum(axis=1)
    assert national[:363, Measure.DECISIONS_ADVERSE].sum() == 0
    assert national[363, Measure.DECISIONS_ADVERSE] > 500
    assert total(debts, Measure.DECISIONS_WRONGFUL) > 0.8 * total(debts, Measure.DECISIONS_ADVERSE)
    assert 0 < total(debts, Measure.CLAIMED_WRONGLY) < total(debts, Measure.CLAIMED)
    for measure, sign in ((Measure.HARDSHIP_SUM, 1), (Measure.FEAR_SUM, 1), (Measure.TRUST_GOVERNMENT, -1), (Measure.IN_DEBT, 1)):
        assert sign * (national[-1, measure] - none.strata[-1, :, measure].sum()) > 0, measure.name
    flows = {name: money for name, money in debts.accounts.items() if name not in ("buffers_before", "buffers_after", "debt")}
    assert debts.accounts["buffers_after"] - debts.accounts["buffers_before"] == -sum(flows.values())


def test_nothing_differs_before_the_first_debt() -> None:
    debts, none = lived("robodebt", 363, 2_000), lived("no-regime", 363, 2_000)
    assert np.array_equal(debts.strata, none.strata)


def test_the_fraud_model_accuses_the_minority_more_often() -> None:
    result = lived("childcare-benefits", 91, **{"regime.fraud_model.selected": 0.5})
    accused = result.strata[:, :, Measure.DECISIONS_ADVERSE].sum(axis=0)
    minority = (np.arange(accused.size) // 3) % 2 == 1
    shares = [accused[group].sum() / result.population[group].sum() for group in (minority, ~minority)]
    assert shares[0] > 3 * shares[1] > 0


def test_the_labour_office_decides_once_a_quarter_about_the_unemployed() -> None:
    result = lived("job-chances", 98, 12_000)
    assert np.flatnonzero(result.strata[:, :, Measure.ASSESSED].sum(axis=1)).tolist() == [90]
    adverse, wrongful = total(result, Measure.DECISIONS_ADVERSE), total(result, Measure.DECISIONS_WRONGFUL)
    assert 0 < wrongful < adverse < 0.1 * total(result, Measure.ASSESSED)


def test_the_lenders_book_falls_for_both_groups() -> None:
    result = lived("lender", 210, **{"regime.lender.applications": 1})
    chances = result.strata[:, :, Measure.REPAYMENT_CHANCE_SUM]
    minority = (np.arange(chances.shape[1]) // 3) % 2 == 1
    for group in (minority, ~minority):
        assert chances[6, group].sum() > chances[104, group].sum() > chances[-1, group].sum() > 0
