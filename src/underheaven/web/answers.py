"""What changed, for whom, and how much of it by error: the page's questions to a finished run, and two runs beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from underheaven.language import MILLION, THOUSAND
from underheaven.measures.dictionary import entry
from underheaven.measures.folder import MANIFEST, RunFolder
from underheaven.report.totals import AGES, CLASSES, EVERYBODY, ORIGINS, RESIDENCES, SEXES, Group, Totals
from underheaven.report.words import why_no_interval, written
from underheaven.values import Estimate, ratio_over_worlds

ASKED = {
    "listed": "stand on the list on the last day",
    "listed_wrongly": "stand on the list for what they did not do",
    "entries": "entered the list",
    "persons_denied": "were refused a trip",
    "harassed": "harassed in public",
    "acts_harmful": "acts that harm somebody",
    "acts_harmless": "acts that harm nobody",
    "acts_critical_speech": "critical utterances",
    "acts_charity": "acts of charity",
    "records_false": "records of what nobody did",
    "reports": "reports by neighbours",
    "dissent_public": "dissent openly on the last day",
    "dissent_private": "dissent in private on the last day",
    "support_stated": "would say that they support the government",
    "support_private": "support the government in private",
    "trust_government": "trust in the government",
    "trust_neighbours": "trust in neighbours",
    "fear_sum": "fear",
    "ties_alive": "acquaintances",
    "unmet_needs": "bills that could not be paid",
    "employed": "are employed on the last day",
    "harm_done": "harm done by conduct",
    "burden": "burden of sanctions",
    "cost": "price to the public purse",
}
"""Measure → what the page calls it."""

DIMENSIONS: dict[str, tuple[Group, ...]] = {"class": CLASSES, "age": AGES, "sex": SEXES, "residence": RESIDENCES, "group": ORIGINS}
NAMES = {"class": "fifth of incomes", "age": "age", "sex": "sex", "residence": "residence", "group": "origin"}


@dataclass(frozen=True, slots=True)
class Row:
    """One group: the level in either world, and the difference."""

    group: Group
    regime: Estimate | None
    twin: Estimate | None
    difference: Estimate | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a finished run."""

    measure: str
    by: str
    among: Mapping[str, int]
    """Dimension → place of the chosen group."""

    @property
    def people(self) -> Group:
        """Everybody it is about."""
        return joint(EVERYBODY, *(DIMENSIONS[name][place] for name, place in self.among.items()))

    @property
    def unit(self) -> str:
        """Unit of the levels."""
        return entry(self.measure).estimate_unit

    @property
    def groups(self) -> list[Group]:
        """The groups to tell apart, all within the people it is about."""
        if not self.by:
            return [self.people]
        inside = [DIMENSIONS[self.by][self.among[self.by]]] if self.by in self.among else list(DIMENSIONS[self.by])
        return [Group(group.label, group.dimension, self.people.places | group.places) for group in inside]


def asked(said: Mapping[str, str]) -> Asked:
    """A question from the parts of a link; what is unknown becomes the usual."""
    measure = said.get("measure", "")
    among = {}
    for name, groups in DIMENSIONS.items():
        place = said.get(name, "")
        if place.isascii() and place.isdigit() and len(place) < 3 and 1 <= int(place) <= len(groups):
            among[name] = int(place) - 1
    by = said.get("by", "class")
    return Asked(measure if measure in ASKED else "listed", by if by in DIMENSIONS else "", among)


def joint(*groups: Group) -> Group:
    """Those who belong to every one of some groups."""
    places: dict[int, tuple[int, ...]] = {}
    for group in groups:
        places |= group.places
    labels = [group.label for group in groups if group.places]
    return Group(", ".join(labels) or EVERYBODY.label, "joint", places)


def totals_of(path: Path) -> Totals:
    """Sums of a finished run, kept for the next question."""
    return _totals(path, (path / MANIFEST).stat().st_mtime_ns)


@lru_cache(maxsize=6)
def _totals(path: Path, changed: int) -> Totals:
    return Totals(RunFolder.open(path, verify=False))


def rows(totals: Totals, question: Asked) -> list[Row]:
    """The answer, group by group."""
    kind = entry(question.measure)
    per = kind.per / kind.divisor
    return [
        Row(
            group, totals.rate(question.measure, group=group, per=per),
            totals.rate(question.measure, "twin", group, per=per) if totals.has_twin else None,
            totals.difference(question.measure, group, per=per) if totals.has_twin else None,
        )
        for group in question.groups
    ]  # fmt: skip


def by_error(totals: Totals, group: Group) -> list[str]:
    """How much of the listing is error, in sentences that a reader can check; none where too little happened."""
    from underheaven.report.charts.errors import innocent_among_listed, listed_among_innocent, missed

    told = []
    if (wrong := innocent_among_listed(totals, group)) is not None:
        told.append(f"Of {THOUSAND} listed, {written(wrong)} had done nothing that day that lists.")
    if (hit := listed_among_innocent(totals, group)) is not None:
        told.append(f"Of {MILLION} who did nothing on a day, {written(hit)} were listed.")
    if (overlooked := missed(totals, group)) is not None:
        told.append(f"Of {THOUSAND} days with an act that lists, {written(overlooked)} went without a listing.")
    return told


def chart(totals: Totals, question: Asked, found: list[Row]) -> str:
    """The answer as a picture (SVG): the regime in blue, the twin in grey."""
    from underheaven.report.charts.chart import REGIME, TWIN, WIDTH, Table, finished
    from underheaven.report.charts.shapes import LABELS, dots, mark
    from underheaven.report.words import capitalised

    pairs = [(mark(row.group.label, row.twin, TWIN, series="twin"), mark(row.group.label, row.regime, REGIME)) for row in found]
    marks = [drawn for twin, regime in pairs for drawn in (*twin, *regime)]
    if not marks:
        return ""
    order = [row.group.label for row in found]
    said = "; ".join(f"{row.group.label}: {written(row.regime)} under the regime, {written(row.twin)} in the twin" for row in found)
    drawing = dots(marks, order, unit=question.unit, width=WIDTH - LABELS, quiet="twin")
    title = ASKED[question.measure]
    return finished(
        drawing, name="answer", title=title, subtitle=question.unit, alt=f"{capitalised(title)}. {said}.", table=Table("", (), ())
    ).svg


@dataclass(frozen=True, slots=True)
class Pair:
    """A measure in two runs."""

    measure: str
    first: Estimate | None
    second: Estimate | None
    difference: Estimate | None
    """Second minus first, world by world; None where the worlds are not the same."""


def paired(first: RunFolder, second: RunFolder) -> bool:
    """Whether two runs live in the same societies with the same draws, so that a difference is the regimes'."""
    same = ("seed", "citizens", "days", "start", "worlds", "burn_in", "version")
    a, b = first.manifest, second.manifest
    return all(a[name] == b[name] for name in same) and all(a["scenario"][part] == b["scenario"][part] for part in ("society", "world"))


def compare(first: Totals, second: Totals) -> list[Pair]:
    """Two runs, measure by measure, for everybody."""
    found = []
    together = paired(first.folder, second.folder)
    for measure in ASKED:
        kind = entry(measure)
        per = kind.per / kind.divisor
        a, b = first.rate(measure, per=per), second.rate(measure, per=per)
        difference = None
        if together and a is not None and b is not None:
            change = (second.per_world(measure) - first.per_world(measure)) * per
            difference = ratio_over_worlds(np.asarray(change).tolist(), first.adults().tolist())
        if a is not None or b is not None:
            found.append(Pair(measure, a, b, difference))
    return found


def caution(worlds: int) -> str:
    """Why there are no intervals, or what they mean."""
    if worlds < 8:
        return f"† {why_no_interval(worlds)}. Ask for 8 worlds to see how far chance moves a number."
    return f"In brackets: 95 % Monte-Carlo interval over {worlds} worlds at fixed assumptions."
