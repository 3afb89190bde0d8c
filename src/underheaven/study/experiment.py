"""Run a scenario beside its twin, or two scenarios beside each other: the Python entrance."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from underheaven.measures.folder import Request, RunFolder
from underheaven.study.pasts import Arms, arms_of
from underheaven.study.replicate import DigestMismatchError, Moment, Stopped, replicate, world_seed
from underheaven.study.study import Run, Study
from underheaven.values.dates import start_date

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

DEFAULT_START = date(2014, 1, 1)
MAXIMUM_DAYS = 7_400
MAXIMUM_CITIZENS = (1 << 31) - 1
Result = TypeVar("Result", bound=Study)


class Interrupted(RuntimeError):  # noqa: N818
    """A run was stopped on request; the message says how to go on."""


def request(
    arms: Arms,
    *,
    name: str,
    citizens: int,
    days: int,
    seed: int = 1,
    worlds: int = 1,
    start: date = DEFAULT_START,
    burn_in: int = 0,
    trace: int = 0,
    trace_ids: Sequence[int] = (),
    exemplars: bool = True,
    past: Mapping[str, Any] | None = None,
) -> Request:
    """What to run, checked; ``past`` says from which run and day it goes on (``pasts.past_of``).

    Raises:
        ValueError: for a number outside its range.
    """
    for what, value, low, high in (
        ("citizens", citizens, 1, MAXIMUM_CITIZENS), ("days", days, 1, MAXIMUM_DAYS), ("seed", seed, 0, 2**63 - 1),
        ("worlds", worlds, 1, 100_000), ("burn-in", burn_in, 0, MAXIMUM_DAYS - days), ("trace", trace, 0, citizens),
    ):  # fmt: skip
        if not low <= value <= high:
            raise ValueError(f"{what} must be a whole number from {low:,} to {high:,}; got {value:,}")
    foreign = [citizen for citizen in trace_ids if not 0 <= citizen < citizens]
    if foreign:
        raise ValueError(f"citizens are numbered from 0 to {citizens - 1:,}; there is no citizen {foreign[0]:,}")
    regime, twin = arms.regime, arms.twin
    return Request(
        scenario_name=name, scenario=regime.resolved(), scenario_hash=regime.hash, twin=twin.resolved() if twin else None,
        twin_hash=twin.hash if twin else None, seed=seed, citizens=citizens, days=days, start=start.isoformat(), burn_in=burn_in,
        worlds=worlds, trace=trace, trace_ids=tuple(sorted(set(trace_ids))), exemplars=exemplars,
        lineage=regime.lineage, past=past,
    )  # fmt: skip


def lived_again(
    folder: RunFolder, citizen: int, world: int, into: Path, *, threads: int, progress: Callable[[Moment], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> RunFolder | Stopped:  # fmt: skip
    """One world of a finished run once more, with one more citizen traced; it stands in ``into`` as world 0.

    Raises:
        DigestMismatchError: if the world did not come out the same.
    """
    manifest, arms = folder.manifest, arms_of(folder)
    asked = request(
        arms, name=manifest["scenario_name"], citizens=manifest["citizens"], days=manifest["days"],
        seed=world_seed(manifest["seed"], world), start=date.fromisoformat(manifest["start"]), burn_in=manifest["burn_in"],
        trace_ids=(citizen,), exemplars=False, past=manifest.get("past"),
    )  # fmt: skip
    again = RunFolder.start(into, asked, version=manifest["version"], threads=threads, command=manifest["command"])
    finished = replicate(again, arms, threads=threads, progress=progress, stop=stop)
    if isinstance(finished, RunFolder) and finished.manifest["digest"]["0"] != manifest["digest"][str(world)]:
        raise DigestMismatchError(f"world {world} of {folder.path} does not come out the same; was it run by another version?")
    return finished


def run(
    scenario: "Scenario | str | Path",
    *,
    citizens: int,
    days: int,
    seed: int = 1,
    worlds: int = 1,
    start: date | str = DEFAULT_START,
    twin: bool = True,
    threads: int = 2,
    burn_in: int = 0,
    out: Path | str | None = None,
    trace: int | Sequence[int] = 0,
    progress: Callable[[Moment], None] | None = None,
) -> Run:
    """Impose a scenario on a synthetic society, and live the same days without it.

    ``trace`` is a number of citizens, or their ids. Without ``out`` the results live as long as the returned object.

    >>> run("article", citizens=20_000, days=365, start="2020-01-01").effect("listed")  # doctest: +SKIP
    """
    regime, name = _loaded(scenario)
    return _run(
        Run,
        Arms(regime, regime.no_regime() if twin else None),
        name,
        citizens,
        days,
        seed,
        worlds,
        start,
        threads,
        burn_in,
        out,
        trace,
        progress,
    )


def compare(
    a: "Scenario | str | Path",
    b: "Scenario | str | Path",
    *,
    citizens: int = 131_072,
    days: int = 365,
    seed: int = 1,
    worlds: int = 8,
    start: date | str = DEFAULT_START,
    threads: int = 2,
    burn_in: int = 0,
    out: Path | str | None = None,
    trace: int | Sequence[int] = 0,
    progress: Callable[[Moment], None] | None = None,
) -> Study:
    """Two scenarios on the same societies and draws: ``a`` stands as regime, ``b`` as twin, an effect is a minus b.

    >>> compare("article", "documented", worlds=8).effect("listed", by="class")  # doctest: +SKIP
    """
    (first, name_a), (second, name_b) = _loaded(a), _loaded(b)
    return _run(
        Study,
        Arms(first, second),
        f"{name_a}-against-{name_b}",
        citizens,
        days,
        seed,
        worlds,
        start,
        threads,
        burn_in,
        out,
        trace,
        progress,
    )


def _loaded(scenario: "Scenario | str | Path") -> "tuple[Scenario, str]":
    from underheaven.scenario.load import load
    from underheaven.scenario.schema import Scenario

    if isinstance(scenario, Scenario):
        return scenario, "-".join("".join(c if c.isalnum() else " " for c in scenario.title.lower()).split()) or "scenario"
    return load(scenario), Path(scenario).stem


def _run(
    result: type[Result], arms: Arms, name: str, citizens: int, days: int, seed: int, worlds: int, start: date | str, threads: int,
    burn_in: int, out: Path | str | None, trace: int | Sequence[int], progress: Callable[[Moment], None] | None,
) -> Result:  # fmt: skip
    from underheaven import __version__

    first = start_date(start)
    count, ids = (trace, ()) if isinstance(trace, int) else (0, tuple(trace))
    asked = request(
        arms, name=name, citizens=citizens, days=days, seed=seed, worlds=worlds, start=first, burn_in=burn_in, trace=count, trace_ids=ids
    )
    scratch = tempfile.TemporaryDirectory(prefix="underheaven-") if out is None else None
    said = f"citizens={citizens}, days={days}, seed={seed}, worlds={worlds}, start={first.isoformat()!r}, burn_in={burn_in}"
    command = f"underheaven.{'run' if result is Run else 'compare'}({', '.join(map(repr, name.split('-against-')))}, {said})"
    folder = RunFolder.start(Path(scratch.name if scratch else str(out)), asked, version=__version__, threads=threads, command=command)
    finished = replicate(folder, arms, threads=threads, progress=progress)
    if isinstance(finished, Stopped):
        raise Interrupted(f"stopped after {finished.arms_done} of {finished.arms} arms; go on with: {finished.command}")
    return result(finished, scratch)
