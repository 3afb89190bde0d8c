"""The verbs that measure more than one run: studies, effects and benchmarks, with their options; ``cli`` adds them to its own."""

from pathlib import Path
from typing import Annotated

import typer

from underheaven.commands.console import count

Folder = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Seed = Annotated[int | None, typer.Option(help="Seed of the society and all its draws.  [default: 1]")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change one value, such as regime.cameras=off; repeatable.")
]


def shipped(incomplete: str) -> list[str]:
    """Shipped scenarios whose name begins so, for the shell's completion; the shell itself adds files."""
    from underheaven.scenario.library import names

    return [name for name in names() if name.startswith(incomplete)]


Studied = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="A shipped name (underheaven list) or a file ending in .yaml.", autocompletion=shipped),
]
StudyCitizens = Annotated[str | None, typer.Option("--citizens", help="Number of citizens of each world.  [default: 16384]")]
StudyDays = Annotated[int | None, typer.Option("--days", help="Days to run, at most 7400.  [default: 182]")]
StudyWorlds = Annotated[int | None, typer.Option("--worlds", help="Worlds; intervals need 8.  [default: 8]")]
StudyStart = Annotated[str | None, typer.Option("--start", help="Date of day 1.  [default: 2020-01-01]")]
Workers = Annotated[int | None, typer.Option(min=0, help="Processes, one life each at a time; 0 lives in this one.  [default: 2]")]
StudyOut = Annotated[Path | None, typer.Option("--out", help="Folder for the results.  [default: studies/VERB-SCENARIO-HASH]")]
StudyResume = Annotated[Path | None, typer.Option("--resume", help="Go on with a study that was stopped.")]


def attribute(
    scenario: Studied = None,
    measure: Annotated[str | None, typer.Option(help="Column of the data dictionary.  [default: listed_wrongly]")] = None,
    mechanisms: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Mechanisms, rows such as S14, or switches such as regime.perks=off.  [default: eight]"),
    ] = None,
    citizens: StudyCitizens = None,
    days: StudyDays = None,
    worlds: StudyWorlds = None,
    start: StudyStart = None,
    seed: Seed = None,
    workers: Workers = None,
    out: StudyOut = None,
    resume: StudyResume = None,
    changes: Set = None,
    as_json: Json = False,
) -> int:
    """Share a measure out among the mechanisms of a regime: exact Shapley shares over all coalitions, and interactions of pairs.

    Example: underheaven attribute article --measure listed_wrongly --mechanisms cameras,informants,records
    """
    from underheaven.commands.attribute import attribute
    from underheaven.commands.studies import Options

    options = Options(scenario, _count(citizens), days, worlds, start, seed, workers, out, resume, changes or (), as_json)
    return attribute(options, measure, mechanisms)


def sweep(
    scenario: Studied = None,
    levers: Annotated[list[str] | None, typer.Argument(metavar="PATH=VALUES…", help="path=v1,v2,v3 or path=low..high:points.")] = None,
    design: Annotated[str | None, typer.Option(help="grid, latin-hypercube or sobol.  [default: grid]")] = None,
    samples: Annotated[int | None, typer.Option(help="Points of a design other than grid.  [default: 32]")] = None,
    measures: Annotated[list[str] | None, typer.Option("--measure", metavar="NAME", help="What to report; repeatable.")] = None,
    citizens: StudyCitizens = None,
    days: StudyDays = None,
    worlds: StudyWorlds = None,
    start: StudyStart = None,
    seed: Seed = None,
    workers: Workers = None,
    out: StudyOut = None,
    resume: StudyResume = None,
    changes: Set = None,
    as_json: Json = False,
) -> int:
    """Vary any path of a scenario, safeguards among them, and compare every point with the scenario as it is.

    A mechanism that is off is switched on where a number of it is varied. What would a human review of 80 % change?

    Example: underheaven sweep article regime.safeguards.human_review.removes_false=0.8
    """
    from underheaven.commands.studies import Options
    from underheaven.commands.sweep import sweep

    options = Options(scenario, _count(citizens), days, worlds, start, seed, workers, out, resume, changes or (), as_json)
    return sweep(options, levers or (), design, samples, measures or ())


def sensitivity(
    scenario: Studied = None,
    over: Annotated[list[str] | None, typer.Option(metavar="PREFIX", help="Only assumptions below this path; repeatable.")] = None,
    measures: Annotated[
        list[str] | None, typer.Option("--measure", metavar="NAME", help="What to tell the band of, the first in detail; repeatable.")
    ] = None,
    trajectories: Annotated[int | None, typer.Option(help="Morris trajectories over all assumptions.  [default: 4]")] = None,
    leading: Annotated[int | None, typer.Option(help="Assumptions to look at closely.  [default: 8]")] = None,
    samples: Annotated[int | None, typer.Option(help="Rows of a Sobol matrix, a power of two; 0 for none.  [default: 64]")] = None,
    band: Annotated[int | None, typer.Option(help="Points of the band over all assumptions.  [default: 64]")] = None,
    citizens: StudyCitizens = None,
    days: StudyDays = None,
    worlds: StudyWorlds = None,
    start: StudyStart = None,
    seed: Seed = None,
    workers: Workers = None,
    out: StudyOut = None,
    resume: StudyResume = None,
    changes: Set = None,
    as_json: Json = False,
) -> int:
    """Tell which assumptions a result hangs on, and its band over all of them: Morris screening, tornado, Sobol indices.

    Example: underheaven sensitivity article --over regime.messages --over regime.records
    """
    from underheaven.commands.sensitivity import sensitivity
    from underheaven.commands.studies import Options

    options = Options(scenario, _count(citizens), days, worlds, start, seed, workers, out, resume, changes or (), as_json)
    return sensitivity(options, over or (), measures or (), trajectories, leading, samples, band)


def calibrate(
    scenario: Studied = None,
    targets: Annotated[
        str | None, typer.Option(help="What to aim at: a file ending in .yaml, or a shipped name such as documented.")
    ] = None,
    particles: Annotated[int | None, typer.Option(help="Points of the posterior.  [default: 100]")] = None,
    simulations: Annotated[int | None, typer.Option(help="Simulations at most.  [default: 2000]")] = None,
    citizens: Annotated[str | None, typer.Option(help="Citizens of each world.  [default: the targets']")] = None,
    days: Annotated[int | None, typer.Option(help="Days to run.  [default: the targets']")] = None,
    start: Annotated[str | None, typer.Option(help="Date of day 1.  [default: the targets']")] = None,
    seed: Seed = None,
    workers: Workers = None,
    out: StudyOut = None,
    resume: StudyResume = None,
    changes: Set = None,
    as_json: Json = False,
) -> int:
    """Fit assumptions to published targets: a posterior within their ranges, a check of what it predicts, and a fitted scenario.

    Example: underheaven calibrate documented --targets documented
    """
    from underheaven.commands.calibrate import calibrate
    from underheaven.commands.studies import Options

    options = Options(scenario, _count(citizens), days, 1, start, seed, workers, out, resume, changes or (), as_json)
    return calibrate(options, targets, particles, simulations)


def effects(
    run: Folder,
    outcomes: Annotated[
        list[str] | None, typer.Option("--outcome", metavar="NAME", help="A state such as fear, or a flow such as entries; repeatable.")
    ] = None,
    exempt: Annotated[
        float | None, typer.Option(help="Live the worlds again with this share exempt: direct, indirect and total effects.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Tell what the regime did to the traced citizens: paired effects, when lives part, what is left after its end, and through whom.

    For dose and response, vary a path with sweep: underheaven sweep article regime.cameras.coverage=0,0.3,0.9

    Example: underheaven effects runs/article-1a2b3c4d-1 --exempt 0.1
    """
    from underheaven.commands.effects import effects

    return effects(run, outcomes or (), exempt, as_json)


def bench(
    citizens: Annotated[str | None, typer.Option(help="Citizens of every entry.  [default: 200,000]")] = None,
    seconds: Annotated[float | None, typer.Option(help="Time for all entries together.  [default: 180]")] = None,
    as_json: Json = False,
) -> int:
    """Measure the declared benchmarks on this machine: ours, NumPy, C and every peer that is installed.

    Example: underheaven bench --citizens 1e6 --seconds 300 --json
    """
    from underheaven.commands.bench import bench

    return bench(_count(citizens), seconds, as_json)


def add_to(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    for verb in (attribute, sweep, sensitivity, calibrate, effects, bench):
        app.command()(verb)


def _count(text: str | None) -> int | None:
    return None if text is None else count(text)
