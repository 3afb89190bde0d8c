"""The levers that matter, read off the parameter classes: what each is, its unit, its range, and where its number comes from."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from underheaven.scenario.schema import Regime, Scenario
from underheaven.values import Assumption, Published, Quantity


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to turn."""

    path: str
    kind: Literal["switch", "number", "choice"]
    name: str
    help: str
    value: str
    """As it is written in a link."""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    """Range to sweep, where the number is an assumption."""
    minimum: float | None = None
    maximum: float | None = None
    """What the schema admits."""
    source: str = ""
    source_kind: str = ""
    choices: tuple[str, ...] = ()
    usual: str = ""
    """The value in the scenario's own file."""

    @property
    def slides(self) -> bool:
        """Whether there is a range to slide along."""
        return self.low is not None and self.high is not None and self.high > self.low

    @property
    def turned(self) -> bool:
        """Whether it differs from the scenario's file."""
        return self.value != self.usual

    @property
    def logarithmic(self) -> bool:
        """Whether the range spans so much that equal steps should be equal factors."""
        return bool(self.slides and self.low and self.low > 0 and self.high and self.high / self.low >= 30)


@dataclass(frozen=True, slots=True)
class Group:
    """Levers of one system."""

    name: str
    title: str
    about: str
    switch: Lever | None
    levers: tuple[Lever, ...]


CHOSEN = (
    ("cameras", "Cameras", "How much of public life is in view.", "cameras", ("coverage", "installed", "ratio_90_10")),
    (
        "recognition", "Face recognition", "Who a camera takes the passer-by for. The larger the gallery, the more strangers look alike.",
        "recognition", ("gallery", "quality", "mode", "false_match_rate", "doubles"),
    ),
    (
        "messages", "Reading of messages", "Private messages searched for criticism; a rare error on many messages is many errors.",
        "messages", ("coverage", "true_positive_rate", "false_positive_rate", "retention"),
    ),
    (
        "informants", "Informants", "Volunteers, neighbours and children who report, truly and out of spite.", "informants",
        ("density", "malicious_rate", "child_report_rate"),
    ),
    ("records", "Files and registers", "What offices enter, now and then on a namesake.", "records", ("clerical_mismatch",)),
    (
        "sanctions", "Sanctions", "Whether one listing bites in every field of life, or only where its cause lies.", "sanctions",
        ("joint", "relatedness"),
    ),
    (
        "shaming", "Public shaming", "Whether lists are shown in the street, and what follows.", "shaming",
        ("harassment", "publicity", "fear_of_cell"),
    ),
    ("lists", "The black list", "How long a listing lasts and whether paying ends it.", "lists", ("days_factor", "compliance")),
    (
        "rollout", "Roll-out", "Pilots by choice, or everybody at once.", "rollout",
        ("exposure.scope", "rollout.pilots", "rollout.voluntary", "rollout.perk"),
    ),
    ("perks", "Rewards", "What a good score brings.", "perks", ()),
    ("commercial", "The commercial scheme", "A platform’s own score, which people may join.", "commercial", ()),
)  # fmt: skip
"""Anchor, title, one sentence, part of the regime, fields (a dotted one names its own part)."""

SAFEGUARDS = {
    "deduplication": "one act makes one record, however many saw it",
    "human_review": "a person looks at each adverse record before it counts",
    "notice": "the listed are told that they are listed, and why",
    "appeal": "the listed may appeal",
    "correction": "who is cleared gets the lost points back, everywhere",
    "audit": "auditors look at listings again",
    "expiry": "nothing lasts longer than a year",
    "proportionality": "small matters bar from little",
    "purpose_limitation": "data serve the context they came from",
    "minimisation": "some channels stay dark, and galleries small",
    "sunset": "the regime ends by itself on a date",
}
"""Safeguard → what it is; each is a switch."""


def levers(scenario: Scenario, plain: Scenario, start: date) -> list[Group]:
    """The levers of a scenario as they stand on a day; ``plain`` is the scenario as its file has it."""
    regime, usual = scenario.regime_on(start), plain.regime_on(start)
    groups = []
    for name, title, about, part, names in CHOSEN:
        paths = [field if "." in field else f"{part}.{field}" for field in names]
        found = [lever for path in paths if (lever := _lever(regime, usual, path))]
        groups.append(Group(name, title, about, _lever(regime, usual, f"{part}.on"), tuple(found)))
    switches = tuple(_safeguards(regime, usual))
    groups.append(Group("safeguards", "Safeguards", "What a state of law sets against it; each has its price.", None, switches))
    return groups


def _safeguards(regime: Regime, usual: Regime) -> Iterator[Lever]:
    for name, about in SAFEGUARDS.items():
        lever = _lever(regime, usual, f"safeguards.{name}.on")
        if lever:
            yield Lever(lever.path, "switch", words(name), about, lever.value, usual=lever.usual)


def _lever(regime: Regime, usual: Regime, path: str) -> Lever | None:
    """The lever of a field; None for what is no number, switch or choice."""
    *parts, last = path.split(".")
    holder, before = _down(regime, parts), _down(usual, parts)
    info = type(holder).model_fields[last]
    value, own = getattr(holder, last), getattr(before, last)
    where = f"regime.{'.'.join(parts)}" if last == "on" else f"regime.{path}"
    about = " ".join((info.description or "").replace("``", "").split())
    if isinstance(value, bool):
        name = "in force" if last == "on" else words(last)
        return Lever(where, "switch", name, "" if last == "on" else about, _switch(value), usual=_switch(own))
    if isinstance(value, Quantity):
        return _number(where, words(last), about, value, own)
    choices = _choices(info)
    if isinstance(value, str) and value in choices:
        return Lever(where, "choice", words(last), about, value, choices=choices, usual=own)
    return None


def _number(path: str, name: str, about: str, value: Quantity, own: Quantity) -> Lever:
    kind, source = type(value), own.source
    low = high = None
    if isinstance(source, Assumption):
        low, high = max(source.low, kind.minimum), min(source.high, kind.maximum)
        said = f"assumed, {low:g} to {high:g}: {source.why}"
    elif isinstance(source, Published):
        said = f"published: {source.place}"
    else:
        said = f"derived: {source.formula}"
    return Lever(
        path, "number", name, about, f"{value.value:.12g}", unit=kind.unit, low=low, high=high, minimum=_finite(kind.minimum),
        maximum=_finite(kind.maximum), source=said, source_kind=source.kind, usual=f"{own.value:.12g}",
    )  # fmt: skip


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _down(part: Any, names: list[str]) -> BaseModel:
    for name in names:
        part = getattr(part, name)
    assert isinstance(part, BaseModel)
    return part


def _choices(info: FieldInfo) -> tuple[str, ...]:
    annotation: Any = info.annotation
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    found = [member for member in members if member is not NoneType and get_origin(member) is Literal]
    return tuple(str(word) for member in found for word in get_args(member))


def _switch(value: bool) -> str:
    return "on" if value else "off"


_WORDS = {"joint": "joint punishment", "ratio_90_10": "unevenness of districts", "mode": "operating mode", "installed": "cameras counted"}


def words(name: str) -> str:
    """A field's name as a reader reads it."""
    return _WORDS.get(name, name.replace("_", " "))
