"""Laying one tree over another: a scenario over its base, a dated change over the regime before it.

A mapping that carries a source is one statement and is replaced as a whole: a source must not come to cover a number it was not
written for. Other mappings are laid key by key; lists and words are replaced.
"""

from collections.abc import Mapping
from typing import Any


def is_statement(tree: Any) -> bool:
    """Whether a tree is a number, or a row of numbers, with its source."""
    return isinstance(tree, Mapping) and "source" in tree


def is_quantity(tree: Any) -> bool:
    """Whether a tree is one number with its source."""
    return isinstance(tree, Mapping) and tree.keys() == {"value", "source"}


def merge(under: Any, over: Any) -> Any:
    """``over`` laid upon ``under``."""
    if not isinstance(under, Mapping) or not isinstance(over, Mapping) or is_statement(over):
        return over
    return {**under, **{key: merge(under[key], value) if key in under else value for key, value in over.items()}}


def without(tree: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """``tree`` less what ``named`` says: a value set by hand holds on every date, so dated changes of it go."""
    kept: dict[str, Any] = {}
    for key, value in tree.items():
        if key not in named:
            kept[key] = value
        elif isinstance(value, Mapping) and isinstance(named[key], Mapping) and not is_statement(named[key]):
            kept |= {key: rest} if (rest := without(value, named[key])) else {}
    return kept
