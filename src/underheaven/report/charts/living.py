"""Daily life by class: bills, debts, work, ties and harassment."""

from collections.abc import Callable

from underheaven.report.charts.chart import REGIME, TWIN, Absent, Chart, Table, finished
from underheaven.report.charts.conduct import NO_TWIN
from underheaven.report.charts.shapes import dots, mark, square
from underheaven.report.totals import CLASSES, EVERYBODY, Group, Totals
from underheaven.report.words import THOUSAND, meaning_of_intervals, written
from underheaven.values import Estimate

_GROUPS = (EVERYBODY, *CLASSES)
_ORDER = [group.label for group in _GROUPS]
_PER = f"per {THOUSAND} adults"


def hardship(totals: Totals) -> Chart | Absent:
    """Late bills, defaults, bills that could not be paid, and work: change against the twin by class."""
    if not totals.has_twin:
        return Absent("hardship", "Bills, debts and work", NO_TWIN)
    columns: dict[str, Callable[[Group], Estimate | None]] = {
        "late bills, %": lambda group: totals.change("acts_late_bill", group),
        "defaults, %": lambda group: totals.change("acts_default", group),
        "bills that could not be paid, %": lambda group: totals.change("unmet_needs", group),
        "employed, of 100 adults": lambda group: totals.difference("employed", group, per=100, mean=True),
    }
    values = {title: [of(group) for group in _GROUPS] for title, of in columns.items()}
    panels = [
        dots(
            [row for label, estimate in zip(_ORDER, values[title], strict=True) for row in mark(label, estimate, sign=True)],
            _ORDER, title=title, width=205, names=place % 2 == 0,
        )
        for place, title in enumerate(values)
    ]  # fmt: skip
    late, _, unpaid, _ = (written(column[0], "%", sign=True) for column in values.values())
    meaning = meaning_of_intervals(totals.worlds)
    return finished(
        square(panels),
        name="hardship",
        title=f"Late bills changed by {late} against the twin, bills that could not be paid by {unpaid}",
        subtitle=f"Change against the twin by fifth of incomes, whole run; the class gradient in savings is an input. {meaning}",
        alt="Four columns of dots. Everybody: " + "; ".join(f"{title} {written(column[0], sign=True)}" for title, column in values.items()),
        table=Table(
            "Change against the twin over the run",
            ("fifth of incomes", *values),
            tuple((label, *(written(column[place], sign=True) for column in values.values())) for place, label in enumerate(_ORDER)),
        ),
    )


def ties_and_harassment(totals: Totals) -> Chart | Absent:
    """Ties cut, harassment, isolation, and sudden expenses with which nobody helped, by class."""
    columns: dict[str, Callable[[str, Group], Estimate | None]] = {
        f"ties cut {_PER}": lambda arm, group: totals.rate("ties_cut", arm, group),
        f"harassed {_PER}": lambda arm, group: totals.rate("harassed", arm, group),
        f"isolated {_PER}, last day": lambda arm, group: totals.rate("isolated", arm, group),
        "sudden expenses without help, %": lambda arm, group: totals.ratio(
            totals.per_world("shocks_uninsured", arm, group), totals.per_world("shocks", arm, group), group, per=100
        ),
    }
    arms = [(arm, colour) for arm, colour in (("twin", TWIN), ("regime", REGIME)) if arm in totals.arms]
    values = {(title, arm): [of(arm, group) for group in _GROUPS] for title, of in columns.items() for arm, _ in arms}
    cut, harassed = (values[title, "regime"][0] for title in list(columns)[:2])
    if cut is None and harassed is None:
        return Absent("ties-and-harassment", "Ties and harassment", "too few ties were cut and too few people harassed to show.")
    marks = {
        title: [
            row
            for arm, colour in arms
            for label, estimate in zip(_ORDER, values[title, arm], strict=True)
            for row in mark(label, estimate, colour, series=arm)
        ]
        for title in columns
    }
    panels = [dots(marks[title], _ORDER, title=title, width=205, names=place % 2 == 0, quiet="twin") for place, title in enumerate(columns)]
    before = f" ({_or_none(totals, 'ties_cut')} in the twin)" if totals.has_twin else ""
    meaning = meaning_of_intervals(totals.worlds)
    return finished(
        square(panels),
        name="ties-and-harassment",
        title=f"{_PER.capitalize()}, {written(cut)} ties are cut{before}, and {written(harassed)} times somebody is harassed",
        subtitle=f"Whole run, by fifth of incomes; isolated: at most three of six ties left; blue: regime, grey: twin. {meaning}",
        alt="Four columns of dots. Everybody under the regime: "
        + "; ".join(f"{title} {written(values[title, 'regime'][0])}" for title in columns),
        table=Table(
            "Ties, harassment, isolation and help over the run",
            ("fifth of incomes", *(f"{title.replace(' ' + _PER, '')}, {arm}" for title, arm in values)),
            tuple((label, *(written(column[place]) for column in values.values())) for place, label in enumerate(_ORDER)),
        ),
    )


def _or_none(totals: Totals, measure: str) -> str:
    """A rate of the twin; what never happened there needs no interval."""
    return written(totals.rate(measure, "twin")) if totals.per_world(measure, "twin").sum() else "none"
