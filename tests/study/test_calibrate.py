"""Calibration on the engine: the fitted file says where its numbers come from."""

from datetime import date
from pathlib import Path

import pytest

from underheaven.scenario.load import load
from underheaven.study.amounts import Size
from underheaven.study.assumptions import factors
from underheaven.study.batch import bench
from underheaven.study.calibrate import Fit, calibrate, fitted_file, write_fitted
from underheaven.study.folder import StudyFolder
from underheaven.study.targets import Target

SIZE = Size(citizens=400, days=3, worlds=1, seed=1, start=date(2020, 1, 1), threads=1)
CHARITY = "world.conduct.charity.rate"


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory):
    scenario = load("no-regime")
    free = [*factors(scenario, SIZE.start, [CHARITY]), *factors(scenario, SIZE.start, ["world.travel.class_factor.1"])]
    target = Target("acts_charity", 60.0, 20.0, "invented for a test")
    folder = StudyFolder.start(tmp_path_factory.mktemp("s") / "s", "calibrate", {}, version="0", command="", resume=False)
    with bench(folder, SIZE, workers=0, expected=100) as one:
        found = calibrate(Fit(scenario, free, [target], one), particles=24, most=400, seed=1)
    assert found is not None
    return found


def test_the_fitted_scenario_carries_the_study(fitted, tmp_path: Path) -> None:
    path = tmp_path / "fitted.yaml"
    write_fitted(path, fitted_file(load("no-regime"), "no-regime", fitted, "abc123", "Nothing"))
    scenario = load(path)
    rate, factor = scenario.world.conduct.charity.rate, scenario.world.travel.class_factor[1]
    assert (rate.value, factor.value) == tuple(each.median for each in fitted.learned)
    assert rate.source.kind == factor.source.kind == "derived"
    assert "calibration abc123" in rate.source.formula
    assert "not learned" in factor.source.note
    assert scenario.world.travel.class_factor[0] == load("no-regime").world.travel.class_factor[0]
