"""Who is listed: over time, by class, by group and residence; and how scores spread."""

import altair as alt

from underheaven.language import SPACE, later, say
from underheaven.report.charts.chart import MUTED, PALE, REGIME, WIDTH, WRONG, Absent, Chart, Row, Table, Told, drawn, finished, told
from underheaven.report.charts.shapes import LABELS, ROW, bars, courses, dots, mark, panel, spaced
from underheaven.report.totals import AGES, CLASSES, EVERYBODY, ORIGINS, RESIDENCES, SEXES, Totals
from underheaven.report.words import PER_1000, meaning_of_intervals, number, written


def listed_over_time(totals: Totals) -> Chart | Absent:
    """The stock of listed adults, and the part listed wrongly, week by week."""
    name = "listed-over-time"
    if totals.per_world("entries").sum() == 0:
        return Absent(name, say("Nobody was listed"), say("in this run nobody entered the list."))
    listed, wrongly = totals.course("listed"), totals.course("listed_wrongly")
    end, wrong = written(totals.rate("listed")), written(totals.rate("listed_wrongly"))
    shown: Told = [(str(day), [estimate, error]) for (day, estimate), (_, error) in zip(listed, wrongly, strict=True)]
    months = [row for place, row in enumerate(shown) if place % 4 == 3 or place == len(shown) - 1]
    return finished(
        courses([(say("listed wrongly"), WRONG, wrongly), (say("listed"), REGIME, listed)], title=say(PER_1000), width=WIDTH - 150),
        name=name,
        title=say(
            "After {days} days {end} of {THOUSAND} adults stand on the list, {wrong} of them wrongly",
            days=number(totals.days),
            end=end,
            wrong=wrong,
        ),
        subtitle=say(
            "Adults on the list at the end of each week, of {THOUSAND} adults. {meaning}", meaning=meaning_of_intervals(totals.worlds)
        ),
        alt=say(
            "Two lines over {days} days. Listed adults end at {end} of {THOUSAND} adults, those listed wrongly at {wrong}.",
            days=totals.days,
            end=end,
            wrong=wrong,
        ),
        table=Table(say("Adults on the list, of {THOUSAND} adults"), (say("day"), say("listed"), say("listed wrongly")), told(months)),
    )


def listed_by_class(totals: Totals) -> Chart | Absent:
    """Listed adults by fifth of incomes, rightly and wrongly."""
    name, title = "listed-by-class", say("How often each fifth of incomes is listed")
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
        return Absent(name, title, say("too few adults are listed to show classes."))
    times = totals.times_as_often("listed", CLASSES[0], CLASSES[-1])
    if times is not None:
        title = say("The poorest fifth stand on the list {times} times as often as the richest", times=written(times))
    said = "; ".join(
        say("{label}: {listed} listed, {wrongly} wrongly", label=label, listed=written(listed), wrongly=written(wrongly))
        for label, (listed, wrongly) in rows
    )
    return finished(
        bars(parts, [group.label for group in CLASSES], ends, unit=say(PER_1000)),
        name=name,
        title=title,
        subtitle=say(
            "Adults on the list on the last day, of {THOUSAND} adults: blue rightly, orange wrongly. {meaning}",
            meaning=meaning_of_intervals(totals.worlds),
        ),
        alt=say("Bars by fifth of incomes. {said}.", said=said),
        table=Table(
            say("Adults on the list on the last day, of {THOUSAND} adults"),
            (say("fifth of incomes"), say("listed"), say("of these wrongly")),
            told(rows),
        ),
    )


def listed_by_group(totals: Totals) -> Chart | Absent:
    """Listed adults by sex, age, origin and residence, against everybody."""
    everybody = totals.rate("listed")
    groups = (*SEXES, *AGES, *ORIGINS, *RESIDENCES)
    known = [(group.label, rate) for group in groups if (rate := totals.rate("listed", group=group))]
    if everybody is None or not known:
        return Absent("listed-by-group", say("Listed by group and residence"), say("too few adults are listed to show groups."))
    (low, least), (high, most) = (pick(known, key=lambda pair: pair[1].value) for pick in (min, max))
    line = drawn([{"everybody": everybody.value}], "rule", color=MUTED, strokeDash=[4, 3]).encode(x="everybody:Q")
    order = spaced(*([group.label for group in part] for part in (SEXES, AGES, ORIGINS, RESIDENCES)))
    rows = [(g.label, [totals.rate("listed", group=g), totals.rate("listed_wrongly", group=g)]) for g in (EVERYBODY, *groups)]
    meaning = meaning_of_intervals(totals.worlds)
    return finished(
        dots([row for label, rate in known for row in mark(label, rate)], order, unit=say(PER_1000), beneath=[line]),
        name="listed-by-group",
        title=say(
            "Listed most often: {high}, {most} of {THOUSAND} adults; least often: {low}, {least}",
            high=high,
            most=written(most),
            low=low,
            least=written(least),
        ),
        subtitle=say(
            "Adults on the list on the last day, of {THOUSAND} adults; broken line: everybody, {everybody}. {meaning}",
            everybody=written(everybody),
            meaning=meaning,
        ),
        alt=say(
            "Dots by sex, age, origin and residence. Highest: {high}, {most}. Lowest: {low}, {least}.",
            high=high,
            most=written(most),
            low=low,
            least=written(least),
        ),
        table=Table(
            say("Adults on the list on the last day, of {THOUSAND} adults"),
            (say("group"), say("listed"), say("of these wrongly")),
            told(rows),
        ),
    )


_EDGES = (600, 840, 960, 1000, 1040)
_BANDS = (later("below 600"), "600–839", "840–959", "960–999", f"1{SPACE}000–1{SPACE}039", later("1{SPACE}040 and more"))
_SHADES = ("#8a3200", WRONG, "#e8a477", "#cfd6dd", PALE, REGIME)
_ON_SHADES = ("#ffffff", "#ffffff", "#101820", "#101820", "#101820", "#ffffff")  # the same by day and night


def score_by_class(totals: Totals) -> Chart | Absent:
    """How the score spreads within each fifth of incomes on the last day."""
    name = "score-by-class"
    spread = totals.score_bands(_EDGES)
    if not spread or totals.per_world("exposed").sum() == 0:
        return Absent(name, say("Scores by fifth of incomes"), say("nobody has a score in this run."))
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
    title = say("{poorest} of the poorest fifth have a score below 960 points; of the richest, {richest}", poorest=poorest, richest=richest)
    rows: Told = [(group.label, shares) for group, (shares, _) in zip(CLASSES, spread, strict=True)]
    return finished(
        alt.vconcat(_key(), _tiles(parts), spacing=4),
        name=name,
        title=title if below[0] else say("Hardly anybody has a score below 960 points"),
        subtitle=say(
            "Adults by score on the last day; everybody starts at 1{SPACE}000 points. {meaning}",
            meaning=meaning_of_intervals(totals.worlds),
        ),
        alt=say(
            "Five bars, one for each fifth of incomes, cut into six bands of scores. Below 960: poorest {poorest}, richest {richest}.",
            poorest=poorest,
            richest=richest,
        ),
        table=Table(
            say("Adults by score on the last day, share of each fifth of incomes"),
            (say("fifth of incomes"), *map(say, _BANDS)),
            told(rows, "%"),
        ),
    )


def _shade(shades: tuple[str, ...]) -> alt.Color:
    return alt.Color("band:N", scale={"domain": list(range(len(shades))), "range": list(shades)})


def _tiles(parts: list[Row]) -> alt.LayerChart:
    y = alt.Y(
        "label:N", sort=[group.label for group in CLASSES], title=None, axis={"labelLimit": LABELS, "grid": False, "minExtent": LABELS - 8}
    )
    x = alt.X("start:Q", title=say("% of the adults of each fifth"), scale={"domain": [0, 100]}, axis={"grid": False})
    tiles = drawn(parts, "bar", height=21).encode(y=y, x=x, x2="stop:Q", color=_shade(_SHADES))
    words = drawn(parts, "text", fontSize=12).encode(y=y, x="middle:Q", text="text:N", color=_shade(_ON_SHADES))
    picture = panel([tiles, words], "", WIDTH - LABELS, ROW * 5 + 10)
    picture["resolve"] = {"scale": {"color": "independent"}}
    return picture


def _key() -> alt.LayerChart:
    bands: list[Row] = [{"band": band, "at": 100 * (band + 0.5) / len(_BANDS), "text": say(text)} for band, text in enumerate(_BANDS)]
    x = alt.X("at:Q", axis=None, scale={"domain": [0, 100]})
    squares = drawn(bands, "square", size=130, opacity=1, yOffset=-9).encode(x=x, color=_shade(_SHADES))
    return panel([squares, drawn(bands, "text", fontSize=11.5, yOffset=8).encode(x=x, text="text:N")], "", WIDTH - LABELS, 36)
