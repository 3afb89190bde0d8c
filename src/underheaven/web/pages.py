"""The pages: choose, turn, watch, ask, meet, take, compare. Each is a link, and works without a script as far as it can."""

from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response, StreamingResponse

from underheaven.measures.arms import TABLES
from underheaven.measures.dictionary import entry
from underheaven.measures.folder import RunFolder
from underheaven.report.words import number
from underheaven.scenario.library import headings
from underheaven.web import answers, people, take
from underheaven.web.api import effort, jobs_of, question_in, settings_of, shelf_of
from underheaven.web.guard import REPORT_POLICY
from underheaven.web.jobs import OVER
from underheaven.web.levers import SAFEGUARDS, levers, words
from underheaven.web.question import Question
from underheaven.web.runs import finished, folder_of, opened, question_of

ONE_SENTENCE = {
    "article": "Cameras, messages, neighbours and offices report into one national, compulsory score; a listing bites everywhere.",
    "article-safeguarded": "The same regime under every safeguard of a state of law at once: what is left of the harm, and at what price.",
    "campaign": "For six months denunciation is preached in school and street; no machine takes part.",
    "childcare-benefits": "A fraud model takes up families by origin and income, and whoever is taken up pays back everything.",
    "city-rewards": "A voluntary city score that only rewards; nothing takes points, and few join.",
    "court-list": "Only the courts keep a list: who does not pay a judgment may not fly, take fast trains or buy luxuries.",
    "documented": "Lists of courts and offices with sanctions on travel and luxuries, and mostly voluntary pilots that few know of.",
    "financial-2007": "A register of how people pay, which only lenders use.",
    "firms-only": "Firms are rated, inspected, listed and fined; nobody’s private life is.",
    "job-chances": "A labour office scores everybody without work, and who falls below a bound gets less help.",
    "lender": "A lender lends where a loan is expected to pay; who is refused can never show better.",
    "neighbourhood-watch": "Volunteers of the street committee watch and report; no cameras, no messages read.",
    "no-regime": "Bills, jobs, courts and fines, but nobody is scored, watched or listed: the twin of every other scenario.",
    "null-regime": "Everything switched on and without effect: a test of the instrument, equal to its twin bit for bit.",
    "robodebt": "An office averages a year’s income over its weeks and claims back what does not fit.",
    "rollout": "The article’s scheme brought in step by step, from pilots by choice to everybody.",
    "rongcheng": "One county scores all its residents by a published table; offices and neighbours feed it.",
    "sesame": "A platform scores its members and rewards a good score; the state has none.",
    "sunset": "The article’s regime, ended by its own law after a year: what heals, and what does not.",
}
_FIRST = ("article", "documented", "article-safeguarded", "rongcheng", "court-list", "rollout")
STATUS = {
    "documented": "as sources describe it",
    "stylised": "simplified from sources",
    "counterfactual": "nobody has documented it",
}
SIZES = ((4_096, "a village, seconds"), (16_384, "a small town"), (65_536, "a town"), (131_072, "a city, a minute or more"))


def choose(request: Request) -> Response:
    """Shipped scenarios as cards, a file of one's own, and finished runs."""
    found = {heading.name: heading for heading in headings()}
    order = [*(name for name in _FIRST if name in found), *(name for name in found if name not in _FIRST)]
    cards = [(found[name], ONE_SENTENCE.get(name, found[name].summary.partition(". ")[0] + ".")) for name in order]
    jobs = [job for job in jobs_of(request).all.values() if not job.over]
    return _page(
        request,
        "choose.html",
        cards=cards,
        status=STATUS,
        runs=finished(settings_of(request).runs),
        jobs=jobs,
        here="choose",
        titles={name: heading.title for name, heading in found.items()},
    )


async def turn(request: Request) -> Response:
    """The levers of a scenario."""
    question = question_in(request)
    return await run_in_threadpool(_turn, request, question)


def _turn(request: Request, question: Question) -> Response:
    shelf = shelf_of(request)
    scenario, plain = shelf.scenario(question), shelf.plain(question.scenario)
    groups = levers(scenario, plain, date.fromisoformat(question.start))
    shown = {lever.path for group in groups for lever in (group.switch, *group.levers) if lever}
    others = [(path, value) for path, value in question.changes if path not in shown]
    return _page(
        request, "turn.html", question=question, scenario=scenario, groups=groups, others=others, sizes=SIZES, status=STATUS,
        effort=effort(settings_of(request), question), on=scenario.regime_on(date.fromisoformat(question.start)).on, here="turn",
    )  # fmt: skip


def watch(request: Request) -> Response:
    """Both worlds, live or as they were."""
    name = request.path_params["run"]
    job, folder = jobs_of(request).all.get(name), opened(settings_of(request).runs, name)
    if job is None and folder is None:
        raise HTTPException(404)
    question = job.question if job else question_of(folder) if folder else None
    if folder is not None:
        title = folder.manifest["scenario"]["title"]
    else:
        assert question is not None
        title = shelf_of(request).scenario(question).title
    against = request.query_params.get("against", "")
    against = against if folder_of(settings_of(request).runs, against) else ""
    over = folder is not None and (job is None or job.state in OVER)
    return _page(
        request, "watch.html", run=name, title=title, question=question, ready=folder is not None, over=over, against=against, here="watch",
        manifest=folder.manifest if folder else None,
    )  # fmt: skip


def ask(request: Request) -> Response:
    """What changed, for whom, how much by error."""
    folder = _finished(request)
    totals = answers.totals_of(folder.path)
    question = answers.asked(request.query_params)
    found = answers.rows(totals, question)
    from underheaven.report.beside import beside
    from underheaven.report.headline import headline

    plain = question.by == "class" and not question.among and "measure" not in request.query_params
    return _page(
        request, "ask.html", run=folder.path.name, title=folder.manifest["scenario"]["title"], manifest=folder.manifest, asked=question,
        rows=found, chart=answers.chart(totals, question, found), headline=headline(totals) if plain else [], measures=answers.ASKED,
        dimensions=answers.DIMENSIONS, names=answers.NAMES, errors=answers.by_error(totals, question.people),
        caution=answers.caution(totals.worlds), beside=beside(folder) if plain else None, safeguards=_safeguards(folder),
        others=[run for run in finished(settings_of(request).runs) if run.id != folder.path.name], here="ask",
    )  # fmt: skip


def _safeguards(folder: RunFolder) -> list[dict[str, Any]]:
    """Each safeguard with the question in which only it is switched."""
    question = question_of(folder)
    if question is None:
        return []
    from underheaven.scenario.schema import Scenario

    regime = Scenario.model_validate(folder.manifest["scenario"]).regime_on(date.fromisoformat(folder.manifest["start"]))
    found = []
    for name, about in SAFEGUARDS.items():
        on = bool(getattr(regime.safeguards, name).on) and regime.on
        other = question.with_change(f"regime.safeguards.{name}", "off" if on else "on")
        found.append({"name": words(name), "about": about, "on": on, "question": other})
    return found if regime.on else []


def meet(request: Request) -> Response:
    """Citizens worth meeting, and a way to any on the map."""
    folder = _finished(request)
    found = [(title, people.worth_meeting(folder, kind, 3)) for kind, title in people.KINDS.items()]
    return _page(
        request,
        "meet.html",
        run=folder.path.name,
        title=folder.manifest["scenario"]["title"],
        found=found,
        manifest=folder.manifest,
        here="meet",
    )


def citizen(request: Request) -> Response:
    """One life in both worlds."""
    from underheaven.report.life import CAUTION, life

    folder = _finished(request)
    who, world = request.path_params["citizen"], request.query_params.get("world", "0")
    if not all(text.isascii() and text.isdigit() and len(text) < 11 for text in (who, world)):
        raise HTTPException(404)
    number_, place = int(who), int(world)
    known = number_ < folder.manifest["citizens"] and place < folder.manifest["worlds"]
    if not known:
        raise HTTPException(404)
    try:
        told = life(folder, number_, place)
    except KeyError:
        traced = folder.query("SELECT citizen FROM citizens WHERE world = 0 ORDER BY abs(citizen - ?) LIMIT 1", [number_]).to_pylist()
        near = traced[0]["citizen"] if traced else None
        return _page(request, "nobody.html", 404, run=folder.path.name, citizen=number_, near=near, here="meet",
                     title=folder.manifest["scenario"]["title"], manifest=folder.manifest)  # fmt: skip
    line = people.time_line(told, people.listings(folder, number_, place))
    return _page(
        request, "citizen.html", run=folder.path.name, title=folder.manifest["scenario"]["title"], told=told, line=line, caution=CAUTION,
        manifest=folder.manifest, here="meet", lead=people.summary(told),
    )  # fmt: skip


def take_away(request: Request) -> Response:
    """Report, data, scenario file, citation."""
    folder = _finished(request)
    question = question_of(folder)
    sizes = {name: (folder.path / name).stat().st_size for name in take.FILES if (folder.path / name).is_file()}
    return _page(
        request, "take.html", run=folder.path.name, title=folder.manifest["scenario"]["title"], tables=take.ABOUT, sizes=sizes,
        citation=take.citation(folder), command=question.command if question else folder.manifest["command"], manifest=folder.manifest,
        link=question.link if question else "", here="take",
    )  # fmt: skip


def file(request: Request) -> Response:
    """One file of a run folder, of those that are handed out."""
    folder, name = _finished(request), request.path_params["name"]
    if name in ("scenario.yaml", "citation.txt"):
        text = take.scenario_file(folder) if name == "scenario.yaml" else take.citation(folder) + "\n"
        return PlainTextResponse(text, headers={"content-disposition": f'attachment; filename="{folder.path.name}-{name}"'})
    path = folder.path / name
    if name not in take.FILES or path.is_symlink() or not path.is_file():
        raise HTTPException(404)
    if name == "report.html":
        return FileResponse(path, media_type=take.FILES[name], headers={"content-security-policy": REPORT_POLICY})
    return FileResponse(path, media_type=take.FILES[name], filename=f"{folder.path.name}-{name}")


def table(request: Request) -> Response:
    """A table of a run as CSV."""
    folder = _finished(request)
    name, _, ending = request.path_params["name"].partition(".")
    if ending != "csv" or name not in TABLES:
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="{folder.path.name}-{name}.csv"'}
    return StreamingResponse(take.csv(folder, name), media_type="text/csv; charset=utf-8", headers=headers)


def compare(request: Request) -> Response:
    """Two finished runs beside each other, their difference paired world by world where they share their societies."""
    runs = settings_of(request).runs
    named = [request.query_params.get(side, "") for side in ("a", "b")]
    folders = [opened(runs, name) for name in named]
    first, second = folders
    if first is None or second is None:
        return _page(request, "compare.html", pairs=[], first=None, second=None, runs=finished(runs), paired=False, caution="", named=named,
                     measures={}, units={}, here="compare")  # fmt: skip
    pairs = answers.compare(answers.totals_of(first.path), answers.totals_of(second.path))
    worlds = min(first.manifest["worlds"], second.manifest["worlds"])
    units = {pair.measure: entry(pair.measure).estimate_unit for pair in pairs}
    return _page(
        request, "compare.html", pairs=pairs, first=_called(first), second=_called(second), runs=finished(runs), named=named,
        paired=answers.paired(first, second), caution=answers.caution(worlds), measures=answers.ASKED, units=units, here="compare",
    )  # fmt: skip


def _called(folder: RunFolder) -> dict[str, str]:
    question = question_of(folder)
    changes = question.changes if question else ()
    said = ", ".join(f"{path.removeprefix('regime.')} {value}" for path, value in changes)
    return {"id": folder.path.name, "title": folder.manifest["scenario"]["title"], "words": said}


def _finished(request: Request) -> RunFolder:
    folder = opened(settings_of(request).runs, request.path_params["run"])
    if folder is None:
        raise HTTPException(404)
    return folder


def _page(request: Request, template: str, code: int = 200, /, **values: Any) -> Response:
    text = request.app.state.templates.get_template(template).render(proof=settings_of(request).secret, group=number, **values)
    return HTMLResponse(text, code)
