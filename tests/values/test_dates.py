from datetime import date

import pytest

from underheaven.values.dates import start_date


@pytest.mark.parametrize("said", ["1990-01-01", "2020-02-29", "2100-12-31"])
def test_a_start_is_a_day_of_the_centuries_that_the_laws_speak_of(said):
    assert start_date(said) == start_date(date.fromisoformat(said)) == date.fromisoformat(said)


@pytest.mark.parametrize(
    ("said", "why"), [("1492-01-01", "between 1990 and 2100"), ("2101-01-01", "between"), ("2021-02-29", "such as"), ("", "such as")]
)
def test_any_other_start_is_refused_with_the_reason(said, why):
    with pytest.raises(ValueError, match=why):
        start_date(said)
