"""Charts of studies: Shapley shares, tornado and bands, responses of a sweep."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from underheaven.language import SPACE, say
from underheaven.measures.rates import MINIMUM_EVENTS
from underheaven.report.charts.chart import (
    INK,
    MUTED,
    PALE,
    REGIME,
    TWIN,
    WIDTH,
    WRONG,
    Absent,
    Chart,
    Row,
    Table,
    Told,
    drawn,
    finished,
    told,
)
from underheaven.report.charts.shapes import LABELS, OWN_COLOUR, ROW, dots, ends_of, mark, panel
from underheaven.report.words import meaning_of_intervals, number, written
from underheaven.values import Estimate

Found = Mapping[str, Any]

LONG = 270  # room for a dotted path
_NUMBERS = {"format": ",~g", "tickCount": 5}


def words(name: str) -> str:
    """A measure or a path for a reader."""
    return name.replace("_", " ")


def estimate(part: Found) -> Estimate:
    """An estimate from a study's findings."""
    return Estimate(part["value"], part["low"], part["high"], part["n"], part["unit"])


def worlds_of(found: Found, key: str = "whole") -> int:
    """Worlds behind the findings."""
    return int(found[key]["n"])


# --- attribution ------------------------------------------------------------------------------------------------------------------------


def attribution(found: Found) -> Chart | Absent:
    """Shapley shares of the mechanisms, largest first, beside what switching each off alone changes."""
    name, title = "shapley", say("What accounts for {measure}", measure=words(found["measure"]))
    if found["events"] < MINIMUM_EVENTS:
        return Absent(name, title, say("too few events to show."))
    ordered = sorted(found["shares"], key=lambda share: -abs(share["share"]["value"]))
    order = [share["words"] for share in ordered]
    sides = [
        [row for share in ordered for row in mark(share["words"], estimate(share[key]), colour, sign=True)]
        for key, colour in (("share", WRONG), ("alone_off", TWIN))
    ]
    heads = (say("Shapley share"), say("all else on, this one off"))
    reach = sides[0] + sides[1]
    panels = [
        dots(side, order, title=head, unit=found["unit"], width=215, names=side is sides[0], reach=reach)
        for side, head in zip(sides, heads, strict=True)
    ]
    whole, first = written(estimate(found["whole"])), ordered[0]
    rows: Told = [(share["words"], [estimate(share["share"]), estimate(share["alone_off"])]) for share in ordered]
    return finished(
        alt.hconcat(*panels, spacing=28),
        name=name,
        title=say(
            "{measure}: of {whole} {unit}, {mechanism} account for {share}",
            measure=words(found["measure"]),
            whole=whole,
            unit=found["unit"],
            mechanism=first["words"],
            share=written(estimate(first["share"]), sign=True),
        ),
        subtitle=f"{words(found['measure'])}: {found['definition']}. {meaning_of_intervals(worlds_of(found))}",
        alt=say("Dots by mechanism. {said}.", said="; ".join(f"{label}: {written(pair[0], sign=True)}" for label, pair in rows)),
        table=Table(f"{found['measure']}, {found['unit']}", (say("mechanism"), *heads), told(rows, sign=True)),
    )


def pairs(found: Found) -> Table:
    """Interactions of pairs, strongest first."""
    ordered = sorted(found["interactions"], key=lambda pair: -abs(pair["interaction"]["value"]))
    rows: Told = [
        (say("{first} and {second}", first=pair["first"], second=pair["second"]), [estimate(pair["interaction"])]) for pair in ordered
    ]
    return Table(
        say("Interactions of pairs, {unit}: above zero they strengthen one another", unit=found["unit"]),
        (say("pair"), say("interaction")),
        told(rows, sign=True),
    )


# --- sensitivity ------------------------------------------------------------------------------------------------------------------------


def tornado(found: Found) -> Chart | Absent:
    """The change of the first outcome at either end of each leading assumption's range."""
    name, band = "tornado", found["bands"][0]
    if band["withheld"] or not found["tornado"]:
        return Absent(name, say("What {measure} hangs on", measure=words(found["measure"])), say("too few persons or events to show."))
    order = [swing["path"] for swing in found["tornado"]]
    bars: list[Row] = []
    for swing in found["tornado"]:
        for end, colour in (("at_low", REGIME), ("at_high", WRONG)):
            change = estimate(swing[end])
            low, high = ends_of(change)
            bars.append({"label": swing["path"], "start": 0, "value": change.value, "low": low, "high": high, "colour": colour})
    y = alt.Y("label:N", sort=order, scale={"domain": order}, title=None, axis={"labelLimit": LONG, "minExtent": LONG - 8, "grid": False})
    x = alt.X("value:Q", title=say("change, {unit}", unit=found["unit"]), axis=_NUMBERS)
    layers = [
        drawn(bars, "bar", height=12, opacity=0.85).encode(y=y, x=x, x2="start:Q", color=OWN_COLOUR),
        drawn(bars, "rule", color=INK).encode(y=y, x="low:Q", x2="high:Q"),
        drawn([{"zero": 0}], "rule", color=MUTED).encode(x="zero:Q"),
    ]
    rows: Told = [
        (
            say(
                "{path} ({low} to {high}; as it is {value})",
                path=swing["path"],
                low=number(swing["low"]),
                high=number(swing["high"]),
                value=number(swing["value"]),
            ),
            [estimate(swing["at_low"]), estimate(swing["at_high"])],
        )
        for swing in found["tornado"]
    ]
    cells = tuple(
        (*row, _index(swing["first_order"]), _index(swing["total_order"]))
        for row, swing in zip(told(rows, sign=True), found["tornado"], strict=True)
    )
    most = found["tornado"][0]
    return finished(
        panel(layers, "", WIDTH - LONG, ROW * len(order)),
        name=name,
        title=say(
            "{measure} hangs most on {path}: {at_low} at one end of its range, {at_high} at the other",
            measure=words(found["measure"]),
            path=most["path"],
            at_low=written(estimate(most["at_low"]), sign=True),
            at_high=written(estimate(most["at_high"]), sign=True),
        ),
        subtitle=say("Blue: low end; orange: high end; all else as it is. {meaning}", meaning=meaning_of_intervals(most["at_low"]["n"])),
        alt=say("Bars by assumption, the longest first: {order}.", order=", ".join(order)),
        table=Table(
            say("Change of {measure}, {unit}", measure=found["measure"], unit=found["unit"]),
            (say("assumption and range"), say("at the low end"), say("at the high end"), say("Sobol, first order"), say("Sobol, total")),
            cells,
        ),
    )


def bands(found: Found) -> Chart | Absent:
    """Each headline as it is, and where it lies for nine tenths of the points in the assumptions' ranges."""
    shown = [band for band in found["bands"] if not band["withheld"]]
    if not shown:
        return Absent("bands", say("The headlines over the assumptions"), say("too few persons or events to show."))
    panels = [
        dots(
            mark(words(band["measure"]), _within(band, band["low"], band["high"]), WRONG),
            [words(band["measure"])],
            unit=band["unit"],
            reach=[row for end in (band["low"], band["high"], band["as_it_is"]["value"]) for row in mark("", Estimate(end, end, end, 1))],
        )
        for band in shown
    ]
    first = shown[0]
    reach = say("{low} to {high}", low=number(first["low"]), high=number(first["high"]))
    rows = tuple(
        (
            f"{band['measure']}: {band['words']}, {band['unit']}",
            written(estimate(band["as_it_is"])),
            say("{low} to {high}", low=number(band["low"]), high=number(band["high"])),
            number(band["median"]),
            say("{low} to {high}", low=number(band["lowest"]), high=number(band["highest"])),
        )
        for band in shown
    )
    return finished(
        alt.vconcat(*panels, spacing=10),
        name="bands",
        title=say(
            "Over the assumptions' ranges {measure} runs from {reach} {unit}",
            measure=words(first["measure"]),
            reach=reach,
            unit=first["unit"],
        ),
        subtitle=say(
            "Dot: as it is. Line: 90{SPACE}% of {points} points within the ranges of {assumptions} assumptions",
            points=first["points"],
            assumptions=found["assumptions"],
        ),
        alt=say("A dot and a line for each headline. {measure}: {reach}.", measure=first["measure"], reach=reach),
        table=Table(
            say("Headlines over the assumptions"),
            (say("headline"), say("as it is"), say("90 % of points"), say("median"), say("all points")),
            rows,
        ),
    )


def _within(band: Found, low: float, high: float) -> Estimate:
    return Estimate(band["as_it_is"]["value"], low, high, band["points"], band["unit"])


def _index(found: Found | None) -> str:
    return f"{number(found['value'], 2)} [{number(found['low'], 2)},{SPACE}{number(found['high'], 2)}]" if found else "–"


# --- sweep ------------------------------------------------------------------------------------------------------------------------------


def response(found: Found, measure: str) -> Chart | Absent:
    """One outcome over the points of a sweep: a curve over one number, tiles over two, else dots point by point."""
    name, title = f"response-{measure.replace('_', '-')}", say("The response of {measure}", measure=words(measure))
    rows = [row for row in found["rows"] if row["measure"] == measure and not row["error"]]
    base, points = rows[0], [row for row in rows[1:] if not row["withheld"]]
    if not points:
        return Absent(name, title, say("too few persons or events, or no point that came through."))
    levers = found["levers"]
    numeric = all(isinstance(row[path], float) for row in points for path in levers)
    grid = numeric and len(levers) == 2 and len(points) == len({row[levers[0]] for row in points}) * len({row[levers[1]] for row in points})
    if numeric and len(levers) == 1 and len(points) > 2:
        drawing = _curve(points, levers[0], base)
    elif grid and len(points) > 3:
        drawing = _tiles(points, levers)
    else:
        labels = {row["point"]: _label(row, levers) for row in points[:40]}
        marks = [each for row in points[:40] for each in mark(labels[row["point"]], _part(row, "difference"), REGIME, sign=True)]
        drawing = dots(marks, list(labels.values()), unit=say("difference, {unit}", unit=base["unit"]), width=WIDTH - LABELS)
    most = max(points, key=lambda row: abs(row["difference"]))
    worlds = base["worlds"]
    cells = [(_label(row, levers), [_part(row, ""), _part(row, "difference")]) for row in points]
    return finished(
        drawing,
        name=name,
        title=say(
            "{measure}: {difference} {unit} at {point}",
            measure=words(measure),
            difference=written(_part(most, "difference"), sign=True),
            unit=base["unit"],
            point=_label(most, levers),
        ),
        subtitle=say(
            "Difference to the scenario as it is ({level}), on the same draws. {meaning}",
            level=written(_part(base, "")),
            meaning=meaning_of_intervals(worlds),
        ),
        alt=say("{measure} over {points} points of {levers}.", measure=measure, points=len(points), levers=", ".join(levers)),
        table=Table(
            f"{measure}, {base['unit']}",
            (say("point"), say("level"), say("difference to the scenario as it is")),
            tuple((label, written(level), written(change, sign=True)) for label, (level, change) in cells),
        ),
    )


def _curve(points: Sequence[Found], path: str, base: Found) -> alt.LayerChart:
    rows: list[Row] = []
    for row in sorted(points, key=lambda row: float(row[path])):
        low, high = ends_of(_part(row, ""))
        rows.append({"x": row[path], "value": row["value"], "low": low, "high": high})
    x = alt.X("x:Q", title=path, axis={"grid": False, "tickCount": 6}, scale={"zero": False})
    y = alt.Y("value:Q", title=None, axis={"tickCount": 4})
    return panel(
        [
            drawn([{"base": base["value"]}], "rule", color=MUTED, strokeDash=[4, 3]).encode(y="base:Q"),
            drawn(rows, "line", color=REGIME, strokeWidth=2.5).encode(x=x, y=y),
            drawn(rows, "rule", color=REGIME, strokeWidth=2).encode(x=x, y="low:Q", y2="high:Q"),
            drawn(rows, "circle", color=REGIME, size=60, opacity=1).encode(x=x, y=y),
        ],
        say("level, {unit}; broken line: the scenario as it is", unit=base["unit"]),
        WIDTH - 80,
        240,
    )


def _tiles(points: Sequence[Found], levers: Sequence[str]) -> alt.LayerChart:
    across, down = levers
    rows: list[Row] = [{"x": row[across], "y": row[down], "value": row["value"], "text": number(row["value"])} for row in points]
    x = alt.X("x:O", title=across, axis={"labelAngle": 0})
    y = alt.Y("y:O", title=down, sort="descending")
    colour: Any = alt.Color("value:Q", scale={"range": [PALE, WRONG]})
    return panel(
        [
            drawn(rows, "rect").encode(x=x, y=y, color=colour),
            drawn(rows, "text").encode(x=x, y=y, text="text:N"),
        ],
        "",
        WIDTH - LABELS,
        40 * len({row["y"] for row in rows}),
    )


def _part(row: Found, prefix: str) -> Estimate:
    key, ends = prefix or "value", f"{prefix}_" if prefix else ""
    return Estimate(row[key], row[f"{ends}low"], row[f"{ends}high"], row["worlds"], row["unit"])


def lever_words(path: str) -> str:
    """The last two steps of a path."""
    return words(" ".join(path.split(".")[-2:]))


def _label(row: Found, levers: Sequence[str]) -> str:
    shown = (number(row[path]) if isinstance(row[path], float) else str(row[path]) for path in levers)
    return ", ".join(f"{lever_words(path)} {value}" for path, value in zip(levers, shown, strict=True))
