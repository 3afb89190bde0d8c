"""Changing a scenario by hand: ``--set path=value`` and ``scenario.with_(…)``."""

import datetime
from collections.abc import Mapping, Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from underheaven.scenario.merge import is_quantity, is_statement, merge, without
from underheaven.scenario.messages import Place, Problem, ScenarioError, choice, got, near, refuse
from underheaven.scenario.parts import Described
from underheaven.scenario.positions import Node, compose, nodes
from underheaven.scenario.resolve import Resolver
from underheaven.values import Quantity

BY_HAND = "set by hand"
Change = tuple[str, Any, Place]
"""Path, value, and where the wish was written."""


def read_change(text: str) -> Change:
    """``path=value`` of the command line; the value is read as in a file.

    Raises:
        ScenarioError: if it is something else.
    """
    path, equals, value = text.partition("=")
    place = Place(f"--set {text}")
    if not equals or not path.strip():
        raise refuse(place, "must be path=value, such as regime.cameras=off")
    root, problems = compose(f"value: {value}", str(place))
    if problems or list(root.value) != ["value"]:
        raise refuse(place, f"the value must be one value; got {got(value)}")
    return path.strip(), root.value["value"].data(), place


def changed(data: dict[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The data of a scenario with other values at dotted paths; not yet validated as a whole.

    Raises:
        ScenarioError: for unknown paths, and for values of another type than the path's.
    """
    problems: list[Problem] = []
    for path, value, place in changes:
        keys = path.removesuffix(".value").split(".")
        resolver = Resolver(by_hand=_hand_made)
        node = resolver.walk(nodes(_plain(value), place), _expected(keys, data, place), path)
        problems += resolver.problems
        if not problems:
            data = _put(data, keys, node.data())
    if problems:
        raise ScenarioError(problems)
    return data


def _put(data: dict[str, Any], keys: list[str], value: Any) -> dict[str, Any]:
    """The scenario's data with ``value`` at a path, on every date."""
    row = _at(data, keys[:-1])
    if is_statement(row) and not is_quantity(row):
        dated = [_in_row(entry, keys, value) if is_statement(_at(entry, keys[:-1])) else entry for entry in data["timeline"]]
        return {**_in_row(data, keys, value), "timeline": dated}
    fresh = _widened(value, _at(data, keys))
    put: dict[str, Any] = merge(data, _patch(data, keys, fresh))
    if keys[0] != "regime":
        return put
    named = _nested(keys[1:], fresh)
    return {**put, "timeline": [{**entry, "regime": without(entry["regime"], named)} for entry in data["timeline"]]}


def _in_row(tree: dict[str, Any], keys: list[str], value: Any) -> dict[str, Any]:
    """A row of plain numbers shares one source; a number in it that is set by hand makes that source an assumption."""
    row = _at(tree, keys[:-1])
    fresh = {**row, keys[-1]: value}
    if isinstance(value, int | float) and not isinstance(value, bool):
        hand = {"value": value, "source": {"kind": "assumption", "low": value, "high": value, "why": BY_HAND}}
        fresh["source"] = _widened(hand, {"value": row[keys[-1]], "source": row["source"]})["source"]
    return dict(merge(tree, _patch(tree, keys[:-1], fresh)))


def _expected(keys: list[str], data: Any, place: Place) -> Any:
    """The class of the schema at a path, checked against what the scenario has there."""
    expected: Any = Described
    for depth, key in enumerate(keys):
        where = ".".join(keys[:depth]) or "the scenario"
        expected = _bare(expected)
        origin, arguments = get_origin(expected), get_args(expected)
        if isinstance(expected, type) and issubclass(expected, BaseModel) and not issubclass(expected, Quantity):
            fields = {field.alias or name: field.annotation for name, field in expected.model_fields.items()}
            if key not in fields:
                raise refuse(place, f"{where} has no {got(key)}{near(key, fields) or f'; expected {choice(list(fields))}'}")
            expected, data = fields[key], _child(data, key)
        elif origin is dict and isinstance(data, dict):
            if key not in data:
                raise refuse(place, f"{where} has no {got(key)}{near(key, data) or f'; expected {choice(list(data))}'}")
            expected, data = arguments[1], data[key]
        elif origin in (tuple, list) and isinstance(data, list):
            if not key.isdecimal() or int(key) >= len(data):
                raise refuse(place, f"{where} is a list: write a number from 0 to {len(data) - 1} instead of {got(key)}")
            expected, data = arguments[0 if len(arguments) < 2 or arguments[1] is Ellipsis else int(key)], data[int(key)]
        else:
            raise refuse(place, f"{where} has no parts; {got(key)} cannot follow it")
    return expected


def _bare(expected: Any) -> Any:
    while get_origin(expected) in (Annotated, Union, UnionType):
        expected = next(member for member in get_args(expected) if member is not NoneType)
    return expected


def _child(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, Mapping) else None


def _at(data: Any, keys: list[str]) -> Any:
    for key in keys:
        data = data[int(key)] if isinstance(data, list) else _child(data, key)
    return data


def _patch(data: Any, keys: list[str], value: Any) -> Any:
    """The tree that, merged over ``data``, puts ``value`` at a path; lists on the way are copied whole."""
    if not keys:
        return value
    if isinstance(data, list):
        index = int(keys[0])
        return [merge(item, _patch(item, keys[1:], value)) if i == index else item for i, item in enumerate(data)]
    return {keys[0]: _patch(_child(data, keys[0]), keys[1:], value)}


def _nested(keys: list[str], value: Any) -> Any:
    return {keys[0]: _nested(keys[1:], value)} if keys else value


def _hand_made(number: Node) -> Node:
    source = {"kind": "assumption", "low": number.value, "high": number.value, "why": BY_HAND}
    return nodes(source, number.place)


def _widened(fresh: Any, old: Any) -> Any:
    """Numbers set by hand keep the range of the number they replace, widened to hold both."""
    if is_quantity(fresh):
        source = fresh["source"]
        if not is_quantity(old) or source.get("why") != BY_HAND:
            return fresh
        before, value = old["source"], fresh["value"]
        reach = [value, old["value"], *(before[end] for end in ("low", "high") if end in before)]
        told = before.get("place") or before.get("formula") or before["why"]
        why = told if told.startswith(BY_HAND) else f"{BY_HAND}; {old['value']:g} before: {told}"
        return {"value": value, "source": {"kind": "assumption", "low": min(reach), "high": max(reach), "why": why}}
    if isinstance(fresh, dict):
        return {key: _widened(value, _child(old, key)) for key, value in fresh.items()}
    if isinstance(fresh, list) and isinstance(old, list) and len(fresh) == len(old):
        return [_widened(value, before) for value, before in zip(fresh, old, strict=True)]
    return fresh


def _plain(value: Any) -> Any:
    """Python values as JSON data."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, Mapping):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(child) for child in value]
    if isinstance(value, Enum):
        return value.name.lower()
    return value.isoformat() if isinstance(value, datetime.date) else value
