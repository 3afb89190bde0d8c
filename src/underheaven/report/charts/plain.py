"""Charts of a notebook: estimates with whiskers, one line a name; and a stock week by week in both arms."""

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Any

from underheaven.language import say
from underheaven.report.charts.chart import HELP, REGIME, TWIN, WRONG, Chart, Row, Table, Told, finished, told
from underheaven.report.charts.shapes import courses, dots, mark
from underheaven.report.totals import Totals
from underheaven.report.words import CLASS_WORDS, PER_1000, capitalised, joined, meaning_of_intervals, written
from underheaven.study.study import Study
from underheaven.study.table import EffectTable
from underheaven.values import Estimate

_COLOURS = (REGIME, WRONG, HELP)


def chart(estimates: "Mapping[str, Estimate] | EffectTable", *, title: str, unit: str = "", sign: bool = False) -> Chart:
    """Estimates as points with whiskers, under a title that says the finding; what is suppressed is shown as withheld.

    >>> chart(run.effect("listed", by="class"), title="The poorest fifth stand on the list most often")  # doctest: +SKIP
    """
    named = _named(estimates) if isinstance(estimates, EffectTable) else dict(estimates)
    shown: dict[str, Estimate | None] = {name: None if getattr(e, "suppressed", False) else e for name, e in named.items()}
    if not shown:
        raise ValueError("a chart needs at least one estimate")
    first = next(iter(named.values()))
    unit, worlds = unit or first.unit, first.n
    rows: list[Row] = [row for name, estimate in shown.items() for row in mark(name, estimate, sign=sign)]
    lines: Told = [(name, [estimate]) for name, estimate in shown.items()]
    return finished(
        dots(rows, list(shown), unit=unit),
        name=_name(title),
        title=title,
        subtitle=f"{capitalised(unit)}. {meaning_of_intervals(worlds)}",
        alt=say(
            "Points with whiskers, {unit}. {said}.",
            unit=unit,
            said="; ".join(f"{name}: {written(e, sign=sign)}" for name, e in shown.items()),
        ),
        table=Table(title, ("", unit), told(lines, sign=sign)),
    )


def course_chart(study: Study, measures: Mapping[str, tuple[str, str]] | str, *, title: str) -> Chart:
    """A stock week by week: one measure in both arms, or lines of ``{name: (measure, arm)}``.

    >>> course_chart(run, "dissent_public", title="Open dissent falls silent")  # doctest: +SKIP
    """
    totals = Totals(study.folder)
    lines = {"twin": (measures, "twin"), "regime": (measures, "regime")} if isinstance(measures, str) else dict(measures)
    drawn_lines = [(name, _colour(lines, name), totals.course(measure, arm)) for name, (measure, arm) in lines.items()]
    ends = [say("{name} ends at {end}", name=name, end=written(course[-1][1])) for name, _, course in drawn_lines]
    days: Sequence[int] = [day for day, _ in drawn_lines[0][2]]
    rows: Told = [(str(day), [course[place][1] for _, _, course in drawn_lines]) for place, day in enumerate(days)]
    return finished(
        courses(drawn_lines, title=say(PER_1000)),
        name=_name(title),
        title=title,
        subtitle=say("End of each week, of {THOUSAND} adults. {meaning}", meaning=meaning_of_intervals(totals.worlds)),
        alt=say("Lines over {days} days, of {THOUSAND} adults: {ends}.", days=totals.days, ends=joined(ends)),
        table=Table(title, ("day", *lines), told(rows)),
    )


def _name(title: str) -> str:
    """The ids within the drawing begin with it: each title has its own, so that they do not repeat on a page with several charts."""
    return f"chart-{blake2s(title.encode(), digest_size=4).hexdigest()}"


def _colour(lines: Mapping[str, tuple[str, str]], name: str) -> str:
    """Grey for every line of the twin; the regime's lines take blue, orange and green in turn."""
    if lines[name][1] == "twin":
        return TWIN
    return _COLOURS[[each for each, (_, arm) in lines.items() if arm != "twin"].index(name) % len(_COLOURS)]


def _named(table: EffectTable) -> dict[str, Any]:
    def word(name: str, value: Any) -> str:
        return say(CLASS_WORDS[value - 1]) if name == "class" else str(value).replace("_", " ")

    return {" · ".join(word(name, value) for name, value in zip(table.by, row.group, strict=True)) or "everybody": row for row in table}
