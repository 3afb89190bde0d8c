"""Calibration: which values within the assumptions' ranges bring the model to what is published, as a posterior.

Every simulation lives one world of its own, so chance in the model widens the posterior as it should. Fresh worlds at points of the
posterior then show what the fitted model gives for each target (posterior predictive check): what it cannot meet does not fit, and a
path whose range hardly narrowed was not learned. The fitted scenario states where its numbers come from and carries the study's hash.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from underheaven.study.abc import Numbers, Posterior, abc_smc
from underheaven.study.assumptions import Factor, drawn
from underheaven.study.batch import Bench, Failed, Job
from underheaven.study.outcome import outcome
from underheaven.study.targets import Target

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

NOT_LEARNED = 0.3
"""A contraction below this means: not learned (MODEL §14)."""
_CENTRAL = (0.05, 0.5, 0.95)
_FAR = 1e9


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned about one assumption."""

    factor: Factor
    low: float
    """5 % of the posterior."""
    median: float
    high: float
    """95 % of the posterior."""
    contraction: float
    """1 − sd / sd of the prior, on the prior's own scale; 0 is nothing learned."""

    @property
    def learned(self) -> bool:
        """Whether the range narrowed enough to speak of learning."""
        return self.contraction >= NOT_LEARNED

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        posterior = {"posterior_low": self.low, "posterior_median": self.median, "posterior_high": self.high}
        return self.factor.as_dict() | posterior | {"contraction": self.contraction, "learned": self.learned}


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the fitted model gives for one target, in fresh worlds."""

    target: Target
    low: float
    median: float
    high: float
    before: float
    """Median over the prior."""

    @property
    def fits(self) -> bool:
        """Whether the central 90 % of the predictions touch the target's tolerance."""
        return self.low <= self.target.value + self.target.tolerance and self.high >= self.target.value - self.target.tolerance

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = {"predicted_low": self.low, "predicted_median": self.median, "predicted_high": self.high, "prior_median": self.before}
        return self.target.as_dict() | told | {"fits": self.fits}


@dataclass(frozen=True, slots=True)
class Calibration:
    """A posterior, what it predicts, and the particles themselves."""

    learned: tuple[Learned, ...]
    predicted: tuple[Predicted, ...]
    tolerances: tuple[float, ...]
    simulations: int
    particles: int
    effective: float
    drawn_back: int
    """Simulated points that the scenario's checks refused and that were drawn towards its own values."""
    rows: tuple[dict[str, Any], ...]
    """Particles with weight, distance, values and outcomes."""

    @property
    def reached(self) -> bool:
        """Whether the targets' own tolerances were reached."""
        return self.tolerances[-1] <= 1

    def findings(self) -> dict[str, Any]:
        """For the manifest and JSON."""
        return {
            "learned": [each.as_dict() for each in self.learned], "predicted": [each.as_dict() for each in self.predicted],
            "tolerances": list(self.tolerances), "tolerances_reached": self.reached, "simulations": self.simulations,
            "particles": self.particles, "effective_particles": self.effective, "drawn_back": self.drawn_back,
        }  # fmt: skip


def predictions(particles: int) -> int:
    """Fresh worlds in which a posterior of so many particles is checked."""
    return max(8, particles // 4)


class Fit:
    """Points of the prior, simulated on a bench: the distance of each from the targets."""

    def __init__(self, scenario: "Scenario", free: Sequence[Factor], targets: Sequence[Target], bench: Bench) -> None:
        self.scenario, self.free, self.targets, self.bench = scenario, tuple(free), tuple(targets), bench
        self.seen: dict[int, list[float]] = {}
        self.drawn_back = 0

    def simulate(self, points: Numbers, first: int) -> list[float] | None:
        """Distances of points; simulation ``n`` lives world ``n``. None if stopped."""
        jobs = []
        for number, point in enumerate(points, start=first):
            scenario, _, back = drawn(self.scenario, self.free, [float(share) for share in point])
            self.drawn_back += back
            jobs.append(Job(scenario, number))
        found = self.bench.live(jobs)
        if found is None:
            return None
        distances = []
        for job in jobs:
            lived = found[job.key]
            if isinstance(lived, Failed):
                distances.append(_FAR)
                continue
            days = self.bench.size.days
            values = [outcome(target.measure).of((lived, None)) for target in self.targets]
            self.seen[job.world] = [target.told(value, days) for target, value in zip(self.targets, values, strict=True)]
            distances.append(max(target.distance(value, days) for target, value in zip(self.targets, values, strict=True)))
        return distances


def calibrate(fit: Fit, *, particles: int, most: int, seed: int) -> Calibration | None:
    """The posterior and its predictive check; None if the study was stopped."""
    posterior = abc_smc(fit.simulate, len(fit.free), particles=particles, most=most, seed=seed)
    if posterior is None:
        return None
    fresh = posterior.resampled(predictions(particles), np.random.Generator(np.random.Philox(seed + 1)))
    if fit.simulate(fresh, most) is None:
        return None
    after = [fit.seen[most + place] for place in range(len(fresh)) if most + place in fit.seen]
    before = [fit.seen[place] for place in range(min(particles, most)) if place in fit.seen]
    return Calibration(
        tuple(_learned(factor, place, posterior) for place, factor in enumerate(fit.free)),
        tuple(
            _predicted(target, [row[place] for row in after], [row[place] for row in before]) for place, target in enumerate(fit.targets)
        ),
        posterior.tolerances, posterior.simulations, len(posterior.points), posterior.effective, fit.drawn_back,
        tuple(_row(fit, posterior, place) for place in range(len(posterior.points))),
    )  # fmt: skip


def _learned(factor: Factor, place: int, posterior: Posterior) -> Learned:
    low, median, high = (factor.at(posterior.quantile(place, share)) for share in _CENTRAL)
    return Learned(factor, low, median, high, posterior.contraction(place))


def _predicted(target: Target, after: Sequence[float], before: Sequence[float]) -> Predicted:
    low, median, high = (float(value) for value in np.quantile(after or [math.nan], _CENTRAL))
    return Predicted(target, low, median, high, float(np.median(before or [math.nan])))


def _row(fit: Fit, posterior: Posterior, place: int) -> dict[str, Any]:
    number = posterior.numbers[place]
    row: dict[str, Any] = {"simulation": number, "weight": float(posterior.weights[place]), "distance": float(posterior.distances[place])}
    row |= {factor.path: factor.at(float(share)) for factor, share in zip(fit.free, posterior.points[place], strict=True)}
    return row | {f"outcome {target.measure}": value for target, value in zip(fit.targets, fit.seen.get(number, []), strict=False)}


def fitted_file(scenario: "Scenario", base: str, found: Calibration, study: str, title: str) -> str:
    """The fitted scenario as a file: every free path at its posterior median, with a derived source.

    ``base`` is what the file stands on: a shipped name, or a path.
    """
    data = scenario.resolved()
    tree: dict[str, Any] = {}
    for each in found.learned:
        source = {
            "kind": "derived",
            "formula": f"median of the posterior of calibration {study}",
            "note": f"90 % of the posterior {each.low:.4g} to {each.high:.4g}; prior {each.factor.low:.4g} to {each.factor.high:.4g}"
                    + ("" if each.learned else "; not learned"),
        }  # fmt: skip
        _put(tree, data, each.factor.path.split("."), {"value": each.median, "source": source})
    head = [f'title: "{title}, calibrated"', f"status: {data['status']}", f'base: "{base}"', "summary: >-"]
    head.append(f"  {title}, with {len(found.learned)} assumptions at the medians of their posterior (calibration {study[:16]}).")
    return "\n".join(head) + "\n\n" + "\n".join(_yaml(tree)) + "\n"


def _put(tree: dict[str, Any], data: Any, keys: list[str], value: dict[str, Any]) -> None:
    """``value`` at a path of ``tree``; a list is written as a whole, from ``data``."""
    for depth, key in enumerate(keys):
        if depth == len(keys) - 1:
            tree[key] = value
        elif isinstance(data[key], list):
            listed = tree.setdefault(key, list(data[key]))
            listed[int(keys[depth + 1])] = value
            return
        else:
            tree, data = tree.setdefault(key, {}), data[key]


def _yaml(value: Any, depth: int = 0) -> list[str]:
    import json

    lines: list[str] = []
    for key, child in value.items():
        if isinstance(child, dict) and "source" not in child:
            lines += [f"{'  ' * depth}{key}:", *_yaml(child, depth + 1)]
        else:
            lines.append(f"{'  ' * depth}{key}: {json.dumps(child, ensure_ascii=False)}")
    return lines


def write_fitted(path: Path, text: str) -> None:
    """Write the fitted scenario, once it is known to load.

    Raises:
        ScenarioError: if it does not; a defect of this program.
    """
    from underheaven.measures.files import whole
    from underheaven.scenario.load import load

    with whole(path) as aside:
        aside.write_text(text, encoding="utf-8")
    load(path)
