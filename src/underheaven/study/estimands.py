"""Estimands that need runs of their own, or a day of their own: interference, dose and response, scars (MODEL §16).

Interference: a sample X, drawn by key, is exempt from every record. Each world lives the regime, the regime with X exempt, and the twin:

    direct = E_X[Y(regime) − Y(exempt)]     indirect = E_X[Y(exempt) − Y(twin)]     total = E_X[Y(regime) − Y(twin)] = direct + indirect

Sums over X are whole numbers, so the identity is exact. X learns of its exemption; what still reaches it comes through other people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from underheaven.measures.dictionary import entry
from underheaven.measures.folder import RunFolder
from underheaven.measures.rates import suppressed
from underheaven.study.amounts import Size, amounts
from underheaven.study.lives import STATES, outcome_unit
from underheaven.study.replicate import Moment, world_seed
from underheaven.study.sample import exempt_adults
from underheaven.values import Estimate, mean_over_worlds, ratio_over_worlds

if TYPE_CHECKING:
    from underheaven.engine.run import ArmResult
    from underheaven.scenario.schema import Scenario

Progress = Callable[[Moment], None]
Stop = Callable[[], bool]
EXEMPT = "regime.exposure.exempt"
OUTCOMES = ("listed", "fear", "trust_neighbours", "trust_government", "dissents", "ties", "buffer", "acts_harmful", "acts_harmless")


@dataclass(frozen=True, slots=True)
class Interference:
    """The parts of a regime's effect on one outcome of the members of X, per member."""

    outcome: str
    direct: Estimate
    """Of being under the regime oneself, while others are."""
    indirect: Estimate
    """Of others being under it, while one is not."""
    total: Estimate
    exact: tuple[Fraction, Fraction, Fraction]
    """Direct, indirect and total without rounding: the first two add up to the third."""
    persons: float
    """Members of X, mean over worlds."""
    suppressed: bool
    """Whether a report withholds them: fewer than 20 persons, or fewer than 5 events where events are counted."""

    def __repr__(self) -> str:
        if self.suppressed:
            return f"{self.outcome}: withheld, too few of the exempt sample"
        parts = (f"{name} {getattr(self, name)}" for name in ("direct", "indirect", "total"))
        return f"{self.outcome} of the {self.persons:,.0f} exempt: {'; '.join(parts)}"


def interference(
    scenario: "Scenario", size: Size, outcomes: Sequence[str] = OUTCOMES, *, share: float = 0.01, progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Interference] | None:  # fmt: skip
    """Direct, indirect and total effects, by exempting a ``share`` of the citizens; None if it was stopped.

    Raises:
        KeyError: for an unknown outcome.
        ValueError: for a share outside (0, 0.5].
    """
    if not 0 < share <= 0.5:
        raise ValueError(f"the exempt share lies above 0 and not above 0.5; got {share}")
    for outcome in outcomes:
        outcome_unit(outcome)
    arms = {"regime": scenario, "exempt": scenario.with_(**{EXEMPT: share}), "twin": scenario.no_regime()}
    sums = np.zeros((len(arms), size.worlds, len(outcomes)), np.int64)
    persons = []
    for world in range(size.worlds):
        sample = exempt_adults(scenario, world_seed(size.seed, world), size.citizens, share)
        persons.append(len(sample))
        for place, (name, arm) in enumerate(arms.items()):
            if progress is not None:
                progress(Moment(world, name, 0, (world + place / len(arms)) / size.worlds))
            result = _lived(arm, world, size, sample, stop)
            if result is None:
                return None
            sums[place, world] = [_total(result, outcome) for outcome in outcomes]
    return [_parts(outcome, sums[:, :, place], persons) for place, outcome in enumerate(outcomes)]


def _lived(arm: "Scenario", world: int, size: Size, sample: Sequence[int], stop: Stop | None) -> "ArmResult | None":
    from underheaven.engine.run import simulate

    result = simulate(
        arm, citizens=size.citizens, days=size.days, seed=world_seed(size.seed, world), start=size.start, burn_in=size.burn_in,
        threads=size.threads, traced=sample, stop=stop, by_group=False,
    )  # fmt: skip
    return result if result.completed else None


def _total(result: "ArmResult", outcome: str) -> int:
    """Sum of an outcome over the traced citizens."""
    from underheaven.engine.desk import EVENT_COLUMNS
    from underheaven.engine.tally import Measure

    if outcome in STATES:
        last = result.histories["day"] == result.days
        return int(STATES[outcome].of(lambda name: result.histories[name][last]).sum())
    events = result.events
    chosen = events[:, EVENT_COLUMNS.index("measure")] == Measure[outcome.upper()]
    return int(events[chosen, EVENT_COLUMNS.index("amount")].sum())


def _parts(outcome: str, sums: "np.ndarray", persons: Sequence[int]) -> Interference:
    unit, divisor = outcome_unit(outcome)
    regime, exempt, twin = ([int(total) for total in arm] for arm in sums)
    differences = [[a - b for a, b in zip(*pair, strict=True)] for pair in ((regime, exempt), (exempt, twin), (regime, twin))]
    below = max(1, sum(persons)) * divisor
    direct, indirect, total = (
        ratio_over_worlds(part, [count * divisor for count in persons], f"{unit}, mean over the sample") for part in differences
    )
    events = float("inf") if outcome in STATES else int(np.abs(sums).sum())
    few = suppressed(sum(persons) / len(persons), events)
    first, second, third = (Fraction(sum(part), below) for part in differences)
    return Interference(outcome, direct, indirect, total, (first, second, third), sum(persons) / len(persons), few)


def regime_of(folder: RunFolder) -> "Scenario":
    """The scenario of a run's first arm."""
    from underheaven.scenario.schema import Scenario

    return Scenario.model_validate(folder.manifest["scenario"])


@dataclass(frozen=True, slots=True)
class Response:
    """A measure at one dose, and what it changed against the first dose."""

    dose: float
    level: Estimate
    effect: Estimate


def dose_response(
    scenario: "Scenario", path: str, doses: Sequence[float], measure: str, size: Size, *, progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Response] | None:  # fmt: skip
    """A measure at each value of one number of the scenario, every dose in the same worlds; None if it was stopped.

    Raises:
        ScenarioError: if the path or a dose does not fit.
        ValueError: without two doses.
    """
    if len(doses) < 2:
        raise ValueError("a dose–response curve needs two doses at least")
    arms = [scenario.with_(**{path: dose}) for dose in doses]
    levels: list[list[float]] = [[] for _ in doses]
    for world in range(size.worlds):
        for place, arm in enumerate(arms):
            if progress is not None:
                progress(Moment(world, f"{path}={doses[place]:g}", 0, (world + place / len(arms)) / size.worlds))
            lived = amounts(arm, world, size, stop)
            if lived is None:
                return None
            levels[place].append(lived.level(measure))
    unit = entry(measure).estimate_unit
    return [
        Response(dose, mean_over_worlds(found, unit), mean_over_worlds([a - b for a, b in zip(found, levels[0], strict=True)], unit))
        for dose, found in zip(doses, levels, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Scar:
    """A stock so many days after the regime ended."""

    days_after: int
    effect: Estimate
    """Regime minus twin, per so many adults."""
    share_left: Estimate | None
    """Of the effect on the regime's last day; None where there was none."""


def end_of_regime(scenario: "Scenario", start: date, days: int) -> int | None:
    """Day of a run (the first is 1) on which the regime is no longer in force; None if it does not end within the run."""
    for change in scenario.timeline_dates():
        day = (change - start).days + 1
        if 1 < day <= days and not scenario.regime_on(change).on:
            return day
    return None


def scarring(folder: RunFolder, measure: str, after: Sequence[int] = (0, 28, 91, 182, 364)) -> list[Scar]:
    """What is left of an effect on a stock after the regime's end (day 0 = the first day without it); days beyond the run are left out.

    Raises:
        ValueError: for a flow, a run without a twin, or a regime that does not end within it.
    """
    kind, manifest = entry(measure), folder.manifest
    if kind.aggregation != "stock":
        raise ValueError(f"a scar is what is left of a stock such as fear_sum; {measure} is a {kind.aggregation}")
    if not folder.has_twin:
        raise ValueError(f"{folder.path} was run without a twin, so it shows levels but no scars")
    end = end_of_regime(regime_of(folder), date.fromisoformat(manifest["start"]), manifest["days"])
    if end is None:
        raise ValueError(f"the regime of {manifest['scenario_name']} does not end within the run, so there is nothing to heal")

    def differences(day: int) -> list[float]:
        rows = folder.query(
            f"SELECT sum(CASE arm WHEN 'regime' THEN {kind.name} ELSE -{kind.name} END)::DOUBLE * {kind.per} / {kind.divisor} / "
            "greatest(any_value(adults), 1) AS d FROM national WHERE day = ? GROUP BY world ORDER BY world", [day]
        )  # fmt: skip
        return [float(value) for value in rows["d"].to_pylist()]

    before = differences(end - 1)
    scars = []
    for wait in (wait for wait in after if end + wait <= manifest["days"]):
        now = differences(end + wait)
        left = ratio_over_worlds(now, before, "share of the effect on the last day") if any(before) else None
        scars.append(Scar(wait, mean_over_worlds(now, kind.estimate_unit), left))
    return scars
