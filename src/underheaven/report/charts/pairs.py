"""Each life beside its other: whose outcome the regime turned, and what is left of it after its end."""

from dataclasses import replace

from underheaven.language import later, say
from underheaven.measures.dictionary import DICTIONARY
from underheaven.measures.outcomes import OUTCOMES
from underheaven.measures.rates import suppressed
from underheaven.report.charts.chart import REGIME, TWIN, Absent, Chart, Row, Table, Told, finished, told
from underheaven.report.charts.shapes import dots, mark
from underheaven.report.totals import Totals
from underheaven.report.words import PER_1000, capitalised, meaning_of_intervals, number, written
from underheaven.study.estimands import scarring
from underheaven.study.lives import divergence
from underheaven.study.paired import PAIRED, paired
from underheaven.values import Estimate

_WORDS = {
    "listed": later("on a list"),
    "listed_wrongly": later("listed wrongly"),
    "ever_listed": later("ever listed"),
    "ever_denied_travel": later("ever refused a trip"),
    "dissents": later("dissents openly"),
    "without_work": later("looks for work"),
    "in_debt": later("in debt"),
    "without_ties": later("without any tie"),
}
assert _WORDS.keys() == OUTCOMES.keys()
_SCARS = {"fear_sum": later("fear of sanction"), "trust_government": later("trust in government"), "ties_alive": later("living ties")}


def lives_apart(totals: Totals) -> Chart | Absent:
    """Of everybody: in whose life an outcome holds under the regime alone, and in whose in the twin alone."""
    name, title = "lives-apart", say("Each life beside its other")
    if not totals.has_twin:
        return Absent(name, title, say("this run has no twin."))
    if PAIRED not in totals.folder.manifest["files"]:
        return Absent(name, title, say("this run was made before every citizen's outcomes were kept."))
    points: list[Row] = []
    rows: Told = []
    effects: dict[str, Estimate] = {}
    for outcome, words in _WORDS.items():
        [found] = paired(totals.folder, outcome)
        both, only_regime, only_twin = (None if found.suppressed else _of_1000(found.shares[part]) for part in found.shares)
        effect = None if found.suppressed else _of_1000(found.effect)
        points += mark(say(words), only_twin, TWIN, series="twin") + mark(say(words), only_regime, REGIME)
        rows.append((capitalised(say(words)), [only_regime, only_twin, both, effect]))
        if effect is not None:
            effects[say(words)] = effect
    if not effects:
        return Absent(name, title, say("too few lives are touched to show any."))
    largest = max(effects, key=lambda words: abs(effects[words].value))
    return finished(
        dots(points, list(effects), unit=say(PER_1000), quiet="twin"),
        name=name,
        title=say(
            "The regime moves most lives by “{largest}”: {effect} of {THOUSAND} adults against the twin",
            largest=largest,
            effect=written(effects[largest], sign=True),
        ),
        subtitle=say(
            "Adults of whom it holds on the last day in one of their two lives only, of {THOUSAND} adults; blue: "
            "under the regime alone, grey: in the twin alone. Each twin is one of many possible second "
            "lives.{parting} {meaning}",
            parting=_parting(totals),
            meaning=meaning_of_intervals(totals.worlds),
        ),
        alt=say(
            "Two dots a row; rows of too few lives stand in the table. {said}",
            said=" ".join(
                say(
                    "{words}: {only_regime} under the regime alone, {only_twin} in the twin alone.",
                    words=words,
                    only_regime=written(only_regime),
                    only_twin=written(only_twin),
                )
                for words, (only_regime, only_twin, _, _) in rows
            ),
        ),
        table=Table(
            say("Adults by their two lives, of {THOUSAND} adults"),
            (say("on the last day"), say("regime alone"), say("twin alone"), say("both lives"), say("regime minus twin")),
            tuple((*cells[:-1], last) for cells, (last,) in zip(told(rows), ((written(r[1][3], sign=True),) for r in rows), strict=True)),
        ),
    )


def _of_1000(share: Estimate) -> Estimate:
    low, high = (None if end is None else 1000 * end for end in (share.low, share.high))
    return replace(share, value=1000 * share.value, low=low, high=high)


def _parting(totals: Totals) -> str:
    """When the lives of the traced part, exact and without an interval."""
    found = divergence(totals.folder)
    if suppressed(len(found.days) / totals.worlds, float("inf")):
        return ""
    half = say("fewer than half part") if found.median is None else say("half have parted by day {median}", median=number(found.median))
    return say(
        " Of {traced} traced lives {never} never part; {half} (exact, of the traced).",
        traced=number(len(found.days)),
        never=number(found.never),
        half=half,
    )


def left_after_the_end(totals: Totals) -> Chart | Absent:
    """What is left of an effect on fear, trust and ties so many days after the regime has ended."""
    name, title = "left-after-the-end", say("What is left after the end of the regime")
    try:
        scars = {words: scarring(totals.folder, measure) for measure, words in _SCARS.items()}
    except ValueError:
        return Absent(name, title, say("the regime does not end within this run.") if totals.has_twin else say("this run has no twin."))
    points: list[Row] = []
    rows: Told = []
    for words, found in scars.items():
        for scar in found:
            name_of_row = say("{what}, day {day}", what=say(words), day=scar.days_after)
            rows.append((capitalised(name_of_row), [scar.effect, scar.share_left]))
            if scar.share_left is not None:
                points += mark(name_of_row, _in_100(scar.share_left))
    if not points:
        return Absent(name, title, say("there was no effect on the last day of the regime."))
    last = scars["fear of sanction"][-1]
    left = (
        ""
        if last.share_left is None
        else say(
            ": {share_left} % of the effect on fear, {days_after} days on",
            share_left=written(_in_100(last.share_left)),
            days_after=last.days_after,
        )
    )
    units = "; ".join(f"{say(words)} {DICTIONARY[measure].estimate_unit}" for measure, words in _SCARS.items())
    return finished(
        dots(points, [row["label"] for row in points], unit=say("% of the effect on the regime's last day")),
        name=name,
        title=title + left,
        subtitle=say(
            "Regime minus twin, so many days after the first day without the regime. {meaning}", meaning=meaning_of_intervals(totals.worlds)
        ),
        alt=say("Dots, one a row. {said}", said=" ".join(f"{row}: {written(effect, sign=True)}." for row, (effect, _) in rows)),
        table=Table(
            say("Regime minus twin after the end ({units})", units=units),
            (say("what, and days after the end"), say("regime minus twin"), say("share of the last day's effect")),
            told(rows, sign=True),
        ),
    )


def _in_100(share: Estimate) -> Estimate:
    low, high = (None if end is None else 100 * end for end in (share.low, share.high))
    return replace(share, value=100 * share.value, low=low, high=high)
