import json
import re
from collections.abc import Callable

import altair
import pytest

from underheaven.measures.folder import RunFolder
from underheaven.report.charts import pairs
from underheaven.report.charts.chart import TWIN, Absent, Chart
from underheaven.report.charts.conduct import kinds_by_harm
from underheaven.report.charts.errors import innocent_among_listed, listed_among_innocent, missed
from underheaven.report.charts.shapes import _at_ends, _labelled, dots, mark, spaced
from underheaven.report.html import SECTIONS
from underheaven.report.totals import CLASSES, Totals
from underheaven.report.words import DAGGER
from underheaven.values import Estimate

MAKERS = [make for section in SECTIONS for make in section.charts if make.__module__ != pairs.__name__]
"""All but those that need lives, which no made-up sums have (``test_pairs``)."""
NAMES = [make.__name__ for make in MAKERS]


@pytest.fixture(scope="module")
def charts(totals: Totals) -> dict[str, Chart]:
    found = {make.__name__: make(totals) for make in MAKERS}
    assert all(isinstance(chart, Chart) for chart in found.values())
    return found  # type: ignore[return-value]


def test_there_are_at_least_ten(charts: dict[str, Chart]) -> None:
    assert len({chart.name for chart in charts.values()}) == len(charts) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_one_valid_specification_without_network(charts: dict[str, Chart], name: str) -> None:
    spec = charts[name].spec
    altair.Chart.from_dict(spec)  # checks against the Vega-Lite schema
    text = json.dumps(spec | {"$schema": ""})
    assert "http" not in text
    assert '"url"' not in text
    assert len(text) < 60_000


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_says_its_finding_and_shows_its_numbers(charts: dict[str, Chart], name: str) -> None:
    chart = charts[name]
    assert re.search(r"\d.*\[.*\d,\u00a0.*\d\]", chart.title), "the title gives a number with its interval"
    assert "95\u00a0% Monte-Carlo intervals over 8 worlds" in chart.subtitle
    assert len(chart.alt) > 60
    assert chart.table.caption
    assert all(chart.table.head)
    assert len(chart.table.rows) >= 4
    assert {len(row) for row in chart.table.rows} == {len(chart.table.head)}


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_stands_alone(charts: dict[str, Chart], name: str) -> None:
    chart = charts[name]
    assert chart.svg.startswith(f'<svg role="img" aria-labelledby="{chart.name}-alt" ')
    assert "NaN" not in chart.svg
    assert re.findall(r'(?:href|src)="(?!#)', chart.svg) == []
    assert all(found.startswith(chart.name) for found in re.findall(r'(?:id="|url\(#)([^")]+)', chart.svg))
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', chart.svg)]
    assert min(sizes) >= 11


@pytest.mark.parametrize("name", ["trust_and_fear", "stated_and_private", "ties_and_harassment"])
def test_the_twin_is_grey(charts: dict[str, Chart], name: str) -> None:
    assert TWIN in charts[name].svg


def test_error_rates_come_from_one_table(totals: Totals) -> None:
    entries, found = totals.per_world("entries").sum(), totals.per_world("triggers_found").sum()
    units, positives = totals.per_world("units_at_risk").sum(), totals.per_world("triggers_true").sum()
    rates = [rate(totals) for rate in (innocent_among_listed, listed_among_innocent, missed)]
    ppv, fpr, fnr = (rate.value / per for rate, per in zip(rates, (1000, 1e6, 1000), strict=True) if rate)
    assert ppv == pytest.approx((entries - found) / entries)
    prevalence = positives / units
    chouldechova = prevalence / (1 - prevalence) * ppv / (1 - ppv) * (1 - fnr)
    assert fpr == pytest.approx(chouldechova)


def test_kinds_of_acts_are_told_apart_by_the_scenario(totals: Totals) -> None:
    harmful, harmless, helpful = (set(kinds) for _, kinds, _ in kinds_by_harm(totals))
    assert "acts_default" in harmful
    assert "acts_critical_speech" in harmless
    assert "acts_charity" in helpful
    assert len(harmful | harmless | helpful) == 13


def test_withheld_numbers_have_no_mark() -> None:
    assert mark("nobody", None) == []
    assert mark("one world", Estimate(3.0, None, None, 1))[0]["low"] == 3.0


def test_a_panel_without_numbers_says_so() -> None:
    assert json.dumps(dots([], ["a", "b"]).to_dict()).count("too few to show") == 2


def test_values_of_a_panel_share_their_decimals() -> None:
    values = (279.4, 40.6, 0.506, 0.0)
    rows = [row for value in values for row in mark("a", Estimate(value, value, value, 8))]
    assert [row["text"] for row in _labelled(rows)] == ["279", "41", "0.51", "0"]
    (row,) = _labelled(mark("a", Estimate(-0.864, -0.9, -0.8, 8), sign=True))
    assert row["text"] == "−0.86"


def test_labels_at_the_ends_of_lines_keep_apart() -> None:
    end = [(365, Estimate(50.0, 49.0, 51.0, 8))]
    rows = _at_ends([("twin", TWIN, end), ("regime", "#000", end)], 4.0)
    assert rows[1]["value"] - rows[0]["value"] == 4.0


def test_gaps_between_parts_have_names_of_their_own() -> None:
    names = spaced(["a"], ["b"], ["c"])
    assert len(set(names)) == len(names) == 5


@pytest.mark.parametrize("name", ["deterred_and_chilled", "hardship"])
def test_without_a_twin_changes_are_missing_and_say_why(folder_of: Callable[[str], RunFolder], name: str) -> None:
    chart = MAKERS[NAMES.index(name)](Totals(folder_of("no twin")))
    assert isinstance(chart, Absent)
    assert "no twin" in chart.why


@pytest.mark.parametrize(
    "name", ["listed_over_time", "listed_by_class", "listed_by_group", "right_and_wrong", "refused_trips", "score_by_class"]
)
def test_where_nothing_happens_a_chart_says_so(folder_of: Callable[[str], RunFolder], name: str) -> None:
    assert isinstance(MAKERS[NAMES.index(name)](Totals(folder_of("harmless"))), Absent)


@pytest.mark.parametrize("name", NAMES)
def test_one_world_has_no_intervals_and_says_so(folder_of: Callable[[str], RunFolder], name: str) -> None:
    chart = MAKERS[NAMES.index(name)](Totals(folder_of("one world")))
    if isinstance(chart, Chart):
        assert "interval not estimated: one world" in chart.subtitle
        assert DAGGER in str(chart.table.rows)
        assert "[" not in str(chart.table.rows)
        altair.Chart.from_dict(chart.spec)


def test_the_poorest_stand_on_top(charts: dict[str, Chart]) -> None:
    assert [row[0] for row in charts["listed_by_class"].table.rows] == [group.label for group in CLASSES]


def test_price_and_burden_need_no_twin(folder_of: Callable[[str], RunFolder]) -> None:
    chart = MAKERS[NAMES.index("price_and_burden")](Totals(folder_of("no twin")))
    assert isinstance(chart, Chart)
    assert chart.table.rows[0][0] == "price to the public purse"
    assert "cannot be told" in chart.subtitle
