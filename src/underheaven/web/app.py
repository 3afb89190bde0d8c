"""The server as one application: its routes, its templates, and what it says when something goes wrong."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from underheaven.report.html import small_intervals
from underheaven.report.words import number, written
from underheaven.scenario.messages import ScenarioError
from underheaven.web import api, pages
from underheaven.web.guard import Guard, TooLarge
from underheaven.web.jobs import Jobs
from underheaven.web.question import Refused, Shelf, described
from underheaven.web.settings import Settings

_HERE = Path(__file__).parent


def create_app(settings: Settings) -> ASGIApp:
    """The page, ready to be served; the guard stands before everything, answers to what broke included."""
    jobs = Jobs(settings)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await jobs.begin()
        warm = asyncio.create_task(run_in_threadpool(_warm_up)) if settings.worker else None
        try:
            yield
        finally:
            await jobs.end()
            if warm is not None:
                warm.cancel()

    app = Starlette(
        routes=[
            Route("/", pages.choose), Route("/turn/{scenario}", pages.turn), Route("/compare", pages.compare),
            Route("/runs/{run}", pages.watch), Route("/runs/{run}/ask", pages.ask), Route("/runs/{run}/meet", pages.meet),
            Route("/runs/{run}/citizens/{citizen}", pages.citizen), Route("/runs/{run}/take", pages.take_away),
            Route("/runs/{run}/files/{name}", pages.file), Route("/runs/{run}/tables/{name}", pages.table),
            Route("/api/scenarios", api.upload, methods=["POST"]), Route("/api/turn/{scenario}", api.turned),
            Route("/api/runs", api.start, methods=["POST"]), Route("/api/runs/{run}", api.state),
            Route("/api/runs/{run}/events", api.events), Route("/api/runs/{run}/{what}", api.control, methods=["POST"]),
            Route("/static/report.css", _report_css), Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        exception_handlers={
            HTTPException: _http, ScenarioError: _bad_scenario, Refused: _refused, TooLarge: _too_large, Exception: _broken,
        },
        lifespan=lifespan,
    )  # fmt: skip
    environment = Environment(
        loader=PackageLoader("underheaven.web"), autoescape=select_autoescape(default=True), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"number": number, "written": written, "small": small_intervals}
    app.state.settings, app.state.jobs, app.state.templates, app.state.shelf = settings, jobs, environment, Shelf(settings.shelf)
    return Guard(app, settings)


def _warm_up() -> None:
    """Import and load what the first visitor would otherwise wait for."""
    from importlib import import_module

    from underheaven.scenario.load import load

    for name in ("report.beside", "report.headline", "report.life", "study.plan"):
        import_module(f"underheaven.{name}")
    load("article")


def _report_css(request: Request) -> Response:
    """The report's own look, which the page shares."""
    import underheaven.report

    return FileResponse(Path(underheaven.report.__path__[0]) / "templates" / "report.css", media_type="text/css")


def _answer(request: Request, status: int, title: str, problems: list[dict[str, Any]]) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"title": title, "problems": problems}, status)
    template = request.app.state.templates.get_template("sorry.html")
    return HTMLResponse(template.render(title=title, problems=problems, proof=request.app.state.settings.secret), status)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: "There is no such page", 405: "This page does not take that"}
    return _answer(request, error.status_code, words.get(error.status_code, error.detail), [])


def _bad_scenario(request: Request, error: Exception) -> Response:
    assert isinstance(error, ScenarioError)
    return _answer(request, 422, "The scenario does not load", list(described(error.problems)))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answer(
        request, 422, "This cannot be asked", [{"where": "", "line": 0, "column": 0, "message": said} for said in error.problems]
    )


def _too_large(request: Request, error: Exception) -> Response:
    return _answer(request, 413, "At most 1 MB", [])


def _broken(request: Request, error: Exception) -> Response:
    """The trace goes to the server's own log (uvicorn writes it), never to the visitor."""
    return _answer(request, 500, "Something went wrong here; the server has written down what", [])
