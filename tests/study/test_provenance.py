import pytest

from underheaven.scenario.load import load
from underheaven.study.provenance import KINDS, coverage, numbers


@pytest.fixture(scope="module")
def found():
    return numbers(load("article"))


def test_every_number_has_a_source_and_a_unit(found):
    assert len(found) > 200
    assert all(number.source and number.unit for number in found)
    assert {number.kind for number in found} == set(KINDS)
    assert len({number.path for number in found}) == len(found)


def test_an_assumption_holds_its_value_in_its_range(found):
    assumed = [number for number in found if number.kind == "assumption"]
    assert all(number.low <= number.value <= number.high for number in assumed)
    assert all(number.low is None for number in found if number.kind != "assumption")


def test_dated_changes_are_listed_with_their_date(changed_later):
    (change,) = [number for number in numbers(changed_later) if number.path.startswith("2021-06-01 ")]
    assert (change.path, change.value, change.unit) == ("2021-06-01 regime.cameras.coverage", 0.6, "share")
    assert (change.kind, change.low, change.high, change.source) == ("assumption", 0.5, 0.9, "0.5 to 0.9: a campaign")


def test_a_path_is_what_set_takes(found):
    scenario = load("article")
    assert "regime.cameras.coverage" in [number.path for number in found]
    assert scenario.set_path("regime.cameras.coverage=0.25").regime.cameras.coverage.value == 0.25


def test_coverage_sums_to_the_whole(found):
    shares = coverage(found)
    assert sum(part["numbers"] for part in shares.values()) == len(found)
    assert sum(part["share"] for part in shares.values()) == pytest.approx(1)
    assert coverage([])["published"] == {"numbers": 0, "share": 0.0}
