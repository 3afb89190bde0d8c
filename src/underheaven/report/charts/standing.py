"""Who is listed: over time, by class, by group and residence; and how scores spread."""

import altair as alt

from underheaven.report.charts.chart import MUTED, PALE, REGIME, WIDTH, WRONG, Absent, Chart, Row, Table, Told, drawn, finished, told
from underheaven.report.charts.shapes import LABELS, ROW, bars, courses, dots, mark, panel, spaced
from underheaven.report.totals import AGES, CLASSES, EVERYBODY, ORIGINS, RESIDENCES, SEXES, Totals
from underheaven.report.words import CLASS_WORDS, PER_1000, SPACE, meaning_of_intervals, number, written


def listed_over_time(totals: Totals) -> Chart | Absent:
    """The stock of listed adults, and the part listed wrongly, week by week."""
    name = "listed-over-time"
    if totals.per_world("entries").sum() == 0:
        return Absent(name, "Nobody was listed", "in this run nobody entered the list.")
    listed, wrongly = totals.course("listed"), totals.course("listed_wrongly")
    end, wrong = written(totals.rate("listed")), written(totals.rate("listed_wrongly"))
    shown: Told = [(str(day), [estimate, error]) for (day, estimate), (_, error) in zip(listed, wrongly, strict=True)]
    months = [row for place, row in enumerate(shown) if place % 4 == 3 or place == len(shown) - 1]
    return finished(
        courses([("listed wrongly", WRONG, wrongly), ("listed", REGIME, listed)], title=PER_1000, width=WIDTH - 150),
        name=name,
        title=f"After {number(totals.days)} days {end} {PER_1000} stand on the list, {wrong} of them wrongly",
        subtitle=f"Adults on the list at the end of each week, {PER_1000}. {meaning_of_intervals(totals.worlds)}",
        alt=f"Two lines over {totals.days} days. Listed adults end at {end} {PER_1000}, those listed wrongly at {wrong}.",
        table=Table(f"Adults on the list, {PER_1000}", ("day", "listed", "listed wrongly"), told(months)),
    )


def listed_by_class(totals: Totals) -> Chart | Absent:
    """Listed adults by fifth of incomes, rightly and wrongly."""
    name, title = "listed-by-class", "How often each fifth of incomes is listed"
    parts: list[Row] = []
    ends: list[Row] = []
    rows: Told = []
    for group in CLASSES:
        listed, wrongly = totals.rate("listed", group=group), totals.rate("listed_wrongly", group=group)
        rows.append((group.label, [listed, wrongly]))
        ends += mark(group.label, listed)
        if listed is not None:
            edge = listed.value - (wrongly.value if wrongly else 0.0)
            parts.append({"label": group.label, "start": 0, "stop": edge, "colour": REGIME})
            parts.append({"label": group.label, "start": edge, "stop": listed.value, "colour": WRONG})
    if not parts:
        return Absent(name, title, "too few adults are listed to show classes.")
    times = totals.times_as_often("listed", CLASSES[0], CLASSES[-1])
    if times is not None:
        title = f"The poorest fifth stand on the list {written(times)} times as often as the richest"
    said = "; ".join(f"{label}: {written(listed)} listed, {written(wrongly)} wrongly" for label, (listed, wrongly) in rows)
    return finished(
        bars(parts, list(CLASS_WORDS), ends, unit=PER_1000),
        name=name,
        title=title,
        subtitle=f"Adults on the list on the last day, {PER_1000}: blue rightly, orange wrongly. {meaning_of_intervals(totals.worlds)}",
        alt=f"Bars by fifth of incomes. {said}.",
        table=Table(f"Adults on the list on the last day, {PER_1000}", ("fifth of incomes", "listed", "of these wrongly"), told(rows)),
    )


def listed_by_group(totals: Totals) -> Chart | Absent:
    """Listed adults by sex, age, origin and residence, against everybody."""
    everybody = totals.rate("listed")
    groups = (*SEXES, *AGES, *ORIGINS, *RESIDENCES)
    known = [(group.label, rate) for group in groups if (rate := totals.rate("listed", group=group))]
    if everybody is None or not known:
        return Absent("listed-by-group", "Listed by group and residence", "too few adults are listed to show groups.")
    (low, least), (high, most) = (pick(known, key=lambda pair: pair[1].value) for pick in (min, max))
    line = drawn([{"everybody": everybody.value}], "rule", color=MUTED, strokeDash=[4, 3]).encode(x="everybody:Q")
    order = spaced(*([group.label for group in part] for part in (SEXES, AGES, ORIGINS, RESIDENCES)))
    rows = [(g.label, [totals.rate("listed", group=g), totals.rate("listed_wrongly", group=g)]) for g in (EVERYBODY, *groups)]
    meaning = meaning_of_intervals(totals.worlds)
    return finished(
        dots([row for label, rate in known for row in mark(label, rate)], order, unit=PER_1000, beneath=[line]),
        name="listed-by-group",
        title=f"Listed most often: {high}, {written(most)} {PER_1000}; least often: {low}, {written(least)}",
        subtitle=f"Adults on the list on the last day, {PER_1000}; broken line: everybody, {written(everybody)}. {meaning}",
        alt=f"Dots by sex, age, origin and residence. Highest: {high}, {written(most)}. Lowest: {low}, {written(least)}.",
        table=Table(f"Adults on the list on the last day, {PER_1000}", ("group", "listed", "of these wrongly"), told(rows)),
    )


_EDGES = (600, 840, 960, 1000, 1040)
_BANDS = ("below 600", "600–839", "840–959", "960–999", f"1{SPACE}000–1{SPACE}039", f"1{SPACE}040 and more")
_SHADES = ("#8a3200", WRONG, "#e8a477", "#cfd6dd", PALE, REGIME)
_ON_SHADES = ("#ffffff", "#ffffff", "#101820", "#101820", "#101820", "#ffffff")  # the same by day and night


def score_by_class(totals: Totals) -> Chart | Absent:
    """How the score spreads within each fifth of incomes on the last day."""
    name = "score-by-class"
    spread = totals.score_bands(_EDGES)
    if not spread or totals.per_world("exposed").sum() == 0:
        return Absent(name, "Scores by fifth of incomes", "nobody has a score in this run.")
    parts: list[Row] = []
    for group, (shares, _) in zip(CLASSES, spread, strict=True):
        at = 0.0
        for band, share in enumerate(shares):
            value = share.value if share else 0.0
            text = f"{number(value, 0)}{SPACE}%" if value >= 6 else ""
            parts.append({"label": group.label, "start": at, "stop": at + value, "middle": at + value / 2, "text": text, "band": band})
            at += value
    below = [under for _, under in spread]
    poorest, richest = written(below[0], "%"), written(below[-1], "%")
    title = f"{poorest} of the poorest fifth have a score below 960 points; of the richest, {richest}"
    rows: Told = [(group.label, shares) for group, (shares, _) in zip(CLASSES, spread, strict=True)]
    return finished(
        alt.vconcat(_key(), _tiles(parts), spacing=4),
        name=name,
        title=title if below[0] else "Hardly anybody has a score below 960 points",
        subtitle=f"Adults by score on the last day; everybody starts at 1{SPACE}000 points. {meaning_of_intervals(totals.worlds)}",
        alt=f"Five bars, one for each fifth of incomes, cut into six bands of scores. Below 960: poorest {poorest}, richest {richest}.",
        table=Table("Adults by score on the last day, share of each fifth of incomes", ("fifth of incomes", *_BANDS), told(rows, "%")),
    )


def _shade(shades: tuple[str, ...]) -> alt.Color:
    return alt.Color("band:N", scale={"domain": list(range(len(shades))), "range": list(shades)})


def _tiles(parts: list[Row]) -> alt.LayerChart:
    y = alt.Y("label:N", sort=list(CLASS_WORDS), title=None, axis={"labelLimit": LABELS, "grid": False, "minExtent": LABELS - 8})
    x = alt.X("start:Q", title="% of the adults of each fifth", scale={"domain": [0, 100]}, axis={"grid": False})
    tiles = drawn(parts, "bar", height=21).encode(y=y, x=x, x2="stop:Q", color=_shade(_SHADES))
    words = drawn(parts, "text", fontSize=12).encode(y=y, x="middle:Q", text="text:N", color=_shade(_ON_SHADES))
    picture = panel([tiles, words], "", WIDTH - LABELS, ROW * 5 + 10)
    picture["resolve"] = {"scale": {"color": "independent"}}
    return picture


def _key() -> alt.LayerChart:
    bands: list[Row] = [{"band": band, "at": 100 * (band + 0.5) / len(_BANDS), "text": text} for band, text in enumerate(_BANDS)]
    x = alt.X("at:Q", axis=None, scale={"domain": [0, 100]})
    squares = drawn(bands, "square", size=130, opacity=1, yOffset=-9).encode(x=x, color=_shade(_SHADES))
    return panel([squares, drawn(bands, "text", fontSize=11.5, yOffset=8).encode(x=x, text="text:N")], "", WIDTH - LABELS, 36)
