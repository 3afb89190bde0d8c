"""``report`` and ``explain``: what a finished run says."""

import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from underheaven.commands.console import CANCELLED, DONE, BadInput, duration, progress_bar, say, show, show_json, stoppable

if TYPE_CHECKING:
    from underheaven.measures.folder import RunFolder

_SECONDS_WITHOUT_ASKING = 120.0


def report(path: Path, out: Path | None, as_json: bool, companion: bool = False, band: Path | None = None, language: str = "en") -> int:
    """Render the report of a finished run; in the run folder it enters the manifest. ``companion`` runs the other account if it lacks.

    ``band`` is a finished sensitivity study of the same scenario, whose bands the report then shows; ``language`` is one that is
    shipped, or the path of a catalogue.
    """
    from underheaven.study.folder import is_study

    with _speaking(language):  # first of all: an unknown language must cost nothing
        return _report_of_study(path, out, as_json) if is_study(path) else _report_of_run(path, out, as_json, companion, band)


def _report_of_run(path: Path, out: Path | None, as_json: bool, companion: bool, band: Path | None) -> int:
    from underheaven.measures.folder import RunFolder
    from underheaven.report.html import write_report

    folder = RunFolder.open(path)
    target = out or path / "report.html"
    if target.is_dir():
        raise BadInput(f"{target} is a folder; --out names the HTML file to write")
    if not target.absolute().parent.is_dir():
        raise BadInput(f"{target.parent}: no such folder")
    if companion and not beside(folder):
        say(f"stopped; {path} is as it was")
        return CANCELLED
    if band is not None:
        _take_band(folder, band)
    write_report(path, target)
    if out is None:
        folder.add_file("report.html")
    if as_json:
        show_json({"run": path, "report": target, "bytes": target.stat().st_size})
    else:
        show(str(target))
    return DONE


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    from underheaven.language import LanguageError, UnknownLanguageError, languages, speaking
    from underheaven.scenario.messages import near

    try:
        with speaking(language):
            yield
    except UnknownLanguageError as unknown:
        known = languages()
        meant = near(language, known) or f". A language is one of {', '.join(known)}, or a catalogue of your own (FILE.mo)"
        raise BadInput(f"--lang {unknown}{meant}") from None
    except LanguageError as mistake:
        raise BadInput(f"--lang {language}: {mistake}") from None


def _report_of_study(path: Path, out: Path | None, as_json: bool) -> int:
    from underheaven.report.study import write_study_report
    from underheaven.study.folder import StudyFolder

    if out is not None:
        raise BadInput("the report of a study stands in its folder; leave --out away")
    write_study_report(StudyFolder.open(path))
    target = path / "report.html"
    if as_json:
        show_json({"study": path, "report": target, "bytes": target.stat().st_size})
    else:
        show(str(target))
    return DONE


def _take_band(folder: "RunFolder", study: Path) -> None:
    """Put the bands of a sensitivity study into a run's manifest."""
    from underheaven.study.folder import StudyFolder
    from underheaven.study.sensitivity import band_of

    try:
        folder.manifest["band"] = band_of(StudyFolder.open(study).manifest, folder.manifest)
    except ValueError as error:
        raise BadInput(f"{study}: {error}") from None
    folder.save()


def beside(folder: "RunFolder") -> bool:
    """Impose the regime that must be read beside this run's on the same societies, unless it stands there; False if stopped."""
    from underheaven.study.companion import accompany, missing

    other = missing(folder)
    if other is None:
        return True
    say(f"{other} beside it, in the same small societies")
    with stoppable() as stop, progress_bar() as progress:
        return accompany(folder, threads=folder.manifest["threads"], progress=progress, stop=stop)


def explain(path: Path, citizen: int, world: int, as_json: bool) -> int:
    """Tell a life; a citizen who was not traced lives the world once more."""
    from underheaven.measures.folder import RunFolder

    folder = RunFolder.open(path)
    manifest = folder.manifest
    if not 0 <= citizen < manifest["citizens"]:
        raise BadInput(f"citizens of this run are numbered from 0 to {manifest['citizens'] - 1:,}; there is no citizen {citizen:,}")
    if not 0 <= world < manifest["worlds"]:
        raise BadInput(f"worlds of this run are numbered from 0 to {manifest['worlds'] - 1}; there is no world {world}")
    if len(folder.query("SELECT 1 FROM citizens WHERE citizen = ? AND world = ? LIMIT 1", [citizen, world])):
        return _tell(folder, citizen, world, as_json)
    seconds = manifest["day_loop_seconds"] / manifest["worlds"]
    say(f"citizen {citizen} was not traced; living world {world} again takes about {duration(seconds)}")
    if seconds > _SECONDS_WITHOUT_ASKING:
        return _command(folder, citizen, world, seconds, as_json)
    return _again(folder, citizen, world, as_json)


def _again(folder: "RunFolder", citizen: int, world: int, as_json: bool) -> int:
    from underheaven.study.experiment import lived_again
    from underheaven.study.replicate import Stopped

    with tempfile.TemporaryDirectory(prefix="underheaven-") as scratch:
        with stoppable() as stop, progress_bar() as progress:
            threads = folder.manifest["threads"]
            finished = lived_again(folder, citizen, world, Path(scratch), threads=threads, progress=progress, stop=stop)
        if isinstance(finished, Stopped):
            say("stopped; nothing was written")
            return CANCELLED
        return _tell(finished, citizen, 0, as_json, called=world)


def _command(folder: "RunFolder", citizen: int, world: int, seconds: float, as_json: bool) -> int:
    """Above the budget: the command that does it, instead of doing it."""
    from underheaven.study.replicate import world_seed

    manifest = folder.manifest
    asked = manifest["command"] if manifest["command"].startswith("underheaven run") and "--resume" not in manifest["command"] else (
        f"underheaven run {manifest['scenario_name']} --citizens {manifest['citizens']} --days {manifest['days']} "
        f"--start {manifest['start']} --burn-in {manifest['burn_in']}"
    )  # fmt: skip
    seed, into = world_seed(manifest["seed"], world), f"{folder.path}-citizen-{citizen}"
    again = f"{asked} --seed {seed} --worlds 1 --trace-ids {citizen} --out {shlex.quote(into)}"  # of an option said twice the last counts
    if as_json:
        show_json({"citizen": citizen, "world": world, "traced": False, "seconds": seconds, "command": again})
    else:
        show(f"{again}\nunderheaven explain {shlex.quote(into)} {citizen}")
    return DONE


def _tell(folder: "RunFolder", citizen: int, world: int, as_json: bool, called: int | None = None) -> int:
    """Print a life; ``called`` is the number of the world in the run that was asked about."""
    from dataclasses import replace

    from underheaven.report.life import life

    story = life(folder, citizen, world)
    if called is not None:
        story = replace(story, world=called)
    if as_json:
        show_json(story.as_dict())
    else:
        show(story.text())
    return DONE
