"""The rulebook: what a record of each kind costs or earns, and for how long it lists (S01, S15).

A row is ``{points, list_days, source}``; one source covers both. Defaults are the article's rulebook as the model tells it.
Severity against the reference row: ``G_k = (|points_k| + w·list_k·n_k/8760) / (the same at the reference row in 12 domains)``.
Closed form: G = 1 at the reference row in all twelve domains, 0 for an empty rulebook. Sign: higher points or more list days, fewer acts.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import DOMAINS, KINDS, Kind
from underheaven.values import Assumption, Parameters, Points, Source, assumed, exact

_FULL_LISTING = 730 * DOMAINS
_REFERENCE = {
    Kind.JAYWALKING: (2, 0),
    Kind.UNLEASHED_DOG: (3, 0),
    Kind.VIDEO_GAMES: (1, 0),
    Kind.TRIVIAL_PURCHASE: (1, 0),
    Kind.CRITICAL_SPEECH: (10, 0),
    Kind.PROTEST: (60, 365),
    Kind.LATE_BILL: (5, 0),
    Kind.DEFAULT: (100, 730),
    Kind.TAX_EVASION: (40, 365),
    Kind.FARE_EVASION: (10, 180),
}
"""Points and list days against which severity is measured: a constant of the model, so that a fitted response keeps its meaning."""


class Rule(Parameters):
    """One row of the rulebook."""

    points: float = 0
    """Points per record, in quarters, at most ±1000."""
    list_days: int = Field(0, ge=0, le=8191)
    """Days on the black list per record; 0 = none."""
    national: bool = False
    """Whether the listing is national: courts, tax office, carriers reach everybody."""
    source: Source
    """Where points and list days come from; the range of an assumption is in points, or in days where the points are 0."""

    @model_validator(mode="after")
    def _admissible(self) -> "Rule":
        Points(value=self.points, source=self.source)
        return self


def _rule(points: float, list_days: int = 0, *, national: bool = False, why: str = "the article names the act and no number") -> Rule:
    low, high = sorted((points / 3, points * 3))
    return Rule(points=points, list_days=list_days, national=national, source=Assumption(low=low, high=high, why=why))


class Rulebook(Mechanism):
    """Points and list days by kind of conduct. Off: records change nothing."""

    jaywalking: Rule = _rule(-2)
    """"Jaywalking"."""
    unleashed_dog: Rule = _rule(-3)
    """"Walk a dog on a leash"."""
    video_games: Rule = _rule(-1)
    """"Playing video games"."""
    trivial_purchase: Rule = _rule(-1)
    """"Wasting money"."""
    critical_speech: Rule = _rule(-10, 180)
    """"Spreading false information"."""
    protest: Rule = _rule(-60, 365, national=True)
    """"Political dissident"."""
    late_bill: Rule = _rule(-5, 90)
    """"Forgetting to pay a bill"."""
    default: Rule = _rule(-100, 730, national=True, why="two years for judgment defaulters, recalled (FACTS 1-18); points assumed")
    """"Dishonest debtor"."""
    tax_evasion: Rule = _rule(-40, 365, national=True)
    """"Pay taxes on time"."""
    fare_evasion: Rule = _rule(-10, 180, national=True, why="180 days on the carriers' list, recalled; points assumed")
    """Cheating on tickets, taking seats."""
    charity: Rule = _rule(5)
    """"Charity work"."""
    family_help: Rule = _rule(1)
    """"Helping a family member"."""
    praise: Rule = _rule(1)
    """"Badge of honour"."""
    bill_on_time: Rule = _rule(0.25)
    """"Positive score if paid"."""
    reporting: Rule = _rule(3)
    """"Report any actions"."""
    listing_weight: Points = assumed(32, low=8, high=128, why="how many points deter as much as 730 days in twelve domains")
    """Weight w of a full listing beside points."""

    def rule(self, kind: Kind) -> Rule | None:
        """The row of a kind; None for the grade, which is no conduct."""
        row: Any = getattr(self, kind.name.lower(), None)
        return row if isinstance(row, Rule) and self.on else None


class RulebookTable(NamedTuple):
    """Integers of the rulebook, by kind."""

    points: np.ndarray
    """int64 [16]: quarter points per record."""
    list_days: np.ndarray
    """int64 [16]."""
    key: np.ndarray
    """int64 [16]: list key, days·16 + cause; 0 where nothing lists."""
    national: np.ndarray
    """int64 [16]: 1 where the listing reaches everybody."""
    severity: np.ndarray
    """int64 [16]: G_k in Q8 (256 = the reference row in twelve domains)."""


def rulebook_table(rulebook: Rulebook, causes: Sequence[int], domains: Sequence[int]) -> RulebookTable:
    """Compile; ``causes`` and ``domains`` give per kind the cause index of its listing and the number of domains that follow."""
    table = RulebookTable(*(np.zeros(KINDS, np.int64) for _ in range(5)))
    weight = abs(exact(rulebook.listing_weight.value)) / _FULL_LISTING
    for kind in Kind:
        rule = rulebook.rule(kind)
        if rule is None:
            continue
        table.points[kind] = round(exact(rule.points) * 4)
        table.list_days[kind] = rule.list_days
        table.key[kind] = rule.list_days << 4 | causes[kind] if rule.list_days else 0
        table.national[kind] = rule.national
        if kind in _REFERENCE:
            points, days = _REFERENCE[kind]
            stake = abs(exact(rule.points)) + weight * rule.list_days * domains[kind]
            table.severity[kind] = round(256 * stake / (points + weight * days * DOMAINS))
    return table
