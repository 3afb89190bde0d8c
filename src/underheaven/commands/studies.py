"""What ``attribute``, ``sensitivity``, ``sweep`` and ``calibrate`` share: options, the folder, the bench, how a study ends."""

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.commands.console import CANCELLED, DONE, BadInput, duration, progress_bar, say, show, show_json, stoppable
from underheaven.values.dates import start_date

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario
    from underheaven.study.amounts import Size
    from underheaven.study.batch import Bench
    from underheaven.study.folder import StudyFolder
    from underheaven.study.forecast import Reckoned
    from underheaven.study.outcome import Outcome

CITIZENS, DAYS, WORLDS, SEED, WORKERS = 16_384, 182, 8, 1, 2


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said to any study; None where it said nothing."""

    scenario: str | None
    citizens: int | None = None
    days: int | None = None
    worlds: int | None = None
    start: str | None = None
    seed: int | None = None
    workers: int | None = None
    out: Path | None = None
    resume: Path | None = None
    changes: Sequence[str] = ()
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A study that is about to run: its folder, its scenario, its size."""

    folder: "StudyFolder"
    scenario: "Scenario"
    size: "Size"
    workers: int
    as_json: bool

    @property
    def asked(self) -> dict[str, Any]:
        """The study's own options."""
        found: dict[str, Any] = self.folder.asked
        return found


def finished_before(options: Options, study: str) -> "StudyFolder | None":
    """The folder that ``--resume`` names, if it is a study of this kind; None if there is none yet."""
    from underheaven.study.folder import MANIFEST, StudyFolder

    if options.resume is None:
        return None
    if options.out is not None:
        raise BadInput("--resume names the folder already; leave --out away")
    if not (options.resume / MANIFEST).exists():
        return None
    folder = StudyFolder.peek(options.resume)
    if folder.manifest["study"] != study:
        raise BadInput(f"{folder.path} holds another kind of study; go on with: {folder.go_on}")
    return folder


def question(
    study: str, options: Options, own: Callable[["Scenario", "Size"], Mapping[str, Any]], *, defaults: Mapping[str, Any] | None = None
) -> Question:
    """The question of a study: from the folder that goes on, else from the command line; ``own`` adds the study's own options.

    Raises:
        BadInput: for what cannot be run.
    """
    from underheaven import __version__
    from underheaven.study.batch import folder_for
    from underheaven.study.folder import StudyFolder

    before = finished_before(options, study)
    if before is not None and options.scenario is None:
        from underheaven.scenario.schema import Scenario

        asked = before.asked
        scenario = Scenario.model_validate(asked["scenario"])
        size = _size(asked["size"])
        path = before.path
    else:
        if options.scenario is None:
            where = f"{options.resume} holds no study to go on with; " if options.resume else ""
            raise BadInput(f"{where}say which scenario to study; underheaven list names the shipped ones")
        scenario = _scenario(options)
        size = _size(_numbers(options, defaults or {}))
        asked = {
            "scenario_name": _name(options.scenario), "scenario": scenario.resolved(), "scenario_hash": scenario.hash,
            "base": _base(options.scenario), "size": _as_dict(size), **own(scenario, size),
        }  # fmt: skip
        path = options.resume or options.out or folder_for(study, asked["scenario_name"], asked)
    workers = WORKERS if options.workers is None else options.workers
    _must_fit(size, workers, path)
    folder = StudyFolder.start(
        path, study, {**asked, "workers": workers}, version=__version__, command=shlex.join(["underheaven", *sys.argv[1:]]),
        resume=options.resume is not None,
    )  # fmt: skip
    return Question(folder, scenario, size, workers, options.as_json)


@contextmanager
def on_bench(asked: Question, lives: int, *, in_steps: bool = False) -> "Iterator[Bench]":
    """The bench of a study, with its plan, its progress and Ctrl-C."""
    from underheaven.study.batch import bench

    size = asked.size
    say(
        f"{asked.folder.manifest['study']} {asked.asked['scenario_name']}: at most {lives:,} lives of {size.citizens:,} citizens × "
        f"{size.days:,} days from {size.start} on {asked.workers} workers, into {asked.folder.path}"
    )

    def announce(told: "Reckoned") -> None:
        number = "" if told.by == 1 else f" {told.by:,}"
        say(f"{told.lives:,} lives to go take about {duration(told.seconds)}, by the first{number} of them; then the report")

    with (
        stoppable() as stop, progress_bar() as progress,
        bench(
            asked.folder, size, workers=asked.workers, expected=lives, progress=progress, stop=stop, announce=announce, in_steps=in_steps
        ) as found,
    ):  # fmt: skip
        yield found


def stopped(asked: Question) -> int:
    """Say how to go on."""
    say(f"stopped; {asked.folder.manifest['lives']:,} lives are kept. Go on with: {asked.folder.go_on}")
    return CANCELLED


def ended(asked: Question, lines: Sequence[str]) -> int:
    """Print what a finished study found."""
    manifest = asked.folder.manifest
    if asked.as_json:
        kept = {key: value for key, value in manifest.items() if key not in ("files", "asked")}
        told = {key: value for key, value in manifest["asked"].items() if key != "scenario"}
        show_json({"folder": asked.folder.path, "report": asked.folder.path / "report.html", **kept, "asked": told})
        return DONE
    for line in lines:
        show(line)
    if manifest["failed"]:
        show(f"{manifest['failed']} of {manifest['lives']} lives failed; their errors stand in {asked.folder.path / 'worlds.parquet'}")
    show(f"{manifest['lives']:,} lives in {duration(manifest['wall_seconds'])}; report: {asked.folder.path / 'report.html'}")
    return DONE


def outcomes(names: Sequence[str]) -> "list[Outcome]":
    """Outcomes by name.

    Raises:
        BadInput: for an unknown one.
    """
    from underheaven.study.outcome import outcome

    try:
        return [outcome(name) for name in names]
    except KeyError as error:
        raise BadInput(str(error.args[0])) from None


def whole(name: str, number: int, low: int, high: int) -> int:
    """A number of the command line within its range.

    Raises:
        BadInput: outside it.
    """
    if not low <= number <= high:
        raise BadInput(f"{name} must be a whole number from {low:,} to {high:,}; got {number:,}")
    return number


def _scenario(options: Options) -> "Scenario":
    from underheaven.scenario.load import load
    from underheaven.study.variants import changed

    return changed(load(options.scenario or ""), options.changes)


def _base(scenario: str) -> str:
    """What a file may name as its base: a shipped name, or the path of a file from anywhere."""
    from underheaven.scenario.library import is_path

    return str(Path(scenario).absolute()) if is_path(scenario) else scenario


def _name(scenario: str) -> str:
    return "".join(character if character.isalnum() or character in "-_." else "-" for character in Path(scenario).stem)


def _numbers(options: Options, defaults: Mapping[str, Any]) -> dict[str, Any]:
    from underheaven.study.experiment import MAXIMUM_CITIZENS, MAXIMUM_DAYS

    def chosen(name: str, otherwise: int, low: int, high: int) -> int:
        said = getattr(options, name)
        return whole(name, int(defaults.get(name, otherwise)) if said is None else said, low, high)

    start = options.start or str(defaults.get("start", "2020-01-01"))
    try:
        start_date(start)
    except ValueError as error:
        raise BadInput(f"--start {error}") from None
    return {
        "citizens": chosen("citizens", CITIZENS, 1, MAXIMUM_CITIZENS), "days": chosen("days", DAYS, 1, MAXIMUM_DAYS),
        "worlds": chosen("worlds", WORLDS, 1, 100_000), "seed": chosen("seed", SEED, 0, 2**63 - 1), "start": start,
    }  # fmt: skip


def _size(numbers: Mapping[str, Any]) -> "Size":
    from underheaven.study.amounts import Size

    return Size(numbers["citizens"], numbers["days"], numbers["worlds"], numbers["seed"], date.fromisoformat(numbers["start"]), threads=1)


def _as_dict(size: "Size") -> dict[str, Any]:
    return {
        "citizens": size.citizens, "days": size.days, "worlds": size.worlds, "seed": size.seed, "start": size.start.isoformat(),
    }  # fmt: skip


def _must_fit(size: "Size", workers: int, path: Path) -> None:
    from underheaven.study.plan import in_bytes, plan

    needed = plan(citizens=size.citizens, days=size.days, worlds=1, arms=1, threads=1, folder=path)
    memory = needed.memory_bytes * max(1, workers)
    if memory > needed.memory_of_machine:
        raise BadInput(
            f"{workers} workers with {size.citizens:,} citizens each need {in_bytes(memory)} of memory; "
            f"this machine has {in_bytes(needed.memory_of_machine)}"
        )
