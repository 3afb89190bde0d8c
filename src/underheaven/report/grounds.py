"""What a run rests on: how many numbers of its scenario are published, derived or assumed, and the assumptions that matter most."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from underheaven.language import later, say
from underheaven.scenario.schema import Regime, Scenario
from underheaven.study.provenance import Number, coverage, numbers

IMPORTANT = {
    "regime.records.clerical_mismatch": later("records that an office puts on a namesake: no rate is published, so it is swept"),
    "regime.recognition.doubles": later("people with whom a face is mistaken again and again"),
    "regime.cameras.coverage": later("share of public conduct in view of a camera"),
    "regime.messages.coverage": later("share of messages that is read"),
    "regime.messages.false_positive_rate": later("harmless messages taken for critical ones"),
    "regime.informants.density": later("informants among citizens"),
    "regime.informants.malicious_rate": later("malicious reports, per day"),
    "regime.knowledge.initial": later("share who know the regime they live under"),
    "world.conduct.jaywalking.response": later("how strongly announced detection deters, here from crossing against the light"),
    "world.conduct.critical_speech.response": later("how strongly announced detection silences"),
    "world.expression.price": later("what open dissent costs without any regime"),
    "world.economy.credit.line": later("credit line of whoever has a record, in days of income"),
    "world.ties.cut": later("acquaintances who consider breaking with somebody shown, per week"),
}
"""Dotted path → what the number is; results move most with these (MODEL §13)."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Sources of a scenario's numbers."""

    counts: dict[str, int]
    """Kind of source → numbers."""
    shares: dict[str, float]
    """Kind of source → share of all numbers, in per cent."""
    important: tuple[tuple[str, Number], ...]
    """What the number is, and the number."""
    all: tuple[Number, ...]
    dates: tuple[date, ...]
    """Days on which the policy changes."""
    choices: tuple[str, ...]
    """Switches that matter as much as any number."""

    @property
    def total(self) -> int:
        """Numbers in the scenario."""
        return sum(self.counts.values())


def grounds(manifest: dict[str, Any]) -> Grounds:
    """The grounds of a run, from the scenario in its manifest."""
    scenario = Scenario.model_validate(manifest["scenario"])
    found = numbers(scenario)
    by_path = {number.path: number for number in found if number.kind == "assumption"}
    covered = coverage(found)
    return Grounds(
        counts={kind: int(part["numbers"]) for kind, part in covered.items()},
        shares={kind: 100 * part["share"] for kind, part in covered.items()},
        important=tuple((words, by_path[path]) for path, words in IMPORTANT.items() if path in by_path),
        all=tuple(found),
        dates=scenario.timeline_dates(),
        choices=_choices(scenario.regime_on(date.fromisoformat(manifest["start"]))),
    )


def _choices(regime: Regime) -> tuple[str, ...]:
    if not regime.on:
        return (say("There is no regime on the first day."),)
    sanctions = (
        say("one list bites in every field of life") if regime.sanctions.joint else say("a sanction bites in fields related to its cause")
    )
    gallery = say("its whole nation") if regime.recognition.gallery == "national" else say("its own district")
    cameras = (
        say("a face is compared with {gallery}", gallery=gallery)
        if regime.recognition.on and regime.cameras.on
        else say("no face is recognised")
    )
    return (say("On the first day, {sanctions}; {cameras}.", sanctions=sanctions, cameras=cameras),)
