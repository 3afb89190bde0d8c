"""Where mechanisms of other authors enter the kernel: three functions that the kernel calls, made before it is compiled.

Without a plug-in each of them is empty and vanishes in compilation. With one, it calls the plug-in's step for every adult of the cell.
The kernel's cache is named by the installed plug-ins too (``draws.compiled``), so every set of them has a kernel of its own.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from underheaven.day.plugin import PLUGINS, Place
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.engine.desk import Desk
from underheaven.engine.person import CHILD
from underheaven.scenario.compile import Tables
from underheaven.society.households import role

Hook = Callable[[Tables, Desk, int, int, int], None]
STATE_BITS = 4


@compiled_part
def _nothing(tables: Tables, desk: Desk, cell: int, district: int, day: int) -> None:
    """Nobody acts here."""


def _after(place: Place) -> Hook:
    hook: Hook = _nothing
    for number, plugin in enumerate(PLUGINS):
        if plugin.after == place:
            module, _, function = plugin.step.partition(":")
            hook = _then(hook, getattr(import_module(module), function), number, plugin.purpose)
    return hook


def _then(before: Hook, step: Any, number: int, purpose: int) -> Hook:
    """The hook that calls ``before``, and then the step of the plug-in ``number`` for every adult."""
    shift, first = STATE_BITS * number, 2 * number

    @compiled_part
    def hook(tables: Tables, desk: Desk, cell: int, district: int, day: int) -> None:
        before(tables, desk, cell, district, day)
        table = tables.plugins
        if integer(table[number, 0]) == 1:
            numbers = (
                integer(table[number, 1]), integer(table[number, 2]), integer(table[number, 3]), integer(table[number, 4]),
                integer(table[number, 5]), integer(table[number, 6]), integer(table[number, 7]),
            )  # fmt: skip
            for citizen in range(cell << 8, min((cell + 1) << 8, tables.society.citizens)):
                if role(tables.society, citizen) != CHILD:
                    words = draw(tables.society.seed, citizen, day, purpose, 0)
                    held = integer(desk.plugins[citizen & 255])
                    bits, one, two = step(tables, desk, citizen, day, numbers, words, (held >> shift) & 15)
                    desk.plugins[citizen & 255] = (held & ~(15 << shift)) | (bits & 15) << shift
                    desk.plugin_tallies[first] += one
                    desk.plugin_tallies[first + 1] += two

    return hook


after_inbox, after_daily, after_weekly = _after("inbox"), _after("daily"), _after("weekly")
