"""Every page as a visitor gets it, without a browser."""

import io
import json
import re

import pyarrow.csv
import pytest
from starlette.testclient import TestClient
from tests.report.fixture import LISTED_WRONGLY
from tests.web.conftest import POSTED, RUN

from underheaven.measures.folder import RunFolder
from underheaven.scenario.library import headings
from underheaven.scenario.load import load, load_text
from underheaven.web.jobs import Jobs
from underheaven.web.pages import ONE_SENTENCE
from underheaven.web.settings import Settings


def text(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:400]
    return " ".join(answer.text.split())


def test_every_shipped_scenario_has_a_card_with_its_status(client: TestClient) -> None:
    page = text(client, "/")
    for heading in headings():
        assert f'href="/turn/{heading.name}"' in page
        assert heading.status in page
        assert ONE_SENTENCE[heading.name] in page


@pytest.mark.parametrize("path", ["/", "/turn/article", f"/runs/{RUN}", f"/runs/{RUN}/ask", f"/runs/{RUN}/meet", f"/runs/{RUN}/take"])
def test_every_page_says_what_this_is_not(client: TestClient, path: str) -> None:
    page = text(client, path)
    assert "Synthetic people only" in page
    assert "not a forecast" in page
    assert "significan" not in page


def test_levers_carry_unit_range_and_source(client: TestClient) -> None:
    page = text(client, "/turn/article")
    assert 'name="regime.cameras.coverage"' in page
    assert "assumed, 0 to 0.9" in page
    assert 'data-low="0" data-high="0.9"' in page
    assert "published: NPL 2023" in page
    for path in (
        "recognition.gallery",
        "messages.coverage",
        "informants.density",
        "sanctions.joint",
        "shaming.publicity",
        "rollout.pilots",
    ):
        assert f'name="regime.{path}"' in page
    assert 'name="regime.safeguards.human_review"' in page


def test_a_link_is_a_scenario(client: TestClient) -> None:
    page = text(client, "/turn/article?regime.cameras.coverage=0.7&regime.messages=off&citizens=500&days=30")
    assert 'name="regime.cameras.coverage" data-kind="number" value="0.7"' in page
    assert not re.search(r'name="regime.messages.on" data-kind="switch" checked', page)
    assert "--set &#39;regime.cameras.coverage=0.7&#39;" in page


def test_a_change_that_does_not_fit_is_said(client: TestClient) -> None:
    page = text(client, "/turn/article?regime.cameras.coverage=7", 422)
    assert "regime.cameras.coverage" in page
    assert "[0, 1]" in page
    answer = client.get("/api/turn/article?regime.cameras.covering=0.5")
    assert answer.status_code == 422
    assert "Did you mean coverage?" in answer.json()["problems"][0]["message"]


def test_a_bad_upload_shows_its_line(client: TestClient) -> None:
    bad = "title: A town\nstatus: stylised\nregime:\n  cameras:\n    covering: 0.3\n"
    answer = client.post("/api/scenarios", json={"text": bad}, headers=POSTED)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["line"] == 5


def test_an_upload_becomes_a_scenario_with_levers(client: TestClient) -> None:
    good = "title: A quiet harbour\nstatus: stylised\nbase: rongcheng\nregime:\n  cameras: off\n"
    answer = client.post("/api/scenarios", json={"text": good}, headers=POSTED)
    assert answer.status_code == 201
    assert "A quiet harbour" in text(client, answer.json()["url"])
    assert client.post("/api/scenarios", json={"text": good}, headers=POSTED).json() == answer.json()


def test_the_budget_and_the_queue_are_kept(client: TestClient) -> None:
    def asked(query: str) -> int:
        return client.post("/api/runs", json={"scenario": "article", "query": query}, headers=POSTED).status_code

    assert asked("citizens=20000000&days=7400") == 422
    assert [asked(f"citizens=100&days=5&seed={seed}") for seed in range(5)] == [202, 202, 202, 422, 422]
    assert asked("citizens=100&days=5&seed=0") == 202  # the same question has the same run


def test_a_run_that_waits_can_be_cancelled(client: TestClient) -> None:
    url = client.post("/api/runs", json={"scenario": "article", "query": "citizens=100"}, headers=POSTED).json()["url"]
    assert client.get(f"/api{url}").json()["state"] == "queued"
    assert client.post(f"/api{url}/cancel", headers=POSTED).json()["state"] == "cancelled"
    said = client.get(f"/api{url}/events").text
    assert [json.loads(line[6:])["state"] for line in said.splitlines() if line.startswith("data: ")] == ["queued", "cancelled"]


def test_a_finished_run_tells_its_days_again(client: TestClient, settings: Settings) -> None:
    events = client.get(f"/api/runs/{RUN}/events").text.strip().split("\n\n")
    kinds = [event.split("\n")[1].removeprefix("event: ") for event in events]
    assert kinds == ["begin", "world", "days", "world", "days", "frame", "state"]
    begin, days = (json.loads(events[place].split("\n")[2].removeprefix("data: ")) for place in (0, 2))
    assert days["days"] == list(range(1, 29))
    place = begin["measures"].index("listed")
    rows = RunFolder.open(settings.runs / RUN).query("SELECT listed FROM national WHERE arm = 'regime' AND world = 0 ORDER BY day")
    assert [row[place] for row in days["regime"]] == rows["listed"].to_pylist()


def test_a_lost_connection_takes_up_where_it_broke_off(client: TestClient) -> None:
    whole = client.get(f"/api/runs/{RUN}/events").text
    rest = client.get(f"/api/runs/{RUN}/events", headers={"last-event-id": "3"}).text
    assert rest.startswith("id: 4\n")
    assert whole.endswith(rest)


def test_asking_by_group_and_among_some(client: TestClient) -> None:
    page = text(client, f"/runs/{RUN}/ask")
    assert "In this model, over these assumptions" in page
    assert "f 1 000 listed" in page
    assert "<svg" in page
    assert "interval not estimated" in page
    among = text(client, f"/runs/{RUN}/ask?measure=listed&by=residence&class=1&age=2")
    assert "Poorest fifth, aged 60 and over" in among
    for label in ("in town, registered", "in town, unregistered", "in the country"):
        assert f'<th scope="row">{label}</th>' in among


def test_a_question_among_nobody_is_withheld_or_small(client: TestClient) -> None:
    page = text(client, f"/runs/{RUN}/ask?measure=harassed&by=nothing&class=5&age=2&sex=1&residence=2&group=2")
    assert "too few to show" in page


def test_meeting_somebody(client: TestClient) -> None:
    page = text(client, f"/runs/{RUN}/meet")
    for words in ("Somebody listed wrongly", "Somebody who fell silent", "The one who gained most"):
        assert words in page
    life = text(client, f"/runs/{RUN}/citizens/{LISTED_WRONGLY}")
    assert 'class="time-line"' in life
    assert "not the effect on a person" in life
    assert "was not written down" in text(client, f"/runs/{RUN}/citizens/1", 404)
    assert text(client, f"/runs/{RUN}/citizens/99999999", 404)


def test_taking_everything_away(client: TestClient, settings: Settings) -> None:
    page = text(client, f"/runs/{RUN}/take")
    for name in ("national", "groups", "districts", "citizens", "events", "histograms"):
        parquet = client.get(f"/runs/{RUN}/files/{name}.parquet")
        assert parquet.content == (settings.runs / RUN / f"{name}.parquet").read_bytes()
        csv = client.get(f"/runs/{RUN}/tables/{name}.csv")
        table = RunFolder.open(settings.runs / RUN).query(f"SELECT count(*) AS n FROM {name}")
        assert pyarrow.csv.read_csv(io.BytesIO(csv.content)).num_rows == table["n"][0].as_py()
        assert name in page
    assert "version 0." in client.get(f"/runs/{RUN}/files/citation.txt").text


def test_the_scenario_file_is_the_scenario(client: TestClient) -> None:
    again = load_text(client.get(f"/runs/{RUN}/files/scenario.yaml").text)
    assert again.world == load("article").world
    assert again.regime == load("article").regime
    assert again.timeline == load("article").timeline


def test_two_runs_are_paired_only_where_they_share_their_worlds(client: TestClient, settings: Settings) -> None:
    import shutil

    shutil.copytree(settings.runs / RUN, settings.runs / "other")
    page = text(client, f"/compare?a={RUN}&b=other")
    assert "B − A, paired" in page
    manifest = json.loads((settings.runs / "other" / "manifest.json").read_text(encoding="utf-8"))
    (settings.runs / "other" / "manifest.json").write_text(json.dumps(manifest | {"seed": 7}), encoding="utf-8")
    page = text(client, f"/compare?a={RUN}&b=other")
    assert "paired</th>" not in page
    assert "not the regimes’" in page


def test_only_the_last_picture_is_kept(settings: Settings) -> None:
    from underheaven.web.jobs import Job
    from underheaven.web.question import Question

    job = Job("one", Question("article"))
    jobs = Jobs(settings)
    jobs.all["one"] = job
    for day in range(50):
        jobs.hear("one", "frame", {"day": day})
    assert sum(event is not None for event in job.log) == 1
    assert job.log[-1] is not None
    assert b'"day":49' in job.log[-1]
