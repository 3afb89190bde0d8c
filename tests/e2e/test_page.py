"""The page in a headless Chromium, over a real server with a real worker: choose, turn, run, watch, cancel, ask, meet, take."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SMALL = "citizens=4096&days=60"
LONG = "citizens=16384&days=3000&seed=5"
PATIENCE = 240_000  # milliseconds: the worker may have to compile the kernel first


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    runs = tmp_path_factory.mktemp("served") / "runs"
    command = [sys.executable, "-m", "underheaven", "serve", "--port", "0", "--runs", str(runs), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    yield json.loads("".join(lines))["url"].rstrip("/")
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    process.stdout.close()


class Visitor:
    """A page that remembers what it asked for and what it complained of."""

    def __init__(self, chromium: Any, server: str, **options: Any) -> None:
        self.page = chromium.new_page(**({"viewport": {"width": 1200, "height": 900}} | options))
        self.page.set_default_timeout(PATIENCE)
        self.server, self.complaints, self.outside = server, [], []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: None if request.url.startswith(server) else self.outside.append(request.url))

    def go(self, path: str) -> Any:
        self.page.goto(self.server + path)
        return self.page

    def run(self, scenario: str, query: str) -> str:
        """Press the button on the page of levers; returns the path of the run."""
        self.go(f"/turn/{scenario}?{query}")
        self.page.click("#run")
        self.page.wait_for_url("**/runs/*")
        return str(self.page.evaluate("location.pathname"))

    def close(self) -> None:
        self.page.close()
        assert self.outside == []
        assert self.complaints == []


@pytest.fixture
def visitor(chromium: Any, server: str) -> Iterator[Visitor]:
    one = Visitor(chromium, server)
    yield one
    one.close()


@pytest.fixture(scope="session")
def finished(chromium: Any, server: str) -> str:
    """A run that has ended, lived through the page: choose, turn, run, watch."""
    one = Visitor(chromium, server)
    page = one.go("/")
    page.click("text=The regime as the article tells it")
    page.wait_for_url("**/turn/article")
    page.fill("#citizens", "4096")
    page.fill("#days", "60")
    page.fill("#regime-cameras-coverage", "0.8")
    page.wait_for_function("() => location.search.includes('regime.cameras.coverage=0.8')")
    assert page.locator(".lever.turned").count() == 1
    page.click("#run")
    page.wait_for_url("**/runs/*")
    page.wait_for_function("() => document.querySelector('#told-regime').textContent.includes('on the list')")
    assert "Nobody is on a list" in page.inner_text("#told-twin")
    page.wait_for_selector("#results:visible")
    page.wait_for_function("() => document.querySelector('#status').textContent.startsWith('Finished')")
    path = str(page.evaluate("location.pathname"))
    one.close()
    return path


def day(page: Any) -> int:
    words = page.inner_text("#day-regime").replace("\xa0", "").split()
    return int(words[1]) if len(words) > 1 else 0


def wait_for_day(page: Any, least: int) -> None:
    page.wait_for_function(_DAY_REACHED, arg=least)


_DAY_REACHED = r"""least => {
  const words = document.querySelector('#day-regime').textContent.replace(/\u00a0/g, '').match(/^Day (\d+)/);
  return words && Number(words[1]) >= least;
}"""


def test_a_bad_file_shows_its_line(visitor: Visitor) -> None:
    page = visitor.go("/")
    page.fill("#text", "title: A town\nstatus: stylised\nregime:\n  cameras:\n    covering: 0.3\n")
    page.click("text=Check it")
    page.wait_for_selector("#mistakes li code")
    assert "line 5" in page.inner_text("#mistakes")
    assert "Did you mean coverage?" in page.inner_text("#mistakes")
    visitor.complaints = [said for said in visitor.complaints if "422" not in said]  # the browser's own note on the answer
    page.fill("#text", "title: A town\nstatus: stylised\nbase: rongcheng\n")
    page.click("text=Check it")
    page.wait_for_url("**/turn/own-*")
    assert page.inner_text("h1") == "A town"


def test_pause_step_reload_second_tab_and_cancel(chromium: Any, server: str, visitor: Visitor) -> None:
    path = visitor.run("article", LONG)
    page = visitor.page
    wait_for_day(page, 8)
    page.reload()
    wait_for_day(page, 9)  # the days from before the reload are there again
    second = Visitor(chromium, server)
    second.go(path)
    wait_for_day(second.page, 9)
    page.click("#pause")
    page.wait_for_selector("#step:visible")
    second.page.wait_for_selector("#step:visible")
    page.wait_for_timeout(1500)
    before = day(page)
    assert day(second.page) == before
    assert page.inner_text("#told-regime") == second.page.inner_text("#told-regime")
    page.click("#step")
    wait_for_day(page, before + 1)
    wait_for_day(second.page, before + 1)
    assert day(page) == before + 1
    second.page.click("#cancel")
    page.wait_for_function("() => document.querySelector('#status').textContent.startsWith('Cancelled')")
    second.close()


def test_keyboard_alone(visitor: Visitor, finished: str) -> None:
    page = visitor.go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/turn/documented":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/turn/documented")
    page.focus("#regime-cameras-on, #regime-cameras")
    page.keyboard.press("Space")
    page.wait_for_function("() => location.search.includes('regime.cameras=')")
    page = visitor.go(finished)
    page.wait_for_function("() => document.querySelector('#map-regime').getAttribute('aria-label').includes('listed')")
    page.focus("#map-regime")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    page.wait_for_function("() => document.querySelector('#pointed').textContent.startsWith('Citizen')")
    page.wait_for_selector("#results:visible")
    page.keyboard.press("Enter")
    page.wait_for_url("**/citizens/*")
    assert page.locator("svg.time-line").count() == 1


def test_ask_meet_take(visitor: Visitor, finished: str) -> None:
    page = visitor.go(f"{finished}/ask")
    assert "In this model, over these assumptions" in page.inner_text("main")
    page.select_option("#measure", "acts_critical_speech")
    page.select_option("#by", "residence")
    page.click("#asking button")
    page.wait_for_url("**measure=acts_critical_speech**")
    assert "in the country" in page.inner_text("table")
    page.click("nav.steps >> text=Meet")
    page.click("main .card li a >> nth=0")
    page.wait_for_url("**/citizens/*")
    assert "not the effect on a person" in page.inner_text("main")
    page.click("nav.steps >> text=Take")
    with page.expect_download() as download:
        page.click("a[aria-label='national as CSV']")
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith('"arm"')


def test_one_safeguard_switched_and_compared(visitor: Visitor, finished: str) -> None:
    page = visitor.go(f"{finished}/ask")
    page.click("text=With human review")
    page.wait_for_url("**/runs/*against=*")
    page.wait_for_selector("#against:visible")
    page.click("#against")
    page.wait_for_url("**/compare*")
    assert "B − A, paired" in page.inner_text("table")


def paths(finished: str) -> list[str]:
    return ["/", "/turn/article", finished, f"{finished}/ask", f"{finished}/meet", f"{finished}/take", "/compare"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(chromium: Any, server: str, finished: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    one = Visitor(chromium, server, color_scheme=scheme)
    found = []
    for path in paths(finished):
        page = one.go(path)
        page.wait_for_timeout(700)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        violations = Axe().run(page).response["violations"]
        found += [(path, violation["id"], violation["nodes"][0]["html"][:120]) for violation in violations]
    one.close()
    assert found == []


def test_it_fits_a_telephone(chromium: Any, server: str, finished: str) -> None:
    one = Visitor(chromium, server, viewport={"width": 360, "height": 740})
    widths = {}
    for path in paths(finished):
        page = one.go(path)
        page.wait_for_timeout(400)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    one.close()
    assert {path: width for path, width in widths.items() if width > 360} == {}


def test_the_worker_dies_with_the_server(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "underheaven", "serve", "--port", "0", "--runs", str(tmp_path / "runs"), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    import psutil

    worker: list[psutil.Process] = []
    until = time.monotonic() + 60
    while not worker and time.monotonic() < until:
        time.sleep(0.2)
        worker = psutil.Process(process.pid).children()
    assert worker
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    gone, alive = psutil.wait_procs(worker, timeout=60)
    assert len(gone) == 1
    assert not alive
