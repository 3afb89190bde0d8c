"""Safeguards of observation: de-duplication and human review."""

from math import sqrt

import pytest

from underheaven.day.messages import positive_predictive_value
from underheaven.day.safeguards import Safeguards, SafeguardsTable, review_removes, safeguards_table
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw


@compiled
def _left(n: int, is_false: bool, table: SafeguardsTable) -> int:
    left = 0
    for i in range(n):
        left += not review_removes(is_false, draw(17, i, 1, 34, 0)[0], table)
    return left


def test_review_removes_at_its_rates_and_raises_the_value_of_a_record() -> None:
    n = 100_000
    table = safeguards_table(Safeguards.model_validate({"human_review": "on"}))
    false_left, true_left = _left(n, True, table), _left(n, False, table)
    assert false_left == pytest.approx(0.2 * n, abs=4 * sqrt(n * 0.16))
    assert true_left == pytest.approx(0.98 * n, abs=4 * sqrt(n * 0.98 * 0.02))
    assert true_left / (true_left + false_left) == pytest.approx(float(positive_predictive_value(0.5, 0.98, 0.2)), abs=0.005)
    assert table.review_cost == 8 * 256


def test_both_are_off_by_default_and_by_the_common_switch() -> None:
    nothing = SafeguardsTable(0, 0, 0, 0)
    assert safeguards_table(Safeguards()) == nothing
    assert _left(1_000, True, nothing) == 1_000
    everything = {"deduplication": "on", "human_review": "on"}
    assert safeguards_table(Safeguards.model_validate(everything)).deduplication == 1
    assert safeguards_table(Safeguards.model_validate({**everything, "on": "off"})) == nothing
