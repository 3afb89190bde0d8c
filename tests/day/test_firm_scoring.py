"""Scoring of firms: what it announces, what it costs an offender, whom it sends inspectors to, and its off switch."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.firm_scoring import FirmScoring, added_cost, attention, firm_scoring_table, rule_of
from underheaven.day.firms import Firms
from underheaven.day.inspections import EQUAL
from underheaven.day.schemes import Schemes


def table(**changes):
    return firm_scoring_table(FirmScoring.model_validate(FirmScoring().model_dump() | changes), Firms(), Schemes())


def number(value):
    return {"value": value, "source": {"kind": "derived", "formula": str(value)}}


def test_stakes_are_what_a_listed_firm_loses_over_what_the_offence_brings():
    lost = 0.3 * (365 / 7) * (7 * 0.25 * 50 * 16) * 0.1 + 640  # a year's lost margin, and the added fine
    gains = (640, 7 * 0.25 * 50 * 0.05 * 32, 7 * 0.25 * 50 * 0.05 * 256, 0.556 * 50 * 0.2 * 64)
    for stake, gain in zip(table().stake, gains, strict=False):
        assert stake / 256 == pytest.approx(0.25 * lost / gain, abs=0.002)


def test_more_inspectors_announce_more_and_overwhelmed_ones_nothing():
    announced = [table(capacity_factor=number(f)).announced for f in (0.01, 1, 4, 20, 2000)]
    assert announced == sorted(announced)
    assert announced[0] == 0
    assert announced[1] == 9  # 3.5 %
    assert table(announced=number(0)).announced == 0


def test_attention_follows_the_allocation():
    by = {name: table(allocation=name) for name in ("uniform", "by_score", "by_complaints")}
    assert {attention(4000, 0, False, t) for t in by.values()} == {EQUAL}
    assert attention(4000 - 64, 9, False, by["uniform"]) == EQUAL
    assert attention(4000 - 64, 9, False, by["by_score"]) == 2 * EQUAL  # sixteen points down: seen twice as often
    assert attention(4000 - 64, 1, False, by["by_complaints"]) == 17 * EQUAL
    assert attention(4000, 0, True, by["uniform"]) == 4 * EQUAL


@settings(deadline=None)
@given(st.integers(0, 8191), st.integers(0, 63), st.booleans(), st.sampled_from(["uniform", "by_score", "by_complaints"]))
def test_worse_firms_never_get_less_attention(rating, complaints, listed, allocation):
    t = table(allocation=allocation)
    weight = attention(rating, complaints, listed, t)
    assert EQUAL <= weight <= 1 << 18
    assert attention(max(0, rating - 40), min(63, complaints + 1), True, t) >= weight


def test_off_leaves_ordinary_law_alone():
    off, uniform = table(on=False, capacity_factor=number(20)), table(allocation="uniform")
    assert off.announced == 0
    assert all(rule_of(kind, off) == (0, 0, 0) for kind in range(5))
    assert (off.kept, off.listed, off.list_below, off.complaint_points) == (256, 256, 0, 0)
    assert off.capacity == uniform.capacity
    assert attention(100, 60, True, off) == EQUAL
    assert off.ledger.repair == 0


def test_the_price_is_that_of_the_added_inspectors():
    scoring = FirmScoring.model_validate(FirmScoring().model_dump() | {"capacity_factor": number(4)})
    assert float(added_cost(scoring, Firms())) == pytest.approx(3 * 5e-4 * 640 / 50)
    assert added_cost(FirmScoring(), Firms()) == 0
    assert added_cost(FirmScoring(on=False), Firms()) == 0
