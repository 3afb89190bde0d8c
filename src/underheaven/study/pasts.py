"""Checkpoints of a run folder's arms, and pasts: a run that begins where another one was on a certain day.

Such a run is the other's scenario until that day and its own from the next day on, in the same society and world. Its days before the
first measured one are a burn-in, which a checkpoint of the other run spares; without one they are lived again, to the same effect.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.measures.files import FolderError
from underheaven.measures.folder import RunFolder
from underheaven.study.sample import sample_of_citizens

if TYPE_CHECKING:
    from underheaven.engine.checkpoint import Checkpoints
    from underheaven.scenario.schema import Scenario

_MOST_DIFFERENCES = 3


class NoFuture(ValueError):  # noqa: N818
    """A scenario cannot follow on this past."""


@dataclass(frozen=True, slots=True)
class Arms:
    """What is compared: the scenario, and the other arm's (None for a run without a twin)."""

    regime: "Scenario"
    twin: "Scenario | None"

    def named(self) -> "Iterable[tuple[str, Scenario]]":
        """The arms in the order in which they run."""
        return [("regime", self.regime)] + ([("twin", self.twin)] if self.twin is not None else [])


def arms_of(folder: RunFolder) -> Arms:
    """The scenarios of a run folder, from its manifest."""
    return _arms(folder.manifest)


def _arms(document: Mapping[str, Any]) -> Arms:
    from underheaven.scenario.schema import Scenario

    regime, twin = (None if document[arm] is None else Scenario.model_validate(document[arm]) for arm in ("scenario", "twin"))
    assert regime is not None
    past = document.get("past")
    return Arms(regime, twin) if past is None else _after(Arms(regime, twin), _arms(past), date.fromisoformat(past["until"]))


def _after(future: Arms, past: Arms, until: date) -> Arms:
    twin = None if future.twin is None or past.twin is None else future.twin.after(past.twin, until)
    return Arms(future.regime.after(past.regime, until), twin)


def past_of(folder: RunFolder, day: int) -> dict[str, Any]:
    """What the manifest of a run says of its past: the run in ``folder`` until its measured ``day``."""
    manifest = folder.manifest
    until = date.fromisoformat(manifest["start"]) + timedelta(days=day - 1)
    kept = {name: manifest[name] for name in ("scenario_name", "scenario", "twin", "past") if name in manifest}
    return {"folder": str(folder.path.absolute()), "day": day, "until": until.isoformat()} | kept


def future_of(folder: RunFolder, day: int, scenario: "Scenario", twin: bool) -> Arms:
    """The arms of a run that goes on from ``day`` of the run in ``folder`` under another regime.

    Raises:
        NoFuture: if there is no such day, or society or world differ.
    """
    last, past = folder.manifest["days"], arms_of(folder)
    if not 1 <= day <= last:
        raise NoFuture(f"{folder.path} has days 1 to {last:,}; --day {day:,} is none of them")
    if twin and past.twin is None:
        raise NoFuture(f"{folder.path} was run without a twin, so its futures have none: add --no-twin")
    ours, theirs = scenario.resolved(), past.regime.resolved()
    differing = [line for part in ("society", "world") for line in _differences(part, theirs[part], ours[part])]
    if differing:
        more = f"; and {len(differing) - _MOST_DIFFERENCES} more" if len(differing) > _MOST_DIFFERENCES else ""
        said = "; ".join(differing[:_MOST_DIFFERENCES])
        raise NoFuture(f"a future has the society and world of its past, and another regime at most: {said}{more}")
    until = date.fromisoformat(past_of(folder, day)["until"])
    return _after(Arms(scenario, scenario.no_regime() if twin else None), past, until)


def _differences(path: str, theirs: Any, ours: Any) -> list[str]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        if theirs.keys() == ours.keys() == {"value", "source"}:
            return _differences(path, theirs["value"], ours["value"])
        return [line for key in {**theirs, **ours} for line in _differences(f"{path}.{key}", theirs.get(key), ours.get(key))]
    return [] if theirs == ours else [f"{path} was {theirs}, is {ours}"]


def traced_citizens(identity: Mapping[str, Any], seed: int) -> list[int]:
    """Citizens of the world ``seed`` whose lives a run writes down in its first pass."""
    return sorted({*sample_of_citizens(seed, identity["citizens"], identity["trace"]), *identity["trace_ids"]})


def checkpoints_of(
    folder: RunFolder, world: int, arm: str, traced: Sequence[int], *, purpose: str = "", tell: Callable[[str], None] = lambda text: None
) -> "Checkpoints":
    """The checkpoints of one arm, and behind them those of its past."""
    from underheaven.draws.compiled import kernel_fingerprint
    from underheaven.engine.checkpoint import Checkpoints

    manifest = folder.manifest
    asked = manifest["identity"]
    identity = {name: asked[name] for name in ("citizens", "days", "burn_in", "start")} | {
        "kernel": kernel_fingerprint(), "scenario": asked["scenario_hash" if arm == "regime" else "twin_hash"],
        "seed": manifest["world_seeds"][str(world)], "world": world, "arm": arm,
        "traced": hashlib.sha256(json.dumps(list(traced)).encode()).hexdigest()[:16],
    }  # fmt: skip
    path = folder.path / "checkpoint" / f"world-{world}-{arm}{purpose}"
    return Checkpoints(path, identity, manifest.get("checkpoint_every"), _of_past(manifest, world, arm, tell), tell)


def _of_past(manifest: Mapping[str, Any], world: int, arm: str, tell: Callable[[str], None]) -> "Checkpoints | None":
    if "past" not in manifest:
        return None
    try:
        earlier = RunFolder.peek(Path(manifest["past"]["folder"]))
        seed = earlier.manifest["world_seeds"][str(world)]
    except (FolderError, KeyError):
        tell(f"{manifest['past']['folder']} holds no world {world} any more; its days are lived again")
        return None
    return checkpoints_of(earlier, world, arm, traced_citizens(earlier.manifest["identity"], seed), tell=tell)
