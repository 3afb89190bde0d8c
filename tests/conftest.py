"""What all tests share: a browser where there is one, and hypothesis without a stopwatch."""

import os
from collections.abc import Iterator
from shutil import which
from typing import Any

import hypothesis
import pytest

# The machine is shared and the first call of a kernel compiles it: a deadline would measure that. CI repeats the same examples.
hypothesis.settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("house")

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Chromium a browser test is skipped with the reason, and fails where CI requires it."""
    if CHROMIUM is None and item.get_closest_marker("browser"):
        reason = "no Chromium here; tests/install_browser.sh installs Debian's as root"
        pytest.fail(reason, pytrace=False) if os.environ.get("CI") == "true" else pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium (Playwright's ``Browser``) for tests marked ``browser``; it reaches nothing but this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS.split())
        yield browser
        browser.close()
