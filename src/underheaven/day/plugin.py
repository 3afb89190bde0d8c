"""Mechanisms of other authors: found among the installed packages, and nothing at all where none is installed.

A package names an object of class ``Plugin`` in the entry-point group ``underheaven.mechanisms``. It gets its own parameters in a
scenario (``regime.plugins.NAME``, with a switch like any mechanism), a place in the day, random words under a purpose of its own, four
bits of state a citizen, and two tallies a day, which stand in ``national.parquet`` under their names. The kernel calls its step for
every adult. What it does to people it does by mail, which arrives tomorrow. Off, it is never called.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import create_model

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import PLUGIN_GROUP

Place = Literal["inbox", "daily", "weekly"]
MOST_PLUGINS = 2
"""Four bits each, in one byte a citizen."""
NUMBERS = 7
"""Integers that a step may read."""
_FIRST_PURPOSE = 0x8000


@dataclass(frozen=True, slots=True)
class Plugin:
    """What a package says of its mechanism."""

    name: str
    """Its key below ``regime.plugins``: lower-case letters, digits and underscores."""
    after: Place
    """After which step of ``day/schedule.py`` it acts: every morning, every day, or once a week for each cell."""
    parameters: type[Mechanism]
    numbers: Callable[[Any], Sequence[int]]
    """From its parameters to at most seven integers for the step."""
    step: str
    """``module:function``, imported only by the engine: ``step(tables, desk, citizen, day, numbers, words, bits)`` returns
    the new four bits and what to add to the two tallies."""
    tallies: tuple[str, str]
    """Names of the two columns."""

    @property
    def purpose(self) -> int:
        """Purpose of its draws: from 0x8000 upwards, by the hash of its name."""
        return _FIRST_PURPOSE | int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:2], "big") & (_FIRST_PURPOSE - 1)


def _installed() -> tuple[Plugin, ...]:
    found = tuple(sorted((entry.load() for entry in entry_points(group=PLUGIN_GROUP)), key=lambda plugin: str(plugin.name)))
    for plugin in found:
        if not plugin.name.isidentifier() or plugin.name != plugin.name.lower():
            raise ValueError(f"a plug-in's name has lower-case letters, digits and underscores; got {plugin.name!r}")
        if plugin.after not in get_args(Place):
            raise ValueError(f"the plug-in {plugin.name} must come after {', '.join(get_args(Place))}; got {plugin.after!r}")
    if len(found) > MOST_PLUGINS:
        raise ValueError(f"at most {MOST_PLUGINS} plug-ins fit beside each other; {', '.join(p.name for p in found)} are installed")
    if len({plugin.purpose for plugin in found}) < len(found):
        raise ValueError(f"the plug-ins {', '.join(plugin.name for plugin in found)} need the same purpose; one must take another name")
    return found


PLUGINS = _installed()
"""Every installed plug-in, by name; its place in this tuple is its place in tables and state."""

if TYPE_CHECKING:

    class Plugins(Mechanism):
        """Parameters of the installed plug-ins; ``off`` switches every one of them off."""
else:
    Plugins = create_model("Plugins", __base__=Mechanism, **{plugin.name: (plugin.parameters, plugin.parameters()) for plugin in PLUGINS})


def plugins_table(parameters: Plugins) -> NDArray[np.int64]:
    """[MOST_PLUGINS, 1 + NUMBERS]: whether each is on, and its integers.

    Raises:
        ValueError: if a plug-in gives more than seven numbers.
    """
    table = np.zeros((MOST_PLUGINS, 1 + NUMBERS), np.int64)
    for row, plugin in zip(table, PLUGINS, strict=False):
        own = getattr(parameters, plugin.name)
        numbers = list(plugin.numbers(own))
        if len(numbers) > NUMBERS:
            raise ValueError(f"plugins.{plugin.name}: gives {len(numbers)} numbers; a step reads at most {NUMBERS}")
        row[0], row[1 : 1 + len(numbers)] = int(parameters.on and own.on), numbers
    return table
