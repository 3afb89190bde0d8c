"""The weekly law of savings: T-ECO1, the books, hardship."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.economy import Economy, EconomyTable, economy_table, hardship, live_week, shocked, target_buffer
from underheaven.day.units import OwnDays
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = economy_table(Economy())
EMPLOYED = 5
"""Tier 4."""


@compiled
def lives(table: EconomyTable, people: int, weeks: int, bill: int, sample: np.ndarray) -> None:
    for person in range(people):
        buffer = table.target[3, 5]
        for week in range(weeks):
            u, v, _, _ = draw(11, person, week, 1, 0)
            buffer, _, _ = live_week(table, buffer, 3, 5, 0, shocked(table, u), 0, v)
            if (week + person) & 3 == 0:
                buffer -= bill
        sample[person] = buffer - table.target[3, 5]


def exact_law(bill: int) -> tuple[float, float, float]:
    """Mean, shock variance and total sd of the linear weekly law, over the four phases of the bill."""
    a, p, size = 1 - TABLE.pull / 256, TABLE.shock_chance / 2**32, TABLE.shock
    inflow = TABLE.income[EMPLOYED] - TABLE.consumption[EMPLOYED]
    phase = (inflow - p * size - bill / 4) / (1 - a)
    cycle = np.zeros(4)
    for week in range(4000):
        phase = a * phase + inflow - p * size - (bill if week % 4 == 0 else 0)
        cycle[week % 4] = phase
    rounding = 1 / 6 / (1 - a * a)
    within = p * (1 - p) * size**2 / (1 - a * a) + rounding
    return float(cycle.mean()), within, float(np.sqrt(within + cycle.var()))


def test_t_eco1_mean_and_spread_of_savings() -> None:
    people = 40_000
    sample = np.empty(people, np.int64)
    lives(TABLE, people, 160, 1075, sample)
    mean, within, spread = exact_law(1075)
    assert mean == pytest.approx(8, abs=0.3)
    assert np.sqrt(within) == pytest.approx(607, rel=0.01)
    assert spread == pytest.approx(681, rel=0.01)
    assert sample.mean() == pytest.approx(mean, abs=4 * spread / np.sqrt(people))
    kurtosis = ((sample - sample.mean()) ** 4).mean() / sample.var() ** 2
    assert sample.std() == pytest.approx(spread, rel=4 * np.sqrt((kurtosis - 1) / 4 / people))


def test_the_model_integers_are_reproduced() -> None:
    assert (TABLE.pull, TABLE.shock) == (14, 1024)
    assert TABLE.income[1:9].tolist() == [round(896 * f) for f in (0.62, 0.71, 0.81, 0.93, 1.07, 1.23, 1.41, 1.62)]
    assert (TABLE.income[1:9] - TABLE.consumption[1:9]).tolist() == [309] * 8
    assert (TABLE.income[0], TABLE.consumption[0], TABLE.income[9], TABLE.consumption[9]) == (224, 245, 448, 273)
    assert target_buffer(TABLE, 0, 0) == target_buffer(TABLE, 0, 9) == 512
    assert target_buffer(TABLE, 4, 8) == round(150 * 128 * 1.62)


weeks = st.tuples(
    st.integers(-16_000, 49_000), st.integers(0, 4), st.integers(0, 9), st.booleans(), st.integers(0, 700), st.integers(0, 2**32 - 1)
)


@given(weeks)
@settings(deadline=None, derandomize=True)
def test_the_books_of_a_week_close(week: tuple[int, int, int, bool, int, int]) -> None:
    buffer, social_class, employment, shock, rate, uniform = week
    new, consumption, interest = live_week(TABLE, buffer, social_class, employment, 20, shock, rate, uniform)
    assert new == buffer + TABLE.income[employment] - 20 - consumption - (TABLE.shock if shock else 0) - interest
    usual = TABLE.consumption[employment]
    assert usual - (usual >> 1) <= consumption <= 2 * usual
    assert interest >= 0


@given(weeks)
@settings(deadline=None, derandomize=True)
def test_a_shock_and_a_higher_rate_never_help(week: tuple[int, int, int, bool, int, int]) -> None:
    buffer, social_class, employment, _, rate, uniform = week
    calm, _, _ = live_week(TABLE, buffer, social_class, employment, 0, False, rate, uniform)
    hit, _, _ = live_week(TABLE, buffer, social_class, employment, 0, True, rate, uniform)
    dear, _, _ = live_week(TABLE, buffer, social_class, employment, 0, False, 2 * rate, uniform)
    assert hit < calm
    assert dear <= calm


def test_a_better_tier_raises_income_consumption_and_target() -> None:
    for column in (TABLE.income[1:9], TABLE.consumption[1:9], TABLE.target[2, 1:9]):
        assert (np.diff(column) > 0).all()


def test_off_moves_no_buffer() -> None:
    table = economy_table(Economy.model_validate("off"))
    assert not shocked(table, 0)
    assert live_week(table, 777, 2, 5, 0, False, 0, 2**32 - 1) == (777, 0, 0)


def test_a_shock_rate_beyond_the_envelope_is_refused() -> None:
    economy = Economy.model_validate(
        {"shock_interval": {"value": 30, "source": {"kind": "assumption", "low": 30, "high": 60, "why": "test"}}}
    )
    with pytest.raises(ValueError, match=r"economy\.shock_interval"):
        economy_table(economy)


@pytest.mark.parametrize(("days", "felt"), [(-1000, 255), (0, 128), (1, 126), (64, 0), (300, 0), (-10, 148)])
def test_hardship_falls_with_savings(days: int, felt: int) -> None:
    assert hardship(days * 128) == felt


def test_own_days_are_kept_in_fine_units() -> None:
    assert OwnDays.model_validate({"value": 8.4, "source": {"kind": "derived", "formula": "test"}}).fine == 1075
