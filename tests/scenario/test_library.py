"""The shipped scenarios: promised names, quick to load, readable, each number with a source, each example true."""

import datetime
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import Kind
from underheaven.scenario import library
from underheaven.scenario.examples import check_examples
from underheaven.scenario.load import load
from underheaven.scenario.messages import ScenarioError
from underheaven.values import Quantity, Source

NAMES = (
    "article", "article-safeguarded", "campaign", "city-rewards", "court-list", "documented", "financial-2007", "firms-only",
    "neighbourhood-watch", "no-regime", "null-regime", "rollout", "rongcheng", "sesame", "sunset",
)  # fmt: skip
TODAY = datetime.date(2020, 1, 1)


def parts(group: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every model in a model, with its path."""
    for name in type(group).model_fields:
        value = getattr(group, name)
        for index, item in enumerate(value if isinstance(value, tuple) else (value,)):
            if hasattr(type(item), "model_fields") and not isinstance(item, Source.__args__[0].__args__):  # type: ignore[attr-defined]
                yield f"{path}.{name}.{index}", item
                yield from parts(item, f"{path}.{name}.{index}")


def test_the_promised_names_are_shipped() -> None:
    assert set(NAMES) <= set(library.names())
    assert library.names() == tuple(sorted(library.names()))


@pytest.mark.parametrize("name", library.names())
def test_a_shipped_scenario_says_what_it_is(name: str) -> None:
    scenario = load(name)
    assert scenario.title
    assert len(scenario.summary) > 100
    assert scenario.examples
    assert scenario.sources or name == "null-regime"
    assert check_examples(scenario) == []


@pytest.mark.parametrize("name", library.names())
def test_every_number_of_a_shipped_scenario_is_a_quantity_or_stands_in_a_row_with_a_source(name: str) -> None:
    scenario = load(name)
    for root in (scenario.society, scenario.world, scenario.regime_on(TODAY)):
        for path, part in parts(root):
            if isinstance(part, Quantity):
                assert part.source is not None
                continue
            numbers = [field for field in type(part).model_fields if type(getattr(part, field)) in (int, float)]
            assert not numbers or hasattr(part, "source"), (path, numbers)


def test_titles_are_listed_without_loading() -> None:
    for heading in library.headings():
        scenario = load(heading.name)
        assert heading == (heading.name, scenario.title, scenario.status, scenario.summary)


def test_the_library_is_light() -> None:
    program = "import sys; from underheaven.scenario import library; library.names(); library.headings(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numba", "pydantic", "numpy"} & set(loaded)
    names_only = "import sys; from underheaven.scenario import library; library.names(); print(*sys.modules)"
    assert (
        "ruamel.yaml" not in subprocess.run([sys.executable, "-c", names_only], capture_output=True, text=True, check=True).stdout.split()
    )


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"Did you mean rongcheng\?"):
        library.path("rongchen")
    with pytest.raises(ScenarioError, match="shipped are article, "):
        library.path("zzz")


def test_no_regime_has_none_and_null_regime_has_one_that_does_nothing() -> None:
    nothing, null = load("no-regime").regime_on(TODAY), load("null-regime").regime_on(TODAY)
    assert not any(mechanism.on for path, mechanism in parts(nothing) if isinstance(mechanism, Mechanism))
    off = [path for path, mechanism in parts(null) if isinstance(mechanism, Mechanism) and not mechanism.on]
    assert off == [path for path in off if "sharing" in path], "which the purpose limitation of null-regime switches off"
    assert null.exposure.scope == "everybody"
    for kind in Kind:
        if rule := null.rulebook.rule(kind):
            assert (rule.points, rule.list_days) == (0, 0), kind
    assert null.cameras.coverage.value == null.messages.coverage.value == null.records.coverage.value == 0


def test_the_article_begins_with_lists_and_becomes_compulsory_in_2020() -> None:
    scenario = load("article")
    first, before, after = (scenario.regime_on(date) for date in (datetime.date(2014, 6, 14), datetime.date(2019, 12, 31), TODAY))
    assert scenario.status == "counterfactual"
    assert (first.exposure.scope, first.commercial.on, first.perks.on) == ("nobody", False, False)
    assert (before.exposure.scope, before.exposure.national_lists, before.sanctions.joint) == ("pilots", True, False)
    assert before.commercial.on
    assert (before.sharing.commercial_to_state, before.sharing.state_to_commercial) == (True, True)
    assert len(before.rollout.rulebooks) >= 2
    assert (after.exposure.scope, after.sanctions.joint) == ("everybody", True)
    assert after.knowledge.initial.value == 0.8
    channels = ("cameras", "recognition", "messages", "informants", "shaming")
    assert not any(getattr(before, channel).on for channel in channels)
    assert all(getattr(after, channel).on for channel in channels)
    assert before.records.on


def test_documented_gives_points_no_weight_outside_pilots_that_mostly_reward() -> None:
    scenario = load("documented")
    assert scenario.status == "documented"
    regime = scenario.regime_on(TODAY)
    assert (regime.exposure.scope, regime.commercial.on, regime.sharing.commercial_to_state) == ("pilots", False, False)
    assert regime.sanctions.grade_c == regime.sanctions.grade_d == ()
    rewards, other = regime.rollout.rulebooks
    assert rewards.penalties.value == 0
    assert rewards.weight.value > other.weight.value


def test_the_financial_record_opens_in_2007_and_lists_nobody() -> None:
    scenario = load("financial-2007")
    before, after = scenario.regime_on(datetime.date(2006, 12, 31)), scenario.regime_on(TODAY)
    assert not before.financial_record.on
    assert after.financial_record.on
    assert after.exposure.scope == "everybody"
    assert not after.exposure.national_lists


def test_rongcheng_takes_the_published_values() -> None:
    rulebook = load("rongcheng").regime.rulebook
    assert (rulebook.late_bill.points, rulebook.late_bill.source.kind) == (-20, "published")
    assert rulebook.default.points == -30
    grades = load("rongcheng").regime.grades
    assert [grade.value for grade in (grades.aaa, grades.aa, grades.a, grades.b, grades.c)] == [1050, 1030, 960, 850, 600]
