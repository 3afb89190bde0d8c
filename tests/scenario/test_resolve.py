"""The walk along the schema, on a small schema of its own: sources, switches, words, and where each mistake stands."""

import datetime
from typing import Annotated, Literal

import pytest
from pydantic import Field

from underheaven.day.mechanism import Mechanism
from underheaven.scenario.locate import clean
from underheaven.scenario.positions import compose
from underheaven.scenario.resolve import Resolver
from underheaven.values import Count, Parameters, Share, Source, assumed


class Lamp(Mechanism):
    share: Share = assumed(0.5)
    number: Count = assumed(3)
    colour: Literal["red", "green"] = "red"
    mode: Literal["dim", "bright"] = "dim"


class Row(Parameters):
    points: float = 0
    days: int = 0
    source: Source


class House(Parameters):
    lamp: Lamp = Lamp()
    shares: tuple[Share, ...] = ()
    pair: Annotated[tuple[Share, Share], Field()] = (assumed(0.1), assumed(0.2))
    by_mode: dict[Literal["dim", "bright"], Share] = {}  # noqa: RUF012 - a pydantic default
    rows: dict[str, Row] = {}  # noqa: RUF012
    matrix: Literal["none", "all"] | dict[Literal["a", "b"], tuple[str, ...]] = "none"
    lit: bool = True
    day: datetime.date | None = None
    label: str = ""
    floor: int = 0


A = "{kind: assumption, low: 0, high: 9, why: no measurement}"
B = "{kind: published, place: a document}"


def walked(text: str) -> tuple[object, list[str]]:
    node, problems = compose(f"house:\n{text}", "a.yaml")
    assert problems == []
    resolver = Resolver()
    found = resolver.walk(node.value["house"], House, "house")
    return clean(found), [str(problem) for problem in resolver.problems]


def good(text: str) -> dict[str, object]:
    data, problems = walked(text)
    assert problems == []
    House.model_validate(data)
    assert isinstance(data, dict)
    return data


def test_a_source_covers_every_number_below_that_has_none_of_its_own() -> None:
    data = good(f"  source: {B}\n  shares: [0.1, {{value: 0.2, source: {A}}}, {{value: 0.3}}]\n  lamp: {{share: 0.4, source: {A}}}\n")
    kinds = [share["source"]["kind"] for share in data["shares"]]  # type: ignore[attr-defined]
    assert kinds == ["published", "assumption", "published"]
    assert data["lamp"]["share"]["source"]["kind"] == "assumption"  # type: ignore[index]


def test_a_covering_source_is_no_parameter() -> None:
    assert good(f"  source: {B}\n  lit: off\n") == {"lit": False}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", {"on": True}),
        ("off", {"on": False}),
        ("true", {"on": True}),
        ("false", {"on": False}),
        ("{on: off}", {"on": False}),
        ("{}", {}),
    ],
)
def test_a_mechanism_is_on_off_or_a_mapping(written: str, value: object) -> None:
    assert good(f"  lamp: {written}\n")["lamp"] == value


def test_a_row_keeps_its_source_in_a_field() -> None:
    row = {"points": -5, "source": {"kind": "published", "place": "a document"}}
    assert good(f"  rows: {{x: {{points: -5, source: {B}}}}}\n")["rows"] == {"x": row}
    assert good(f"  rows:\n    source: {B}\n    x: {{points: -5}}\n")["rows"] == {"x": row}
    assert good(f"  rows: {{x: {{points: {{value: -5, source: {B}}}}}}}\n")["rows"] == {"x": row}


def test_words_dates_and_lists_pass() -> None:
    text = "  lamp: {colour: green, mode: bright}\n  matrix: {a: [x, y]}\n  day: 2020-02-29\n  label: '5'\n  floor: 3\n"
    lamp = {"colour": "green", "mode": "bright"}
    assert good(text) == {"lamp": lamp, "matrix": {"a": ["x", "y"]}, "day": "2020-02-29", "label": "5", "floor": 3}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lamp: {share: 0.3}", "17: house.lamp.share has no source: write {value: 0.3, source: {kind: assumption, low: …, high: …"),
        (f"lamp: {{share: -5p, source: {A}}}", '17: house.lamp.share must be a number (share); got "-5p". Did you mean -5?'),
        (f"lamp: {{share: '0.5', source: {A}}}", '17: house.lamp.share must be a number (share); got "0.5". Did you mean 0.5?'),
        (f"lamp: {{share: 30 %, source: {A}}}", '17: house.lamp.share must be a number (share); got "30 %". Did you mean 0.3?'),
        (f"lamp: {{number: '1,000', source: {A}}}", '18: house.lamp.number must be a number (count); got "1,000". Did you mean 1000'),
        (f"lamp: {{share: on, source: {A}}}", '17: house.lamp.share must be a number (share); got "on"'),
        (f"lamp: {{share: true, source: {A}}}", "17: house.lamp.share must be a number (share); got true"),
        (f"lamp: {{share: .nan, source: {A}}}", "17: house.lamp.share must be a finite number of at most ±1e+15; got nan"),
        (f"lamp: {{share: -.inf, source: {A}}}", "17: house.lamp.share must be a finite number of at most ±1e+15; got -inf"),
        (f"lamp: {{number: 10000000000000000, source: {A}}}", "must be a finite number of at most ±1e+15; got 10000000000000000"),
        (f"lamp: {{number: 12, source: {A}}}", "18: house.lamp.number = 12 lies outside the range 0 to 9 of its assumption (line 2"),
        (f"lamp: {{number: {{value: 12, source: {A}}}}}", "26: house.lamp.number = 12 lies outside the range"),
        ("lamp: {number: {source: {kind: derived, formula: x}}}", "18: house.lamp.number has no value: write {value"),
        (f"lamp: {{number: {{value: 1, unit: x, source: {A}}}}}", 'unknown key "unit" in house.lamp.number; expected value or source'),
        ("lamp: {number: [1]}", "18: house.lamp.number must be a number (count); got [1]"),
        ("lamp: {numbr: 3}", '10: unknown key "numbr" in house.lamp. Did you mean number?'),
        ("lamp: {zebra: 3}", '10: unknown key "zebra" in house.lamp; expected on, share, number, colour or mode'),
        ("lamp: {colour: gren}", '18: house.lamp.colour must be red or green; got "gren". Did you mean green?'),
        ("lamp: {mode: 3}", "16: house.lamp.mode must be dim or bright; got 3"),
        ("lamp: of", 'must be on, off or a mapping with on, share, number, colour or mode; got "of". Did you mean off?'),
        ("lamp: 5", "must be on, off or a mapping with on, share, number, colour or mode; got 5"),
        ("lamp: {on: offf}", '14: house.lamp.on must be on or off; got "offf". Did you mean off?'),
        ("lit: 1", "8: house.lit must be on or off; got 1"),
        ("label: 5", '10: house.label must be text; got 5. Did you mean "5"?'),
        ("floor: 2.5", "10: house.floor must be a whole number; got 2.5"),
        ("floor: third", '10: house.floor must be a whole number; got "third"'),
        ("day: 2020-1-1", '8: house.day must be a date such as 2020-01-01; got "2020-1-1". Did you mean 2020-01-01?'),
        ("day: 2020-02-30", '8: house.day must be a date such as 2020-01-01; got "2020-02-30": day is out of range for month'),
        ("day: tomorrow", '8: house.day must be a date such as 2020-01-01; got "tomorrow"'),
        (f"pair: {{a: 1, source: {A}}}", "9: house.pair must be a list; got "),
        ("pair: [1, 2, 3]", "9: house.pair must be a list of 2 values; got 3"),
        (f"by_mode: {{dmi: 0.5, source: {A}}}", '13: unknown key "dmi" in house.by_mode. Did you mean dim?'),
        ("by_mode: dim", '12: house.by_mode must be a mapping; got "dim"'),
        ("rows: {x: {points: 5}}", "13: house.rows.x has no source: give the mapping source: {kind: published"),
        (f"rows: {{x: {{points: {{value: 5, source: {B}}}, source: {B}}}}}", "house.rows.x has one source for all its numbers"),
        ("matrix: al", '11: house.matrix must be none or all; got "al". Did you mean all?'),
        ("matrix: {c: []}", '12: unknown key "c" in house.matrix; expected a or b'),
        ("matrix: 5", "11: house.matrix must be none or all; got 5"),
        ("source: a document", 'got "a document". Did you mean {kind: published, place: "a document"}?'),
        ("source: {place: a document}", "11: house.source has no kind: write "),
        ("source: {kind: asumption}", '18: house.source.kind must be published, derived or assumption; got "asumption". Did you mean'),
        ("source: {kind: published, pace: x}", '29: unknown key "pace" in house.source. Did you mean place?'),
        ("source: {kind: assumption, low: 1, high: 0, why: x y z}", "35: house.source.low (1) must not exceed high (0)"),
        ("source: {kind: assumption, low: a, high: 1, why: x y z}", '35: house.source.low must be a number; got "a"'),
    ],
)
def test_a_mistake_is_said_with_its_place(text: str, message: str) -> None:
    _, problems = walked(f"  {text}\n")
    assert any(problem.startswith("a.yaml:2:") and message in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)


def test_all_mistakes_are_found_and_the_rest_is_kept() -> None:
    data, problems = walked("  lamp: {share: 0.3, mode: dimm}\n  label: 5\n  floor: 2\n")
    assert data == {"lamp": {}, "floor": 2}
    assert len(problems) == 3


def test_a_faulty_source_is_reported_once_not_for_every_number() -> None:
    _, problems = walked("  source: {kind: asumption}\n  shares: [0.1, 0.2, 0.3]\n")
    assert len(problems) == 1
