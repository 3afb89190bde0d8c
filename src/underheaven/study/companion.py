"""The other account: a run of ``article`` is never shown without ``documented`` beside it, nor the other way round.

After a run of either (or of a scenario that stands on one of them) both regimes are imposed once more on the same eight societies, a
fifth of the run's work in all and never more than needed; what they amount to stands in ``companion.parquet``. Society, world, dates,
days and seeds are the run's own; only regime and timeline differ. The size follows from what the run was asked, not from its speed,
so the same command gives the same numbers.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from underheaven.measures.dictionary import COLUMNS
from underheaven.measures.files import claimed
from underheaven.measures.folder import RunFolder
from underheaven.study.amounts import Amounts, Size, amounts
from underheaven.study.replicate import Moment
from underheaven.values.estimate import WORLDS_FOR_AN_INTERVAL

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

COUNTERPARTS = {"article": "documented", "documented": "article"}
OWN, OTHER = "own", "other"
_PART = 5
_FEWEST, _MOST = 2_048, 131_072
_STEP = 256


def counterpart(lineage: Sequence[str]) -> str | None:
    """The shipped scenario that must stand beside one of this lineage; None if none must."""
    return next((COUNTERPARTS[name] for name in lineage if name in COUNTERPARTS), None)


def missing(folder: RunFolder) -> str | None:
    """The scenario that should stand beside a run and does not yet."""
    return None if "companion" in folder.manifest else counterpart(folder.manifest.get("lineage", ()))


def citizens_beside(citizens: int, worlds: int, arms: int) -> int:
    """Citizens of each society in which both regimes are compared: a fifth of the run's citizen-days in all, within limits.

    >>> citizens_beside(131_072, worlds=8, arms=2)
    26112
    """
    share = citizens * worlds * arms // (_PART * 2 * WORLDS_FOR_AN_INTERVAL)
    return min(citizens, max(_FEWEST, min(_MOST, share // _STEP * _STEP)))


def accompany(
    folder: RunFolder, *, threads: int = 2, progress: Callable[[Moment], None] | None = None, stop: Callable[[], bool] | None = None
) -> bool:
    """Live both regimes in the same societies and add the result to a finished run that lacks it; False if it was stopped."""
    other = missing(folder)
    if other is None:
        return True
    from underheaven.scenario.load import load
    from underheaven.study.pasts import arms_of

    manifest, own = folder.manifest, arms_of(folder).regime
    regimes = {OWN: own, OTHER: under(own, load(other))}
    size = Size(
        citizens_beside(manifest["citizens"], manifest["worlds"], len(manifest["arms"])), manifest["days"], WORLDS_FOR_AN_INTERVAL,
        manifest["seed"], date.fromisoformat(manifest["start"]), manifest["burn_in"], threads,
    )  # fmt: skip
    began, rows = time.monotonic(), []
    for world in range(size.worlds):
        for place, (regime, scenario) in enumerate(regimes.items()):
            if progress is not None:
                progress(Moment(world, manifest["scenario_name"] if regime == OWN else other, 0, (world + place / 2) / size.worlds))
            lived = amounts(scenario, world, size, stop)
            if lived is None:
                return False
            rows.append(_row(regime, world, lived))
    told = {
        "scenario": other, "title": load(other).title, "hash": regimes[OTHER].hash, "citizens": size.citizens, "worlds": size.worlds,
        "seconds": time.monotonic() - began,
    }  # fmt: skip
    with claimed(folder.path):
        folder.add_companion(rows, told)
    return True


def under(own: "Scenario", other: "Scenario") -> "Scenario":
    """The same society and world under the other scenario's regime."""
    changes: dict[str, Any] = {"title": other.title, "regime": other.regime, "timeline": other.timeline, "examples": (), "lineage": ()}
    under = type(own).model_construct(**{name: getattr(own, name) for name in type(own).model_fields} | changes)
    return under if own.past is None else under.after(*own.past)


def _row(regime: str, world: int, lived: Amounts) -> dict[str, Any]:
    return {"regime": regime, "world": world, "adults": lived.adults} | dict(zip(COLUMNS, lived.of, strict=True))
