"""Charts of studies: Shapley shares, tornado and bands, responses of a sweep, a posterior and what it predicts."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

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
from underheaven.report.words import SPACE, meaning_of_intervals, number, written
from underheaven.values import Estimate

Found = Mapping[str, Any]

_LONG = 270  # room for a dotted path
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
    name, title = "shapley", f"What accounts for {words(found['measure'])}"
    if found["events"] < MINIMUM_EVENTS:
        return Absent(name, title, "too few events to show.")
    ordered = sorted(found["shares"], key=lambda share: -abs(share["share"]["value"]))
    order = [share["words"] for share in ordered]
    sides = [[row for share in ordered for row in mark(share["words"], estimate(share[key]), colour, sign=True)]
             for key, colour in (("share", WRONG), ("alone_off", TWIN))]  # fmt: skip
    heads = ("Shapley share", "all else on, this one off")
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
        title=f"{words(found['measure'])}: of {whole} {found['unit']}, {first['words']} account for "
        f"{written(estimate(first['share']), sign=True)}",
        subtitle=f"{words(found['measure'])}: {found['definition']}. {meaning_of_intervals(worlds_of(found))}",
        alt=f"Dots by mechanism. {'; '.join(f'{label}: {written(pair[0], sign=True)}' for label, pair in rows)}.",
        table=Table(f"{found['measure']}, {found['unit']}", ("mechanism", *heads), told(rows, sign=True)),
    )


def pairs(found: Found) -> Table:
    """Interactions of pairs, strongest first."""
    ordered = sorted(found["interactions"], key=lambda pair: -abs(pair["interaction"]["value"]))
    rows: Told = [(f"{pair['first']} and {pair['second']}", [estimate(pair["interaction"])]) for pair in ordered]
    return Table(
        f"Interactions of pairs, {found['unit']}: above zero they strengthen one another", ("pair", "interaction"), told(rows, sign=True)
    )


# --- sensitivity ------------------------------------------------------------------------------------------------------------------------


def tornado(found: Found) -> Chart | Absent:
    """The change of the first outcome at either end of each leading assumption's range."""
    name, band = "tornado", found["bands"][0]
    if band["withheld"] or not found["tornado"]:
        return Absent(name, f"What {words(found['measure'])} hangs on", "too few persons or events to show.")
    order = [swing["path"] for swing in found["tornado"]]
    bars: list[Row] = []
    for swing in found["tornado"]:
        for end, colour in (("at_low", REGIME), ("at_high", WRONG)):
            change = estimate(swing[end])
            low, high = ends_of(change)
            bars.append({"label": swing["path"], "start": 0, "value": change.value, "low": low, "high": high, "colour": colour})
    y = alt.Y("label:N", sort=order, scale={"domain": order}, title=None, axis={"labelLimit": _LONG, "minExtent": _LONG - 8, "grid": False})
    x = alt.X("value:Q", title=f"change, {found['unit']}", axis=_NUMBERS)
    layers = [
        drawn(bars, "bar", height=12, opacity=0.85).encode(y=y, x=x, x2="start:Q", color=OWN_COLOUR),
        drawn(bars, "rule", color=INK).encode(y=y, x="low:Q", x2="high:Q"),
        drawn([{"zero": 0}], "rule", color=MUTED).encode(x="zero:Q"),
    ]
    rows: Told = [
        (f"{swing['path']} ({number(swing['low'])} to {number(swing['high'])}; as it is {number(swing['value'])})",
         [estimate(swing["at_low"]), estimate(swing["at_high"])])
        for swing in found["tornado"]
    ]  # fmt: skip
    cells = tuple((*row, _index(swing["first_order"]), _index(swing["total_order"]))
                  for row, swing in zip(told(rows, sign=True), found["tornado"], strict=True))  # fmt: skip
    most = found["tornado"][0]
    return finished(
        panel(layers, "", WIDTH - _LONG, ROW * len(order)),
        name=name,
        title=f"{words(found['measure'])} hangs most on {most['path']}: {written(estimate(most['at_low']), sign=True)} at one end of "
              f"its range, {written(estimate(most['at_high']), sign=True)} at the other",
        subtitle=f"Blue: low end; orange: high end; all else as it is. {meaning_of_intervals(most['at_low']['n'])}",
        alt=f"Bars by assumption, the longest first: {', '.join(order)}.",
        table=Table(
            f"Change of {found['measure']}, {found['unit']}",
            ("assumption and range", "at the low end", "at the high end", "Sobol, first order", "Sobol, total"), cells,
        ),
    )  # fmt: skip


def bands(found: Found) -> Chart | Absent:
    """Each headline as it is, and where it lies for nine tenths of the points in the assumptions' ranges."""
    shown = [band for band in found["bands"] if not band["withheld"]]
    if not shown:
        return Absent("bands", "The headlines over the assumptions", "too few persons or events to show.")
    panels = [
        dots(
            mark(words(band["measure"]), _within(band, band["low"], band["high"]), WRONG), [words(band["measure"])], unit=band["unit"],
            reach=[row for end in (band["low"], band["high"], band["as_it_is"]["value"]) for row in mark("", Estimate(end, end, end, 1))],
        )
        for band in shown
    ]  # fmt: skip
    first = shown[0]
    reach = f"{number(first['low'])} to {number(first['high'])}"
    rows = tuple(
        (f"{band['measure']}: {band['words']}, {band['unit']}", written(estimate(band["as_it_is"])),
         f"{number(band['low'])} to {number(band['high'])}",
         number(band["median"]), f"{number(band['lowest'])} to {number(band['highest'])}")
        for band in shown
    )  # fmt: skip
    return finished(
        alt.vconcat(*panels, spacing=10),
        name="bands",
        title=f"Over the assumptions' ranges {words(first['measure'])} runs from {reach} {first['unit']}",
        subtitle=f"Dot: as it is. Line: 90{SPACE}% of {first['points']} points within the ranges of {found['assumptions']} assumptions",
        alt=f"A dot and a line for each headline. {first['measure']}: {reach}.",
        table=Table("Headlines over the assumptions", ("headline", "as it is", "90 % of points", "median", "all points"), rows),
    )


def _within(band: Found, low: float, high: float) -> Estimate:
    return Estimate(band["as_it_is"]["value"], low, high, band["points"], band["unit"])


def _index(found: Found | None) -> str:
    return f"{number(found['value'], 2)} [{number(found['low'], 2)},{SPACE}{number(found['high'], 2)}]" if found else "–"


# --- sweep ------------------------------------------------------------------------------------------------------------------------------


def response(found: Found, measure: str) -> Chart | Absent:
    """One outcome over the points of a sweep: a curve over one number, tiles over two, else dots point by point."""
    name, title = f"response-{measure.replace('_', '-')}", f"The response of {words(measure)}"
    rows = [row for row in found["rows"] if row["measure"] == measure and not row["error"]]
    base, points = rows[0], [row for row in rows[1:] if not row["withheld"]]
    if not points:
        return Absent(name, title, "too few persons or events, or no point that came through.")
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
        drawing = dots(marks, list(labels.values()), unit=f"difference, {base['unit']}", width=WIDTH - LABELS)
    most = max(points, key=lambda row: abs(row["difference"]))
    worlds = base["worlds"]
    cells = [(_label(row, levers), [_part(row, ""), _part(row, "difference")]) for row in points]
    return finished(
        drawing,
        name=name,
        title=f"{words(measure)}: {written(_part(most, 'difference'), sign=True)} {base['unit']} at {_label(most, levers)}",
        subtitle=f"Difference to the scenario as it is ({written(_part(base, ''))}), on the same draws. {meaning_of_intervals(worlds)}",
        alt=f"{measure} over {len(points)} points of {', '.join(levers)}.",
        table=Table(
            f"{measure}, {base['unit']}", ("point", "level", "difference to the scenario as it is"),
            tuple((label, written(level), written(change, sign=True)) for label, (level, change) in cells),
        ),
    )  # fmt: skip


def _curve(points: Sequence[Found], path: str, base: Found) -> alt.LayerChart:
    rows: list[Row] = []
    for row in sorted(points, key=lambda row: float(row[path])):
        low, high = ends_of(_part(row, ""))
        rows.append({"x": row[path], "value": row["value"], "low": low, "high": high})
    x = alt.X("x:Q", title=path, axis={"grid": False, "tickCount": 6}, scale={"zero": False})
    y = alt.Y("value:Q", title=None, axis={"tickCount": 4})
    return panel([
        drawn([{"base": base["value"]}], "rule", color=MUTED, strokeDash=[4, 3]).encode(y="base:Q"),
        drawn(rows, "line", color=REGIME, strokeWidth=2.5).encode(x=x, y=y),
        drawn(rows, "rule", color=REGIME, strokeWidth=2).encode(x=x, y="low:Q", y2="high:Q"),
        drawn(rows, "circle", color=REGIME, size=60, opacity=1).encode(x=x, y=y),
    ], f"level, {base['unit']}; broken line: the scenario as it is", WIDTH - 80, 240)  # fmt: skip


def _tiles(points: Sequence[Found], levers: Sequence[str]) -> alt.LayerChart:
    across, down = levers
    rows: list[Row] = [{"x": row[across], "y": row[down], "value": row["value"], "text": number(row["value"])} for row in points]
    x = alt.X("x:O", title=across, axis={"labelAngle": 0})
    y = alt.Y("y:O", title=down, sort="descending")
    colour: Any = alt.Color("value:Q", scale={"range": [PALE, WRONG]})
    return panel([
        drawn(rows, "rect").encode(x=x, y=y, color=colour),
        drawn(rows, "text").encode(x=x, y=y, text="text:N"),
    ], "", WIDTH - LABELS, 40 * len({row["y"] for row in rows}))  # fmt: skip


def _part(row: Found, prefix: str) -> Estimate:
    key, ends = prefix or "value", f"{prefix}_" if prefix else ""
    return Estimate(row[key], row[f"{ends}low"], row[f"{ends}high"], row["worlds"], row["unit"])


def lever_words(path: str) -> str:
    """The last two steps of a path."""
    return words(" ".join(path.split(".")[-2:]))


def _label(row: Found, levers: Sequence[str]) -> str:
    shown = (number(row[path]) if isinstance(row[path], float) else str(row[path]) for path in levers)
    return ", ".join(f"{lever_words(path)} {value}" for path, value in zip(levers, shown, strict=True))


# --- calibration ------------------------------------------------------------------------------------------------------------------------


def posterior(found: Found) -> Chart:
    """Where the posterior of each free assumption lies within its prior range."""
    learned = found["learned"]
    order = [each["path"] for each in learned]
    rows: list[Row] = []
    for each in learned:
        low, middle, high = (_share(each, each[f"posterior_{end}"]) for end in ("low", "median", "high"))
        rows.append({"label": each["path"], "low": low, "value": middle, "high": high, "start": 0, "stop": 100,
                     "colour": REGIME if each["learned"] else TWIN})  # fmt: skip
    y = alt.Y("label:N", sort=order, scale={"domain": order}, title=None, axis={"labelLimit": _LONG, "minExtent": _LONG - 8, "grid": False})
    x = alt.X("start:Q", title="% of the prior range", scale={"domain": [0, 100]}, axis={"grid": False})
    layers = [
        drawn(rows, "bar", height=12, color=PALE, opacity=0.4).encode(y=y, x=x, x2="stop:Q"),
        drawn(rows, "bar", height=12).encode(y=y, x="low:Q", x2="high:Q", color=OWN_COLOUR),
        drawn(rows, "tick", color=INK, thickness=2, height=18).encode(y=y, x="value:Q"),
    ]
    count = sum(each["learned"] for each in learned)
    return finished(
        panel(layers, "", WIDTH - _LONG, ROW * len(order)),
        name="posterior",
        title=f"{count} of {len(learned)} assumptions were learned from the targets; the others stay as wide as they were",
        subtitle=f"Pale: prior range; blue: 90{SPACE}% of the posterior, grey where it hardly narrowed; tick: median",
        alt="; ".join(f"{each['path']}: contraction {number(each['contraction'], 2)}" for each in learned),
        table=Table("Prior and posterior", ("assumption", "prior", "posterior median", "90 % of the posterior", "contraction"), tuple(
            (each["path"], f"{number(each['low'])} to {number(each['high'])}", number(each["posterior_median"]),
             f"{number(each['posterior_low'])} to {number(each['posterior_high'])}",
             f"{number(each['contraction'], 2)}{'' if each['learned'] else ' (not learned)'}") for each in learned)),
    )  # fmt: skip


def predictions(found: Found) -> Chart:
    """What the fitted model gives for each target, in fresh worlds, in tolerances."""
    predicted = found["predicted"]
    order = [each["measure"] for each in predicted]
    rows: list[Row] = []
    for each in predicted:
        low, middle, high = ((each[f"predicted_{end}"] - each["value"]) / each["tolerance"] for end in ("low", "median", "high"))
        rows.append({"label": each["measure"], "low": low, "value": middle, "high": high, "colour": REGIME if each["fits"] else WRONG})
    y = alt.Y(
        "label:N", sort=order, scale={"domain": order}, title=None, axis={"labelLimit": LABELS, "minExtent": LABELS - 8, "grid": False}
    )
    layers = [
        drawn([{"from": -1, "to": 1}], "rect", color=PALE, opacity=0.35).encode(x="from:Q", x2="to:Q"),
        drawn(rows, "rule", strokeWidth=2).encode(
            y=y, x=alt.X("low:Q", title="tolerances from the published value"), x2="high:Q", color=OWN_COLOUR
        ),
        drawn(rows, "circle", size=80, opacity=1).encode(y=y, x="value:Q", color=OWN_COLOUR),
    ]
    fits = sum(each["fits"] for each in predicted)
    return finished(
        panel(layers, "", WIDTH - LABELS, ROW * len(order)),
        name="predictions",
        title=f"The fitted model meets {fits} of {len(predicted)} targets in fresh worlds",
        subtitle=f"Band: the published value within its tolerance; line: 90{SPACE}% of the predictions; dot: median; orange: does not fit",
        alt="; ".join(f"{each['measure']}: {number(each['predicted_median'])}, published {number(each['value'])}" for each in predicted),
        table=Table("Published and predicted", ("target", "published", "predicted median", "90 % of predictions", "source"), tuple(
            (each["measure"] + (", a year" if each["yearly"] else ""), f"{number(each['value'])} ± {number(each['tolerance'])}",
             number(each["predicted_median"]), f"{number(each['predicted_low'])} to {number(each['predicted_high'])}"
             + ("" if each["fits"] else " (does not fit)"), each["source"]) for each in predicted)),
    )  # fmt: skip


def _share(each: Found, value: float) -> float:
    from underheaven.study.assumptions import Factor

    return 100 * Factor(each["path"], each["value"], each["low"], each["high"], each["unit"]).share(value)
