"""Examples: sentences about one citizen that a lawyer can write and ``underheaven check`` verifies.

    [on 2019-12-31,] a citizen [in a pilot] [at 1000 points] who is recorded once|twice|N times for KIND [and N times for KIND …]

A citizen in a pilot takes part in one that has the regime's own rulebook. The records all fall on one day, are true, and meet the rules
in force on the date (without one: after the last dated change). The functions asked are those of the kernel: ledger, grades, list and
sanctions. They run as plain Python, since a verdict on one citizen takes microseconds and compiling them takes seconds.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple, TypeVar, cast

from underheaven.day.ledger import apply_records, ledger_table
from underheaven.day.sanctions import domains_in_force
from underheaven.day.standing import (
    exposed,
    exposure_table,
    grade_d_keys,
    grade_of,
    grades_table,
    list_reaches,
    lists_table,
    update_listing,
)
from underheaven.day.vocabulary import Domain, Grade, Kind
from underheaven.scenario.checks import rules_of
from underheaven.scenario.messages import Place, Problem, choice, got, near, refuse
from underheaven.scenario.parts import Example
from underheaven.scenario.schema import Scenario

Function = TypeVar("Function", bound=Callable[..., Any])
FORM = "[on 2020-01-01,] a citizen [in a pilot] [at 1000 points] who is recorded once|twice|N times for KIND [and N times for KIND]"
KINDS = tuple(kind.name.lower().replace("_", " ") for kind in Kind if kind is not Kind.GRADE_D)
_SENTENCE = re.compile(
    r"(?:on (?P<date>[\d-]{1,10}),? )?an? citizen(?P<pilot> in a pilot)?(?: (?:at|with) (?P<points>[+-]?\d{1,5}(?:\.\d{1,4})?) points?)?"
    r" who is recorded (?P<records>.+)"
)
_RECORD = re.compile(r"(?:(?P<times>once|twice|thrice|\d{1,4} times?) )?for (?:an? |the )?(?P<kind>.+)")
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_LAST_DATE = datetime.date.max
_DAY = 1


class Case(NamedTuple):
    """What a sentence says."""

    date: datetime.date
    points: float
    records: tuple[tuple[Kind, int], ...]
    in_pilot: bool = False


class Verdict(NamedTuple):
    """What the regime makes of a case."""

    score: float
    grade: str
    listed: str
    listed_days: int
    domains: tuple[str, ...]


def parse(sentence: str, place: Place) -> Case:
    """Read a sentence.

    Raises:
        ScenarioError: if it has another form; says which forms there are.
    """
    words = " ".join(sentence.lower().replace("_", " ").split()).rstrip(".")
    found = _SENTENCE.fullmatch(words)
    if not found:
        raise refuse(place, f"an example reads: {FORM}; got {got(sentence)}")
    try:
        date = datetime.date.fromisoformat(found["date"]) if found["date"] else _LAST_DATE
    except ValueError:
        raise refuse(place, f"the date of an example reads 2020-01-01; got {got(found['date'])}") from None
    points = float(found["points"] or 1000)
    if not 0 <= points <= 2047.75 or points * 4 % 1:
        raise refuse(place, f"points of an example lie between 0 and 2047.75, in quarters; got {got(points)}")
    return Case(date, points, tuple(_record(part, place) for part in found["records"].split(" and ")), bool(found["pilot"]))


def _record(text: str, place: Place) -> tuple[Kind, int]:
    found = _RECORD.fullmatch(text.strip(" ,"))
    if not found:
        raise refuse(place, f"an example counts records as once, twice or N times for KIND; got {got(text)}")
    name = found["kind"]
    if name not in KINDS and name.removesuffix("s") in KINDS:
        name = name.removesuffix("s")
    if name not in KINDS:
        raise refuse(place, f"no kind of conduct is called {got(name)}{near(name, KINDS) or f'; kinds are {choice(KINDS)}'}")
    times = found["times"] or "once"
    return Kind[name.upper().replace(" ", "_")], _TIMES.get(times) or int(times.split()[0])


@cache
def interpreted(function: Function) -> Function:
    """A function of the kernel as plain Python, and with it every function of the kernel that it calls."""
    source: Any = getattr(function, "py_func", function)
    called = {name: source.__globals__[name] for name in source.__code__.co_names if name in source.__globals__}
    plain = {name: interpreted(value) for name, value in called.items() if hasattr(value, "py_func")}
    return cast(Function, FunctionType(source.__code__, {**source.__globals__, **plain}, source.__name__))


def judge(scenario: Scenario, case: Case, run: Callable[[Any], Any] = interpreted) -> Verdict:
    """The case under the regime, by the functions of the kernel; ``run`` says how they are run."""
    regime = scenario.regime_on(case.date)
    exposure, ledger, grades = exposure_table(regime.exposure), ledger_table(regime.ledger), grades_table(regime.grades)
    _, sanctions, rules = rules_of(regime, scenario.world)
    is_exposed = run(exposed)(exposure, True, case.in_pilot)
    change = sum(times * int(rules.points[kind]) for kind, times in case.records) if is_exposed else 0
    score, _, _ = run(apply_records)(ledger, round(case.points * 4), 0, change, 0)
    listing = [kind for kind, times in case.records if times and run(list_reaches)(exposure, is_exposed, bool(rules.national[kind]))]
    key = max((int(rules.key[kind]) for kind in listing), default=0)
    if is_exposed and any(times for _, times in case.records):
        key, _ = run(grade_d_keys)(grades, score, 0, key, key)
    until, cause, _, _, _ = run(update_listing)(lists_table(regime.lists), 0, 0, 0, _DAY, key, key)
    days = max(0, until - _DAY - 1)
    grade = run(grade_of)(grades, score) if is_exposed else int(Grade.B)
    mask = run(domains_in_force)(sanctions, days > 0, cause, grade)
    domains = tuple(domain.name.lower() for domain in Domain if mask >> domain & 1)
    return Verdict(score / 4, Grade(grade).name, "yes" if days > 0 else "no", days, domains)


def check_examples(scenario: Scenario) -> list[Problem]:
    """Every example that does not hold, or cannot be read, at its place."""
    return [problem for example in scenario.examples for problem in _check(scenario, example)]


def _check(scenario: Scenario, example: Example) -> Iterator[Problem]:
    place = _place(example)
    try:
        verdict = judge(scenario, parse(example.sentence, place))
    except ValueError as error:  # ScenarioError is one
        yield from getattr(error, "problems", (Problem(place, str(error)),))
        return
    for name, expected in example.expected.model_dump(exclude_none=True).items():
        found = getattr(verdict, name)
        same = set(found) == set(expected) if name == "domains" else found == expected
        if not same:
            yield Problem(place, f"example: {name} is {_shown(found)}, expected {_shown(expected)} ({got(example.sentence)})")


def _place(example: Example) -> Place:
    file, line, column = (example.place or "example:0:0").rsplit(":", 2)
    return Place(file, int(line), int(column))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
