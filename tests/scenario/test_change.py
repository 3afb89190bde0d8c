"""Values set by hand: ``--set path=value`` and ``with_``."""

import datetime

import pytest

from underheaven.scenario.load import load
from underheaven.scenario.messages import ScenarioError
from underheaven.values import Assumption, Days, Published, assumed

TODAY = datetime.date(2020, 6, 1)


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load("article").set_path(text)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("--set ")
    return message


def test_a_number_set_by_hand_is_an_assumption_whose_range_holds_it() -> None:
    before = load("article").regime.messages.true_positive_rate
    quantity = load("article").set_path("regime.messages.true_positive_rate=0.1").regime.messages.true_positive_rate
    assert quantity.value == 0.1
    assert isinstance(quantity.source, Assumption)
    assert isinstance(before.source, Assumption)
    assert (quantity.source.low, quantity.source.high) == (0.1, before.source.high)
    assert quantity.source.why == f"set by hand; 0.9 before: {before.source.why}"


def test_a_published_number_becomes_an_assumption_and_says_what_it_was() -> None:
    before = load("article").regime.recognition.miss_rates.kiosk
    assert isinstance(before.source, Published)
    once = load("article").set_path("regime.recognition.miss_rates.kiosk=0.2")
    twice = once.set_path("regime.recognition.miss_rates.kiosk.value=0.01").regime.recognition.miss_rates.kiosk
    assert isinstance(twice.source, Assumption)
    assert (twice.value, twice.source.low, twice.source.high) == (0.01, 0.01, 0.2)
    assert twice.source.why == f"set by hand; {before.value:g} before: {before.source.place}"


def test_a_full_quantity_keeps_the_source_it_brings() -> None:
    quantity = load("article").set_path("regime.cameras.coverage={value: 0.2, source: {kind: published, place: a leaflet}}")
    assert quantity.regime.cameras.coverage.source == Published(place="a leaflet")
    changed = load("article").with_(**{"regime.ledger.memory": Days(**assumed(500, why="a trial"))})
    assert changed.regime.ledger.memory.source == Assumption(low=500 / 3, high=1500, why="a trial")


def test_what_is_set_by_hand_holds_on_every_date() -> None:
    article = load("article")
    assert article.regime_on(TODAY).cameras.on
    changed = article.set_path("regime.cameras=off")
    assert not changed.regime_on(TODAY).cameras.on
    assert changed.regime_on(TODAY).messages.on
    assert not article.set_path("regime=off").regime_on(TODAY).messages.on
    assert article.set_path("regime.exposure.scope=nobody").regime_on(TODAY).exposure.scope == "nobody"
    assert article.regime_on(TODAY).cameras.on


def test_a_mapping_changes_what_it_names_only() -> None:
    changed = load("article").set_path("regime.cameras={on: on, coverage: 0.1}")
    for date in (datetime.date(2014, 1, 1), TODAY):
        cameras = changed.regime_on(date).cameras
        assert (cameras.on, cameras.coverage.value, cameras.cap) == (True, 0.1, load("article").regime.cameras.cap)


def test_a_number_in_a_row_changes_the_row_s_source() -> None:
    before = load("documented")
    changed = before.set_path("regime.rulebook.fare_evasion.list_days=10").set_path("regime.rulebook.default.list_days=10")
    assert changed.regime_on(datetime.date(2017, 1, 1)).rulebook.fare_evasion.list_days == 10
    rule = changed.regime_on(TODAY).rulebook.fare_evasion
    assert (rule.list_days, rule.national, rule.source.kind) == (10, True, "assumption")
    assert "set by hand" in rule.source.why  # type: ignore[union-attr]
    assert changed.regime.rulebook.default.source.low == 10  # type: ignore[union-attr]


def test_an_item_of_a_list_is_named_by_its_number() -> None:
    changed = load("no-regime").set_path("society.income_means.0=5000").society.income_means
    assert [mean.value for mean in changed] == [5000, 15_777, 25_035, 39_230, 76_401]
    assert changed[1].source == load("no-regime").society.income_means[1].source
    whole = load("no-regime").with_(**{"society.income_means": [1000, 2000, 3000, 4000, 5000]}).society.income_means
    assert [(mean.value, mean.source.kind) for mean in whole] == [(value, "assumption") for value in (1000, 2000, 3000, 4000, 5000)]


def test_several_changes_and_python_values() -> None:
    changed = load("article").with_(
        **{"regime.cameras.coverage": 0.3, "regime.lists.extension": False, "regime.shaming": "off", "title": "Mine"}
    )
    assert (changed.regime.cameras.coverage.value, changed.regime.lists.extension, changed.title) == (0.3, False, "Mine")
    assert not changed.regime_on(TODAY).shaming.on
    assert changed.hash != load("article").hash
    assert load("article").with_() == load("article")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("regime.cameras", "must be path=value, such as regime.cameras=off"),
        ("=5", "must be path=value"),
        ("regime.camras=off", 'regime has no "camras". Did you mean cameras?'),
        ("regime.cameras.zebra=1", 'regime.cameras has no "zebra"; expected on, '),
        ("timeline=off", 'the scenario has no "timeline"; expected title'),
        ("regime.cameras.coverage.source=x", 'regime.cameras.coverage has no parts; "source" cannot follow it'),
        ("society.income_means.9=1", "society.income_means is a list: write a number from 0 to 4 instead of"),
        ("regime.cameras=of", 'got "of". Did you mean off?'),
        ("regime.cameras.coverage=-5p", 'must be a number (share); got "-5p". Did you mean -5?'),
        ("regime.cameras.coverage=1.5", "regime.cameras.coverage must be "),
        ("regime.cameras.coverage=.nan", "must be a finite number"),
        ("regime.cameras.coverage=[1", "not YAML"),
        ("regime.cameras.coverage=1\nb: 2", "the value must be one value"),
        ("regime.grades.a=100", "regime.grades: cut-offs must ascend"),
        ("world.travel.air=40", "world.travel.air must give at most 0.063 a week (its envelope)"),
        ("world.conduct.jaywalking.rate=0.5", "world.conduct.jaywalking: rate of jaywalking is at most 0.012"),
        ("regime.rulebook.late_bill.points=-5.1", "points come in quarters; got -5.1"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    assert message in refusal(text)


def test_all_unfit_values_are_reported() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("article").with_(**{"regime.cameras": "of", "regime.messages": 5})
    assert [problem.place.file for problem in caught.value.problems] == ["regime.cameras", "regime.messages"]
