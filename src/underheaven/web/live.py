"""One run of the page, in the worker: both worlds together, looked at day by day, then its tables and its report."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from underheaven import __version__
from underheaven.engine.tally import CLASS_LABELS, ORIGINS, RESIDENCE_LABELS, RESIDENCES
from underheaven.measures.folder import MANIFEST, RunFolder
from underheaven.study.companion import accompany
from underheaven.study.experiment import request
from underheaven.study.pasts import Arms
from underheaven.study.plan import remember_rate
from underheaven.study.replicate import Moment, Stopped, replicate
from underheaven.study.sample import sample_of_citizens, strata_of
from underheaven.web.look import SAMPLE, SHOWN, Control, Watch
from underheaven.web.people import telling
from underheaven.web.question import Question, Shelf

Tell = Callable[[str, Any], None]


def live(question: Question, shelf: Shelf, folder: Path, control: Control, tell: Tell, threads: int) -> bool:
    """Live a question into a run folder; False if it was cancelled. What is finished is kept."""
    arms = shelf.arms(question)
    asked = request(
        arms, name=question.scenario, citizens=question.citizens, days=question.days, seed=question.seed, worlds=question.worlds,
        start=date.fromisoformat(question.start), trace=min(SAMPLE, question.citizens), exemplars=False,
    )  # fmt: skip
    each = max(1, threads // 2)
    begun = (folder / MANIFEST).exists()
    run = RunFolder.start(folder, asked, version=__version__, threads=each, command=question.command, resume=begun)
    run.manifest["question"] = question.as_dict()
    run.save()
    watch = _watch(question, arms, run, control, tell)
    began = time.monotonic()
    finished = replicate(run, arms, threads=each, stop=control.stop, observe=watch.observe, together=True)
    if isinstance(finished, Stopped):
        return False
    remember_rate(threads, question.citizen_days / (time.monotonic() - began), question.citizen_days, question.citizens)
    return _finish(finished, control, tell)


def _watch(question: Question, arms: Arms, run: RunFolder, control: Control, tell: Tell) -> Watch:
    """Tell who is on the map, and look at them from now on."""
    who = np.array(sample_of_citizens(question.seed, question.citizens, SAMPLE), np.int64)
    strata = strata_of(arms.regime, question.seed, question.citizens, who)
    adults = (strata // (ORIGINS * RESIDENCES)) % 3 > 0
    who, strata = who[adults], strata[adults]
    cells = max(1, -(-question.citizens // 256))
    districts = max(1, min(333, cells // 8))
    people = {
        "id": who.tolist(), "district": ((who >> 8) * districts // cells).tolist(), "districts": districts,
        "class": [CLASS_LABELS[place] for place in strata // 36], "residence": [RESIDENCE_LABELS[place] for place in strata % RESIDENCES],
    }  # fmt: skip
    names = tuple(arm for arm, _ in arms.named())
    kept = {(world, arm) for world in range(question.worlds) for arm in names if run.kept(world, arm)}
    tell("begin", {"measures": SHOWN, "people": people, "days": question.days, "worlds": question.worlds, "start": question.start})
    regime = arms.regime.regime_on(date.fromisoformat(question.start))
    return Watch(control, tell, names, who, regime, kept, (question.worlds - 1, question.days))


def _finish(run: RunFolder, control: Control, tell: Tell) -> bool:
    from underheaven.report.html import write_report

    run.manifest["exemplars"] = telling(run)
    run.save()

    def beside(moment: Moment) -> None:
        tell("phase", {"phase": "beside", "done": round(moment.done, 2)})

    tell("phase", {"phase": "beside", "done": 0})
    if not accompany(run, threads=2, progress=beside, stop=control.stop):
        return True  # the run itself is whole; its report may be rendered without the other account
    tell("phase", {"phase": "report", "done": 0})
    write_report(run.path, run.path / "report.html")
    run.add_file("report.html")
    return True
