"""What the regime takes and costs: detriment by context and gravity, harm to the innocent, decisions that hang on the score, remedies."""

from underheaven.audit.evidence import Evidence, Withheld
from underheaven.audit.finding import Answer, behind, finding
from underheaven.language import later
from underheaven.society.table import MEDIAN_DAY

_TRUTH = "truth beside the record, RULINGS 18"


@finding(
    "scored",
    "errors",
    later("Adults who are scored"),
    later("{value} % of adults are in the scheme on the last day."),
    "measure exposed, RULINGS 17",
)
def _scored(e: Evidence) -> Answer:
    exposed, adults = e.count("exposed"), e.adults()
    return e.ratio(exposed, adults, "% of adults", per=100), behind(exposed=exposed, adults=adults)


@finding(
    "cost-per-offence",
    "cost",
    later("Price of a true offence found"),
    later("Each true offence that a channel pinned on the right person cost the purse {value} days of a median income."),
    "cost over captures of the right person, MODEL §15 (S26)",
)
def _cost_per_offence(e: Evidence) -> Answer:
    cost, found = e.count("cost"), e.count("captured_right")
    return e.ratio(cost / MEDIAN_DAY, found, "days of a median income"), behind(cost=cost, captured_right=found)


@finding(
    "cost-per-harm",
    "cost",
    later("Price of harm prevented"),
    later("Preventing harm worth one day's income cost the purse {value} days' income."),
    "cost over harm prevented, told only where harm was prevented beyond doubt, MODEL §15",
)
def _cost_per_harm(e: Evidence) -> Answer:
    cost, twin, regime = e.count("cost"), e.twin("harm_done"), e.count("harm_done")
    prevented = e.ratio(twin - regime, twin, "", events=float(twin.sum()))
    if (prevented.value if prevented.low is None else prevented.low) <= 0:
        raise Withheld(later("not told: no harm prevented beyond doubt"))
    return e.ratio(cost, twin - regime, "days' income per day's income"), behind(cost=cost, harm_prevented=twin - regime)


@finding(
    "unrelated-burden",
    "cross-context",
    later("Burden in unrelated fields of life"),
    later("{value} % of the burden of sanctions falls in fields of life unrelated to the cause of the listing."),
    "cross-context index under the strict matrix, MODEL §15; an index, not a legal finding",
)
def _unrelated_burden(e: Evidence) -> Answer:
    unrelated, burden = e.count("burden_unrelated"), e.count("burden")
    return e.ratio(unrelated, burden, "% of the burden", per=100), behind(burden_unrelated=unrelated, burden=burden)


@finding(
    "burden-to-gravity",
    "burden to gravity",
    later("Burden against harm"),
    later("All sanctions together weigh {value} times what all true acts of everybody, listed or not, did in harm."),
    "burden over harm of true acts, MODEL §15; harms are the scenario's own table",
)
def _burden_to_gravity(e: Evidence) -> Answer:
    burden, harm = e.count("burden"), e.count("harm_done")
    return e.ratio(burden, harm, "times"), behind(burden=burden, harm_done=harm)


@finding(
    "harmless-rules",
    "burden to gravity",
    later("Rules against what harms nobody"),
    later("{value} % of the acts that the rulebook punishes harm nobody."),
    "acts with negative points by harm, RULINGS 17",
)
def _harmless_rules(e: Evidence) -> Answer:
    harmless, harmful = e.count("acts_harmless"), e.count("acts_harmful")
    return e.ratio(harmless, harmless + harmful, "% of acts", per=100), behind(acts_harmless=harmless, acts_harmful=harmful)


@finding(
    "burden-on-innocent",
    "the innocent",
    later("Burden on the wrongly listed"),
    later("{value} % of the burden of sanctions is borne while listed wrongly."),
    _TRUTH,
)
def _burden_on_innocent(e: Evidence) -> Answer:
    innocent, burden = e.count("burden_innocent"), e.count("burden")
    return e.ratio(innocent, burden, "% of the burden", per=100), behind(burden_innocent=innocent, burden=burden)


@finding(
    "wrongful-days",
    "the innocent",
    later("Days that should not have been"),
    later("Entries of the run brought {value} days of wrongful listing per 1 000 adults."),
    _TRUTH,
)
def _wrongful_days(e: Evidence) -> Answer:
    days, adults = e.count("wrongful_days"), e.adults()
    return e.ratio(days, adults, "days per 1 000 adults", per=1000), behind(wrongful_days=days, adults=adults)


@finding(
    "children-barred",
    "the innocent",
    later("Children barred from schools"),
    later("Children stayed away from a school on {value} days per 1 000 adults."),
    "sanctions inherited from a parent, measure children_barred",
)
def _children_barred(e: Evidence) -> Answer:
    barred, adults = e.count("children_barred"), e.adults()
    return e.ratio(barred, adults, "days per 1 000 adults", per=1000), behind(children_barred=barred, adults=adults)


@finding(
    "flips-without-score",
    "the hidden score",
    later("Refusals that flip when the score is hidden"),
    later(
        "{value} % of refusals (trips by air and fast rail, premium goods) would not happen if score and lists were hidden, as in the twin."
    ),
    "score-necessity, MODEL §15; SCHUFA C-634/21, FACTS 10-07, asks whether others draw strongly on a score",
)
def _flips_without_score(e: Evidence) -> Answer:
    names = ("travel_denied_air", "travel_denied_rail", "premium_refused")
    regime, twin = sum((e.count(n) for n in names), 0 * e.adults()), sum((e.twin(n) for n in names), 0 * e.adults())
    return e.ratio(regime - twin, regime, "% of refusals", per=100, events=float(regime.sum())), behind(regime=regime, twin=twin)


@finding(
    "reviewed-away",
    "remedies",
    later("Records that a person struck out"),
    later("Human review removed {value} of 1 000 adverse records."),
    "measure records_reviewed_away; FACTS 10-06",
)
def _reviewed_away(e: Evidence) -> Answer:
    away, kept = e.count("records_reviewed_away"), e.count("records_true") + e.count("records_false")
    return e.ratio(away, away + kept, "of 1 000 records", per=1000, events=float((away + kept).sum())), behind(
        reviewed_away=away, kept=kept
    )


@finding(
    "appeals",
    "remedies",
    later("Entries that were appealed"),
    later("{value} % of entries were appealed."),
    "measure appeals_filed; FACTS 10-06",
)
def _appeals(e: Evidence) -> Answer:
    filed, entries = e.count("appeals_filed"), e.count("entries")
    return e.ratio(filed, entries, "% of entries", per=100, events=float(entries.sum())), behind(appeals_filed=filed, entries=entries)


@finding("appeals-won", "remedies", later("Appeals that were won"), later("{value} % of appeals were won so far."), "measure appeals_won")
def _appeals_won(e: Evidence) -> Answer:
    won, filed = e.count("appeals_won"), e.count("appeals_filed")
    return e.ratio(won, filed, "% of appeals", per=100, events=float(filed.sum())), behind(appeals_won=won, appeals_filed=filed)
