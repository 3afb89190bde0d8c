"""Each life beside its other, on a regime that ends within the run."""

import json
import re

import altair
import pytest

import underheaven as uh
from underheaven.report.charts.chart import REGIME, TWIN, Absent, Chart
from underheaven.report.charts.pairs import left_after_the_end, lives_apart
from underheaven.report.totals import Totals


@pytest.fixture(scope="module")
def sunset(tmp_path_factory) -> Totals:
    """The law ends on day 93; its last effects are looked at on the days 0 and 28 after it."""
    out = tmp_path_factory.mktemp("sunset") / "run"
    return Totals(uh.run("sunset", citizens=2048, days=150, worlds=8, start="2020-10-01", trace=25, out=out).folder)


@pytest.mark.parametrize("make", [lives_apart, left_after_the_end])
def test_each_is_whole_and_asks_nothing_of_the_network(sunset, make):
    chart = make(sunset)
    assert isinstance(chart, Chart)
    altair.Chart.from_dict(chart.spec)
    assert "http" not in json.dumps(chart.spec | {"$schema": ""})
    assert re.search(r"\d.*\[.*\d,\u00a0.*\d\]", chart.title), "the title gives a number with its interval"
    assert "95\u00a0% Monte-Carlo intervals over 8 worlds" in chart.subtitle
    assert {len(row) for row in chart.table.rows} == {len(chart.table.head)}


def test_lives_are_counted_in_both_worlds_and_the_traced_part(sunset):
    chart = lives_apart(sunset)
    rows = {row[0]: row[1:] for row in chart.table.rows}
    assert len(rows) == 8
    assert float(rows["Ever listed"][0].split("\u00a0")[0]) > 20, "of 1 000 adults, under the regime alone"
    assert float(rows["Ever listed"][1].split("\u00a0")[0]) == 0, "no list in the twin"
    assert re.search(r"Of 2\d\d traced lives \d+ never part; half have parted by day \d+", chart.subtitle)
    assert REGIME in chart.svg
    assert TWIN in chart.svg


def test_scars_heal_from_the_first_day_after_the_end(sunset):
    """Fear returns to rest by a law that has lost its cause, so less is left on day 28 than on day 0, and some of it is."""
    rows = {row[0]: float(row[2].split("\u00a0")[0]) for row in left_after_the_end(sunset).table.rows}
    assert 1.02 > rows["Fear of sanction, day 0"] > rows["Fear of sanction, day 28"] > 0.3


def test_without_a_twin_nothing_is_compared(tmp_path):
    totals = Totals(uh.run("article", citizens=256, days=3, out=tmp_path / "run").folder)
    totals.arms = ("regime",)
    assert isinstance(lives_apart(totals), Absent)


def test_a_regime_that_stays_leaves_no_scars(tmp_path):
    found = left_after_the_end(Totals(uh.run("article", citizens=256, days=3, out=tmp_path / "run").folder))
    assert isinstance(found, Absent)
    assert "does not end" in found.why
