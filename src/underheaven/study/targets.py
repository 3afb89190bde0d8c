"""What a calibration aims at, as data: targets with tolerances and sources, and the paths that may move. A mistake says its place."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.scenario.messages import Place, Problem, ScenarioError, choice, got, near
from underheaven.scenario.positions import Node, compose, read
from underheaven.study.assumptions import Factor, factors
from underheaven.study.outcome import outcome
from underheaven.study.provenance import numbers
from underheaven.values.dates import start_date

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

FOLDER = Path(__file__).parent.parent / "scenario" / "targets"
_FILE = ("title", "start", "days", "citizens", "free", "targets")
_TARGET = ("measure", "value", "tolerance", "per", "source")
_DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Target:
    """One published figure that the model shall meet."""

    measure: str
    value: float
    tolerance: float
    """Half-width: the figure is taken to lie evenly within so much of the value."""
    source: str
    yearly: bool = False
    """Whether the figure is one of a year; else of the whole run."""

    def told(self, value: float, days: int) -> float:
        """An outcome of a run as the target counts it."""
        return value * _DAYS_OF_A_YEAR / days if self.yearly else value

    def distance(self, value: float, days: int) -> float:
        """How far an outcome lies from the target, in tolerances."""
        return abs(self.told(value, days) - self.value) / self.tolerance

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"measure": self.measure, "value": self.value, "tolerance": self.tolerance, "yearly": self.yearly, "source": self.source}


@dataclass(frozen=True, slots=True)
class Targets:
    """A file of targets."""

    title: str
    free: tuple[str, ...]
    targets: tuple[Target, ...]
    start: datetime.date
    days: int
    citizens: int


def shipped() -> tuple[str, ...]:
    """Names of the shipped files of targets."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


def load_targets(name_or_path: str | Path) -> Targets:
    """The shipped targets of that name, or those in a file.

    Raises:
        ScenarioError: with every mistake, each with file, line and column.
    """
    name, path = str(name_or_path), Path(name_or_path)
    if name in shipped():
        path = FOLDER / f"{name}.yaml"
    elif not path.suffix and not path.exists():
        nearest = near(name, shipped()) or f"; shipped are {choice(shipped())}, or name a file ending in .yaml"
        raise ScenarioError([Problem(Place(name), f"no shipped targets are called so{nearest}")])
    root, problems = compose(read(path), str(path))
    reading = _Reading(problems)
    found = reading.file(root)
    if reading.problems or found is None:
        raise ScenarioError(reading.problems)
    return found


def priors(scenario: "Scenario", free: Sequence[str], start: datetime.date) -> list[Factor]:
    """The assumption ranges of the free paths.

    Raises:
        ScenarioError: for a path that is no assumption in force on the first day.
    """
    dated = {number.path.rpartition(" ")[2] for number in numbers(scenario) if " " in number.path}
    known = {factor.path: factor for factor in factors(scenario, start) if factor.path not in dated}
    missing = [path for path in free if path not in known]
    if missing:
        raise ScenarioError(
            Problem(Place("free"), f"{path} is no assumption with a range, in force from the first day{near(path, known)}")
            for path in missing
        )
    return [known[path] for path in free]


class _Reading:
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def file(self, root: Node) -> Targets | None:
        self.keys(root, _FILE, "the file of targets")
        free = tuple(str(child.value) for child in self.list(root, "free", str))
        targets = [self.target(child) for child in self.list(root, "targets", dict)]
        start = self.plain(root, "start", str, "2014-01-01")
        days, citizens = (int(self.number(root, name, default, 1)) for name, default in (("days", 365.0), ("citizens", 16_384.0)))
        title = self.plain(root, "title", str, "Targets")
        try:
            first = start_date(start)
        except ValueError as error:
            self.wrong(root.value["start"], f"start {error}")
            return None
        return Targets(title, free, tuple(target for target in targets if target), first, days, citizens)

    def target(self, node: Node) -> Target | None:
        self.keys(node, _TARGET, "a target")
        before = len(self.problems)
        for name in ("measure", "value", "tolerance", "source"):
            if name not in node.value:
                self.wrong(node, f"a target needs {name}")
        if len(self.problems) > before:
            return None
        measure, per = self.plain(node, "measure", str, ""), self.plain(node, "per", str, "run")
        try:
            outcome(measure)
        except KeyError as error:
            self.wrong(node.value["measure"], str(error.args[0]))
        if per not in ("run", "year"):
            self.wrong(node.value["per"], f"per must be run or year; got {got(per)}")
        value, tolerance = self.number(node, "value", 0.0), self.number(node, "tolerance", 1.0, 1e-12)
        return Target(measure, value, tolerance, self.plain(node, "source", str, ""), per == "year")

    def keys(self, node: Node, allowed: tuple[str, ...], what: str) -> None:
        for key, child in node.value.items():
            if key not in allowed:
                self.problems.append(Problem(child.key, f"{what} has no {got(key)}{near(key, allowed) or f'; expected {choice(allowed)}'}"))

    def list(self, node: Node, name: str, kind: type) -> list[Node]:
        child = node.value.get(name)
        if child is None or not isinstance(child.value, list) or not child.value:
            self.wrong(child or node, f"{name} must be a list with at least one entry")
            return []
        right = [item for item in child.value if isinstance(item.value, kind)]
        for item in child.value:
            if not isinstance(item.value, kind):
                self.wrong(item, f"{name} holds {'mappings' if kind is dict else 'paths'}; got {got(item.data())}")
        return right

    def plain(self, node: Node, name: str, kind: type, default: str) -> str:
        child = node.value.get(name)
        if child is None:
            return default
        if not isinstance(child.value, kind):
            self.wrong(child, f"{name} must be text; got {got(child.data())}")
            return default
        return str(child.value)

    def number(self, node: Node, name: str, default: float, low: float = float("-inf")) -> float:
        child = node.value.get(name)
        if child is None:
            return default
        if not child.is_number or not low <= child.value < float("inf"):
            positive = " above zero" if low > 0 else ""
            self.wrong(child, f"{name} must be a number{positive}; got {got(child.data())}")
            return default
        return float(child.value)

    def wrong(self, node: Node, message: str) -> None:
        self.problems.append(Problem(node.place, message))
