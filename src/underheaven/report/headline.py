"""The run in five or six sentences, every number with its interval."""

from underheaven.language import say
from underheaven.report.charts.errors import innocent_among_listed, listed_among_innocent
from underheaven.report.charts.mind import falsification_gap
from underheaven.report.totals import CLASSES, Totals
from underheaven.report.words import DAGGER, WITHHELD, number, why_no_interval, written
from underheaven.values import Estimate


def headline(totals: Totals) -> list[str]:
    """Three to six sentences; the first says that they hold in this model only."""
    told = (said for said in (_standing(totals), _refused(totals), _offices(totals), _conduct(totals), _minds(totals)) if said)
    return [said + (f" ({DAGGER} {why_no_interval(totals.worlds)})" if DAGGER in said else "") for said in told]


def _standing(totals: Totals) -> str:
    start = say("In this model, over these assumptions: after {days}", days=_term(totals.days))
    if totals.per_world("entries").sum() == 0:
        return say("{start} nobody has entered a list.", start=start)
    share = totals.rate("listed", per=100)
    innocent, innocent_days = innocent_among_listed(totals), listed_among_innocent(totals)
    said = say("{start} {share} of adults stand on a list; ", start=start, share=written(share, "%"))
    if innocent is None or innocent_days is None:
        said += say("too few were listed wrongly to show a rate.")
    else:
        said += say("of {THOUSAND} listed, {innocent} had done nothing; ", innocent=written(innocent))
        said += say("of {MILLION} who did nothing on a day, {innocent_days} were listed.", innocent_days=written(innocent_days))
    times = totals.times_as_often("listed", CLASSES[0], CLASSES[-1])
    return said + (
        say(" The poorest fifth stand on the list {times} times as often as the richest.", times=written(times)) if times else ""
    )


def _refused(totals: Totals) -> str:
    trips = totals.per_world("travel_denied_air") + totals.per_world("travel_denied_rail")
    if trips.sum() == 0:
        return ""
    refused, persons = totals.ratio(trips, totals.adults(), per=1000), totals.rate("persons_denied")
    return say(
        "Per {THOUSAND} adults, {refused} trips by air or fast rail were refused, to {persons} persons.",
        refused=written(refused),
        persons=written(persons),
    )


def _offices(totals: Totals) -> str:
    if totals.per_world("assessed").sum() == 0:
        return ""
    names = ("decisions_adverse", "decisions_wrongful")
    decided, wrongly = (written(totals.ratio(totals.per_world(name), totals.adults(), per=1000)) for name in names)
    return say(
        "Per {THOUSAND} adults, an office decided {decided} times against somebody, {wrongly} times wrongly, had it known all.",
        decided=decided,
        wrongly=wrongly,
    )


def _conduct(totals: Totals) -> str:
    if not totals.has_twin:
        return say("What the regime changed cannot be told: this run has no twin to compare with.")
    harm, harmless, speech = (totals.change(measure) for measure in ("harm_done", "acts_harmless", "acts_critical_speech"))
    said = say(
        "Against the same society without the regime, harm done by conduct {harm}; conduct that harms nobody {harmless}",
        harm=_moved(harm),
        harmless=_moved(harmless),
    )
    return said + (say(", critical speech {speech}.", speech=_moved(speech)) if speech else ".")


def _minds(totals: Totals) -> str:
    stated, private = (written(totals.rate(measure, per=100), "%") for measure in ("support_stated", "support_private"))
    said = say(
        "Asked on the last day, {stated} of adults would say that they support the government; {private} do in private",
        stated=stated,
        private=private,
    )
    if totals.has_twin:
        gap, without = (written(falsification_gap(totals, arm), "%") for arm in ("regime", "twin"))
        said += say(". Dissent that is kept private: {gap} of adults, in the twin {without}", gap=gap, without=without)
    return said + "."


def _moved(change: Estimate | None) -> str:
    if change is None:
        return say("changed too little in this run to say ({withheld})", withheld=say(WITHHELD))
    if change.value == 0 and not change.low and not change.high:
        return say("did not change at all ({change})", change=written(change, "%"))
    if change.low is not None and change.high is not None and change.low <= 0 <= change.high:
        return say("changed by {change}, an interval that includes no change", change=written(change, "%"))
    positive = Estimate(abs(change.value), *_mirrored(change), n=change.n)
    by = written(positive, "%")
    return say("fell by {by}", by=by) if change.value < 0 else say("rose by {by}", by=by)


def _mirrored(change: Estimate) -> tuple[float | None, float | None]:
    if change.low is None or change.high is None or change.value >= 0:
        return change.low, change.high
    return -change.high, -change.low


def _term(days: int) -> str:
    return say("a year") if days in (365, 366) else say("{days} days", days=number(days))
