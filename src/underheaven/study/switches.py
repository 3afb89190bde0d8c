"""What switching a system off changes: the row on minus the row off, over paired worlds that share every draw.

For each row two arms live the same worlds: the scenario with the row's ``given`` settings, and the same with its switch. No twin is
needed. Arms that several rows share are lived once. An effect is a mean over worlds of paired differences, so most of the noise
cancels; eight worlds give an interval.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from underheaven.measures.dictionary import entry
from underheaven.study.amounts import Amounts, Size, amounts
from underheaven.study.replicate import Moment
from underheaven.study.systems import System
from underheaven.values import Estimate, mean_over_worlds

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class SwitchEffect:
    """A row, and what its switch was seen to do."""

    system: System
    effect: Estimate
    """The measure with the row on minus the measure with it off, in the unit of the data dictionary."""

    @property
    def as_expected(self) -> bool | None:
        """Whether the whole interval lies on the expected side of zero; None without an interval."""
        if self.effect.low is None or self.effect.high is None:
            return None
        return self.effect.low > 0 if self.system.sign > 0 else self.effect.high < 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        row = self.system._asdict() | {"mechanism": f"underheaven.{self.system.mechanism}"}
        return row | {"effect": self.effect.as_dict(), "as_expected": self.as_expected}


def switch_effects(
    scenario: "Scenario",
    systems: Sequence[System],
    size: Size,
    progress: Callable[[Moment], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[SwitchEffect] | None:
    """The effect of every row's switch on its measure; None if it was stopped.

    Raises:
        ScenarioError: if a switch or a setting does not fit the scenario.
    """
    arms = {changes: _changed(scenario, changes) for row in systems for changes in (row.given, (*row.given, row.switch))}
    lived: dict[tuple[str, ...], list[Amounts]] = {changes: [] for changes in arms}
    for place, (changes, arm) in enumerate(arms.items()):
        for world in range(size.worlds):
            if progress is not None:
                progress(Moment(world, changes[-1] if changes else "as it is", 0, (place + world / size.worlds) / len(arms)))
            found = amounts(arm, world, size, stop)
            if found is None:
                return None
            lived[changes].append(found)
    return [SwitchEffect(row, _effect(row, lived)) for row in systems]


def _effect(row: System, lived: dict[tuple[str, ...], list[Amounts]]) -> Estimate:
    pairs = zip(lived[row.given], lived[*row.given, row.switch], strict=True)
    differences = [on.level(row.measure) - off.level(row.measure) for on, off in pairs]
    return mean_over_worlds(differences, entry(row.measure).estimate_unit)


def _changed(scenario: "Scenario", changes: tuple[str, ...]) -> "Scenario":
    for change in changes:
        scenario = scenario.set_path(change)
    return scenario
