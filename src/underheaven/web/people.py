"""Citizens worth meeting among those on the map, and one life in both worlds as an illustrated time line."""

from dataclasses import dataclass
from html import escape
from typing import Any

from underheaven.language import SPACE
from underheaven.measures.folder import RunFolder
from underheaven.report.life import Life
from underheaven.report.words import CLASS_WORDS, RESIDENCE_WORDS, number

_LISTED = "{arm}.listed_until > day"
KINDS = {
    "listed-wrongly": "Somebody listed wrongly",
    "fell-silent": "Somebody who fell silent",
    "gained": "The one who gained most",
    "listed": "Somebody listed rightly",
    "lost": "The one who lost most",
    "frightened": "The most frightened",
}
"""Kind of a citizen worth meeting → its name on the page."""

_FOUND = {
    "listed-wrongly": ("sum((wrongful_regime = 1 AND listed_until_regime > day)::INTEGER)", "{0} weeks on the list for what others did"),
    "fell-silent": (
        "sum((dissents_twin = 1 AND dissents_regime = 0)::INTEGER)", "silent under the regime in {0} weeks of open dissent in the twin"
    ),
    "gained": ("max_by(buffer_regime - buffer_twin, day) / 128", "{0} days of own income more than in the twin"),
    "listed": ("sum((wrongful_regime = 0 AND listed_until_regime > day)::INTEGER)", "{0} weeks on the list for what the citizen did"),
    "lost": ("max_by(buffer_twin - buffer_regime, day) / 128", "{0} days of own income less than in the twin"),
    "frightened": ("avg(fear_regime - fear_twin)", "fear {0} above the twin’s, of 255, in a mean week"),
}  # fmt: skip
_EXEMPLARS = {"listed_wrongly": "listed-wrongly", "fell_silent": "fell-silent", "listed_rightly": "listed", "gained": "gained"}


@dataclass(frozen=True, slots=True)
class Found:
    """A citizen worth meeting."""

    kind: str
    title: str
    citizen: int
    who: str
    why: str


def worth_meeting(folder: RunFolder, kind: str, most: int = 1) -> list[Found]:
    """Traced adults of the first world who fit a kind best; nobody if nobody does, or if there is no twin where one is needed."""
    if not folder.has_twin:
        return []
    value, words = _FOUND[kind]
    rows = folder.query(
        f"SELECT citizen, any_value(class) AS class, any_value(residence) AS residence, any_value(age_band) AS age_band, "
        f"any_value(sex) AS sex, {value} AS value FROM citizens WHERE world = 0 AND age_band <> 'child' "
        f"GROUP BY citizen HAVING {value} > 0 ORDER BY value DESC, citizen LIMIT {int(most)}"
    ).to_pylist()
    return [Found(kind, KINDS[kind], row["citizen"], described(row), words.format(number(float(row["value"])))) for row in rows]


def described(row: dict[str, Any]) -> str:
    """A citizen in a few words."""
    homes = dict(zip(("urban_local", "urban_no_hukou", "rural"), RESIDENCE_WORDS, strict=True))
    person = {"male": "a man", "female": "a woman"}[row["sex"]]
    age = "60 and over" if row["age_band"] == "elder" else "16 to 59"
    return f"{person}, {age}, {CLASS_WORDS[row['class'] - 1]}, {homes[row['residence']]}"


def telling(folder: RunFolder) -> dict[str, int]:
    """Two citizens for the report: whoever there is, in the order of what a reader asks first."""
    found: dict[str, int] = {}
    for name, kind in _EXEMPLARS.items():
        for one in worth_meeting(folder, kind):
            if one.citizen not in found.values() and len(found) < 2:
                found[name] = one.citizen
    return found


def summary(told: Life) -> list[str]:
    """The gravest things that happened under the regime, in order of time."""
    sentences = told.chronicle.get("regime", ())
    gravest = sorted(sorted(sentences, key=lambda s: (-s.weight, s.tone != "wrong", s.day))[:3], key=lambda s: s.day)
    return [f"Day{SPACE}{number(sentence.day)}: {sentence.text}" for sentence in gravest if sentence.weight > 1]


_LEFT, _WIDTH, _TOP = 16, 928, 66
_ROWS = {"regime": 1, "twin": -1}
_TONES = {"wrong": 4, "record": 3, "good": 2, "plain": 1}


def time_line(told: Life, listed: dict[str, list[tuple[int, int]]]) -> str:
    """Both lives along one line of days: the regime above, the twin below; bars are listings, dots are events."""
    days = max(told.days, 1)

    def x(day: float) -> str:
        return f"{_LEFT + _WIDTH * (day - 1) / max(days - 1, 1):.1f}"

    ticks = sorted({1, days, *range(max(1, days // 4), days, max(1, days // 4))})
    marks = [f'<line class="axis" x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{_TOP}" y2="{_TOP}"/>']
    for place, day in enumerate(ticks):
        anchor = "start" if place == 0 else "end" if day == days else "middle"
        marks.append(f'<text class="tick" x="{x(day)}" y="132" text-anchor="{anchor}">day{SPACE}{number(day)}</text>')
    for arm, side in _ROWS.items():
        if arm not in told.chronicle:
            continue
        for first, last in listed.get(arm, []):
            y = _TOP - 22 if side > 0 else _TOP + 14
            width = max(2.0, float(x(last)) - float(x(first)))
            marks.append(
                f'<rect class="listed {arm}" x="{x(first)}" y="{y}" width="{width:.1f}" height="8"><title>On the list</title></rect>'
            )
        stacks: dict[int, int] = {}
        for sentence in sorted(told.chronicle[arm], key=lambda s: -s.weight):
            slot = int(float(x(sentence.day)) // 9)
            stacks[slot] = stacks.get(slot, 0) + 1
            if stacks[slot] > 4:
                continue
            y = _TOP - side * (22 + 9 * stacks[slot]) if side > 0 else _TOP + 22 + 9 * stacks[slot]
            tone = sentence.tone if sentence.tone in _TONES else "plain"
            words = escape(f"Day {sentence.day}: {sentence.text}")
            circle = f'cx="{x(sentence.day)}" cy="{y}" r="{2 + sentence.weight * 0.8:.1f}"'
            marks.append(f'<circle class="{tone}" {circle}><title>{words}</title></circle>')
    names = f'<text class="arm" x="{_LEFT}" y="12">Under the regime</text><text class="arm" x="{_LEFT}" y="118">In the twin world</text>'
    places = {"regime": "under the regime", "twin": "in the twin"}
    counted = "; ".join(f"{len(sentences)} events worth telling {places[arm]}" for arm, sentences in told.chronicle.items())
    label = f"Time line of {number(days)} days: {counted}; the same is told in words below"
    return f'<svg class="time-line" viewBox="0 0 960 136" role="img" aria-label="{escape(label)}">{names}{"".join(marks)}</svg>'


def listings(folder: RunFolder, citizen: int, world: int) -> dict[str, list[tuple[int, int]]]:
    """First and last day of each stretch on the list, by arm: from the day of entry to the last week in which it held."""
    weeks = folder.query("SELECT * FROM citizens WHERE citizen = ? AND world = ? ORDER BY day", [citizen, world]).to_pylist()
    entered = folder.query(
        "SELECT arm, day FROM events WHERE citizen = ? AND world = ? AND measure = 'entries' ORDER BY day", [citizen, world]
    ).to_pylist()
    found: dict[str, list[tuple[int, int]]] = {}
    for arm in folder.manifest["arms"]:
        held = [row["day"] for row in weeks if (row[f"listed_until_{arm}"] or 0) > row["day"]]
        starts = [row["day"] for row in entered if row["arm"] == arm]
        ends = [*starts[1:], folder.manifest["days"] + 1][: len(starts)]
        found[arm] = [
            (first, max((day for day in held if first <= day < after), default=first)) for first, after in zip(starts, ends, strict=True)
        ]
    return found
