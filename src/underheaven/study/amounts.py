"""What one arm of one world amounts to: every measure over the whole run as one number, without a run folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from underheaven.engine.tally import SCALE, Measure, is_stock
from underheaven.measures.dictionary import entry
from underheaven.study.replicate import world_seed
from underheaven.study.twin import level

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Size:
    """How large a society to look at, and how long."""

    citizens: int
    days: int
    worlds: int
    seed: int
    start: date
    burn_in: int = 0
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Amounts:
    """One arm of one world."""

    adults: int
    of: tuple[float, ...]
    """By measure: a flow or running total summed over the run, a stock at its last day, in units of the run folder."""

    def level(self, measure: str) -> float:
        """A measure per so many adults, as ``study.twin`` tells it."""
        return level(entry(measure), self.of[Measure[measure.upper()]], self.adults)


def amounts(scenario: "Scenario", world: int, size: Size, stop: Callable[[], bool] | None = None) -> Amounts | None:
    """Live one world of a scenario; None if it was stopped."""
    from underheaven.engine.run import is_adult, national_of, simulate

    result = simulate(
        scenario, citizens=size.citizens, days=size.days, seed=world_seed(size.seed, world), start=size.start, burn_in=size.burn_in,
        threads=size.threads, stop=stop, by_group=False,
    )  # fmt: skip
    if not result.completed:
        return None
    days = national_of(result)
    totals = [days[-1, m] if is_stock(m) else days[:, m].sum() for m in Measure]
    return Amounts(int(result.population[is_adult()].sum()), tuple(float(totals[m]) / SCALE.get(m, 1) for m in Measure))
