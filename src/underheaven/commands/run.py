"""``plan`` and ``run``: what a run needs, and the run itself with its summary and report."""

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.commands.console import (
    CANCELLED,
    DONE,
    FAILED,
    BadInput,
    Failure,
    complaint,
    duration,
    progress_bar,
    say,
    show,
    show_json,
    stoppable,
    tethered,
    traceback_wanted,
)
from underheaven.values.dates import start_date

if TYPE_CHECKING:
    from underheaven.engine.run import Running
    from underheaven.measures.folder import Request, RunFolder
    from underheaven.study.pasts import Arms
    from underheaven.study.plan import Plan
    from underheaven.study.study import Study

CITIZENS, DAYS, SEED, WORLDS, THREADS = 131_072, 365, 1, 1, 2
START = "2014-01-01"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said; None where it said nothing."""

    scenario: str | None
    citizens: int | None = None
    days: int | None = None
    start: str | None = None
    burn_in: int | None = None
    seed: int | None = None
    worlds: int | None = None
    twin: bool = True
    threads: int | None = None
    out: Path | None = None
    resume: Path | None = None
    trace: int | None = None
    trace_ids: str | None = None
    changes: Sequence[str] = ()
    as_json: bool = False
    companion: bool = True
    workers: int | None = None
    checkpoint_every: int | None = None
    from_checkpoint: Path | None = None
    day: int | None = None
    address: str | None = None


def plan(options: Options) -> int:
    """Print memory, time and disk; exit 2 if it cannot fit."""
    from underheaven.study.plan import in_bytes

    arms = _arms(options)
    asked = _request(options, arms, {})
    needed = _plan(options, asked, options.out or Path("runs"), {})
    if options.as_json:
        show_json({"scenario": asked.scenario_name, "start": asked.start} | needed.as_dict())
    else:
        measured = "measured here" if needed.rate_is_measured else "assumed until a run has measured it here; compilation included"
        show(f"{asked.scenario_name}: {asked.citizens:,} citizens × {asked.days:,} days × {needed.arms} arms × {asked.worlds} worlds")
        show(f"memory  {in_bytes(needed.memory_bytes)} of {in_bytes(needed.memory_of_machine)}")
        rate = f"{needed.citizen_days_per_second:,.0f} citizen-days a second, {measured}"
        show(f"time    {duration(needed.seconds)} on {needed.threads} threads ({rate})")
        show(f"disk    {in_bytes(needed.disk_bytes)} of {in_bytes(needed.disk_free)} free")
    _refuse_what_cannot_fit(needed)
    return DONE


def run(options: Options) -> int:
    """Run world and twin into a folder, print the headline, render the report; or take up a run where it was stopped."""
    from underheaven import __version__
    from underheaven.measures.folder import MANIFEST, RunFolder
    from underheaven.study.pasts import arms_of
    from underheaven.study.replicate import Stopped, how_to_go_on, replicate

    if options.resume is not None and options.out is not None:
        raise BadInput("--resume names the folder already; leave --out away")
    under_way = RunFolder.peek(options.resume) if options.resume is not None and (options.resume / MANIFEST).exists() else None
    options = _of_past(options)
    before = under_way.manifest if under_way else {}
    if under_way is not None and options.scenario is None and options.from_checkpoint is None:
        if options.changes:
            raise BadInput("--set changes a scenario; a run that goes on keeps its own")
        if not options.twin and under_way.has_twin:
            raise BadInput(f"{under_way.path} holds a run with a twin; leave --no-twin away")
        arms = arms_of(under_way)
    else:
        arms = _arms(options)
    asked = _request(options, arms, before)
    if under_way is not None and under_way.complete:
        under_way.must_match(asked, under_way.manifest["version"])
        say(f"{under_way.path}: has finished already")
        return _conclude(options, RunFolder.open(under_way.path))
    path = options.resume or options.out or Path("runs") / f"{asked.scenario_name}-{_fingerprint(asked)}-{asked.seed}"
    needed = _plan(options, asked, path, before)
    _refuse_what_cannot_fit(needed)
    threads, address = _threads(options, before), options.address or before.get("address")
    every = before.get("checkpoint_every") if options.checkpoint_every is None else options.checkpoint_every
    with _cluster(address, options.workers or before.get("workers"), threads) as (processes, running_world, actors):
        folder = RunFolder.start(path, asked, version=__version__, threads=threads, command=_command(), resume=options.resume is not None)
        folder.manifest |= {"threads": needed.threads, "workers": actors or processes, "checkpoint_every": every}
        if address:
            folder.manifest["address"] = address
        say(f"{asked.scenario_name}: {asked.citizens:,} citizens, {asked.days:,} days from {asked.start}, into {path}")
        try:
            with stoppable() as stop, progress_bar(asked.citizens) as progress:
                finished = replicate(
                    folder, arms, threads=threads, workers=processes, progress=progress, stop=stop, tell=say, running_world=running_world
                )
        except KeyboardInterrupt:
            say(f"stopped at once. Go on with: {how_to_go_on(path)}")
            return CANCELLED
        except Exception as error:
            message, code = complaint(error)
            if code != FAILED or traceback_wanted():
                raise
            hint = f"what was done is kept. Go on with: {how_to_go_on(path)}"
            hint = hint if (path / MANIFEST).exists() else f"nothing of it is left. Begin again with: {folder.manifest['command']}"
            raise Failure(f"{message.rstrip('.')}; {hint}") from error
    if isinstance(finished, Stopped):
        say(f"stopped; {finished.arms_done} of {finished.arms} arms are kept. Go on with: {finished.command}")
        return CANCELLED
    _remember(finished)
    return _conclude(options, finished)


@contextmanager
def _cluster(address: str | None, workers: int | None, threads: int) -> "Iterator[tuple[int, Callable[..., Running] | None, int]]":
    """With an address the workers are actors that share every arm, as many as find room unless said; without one they are processes
    that live whole arms. Yields processes, what makes a running world, and actors."""
    if not address:
        yield workers or 1, None, 0
        return
    from underheaven.engine.cluster.connect import cluster

    with cluster(address, workers, threads) as (actors, running_world):
        yield 1, running_world, actors


def _conclude(options: Options, folder: "RunFolder") -> int:
    """What follows on the last day: the other account, the report, the headline. A run killed after its last day lacks some of it."""
    from underheaven.commands.results import beside

    folder.tidy()
    if "report.html" in folder.manifest["files"]:
        return _results(options, folder)
    if options.companion and not beside(folder):
        say(f"stopped; the run itself is finished. Its report: underheaven report {folder.path} --companion")
        return CANCELLED
    wrong = _report(folder.path)
    _results(options, folder)
    if wrong:
        again = f"try again with: underheaven report {folder.path}"
        raise Failure(f"the run is finished in {folder.path}, but its report failed: {wrong}; {again}")
    return DONE


def _of_past(options: Options) -> Options:
    """A run that goes on from a day of another one takes seed, size and dates from it.

    Raises:
        BadInput: if the command line says otherwise, or there is no such past.
    """
    from underheaven.measures.folder import RunFolder

    if options.from_checkpoint is None:
        if options.day is not None:
            raise BadInput("--day belongs to --from-checkpoint")
        return options
    if options.day is None:
        raise BadInput("say after which day of the other run this one begins: --from-checkpoint DIR --day 120")
    manifest = RunFolder.peek(options.from_checkpoint).manifest
    given = {"start": options.start, "burn_in": options.burn_in}
    if said := [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None]:
        raise BadInput(f"{' and '.join(said)}: a run with a past begins on the day after it")
    for name in ("citizens", "seed"):
        value = getattr(options, name)
        if value not in (None, manifest[name]):
            raise BadInput(f"--{name} {value:,}: {options.from_checkpoint} has {manifest[name]:,}; a future has the society of its past")
    start = date.fromisoformat(manifest["start"]) + timedelta(days=options.day)
    rest = manifest["days"] - options.day
    return replace(
        options, citizens=manifest["citizens"], seed=manifest["seed"], start=start.isoformat(), burn_in=manifest["burn_in"] + options.day,
        days=options.days or (rest if rest > 0 else DAYS), worlds=options.worlds or manifest["worlds"],
    )  # fmt: skip


def _arms(options: Options) -> "Arms":
    from underheaven.measures.folder import RunFolder
    from underheaven.scenario.load import load
    from underheaven.scenario.schema import Scenario
    from underheaven.study.pasts import Arms, NoFuture, future_of

    past = RunFolder.peek(options.from_checkpoint) if options.from_checkpoint is not None else None
    if options.scenario is not None:
        scenario = load(options.scenario)
    elif past is not None:
        scenario = Scenario.model_validate(past.manifest["scenario"])
    else:
        where = f"{options.resume} holds no run to go on with; " if options.resume else ""
        raise BadInput(f"{where}say which scenario to run; underheaven list names the shipped ones")
    for change in options.changes:
        scenario = scenario.set_path(change)
    if past is None:
        return Arms(scenario, scenario.no_regime() if options.twin else None)
    try:
        return future_of(past, options.day or 0, scenario, options.twin)
    except NoFuture as error:
        raise BadInput(str(error)) from None


def _request(options: Options, arms: "Arms", before: dict[str, Any]) -> "Request":
    """The request, with what the command line leaves open taken from the run that goes on, else from the defaults."""
    from underheaven.measures.folder import RunFolder
    from underheaven.study.experiment import request
    from underheaven.study.pasts import past_of

    past = before.get("past")
    if options.from_checkpoint is not None:
        past = past_of(RunFolder.peek(options.from_checkpoint), options.day or 0)

    def chosen(name: str, default: Any) -> Any:
        said = getattr(options, name)
        return before.get("identity", {}).get(name, default) if said is None else said

    name = _name(options.scenario) if options.scenario else (before or past or {})["scenario_name"]
    try:
        return request(
            arms, name=name, citizens=chosen("citizens", CITIZENS),
            days=chosen("days", DAYS), seed=chosen("seed", SEED), worlds=chosen("worlds", WORLDS), start=_date(chosen("start", START)),
            burn_in=chosen("burn_in", 0), trace=chosen("trace", 0), trace_ids=_ids(chosen("trace_ids", [])),
            past=past,
        )  # fmt: skip
    except ValueError as error:
        raise BadInput(str(error)) from None


def _name(scenario: str) -> str:
    return "".join(character if character.isalnum() or character in "-_." else "-" for character in Path(scenario).stem)


def _date(text: str) -> date:
    try:
        return start_date(text)
    except ValueError as error:
        raise BadInput(f"--start {error}") from None


def _ids(said: str | Sequence[int]) -> list[int]:
    if not isinstance(said, str):
        return list(said)
    try:
        return [int(part) for part in said.split(",")]
    except ValueError:
        raise BadInput(f"--trace-ids takes whole numbers with commas, such as 17,2034; got {said!r}") from None


def _fingerprint(asked: "Request") -> str:
    """Eight digits that differ where the question differs."""
    import hashlib
    import json

    return hashlib.sha256(json.dumps(asked.identity(), sort_keys=True).encode()).hexdigest()[:8]


def _plan(options: Options, asked: "Request", folder: Path, before: dict[str, Any]) -> "Plan":
    from underheaven.study.companion import citizens_beside, counterpart
    from underheaven.study.plan import plan

    told = options.companion and counterpart(asked.lineage) is not None
    return plan(
        citizens=asked.citizens, days=asked.days, worlds=asked.worlds, arms=len(asked.arms), threads=_threads(options, before),
        folder=folder, workers=options.workers or before.get("workers", 1), checkpoint_every=options.checkpoint_every,
        beside=citizens_beside(asked.citizens, asked.worlds, len(asked.arms)) if told else 0,
    )  # fmt: skip


def _threads(options: Options, before: dict[str, Any]) -> int:
    import os

    known: int | None = before.get("threads")
    return options.threads or known or min(THREADS, os.cpu_count() or 1)


def _refuse_what_cannot_fit(needed: "Plan") -> None:
    if needed.problems:
        raise BadInput("; ".join(needed.problems))


def _remember(folder: "RunFolder") -> None:
    from underheaven.study.plan import remember_rate

    manifest = folder.manifest
    work = manifest["citizens"] * manifest["days"] * manifest["worlds"] * len(manifest["arms"])
    remember_rate(manifest["threads"], manifest["citizen_days_per_second"], work, manifest["citizens"])


def _report(folder: Path) -> str:
    """Render the report in a process of its own, so that its memory is not the run's; returns what went wrong, if anything."""
    code, said = tethered([sys.executable, "-P", "-m", "underheaven", "report", str(folder)])
    if not code:
        return ""
    lines = said.strip().splitlines() or ["it ended without a word"]
    return lines[-1].removeprefix("underheaven: ")


def _results(options: Options, folder: "RunFolder") -> int:
    from underheaven.study.paired import of_everybody
    from underheaven.study.study import Run, summary

    manifest = folder.manifest
    report = folder.path / "report.html" if (folder.path / "report.html").exists() else None
    if options.as_json:
        kept = {key: value for key, value in manifest.items() if key not in ("scenario", "twin", "files", "identity")}
        effects = summary(Run(folder)) if folder.has_twin else []
        show_json({"run": folder.path, "report": report, **kept, "effects": effects, "paired": of_everybody(folder)})
        return DONE
    if folder.has_twin:
        _headline(Run(folder))
    rate, events = manifest["citizen_days_per_second"] / 1e6, manifest["events_per_citizen_day"]
    show(f"{rate:,.1f} M citizen-days a second, {events:.3f} events a citizen-day; {duration(manifest['wall_seconds'])} in all")
    show(f"digest of world 0: {' '.join(f'{arm} {digest[:16]}' for arm, digest in manifest['digest']['0'].items())}")
    if report is not None:
        show(f"report: {report}")
    return DONE


def _headline(study: "Study") -> None:
    from underheaven.study.study import HEADLINE, OF_OFFICES
    from underheaven.study.table import number
    from underheaven.values.estimate import WORLDS_FOR_AN_INTERVAL

    show("regime minus twin, at fixed assumptions (in brackets: 95 % Monte-Carlo interval over worlds):")
    offices = OF_OFFICES if any(row.regime and row.regime.value for row in study.effect("assessed")) else ()
    for row in (row for name in (*offices, *HEADLINE) for row in study.effect(name)):
        levels = f"{number(row)} {row.unit}: {number(row.regime)} under the regime, {number(row.twin)} without"
        show(f"  {row.measure:<18}  " + ("withheld: too few persons or events" if row.suppressed else levels))
    if study.manifest["worlds"] < WORLDS_FOR_AN_INTERVAL:
        show(f"Intervals are not estimated: they need {WORLDS_FOR_AN_INTERVAL} worlds (--worlds {WORLDS_FOR_AN_INTERVAL}).")


def _command() -> str:
    return shlex.join(["underheaven", *sys.argv[1:]])
