from hypothesis import given
from hypothesis import strategies as st

from underheaven.report.words import DAGGER, MINUS, SPACE, WITHHELD, digits_of, number, signed, why_no_interval, written
from underheaven.values import Estimate


def plain(text: str) -> str:
    return text.replace(SPACE, " ")


@given(st.floats(-1e7, 1e7, allow_nan=False))
def test_a_number_keeps_three_figures(value: float) -> None:
    back = float(number(value).replace(SPACE, "").replace(MINUS, "-"))
    assert abs(back - value) <= max(0.005 * abs(value), 5e-10, 0.5 if abs(value) >= 100 else 0)


@given(st.floats(-1e5, 1e5, allow_nan=False), st.integers(0, 4))
def test_no_number_is_minus_nothing(value: float, digits: int) -> None:
    assert not (number(value, digits).startswith(MINUS) and float(number(value, digits)[1:].replace(SPACE, "")) == 0)


def test_whole_numbers_have_no_idle_zeros() -> None:
    assert [plain(number(v)) for v in (180, 2.5, 0.0000025, 1234567, 0)] == ["180", "2.5", "0.0000025", "1 234 567", "0"]


def test_value_and_interval_have_the_same_decimals() -> None:
    assert plain(written(Estimate(4.123, 3.912, 4.334, 8), "%")) == "4.12 % [3.91, 4.33]"
    assert plain(written(Estimate(-12.0, -13.0, -11.0, 8), sign=True)) == "−12.0 [−13.0, −11.0]"


def test_an_uncertain_value_shows_no_more_figures_than_it_has() -> None:
    assert plain(written(Estimate(0.61, -30.0, 31.2, 8), sign=True)) == "+1 [−30, +31]"
    assert digits_of(Estimate(0.0, -0.02, 0.02, 8)) == 3


def test_what_has_no_interval_says_so() -> None:
    lone = Estimate(4.0, None, None, 1)
    assert plain(written(lone)) == f"4.00 {DAGGER}"
    assert why_no_interval(3) == "interval not estimated: fewer than 8 worlds"
    assert written(None) == WITHHELD


def test_a_plus_is_for_more_only() -> None:
    assert (signed(1.25, 1), signed(0.0, 1), signed(0.04, 1), signed(-1.25, 1)) == ("+1.2", "0.0", "0.0", "−1.2")
