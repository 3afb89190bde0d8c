"""A server without a worker, over a folder with one made-up run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.report.fixture import make_run

from underheaven.web.app import create_app
from underheaven.web.settings import Settings

HERE = "http://127.0.0.1:8765"
SECRET = "a-secret-of-the-page"
POSTED = {"x-underheaven": SECRET, "origin": HERE}
RUN = "made-up"


@pytest.fixture(scope="session")
def one_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs with a run of two worlds in it."""
    runs = tmp_path_factory.mktemp("server") / "runs"
    make_run(runs / RUN, worlds=2, days=28)
    return runs


@pytest.fixture
def settings(one_run: Path, tmp_path: Path) -> Settings:
    runs = tmp_path / "runs"
    shutil.copytree(one_run, runs)
    return Settings(runs, worker=False, secret=SECRET, budget=2_000_000_000, waiting=3)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url=HERE, raise_server_exceptions=False) as client:
        yield client
