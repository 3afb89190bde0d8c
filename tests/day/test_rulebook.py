"""The rulebook as data and as integers."""

import pytest
from pydantic import ValidationError

from underheaven.day.rulebook import Rulebook, rulebook_table
from underheaven.day.vocabulary import Kind

CAUSES = tuple(range(16))
ALL = (12,) * 16
TABLE = rulebook_table(Rulebook(), CAUSES, ALL)
SOURCE = {"kind": "assumption", "low": -10, "high": -1, "why": "the town's leaflet gives a range"}


def test_a_row_in_a_file_changes_that_row_only() -> None:
    book = Rulebook.model_validate(
        {"jaywalking": {"points": -5, "source": SOURCE}, "late_bill": {"points": -5, "list_days": 30, "source": SOURCE}}
    )
    table = rulebook_table(book, CAUSES, ALL)
    assert table.points[Kind.JAYWALKING] == -20
    assert table.list_days[Kind.LATE_BILL] == 30
    others = [kind for kind in Kind if kind not in (Kind.JAYWALKING, Kind.LATE_BILL)]
    assert (table.points[others] == TABLE.points[others]).all()
    assert (table.key[others] == TABLE.key[others]).all()


def test_defaults_are_the_articles() -> None:
    points = [-2, -3, -1, -1, -10, -60, -5, -100, -40, -10, 5, 1, 1, 0.25, 3, 0]
    days = [0, 0, 0, 0, 180, 365, 90, 730, 365, 180, 0, 0, 0, 0, 0, 0]
    assert TABLE.points.tolist() == [round(4 * p) for p in points]
    assert TABLE.list_days.tolist() == days
    assert TABLE.key.tolist() == [d * 16 + k if d else 0 for k, d in enumerate(days)]
    assert [kind for kind in Kind if TABLE.national[kind]] == [Kind.PROTEST, Kind.DEFAULT, Kind.TAX_EVASION, Kind.FARE_EVASION]


def test_severity_is_one_at_the_reference_row() -> None:
    for kind in (Kind.JAYWALKING, Kind.VIDEO_GAMES, Kind.PROTEST, Kind.DEFAULT, Kind.TAX_EVASION, Kind.FARE_EVASION):
        assert TABLE.severity[kind] == 256
    # the article lists for speech and bills beyond the reference: 32 points for 730 days in twelve domains
    assert TABLE.severity[Kind.CRITICAL_SPEECH] == round(256 * (10 + 32 * 180 / 730) / 10)
    assert TABLE.severity[Kind.LATE_BILL] == round(256 * (5 + 32 * 90 / 730) / 5)
    one_domain = rulebook_table(Rulebook(), CAUSES, (1,) * 16)
    assert one_domain.severity[Kind.DEFAULT] == round(256 * (100 + 32 / 12) / 132)


def test_harsher_or_wider_rules_weigh_more() -> None:
    harsher = rulebook_table(Rulebook.model_validate({"jaywalking": {"points": -4, "source": SOURCE}}), CAUSES, ALL)
    longer = rulebook_table(Rulebook.model_validate({"jaywalking": {"points": -2, "list_days": 30, "source": SOURCE}}), CAUSES, ALL)
    assert harsher.severity[Kind.JAYWALKING] == 512
    assert longer.severity[Kind.JAYWALKING] > 256
    assert (rulebook_table(Rulebook(), CAUSES, (3,) * 16).severity <= TABLE.severity).all()


def test_off_is_all_zero() -> None:
    for column in rulebook_table(Rulebook.model_validate("off"), CAUSES, ALL):
        assert not column.any()


@pytest.mark.parametrize("row", [{"points": -2000}, {"points": 0.1}, {"list_days": -1}, {"points": "-5p"}, {"dots": 3}])
def test_bad_rows_are_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Rulebook.model_validate({"jaywalking": {**row, "source": SOURCE}})


def test_a_row_needs_a_source() -> None:
    with pytest.raises(ValidationError):
        Rulebook.model_validate({"jaywalking": {"points": -5}})
