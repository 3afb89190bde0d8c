"""From a complaint about data to the place of the value it is about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from underheaven.scenario.merge import is_statement
from underheaven.scenario.messages import Place, Problem, got
from underheaven.scenario.positions import Node
from underheaven.scenario.resolve import INVALID


def merge_nodes(under: Node, over: Node) -> Node:
    """``merge`` for nodes, so that every value keeps the place where it was written."""
    if not under.is_mapping or not over.is_mapping or is_statement(over.value):
        return over
    both = {key: merge_nodes(under.value[key], child) if key in under.value else child for key, child in over.value.items()}
    return replace(over, value={**under.value, **both})


def clean(node: Node) -> Any:
    """The data of a node without its holes."""
    if isinstance(node.value, Mapping):
        return {key: clean(child) for key, child in node.value.items() if child.value is not INVALID}
    if isinstance(node.value, list):
        return [clean(child) for child in node.value if child.value is not INVALID]
    return node.value


def located(error: ValidationError, root: Node, prefix: str = "", whole: bool = True) -> list[Problem]:
    """The complaints of the parameter classes, each at the place of the value it is about; those about the ``whole`` only if asked for."""
    found = [_located(complaint, root, prefix) for complaint in error.errors(include_url=False) if whole or complaint["loc"]]
    return [problem for problem in found if problem is not None]


def _located(complaint: Any, root: Node, prefix: str) -> Problem | None:
    node, place, names = root, root.place, [prefix] if prefix else []
    for part in complaint["loc"]:
        child = _child(node, part)
        if child is not None:
            node = child
            names.append(str(part))
            place = node.place if node.place.file else place
        elif complaint["type"] == "missing":
            names.append(str(part))
            return Problem(place, f"{'.'.join(names)} is missing")
    if node.value is INVALID:
        return None
    name, message = ".".join(name for name in names if name != "value"), _words(complaint)
    return Problem(_nearer(node, place, message), said(name, message))


def _words(complaint: Any) -> str:
    if complaint["type"] == "value_error":
        return " ".join(str(complaint["ctx"]["error"]).split())
    words = re.sub(r"^(Input|String|Tuple|List|Value|Field) (should|must) ", "must ", complaint["msg"])
    return f"{words}; got {got(complaint['input'])}" if isinstance(complaint["input"], str | int | float) else words


def _child(node: Node, part: str | int) -> Node | None:
    """The part of a node; pydantic also names the members of unions, which are no parts."""
    if isinstance(node.value, list):
        return node.value[part] if isinstance(part, int) and part < len(node.value) else None
    return node.value.get(part) if isinstance(node.value, dict) else None


def _nearer(node: Node, place: Place, message: str) -> Place:
    """Down to the value that a complaint about a whole mapping names."""
    words = [word for word in _names(message) if word not in ("on", "value", "source")]
    while isinstance(node.value, dict) and (named := next((key for key in words if key in node.value), None)):
        node = node.value[named]
        place = node.place if node.place.file else place
    return place


def _names(message: str) -> Iterable[str]:
    return [word for part in message.split() for word in part.strip("\"'`:;,()").split(".")]


def complained(root: Node, path: str, message: str) -> Problem:
    """A complaint about the parameter at a path, at the nearest place that a file wrote."""
    node, place = root, root.place
    for part in path.split("."):
        child = _child(node, part)
        if child is None:
            break
        node, place = child, child.place if child.place.file else place
    return Problem(_nearer(node, place, message), said(path, message))


def said(name: str, message: str) -> str:
    """A complaint with the name of what it is about."""
    colon = "" if message.startswith("must ") else ":"
    return f"{name}{colon} {message}" if name else message
