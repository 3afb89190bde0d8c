"""The schedule is what the kernel does: read from the kernel's own source, not from its results."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache, reduce
from pathlib import Path

import pytest
from numba.core.dispatcher import Dispatcher

import underheaven
from underheaven.day.schedule import SCHEDULE, Step

PACKAGE = Path(underheaven.__file__).parent
ROOTS = {"mail": "open_mail", "daily": "candidates_of_day", "weekly": "weekly_pass"}
"""The call in ``engine.kernel.live_cell`` that opens each part of a cell's day."""
NOW = [step for step in SCHEDULE if step.arrives == "now"]


@cache
def functions() -> dict[str, ast.FunctionDef]:
    """Every function of the engine by name (names are unique among those that the kernel calls)."""
    found: dict[str, ast.FunctionDef] = {}
    for file in sorted((PACKAGE / "engine").glob("*.py")):
        found |= {node.name: node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}
    return found


@cache
def imported() -> dict[str, str]:
    """Where the engine's names come from: name → module below ``underheaven``."""
    found: dict[str, str] = {}
    for file in sorted((PACKAGE / "engine").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: node.module.removeprefix("underheaven.") for alias in node.names}
    return found


def in_order(node: ast.AST) -> list[ast.AST]:
    """Children in the order in which they run: of ``if x == 1: … else: …`` in a loop ``for x in range(2)`` the else comes first."""
    if isinstance(node, ast.If) and node.orelse and ast.unparse(node.test) == "rare == 1":
        return [node.test, *node.orelse, *node.body]
    return list(ast.iter_child_nodes(node))


def calls(node: ast.AST, inside: tuple[str, ...] = ()) -> Iterator[str]:
    """Names called, in the order of evaluation and of the source, with the engine's own functions entered where they are called."""
    for child in in_order(node):
        yield from calls(child, inside)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        yield name
        if name in functions() and name not in inside:
            yield from calls(functions()[name], (*inside, name))


def found(step: Step) -> object:
    """What the step names."""
    names = step.function.split(".")
    module = importlib.import_module(".".join(["underheaven", *names[:2]]))
    return reduce(getattr, names[2:], module)


@pytest.mark.parametrize("step", NOW, ids=lambda step: step.name)
def test_each_step_names_something_that_exists(step):
    importlib.import_module(f"underheaven.{step.mechanism}")
    assert isinstance(found(step), Dispatcher) if step.when in ROOTS else callable(found(step))


def test_the_parts_of_a_cells_day_come_in_order():
    parts = [name for name in calls(functions()["live_cell"]) if name in ROOTS.values()]
    order = list(dict.fromkeys(step.when for step in SCHEDULE))
    assert parts == [ROOTS[when] for when in order if when in ROOTS]
    assert order == ["dawn", "mail", "daily", "weekly", "dusk"]


@pytest.mark.parametrize("when", list(ROOTS))
def test_the_kernel_follows_the_schedule(when):
    assert "for rare in range(2):" in (PACKAGE / "engine" / "street.py").read_text(), "``in_order`` rests on it"
    names = list(calls(functions()[ROOTS[when]]))
    place = -1
    for step in (step for step in NOW if step.when == when):
        called = step.function.rpartition(".")[2]
        assert called in names, f"the kernel never calls {step.function}"
        assert called in names[place + 1 :], f"{step.name}: {called} is not called after the step before it"
        place = names.index(called, place + 1)


def test_weekly_laws_first_come_in_order():
    """Stricter than a subsequence: in the weekly pass each step's call first comes after the first call of every earlier step."""
    names = list(calls(functions()["live_through_week"]))
    first = [names.index(step.function.rpartition(".")[2]) for step in NOW if step.when == "weekly"]
    assert first == sorted(first)


def test_the_world_begins_and_ends_its_day_in_order():
    source = ast.parse((PACKAGE / "engine" / "run.py").read_text())
    running = next(node for node in source.body if isinstance(node, ast.ClassDef) and node.name == "Running")
    live = next(node for node in running.body if isinstance(node, ast.FunctionDef) and node.name == "live")
    attributes = [node.func.attr for node in ast.walk(live) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    lines = {
        name: min(n.lineno for n in ast.walk(live) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == name)
        for name in attributes
    }
    dawn, dusk = ([step.function.rpartition(".")[2] for step in NOW if step.when == when] for when in ("dawn", "dusk"))
    dawn_to_dusk = [lines[name] for name in (*dawn, "live", *dusk)]
    assert dawn_to_dusk == sorted(dawn_to_dusk)
    assert len(set(dawn_to_dusk)) == len(dawn_to_dusk)


def test_a_firm_lives_its_day_in_order():
    """Complaints, inspector, scheme, week; in the week traces fade before offences, offences come before schemes and demands."""
    names = list(dict.fromkeys(calls(functions()["live_firm"])))
    own = ["deduct", "inspect", "run_scheme", "live_through_firms_week"]
    assert [name for name in names if name in own] == own
    week = list(dict.fromkeys(calls(functions()["live_through_firms_week"])))
    steps = ["repair", "customers_of_week", "opportunity", "offend", "occasion", "enrol", "answer_demand", "complies"]
    assert [name for name in week if name in steps] == steps


def test_no_mechanism_acts_without_a_step():
    """Every module of mechanisms that the kernel calls is named by a step, or is a part of one."""
    parts = {
        "day.act": "the rule itself",
        "day.cameras": "conduct", "day.capture": "conduct", "day.informants": "conduct", "day.law": "conduct", "day.messages": "rare",
        "day.recognition": "conduct", "day.records": "conduct", "day.safeguards": "conduct", "day.knowledge": "trust in government",
        "day.rulebook": "conduct", "day.rollout": "rollout", "day.financial_record": "bill", "day.sharing": "commercial scheme",
        "day.correction": "burden", "day.fusion": "conduct", "day.adaptation": "belief",
        "day.firm_offences": "firms", "day.firm_scoring": "firms", "day.inspections": "firms", "day.schemes": "firms",
        "day.political_pressure": "firms",
    }  # fmt: skip
    roots = ("live_cell", "live_firms")
    called = {imported()[name] for root in roots for name in calls(functions()[root]) if imported().get(name, "").startswith("day.")}
    named = {step.mechanism for step in SCHEDULE} | {step.function.rpartition(".")[0] for step in NOW}
    assert called <= named | set(parts)


def test_names_are_unique_and_say_something():
    assert len({step.name for step in SCHEDULE}) == len(SCHEDULE)
    assert all(step.sentence.endswith(".") for step in SCHEDULE)
    assert all(step.arrives == "now" and step.function for step in SCHEDULE)
