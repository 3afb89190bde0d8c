"""What the page's scripts ask for: uploads, runs, their control, and their events."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from underheaven.web.jobs import OVER, Job, Jobs
from underheaven.web.question import LARGEST_UPLOAD, MOST_CHANGES, Question, Refused, Shelf
from underheaven.web.runs import opened, question_of, told_again
from underheaven.web.settings import Settings

CONTROLS = ("pause", "resume", "step", "cancel")


async def upload(request: Request) -> Response:
    """Check a scenario file and keep it; mistakes come back at their lines."""
    said = await _document(request)
    text = said.get("text")
    if not isinstance(text, str):
        raise Refused(["send the text of a scenario file"])
    if len(text.encode("utf-8", "replace")) > LARGEST_UPLOAD:
        raise HTTPException(413, "At most 1 MB")
    name = await run_in_threadpool(shelf_of(request).put, text.encode("utf-8", "replace").decode())
    return JSONResponse({"scenario": name, "url": f"/turn/{name}"}, 201)


async def turned(request: Request) -> Response:
    """Whether a question can be asked, and what it takes."""
    question = question_in(request)
    await run_in_threadpool(shelf_of(request).scenario, question)
    return JSONResponse(await run_in_threadpool(effort, settings_of(request), question))


async def start(request: Request) -> Response:
    """Queue the run of a question; one that is there already is shown instead."""
    said = await _document(request)
    scenario, query = said.get("scenario"), said.get("query", "")
    if not isinstance(scenario, str) or not isinstance(query, str):
        raise Refused(["say which scenario to run"])
    question = Question.read(scenario[:80], pairs(query))
    await run_in_threadpool(shelf_of(request).scenario, question)
    there = await run_in_threadpool(opened, settings_of(request).runs, question.id)
    if there is None:
        jobs_of(request).start(question)
    return JSONResponse({"run": question.id, "url": f"/runs/{question.id}"}, 200 if there else 202)


async def control(request: Request) -> Response:
    """Pause, go on, take one step, or cancel."""
    job, what = jobs_of(request).all.get(request.path_params["run"]), request.path_params["what"]
    if job is None or what not in CONTROLS:
        raise HTTPException(404)
    jobs_of(request).ask(job, what)
    return JSONResponse(_state(job))


async def state(request: Request) -> Response:
    """Where a run stands."""
    return JSONResponse(_state(await found(request)))


async def events(request: Request) -> Response:
    """The events of a run as they come; a lost connection takes up where it broke off."""
    job = await found(request)
    last = request.headers.get("last-event-id", request.query_params.get("after", ""))
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else -1
    return StreamingResponse(job.follow(after), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def found(request: Request) -> Job:
    """The run of a request, from this server's memory or from its folder."""
    jobs, name = jobs_of(request), request.path_params["run"]
    job = jobs.all.get(name)
    if job is not None and job.state not in ("cancelled", "failed"):
        return job
    folder = await run_in_threadpool(opened, jobs.settings.runs, name)
    if folder is None:
        if job is not None:
            return job
        raise HTTPException(404)
    again = Job(name, question_of(folder) or Question(folder.manifest["scenario_name"]), "done", done=1.0)
    for kind, data in await run_in_threadpool(lambda: list(told_again(folder))):
        again.publish(kind, data)
    again.say_state()
    return jobs.all.setdefault(name, again) if name not in jobs.all or jobs.all[name].over else jobs.all[name]


def _state(job: Job) -> dict[str, Any]:
    return {"run": job.id, "state": job.state, "message": job.message, "done": job.done, "over": job.state in OVER, "events": len(job.log)}


async def _document(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(["the request is no JSON"]) from None
    if not isinstance(said, dict):
        raise Refused(["the request is no JSON object"])
    return said


def pairs(query: str) -> list[tuple[str, str]]:
    """The parts of a link."""
    try:
        return parse_qsl(query[:40_000], keep_blank_values=True, max_num_fields=2 * MOST_CHANGES)
    except ValueError:
        raise Refused(["the link has too many parts"]) from None


def question_in(request: Request) -> Question:
    """The question of a link."""
    return Question.read(request.path_params["scenario"][:80], pairs(request.url.query))


def effort(settings: Settings, question: Question) -> dict[str, Any]:
    """How much a question is, beside what the server takes."""
    from underheaven.study.plan import plan

    needed = plan(
        citizens=question.citizens, days=question.days, worlds=question.worlds, arms=2, threads=settings.threads, folder=settings.runs
    )
    problems = list(needed.problems)
    if question.citizen_days > settings.budget:
        problems.append(f"{question.citizen_days:,} citizen-days are more than this server takes, {settings.budget:,}")
    return {"seconds": round(needed.seconds, 1), "citizen_days": question.citizen_days, "problems": problems, "command": question.command}


def shelf_of(request: Request) -> Shelf:
    """The scenarios of the server."""
    shelf: Shelf = request.app.state.shelf
    return shelf


def jobs_of(request: Request) -> Jobs:
    """The runs of the server."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def settings_of(request: Request) -> Settings:
    """The settings of the server."""
    settings: Settings = request.app.state.settings
    return settings
