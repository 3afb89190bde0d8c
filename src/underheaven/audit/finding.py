"""Findings: one small function a question, registered under a name, with its source and its meaning in plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from underheaven.audit.evidence import Evidence, Numbers, Withheld
from underheaven.language import say
from underheaven.values import Estimate, significant

Topic = Literal[
    "errors",
    "inequality",
    "the innocent",
    "cross-context",
    "burden to gravity",
    "the hidden score",
    "chilling",
    "trust",
    "cost",
    "remedies",
]
Answer = tuple[Estimate, dict[str, float]]
"""The estimate, and the counts behind it, summed over worlds."""
Question = Callable[[Evidence], Answer]


@dataclass(frozen=True, slots=True)
class Registered:
    """A question that every audit asks."""

    id: str
    topic: Topic
    title: str
    meaning: str
    """A sentence with ``{value}`` where the number stands, and ``{pair}`` where the two groups do."""
    source: str
    ask: Question
    pair: str = ""
    """Which two groups it compares, in words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer."""

    id: str
    topic: Topic
    title: str
    meaning: str
    source: str
    value: Estimate | None
    """None where it is withheld or cannot be told."""
    why: str
    """Why there is no value; else empty."""
    exact: bool
    """Whether the value is an exact ratio of counts; else it is an estimate over worlds."""
    counts: dict[str, float]

    def sentence(self, written: Callable[[Estimate], str]) -> str:
        """The meaning with its number, or why there is none."""
        return self.meaning.format(written(self.value)) if self.value else f"{self.title}: {say(self.why)}."

    def exceeds(self, threshold: float) -> bool | None:
        """Whether the whole interval (or the value, where there is no interval) lies above; None where it is open or withheld."""
        if self.value is None:
            return None
        low = self.value.value if self.value.low is None else self.value.low
        high = self.value.value if self.value.high is None else self.value.high
        return True if low > threshold else False if high <= threshold else None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "id": self.id, "topic": self.topic, "title": self.title, "meaning": self.sentence(plainly), "source": self.source,
            "kind": "withheld" if self.value is None else "exact ratio of counts" if self.exact else "estimate over worlds",
            "value": self.value.as_dict() if self.value else None, "why": self.why, "counts": self.counts,
        }  # fmt: skip


REGISTER: list[Registered] = []
"""Every question that is about everybody."""


def finding(identifier: str, topic: Topic, title: str, meaning: str, source: str) -> Callable[[Question], Question]:
    """Register a question; ``meaning`` has ``{value}`` where the number stands."""

    def register(ask: Question) -> Question:
        REGISTER.append(Registered(identifier, topic, title, meaning, source, ask))
        return ask

    return register


def answered(question: Registered, evidence: Evidence) -> Finding:
    """Ask one question."""
    pair = say(question.pair)
    title, meaning = say(question.title, pair=pair), say(question.meaning, value="{}", pair=pair)
    told = (question.id, question.topic, title, meaning, question.source)
    try:
        value, counts = question.ask(evidence)
    except Withheld as reason:
        return Finding(*told, None, str(reason), evidence.exact, {})
    return Finding(*told, value, "", evidence.exact, counts)


def behind(**counts: Numbers) -> dict[str, float]:
    """Counts summed over worlds."""
    return {name: float(numbers.sum()) for name, numbers in counts.items()}


def plainly(estimate: Estimate) -> str:
    """Value and interval without the unit, as a sentence needs it."""
    interval = (
        f" [{significant(estimate.low, 3)}, {significant(estimate.high, 3)}]"
        if estimate.low is not None and estimate.high is not None
        else ""
    )
    return f"{significant(estimate.value, 3)}{interval}"
