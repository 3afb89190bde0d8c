"""Where every number of a scenario comes from, and how much of it rests on what."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from underheaven.values import Assumption, Derived, Published, Quantity

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

KINDS = ("published", "derived", "assumption")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a scenario with its source."""

    path: str
    """Dotted path, as ``run --set`` takes it; a dated change begins with its date."""
    value: float
    unit: str
    kind: str
    """published, derived or assumption."""
    source: str
    """The place, the formula, or the range with its reason."""
    low: float | None = None
    high: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def numbers(scenario: "Scenario") -> list[Number]:
    """Every number of a scenario: society, world, regime, then the dated changes of the regime."""
    found = [number for part in ("society", "world", "regime") for number in _walk(getattr(scenario, part), part)]
    for change in scenario.timeline:
        units = {number.path: number.unit for number in _walk(scenario.regime_on(change.start), "regime")}
        found += _changed(change.regime, "regime", change.start.isoformat(), units)
    return found


def coverage(found: list[Number]) -> dict[str, dict[str, float]]:
    """Numbers and share of all numbers, by kind of source."""
    counts = Counter(number.kind for number in found)
    return {kind: {"numbers": counts[kind], "share": counts[kind] / len(found) if found else 0.0} for kind in KINDS}


def coverage_by_part(found: list[Number]) -> dict[str, dict[str, int]]:
    """Numbers by kind of source, for each part such as ``regime.cameras``; dated changes belong to the part that they change."""
    parts: dict[str, dict[str, int]] = {}
    for number in found:
        path = number.path.rpartition(" ")[2].split(".")
        part = parts.setdefault(".".join(path[: 1 if path[0] == "society" else 2]), dict.fromkeys(KINDS, 0))
        part[number.kind] += 1
    return parts


def _walk(value: Any, path: str) -> Iterator[Number]:
    if isinstance(value, Quantity):
        yield _number(path, value.value, value.unit, value.source)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _walk(getattr(value, name), f"{path}.{field.alias or name}")
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _walk(child, f"{path}.{key}")
    elif isinstance(value, tuple | list):
        for index, child in enumerate(value):
            yield from _walk(child, f"{path}.{index}")


def _changed(value: Any, path: str, date: str, units: Mapping[str, str]) -> Iterator[Number]:
    """Numbers in the plain data of a dated change."""
    if isinstance(value, Mapping) and value.keys() == {"value", "source"}:
        kinds: dict[str, type[Published] | type[Derived] | type[Assumption]] = {
            "published": Published, "derived": Derived, "assumption": Assumption,
        }  # fmt: skip
        source = kinds[value["source"]["kind"]].model_validate(value["source"])
        yield _number(f"{date} {path}", value["value"], units.get(path, ""), source)
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _changed(child, f"{path}.{key}", date, units)
    elif isinstance(value, tuple | list):
        for index, child in enumerate(value):
            yield from _changed(child, f"{path}.{index}", date, units)


def _number(path: str, value: float, unit: str, source: Published | Derived | Assumption) -> Number:
    if isinstance(source, Assumption):
        return Number(path, value, unit, "assumption", f"{source.low:g} to {source.high:g}: {source.why}", source.low, source.high)
    said = source.place if isinstance(source, Published) else source.formula
    return Number(path, value, unit, source.kind, f"{said} ({source.note})" if source.note else said)
