"""The command line: verbs and their options. What they do stands in ``commands``; nothing heavy is imported before a verb runs."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from underheaven import __version__
from underheaven.commands import study_verbs
from underheaven.commands.console import BAD_INPUT, complaint, count, end_with_parent, say, traceback_wanted
from underheaven.commands.study_verbs import Folder, Json

_COMPLETING = "_UNDERHEAVEN_COMPLETE" in os.environ or not {"--install-completion", "--show-completion"}.isdisjoint(sys.argv)
"""Only when it is asked for: Typer's options of completion load pydantic for every ``--help``."""

app = typer.Typer(
    name="underheaven",
    help="A laboratory for societies under score: a regime, as data, is imposed on synthetic people and run beside the same society "
    "without it.\n\nExample: underheaven run article --start 2020-01-01\n\n"
    "Completion of names in your shell: underheaven --install-completion",
    add_help_option=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=_COMPLETING,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)

_SCENARIO = typer.Argument(help="A shipped name (underheaven list) or a file ending in .yaml.", autocompletion=study_verbs.shipped)
_FILES = typer.Argument(metavar="FILE…", help="Scenario files, or shipped names.", autocompletion=study_verbs.shipped)
Scenario = Annotated[str, _SCENARIO]
Citizens = Annotated[str | None, typer.Option(help="Number of citizens from 1, also 2M or 1.4e9.  [default: 131072]")]
Days = Annotated[int | None, typer.Option(help="Days to run, at most 7400.  [default: 365]")]
Start = Annotated[str | None, typer.Option(help="Date of day 1.  [default: 2014-01-01]")]
BurnIn = Annotated[int | None, typer.Option("--burn-in", help="Days to live before the first measured one.  [default: 0]")]
Seed = Annotated[int | None, typer.Option(help="Seed of the society and all its draws.  [default: 1]")]
Worlds = Annotated[int | None, typer.Option(help="Worlds; intervals need 8.  [default: 1]")]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads of the kernel; the result is the same.  [default: 2]")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes that live arms side by side, one thread each.  [default: 1]")]
Address = Annotated[
    str | None,
    typer.Option(
        "--address", help="Share every arm among actors of a Ray cluster, as many as --workers or as find room: local, auto or HOST:PORT."
    ),
]
CheckpointEvery = Annotated[
    int | None,
    typer.Option("--checkpoint-every", min=0, metavar="DAYS", help="Days between two checkpoints, kept with the run; 0 for none.  "
                 "[default: as often as costs little, and none kept]"),
]  # fmt: skip
NoTwin = Annotated[bool, typer.Option("--no-twin", help="Leave the world without the regime away.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change one value, such as regime.cameras=off; repeatable.")
]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"underheaven {__version__}")
        raise typer.Exit


def _help(context: typer.Context, wanted: bool) -> None:
    if wanted:
        print(context.get_help())
        raise typer.Exit


@app.callback()
def _all(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
    # Typer's own --help looks at its value with pydantic before any verb runs, which takes half a second
    help_: Annotated[bool, typer.Option("--help", "-h", callback=_help, is_eager=True, help="Show this message.")] = False,
) -> None:
    pass


@app.command(name="list")
def list_(as_json: Json = False) -> int:
    """List the shipped scenarios.

    Example: underheaven list
    """
    from underheaven.commands.scenarios import list_scenarios

    return list_scenarios(as_json)


@app.command()
def show(
    name: Annotated[
        str | None, typer.Argument(help="A shipped name or a file ending in .yaml.", autocompletion=study_verbs.shipped)
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a scenario file.")] = False,
    as_json: Json = False,
) -> int:
    """Show a scenario in full: every number with its unit and source.

    Example: underheaven show article
    """
    from underheaven.commands.scenarios import show_scenario

    return show_scenario(name, schema, as_json)


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="The file to write, ending in .yaml.")],
    base: Annotated[str, typer.Option("--from", help="Scenario to start from.", autocompletion=study_verbs.shipped)] = "article",
) -> int:
    """Start a scenario file of your own.

    Example: underheaven new harbour.yaml --from rongcheng
    """
    from underheaven.commands.scenarios import new_scenario

    return new_scenario(path, base)


@app.command()
def check(
    files: Annotated[list[str], _FILES],
    as_json: Json = False,
) -> int:
    """Check scenario files: form, sources, ranges, and their own examples.

    Example: underheaven check harbour.yaml
    """
    from underheaven.commands.scenarios import check

    return check(files, as_json)


@app.command()
def plan(
    scenario: Scenario,
    citizens: Citizens = None,
    days: Days = None,
    start: Start = None,
    worlds: Worlds = None,
    no_twin: NoTwin = False,
    threads: Threads = None,
    workers: Workers = None,
    checkpoint_every: CheckpointEvery = None,
    out: Annotated[Path | None, typer.Option(help="Where the run folder would stand.")] = None,
    changes: Set = None,
    as_json: Json = False,
) -> int:
    """Say what a run needs: memory, time and disk. Refuses what cannot fit.

    Example: underheaven plan article --citizens 1.4e9 --days 365
    """
    from underheaven.commands.run import Options, plan

    return plan(Options(
        scenario, _count(citizens), days, start, worlds=worlds, twin=not no_twin, threads=threads, out=out, changes=changes or (),
        as_json=as_json, workers=workers, checkpoint_every=checkpoint_every,
    ))  # fmt: skip


@app.command()
def run(
    scenario: Annotated[str | None, _SCENARIO] = None,
    citizens: Citizens = None,
    days: Days = None,
    start: Start = None,
    burn_in: BurnIn = None,
    seed: Seed = None,
    worlds: Worlds = None,
    no_twin: NoTwin = False,
    threads: Threads = None,
    workers: Workers = None,
    address: Address = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results.  [default: runs/SCENARIO-HASH-SEED]")] = None,
    resume: Annotated[Path | None, typer.Option(help="Go on with a run that was stopped; needs nothing else.")] = None,
    checkpoint_every: CheckpointEvery = None,
    from_checkpoint: Annotated[
        Path | None, typer.Option("--from-checkpoint", metavar="DIR", help="Begin where another run was after --day, under this scenario.")
    ] = None,
    day: Annotated[int | None, typer.Option(help="Day of the other run after which this one begins.")] = None,
    trace: Annotated[int | None, typer.Option(help="Citizens whose lives are written down.  [default: 0]")] = None,
    trace_ids: Annotated[str | None, typer.Option("--trace-ids", metavar="A,B", help="Ids of further citizens to write down.")] = None,
    no_companion: Annotated[
        bool, typer.Option("--no-companion", help="Leave the other account away: documented beside article, or the other way round.")
    ] = False,
    changes: Set = None,
    as_json: Json = False,
) -> int:
    """Run a scenario beside the same society without it, and write tables and a report.

    Ctrl-C keeps what is done and says how to go on. Many futures of one past: --from-checkpoint.

    Example: underheaven run article --start 2020-01-01 --citizens 200000 --worlds 8
    """
    from underheaven.commands.run import Options, run

    return run(Options(
        scenario, _count(citizens), days, start, burn_in, seed, worlds, not no_twin, threads, out, resume, trace, trace_ids,
        changes or (), as_json, not no_companion, workers, checkpoint_every, from_checkpoint, day, address,
    ))  # fmt: skip


@app.command()
def report(
    run: Folder,
    out: Annotated[Path | None, typer.Option(help="The HTML file to write.  [default: report.html in the run folder]")] = None,
    companion: Annotated[bool, typer.Option("--companion", help="First run the other account beside it, if it lacks.")] = False,
    band: Annotated[
        Path | None, typer.Option(metavar="STUDY", help="A sensitivity study of the same scenario: show the band over assumptions.")
    ] = None,
    lang: Annotated[
        str,
        typer.Option(metavar="LANGUAGE", help="Language of the report, or a catalogue of your own (FILE.mo): how-to, Translate a report."),
    ] = "en",
    as_json: Json = False,
) -> int:
    """Render the report of a run, or of a study, as one self-contained HTML file.

    Example: underheaven report runs/article-1a2b3c4d-1
    """
    from underheaven.commands.results import report

    return report(run, out, as_json, companion, band, lang)


@app.command()
def explain(
    run: Folder,
    citizen: Annotated[int, typer.Argument(help="Number of a citizen.")],
    world: Annotated[int, typer.Option(help="World of the run.")] = 0,
    as_json: Json = False,
) -> int:
    """Tell the life of one synthetic citizen in both worlds.

    Example: underheaven explain runs/article-1a2b3c4d-1 2034
    """
    from underheaven.commands.results import explain

    return explain(run, citizen, world, as_json)


@app.command()
def audit(run: Folder, as_json: Json = False) -> int:
    """Audit a run: errors, inequality, chilling, trust, cost and burden, each with its interval, and the elements of law they touch.

    Example: underheaven audit runs/article-1a2b3c4d-1
    """
    from underheaven.commands.audit import audit

    return audit(run, as_json)


@app.command()
def sources(scenario: Scenario, as_json: Json = False) -> int:
    """List every number of a scenario with its source, and how much rests on what.

    Example: underheaven sources article
    """
    from underheaven.commands.scenarios import sources

    return sources(scenario, as_json)


_SUBJECT = typer.Argument(metavar="[SCENARIO]", help="A shipped name or a file ending in .yaml.", autocompletion=study_verbs.shipped)
Subject = Annotated[str, _SUBJECT]


@app.command()
def cite(
    scenario: Subject = "article",
    as_json: Json = False,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="Print BibTeX entries.")] = False,
) -> int:
    """List the references that a scenario uses: its sources, the documents behind its numbers, the theory of its mechanisms.

    Example: underheaven cite rongcheng --bibtex
    """
    from underheaven.commands.provenance import cite

    return cite(scenario, as_json, bibtex)


@app.command()
def odd(scenario: Subject = "article", as_json: Json = False) -> int:
    """Write the ODD+D document of a scenario as Markdown: entities, schedule, design concepts, submodels, every number with its source.

    Example: underheaven odd article > odd.md
    """
    from underheaven.commands.provenance import odd

    return odd(scenario, as_json)


@app.command()
def systems(
    scenario: Annotated[str, _SCENARIO] = "article",
    rows: Annotated[list[str] | None, typer.Option("--row", metavar="ID", help="Only this row, such as S04; repeatable.")] = None,
    measure: Annotated[bool, typer.Option("--measure", help="Measure what every switch changes; --json always does.")] = False,
    citizens: Annotated[str | None, typer.Option(help="Number of citizens of each world.  [default: 16384]")] = None,
    days: Annotated[int | None, typer.Option(help="Days to run, at most 7400.  [default: 182]")] = None,
    worlds: Annotated[int | None, typer.Option(help="Worlds; intervals need 8.  [default: 8]")] = None,
    seed: Seed = None,
    start: Annotated[str | None, typer.Option(help="Date of day 1.  [default: 2020-01-01]")] = None,
    threads: Threads = None,
    as_json: Json = False,
) -> int:
    """Rows S01 to S26: mechanism, switch, measure, and the measured effect of the switch.

    An effect is the measure with the row on minus the measure with it off, in the same worlds.

    Example: underheaven systems article --measure
    """
    from underheaven.commands.systems import systems

    return systems(
        scenario, rows or (), measure=measure, citizens=_count(citizens), days=days, worlds=worlds, seed=seed, start=start, threads=threads,
        as_json=as_json,
    )  # fmt: skip


@app.command()
def validate(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Anchors to run, such as V-13b; without any, all.")] = None,
    as_json: Json = False,
) -> int:
    """Run the anchors: published, simulated, tolerance, verdict. Exit 1 if one fails.

    Example: underheaven validate
    """
    from underheaven.validation.runner import main

    return main(ids or (), as_json)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on; another than this machine's own needs --token.")] = "127.0.0.1",
    token: Annotated[str, typer.Option(help="Secret that opens the page; new makes one.")] = "",
    runs: Annotated[Path, typer.Option(help="Folder of run folders.")] = Path("runs"),
    threads: Threads = None,
    budget: Annotated[str | None, typer.Option(help="Most citizen-days of one run.  [default: 4e9]")] = None,
    as_json: Json = False,
) -> int:
    """Serve the page: choose a regime, turn its levers, watch both worlds, ask, meet, take.

    Example: underheaven serve --port 8765
    """
    from underheaven.commands.serve import serve

    return serve(host, port, token, runs, threads, _count(budget), as_json)


def _count(text: str | None) -> int | None:
    return None if text is None else count(text)


study_verbs.add_to(app)

_UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def main() -> None:
    """Run the command line; every failure is one clear line and an exit code."""
    end_with_parent()
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="underheaven", standalone_mode=False)
        sys.stdout.flush()
    except Exception as error:
        if isinstance(error, _UsageError):
            code = _misused(error)
        elif traceback_wanted():
            raise
        else:
            code = _failed(error)
    except KeyboardInterrupt as error:
        code = _failed(error)
    except SystemExit:  # only Typer raises it here, when whoever read the output has gone
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _misused(error: Exception) -> int:
    context = getattr(error, "ctx", None)
    verb = context.command_path if context else "underheaven"
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    message = message.replace("Input should be", "must be").partition(", unable to parse")[0]  # the parser's words for a wrong number
    say(f"{verb}: {' '.join(message.split()) or 'say what to do'} (see {verb} --help)")
    return BAD_INPUT


def _failed(error: BaseException) -> int:
    message, code = complaint(error)
    say(f"underheaven: {message}")
    return code
