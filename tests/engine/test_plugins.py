"""A mechanism from outside the package: the how-to's own example, found by its entry point and lived in both ways."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from underheaven.day.plugin import PLUGINS
from underheaven.engine.state import empty_state

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "amulets"
LIFE = """
import datetime, json, sys
from underheaven.engine.run import simulate
from underheaven.scenario.load import load
scenario = load("article")
for change in sys.argv[1:]:
    scenario = scenario.set_path(change)
result = simulate(scenario, citizens=600, days=28, seed=3, start=datetime.date(2020, 1, 1))
twin = simulate(scenario.no_regime(), citizens=600, days=28, seed=3, start=datetime.date(2020, 1, 1))
from underheaven.engine.tally import Measure
print(json.dumps({"digest": result.digest, "twin": twin.digest, "fear": int(result.strata[-1, :, Measure.FEAR_SUM].sum()),
                  "tallies": {name: column.tolist() for name, column in result.plugins.items()},
                  "adults": int(result.population.reshape(5, 2, 3, 2, 3)[:, :, 1:].sum())}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as an installer leaves it: the package, and its entry points beside it."""
    folder = tmp_path_factory.mktemp("site")
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shutil.copytree(EXAMPLE / "amulets", folder / "amulets")
    about = folder / f"{project['name']}-{project['version']}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = project["entry-points"]["underheaven.mechanisms"]
    (about / "entry_points.txt").write_text("[underheaven.mechanisms]\n" + "".join(f"{key} = {value}\n" for key, value in points.items()))
    return folder


def live(site: Path | None, *changes: str, plain: bool = True) -> dict[str, Any]:
    path = os.pathsep.join([*([str(site)] if site else []), *(entry for entry in sys.path if entry)])
    environment = {**os.environ, "PYTHONPATH": path, "NUMBA_DISABLE_JIT": str(int(plain))}
    done = subprocess.run([sys.executable, "-c", LIFE, *changes], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_without_plugins_there_is_no_trace_of_them() -> None:
    assert PLUGINS == ()
    assert empty_state(1000).plugins.size == 0


def test_the_example_follows_its_closed_form_and_its_sign(site: Path) -> None:
    everybody = live(site, "regime.plugins.amulets.afraid=0")
    bought, worn = everybody["tallies"]["amulets_bought"], everybody["tallies"]["amulets_worn"]
    adults, weeks = everybody["adults"], 4
    share = 1 - 0.75**weeks
    assert sum(bought) == sum(worn[-7:])
    assert abs(sum(bought) - share * adults) < 4 * (share * (1 - share) * adults) ** 0.5
    off = live(site, "regime.plugins.amulets=off")
    assert everybody["fear"] < off["fear"]


def test_off_it_is_as_if_it_were_not_installed(site: Path) -> None:
    off, without = live(site, "regime.plugins.amulets=off"), live(None)
    assert sum(map(sum, off["tallies"].values())) == 0
    assert off["fear"] == without["fear"]
    on = live(site)
    assert on["digest"] != off["digest"]
    assert on["twin"] == off["twin"]


@pytest.mark.slow
def test_compiled_into_the_kernel_it_does_the_same(site: Path) -> None:
    assert live(site, plain=False) == live(site)
