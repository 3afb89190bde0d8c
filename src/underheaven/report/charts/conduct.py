"""What changed in what people do: harm prevented, harmless conduct chilled; and what the regime takes and costs."""

import altair as alt

from underheaven.language import later, say
from underheaven.report.charts.chart import HELP, REGIME, TWIN, WIDTH, WRONG, Absent, Chart, Row, Table, Told, finished, told
from underheaven.report.charts.shapes import dots, mark
from underheaven.report.sentences import MEDIAN_DAY
from underheaven.report.totals import Totals
from underheaven.report.words import ACT_WORDS, meaning_of_intervals, written
from underheaven.values import Estimate

NO_TWIN = later("this run has no twin (--no-twin), so what the regime changed cannot be told; run again without that option.")
HELPFUL = ("acts_charity", "acts_family_help", "acts_praise")


def kinds_by_harm(totals: Totals) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """The kinds of acts that harm somebody, harm nobody, or help, by the scenario's own table of harms: name, measures, colour."""
    conduct = totals.folder.manifest["scenario"]["world"]["conduct"]
    harm = {measure: conduct[measure.removeprefix("acts_")]["harm"]["value"] for measure in ACT_WORDS if measure not in HELPFUL}
    return (
        (say("harms somebody"), tuple(measure for measure in harm if harm[measure] > 0), REGIME),
        (say("harms nobody"), tuple(measure for measure in harm if harm[measure] <= 0), WRONG),
        (say("earns points"), HELPFUL, HELP),
    )


def deterred_and_chilled(totals: Totals) -> Chart | Absent:
    """Change of every kind of act against the twin, harmful and harmless apart."""
    name, topic = "deterred-and-chilled", say("Harm prevented, harmless conduct chilled")
    if not totals.has_twin:
        return Absent(name, topic, say(NO_TWIN))
    changes = {measure: totals.change(measure) for measure in ACT_WORDS}
    shown = [row for measure, change in changes.items() for row in mark(say(ACT_WORDS[measure]), change, sign=True)]
    values = {row["label"]: row["value"] for row in shown}
    if not shown:
        return Absent(name, topic, say("too few acts happened to show changes."))
    panels: list[alt.LayerChart] = []
    rows: Told = []
    for label, measures, colour in kinds_by_harm(totals):
        rows += [(f"{say(ACT_WORDS[m])} ({label})", [totals.rate(m, "twin"), totals.rate(m), changes[m]]) for m in measures]
        marks = [row for m in measures for row in mark(say(ACT_WORDS[m]), changes[m], colour, sign=True)]
        order = sorted((row["label"] for row in marks), key=values.__getitem__)
        if marks:
            panels.append(
                dots(marks, order, title=say("{label} · change against the twin, %", label=label) if not panels else label, reach=shown)
            )
    harm, harmless = (written(totals.change(measure), "%", sign=True) for measure in ("acts_harmful", "acts_harmless"))
    return finished(
        alt.vconcat(*panels, spacing=12),
        name=name,
        title=say("Acts that harm somebody changed by {harm}, acts that harm nobody by {harmless}", harm=harm, harmless=harmless),
        subtitle=say(
            "Acts that happened, under the regime against the same people without it. {meaning}",
            meaning=meaning_of_intervals(totals.worlds),
        ),
        alt=say("Dots by kind of act. {said}.", said="; ".join(f"{label}: {written(values[2], '%', sign=True)}" for label, values in rows)),
        table=Table(
            say("Acts per {THOUSAND} adults over the run, and change"),
            (say("kind of act"), say("twin"), say("regime"), say("change")),
            tuple((label, written(twin), written(regime), written(change, "%", sign=True)) for label, (twin, regime, change) in rows),
        ),
    )


def price_and_burden(totals: Totals) -> Chart | Absent:
    """What the regime prevents, what it takes from the listed, and what it costs, in days of a median income."""
    lines = (
        (say("harm prevented"), "harm_done", -1.0, REGIME),
        (say("help by citizens gained"), "help_given", 1.0, HELP),
        (say("price to the public purse"), "cost", 1.0, TWIN),
        (say("burden on the listed"), "burden", 1.0, WRONG),
        (say("… in unrelated fields"), "burden_unrelated", 1.0, WRONG),
        (say("… on the wrongly listed"), "burden_innocent", 1.0, WRONG),
    )
    known = lines if totals.has_twin else lines[2:]  # price and burden are nought without a regime; harm and help are not
    found = [(label, _days_of_income(totals, measure, sign), colour) for label, measure, sign, colour in known]
    marks: list[Row] = [row for label, estimate, colour in found for row in mark(label, estimate, colour)]
    if not marks:
        return Absent("price-and-burden", say("Price and burden"), say("too little happened to show a price."))
    burden = totals.per_world("burden")
    unrelated, innocent = (totals.ratio(totals.per_world(part), burden, per=100) for part in ("burden_unrelated", "burden_innocent"))
    title = say("What the regime prevents, takes and costs") if totals.has_twin else say("What the regime takes and costs")
    if unrelated is not None:
        title = say(
            "{unrelated} of the burden of sanctions falls in fields of life unrelated to the cause", unrelated=written(unrelated, "%")
        )
    unit, meaning = say("days of a median income per {THOUSAND} adults"), meaning_of_intervals(totals.worlds)
    compared = say("regime minus twin") if totals.has_twin else say("without a twin, harm prevented cannot be told")
    return finished(
        dots(marks, [label for label, _, _ in found], unit=unit, width=WIDTH - 170),
        name="price-and-burden",
        title=title,
        subtitle=say(
            "Whole run, {compared}. Burden borne by the wrongly listed: {innocent}. {meaning}",
            compared=compared,
            innocent=written(innocent, "%"),
            meaning=meaning,
        ),
        alt=say("Dots, in {unit}: {said}.", unit=unit, said="; ".join(f"{label} {written(estimate)}" for label, estimate, _ in found)),
        table=Table(
            say("Prevented, taken and spent over the run, in {unit}", unit=unit),
            (say("what"), say("amount")),
            told([(label, [e]) for label, e, _ in found]),
        ),
    )


def _days_of_income(totals: Totals, measure: str, sign: float) -> Estimate | None:
    regime = totals.per_world(measure)
    twin = totals.per_world(measure, "twin") if totals.has_twin else 0 * regime
    return totals.ratio(sign * (regime - twin), totals.adults(), per=1000 / MEDIAN_DAY, events=float(regime.sum() + twin.sum()))
