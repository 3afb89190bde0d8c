"""Made-up runs, written once, and their reports, rendered once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.fixture import make_run

from underheaven.measures.folder import RunFolder
from underheaven.report.totals import Totals

RUNS: dict[str, dict[str, Any]] = {
    "whole": {"companion": True},
    "one world": {"worlds": 1, "days": 28},
    "no twin": {"twin": False, "days": 28},
    "tiny": {"citizens": 150, "days": 28},
    "harmless": {"harmless": True, "days": 28},
}


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], RunFolder]:
    """Run folders by name, made when they are asked for."""
    made: dict[str, RunFolder] = {}

    def get(name: str) -> RunFolder:
        if name not in made:
            made[name] = make_run(tmp_path_factory.mktemp("runs") / "run", **RUNS[name])
        return made[name]

    return get


@pytest.fixture(scope="session")
def whole(folder_of: Callable[[str], RunFolder]) -> RunFolder:
    return folder_of("whole")


@pytest.fixture(scope="session")
def totals(whole: RunFolder) -> Totals:
    return Totals(whole)


@pytest.fixture(scope="session")
def page_of(folder_of: Callable[[str], RunFolder], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Rendered reports by name of the run."""
    from underheaven.report.html import write_report

    pages: dict[str, Path] = {}

    def get(name: str) -> Path:
        if name not in pages:
            pages[name] = write_report(folder_of(name).path, tmp_path_factory.mktemp("pages") / "report.html")
        return pages[name]

    return get
