"""Who may ask: hosts, tokens, origins, sizes, and paths that lead nowhere else."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import HERE, POSTED, RUN, SECRET

from underheaven.web.app import create_app
from underheaven.web.settings import Settings

TOKEN = "a-long-enough-token"


def test_headers_keep_the_page_to_itself(client: TestClient) -> None:
    for path in ("/", "/static/watch.js", "/nowhere", f"/api/runs/{RUN}"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_no_page_has_style_or_script_inside(client: TestClient) -> None:
    for path in ("/", "/turn/article", f"/runs/{RUN}", f"/runs/{RUN}/ask", f"/runs/{RUN}/meet", f"/runs/{RUN}/take", "/compare"):
        page = client.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
        assert not [part for part in page.split('src="')[1:] if not part.startswith("/static/")]


def test_another_name_for_this_machine_is_not_answered(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:8765"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:8765"}).status_code == 200
    assert client.get("/", headers={"host": "["}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-underheaven": SECRET + "x"},
        {"x-underheaven": SECRET, "origin": "http://evil.example"},
        {"x-underheaven": SECRET, "origin": "null"},
        {"x-underheaven": SECRET, "origin": "http://["},
        {"x-underheaven": SECRET, "sec-fetch-site": "cross-site"},
    ],
)
def test_other_pages_cannot_change_anything(client: TestClient, headers: dict[str, str]) -> None:
    for path in ("/api/runs", "/api/scenarios", f"/api/runs/{RUN}/cancel"):
        assert client.post(path, json={"scenario": "article"}, headers=headers).status_code == 403


def test_bodies_are_small(client: TestClient) -> None:
    assert client.post("/api/scenarios", json={"text": "a" * 1_000_001}, headers=POSTED).status_code == 413
    assert client.post("/api/scenarios", content=b"a" * 1_200_000, headers=POSTED).status_code == 413
    chunks = (b"a" * 100_000 for _ in range(20))
    assert client.post("/api/scenarios", content=chunks, headers=POSTED).status_code == 413


def test_a_token_opens_the_door_once_and_is_forgotten(settings: Settings) -> None:
    guarded = Settings(settings.runs, "0.0.0.0", TOKEN, worker=False, secret=SECRET)
    with TestClient(create_app(guarded), base_url=HERE, follow_redirects=False) as client:
        assert client.get("/").status_code == 401
        assert client.get("/static/page.css").status_code == 401
        assert client.get("/?token=wrong").status_code == 401
        entered = client.get(f"/turn/article?token={TOKEN}&days=30")
        assert entered.status_code == 303
        assert entered.headers["location"] == "/turn/article?days=30"
        assert "HttpOnly" in entered.headers["set-cookie"]
        assert "SameSite=strict" in entered.headers["set-cookie"]
        assert client.get("/").status_code == 200
    with TestClient(create_app(guarded), base_url=HERE, follow_redirects=False) as client:
        assert client.get("/", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get(f"//evil.example/?token={TOKEN}").headers.get("location", "/").startswith("/")
        assert not client.get(f"//evil.example/?token={TOKEN}").headers.get("location", "/").startswith("//")


SECRETS = ("../outside", "%2e%2e", "..%2foutside", "%2e%2e%2foutside", "made-up%2f..%2f..%2foutside", ".scenarios", "link")


@pytest.mark.parametrize("name", SECRETS)
def test_no_name_leads_out_of_the_runs_folder(client: TestClient, settings: Settings, name: str) -> None:
    outside = settings.runs.parent / "outside"
    outside.mkdir()
    (outside / "manifest.json").write_bytes((settings.runs / RUN / "manifest.json").read_bytes())
    (outside / "national.parquet").write_bytes(b"outside")
    (settings.runs / "link").symlink_to(outside)
    for rest in ("", "/ask", "/files/national.parquet", "/files/manifest.json", "/tables/national.csv"):
        assert client.get(f"/runs/{name}{rest}").status_code == 404, rest
    assert client.get(f"/api/runs/{name}/events").status_code == 404


@pytest.mark.parametrize("name", ["../made-up/manifest.json", "..%2f..%2foutside", "checkpoint", ".duckdb", "national.parquet%00", "x.csv"])
def test_only_named_files_are_handed_out(client: TestClient, name: str) -> None:
    assert client.get(f"/runs/{RUN}/files/{name}").status_code == 404
    assert client.get(f"/runs/{RUN}/tables/{name}").status_code == 404


@pytest.mark.parametrize("name", ["/etc/passwd", "..%2f..%2fetc%2fpasswd", "own-0000000000000000", "own-..%2f..%2fx", "x.yaml", "a" * 300])
def test_no_scenario_name_reads_a_file(client: TestClient, name: str) -> None:
    assert client.get(f"/turn/{name}").status_code in (404, 422)
    answer = client.post("/api/runs", json={"scenario": name}, headers=POSTED)
    assert answer.status_code == 422


def test_an_upload_cannot_name_a_file_as_its_base(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("title: Secret\nstatus: stylised\n", encoding="utf-8")
    answer = client.post("/api/scenarios", json={"text": f"title: A\nstatus: stylised\nbase: {tmp_path}/secret.yaml\n"}, headers=POSTED)
    assert answer.status_code == 422
    assert "Secret" not in answer.text


def test_what_breaks_is_not_shown(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from underheaven.web import pages

    def broken(*anything: object) -> None:
        raise RuntimeError("the inside of the house")

    monkeypatch.setattr(pages, "finished", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "inside of the house" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers
