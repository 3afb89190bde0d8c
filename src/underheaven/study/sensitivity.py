"""Sensitivity: which assumptions a result hangs on, and how far it moves over all of them together.

Four looks, each in the same worlds at every point (common random numbers, so that points differ by their assumptions only):
Morris trajectories over all assumptions rank them; the ends of each leading one, all else as it is, make the tornado, with intervals
over worlds; Sobol indices tell how much of the spread over the leading ones each accounts for, alone and with the others; and a Latin
hypercube over all of them gives the band of every headline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from underheaven.study.assumptions import Factor, drawn
from underheaven.study.batch import Bench, Failed
from underheaven.study.designs import Index, Numbers, latin_hypercube, mean_absolute, sobol_design, trajectories
from underheaven.study.outcome import Outcome, World
from underheaven.study.variants import Variant, lived_worlds
from underheaven.values import Estimate

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

SCREENING_WORLDS, SOBOL_WORLDS = 1, 2
"""Worlds at each point of a design: the points share their draws, and their number does the work."""
_BAND = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to look."""

    trajectories: int
    leading: int
    """Assumptions in the tornado and among the Sobol indices."""
    samples: int
    """Rows of a Sobol matrix, a power of two; 0 leaves the indices away."""
    band: int
    """Points of the Latin hypercube."""

    def lives(self, factors: int, worlds: int, arms: int) -> int:
        """Lives in all."""
        leading = min(self.leading, factors)
        screening = self.trajectories * (factors + 1) * SCREENING_WORLDS if factors > leading else 0
        sobol = self.samples * (leading + 2) * SOBOL_WORLDS
        return arms * (screening + (2 * leading + 1) * worlds + sobol + self.band * SOBOL_WORLDS)


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar of the tornado."""

    factor: Factor
    screened: float
    """Morris's μ* of the first outcome; NaN where nothing was screened."""
    low: Estimate
    """The first outcome at the low end minus as it is, paired."""
    high: Estimate
    first: Index | None
    total: Index | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return self.factor.as_dict() | {
            "screened": self.screened if np.isfinite(self.screened) else None, "at_low": self.low.as_dict(), "at_high": self.high.as_dict(),
            "first_order": self.first.as_dict() if self.first else None, "total_order": self.total.as_dict() if self.total else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """An outcome over the assumptions' ranges."""

    outcome: Outcome
    as_it_is: Estimate
    low: float
    """5 % of the points lie below."""
    median: float
    high: float
    """5 % of the points lie above."""
    lowest: float
    highest: float
    points: int
    withheld: bool

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        ends = {name: getattr(self, name) for name in ("low", "median", "high", "lowest", "highest", "points", "withheld")}
        return {
            "measure": self.outcome.name,
            "words": self.outcome.words,
            "unit": self.outcome.unit,
            "as_it_is": self.as_it_is.as_dict(),
        } | ends


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a result hangs on."""

    factors: tuple[Factor, ...]
    swings: tuple[Swing, ...]
    bands: tuple[Band, ...]
    drawn_back: int
    """Points that the scenario's checks refused and that were drawn towards its own values."""
    rows: tuple[dict[str, Any], ...]
    """Every point of every design with its outcomes."""

    def findings(self) -> dict[str, Any]:
        """For the manifest and JSON."""
        return {
            "measure": self.bands[0].outcome.name, "unit": self.bands[0].outcome.unit, "assumptions": len(self.factors),
            "drawn_back": self.drawn_back, "tornado": [swing.as_dict() for swing in self.swings],
            "bands": [band.as_dict() for band in self.bands],
        }  # fmt: skip


def band_of(study: Mapping[str, Any], run: Mapping[str, Any]) -> dict[str, Any]:
    """What a run's manifest keeps of a sensitivity study of the same scenario, from the two manifests.

    Raises:
        ValueError: if the study is of another kind, scenario or first day.
    """
    if study["study"] != "sensitivity":
        raise ValueError(f"is a study by {study['study']}, not by sensitivity")
    asked = study["asked"]
    if asked["scenario_hash"] != run["scenario_hash"]:
        raise ValueError(f"is of another scenario ({asked['scenario_name']}) than the run ({run['scenario_name']}), or of a changed one")
    if asked["size"]["start"] != run["start"]:
        raise ValueError(f"begins on {asked['size']['start']}, the run on {run['start']}")
    findings = study["findings"]
    return {"study": study["hash"], "size": asked["size"], "assumptions": findings["assumptions"], "bands": findings["bands"]}


class Look:
    """Points of the ranges lived on a bench; each gives its outcomes."""

    def __init__(self, scenario: "Scenario", outcomes: Sequence[Outcome], bench: Bench) -> None:
        self.scenario, self.outcomes, self.bench = scenario, tuple(outcomes), bench
        self.twins = any(each.needs_twin for each in outcomes)
        self.drawn_back = 0
        self.rows: list[dict[str, Any]] = []

    def worlds(self, factors: Sequence[Factor], points: Numbers, worlds: int, design: str) -> list[list[World] | Failed] | None:
        """The worlds at each point; None if stopped."""
        variants = []
        for place, point in enumerate(points):
            scenario, values, back = drawn(self.scenario, factors, [float(share) for share in point])
            self.drawn_back += back
            variants.append(Variant(scenario, scenario.no_regime() if self.twins else None))
            self.rows.append({"design": design, "point": place, "values": values})
        found = lived_worlds(self.bench, variants, worlds)
        if found is not None:
            for row, one in zip(self.rows[-len(points) :], found, strict=True):
                row |= {each.name: None if isinstance(one, Failed) else each.value(one).value for each in self.outcomes}
        return found

    def values(self, factors: Sequence[Factor], points: Numbers, worlds: int, design: str) -> Numbers | None:
        """Outcomes at each point [outcomes, points]; NaN where a life failed, None if stopped."""
        found = self.worlds(factors, points, worlds, design)
        if found is None:
            return None
        return np.array([[np.nan if isinstance(one, Failed) else each.value(one).value for one in found] for each in self.outcomes])


def sensitivity(look: Look, factors: Sequence[Factor], effort: Effort, worlds: int, seed: int) -> Sensitivity | None:
    """All four looks; None if stopped."""
    screened = _screened(look, factors, effort, seed)
    if screened is None:
        return None
    ranked = sorted(range(len(factors)), key=lambda place: -screened[place]) if np.isfinite(screened).all() else list(range(len(factors)))
    leading = ranked[: effort.leading]
    ends = _ends(look, [factors[place] for place in leading], worlds)
    if ends is None:
        return None
    base, lows, highs = ends
    chosen = [factors[place] for place in leading]
    indices = _indices(look, chosen, effort.samples, seed)
    hypercube = latin_hypercube(len(factors), effort.band, seed)
    over = None if indices is None else look.values(factors, hypercube, SOBOL_WORLDS, "band")
    if indices is None or over is None:
        return None
    first, total = indices
    swings = [
        Swing(factor, float(screened[place]), lows[i], highs[i], first[i], total[i])
        for i, (place, factor) in enumerate(zip(leading, chosen, strict=True))
    ]
    swings.sort(key=lambda swing: -max(abs(swing.low.value), abs(swing.high.value)))
    bands = tuple(_band(each, base, over[place]) for place, each in enumerate(look.outcomes))
    return Sensitivity(tuple(factors), tuple(swings), bands, look.drawn_back, tuple(_flat(look.rows)))


def _screened(look: Look, factors: Sequence[Factor], effort: Effort, seed: int) -> Numbers | None:
    """Morris's μ* of the first outcome by factor; NaN where all factors lead anyway."""
    if len(factors) <= effort.leading:
        return np.full(len(factors), np.nan)
    paths = trajectories(len(factors), effort.trajectories, seed)
    found = look.values(factors, paths.points, SCREENING_WORLDS, "morris")
    return None if found is None else mean_absolute(paths.effects(found[0]))


def _ends(look: Look, factors: Sequence[Factor], worlds: int) -> tuple[list[World], list[Estimate], list[Estimate]] | None:
    """The scenario as it is, and the first outcome's paired difference to it at either end of each factor."""
    centre = np.array([factor.share(factor.value) for factor in factors])
    points = [centre]
    for place in range(len(factors)):
        for end in (0.0, 1.0):
            point = centre.copy()
            point[place] = end
            points.append(point)
    found = look.worlds(factors, np.array(points), worlds, "ends")
    if found is None:
        return None
    base, *ends = found
    if isinstance(base, Failed):
        raise ArithmeticError(f"the scenario as it is failed: {base.error}")
    outcome = look.outcomes[0]
    nothing = Estimate(0.0, None, None, 0, outcome.unit)
    told = [nothing if isinstance(one, Failed) else outcome.paired(one, base) for one in ends]
    return base, told[0::2], told[1::2]


def _indices(look: Look, factors: Sequence[Factor], samples: int, seed: int) -> tuple[list[Index | None], list[Index | None]] | None:
    """Sobol indices of the first outcome; None in the lists where there are none, None if stopped."""
    nothing: list[Index | None] = [None] * len(factors)
    if not samples:
        return nothing, nothing
    design = sobol_design(len(factors), samples, seed)
    found = look.values(factors, design.points, SOBOL_WORLDS, "sobol")
    if found is None:
        return None
    told = design.indices(found[0], seed)
    return (nothing, nothing) if told is None else (list(told[0]), list(told[1]))


def _band(outcome: Outcome, base: Sequence[World], values: Numbers) -> Band:
    seen = values[np.isfinite(values)]
    low, median, high = (float(value) for value in np.quantile(seen, _BAND)) if len(seen) else (0.0, 0.0, 0.0)
    lowest, highest = (float(seen.min()), float(seen.max())) if len(seen) else (0.0, 0.0)
    return Band(outcome, outcome.value(base), low, median, high, lowest, highest, len(seen), outcome.withheld(base))


def _flat(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with a column for every assumption that any design varied; what a row did not vary stays empty."""
    paths = list(dict.fromkeys(path for row in rows for path in row["values"]))
    return [
        {key: value for key, value in row.items() if key != "values"} | {path: row["values"].get(path) for path in paths} for row in rows
    ]
