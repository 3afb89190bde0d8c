"""The life of one synthetic citizen in both worlds: a chronology in plain words, and the weeks as small lines.

One of many possible second lives: a difference between the two columns is not the effect of the regime on a person (MODEL §16).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from html import escape
from itertools import groupby, pairwise
from textwrap import fill
from typing import Any

from underheaven.engine import tally
from underheaven.language import SPACE, later, say
from underheaven.measures.folder import RunFolder
from underheaven.report.sentences import ROUTINE, Event, Sentence, day_in_words
from underheaven.report.words import AGE_WORDS, CLASS_WORDS, ORIGIN_WORDS, RESIDENCE_WORDS, number

CAUTION = later("Both columns tell one of many possible second lives; a difference here is not the effect on a person.")
_ARMS = {"regime": later("Under the regime"), "twin": later("In the twin world")}
_NOTHING = later("Nothing happened that is worth telling.")
_REPEATED = 4  # a sentence that comes back this often is told once

LINES = {
    "score": (later("score"), later("points"), 1 / 4),
    "buffer": (later("savings"), later("days of own income"), 1 / 128),
    "fear": (later("fear"), later("of 255"), 1.0),
    "ties": (later("acquaintances"), later("of 6"), 1.0),
}
"""Field of ``citizens`` → name, unit and factor of a small line."""


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to a citizen, arm by arm."""

    citizen: int
    world: int
    who: str
    days: int
    chronicle: dict[str, tuple[Sentence, ...]]
    """Arm → sentences in order."""
    routine: dict[str, dict[str, int]]
    """Arm → what is only counted."""
    weeks: tuple[dict[str, Any], ...]
    """One row a week: day, and each field of ``LINES`` with ``_regime`` and ``_twin``."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        arms = {arm: [asdict(sentence) for sentence in sentences] for arm, sentences in self.chronicle.items()}
        head = {"citizen": self.citizen, "world": self.world, "who": self.who, "days": self.days, "caution": say(CAUTION)}
        return head | {"chronicle": arms, "routine": self.routine, "weeks": list(self.weeks)}

    def text(self) -> str:
        """Plain text, one paragraph an event."""
        parts = [
            say("Citizen {citizen}, world {world}: {who}.", citizen=number(self.citizen), world=self.world, who=self.who).replace(
                SPACE, " "
            ),
            say(CAUTION),
        ]
        for arm, sentences in self.chronicle.items():
            parts += ["", say(_ARMS[arm]).upper()]
            lines = [
                fill(say("Day {day}: {text}", day=sentence.day, text=sentence.text), 96, subsequent_indent="    ") for sentence in sentences
            ]
            parts += lines or [say(_NOTHING)]
            parts += [say("Not told day by day: {routine}.", routine=_counted(self.routine[arm]))] if self.routine[arm] else []
        if self.weeks:
            parts += ["", say("FIRST AND LAST WEEK")]
            parts += [f"{say(name)} ({say(unit)}): " + "; ".join(self._ends(field)) for field, (name, unit, _) in LINES.items()]
        return "\n".join(parts).replace(SPACE, " ")

    def _ends(self, field: str) -> Iterator[str]:
        for arm in self.chronicle:
            values = [row[f"{field}_{arm}"] for row in self.weeks]
            yield f"{say(arm)} {_from_to(values)}"

    def html(self, limit: int = 24) -> str:
        """A fragment of a page: small lines on top, the two chronicles side by side, the most telling ``limit`` sentences of each."""
        lines = "".join(
            f"<div><dt>{say(name)} <small>{say(unit)}</small></dt><dd>{self._sparkline(field)}</dd></div>"
            for field, (name, unit, _) in LINES.items()
        )
        columns = "".join(self._column(arm, limit) for arm in self.chronicle)
        return f'<dl class="sparklines">{lines}</dl><div class="lives">{columns}</div>'

    def _column(self, arm: str, limit: int) -> str:
        told = self.chronicle[arm]
        places = sorted(sorted(range(len(told)), key=lambda place: -told[place].weight)[:limit])
        kept = [told[place] for place in places]
        items = "".join(f'<li class="{s.tone}"><b>{_on(s.day)}</b> {escape(s.text)}</li>' for s in kept)
        body = f"<ol>{items}</ol>" if items else f"<p>{say(_NOTHING)}</p>"
        rest = [say("{left_out} lesser events are left out", left_out=len(told) - len(kept))] if len(told) > len(kept) else []
        rest += [say("Counted only: {routine}", routine=_counted(self.routine[arm]))] if self.routine[arm] else []
        note = f'<p class="note">{escape(". ".join(rest))}.</p>' if rest else ""
        return f'<section class="{arm}"><h4>{say(_ARMS[arm])}</h4>{body}{note}</section>'

    def _sparkline(self, field: str) -> str:
        series = {arm: [row[f"{field}_{arm}"] for row in self.weeks] for arm in reversed(self.chronicle)}
        known = [value for values in series.values() for value in values if value is not None]
        if not known:
            return ""
        low, high = min(known), max(known)
        lines, ends = "", []
        for arm, values in series.items():
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in _points(values, low, high))
            lines += f'<polyline class="{arm}" points="{points}"/>'
            ends.append(f"{say(arm)} {_from_to(values)}")
        words = escape(f"{say(LINES[field][0])}: {'; '.join(reversed(ends))}")
        last = "; ".join(f'<span class="{arm}">{number(series[arm][-1])}</span>' for arm in self.chronicle if series[arm][-1] is not None)
        return f'<svg viewBox="0 0 160 36" role="img" aria-label="{words}">{lines}</svg><span>{last}</span>'


def _on(day: int) -> str:
    return say("Day{SPACE}{day}", day=number(day))


def life(folder: RunFolder, citizen: int, world: int = 0) -> Life:
    """The life of a traced citizen.

    Raises:
        KeyError: if the citizen was not traced in that world.
    """
    rows = folder.query("SELECT * FROM citizens WHERE citizen = ? AND world = ? ORDER BY day", [citizen, world]).to_pylist()
    if not rows:
        raise KeyError(f"citizen {citizen} of world {world} was not traced; underheaven explain {folder.path} {citizen} runs them again")
    events = folder.query("SELECT * FROM events WHERE citizen = ? AND world = ? ORDER BY arm, day", [citizen, world]).to_pylist()
    they = (say("she"), say("her")) if rows[0]["sex"] == "female" else (say("he"), say("him"))
    arms = [arm for arm in _ARMS if arm in folder.manifest["arms"]]
    chronicle, routine = {}, {}
    for arm in arms:
        own = [event for event in events if event["arm"] == arm]
        by_day = groupby(own, key=lambda event: int(event["day"]))
        told = [sentence for day, group in by_day for sentence in day_in_words(day, list(group), they, watched=arm == "regime")]
        chronicle[arm] = tuple(_once(sorted([*told, *_turns(rows, arm)], key=lambda sentence: sentence.day)))
        routine[arm] = dict(_routine(own))
    shown = {(field, arm): field != "score" or _scores(folder, arm) for field in LINES for arm in arms}
    weeks = tuple(
        {"day": row["day"]} | {f"{field}_{arm}": _measured(row, field, arm) if known else None for (field, arm), known in shown.items()}
        for row in rows
    )
    return Life(citizen, world, _described(rows[0]), folder.manifest["days"], chronicle, routine, weeks)


def _scores(folder: RunFolder, arm: str) -> bool:
    """Whether anybody keeps a score in this arm."""
    policy = folder.manifest["scenario" if arm == "regime" else "twin"]
    return bool(policy["regime"]["on"] or policy["timeline"])


def _from_to(values: list[float | None]) -> str:
    first, last = values[0], values[-1]
    return say("none") if first is None or last is None else say("{first} to {last}", first=number(first), last=number(last))


def _described(row: dict[str, Any]) -> str:
    person = say("a child") if row["age_band"] == "child" else say("a woman") if row["sex"] == "female" else say("a man")
    age = say(AGE_WORDS[tally.AGE_BAND_LABELS.index(row["age_band"])])
    origin = say(ORIGIN_WORDS[tally.ORIGIN_LABELS.index(row["origin"])])
    home = say(RESIDENCE_WORDS[tally.RESIDENCE_LABELS.index(row["residence"])])
    return f"{person} {age}, {say(CLASS_WORDS[row['class'] - 1])}, {home}, {origin}"


def _measured(row: dict[str, Any], field: str, arm: str) -> float | None:
    value = row[f"{field}_{arm}"]
    if value is None:
        return None
    return float(int(value).bit_count()) if field == "ties" else value * LINES[field][2]


def _turns(rows: list[dict[str, Any]], arm: str) -> Iterator[Sentence]:
    """What only the weekly states show: leaving the list, work, ties broken by others, open dissent."""
    for before, after in pairwise(rows):
        day = int(after["day"])
        old, new = (
            {field: int(row[f"{field}_{arm}"]) for field in ("listed_until", "ties", "employment", "dissents")} for row in (before, after)
        )
        if old["listed_until"] > before["day"] and new["listed_until"] <= day:
            yield Sentence(new["listed_until"], say("Leaves the black list."), 3, "good")
        lost, left = old["ties"].bit_count() - new["ties"].bit_count(), new["ties"].bit_count()
        if lost > 0:
            gone = say("an acquaintance is") if lost == 1 else say("{lost} acquaintances are", lost=lost)
            yield Sentence(day, say("By now {gone} gone; {left} of 6 are left.", gone=gone, left=left), 2)
        if 1 <= old["employment"] <= 8 and new["employment"] == 0:
            yield Sentence(day, say("Has lost the job."), 3)
        elif old["employment"] == 0 and 1 <= new["employment"] <= 8:
            yield Sentence(day, say("Has found work."), 3, "good")
        if old["dissents"] != new["dissents"]:
            yield Sentence(
                day,
                say("From now on speaks out against the government.") if new["dissents"] else say("From now on keeps dissent private."),
                3,
            )


def _once(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Tell a sentence that keeps coming back once, with how often and until when."""
    told = list(sentences)
    days: dict[str, list[int]] = defaultdict(list)
    for sentence in told:
        days[sentence.text].append(sentence.day)
    folded: set[str] = set()
    for sentence in told:
        when = days[sentence.text]
        if len(when) < _REPEATED:
            yield sentence
        elif sentence.text not in folded:
            folded.add(sentence.text)
            again = say("{what} ({times} times until day {day}).", what=sentence.text.rstrip("."), times=len(when), day=number(when[-1]))
            yield replace(sentence, text=again)


def _routine(events: Iterable[Event]) -> Counter[str]:
    keys = (event["measure"] if event["measure"] in ROUTINE else f"{event['measure']}:{event['kind']}" for event in events)
    return Counter(ROUTINE[key] for key in keys if key in ROUTINE)


def _counted(routine: dict[str, int]) -> str:
    return "; ".join(f"{say(what)}: {number(times)}" for what, times in routine.items())


def _points(values: list[float | None], low: float, high: float) -> Iterator[tuple[float, float]]:
    span, last = (high - low) or 1.0, max(1, len(values) - 1)
    for place, value in enumerate(values):
        if value is not None:
            yield 2 + 156 * place / last, 33 - 30 * (value - low) / span
