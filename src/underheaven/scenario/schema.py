"""The scenario: a society, the world it lives in, a regime and its dates. Everything a study needs, immutable, with sources.

``Scenario`` is what ``load`` returns, every number resolved; ``ScenarioFile`` is what a file may say: any part of it, over a base.
"""

import datetime
import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from html import escape
from typing import Any, Self

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from underheaven.scenario.change import Change, changed, read_change
from underheaven.scenario.checks import regime_complaints, society_complaints, world_complaints
from underheaven.scenario.locate import located, said
from underheaven.scenario.messages import Place, Problem, ScenarioError
from underheaven.scenario.parts import Described, Example, Regime, ScenarioFile, TimelineEntry, Twin, World, policies, switched_off
from underheaven.scenario.positions import nodes
from underheaven.scenario.safeguarded import under_safeguards, until_sunset


class Scenario(Described):
    """A scenario with every number resolved."""

    twin: Twin | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    examples: tuple[Example, ...] = ()
    lineage: tuple[str, ...] = Field(default=(), exclude=True)
    """Shipped scenarios that it stands on by ``base:``, itself first if it is shipped; no part of its content."""
    _past: "tuple[Scenario, datetime.date] | None" = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _dates_rise(self) -> Self:
        if any(later.start <= earlier.start for earlier, later in zip(self.timeline, self.timeline[1:], strict=False)):
            raise ValueError("the dates of the timeline must rise")
        try:
            policies(self.regime, self.timeline)
        except ValidationError as error:
            complaint = error.errors(include_url=False)[0]
            raise ValueError(f"timeline: {'.'.join(map(str, complaint['loc']))}: {complaint['msg']}") from None
        return self

    @cached_property
    def _dated(self) -> tuple[tuple[datetime.date, Regime], ...]:
        dated = policies(self.regime, self.timeline)
        in_force = ((start, under_safeguards(regime) if regime.on else switched_off(regime)) for start, regime in dated)
        own = until_sunset(tuple(in_force))
        return own if self._past is None else _spliced(self._past[0]._dated, own, self._past[1])

    def regime_on(self, date: datetime.date) -> Regime:
        """The regime in force on ``date``: the timeline merged up to that day, within its own safeguards. ``off``: everything is off."""
        index = bisect_right([start for start, _ in self._dated], date) - 1
        return self._dated[max(index, 0)][1]

    def timeline_dates(self) -> tuple[datetime.date, ...]:
        """Days on which the policy changes."""
        return tuple(start for start, _ in self._dated[1:])

    def segments(self, start: datetime.date, days: int) -> tuple[datetime.date, ...]:
        """First days of the stretches of a run under one policy: ``start``, then every change within ``days``."""
        last = start + datetime.timedelta(days=max(days, 1) - 1)
        return (start, *(date for date in self.timeline_dates() if start < date <= last))

    def resolved(self) -> dict[str, Any]:
        """The whole scenario as JSON data; ``Scenario.model_validate`` takes it back."""
        return self.model_dump(mode="json", by_alias=True)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the resolved scenario in canonical JSON."""
        text = json.dumps(self.resolved(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if self._past is not None:
            text += f" after {self._past[0].hash} until {self._past[1].isoformat()}"
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def past(self) -> "tuple[Scenario, datetime.date] | None":
        """The scenario in force before this one, and its last day."""
        return self._past

    def after(self, past: "Scenario", until: datetime.date) -> "Scenario":
        """The same scenario from the day after ``until`` on, and until then the regime of ``past``: one past, many futures."""
        spliced = Scenario.model_construct(**{name: getattr(self, name) for name in Scenario.model_fields})
        spliced._past = (past, until)
        return spliced

    def __repr__(self) -> str:
        return f"Scenario({self.title}, {self.status}, {self.hash[:12]})"

    def _repr_html_(self) -> str:
        """Title, summary, dates and sources, for a notebook."""
        dates = "".join(f"<li>from {change.start}: {escape(change.title)}</li>" for change in self.timeline)
        sources = "".join(f"<li>{escape(reference.title)}; {escape(reference.place)}</li>" for reference in self.sources)
        lists = "".join(f"<p>{name}</p><ul>{items}</ul>" for name, items in (("Dates", dates), ("Sources", sources)) if items)
        return f"<p><b>{escape(self.title)}</b> ({self.status})</p><p>{escape(self.summary)}</p>{lists}"

    def no_regime(self) -> "Scenario":
        """The twin: the same society and world without any regime, or under the one that ``twin:`` names."""
        if self.twin is not None:
            changes: dict[str, Any] = {"regime": self.twin.regime, "timeline": self.twin.timeline, "twin": None, "examples": ()}
            changes["title"] = f"{self.title}, under {self.twin.name}"
        else:
            changes = {"regime": switched_off(self.regime), "timeline": (), "examples": ()}
            changes["title"] = f"{self.title}, without the regime"
        changes["lineage"] = ()
        return Scenario.model_construct(**{name: getattr(self, name) for name in Scenario.model_fields} | changes)

    def with_(self, **changes: Any) -> "Scenario":
        """A scenario with other values at dotted paths, on every date: ``with_(**{"regime.cameras.coverage": 0.3})``.

        A bare number becomes an assumption "set by hand", whose range is the old one widened to hold it.

        Raises:
            ScenarioError: for an unknown path or a value that does not fit.
        """
        return self._with([(path, value, Place(path)) for path, value in changes.items()])

    def set_path(self, text: str) -> "Scenario":
        """The same for one ``path=value`` of the command line; the value is read as in a file."""
        return self._with([read_change(text)])

    def _with(self, changes: Sequence[Change]) -> "Scenario":
        data = changed(self.resolved(), changes)
        place = changes[0][2] if len(changes) == 1 else Place("with_")
        try:
            fresh = Scenario.model_validate({**data, "examples": self.examples, "lineage": self.lineage})
        except ValidationError as error:
            raise ScenarioError(located(error, nodes(data, place))) from None
        found = [*society_complaints(fresh.society), *world_complaints(fresh.world)]
        for date in (datetime.date.min, *fresh.timeline_dates()):
            found += regime_complaints(fresh.regime_on(date), fresh.world)
        if found:
            raise ScenarioError(Problem(place, said(path, message)) for path, message in found)
        return fresh if self._past is None else fresh.after(*self._past)


def _spliced(
    before: tuple[tuple[datetime.date, Regime], ...], own: tuple[tuple[datetime.date, Regime], ...], until: datetime.date
) -> tuple[tuple[datetime.date, Regime], ...]:
    """Dated regimes of a past up to ``until``, then one's own. Where the past's goes on, its days are no new ones."""
    first = until + datetime.timedelta(days=1)
    lived = tuple(dated for dated in before if dated[0] <= until)
    now = [regime for start, regime in own if start <= first][-1]
    return (*lived, *(((first, now),) if now != lived[-1][1] else ()), *(dated for dated in own if dated[0] > first))


__all__ = ["Regime", "Scenario", "ScenarioFile", "World"]
