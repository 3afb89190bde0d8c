"""Sweeps: any path of a scenario over values or ranges, each point beside the scenario as it is, world by world on the same draws."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from underheaven.day.mechanism import Mechanism
from underheaven.scenario.messages import Place, ScenarioError, refuse
from underheaven.study.assumptions import node_at, step_of
from underheaven.study.batch import Bench, Failed
from underheaven.study.outcome import Outcome, World
from underheaven.study.variants import Variant, lived_worlds, variant

if TYPE_CHECKING:
    import datetime

    from underheaven.scenario.schema import Scenario

Design = Literal["grid", "latin-hypercube", "sobol"]
DESIGNS: tuple[Design, ...] = ("grid", "latin-hypercube", "sobol")
DEFAULT = ("listed_wrongly", "wrongful_share", "listed", "entries_wrongful", "persons_denied", "harm_done", "acts_harmless", "cost")
MOST_POINTS = 100_000
_RANGE = re.compile(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*\.\.\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(?::\s*(\d+))?\s*")


@dataclass(frozen=True, slots=True)
class Lever:
    """A path and the values that it takes."""

    path: str
    values: tuple[str, ...]
    """As written in ``run --set``; of a range, its ends."""
    is_range: bool = False
    points: int = 0
    """Of a range on a grid, how many."""

    @property
    def numeric(self) -> bool:
        """Whether every value is a number."""
        return self.is_range or all(_number(value) is not None for value in self.values)

    def on_grid(self, step: Fraction | None) -> tuple[str, ...]:
        """Its values on a grid."""
        if not self.is_range:
            return self.values
        return tuple(dict.fromkeys(self.at(place / (self.points - 1), step) for place in range(self.points)))

    def at(self, share: float, step: Fraction | None) -> str:
        """Its value at a share of the range, or of the list."""
        if not self.is_range:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = (float(end) for end in self.values)
        value = low + (high - low) * share
        return f"{float(round(Fraction(value) / step) * step) if step else value:.10g}"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a sweep: a value for each lever."""

    values: tuple[str, ...]
    worlds: tuple[World, ...] = ()
    error: str = ""


def lever(text: str) -> Lever:
    """``path=v1,v2`` or ``path=low..high:points`` of the command line; commas inside brackets part nothing.

    Raises:
        ScenarioError: if it is something else.
    """
    path, equals, said = text.partition("=")
    place = Place(text)
    if not equals or not path.strip() or not said.strip():
        raise refuse(place, "must be path=value,value,… or path=low..high:points, such as regime.cameras.coverage=0..0.9:4")
    if found := _RANGE.fullmatch(said):
        low, high, points = found.groups()
        if not (_number(low) is not None and _number(high) is not None and float(low) < float(high)):
            raise refuse(place, "a range goes from a lower number to a higher one")
        if points is not None and int(points) < 2:
            raise refuse(place, "a range has at least two points")
        return Lever(path.strip(), (low, high), True, int(points or 5))
    return Lever(path.strip(), tuple(part.strip() for part in _parted(said)))


def design(scenario: "Scenario", levers: Sequence[Lever], kind: Design, samples: int, seed: int) -> list[tuple[str, ...]]:
    """The points of a sweep: every combination, or so many points that fill the ranges evenly."""
    steps = [step_of(node_at(scenario, lever.path)) for lever in levers]
    if kind == "grid":
        if math.prod(lever.points or len(lever.values) for lever in levers) > MOST_POINTS:
            raise refuse(Place("sweep"), f"a sweep has at most {MOST_POINTS:,} points; try --design latin-hypercube --samples 64")
        return list(product(*(lever.on_grid(step) for lever, step in zip(levers, steps, strict=True))))
    from scipy.stats import qmc  # type: ignore[import-untyped]

    sampler = (qmc.LatinHypercube if kind == "latin-hypercube" else qmc.Sobol)(len(levers), rng=seed)
    rows = sampler.random(samples)
    return [tuple(lever.at(float(share), step) for lever, step, share in zip(levers, steps, row, strict=True)) for row in rows]


def switched_on(scenario: "Scenario", levers: Sequence[Lever], start: "datetime.date") -> list[str]:
    """Changes that switch on every mechanism that is off and holds a lever: a strength that nobody uses would change nothing."""
    wanted = []
    for each in levers:
        keys = each.path.split(".")
        if keys[-1] == "on" or set(each.values) & {"on", "off"}:
            continue
        root: Any = scenario.regime_on(start) if keys[0] == "regime" else scenario
        for depth in range(1, len(keys)):
            node = node_at(root, ".".join(keys[(keys[0] == "regime") : depth])) if depth > (keys[0] == "regime") else root
            if isinstance(node, Mechanism) and not node.on:
                wanted.append(f"{'.'.join(keys[:depth])}.on=on")
    return list(dict.fromkeys(wanted))


def sweep(
    base: "Scenario", levers: Sequence[Lever], points: Sequence[tuple[str, ...]], given: Sequence[str], outcomes: Sequence[Outcome],
    bench: Bench, worlds: int,
) -> tuple[list[World], list[Point]] | None:  # fmt: skip
    """Live the scenario as it is and at every point; None if stopped. A point that the scenario refuses, or that fails, says so."""
    paths = [each.path for each in levers]
    built: list[Variant | Failed] = []
    first = variant(base, (), outcomes)
    for values in points:
        try:
            built.append(variant(base, [*given, *(f"{path}={value}" for path, value in zip(paths, values, strict=True))], outcomes))
        except ScenarioError as error:
            built.append(Failed(str(error.problems[0].message)))
    good = [one for one in built if isinstance(one, Variant)]
    found = lived_worlds(bench, [first, *good], worlds)
    if found is None:
        return None
    as_it_is, *rest = found
    if isinstance(as_it_is, Failed):
        raise ArithmeticError(f"the scenario as it is failed: {as_it_is.error}")
    lived = iter(rest)
    told = [one if isinstance(one, Failed) else next(lived) for one in built]
    return as_it_is, [
        Point(values, error=one.error) if isinstance(one, Failed) else Point(values, tuple(one))
        for values, one in zip(points, told, strict=True)
    ]


def tidy(base: Sequence[World], points: Sequence[Point], levers: Sequence[Lever], outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """One row a point and outcome: level and paired difference to the scenario as it is, each with its interval over worlds."""
    return list(_tidy(base, points, levers, outcomes))


def _tidy(base: Sequence[World], points: Sequence[Point], levers: Sequence[Lever], outcomes: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    as_it_is: tuple[Any, ...] = tuple(None for _ in levers)
    for place, (values, worlds, error) in enumerate([(as_it_is, base, ""), *((p.values, p.worlds, p.error) for p in points)]):
        named = {each.path: _typed(each, value) for each, value in zip(levers, values, strict=True)}
        for outcome in outcomes:
            row: dict[str, Any] = {"point": place, **named, "measure": outcome.name, "unit": outcome.unit, "worlds": len(worlds)}
            if error:
                level = difference = dict.fromkeys(("value", "low", "high"))
            else:
                level, difference = (found.as_dict() for found in (outcome.value(worlds), outcome.paired(worlds, base)))
            row |= {key: level[key] for key in ("value", "low", "high")}
            row |= {"difference": difference["value"], "difference_low": difference["low"], "difference_high": difference["high"]}
            yield row | {"withheld": not error and outcome.withheld(worlds, base), "error": error or None}


def _typed(each: Lever, value: str | None) -> float | str | None:
    return value if value is None or not each.numeric else float(value)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _parted(text: str) -> Iterator[str]:
    depth, part = 0, ""
    for character in text:
        depth += (character in "[{") - (character in "]}")
        if character == "," and depth == 0:
            yield part
            part = ""
        else:
            part += character
    yield part
