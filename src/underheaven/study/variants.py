"""Variants of a scenario: values at paths, as ``run --set`` takes them, and the lives that a comparison of them needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from underheaven.measures.dictionary import COLUMNS
from underheaven.study.batch import Bench, Failed, Job, Lived
from underheaven.study.outcome import Outcome, World

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario of a study and its twin; the twin is None where no outcome needs it."""

    scenario: "Scenario"
    twin: "Scenario | None"

    def jobs(self, worlds: int) -> list[Job]:
        """Its lives."""
        return [Job(arm, world) for world in range(worlds) for arm in (self.scenario, self.twin) if arm is not None]


def variant(base: "Scenario", changes: Sequence[str], outcomes: Iterable[Outcome]) -> Variant:
    """The scenario with every change, each ``path=value``.

    The twin has no regime, so it keeps the base's numbers there: variants of a regime share their twin.

    Raises:
        ScenarioError: if a change does not fit.
    """
    needed = any(outcome.needs_twin for outcome in outcomes)
    outside = [change for change in changes if not change.strip().startswith(("regime.", "timeline"))]
    return Variant(changed(base, changes), changed(base, outside).no_regime() if needed else None)


def changed(scenario: "Scenario", changes: Iterable[str]) -> "Scenario":
    """A scenario with every change, one after the other."""
    for change in changes:
        scenario = scenario.set_path(change)
    return scenario


def lived_worlds(bench: Bench, variants: Sequence[Variant], worlds: int) -> list[list[World] | Failed] | None:
    """Live variants; each gives its worlds, or its first failure. None if the study was stopped."""
    found = bench.live(job for each in variants for job in each.jobs(worlds))
    return None if found is None else [_worlds(each, found, worlds) for each in variants]


def _worlds(one: Variant, found: Mapping[str, Lived], worlds: int) -> list[World] | Failed:
    told: list[World] = []
    for world in range(worlds):
        regime = found[Job(one.scenario, world).key]
        twin = None if one.twin is None else found[Job(one.twin, world).key]
        if isinstance(regime, Failed):
            return regime
        if isinstance(twin, Failed):
            return twin
        told.append((regime, twin))
    return told


def lived_rows(labels: Mapping[str, Any], worlds: Sequence[World]) -> list[dict[str, Any]]:
    """One row a world and arm, with every measure over the run."""
    return [
        {**labels, "world": world, "arm": arm, "adults": lived.adults} | dict(zip(COLUMNS, lived.of, strict=True))
        for world, pair in enumerate(worlds)
        for arm, lived in zip(("regime", "twin"), pair, strict=True)
        if lived is not None
    ]
