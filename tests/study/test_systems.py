"""Every row is a mechanism with a switch, and every switch moves its measure the way the row says."""

import importlib
from datetime import date

import pytest

from underheaven.commands.systems import table
from underheaven.measures.dictionary import DICTIONARY
from underheaven.scenario.load import load
from underheaven.study.amounts import Size, amounts
from underheaven.study.switches import SwitchEffect, switch_effects
from underheaven.study.systems import SYSTEMS, System
from underheaven.values import Estimate

SIZE = Size(citizens=4096, days=84, worlds=8, seed=1, start=date(2020, 1, 1))


@pytest.fixture(scope="module")
def effects() -> dict[str, SwitchEffect]:
    found = switch_effects(load("article"), SYSTEMS, SIZE)
    assert found is not None
    return {effect.system.id: effect for effect in found}


def test_the_rows_are_those_of_the_mission() -> None:
    ids = [row.id for row in SYSTEMS]
    assert ids == [f"S{number:02}" for number in range(1, 27)]


@pytest.mark.parametrize("row", SYSTEMS, ids=lambda row: row.id)
def test_a_row_names_what_exists(row: System) -> None:
    assert importlib.import_module(f"underheaven.{row.mechanism}").__doc__
    assert row.measure in DICTIONARY
    scenario = load("article")
    for setting in row.given:
        scenario = scenario.set_path(setting)
    assert scenario.set_path(row.switch).hash != scenario.hash


@pytest.mark.parametrize("row", SYSTEMS, ids=lambda row: row.id)
def test_a_switch_moves_its_measure_as_expected(effects: dict[str, SwitchEffect], row: System) -> None:
    found = effects[row.id]
    assert found.as_expected, f"{row.id}: {row.measure} moved by {found.effect}; {row.why}"


def test_without_a_price_nothing_costs_anything() -> None:
    scenario = load("article").set_path("regime.safeguards.human_review=on")
    paid, free = (amounts(arm, 0, SIZE) for arm in (scenario, scenario.set_path("regime.price=off")))
    assert paid is not None
    assert free is not None
    assert free.level("cost") == 0 < paid.level("cost")
    assert free.level("records_reviewed_away") == paid.level("records_reviewed_away") > 0


def test_the_table_fits_a_terminal(effects: dict[str, SwitchEffect]) -> None:
    lines = table(SYSTEMS, list(effects.values()))
    assert max(map(len, lines)) <= 80
    assert all(any(line.startswith(row.id) and row.measure in line for line in lines) for row in SYSTEMS)


@pytest.mark.parametrize(("low", "high", "expected"), [(0.1, 2.0, True), (-0.1, 2.0, False), (-2.0, -0.1, False), (None, None, None)])
def test_a_sign_needs_the_whole_interval(low: float | None, high: float | None, expected: bool | None) -> None:
    row = next(row for row in SYSTEMS if row.sign > 0)
    assert SwitchEffect(row, Estimate(1.0, low, high, 8)).as_expected is expected


def test_rows_share_arms_and_stop_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    lived = []

    def live(scenario, world, size, stop):
        lived.append(scenario.hash)
        return amounts(scenario, world, size, stop) if stop is None else None

    monkeypatch.setattr("underheaven.study.switches.amounts", live)
    small = Size(citizens=300, days=2, worlds=1, seed=1, start=date(2020, 1, 1))
    rows = [row for row in SYSTEMS if not row.given][:3]
    assert len(switch_effects(load("article"), rows, small) or ()) == 3
    assert len(lived) == len(set(lived)) == 4
    assert switch_effects(load("article"), rows, small, stop=lambda: True) is None
