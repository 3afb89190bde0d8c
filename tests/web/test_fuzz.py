"""Requests that no visitor would send: never a 5xx, never a trace, nothing touched outside the runs folder."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from starlette.testclient import TestClient
from tests.web.conftest import HERE, POSTED, RUN, SECRET

from underheaven.web.app import create_app
from underheaven.web.settings import Settings

REQUESTS = int(os.environ.get("UNDERHEAVEN_FUZZ", "300"))
"""Requests of each kind; UNDERHEAVEN_FUZZ=20000 asks tens of thousands."""

ODD = some.one_of(
    some.text(max_size=30),
    some.sampled_from(["..", "%2e%2e", "\x00", "-1", "1e9", "٣", "9" * 40, "article", RUN, "own-0123456789abcdef"]),
    some.sampled_from(["{", "[[", "&a", "*a", "!!python/object:os.system x"]),
)
PATHS = some.sampled_from([
    "/turn/{}", "/runs/{}", "/runs/{}/ask", "/runs/{}/meet", "/runs/{}/take", f"/runs/{RUN}/citizens/{{}}", f"/runs/{RUN}/files/{{}}",
    f"/runs/{RUN}/tables/{{}}", "/api/turn/{}", "/api/runs/{}", "/static/{}", "/{}",
])  # fmt: skip
NAMES = some.sampled_from([
    "citizens", "days", "worlds", "seed", "start", "measure", "by", "class", "age", "residence", "a", "b", "world", "after", "token",
    "against", "regime", "regime.cameras", "regime.cameras.coverage", "regime.sanctions.domains", "world.conduct", "society", "regime..",
])  # fmt: skip
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda part: some.lists(part, max_size=3) | some.dictionaries(some.text(max_size=6), part, max_size=3),
    max_leaves=8,
)
HEADERS = some.dictionaries(
    some.sampled_from(["host", "origin", "cookie", "authorization", "last-event-id", "x-underheaven", "content-length"]),
    some.text(alphabet=some.characters(min_codepoint=32, max_codepoint=255), max_size=20),
    max_size=4,
)
METHODS = some.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "BREW"])

pytestmark = pytest.mark.slow
many = settings(max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def server(one_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path]]:
    import shutil

    home = tmp_path_factory.mktemp("fuzzed")
    shutil.copytree(one_run, home / "runs")
    settings_ = Settings(home / "runs", worker=False, secret=SECRET, waiting=8)
    with TestClient(create_app(settings_), base_url=HERE, raise_server_exceptions=False) as client:
        yield client, home
    assert [path.name for path in home.iterdir()] == ["runs"]
    assert {path.name for path in (home / "runs").iterdir()} <= {RUN, ".scenarios"}


def asked(client: TestClient, method: str, path: str, **options: object) -> None:
    from urllib.parse import quote

    answer = client.request(method, quote(path, safe="/%?=&.", errors="replace"), **options)  # type: ignore[arg-type]
    assert answer.status_code < 500, (method, path, options, answer.text[:300])
    assert "Traceback" not in answer.text


@many
@given(path=PATHS, odd=ODD, said=some.lists(some.tuples(NAMES, ODD), max_size=4))
def test_odd_links(server: tuple[TestClient, Path], path: str, odd: str, said: list[tuple[str, str]]) -> None:
    asked(server[0], "GET", path.format(odd.replace("{", "").replace("}", "")), params=said)


@many
@given(name=NAMES, value=ODD)
def test_odd_changes(server: tuple[TestClient, Path], name: str, value: str) -> None:
    asked(server[0], "GET", "/api/turn/rongcheng", params=[(name, value)])


@many
@given(path=some.sampled_from(["/api/runs", "/api/scenarios", f"/api/runs/{RUN}/cancel", "/api/runs/x/step"]), document=JSON, odd=ODD)
def test_odd_documents(server: tuple[TestClient, Path], path: str, document: object, odd: str) -> None:
    asked(server[0], "POST", path, content=json.dumps(document).encode(), headers=POSTED)
    asked(server[0], "POST", path, content=odd.encode("utf-8", "surrogatepass"), headers=POSTED)
    asked(server[0], "POST", path, content=json.dumps({"scenario": odd, "query": odd, "text": odd}).encode(), headers=POSTED)


@many
@given(head=HEADERS, method=METHODS)
def test_odd_headers(server: tuple[TestClient, Path], head: dict[str, str], method: str) -> None:
    asked(server[0], method, f"/api/runs/{RUN}/events", headers=[(name.encode(), value.encode("latin-1")) for name, value in head.items()])
