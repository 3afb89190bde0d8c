"""Designs: Morris on what is known exactly, Sobol on Ishigami's function, and the ranges they are drawn on."""

import math
from datetime import date

import numpy as np
import pytest

from underheaven.scenario.load import load
from underheaven.scenario.schema import Scenario
from underheaven.study.assumptions import Factor, drawn, factors
from underheaven.study.designs import STEP, latin_hypercube, mean_absolute, sobol_design, trajectories

IN_FORCE = date(2020, 1, 1)


def test_morris_is_exact_on_a_line() -> None:
    paths = trajectories(5, 6, seed=3)
    assert paths.points.min() >= 0
    assert paths.points.max() <= 1
    slopes = np.array([0.0, 1.0, -2.0, 3.0, 100.0])
    assert mean_absolute(paths.effects(paths.points @ slopes)) == pytest.approx(np.abs(slopes))


def test_every_step_moves_one_factor() -> None:
    paths = trajectories(7, 4, seed=1)
    steps = np.diff(paths.points.reshape(4, 8, 7), axis=1)
    assert (np.count_nonzero(steps, axis=2) == 1).all()
    assert np.abs(steps[steps != 0]) == pytest.approx(STEP)


def test_a_failed_life_costs_its_two_effects_only() -> None:
    paths = trajectories(3, 2, seed=1)
    values = paths.points.sum(axis=1)
    values[1] = np.nan
    effects = paths.effects(values)
    assert np.isnan(effects).sum() == 2
    assert mean_absolute(effects) == pytest.approx([1, 1, 1])


def test_ishigami() -> None:
    """First order .3139 .4424 0, total .5576 .4424 .2437."""
    design = sobol_design(3, 4096, seed=1)
    x = (2 * design.points - 1) * math.pi
    values = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = design.indices(values, seed=1)
    assert found is not None
    for indices, published in zip(found, ([0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]), strict=True):
        assert [index.value for index in indices] == pytest.approx(published, abs=0.02)
        assert all(index.low <= index.value <= index.high for index in indices)


def test_what_does_not_vary_has_no_indices() -> None:
    design = sobol_design(2, 8, seed=1)
    assert design.indices(np.ones(len(design.points)), seed=1) is None
    assert design.indices(np.full(len(design.points), np.nan), seed=1) is None


def test_a_latin_hypercube_has_one_point_in_every_slice() -> None:
    points = latin_hypercube(3, 16, seed=1)
    assert all(sorted((points[:, i] * 16).astype(int)) == list(range(16)) for i in range(3))


@pytest.mark.parametrize(
    ("factor", "middle"),
    [(Factor("x", 1, 0, 4, "share"), 2.0), (Factor("x", 1, 0.25, 4, "factor"), 1.0), (Factor("x", 5, 1, 8, "days", step=1), 3.0)],
)
def test_a_range(factor: Factor, middle: float) -> None:
    assert (factor.at(0), factor.at(0.5), factor.at(1)) == (factor.low, middle, factor.high)
    assert factor.at(factor.share(factor.value)) == pytest.approx(factor.value)


def test_factors_come_from_the_sources() -> None:
    scenario = load("article")
    found = {factor.path: factor for factor in factors(scenario, IN_FORCE)}
    mismatch = found["regime.records.clerical_mismatch"]
    assert (mismatch.value, mismatch.low, mismatch.high) == (0.001, 0.0, 0.02)
    assert found["regime.knowledge.initial"].low == 0.11, "the range in force on the first day, not an earlier one"
    assert all(factor.low < factor.high for factor in found.values())
    assert [f.path for f in factors(scenario, IN_FORCE, ["regime.records", "regime.lists.compliance"])] == [
        "regime.records.coverage", "regime.records.clerical_mismatch", "regime.records.namesakes", "regime.lists.compliance",
    ]  # fmt: skip


def test_what_is_off_is_left_out() -> None:
    paths = {factor.path for factor in factors(load("article").set_path("regime.cameras=off"), IN_FORCE)}
    assert not any(path.startswith(("regime.cameras.", "regime.safeguards.human_review.")) for path in paths)
    assert not any(factor.path.startswith("regime.") for factor in factors(load("no-regime"), IN_FORCE))


def test_what_changes_later_is_left_out(changed_later: Scenario) -> None:
    assert "regime.cameras.coverage" in {factor.path for factor in factors(load("article"), IN_FORCE)}
    assert "regime.cameras.coverage" not in {factor.path for factor in factors(changed_later, IN_FORCE)}


def test_a_point_that_the_checks_refuse_is_drawn_back() -> None:
    scenario = load("article")
    grades = factors(scenario, IN_FORCE, ["regime.grades.a", "regime.grades.b"])
    assert [factor.path for factor in grades] == ["regime.grades.a", "regime.grades.b"]
    high_b = [Factor("regime.grades.a", 960, 900, 1000, ""), Factor("regime.grades.b", 850, 750, 999, "")]
    fresh, values, back = drawn(scenario, high_b, [0.0, 1.0])
    assert back
    assert values["regime.grades.b"] < values["regime.grades.a"]
    assert fresh.regime.grades.b.value == values["regime.grades.b"]


def test_the_point_of_the_scenario_is_the_scenario() -> None:
    scenario = load("article")
    chosen = factors(scenario, IN_FORCE)
    same, _, back = drawn(scenario, chosen, [factor.share(factor.value) for factor in chosen])
    assert same is scenario
    assert not back
