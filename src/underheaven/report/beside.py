"""Two accounts side by side: the regime of this run and the one that must be read beside it, in the same small societies.

Levels are ratios of sums over worlds, differences are paired world by world; too few persons or events are withheld.
"""

from dataclasses import dataclass

import altair as alt
import numpy as np

from underheaven.language import later, say
from underheaven.measures.folder import RunFolder
from underheaven.measures.rates import suppressed
from underheaven.report.charts.chart import HELP, REGIME, Chart, Row, Table, finished
from underheaven.report.charts.shapes import dots, mark
from underheaven.report.sentences import MEDIAN_DAY
from underheaven.report.totals import Numbers
from underheaven.report.words import meaning_of_intervals, number, written
from underheaven.study.companion import OTHER, OWN, missing
from underheaven.values import Estimate, ratio_over_worlds

_WIDTH = 225


@dataclass(frozen=True, slots=True)
class Outcome:
    """A headline outcome: the sum of some measures per so many adults."""

    label: str
    measures: tuple[str, ...]
    per: float
    unit: str
    drawn: bool = True
    """Whether it stands in the picture; what would dwarf the rest is in the table only."""

    @property
    def words(self) -> str:
        """Its name in the report's language."""
        return say(self.label)


_PERCENT, _EVENTS = later("% of adults"), later("per {THOUSAND} adults over the run")
OUTCOMES = (
    Outcome(later("listed"), ("listed",), 100, _PERCENT),
    Outcome(later("listed wrongly"), ("listed_wrongly",), 100, _PERCENT),
    Outcome(later("ever refused a trip"), ("persons_denied",), 100, _PERCENT),
    Outcome(later("dissent openly"), ("dissent_public",), 100, _PERCENT),
    Outcome(later("would say they support"), ("support_stated",), 100, _PERCENT),
    Outcome(later("support in private"), ("support_private",), 100, _PERCENT),
    Outcome(later("entries into the list"), ("entries",), 1000, _EVENTS),
    Outcome(later("trips refused"), ("travel_denied_air", "travel_denied_rail"), 1000, _EVENTS),
    Outcome(later("harmful acts"), ("acts_harmful",), 1000, _EVENTS, drawn=False),
    Outcome(later("critical speech"), ("acts_critical_speech",), 1000, _EVENTS),
    Outcome(later("harassment of the shown"), ("harassed",), 1000, _EVENTS),
    Outcome(later("burden of sanctions"), ("burden",), 1000 / MEDIAN_DAY, later("days of income per {THOUSAND} adults")),
    Outcome(later("price to the purse"), ("cost",), 1000 / MEDIAN_DAY, later("days of income per {THOUSAND} adults")),
    Outcome(later("trust in neighbours"), ("trust_neighbours",), 1, "0–255"),
    Outcome(later("trust in government"), ("trust_government",), 1, "0–255"),
    Outcome(later("fear"), ("fear_sum",), 1, "0–255"),
)
_DRAWN = (_PERCENT, _EVENTS)


@dataclass(frozen=True, slots=True)
class Beside:
    """The section of the report."""

    other: str
    """Name of the scenario beside this one."""
    chart: Chart | None
    """None if the comparison has not been run."""
    note: str
    """How large it was and what it cost, or the command that makes it."""


@dataclass(frozen=True, slots=True)
class _Compared:
    own: Estimate | None
    other: Estimate | None
    difference: Estimate | None


def beside(folder: RunFolder) -> Beside | None:
    """The other account of a run's regime; None if this scenario needs none."""
    if absent := missing(folder):
        return Beside(absent, None, f"underheaven report {folder.path} --companion")
    told = folder.manifest.get("companion")
    if told is None:
        return None
    rows = folder.companion().to_pylist()
    sides = {side: [row for row in rows if row["regime"] == side] for side in (OWN, OTHER)}
    found = {outcome: _compared(outcome, sides) for outcome in OUTCOMES}
    names = (folder.manifest["scenario_name"], told["scenario"])
    table = Table(
        say("{own} beside {other}: both regimes in the same {worlds} societies", own=names[0], other=names[1], worlds=told["worlds"]),
        (say("outcome"), *names, say("difference")),
        tuple(
            (f"{outcome.words}, {say(outcome.unit)}", written(c.own), written(c.other), written(c.difference, sign=True))
            for outcome, c in found.items()
        ),
    )
    return Beside(told["scenario"], _drawn(found, names, told, table), _note(folder, told))


def _compared(outcome: Outcome, sides: dict[str, list[dict[str, float]]]) -> _Compared:
    adults = np.array([row["adults"] for row in sides[OWN]])
    own, other = (np.array([sum(row[m] for m in outcome.measures) for row in sides[side]], dtype=np.float64) for side in (OWN, OTHER))

    def estimate(above: Numbers, events: float) -> Estimate | None:
        if suppressed(adults.mean(), events):
            return None
        return ratio_over_worlds((above * outcome.per).tolist(), adults.tolist())

    return _Compared(estimate(own, own.sum()), estimate(other, other.sum()), estimate(own - other, own.sum() + other.sum()))


def _drawn(found: dict[Outcome, _Compared], names: tuple[str, str], told: dict[str, object], table: Table) -> Chart:
    blocks = []
    for unit in _DRAWN:
        chosen = {outcome.words: c for outcome, c in found.items() if outcome.unit == unit and outcome.drawn}
        left: list[Row] = [row for label, c in chosen.items() for row in mark(label, c.own, REGIME)]
        right: list[Row] = [row for label, c in chosen.items() for row in mark(label, c.other, HELP)]
        order, reach = list(chosen), left + right
        blocks.append(
            alt.hconcat(
                dots(left, order, title=names[0], unit=say(unit), width=_WIDTH, reach=reach),
                dots(right, order, title=names[1], unit=say(unit), width=_WIDTH, reach=reach, names=False),
                spacing=12,
            )
        )
    listed = next(iter(found.values()))
    meaning = meaning_of_intervals(int(str(told["worlds"])))
    said = "; ".join(
        say("{label} {own} against {other} {unit}", label=outcome.words, own=written(c.own), other=written(c.other), unit=say(outcome.unit))
        for outcome, c in found.items()
    )
    return finished(
        alt.vconcat(*blocks, spacing=14),
        name="beside",
        title=say(
            "{own} of adults stand on a list under {first}, {other} under {second}",
            own=written(listed.own, "%"),
            first=names[0],
            other=written(listed.other, "%"),
            second=names[1],
        ),
        subtitle=say("The same societies under either regime; stocks on the last day. {meaning}", meaning=meaning),
        alt=say("Two columns of dots, {first} and {second}: {said}.", first=names[0], second=names[1], said=said),
        table=table,
    )


def _note(folder: RunFolder, told: dict[str, float]) -> str:
    manifest = folder.manifest
    share = 100 * told["seconds"] / manifest["wall_seconds"] if manifest["wall_seconds"] else 0.0
    smaller = say(" (smaller than the run's own, so its numbers differ a little)") if told["citizens"] < manifest["citizens"] else ""
    return say(
        "Both regimes were imposed on the same {worlds} societies of {citizens} citizens{smaller}, with the "
        "run's seeds, dates and world; this took {seconds}{SPACE}s, {share}{SPACE}% of the run's time.",
        worlds=number(told["worlds"]),
        citizens=number(told["citizens"]),
        smaller=smaller,
        seconds=number(told["seconds"]),
        share=number(share),
    )
