"""What a chart is, and how it looks: one Vega-Lite specification, a title that says the finding, words for who cannot see it, a table.

The specification holds its small table inside and asks nothing of the network; page, report and notebook show the same one.
"""

import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from textwrap import wrap
from typing import Any

import altair as alt

from underheaven.report.words import capitalised, written
from underheaven.values import Estimate

INK, MUTED, GRID = "#1f2933", "#5b6672", "#dfe3e8"
REGIME, PALE, TWIN, WRONG, HELP = "#0b6aa8", "#8ab8d6", "#767f89", "#c4500a", "#0c7a5b"
"""The regime is blue, its twin always grey; what went wrong, or hurts the innocent, is orange. Told apart under every colour blindness."""
WIDTH = 640

Row = dict[str, Any]
Told = list[tuple[str, list[Estimate | None]]]
"""Rows of a table before they are written: a name and its estimates."""

_AXIS = {
    "labelColor": INK, "titleColor": MUTED, "labelFontSize": 13, "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": GRID,
    "domain": False, "ticks": False, "labelPadding": 6,
}  # fmt: skip
_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_STYLE: dict[str, Any] = {
    "background": "transparent", "font": _FONT, "aria": False, "axis": _AXIS, "title": {"color": INK, "font": _FONT},
    "text": {"color": INK, "fontSize": 13}, "view": {"stroke": None}, "legend": {"disable": True},
    "locale": {"number": {"decimal": ".", "thousands": "\u00a0", "grouping": [3], "currency": ["", ""]}},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart as text; the first column names the rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One picture with everything that must go with it."""

    name: str
    title: str
    """The finding, as a sentence with its numbers."""
    subtitle: str
    """What is shown, in which unit, over how many worlds, and what the intervals mean."""
    alt: str
    """The picture in words."""
    spec: dict[str, Any] = field(repr=False)
    """Vega-Lite, complete."""
    table: Table = field(repr=False)

    @cached_property
    def svg(self) -> str:
        """The picture without title, for a page that prints the title as text; identifiers are unique to the chart."""
        import vl_convert

        bare = deepcopy(self.spec)
        del bare["title"]
        drawing = vl_convert.vegalite_to_svg(bare, allowed_base_urls=[])
        drawing = re.sub(r' (role|class|aria-[a-z]+)="[^"]*"', "", drawing)  # the picture speaks as a whole, not mark by mark
        drawing = re.sub(r'(id="|url\(#|href="#)', rf"\1{self.name}-", drawing)
        return drawing.replace("<svg ", f'<svg role="img" aria-labelledby="{self.name}-alt" ', 1)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            "application/vnd.vegalite.v6+json": self.spec,
            "text/html": self._repr_html_(),
            "text/plain": f"{self.title}\n{self.alt}",
        }

    def _repr_html_(self) -> str:
        """The picture with its title and its words, for a page that runs no script; on white, since its ink is dark."""
        return (
            '<figure style="background:#fff;color:#1f2933;padding:.8em;margin:1em 0;overflow-x:auto">'
            f'<figcaption style="text-align:left"><strong>{escape(self.title)}</strong><br>'
            f"<small>{escape(self.subtitle)}</small></figcaption>"
            f'<span id="{self.name}-alt" hidden>{escape(self.alt)}</span>{self.svg}</figure>'
        )


@dataclass(frozen=True, slots=True)
class Absent:
    """A chart that this run cannot show, and why."""

    name: str
    title: str
    why: str


def finished(drawing: alt.TopLevelMixin, *, name: str, title: str, subtitle: str, alt: str, table: Table) -> Chart:
    """The chart of an Altair drawing: house style, title and subtitle inside the specification."""
    title = capitalised(title)
    heading = {
        "text": wrap(title, 78), "subtitle": wrap(subtitle, 110), "anchor": "start", "fontSize": 17, "subtitleFontSize": 12,
        "subtitleColor": MUTED, "offset": 14,
    }  # fmt: skip
    spec = _unfolded(drawing.to_dict()) | {"title": heading, "config": _STYLE, "usermeta": {"embedOptions": {"actions": False}}}
    return Chart(name, title, subtitle, alt, spec, table)


def drawn(rows: list[Row], mark: str, **options: Any) -> alt.Chart:
    """Marks for rows that stand inside the specification.

    Rows stay text until ``finished``, and the mark a dictionary, because Altair copies every value at every step.
    """
    shape: Any = {"type": mark, **options}
    return alt.Chart(alt.InlineData(values=json.dumps(rows), format={"type": "json"}), mark=shape)


def told(rows: Told, unit: str = "", sign: bool = False) -> tuple[tuple[str, ...], ...]:
    """Rows of a table from estimates."""
    return tuple((label, *(written(estimate, unit, sign) for estimate in estimates)) for label, estimates in rows)


def _unfolded(part: Any) -> Any:
    """The specification with its rows as rows."""
    if isinstance(part, list):
        return [_unfolded(item) for item in part]
    if not isinstance(part, dict):
        return part
    if isinstance(part.get("values"), str):
        return {"values": json.loads(part["values"])}
    return {key: _unfolded(value) for key, value in part.items()}
