"""Daily life by class: bills, debts, work, ties and harassment."""

from collections.abc import Callable

from underheaven.language import say
from underheaven.report.charts.chart import REGIME, TWIN, Absent, Chart, Table, finished
from underheaven.report.charts.conduct import NO_TWIN
from underheaven.report.charts.shapes import dots, mark, square
from underheaven.report.totals import CLASSES, EVERYBODY, Group, Totals
from underheaven.report.words import meaning_of_intervals, written
from underheaven.values import Estimate

_GROUPS = (EVERYBODY, *CLASSES)


def hardship(totals: Totals) -> Chart | Absent:
    """Late bills, defaults, bills that could not be paid, and work: change against the twin by class."""
    if not totals.has_twin:
        return Absent("hardship", say("Bills, debts and work"), say(NO_TWIN))
    order = [group.label for group in _GROUPS]
    columns: dict[str, Callable[[Group], Estimate | None]] = {
        say("late bills, %"): lambda group: totals.change("acts_late_bill", group),
        say("defaults, %"): lambda group: totals.change("acts_default", group),
        say("bills that could not be paid, %"): lambda group: totals.change("unmet_needs", group),
        say("employed, of 100 adults"): lambda group: totals.difference("employed", group, per=100, mean=True),
    }
    values = {title: [of(group) for group in _GROUPS] for title, of in columns.items()}
    panels = [
        dots(
            [row for label, estimate in zip(order, values[title], strict=True) for row in mark(label, estimate, sign=True)],
            order, title=title, width=205, names=place % 2 == 0,
        )
        for place, title in enumerate(values)
    ]  # fmt: skip
    late, _, unpaid, _ = (written(column[0], "%", sign=True) for column in values.values())
    meaning = meaning_of_intervals(totals.worlds)
    return finished(
        square(panels),
        name="hardship",
        title=say("Late bills changed by {late} against the twin, bills that could not be paid by {unpaid}", late=late, unpaid=unpaid),
        subtitle=say(
            "Change against the twin by fifth of incomes, whole run; the class gradient in savings is an input. {meaning}", meaning=meaning
        ),
        alt=say(
            "Four columns of dots. Everybody: {said}",
            said="; ".join(f"{title} {written(column[0], sign=True)}" for title, column in values.items()),
        ),
        table=Table(
            say("Change against the twin over the run"),
            (say("fifth of incomes"), *values),
            tuple((label, *(written(column[place], sign=True) for column in values.values())) for place, label in enumerate(order)),
        ),
    )


def ties_and_harassment(totals: Totals) -> Chart | Absent:
    """Ties cut, harassment, isolation, and sudden expenses with which nobody helped, by class."""
    order = [group.label for group in _GROUPS]
    columns: dict[str, Callable[[str, Group], Estimate | None]] = {
        say("ties cut per {THOUSAND} adults"): lambda arm, group: totals.rate("ties_cut", arm, group),
        say("harassed per {THOUSAND} adults"): lambda arm, group: totals.rate("harassed", arm, group),
        say("isolated per {THOUSAND} adults, last day"): lambda arm, group: totals.rate("isolated", arm, group),
        say("sudden expenses without help, %"): lambda arm, group: totals.ratio(
            totals.per_world("shocks_uninsured", arm, group), totals.per_world("shocks", arm, group), group, per=100
        ),
    }
    arms = [(arm, colour) for arm, colour in (("twin", TWIN), ("regime", REGIME)) if arm in totals.arms]
    values = {(title, arm): [of(arm, group) for group in _GROUPS] for title, of in columns.items() for arm, _ in arms}
    cut, harassed = (values[title, "regime"][0] for title in list(columns)[:2])
    if cut is None and harassed is None:
        return Absent("ties-and-harassment", say("Ties and harassment"), say("too few ties were cut and too few people harassed to show."))
    marks = {
        title: [
            row
            for arm, colour in arms
            for label, estimate in zip(order, values[title, arm], strict=True)
            for row in mark(label, estimate, colour, series=arm)
        ]
        for title in columns
    }
    panels = [dots(marks[title], order, title=title, width=205, names=place % 2 == 0, quiet="twin") for place, title in enumerate(columns)]
    before = say(" ({in_twin} in the twin)", in_twin=_or_none(totals, "ties_cut")) if totals.has_twin else ""
    meaning = meaning_of_intervals(totals.worlds)
    return finished(
        square(panels),
        name="ties-and-harassment",
        title=say(
            "Per {THOUSAND} adults, {cut} ties are cut{before}, and {harassed} times somebody is harassed",
            cut=written(cut),
            before=before,
            harassed=written(harassed),
        ),
        subtitle=say(
            "Whole run, by fifth of incomes; isolated: at most three of six ties left; blue: regime, grey: twin. {meaning}", meaning=meaning
        ),
        alt=say(
            "Four columns of dots. Everybody under the regime: {said}",
            said="; ".join(f"{title} {written(values[title, 'regime'][0])}" for title in columns),
        ),
        table=Table(
            say("Ties, harassment, isolation and help over the run"),
            (say("fifth of incomes"), *(f"{title}, {say(arm)}" for title, arm in values)),
            tuple((label, *(written(column[place]) for column in values.values())) for place, label in enumerate(order)),
        ),
    )


def _or_none(totals: Totals, measure: str) -> str:
    """A rate of the twin; what never happened there needs no interval."""
    return written(totals.rate(measure, "twin")) if totals.per_world(measure, "twin").sum() else say("none")
