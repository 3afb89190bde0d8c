"""From the nodes of one file to nodes that fit the schema: every number with its source, every switch a truth value.

The walk follows the classes of the schema, so a mistake is found where it stands. A ``source:`` in a mapping covers every number in
it and below that has none of its own; it is written into each number here, before files are merged, so that a source never comes to
cover a number of another file.
"""

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from underheaven.day.mechanism import Mechanism
from underheaven.scenario.messages import Place, Problem, choice, got, near, near_number
from underheaven.scenario.positions import Node
from underheaven.values import Assumption, Derived, Parameters, Published, Quantity

_SWITCH = {"on": True, "off": False, True: True, False: False}
_SOURCES: dict[str, type[BaseModel]] = {"published": Published, "derived": Derived, "assumption": Assumption}
_SOURCE_FORM = "{kind: published, place: …}, {kind: derived, formula: …} or {kind: assumption, low: …, high: …, why: …}"
_LARGEST = 1e15
_WITHOUT_NUMBERS = ("", "sources", "examples")
"""Where a ``source:`` would cover nothing."""

INVALID: Any = type("Invalid", (), {"__repr__": lambda self: "INVALID"})()
"""Value of a node whose mistake has been reported; its siblings are still checked."""


class Resolver:
    """Walks the nodes of one file; ``problems`` grows as it goes."""

    def __init__(self, by_hand: Callable[[Node], Node] | None = None) -> None:
        self.problems: list[Problem] = []
        self.by_hand = by_hand
        """Gives a source to a number set by hand; in a file there is no such thing."""

    def walk(self, node: Node, expected: Any, path: str, cover: Node | None = None) -> Node:
        """The node in the form the class ``expected`` takes; ``cover`` is the source that covers its numbers."""
        origin = get_origin(expected)
        if origin is Annotated:
            return self.walk(node, get_args(expected)[0], path, cover)
        if origin in (Union, UnionType):
            return self._union(node, expected, path, cover)
        if origin is Literal:
            return self._word(node, get_args(expected), path)
        if origin in (dict, Mapping):
            return self._dictionary(node, get_args(expected), path, cover)
        if origin in (tuple, list, Sequence):
            return self._sequence(node, get_args(expected), path, cover)
        if isinstance(expected, type):
            if issubclass(expected, Quantity):
                return self._quantity(node, expected, path, cover)
            if issubclass(expected, BaseModel):
                return self._model(node, expected, path, cover)
            return self._plain(node, expected, path)
        return node

    def wrong(self, node: Node, message: str, place: Place | None = None) -> Node:
        """Report a mistake and put a hole in the node's place."""
        self.problems.append(Problem(place or node.place, message))
        return replace(node, value=INVALID)

    def _model(self, node: Node, model: type[BaseModel], path: str, cover: Node | None) -> Node:
        is_mechanism = issubclass(model, Mechanism)
        if is_mechanism and isinstance(node.value, str | bool) and node.value in _SWITCH:
            return replace(node, value={"on": replace(node, value=_SWITCH[node.value])})
        if not node.is_mapping:
            switch = "on, off or " if is_mechanism else ""
            hint = near(node.value, ("on", "off")) if is_mechanism and isinstance(node.value, str) else ""
            return self.wrong(node, f"{_named(path)} must be {switch}a mapping with {choice(_keys(model))}; got {got(node.data())}{hint}")
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if issubclass(model, Parameters) and "source" in fields:
            return self._row(node, fields, path, cover)
        takes_source = issubclass(model, Parameters) and path.split(".")[0] not in _WITHOUT_NUMBERS
        if "source" in node.value and takes_source:
            cover = self.source(node.value["source"], _below(path, "source"))
        children: dict[str, Node] = {}
        for key, child in node.value.items():
            if key in fields:
                field = fields[key]
                children[key] = self.walk(child, field.annotation, _below(path, key), cover)
            elif key != "source" or not takes_source:
                self.unknown(child, key, _keys(model), path)
        return replace(node, value=children)

    def _row(self, node: Node, fields: Mapping[str, Any], path: str, cover: Node | None) -> Node:
        """A row of plain numbers that share one source, kept in a field of its own."""
        children: dict[str, Node] = {}
        own: list[Node] = []
        for key, child in node.value.items():
            if key == "source":
                cover = self.source(child, _below(path, key))
                continue
            if key not in fields:
                self.unknown(child, key, list(fields), path)
                continue
            if child.is_mapping and child.value.keys() == {"value", "source"}:
                own.append(self.source(child.value["source"], f"{_below(path, key)}.source"))
                child = child.value["value"]
            children[key] = self.walk(child, fields[key].annotation, _below(path, key))
        if len(own) > 1 or (own and "source" in node.value):
            self.wrong(own[-1], f"{path} has one source for all its numbers; write it once: source: {_SOURCE_FORM}")
        numbers = [child for child in children.values() if child.is_number]
        cover = own[0] if own else cover
        if cover is not None:
            children["source"] = cover
        elif numbers and self.by_hand is not None:
            children["source"] = self.by_hand(numbers[0])
        elif numbers:
            self.wrong(node, f"{path} has no source: give the mapping source: {_SOURCE_FORM}")
        return replace(node, value=children)

    def unknown(self, child: Node, key: str, keys: Sequence[str], path: str) -> None:
        """Report a key that has no meaning here."""
        where = f" in {path}" if path else ""
        hint = near(key, keys) or f"; expected {choice(keys)}"
        self.problems.append(Problem(child.key, f"unknown key {got(key)}{where}{hint}"))

    def _quantity(self, node: Node, quantity: type[Quantity], path: str, cover: Node | None) -> Node:
        number, source = node, cover
        if node.is_mapping:
            for key, child in node.value.items():
                if key not in ("value", "source"):
                    self.unknown(child, key, ("value", "source"), path)
            if "value" not in node.value:
                return self.wrong(node, f"{path} has no value: write {{value: …, source: …}}")
            number = node.value["value"]
            if "source" in node.value:
                source = self.source(node.value["source"], _below(path, "source"))
        if not number.is_number:
            hint = near_number(number.value) if isinstance(number.value, str) else ""
            return self.wrong(number, f"{path} must be a number ({quantity.unit}); got {got(number.data())}{hint}")
        if not self._finite(number, path):
            return replace(node, value=INVALID)
        if source is None and self.by_hand is not None:
            source = self.by_hand(number)
        if source is None:
            form = f"write {{value: {number.value}, source: {{kind: assumption, low: …, high: …, why: …}}}}"
            return self.wrong(number, f"{path} has no source: {form} or give the mapping a source")
        if source.value is INVALID:
            return replace(node, value=INVALID)
        if source.value["kind"].value == "assumption" and not _holds(source, number.value):
            low, high = (source.value[end].value for end in ("low", "high"))
            line = f" (line {source.place.line})" if source is cover else ""
            return self.wrong(number, f"{path} = {number.value} lies outside the range {low} to {high} of its assumption{line}")
        return replace(node, value={"value": number, "source": source})

    def source(self, node: Node, path: str) -> Node:
        """A source, complete and of a known kind, else a hole."""
        if not node.is_mapping:
            hint = f". Did you mean {{kind: published, place: {got(node.value)}}}?" if isinstance(node.value, str) and node.value else ""
            return self.wrong(node, f"{path} must be {_SOURCE_FORM}; got {got(node.data())}{hint}")
        kind = node.value.get("kind")
        if kind is None:
            return self.wrong(node, f"{path} has no kind: write {_SOURCE_FORM}")
        if kind.value not in _SOURCES:
            hint = near(kind.value, _SOURCES) if isinstance(kind.value, str) else ""
            return self.wrong(kind, f"{path}.kind must be {choice(list(_SOURCES))}; got {got(kind.data())}{hint}")
        model = _SOURCES[kind.value]
        mistakes = len(self.problems)
        for name, field in model.model_fields.items():
            if field.is_required() and name not in node.value:
                self.wrong(node, f"{path}.{name} is missing: write {_SOURCE_FORM}")
        found = self._model(node, model, path, None)
        if mistakes == len(self.problems) and kind.value == "assumption" and not node.value["low"].value <= node.value["high"].value:
            self.wrong(node.value["low"], f"{path}.low ({node.value['low'].value}) must not exceed high ({node.value['high'].value})")
        return found if mistakes == len(self.problems) else replace(node, value=INVALID)

    def _union(self, node: Node, expected: Any, path: str, cover: Node | None) -> Node:
        members = [member for member in get_args(expected) if member is not NoneType]
        if node.value is None and len(members) < len(get_args(expected)):
            return node
        if isinstance(node.value, str):  # a word: better to name the words that are accepted than the mapping that could stand here too
            members.sort(key=lambda member: not _fits_words(member))
        return self.walk(node, next((member for member in members if _fits(node, member)), members[0]), path, cover)

    def _word(self, node: Node, options: tuple[Any, ...], path: str) -> Node:
        if node.value in options and not isinstance(node.value, bool):
            return node
        hint = near(node.value, map(str, options)) if isinstance(node.value, str) else ""
        return self.wrong(node, f"{path} must be {choice([str(option) for option in options])}; got {got(node.data())}{hint}")

    def _dictionary(self, node: Node, types: tuple[Any, ...], path: str, cover: Node | None) -> Node:
        if not node.is_mapping:
            return self.wrong(node, f"{_named(path)} must be a mapping; got {got(node.data())}")
        key_type, value_type = types
        keys = _words(key_type)
        if "source" in node.value and "source" not in keys:
            cover = self.source(node.value["source"], _below(path, "source"))
        children: dict[str, Node] = {}
        for key, child in node.value.items():
            if keys and key not in keys:
                if key != "source":
                    self.unknown(child, key, keys, path)
                continue
            if keys or key != "source":
                children[key] = self.walk(child, value_type, _below(path, key) if key.isidentifier() else path, cover)
        return replace(node, value=children)

    def _sequence(self, node: Node, items: tuple[Any, ...], path: str, cover: Node | None) -> Node:
        if not isinstance(node.value, list):
            return self.wrong(node, f"{_named(path)} must be a list; got {got(node.data())}")
        if items and items[-1] is not Ellipsis and len(items) > 1:
            if len(items) != len(node.value):
                return self.wrong(node, f"{path} must be a list of {len(items)} values; got {len(node.value)}")
        else:
            items = (items[0] if items else Any,) * len(node.value)
        children = [
            self.walk(child, item, f"{path}.{index}", cover) for index, (child, item) in enumerate(zip(node.value, items, strict=True))
        ]
        return replace(node, value=INVALID if any(child.value is INVALID for child in children) else children)

    def _plain(self, node: Node, expected: type, path: str) -> Node:
        value = node.value
        if expected is bool:
            if isinstance(value, str | bool) and value in _SWITCH:
                return replace(node, value=_SWITCH[value])
            hint = near(value, ("on", "off")) if isinstance(value, str) else ""
            return self.wrong(node, f"{path} must be on or off; got {got(node.data())}{hint}")
        if expected is str:
            if isinstance(value, str):
                return node
            hint = f'. Did you mean "{value}"?' if node.is_number else ""
            return self.wrong(node, f"{path} must be text; got {got(node.data())}{hint}")
        if expected in (int, float):
            if not node.is_number or (expected is int and value != math.floor(value) if node.is_number and math.isfinite(value) else False):
                hint = near_number(value) if isinstance(value, str) else ""
                whole = "whole " if expected is int else ""
                return self.wrong(node, f"{path} must be a {whole}number; got {got(node.data())}{hint}")
            return node if self._finite(node, path) else replace(node, value=INVALID)
        if expected is datetime.date:
            return self._date(node, path)
        return node

    def _finite(self, node: Node, path: str) -> bool:
        if math.isfinite(node.value) and abs(node.value) <= _LARGEST:
            return True
        self.wrong(node, f"{path} must be a finite number of at most ±{_LARGEST:g}; got {got(str(node.value)).strip(chr(34))}")
        return False

    def _date(self, node: Node, path: str) -> Node:
        text = node.value if isinstance(node.value, str) else ""
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                return replace(node, value=datetime.date.fromisoformat(text).isoformat())
            parts = [int(part) for part in re.findall(r"\d{1,4}", text, re.ASCII)]
            hint = f". Did you mean {datetime.date(*parts).isoformat()}?" if len(parts) == 3 else ""
            return self.wrong(node, f"{path} must be a date such as 2020-01-01; got {got(node.data())}{hint}")
        except ValueError as error:
            return self.wrong(node, f"{path} must be a date such as 2020-01-01; got {got(node.data())}: {error}")


def _holds(source: Node, number: float) -> bool:
    return bool(source.value["low"].value <= number <= source.value["high"].value)


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _named(path: str) -> str:
    return path or "the scenario"


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _words(expected: Any) -> list[str]:
    """The words a key may be, empty when any will do."""
    return [str(option) for option in get_args(expected)] if get_origin(expected) is Literal else []


def _fits_words(member: Any) -> bool:
    return str(get_origin(member)) == str(Literal)


def _fits(node: Node, member: Any) -> bool:
    """Whether a node has the shape of a union's member."""
    origin = get_origin(member) or member
    is_class = isinstance(origin, type)
    if node.is_mapping:
        return is_class and (issubclass(origin, BaseModel) or origin in (dict, Mapping))
    if isinstance(node.value, list):
        return origin in (tuple, list, Sequence)
    if node.is_number:
        return is_class and (issubclass(origin, Quantity) or origin in (int, float))
    if isinstance(node.value, bool):
        return origin is bool or (is_class and issubclass(origin, Mechanism))
    if isinstance(node.value, str) and origin is Literal:
        return node.value in get_args(member)
    return origin in (str, datetime.date)
