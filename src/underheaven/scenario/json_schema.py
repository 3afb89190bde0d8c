"""JSON Schema of a scenario file, for editors and for the page's form: what ``underheaven show --schema`` prints.

It says what a file may say, so a number is a plain number where a source covers it, or a value with its source; a mechanism is on, off or
a mapping; every mapping of numbers may hold a ``source`` that covers them; and nothing is required that a base or a default can give.
"""

import math
from collections.abc import Iterator
from typing import Any

from underheaven.day.mechanism import Mechanism
from underheaven.scenario.schema import ScenarioFile
from underheaven.values import Parameters, Quantity

_SWITCH = {"enum": ["on", "off", True, False]}
_ALWAYS_REQUIRED = {"ScenarioFile", "Reference", "FileTimelineEntry", "Published", "Derived", "Assumption"}
_WITHOUT_SOURCE = {"ScenarioFile", "Reference", "Outcome", "Published", "Derived", "Assumption"}


def schema_json() -> dict[str, Any]:
    """The schema as JSON data (draft 2020-12)."""
    schema = ScenarioFile.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs")
    source = {"$ref": "#/$defs/Source"}
    quantities = {cls.__name__: cls for cls in _descendants(Quantity)}
    mechanisms = {cls.__name__ for cls in _descendants(Mechanism)}
    groups = {cls.__name__ for cls in _descendants(Parameters)} - _WITHOUT_SOURCE
    written: dict[str, Any] = {"Source": definitions["Probability"]["properties"]["source"]}
    for name, definition in definitions.items():
        if name in quantities:
            written[name] = _number(quantities[name], source)
            continue
        form = _plain(definition)
        if name not in _ALWAYS_REQUIRED:
            form.pop("required", None)
        if name in groups:
            form["properties"] = {**form["properties"], "source": source}
        written[name] = {"description": form.pop("description", ""), "anyOf": [_SWITCH, form]} if name in mechanisms else form
    whole = _plain(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "title": "Underheaven scenario", "$defs": written}


def _descendants(cls: type[Any]) -> Iterator[type[Any]]:
    children: list[type[Any]] = cls.__subclasses__()
    for child in children:
        yield child
        yield from _descendants(child)


def _number(quantity: type[Quantity], source: dict[str, Any]) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "integer" if quantity.whole else "number"}
    if math.isfinite(quantity.minimum):
        number["minimum"] = quantity.minimum
    if math.isfinite(quantity.maximum):
        number["maximum"] = quantity.maximum
    full = {"type": "object", "properties": {"value": number, "source": source}, "required": ["value"], "additionalProperties": False}
    return {"description": f"{(quantity.__doc__ or '').strip()} Unit: {quantity.unit}.", "anyOf": [number, full]}


def _plain(form: Any) -> Any:
    """A definition with switches as they are written and defaults only where they are short."""
    if isinstance(form, list):
        return [_plain(part) for part in form]
    if not isinstance(form, dict):
        return form
    if form.get("type") == "boolean":
        return {key: value for key, value in form.items() if key != "type"} | _SWITCH
    kept = {key: _plain(value) for key, value in form.items() if key not in ("default", "properties")}
    if "properties" in form:
        kept["properties"] = {name: _plain(part) for name, part in form["properties"].items()}
    default = form.get("default")
    if isinstance(default, dict) and default.keys() == {"value", "source"}:
        kept["default"] = default["value"]
    elif isinstance(default, str | int | float):
        kept["default"] = default
    return kept
