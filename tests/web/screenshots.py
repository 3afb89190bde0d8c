"""Every view of the page by day and night, on a desktop and a phone, into docs/_static/screenshots.

python tests/web/screenshots.py RUNS RUN: RUNS is a folder of runs, RUN the name of a finished one in it.
The pictures are looked at, not compared.
"""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from shutil import which
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parent.parent.parent / "docs" / "_static" / "screenshots"
SIZES = {"desktop": (1200, 900), "phone": (360, 740)}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main(runs: str, run: str) -> None:
    command = [sys.executable, "-m", "underheaven", "serve", "--port", "0", "--runs", runs, "--json"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = json.loads("".join(server.stdout.readline() for _ in range(4)))["url"].rstrip("/")
    meet = urlopen(f"{url}/runs/{run}/meet").read().decode()
    citizen = re.search(r"/citizens/\d+", meet)
    views = {"choose": "/", "turn": "/turn/article?regime.cameras.coverage=0.7", "watch": f"/runs/{run}", "ask": f"/runs/{run}/ask"}
    views |= {"meet": f"/runs/{run}/meet", "citizen": f"/runs/{run}{citizen[0] if citizen else '/meet'}", "take": f"/runs/{run}/take"}
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=FLAGS)
        for device, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
                for view, path in views.items():
                    page.goto(url + path)
                    page.wait_for_timeout(1200)
                    page.screenshot(path=OUT / f"{view}-{device}-{scheme}.png")
                page.close()
        browser.close()
    server.send_signal(signal.SIGINT)
    server.wait()


if __name__ == "__main__":
    main(*sys.argv[1:3])
