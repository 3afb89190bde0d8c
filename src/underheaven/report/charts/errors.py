"""Listings right and wrong, how acts became known, and trips refused."""

import altair as alt

from underheaven.language import say
from underheaven.measures.rates import ErrorTable
from underheaven.report.charts.chart import PALE, REGIME, TWIN, WRONG, Absent, Chart, Row, Table, Told, finished, told
from underheaven.report.charts.shapes import bars, dots, mark, spaced
from underheaven.report.totals import AGES, CLASSES, EVERYBODY, ORIGINS, RESIDENCES, SEXES, Group, Totals
from underheaven.report.words import (
    CHANNEL_WORDS,
    NOT_SHOWN,
    PER_1000,
    meaning_of_intervals,
    number,
    written,
)
from underheaven.values import Estimate

_GROUPS = (EVERYBODY, *CLASSES, *SEXES, *AGES, *ORIGINS, *RESIDENCES)
_CELLS = ("units_at_risk", "triggers_true", "triggers_found", "entries")


def innocent_among_listed(totals: Totals, group: Group = EVERYBODY) -> Estimate | None:
    """Of 1 000 entries, those of people who had done nothing that day that lists (1 − positive predictive value)."""
    found, entries = (totals.per_world(name, group=group) for name in ("triggers_found", "entries"))
    return totals.ratio(entries - found, entries, group, per=1000)


def listed_among_innocent(totals: Totals, group: Group = EVERYBODY) -> Estimate | None:
    """Of 1 000 000 unlisted adult-days without an act that lists, those that ended in a listing (false-positive rate)."""
    units, positives, found, entries = (totals.per_world(name, group=group) for name in _CELLS)
    return totals.ratio(entries - found, units - positives, group, per=1e6)


def missed(totals: Totals, group: Group = EVERYBODY) -> Estimate | None:
    """Of 1 000 adult-days with an act that lists, those that went without a listing (false-negative rate)."""
    positives, found = (totals.per_world(name, group=group) for name in ("triggers_true", "triggers_found"))
    return totals.ratio(positives - found, positives, group, per=1000)


def right_and_wrong(totals: Totals) -> Chart | Absent:
    """The 2×2 table of listing, group by group, in the two sentences that a reader can check."""
    name = "right-and-wrong"
    among_listed, among_innocent = innocent_among_listed(totals), listed_among_innocent(totals)
    if among_listed is None or among_innocent is None:
        seldom = say("fewer than five adults who had done nothing were listed: too few to show a rate.")
        overlooked = missed(totals)
        also = (
            say("Of {THOUSAND} days with an act that lists, {overlooked} went without a listing.", overlooked=written(overlooked))
            if overlooked
            else ""
        )
        return Absent(name, say("Listings right and wrong"), f"{seldom} {also}".strip())
    order = spaced(*([group.label for group in part] for part in ((EVERYBODY,), CLASSES, SEXES, AGES, ORIGINS, RESIDENCES)))
    heads = (say("of {THOUSAND} listed, had done nothing"), say("of {MILLION} innocent days, listed"))
    sides = [
        [row for group in _GROUPS for row in mark(group.label, rate(totals, group), WRONG)]
        for rate in (innocent_among_listed, listed_among_innocent)
    ]
    panels = [dots(side, order, title=head, width=215, names=side is sides[0]) for side, head in zip(sides, heads, strict=True)]
    first, second = written(among_listed), written(among_innocent)
    rates = (innocent_among_listed, listed_among_innocent, missed)
    cells = {cell: int(totals.per_world(cell).sum()) for cell in _CELLS}
    return finished(
        alt.hconcat(*panels, spacing=28),
        name=name,
        title=say(
            "Of {THOUSAND} listed, {first} had done nothing; of {MILLION} who did nothing on a day, {second} were listed",
            first=first,
            second=second,
        ),
        subtitle=say(
            "Days of adults in the scheme and not yet listed; “nothing”: no act that lists. {meaning}",
            meaning=meaning_of_intervals(totals.worlds),
        ),
        alt=say(
            "Two columns of dots by group. Everybody: {first} of {THOUSAND} listed had done nothing. {widest}",
            first=first,
            widest=_widest(totals),
        ),
        table=Table(
            say("One 2×2 table for each group. All: {counts}", counts=_in_counts(ErrorTable.from_counts(cells))),
            (say("group"), *heads, say("of {THOUSAND} days with such an act, not listed")),
            told([(group.label, [rate(totals, group) for rate in rates]) for group in _GROUPS]),
        ),
    )


def _widest(totals: Totals) -> str:
    known = [(group.label, rate) for group in _GROUPS[1:] if (rate := innocent_among_listed(totals, group))]
    if not known:
        return say("Too few listings to show groups.")
    (low, least), (high, most) = (pick(known, key=lambda pair: pair[1].value) for pick in (min, max))
    return say(
        "Most often wrong: {high}, {most}; least often: {low}, {least}.", high=high, most=written(most), low=low, least=written(least)
    )


def _in_counts(table: ErrorTable) -> str:
    return say(
        "{true_positives} days with such an act and listed, {false_negatives} with one and not listed, "
        "{false_positives} without one and listed, {true_negatives} without one and not listed.",
        true_positives=number(table.true_positives),
        false_negatives=number(table.false_negatives),
        false_positives=number(table.false_positives),
        true_negatives=number(table.true_negatives),
    )


def how_known(totals: Totals) -> Chart | Absent:
    """Which channel saw first what was captured, and on whom it was recorded."""
    captured = totals.per_world("captured")
    outcome = {say("right person"): "captured_right", say("wrong person"): "captured_wrong", say("nobody"): "captured_nobody"}
    channel = {say(words): f"captured_by_{key.name.lower()}" for key, words in CHANNEL_WORDS.items()}
    shares = {label: totals.ratio(totals.per_world(measure), captured, per=1000) for label, measure in (channel | outcome).items()}
    right, wrong = (shares[label] for label in list(outcome)[:2])
    if right is None:
        return Absent("how-known", say("How acts became known"), say("too little was captured in this run."))
    colours = dict.fromkeys(channel, REGIME) | {say("right person"): REGIME, say("wrong person"): WRONG, say("nobody"): TWIN}
    unit = say("of {THOUSAND} captured acts and alarms")
    panels = [
        _solid([row for label in labels for row in mark(label, shares[label], colours[label])], list(labels), title, unit)
        for title, labels in ((say("seen first by"), channel), (say("recorded on"), outcome))
    ]
    rows: Told = [(label, [shares[label], totals.rate(measure)]) for label, measure in (channel | outcome).items()]
    true, false = totals.per_world("records_true"), totals.per_world("records_false")
    written_falsely = written(totals.ratio(false, true + false, per=1000))
    others = {
        say("records about who did it"): "records_true",
        say("records about who did not"): "records_false",
        say("reports by citizens"): "reports",
        say("… of what did not happen"): "reports_false",
        say("harmless messages taken for critical"): "messages_false_alarms",
    }
    return finished(
        alt.vconcat(*panels, spacing=22),
        name="how-known",
        title=say(
            "Of {THOUSAND} acts captured, {right} were put on the right person, {wrong} on somebody else",
            right=written(right),
            wrong=written(wrong),
        ),
        subtitle=say(
            "Of {THOUSAND} records, {falsely} are about somebody who did not do it. {worlds}",
            falsely=written_falsely,
            worlds=meaning_of_intervals(totals.worlds),
        ),
        alt=say(
            "Two groups of bars, {unit}: {said}.", unit=unit, said="; ".join(f"{label} {written(values[0])}" for label, values in rows)
        ),
        table=Table(
            say("How acts became known, and what was written"),
            (say("channel, outcome or record"), unit, say("per {THOUSAND} adults, whole run")),
            (*told(rows), *((label, NOT_SHOWN, written(totals.rate(measure))) for label, measure in others.items())),
        ),
    )


def _solid(ends: list[Row], order: list[str], title: str, unit: str) -> alt.LayerChart:
    parts: list[Row] = [{"label": end["label"], "start": 0, "stop": end["value"], "colour": end["colour"]} for end in ends]
    return bars(parts, order, ends, title=title, unit=unit)


def refused_trips(totals: Totals) -> Chart | Absent:
    """Trips refused (person-times) beside persons ever refused: the two are often confused."""
    name = "refused-trips"
    denied = {group.label: _trips_denied(totals, group) for group in (EVERYBODY, *CLASSES)}
    trips, persons = denied[EVERYBODY.label][2], totals.rate("persons_denied")
    if trips is None or persons is None:
        return Absent(name, say("Refused trips"), say("fewer than five trips were refused: too few to show."))
    parts: list[Row] = []
    rows: Told = []
    for group in (EVERYBODY, *CLASSES):
        flights, trains, both = denied[group.label]
        rows.append(
            (group.label, [flights, trains, both, totals.rate("persons_denied", group=group), totals.rate("travel_demanded", group=group)])
        )
        if both:
            edge = flights.value if flights else 0.0
            parts.append({"label": group.label, "start": 0, "stop": edge, "colour": REGIME})
            parts.append({"label": group.label, "start": edge, "stop": both.value, "colour": PALE})
    order = [group.label for group in (EVERYBODY, *CLASSES)]
    refused = totals.per_world("travel_denied_air") + totals.per_world("travel_denied_rail")
    share = totals.ratio(refused, totals.per_world("travel_demanded"), per=1000)
    meaning = meaning_of_intervals(totals.worlds)
    ends = [[row for label, values in rows for row in mark(label, values[place])] for place in (2, 3)]
    return finished(
        alt.hconcat(
            bars(parts, order, ends[0], title=say("trips refused: flights, fast trains"), unit=say("per {THOUSAND} adults"), width=215),
            dots(ends[1], order, title=say("persons ever refused"), unit=say(PER_1000), width=215, names=False),
            spacing=28,
        ),
        name=name,
        title=say(
            "{trips} trips refused per {THOUSAND} adults, to {persons} of {THOUSAND} adults: trips are not persons",
            trips=written(trips),
            persons=written(persons),
        ),
        subtitle=say(
            "Dark: flights, light: fast trains. Of {THOUSAND} trips wanted, {share} were refused. {meaning}",
            share=written(share),
            meaning=meaning,
        ),
        alt=say(
            "Bars of refused trips and dots of persons, by fifth of incomes. All: {trips} trips, {persons} persons.",
            trips=written(trips),
            persons=written(persons),
        ),
        table=Table(
            say("Trips refused (person-times) and persons ever refused, per {THOUSAND} adults over the run"),
            (
                say("fifth of incomes"),
                say("flights refused"),
                say("fast trains refused"),
                say("both"),
                say("persons ever refused"),
                say("trips wanted"),
            ),
            told(rows),
        ),
    )


def _trips_denied(totals: Totals, group: Group) -> tuple[Estimate | None, Estimate | None, Estimate | None]:
    air, rail = (totals.per_world(measure, group=group) for measure in ("travel_denied_air", "travel_denied_rail"))
    flights, trains, both = (totals.ratio(counts, totals.adults(group), group, per=1000) for counts in (air, rail, air + rail))
    return flights, trains, both
