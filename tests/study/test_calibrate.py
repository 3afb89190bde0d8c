"""Calibration on the engine: the fitted file says where its numbers come from."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from underheaven.scenario.load import load
from underheaven.study.abc import abc_smc
from underheaven.study.amounts import Size
from underheaven.study.assumptions import factors
from underheaven.study.batch import bench
from underheaven.study.calibrate import Fit, calibrate, fitted_file, write_fitted
from underheaven.study.folder import StudyFolder
from underheaven.study.targets import Target

SIZE = Size(citizens=512, days=14, worlds=1, seed=1, start=date(2020, 1, 1), threads=1)
PRIOR, REPLICATES, NEAREST, TOLERANCE = 200, 40, 9, 15.0
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


def test_what_the_measure_hangs_on_is_learned_and_the_rest_is_not(fitted) -> None:
    rate, factor = fitted.learned
    assert fitted.reached
    assert rate.learned
    assert not factor.learned
    assert 0 < rate.low < rate.median < rate.high < rate.factor.high
    (predicted,) = fitted.predicted
    assert predicted.fits
    assert 0 < predicted.low < predicted.median < predicted.high


def test_ranks_are_uniform_on_a_fit_of_the_engine(tmp_path: Path) -> None:
    """Simulation-based calibration (Talts et al. 2018, arXiv 1804.06788) of rejection by the shipped sampler on real lives.

    A truth is drawn from the prior and lived; its outcome is observed within the target's tolerance, evenly. Among the nine points nearest
    to the observation the truth's rank is nearly uniform on 0…9 where fit, bench and sampler are right: exactly so only for a tolerance
    of nought and independent priors, while here the points of the prior are the same for every truth (one seed), so that the bench lives
    them once. χ² with four degrees of freedom lies below 18.47 in 999 of 1 000 cases.
    """
    scenario = load("no-regime")
    free = factors(scenario, SIZE.start, [CHARITY])
    chance = np.random.default_rng(11)
    folder = StudyFolder.start(tmp_path / "s", "calibrate", {}, version="0", command="", resume=False)
    ranks, truths, medians = [], chance.random(REPLICATES), []
    with bench(folder, SIZE, workers=0, expected=PRIOR + REPLICATES) as one:
        unseen = Fit(scenario, free, [Target("acts_charity", 0.0, TOLERANCE, "any")], one)
        assert unseen.simulate(truths[:, None], 10_000) is not None
        for place, truth in enumerate(truths):
            observed = unseen.seen[10_000 + place][0] + TOLERANCE * chance.uniform(-1, 1)
            fit = Fit(scenario, free, [Target("acts_charity", observed, TOLERANCE, "drawn")], one)
            found = abc_smc(fit.simulate, 1, particles=PRIOR, most=PRIOR, seed=1)
            assert found is not None
            accepted = found.points[np.argsort(found.distances, kind="stable")[:NEAREST], 0]
            ranks.append(int(np.sum(accepted < truth)))
            medians.append(float(np.median(accepted)))
    counts = np.bincount(np.array(ranks) // 2, minlength=5)
    assert np.sum((counts - REPLICATES / 5) ** 2) / (REPLICATES / 5) < 18.47, counts
    assert np.corrcoef(truths, medians)[0, 1] > 0.8  # else the parameter would not be identified, and any rank uniform


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
