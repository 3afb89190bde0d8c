"""The few shapes that the charts are made of: dots with whiskers, stacked bars, lines over days."""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from underheaven.language import say
from underheaven.report.charts.chart import INK, MUTED, REGIME, WIDTH, Row, drawn
from underheaven.report.words import WITHHELD, decimals, number, signed
from underheaven.values import Estimate

LABELS = 160  # room for the names of rows
ROW = 26
_VALUE = 56  # room for a value beside a point
_NUMBERS = {"format": ",~f", "tickCount": 4}
OWN_COLOUR: Any = alt.Color("colour:N", scale=None)
"""Rows bring their colour along."""

Course = list[tuple[int, Estimate]]
"""A day and what was estimated for it."""


def mark(label: str, estimate: Estimate | None, colour: str = REGIME, sign: bool = False, series: str = "") -> list[Row]:
    """One point of a dot chart; none where the estimate is withheld."""
    if estimate is None:
        return []
    low, high = ends_of(estimate)
    return [{"label": label, "value": estimate.value, "low": low, "high": high, "colour": colour, "series": series, "sign": sign}]


def ends_of(estimate: Estimate) -> tuple[float, float]:
    """Ends of the interval; the value itself where there is none."""
    if estimate.low is None or estimate.high is None:
        return estimate.value, estimate.value
    return estimate.low, estimate.high


def spaced(*parts: Sequence[str]) -> list[str]:
    """Names of rows with a gap between parts."""
    return [name for place, part in enumerate(parts) for name in ([" " * place] * (place > 0) + list(part))]


def panel(layers: Sequence[alt.Chart], title: str, width: int, height: int) -> alt.LayerChart:
    """Layers as one picture of this size, with a heading if there are several pictures."""
    picture = alt.LayerChart(layer=list(layers), width=width, height=height)
    if title:
        picture["title"] = {"text": title, "anchor": "start", "fontSize": 13, "color": INK, "fontWeight": "bold", "offset": 8}
    return picture


def dots(
    rows: list[Row],
    order: list[str],
    *,
    title: str = "",
    unit: str = "",
    width: int = WIDTH - LABELS,
    names: bool = True,
    reach: list[Row] | None = None,
    quiet: str = "",
    beneath: Sequence[alt.Chart] = (),
) -> alt.LayerChart:
    """Points with whiskers and their values beside them, one line of the page a label.

    Panels with the same ``reach`` share their axis; the series ``quiet`` shows no values; layers ``beneath`` share the axis.
    """
    if not rows:
        return _withheld(order, title, width, names)
    rows = _labelled(rows)
    y, scale = _names(order, names, width), {"domain": _domain(rows if reach is None else reach, width), "nice": False}
    layers = [
        drawn([{"zero": 0}], "rule", color=MUTED).encode(x="zero:Q"),
        *beneath,
        drawn(rows, "rule", strokeWidth=2).encode(
            x=alt.X("low:Q", title=unit or None, scale=scale, axis=_NUMBERS), x2="high:Q", y=y, color=OWN_COLOUR
        ),
        drawn(rows, "circle", size=90, opacity=1).encode(x="value:Q", y=y, color=OWN_COLOUR),
    ]
    for negative, place, align, shift in ((True, "low", "right", -9), (False, "high", "left", 9)):
        side = [row for row in rows if (row["value"] < 0) is negative and row["series"] != (quiet or None)]
        if side:
            layers.append(drawn(side, "text", align=align, dx=shift, baseline="middle").encode(y=y, x=f"{place}:Q", text="text:N"))
    return panel(layers, title, width, ROW * len(order))


def bars(
    rows: list[Row], order: list[str], ends: list[Row], *, title: str = "", unit: str = "", width: int = WIDTH - LABELS, names: bool = True
) -> alt.LayerChart:
    """Stacked bars (rows: label, start, stop, colour) with a whisker and a value at their ends (rows as from ``mark``)."""
    ends = _labelled(ends)
    y, scale = _names(order, names, width), {"domain": _domain(ends, width), "nice": False}
    x = alt.X("start:Q", title=unit or None, scale=scale, axis=_NUMBERS)
    layers = [
        drawn(rows, "bar", height=15).encode(y=y, x=x, x2="stop:Q", color=OWN_COLOUR),
        drawn(ends, "rule", color=INK, strokeWidth=1.5).encode(y=y, x="low:Q", x2="high:Q"),
        drawn(ends, "text", align="left", dx=7, baseline="middle").encode(y=y, x="high:Q", text="text:N"),
    ]
    return panel(layers, title, width, ROW * len(order))


def courses(
    series: list[tuple[str, str, Course]],
    *,
    title: str = "",
    width: int = WIDTH - 130,
    height: int = 240,
    span: float = 0.0,
    days: bool = True,
) -> alt.LayerChart:
    """Lines over days with bands, and labels at their ends; ``series`` holds label, colour and course, the last drawn on top.

    The axis starts at zero; with ``span`` it is centred on the lines and that long, so that panels compare.
    """
    rows = [
        {"series": label, "colour": colour, "day": day, "value": estimate.value}
        | dict(zip(("low", "high"), ends_of(estimate), strict=True))
        for label, colour, course in series
        for day, estimate in course
    ]
    bottom, top = extent([course for _, _, course in series])
    limits = [(bottom + top - span) / 2, (bottom + top + span) / 2] if span else [min(bottom, 0.0), top * 1.06 or 1.0]
    words = _at_ends(series, 19 * (limits[1] - limits[0]) / height)
    scale = {"domain": limits, "nice": False}
    x = alt.X("day:Q", title=say("days since the start") if days else None, axis={"grid": False, "tickCount": 4}, scale={"nice": False})
    y = alt.Y("value:Q", title=None, scale=scale, axis={"tickCount": 4, "minExtent": 22})
    low = alt.Y("low:Q", title=None, scale=scale)
    layers = [
        drawn(rows, "area", opacity=0.25).encode(x=x, y=low, y2="high:Q", color=OWN_COLOUR, detail="series:N"),
        drawn(rows, "line", strokeWidth=2.5).encode(x=x, y=y, color=OWN_COLOUR, detail="series:N"),
        drawn(words, "text", align="left", dx=7, fontWeight="bold").encode(x=x, y=y, text="series:N", color=OWN_COLOUR),
    ]
    return panel(layers, title, width, height)


def square(panels: Sequence[alt.LayerChart]) -> alt.VConcatChart:
    """Four panels, two beside two."""
    return alt.vconcat(*(alt.hconcat(*panels[place : place + 2], spacing=28) for place in (0, 2)), spacing=22)


def extent(several: Iterable[Course]) -> tuple[float, float]:
    """Lowest and highest end of all bands."""
    ends = [ends_of(estimate) for course in several for _, estimate in course]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _at_ends(series: list[tuple[str, str, Course]], gap: float) -> list[Row]:
    """Labels at the ends of lines, moved up until none covers another."""
    ends = sorted((course[-1][1].value, course[-1][0], label, colour) for label, colour, course in series)
    rows: list[Row] = []
    for value, day, label, colour in ends:
        place = max(value, rows[-1]["value"] + gap) if rows else value
        rows.append({"day": day, "value": place, "series": label, "colour": colour})
    return rows


def _labelled(rows: list[Row]) -> list[Row]:
    """Values of a panel as text, with as many decimals as its largest value bears; what that would hide keeps two figures."""
    largest = max((abs(row["value"]) for row in rows), default=0.0)
    digits = decimals(largest) - (0 < largest < 1)

    def text(value: float, sign: bool) -> str:
        hidden = 0 < abs(value) < 10**-digits
        return (signed if sign else number)(value, decimals(value) - 1 if hidden else digits)

    return [row | {"text": text(row["value"], row["sign"])} for row in rows]


def _withheld(order: list[str], title: str, width: int, names: bool) -> alt.LayerChart:
    """A panel of which every number is withheld: the names of its rows, and why nothing stands beside them."""
    rows: list[Row] = [{"label": label, "text": say(WITHHELD) if label.strip() else ""} for label in order]
    words = drawn(rows, "text", align="left", dx=6, baseline="middle", color=MUTED).encode(y=_names(order, names, width), text="text:N")
    return panel([words.encode(x={"value": 0})], title, width, ROW * len(order))


def _domain(rows: list[Row], width: int) -> list[float]:
    """Range of an axis from zero over all whiskers, with room for the values beside them."""
    low, high = min([0.0, *(row["low"] for row in rows)]), max([0.0, *(row["high"] for row in rows)])
    sides = [any(row["value"] < 0 for row in rows), any(row["value"] >= 0 for row in rows)]
    room = _VALUE * ((high - low) or 1.0) / (width - _VALUE * sum(sides))
    edge = 0.04 * (high - low)
    return [low - (room if sides[0] else edge * (low < 0)), high + (room if sides[1] else edge * (high > 0))]


def _names(order: list[str], shown: bool, width: int) -> alt.Y:
    room = min(LABELS, WIDTH - width)
    axis = {"labelLimit": room, "minExtent": room - 8, "grid": False} if shown else None
    return alt.Y("label:N", sort=order, scale={"domain": order}, title=None, axis=axis)
