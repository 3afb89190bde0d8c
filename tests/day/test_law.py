"""Ordinary law: the same in both arms."""

import pytest

from underheaven.day.law import OrdinaryLaw, detected, deterrence_of, fine_of, garnished, ordinary_law_table, released
from underheaven.day.vocabulary import Kind

TABLE = ordinary_law_table(OrdinaryLaw())
ROWS = {  # detection, response, fine: MODEL §5.2 and §5.3
    Kind.JAYWALKING: (0.002, 0.30, 8),
    Kind.UNLEASHED_DOG: (0.01, 0.30, 8),
    Kind.LATE_BILL: (1, 0.20, 16),
    Kind.DEFAULT: (1, 1, 128),
    Kind.TAX_EVASION: (0.05, 1, 1280),
    Kind.FARE_EVASION: (0.05, 0.5, 64),
}


@pytest.mark.parametrize("kind", list(Kind))
def test_rows(kind: Kind) -> None:
    detection, response, fine = ROWS.get(kind, (0, 0, 0))
    assert TABLE.detection[kind] == round(detection * 2**32)
    assert deterrence_of(TABLE, kind) / 65_536 == pytest.approx(detection * response, abs=2**-17)
    assert fine_of(TABLE, kind) == fine
    assert detected(TABLE, kind, 0) == (detection > 0)


def test_garnishment_takes_an_eighth_of_wages_for_thirteen_months() -> None:
    assert garnished(TABLE, 4, 896, 0) == 112
    assert garnished(TABLE, 4, 896, 1) == garnished(TABLE, 0, 224, 0) == garnished(TABLE, 9, 448, 0) == 0
    assert TABLE.release / 2**32 == pytest.approx(1 / 13, abs=1e-9)
    assert released(TABLE, TABLE.release - 1)
    assert not released(TABLE, TABLE.release)


def test_off_does_nothing() -> None:
    table = ordinary_law_table(OrdinaryLaw.model_validate("off"))
    assert not table.detection.any()
    assert not table.deterrence.any()
    assert not table.fine.any()
    assert garnished(table, 4, 896, 0) == 0
    assert released(table, 2**32 - 1)
