"""Calibration on the engine: ranks of the truth are uniform on a small real fit, and the fitted file says where its numbers come from."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chisquare

from underheaven.scenario.load import load
from underheaven.study.abc import Numbers, abc_smc
from underheaven.study.amounts import Size, amounts
from underheaven.study.assumptions import drawn, factors
from underheaven.study.batch import bench
from underheaven.study.calibrate import Fit, calibrate, fitted_file, write_fitted
from underheaven.study.folder import StudyFolder
from underheaven.study.outcome import outcome
from underheaven.study.targets import Target

SIZE = Size(citizens=400, days=3, worlds=1, seed=1, start=date(2020, 1, 1), threads=1)
CHARITY = "world.conduct.charity.rate"


@pytest.mark.slow
def test_ranks_are_uniform_on_a_small_real_fit() -> None:
    """Charity's rate from charity in 400 citizens over three days; the engine's own chance is part of the posterior."""
    scenario = load("no-regime")
    (factor,) = factors(scenario, SIZE.start, [CHARITY])
    charity, tolerance, fresh = outcome("acts_charity"), 12.0, iter(range(1, 100_000))

    def simulated(share: float) -> float:
        lived = amounts(drawn(scenario, [factor], [share])[0], next(fresh), SIZE)
        assert lived is not None
        return charity.of((lived, None))

    ranks = []
    for repetition in range(40):
        generator = np.random.default_rng(repetition)
        truth = generator.random()
        observed = simulated(truth) + tolerance * generator.uniform(-1, 1)

        def simulate(points: Numbers, first: int, observed: float = observed) -> list[float]:
            return [abs(simulated(float(point[0])) - observed) / tolerance for point in points]

        found = abc_smc(simulate, 1, particles=12, most=400, seed=repetition)
        assert found is not None
        assert found.tolerances[-1] == 1.0
        ranks.append(int(np.sum(found.resampled(7, generator) < truth)))
    counts = np.bincount(np.array(ranks) // 2, minlength=4)
    assert chisquare(counts).pvalue > 0.01, counts


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


def test_what_the_target_teaches_and_what_not(fitted) -> None:
    charity, travel = fitted.learned
    assert fitted.reached
    assert charity.learned
    assert charity.factor.low < charity.low < charity.high < charity.factor.high
    assert not travel.learned
    (predicted,) = fitted.predicted
    assert predicted.fits
    assert len(fitted.rows) == 24
    assert sum(row["weight"] for row in fitted.rows) == pytest.approx(1)


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
