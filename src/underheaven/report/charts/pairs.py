"""Each life beside its other: whose outcome the regime turned, and what is left of it after its end."""

from dataclasses import replace

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
    "listed": "on a list",
    "listed_wrongly": "listed wrongly",
    "ever_listed": "ever listed",
    "ever_denied_travel": "ever refused a trip",
    "dissents": "dissents openly",
    "without_work": "looks for work",
    "in_debt": "in debt",
    "without_ties": "without any tie",
}
assert _WORDS.keys() == OUTCOMES.keys()
_SCARS = {"fear_sum": "fear of sanction", "trust_government": "trust in government", "ties_alive": "living ties"}


def lives_apart(totals: Totals) -> Chart | Absent:
    """Of everybody: in whose life an outcome holds under the regime alone, and in whose in the twin alone."""
    name, title = "lives-apart", "Each life beside its other"
    if not totals.has_twin:
        return Absent(name, title, "this run has no twin.")
    if PAIRED not in totals.folder.manifest["files"]:
        return Absent(name, title, "this run was made before every citizen's outcomes were kept.")
    points: list[Row] = []
    rows: Told = []
    effects: dict[str, Estimate] = {}
    for outcome, words in _WORDS.items():
        [found] = paired(totals.folder, outcome)
        both, only_regime, only_twin = (None if found.suppressed else _of_1000(found.shares[part]) for part in found.shares)
        effect = None if found.suppressed else _of_1000(found.effect)
        points += mark(words, only_twin, TWIN, series="twin") + mark(words, only_regime, REGIME)
        rows.append((capitalised(words), [only_regime, only_twin, both, effect]))
        if effect is not None:
            effects[words] = effect
    if not effects:
        return Absent(name, title, "too few lives are touched to show any.")
    largest = max(effects, key=lambda words: abs(effects[words].value))
    return finished(
        dots(points, list(effects), unit=PER_1000, quiet="twin"),
        name=name,
        title=f"The regime moves most lives by “{largest}”: {written(effects[largest], sign=True)} {PER_1000} against the twin",
        subtitle=f"Adults of whom it holds on the last day in one of their two lives only, {PER_1000}; blue: under the regime alone, "
        f"grey: in the twin alone. Each twin is one of many possible second lives.{_parting(totals)} {meaning_of_intervals(totals.worlds)}",
        alt="Two dots a row; rows of too few lives stand in the table. "
        + " ".join(
            f"{words}: {written(only_regime)} under the regime alone, {written(only_twin)} in the twin alone."
            for words, (only_regime, only_twin, _, _) in rows
        ),
        table=Table(
            f"Adults by their two lives, {PER_1000}",
            ("on the last day", "regime alone", "twin alone", "both lives", "regime minus twin"),
            tuple(
                (*cells[:-1], last) for cells, (last,) in zip(told(rows), ((written(r[1][3], sign=True),) for r in rows), strict=True)
            ),
        ),
    )  # fmt: skip


def _of_1000(share: Estimate) -> Estimate:
    low, high = (None if end is None else 1000 * end for end in (share.low, share.high))
    return replace(share, value=1000 * share.value, low=low, high=high)


def _parting(totals: Totals) -> str:
    """When the lives of the traced part, exact and without an interval."""
    found = divergence(totals.folder)
    if suppressed(len(found.days) / totals.worlds, float("inf")):
        return ""
    half = "fewer than half part" if found.median is None else f"half have parted by day {number(found.median)}"
    return f" Of {number(len(found.days))} traced lives {number(found.never)} never part; {half} (exact, of the traced)."


def left_after_the_end(totals: Totals) -> Chart | Absent:
    """What is left of an effect on fear, trust and ties so many days after the regime has ended."""
    name, title = "left-after-the-end", "What is left after the end of the regime"
    try:
        scars = {words: scarring(totals.folder, measure) for measure, words in _SCARS.items()}
    except ValueError:
        return Absent(name, title, "the regime does not end within this run." if totals.has_twin else "this run has no twin.")
    points: list[Row] = []
    rows: Told = []
    for words, found in scars.items():
        for scar in found:
            label = f"{words}, day {scar.days_after}"
            rows.append((capitalised(label), [scar.effect, scar.share_left]))
            if scar.share_left is not None:
                points += mark(label, _in_100(scar.share_left))
    if not points:
        return Absent(name, title, "there was no effect on the last day of the regime.")
    last = scars["fear of sanction"][-1]
    left = "" if last.share_left is None else f": {written(_in_100(last.share_left))} % of the effect on fear, {last.days_after} days on"
    units = "; ".join(f"{words} {DICTIONARY[measure].estimate_unit}" for measure, words in _SCARS.items())
    return finished(
        dots(points, [row["label"] for row in points], unit="% of the effect on the regime's last day"),
        name=name,
        title=title + left,
        subtitle=f"Regime minus twin, so many days after the first day without the regime. {meaning_of_intervals(totals.worlds)}",
        alt="Dots, one a row. " + " ".join(f"{label}: {written(effect, sign=True)}." for label, (effect, _) in rows),
        table=Table(
            f"Regime minus twin after the end ({units})",
            ("what, and days after the end", "regime minus twin", "share of the last day's effect"),
            told(rows, sign=True),
        ),
    )


def _in_100(share: Estimate) -> Estimate:
    low, high = (None if end is None else 100 * end for end in (share.low, share.high))
    return replace(share, value=100 * share.value, low=low, high=high)
