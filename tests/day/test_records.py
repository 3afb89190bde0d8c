"""Administrative records: clerical mismatch."""

from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from underheaven.day.records import AdministrativeRecords, RecordsTable, misposted, records_table, which_namesake
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import assumed


@compiled
def _posted(n: int, adverse: bool, table: RecordsTable) -> NDArray[np.int64]:
    """Records per recipient: index 0 the actor, 1..K the namesakes."""
    counts = np.zeros(1 + table.namesakes, dtype=np.int64)
    for i in range(n):
        words = draw(4, i, 9, 33, 0)
        counts[1 + which_namesake(words[1], table) if misposted(words[0], adverse, table) else 0] += 1
    return counts


def test_adverse_records_reach_namesakes_at_the_stated_rate() -> None:
    n, p = 300_000, 0.02
    counts = _posted(n, True, records_table(AdministrativeRecords(clerical_mismatch=assumed(p))))
    assert counts.sum() == n
    for namesake in counts[1:]:
        assert namesake == pytest.approx(n * p / 3, abs=4 * sqrt(n * p / 3))


def test_sign_more_mismatch_more_false_records_and_fewer_true() -> None:
    few, many = (_posted(100_000, True, records_table(AdministrativeRecords(clerical_mismatch=assumed(p)))) for p in (0.001, 0.02))
    assert many[1:].sum() > few[1:].sum()
    assert many[0] < few[0]


def test_good_records_are_never_misposted() -> None:
    assert _posted(100_000, False, records_table(AdministrativeRecords(clerical_mismatch=assumed(1.0, 0, 1))))[0] == 100_000


def test_off_reports_nothing() -> None:
    table = records_table(AdministrativeRecords.model_validate("off"))
    assert (table.coverage, table.mismatch) == (0, 0)
    assert records_table(AdministrativeRecords()).coverage == 65_536
