"""Trust, fear, and what people say beside what they think."""

import altair as alt

from underheaven.language import later, say
from underheaven.report.charts.chart import INK, REGIME, TWIN, Absent, Chart, Row, Table, drawn, finished
from underheaven.report.charts.shapes import OWN_COLOUR, courses, extent, panel, square
from underheaven.report.totals import Totals
from underheaven.report.words import NOT_SHOWN, capitalised, meaning_of_intervals, value_of, written
from underheaven.values import Estimate

_SCALE = 100 / 255
_FEELINGS = {
    "trust_neighbours": later("trust in neighbours"),
    "trust_business": later("trust in business"),
    "trust_government": later("trust in government, in private"),
    "fear_sum": later("fear of sanction"),
}
_COLOURS = {later("twin"): TWIN, later("regime"): REGIME}


def trust_and_fear(totals: Totals) -> Chart:
    """Three trusts and fear over time, both arms."""
    arms = [arm for arm in _COLOURS if arm in totals.arms]
    lines = {measure: {arm: totals.course(measure, arm, per=_SCALE) for arm in arms} for measure in _FEELINGS}
    ends = {measure: {arm: course[-1][1] for arm, course in of_arm.items()} for measure, of_arm in lines.items()}
    span = 1.3 * max(top - bottom for of_arm in lines.values() for bottom, top in [extent(of_arm.values())]) or 1.0
    panels = [
        courses(
            [(f"{say(arm)} {value_of(ends[measure][arm])}", _COLOURS[arm], course) for arm, course in lines[measure].items()],
            title=say(label), width=205, height=130, span=span, days=measure in list(_FEELINGS)[2:],
        )
        for measure, label in _FEELINGS.items()
    ]  # fmt: skip
    changes = {measure: totals.difference(measure, per=_SCALE) if totals.has_twin else None for measure in _FEELINGS}
    neighbours, fear = (written(ends[measure]["regime"]) for measure in ("trust_neighbours", "fear_sum"))
    title = say(
        "Under the regime trust in neighbours ends at {neighbours}, fear at {fear}, on a scale of 100", neighbours=neighbours, fear=fear
    )
    if totals.has_twin:
        neighbours, fear = (written(changes[measure], sign=True) for measure in ("trust_neighbours", "fear_sum"))
        title = say(
            "Against the twin, trust in neighbours moved by {neighbours}, fear by {fear}, on a scale of 100",
            neighbours=neighbours,
            fear=fear,
        )
    rows = [
        (
            say(label),
            written(ends[m]["regime"]),
            _of_twin(ends[m].get("twin")),
            written(changes[m], sign=True) if totals.has_twin else NOT_SHOWN,
        )
        for m, label in _FEELINGS.items()
    ]
    meaning = meaning_of_intervals(totals.worlds)
    return finished(
        square(panels),
        name="trust-and-fear",
        title=title,
        subtitle=say(
            "Mean over adults, 0 to 100; blue: regime, grey: twin; axes are equally long but do not start at zero. {meaning}",
            meaning=meaning,
        ),
        alt=say(
            "Four small line charts. At the end: {said}",
            said="; ".join(
                say("{label} {regime} under the regime, {twin} in the twin", label=label, regime=regime, twin=twin)
                for label, regime, twin, _ in rows
            ),
        ),
        table=Table(
            say("Trust and fear on the last day, mean over adults, 0 to 100"),
            (say("feeling"), say("regime"), say("twin"), say("difference")),
            tuple((capitalised(label), *values) for label, *values in rows),
        ),
    )


def _of_twin(estimate: Estimate | None) -> str:
    return written(estimate) if estimate else say("no twin")


def falsification_gap(totals: Totals, arm: str) -> Estimate | None:
    """Share of adults (%) who do not dissent openly, less the share who do not dissent in private."""
    private, public = totals.per_world("dissent_private", arm), totals.per_world("dissent_public", arm)
    return totals.ratio(private - public, totals.adults(), per=100, events=float(private.sum()))


_TOPICS = {later("support"): ("support_private", "support_stated"), later("dissent"): ("dissent_private", "dissent_public")}


def stated_and_private(totals: Totals) -> Chart | Absent:
    """Support and dissent in private and in public: the falsification gap, in both arms."""
    arms = [arm for arm in ("regime", "twin") if arm in totals.arms]
    pairs = {(topic, arm): [totals.rate(m, arm, per=100) for m in measures] for topic, measures in _TOPICS.items() for arm in arms}
    points = [row for (topic, arm), (private, public) in pairs.items() for row in _pair(f"{say(topic)}, {say(arm)}", arm, private, public)]
    if not points:
        return Absent("stated-and-private", say("What people say and think"), say("too few adults to show."))
    private, stated = (written(estimate, "%") for estimate in pairs["support", "regime"])
    gaps = {arm: written(falsification_gap(totals, arm)) for arm in arms}
    said = say("{regime} of 100 adults keep dissent private under the regime", regime=gaps["regime"])
    if totals.has_twin:
        said += say(", {twin} in the twin", twin=gaps["twin"])
    return finished(
        _pairs_drawn(points, [f"{say(topic)}, {say(arm)}" for topic, arm in pairs]),
        name="stated-and-private",
        title=say("{stated} of adults would say that they support the government; {private} do in private", stated=stated, private=private),
        subtitle=say(
            "% of adults on the last day; hollow: in private, full: in public. {meaning}", meaning=meaning_of_intervals(totals.worlds)
        ),
        alt=say("Pairs of dots for support and dissent. {said}.", said=said),
        table=Table(
            say("Support and dissent on the last day, % of adults; {said}", said=said),
            (say("view"), say("in private"), say("in public")),
            tuple(
                (f"{capitalised(say(topic))}, {say(arm)}", *(written(value) for value in values)) for (topic, arm), values in pairs.items()
            ),
        ),
    )


def _pair(label: str, arm: str, private: Estimate | None, public: Estimate | None) -> list[Row]:
    """Two ends of one line: the lower one labelled on its left, the higher one on its right."""
    if private is None or public is None:
        return []
    ends = sorted(((say("in private"), private), (say("in public"), public)), key=lambda pair: pair[1].value)
    texts = (f"{ends[0][0]} {value_of(ends[0][1])}", f"{value_of(ends[1][1])} {ends[1][0]}")
    return [
        {
            "label": label,
            "colour": _COLOURS[arm],
            "value": e.value,
            "other": ends[1 - place][1].value,
            "where": where,
            "align": align,
            "text": text,
        }
        for place, ((where, e), align, text) in enumerate(zip(ends, ("right", "left"), texts, strict=True))
    ]


def _pairs_drawn(points: list[Row], order: list[str]) -> alt.LayerChart:
    y = alt.Y("label:N", sort=order, scale={"domain": order}, title=None, axis={"grid": False, "labelLimit": 150})
    x = alt.X("value:Q", axis=None, scale={"domain": [-34, 126]})
    layers = [
        drawn([row for row in points if row["align"] == "right"], "rule", strokeWidth=3).encode(y=y, x=x, x2="other:Q", color=OWN_COLOUR)
    ]
    for where, look in ((say("in private"), {"filled": False, "fill": "white"}), (say("in public"), {"filled": True})):
        some = [row for row in points if row["where"] == where]
        layers.append(drawn(some, "point", size=110, opacity=1, strokeWidth=2.5, **look).encode(y=y, x=x, color=OWN_COLOUR))
    for align, shift in (("right", -10), ("left", 10)):
        some = [row for row in points if row["align"] == align]
        layers.append(drawn(some, "text", align=align, dx=shift, color=INK).encode(y=y, x=x, text="text:N"))
    return panel(layers, "", 520, 44 * len(order))
