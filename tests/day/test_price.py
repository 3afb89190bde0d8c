"""The regime's price is its unit costs: free of charge they are zero, and nothing else changes."""

from typing import Any

from underheaven.day.price import UNIT_COSTS, free_of_charge
from underheaven.scenario.load import load
from underheaven.study.provenance import numbers
from underheaven.values import Money


def changed(before: Any, after: Any, path: str = "") -> list[str]:
    if not isinstance(before, dict):
        return [path] if before != after else []
    return [found for key in before for found in changed(before[key], after[key], f"{path}.{key}")]


def test_free_of_charge_zeroes_unit_costs_and_nothing_else() -> None:
    regime = load("article").regime.model_copy()
    paths = changed(regime.model_dump(mode="json"), free_of_charge(regime).model_dump(mode="json"))
    assert len(paths) >= 5
    assert all(path.split(".")[-1] == "value" and path.split(".")[-2] in UNIT_COSTS for path in paths)


def test_every_unit_cost_of_a_regime_has_a_known_name() -> None:
    """A new cost under another name would escape the switch."""
    costs = [number.path for number in numbers(load("article")) if number.path.startswith("regime.") and number.unit == Money.unit]
    named = {path.split(".")[-1] for path in costs if "cost" in path.split(".")[-1] or path.endswith("administration")}
    assert named <= set(UNIT_COSTS)
