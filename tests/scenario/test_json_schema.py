"""The JSON Schema says what a file may say."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from underheaven.scenario import library
from underheaven.scenario.json_schema import schema_json
from underheaven.scenario.positions import compose, read

VALIDATOR = Draft202012Validator(schema_json())


def mistakes(data: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema_json())


@pytest.mark.parametrize("name", library.names())
def test_the_shipped_files_fit(name: str) -> None:
    data = compose(read(library.path(name)), name)[0].data()
    assert mistakes(data) == []


@pytest.mark.parametrize(
    "change",
    [
        {"regim": "off"},
        {"status": "true"},
        {"regime": {"cameras": "of"}},
        {"regime": {"cameras": {"coverage": "much"}}},
        {"regime": {"cameras": {"coverage": 1.5}}},
        {"regime": {"cameras": {"coverage": {"value": 0.5, "source": {"kind": "guess"}}}}},
        {"regime": {"rulebook": {"default": {"points": "-5p"}}}},
        {"timeline": [{"regime": {"cameras": "off"}}]},
        {"examples": [{"a citizen": {"scor": 3}}]},
    ],
)
def test_what_does_not_load_does_not_fit(change: dict[str, Any]) -> None:
    head = {"title": "x", "status": "stylised"}
    assert mistakes(head) == []
    assert mistakes(head | change)


def test_a_number_is_plain_or_has_its_source_and_a_source_may_cover() -> None:
    source = {"kind": "published", "place": "a leaflet"}
    for cameras in ({"coverage": 0.5, "source": source}, {"coverage": {"value": 0.5, "source": source}}, "off", True, {"on": "off"}):
        assert mistakes({"title": "x", "status": "stylised", "regime": {"cameras": cameras}}) == []
    assert "default" in schema_json()["$defs"]["Rulebook"]["anyOf"][1]["properties"]
