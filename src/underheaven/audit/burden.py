"""What the regime takes and costs: detriment by context and gravity, harm to the innocent, decisions that hang on the score, remedies."""

from underheaven.audit.evidence import Evidence, Withheld
from underheaven.audit.finding import Answer, behind, finding
from underheaven.society.table import MEDIAN_DAY

_TRUTH = "truth beside the record, RULINGS 18"


@finding("scored", "errors", "Adults who are scored", "{} % of adults are in the scheme on the last day.", "measure exposed, RULINGS 17")
def _scored(e: Evidence) -> Answer:
    exposed, adults = e.count("exposed"), e.adults()
    return e.ratio(exposed, adults, "% of adults", per=100), behind(exposed=exposed, adults=adults)


@finding("cost-per-offence", "cost", "Price of a true offence found",
         "Each true offence that a channel pinned on the right person cost the purse {} days of a median income.",
         "cost over captures of the right person, MODEL §15 (S26)")  # fmt: skip
def _cost_per_offence(e: Evidence) -> Answer:
    cost, found = e.count("cost"), e.count("captured_right")
    return e.ratio(cost / MEDIAN_DAY, found, "days of a median income"), behind(cost=cost, captured_right=found)


@finding("cost-per-harm", "cost", "Price of harm prevented", "Preventing harm worth one day's income cost the purse {} days' income.",
         "cost over harm prevented, told only where harm was prevented beyond doubt, MODEL §15")  # fmt: skip
def _cost_per_harm(e: Evidence) -> Answer:
    cost, twin, regime = e.count("cost"), e.twin("harm_done"), e.count("harm_done")
    prevented = e.ratio(twin - regime, twin, "", events=float(twin.sum()))
    if (prevented.value if prevented.low is None else prevented.low) <= 0:
        raise Withheld("not told: no harm prevented beyond doubt")
    return e.ratio(cost, twin - regime, "days' income per day's income"), behind(cost=cost, harm_prevented=twin - regime)


@finding("unrelated-burden", "cross-context", "Burden in unrelated fields of life",
         "{} % of the burden of sanctions falls in fields of life unrelated to the cause of the listing.",
         "cross-context index under the strict matrix, MODEL §15; an index, not a legal finding")  # fmt: skip
def _unrelated_burden(e: Evidence) -> Answer:
    unrelated, burden = e.count("burden_unrelated"), e.count("burden")
    return e.ratio(unrelated, burden, "% of the burden", per=100), behind(burden_unrelated=unrelated, burden=burden)


@finding("burden-to-gravity", "burden to gravity", "Burden against harm",
         "All sanctions together weigh {} times what all true acts of everybody, listed or not, did in harm.",
         "burden over harm of true acts, MODEL §15; harms are the scenario's own table")  # fmt: skip
def _burden_to_gravity(e: Evidence) -> Answer:
    burden, harm = e.count("burden"), e.count("harm_done")
    return e.ratio(burden, harm, "times"), behind(burden=burden, harm_done=harm)


@finding("harmless-rules", "burden to gravity", "Rules against what harms nobody",
         "{} % of the acts that the rulebook punishes harm nobody.", "acts with negative points by harm, RULINGS 17")  # fmt: skip
def _harmless_rules(e: Evidence) -> Answer:
    harmless, harmful = e.count("acts_harmless"), e.count("acts_harmful")
    return e.ratio(harmless, harmless + harmful, "% of acts", per=100), behind(acts_harmless=harmless, acts_harmful=harmful)


@finding("burden-on-innocent", "the innocent", "Burden on the wrongly listed",
         "{} % of the burden of sanctions is borne while listed wrongly.", _TRUTH)  # fmt: skip
def _burden_on_innocent(e: Evidence) -> Answer:
    innocent, burden = e.count("burden_innocent"), e.count("burden")
    return e.ratio(innocent, burden, "% of the burden", per=100), behind(burden_innocent=innocent, burden=burden)


@finding("wrongful-days", "the innocent", "Days that should not have been",
         "Entries of the run brought {} days of wrongful listing per 1 000 adults.", _TRUTH)  # fmt: skip
def _wrongful_days(e: Evidence) -> Answer:
    days, adults = e.count("wrongful_days"), e.adults()
    return e.ratio(days, adults, "days per 1 000 adults", per=1000), behind(wrongful_days=days, adults=adults)


@finding("children-barred", "the innocent", "Children barred from schools",
         "Children stayed away from a school on {} days per 1 000 adults.",
         "sanctions inherited from a parent, measure children_barred")  # fmt: skip
def _children_barred(e: Evidence) -> Answer:
    barred, adults = e.count("children_barred"), e.adults()
    return e.ratio(barred, adults, "days per 1 000 adults", per=1000), behind(children_barred=barred, adults=adults)


@finding("flips-without-score", "the hidden score", "Refusals that flip when the score is hidden",
         "{} % of refusals (trips by air and fast rail, premium goods) would not happen if score and lists were hidden, as in the twin.",
         "score-necessity, MODEL §15; SCHUFA C-634/21, FACTS 10-07, asks whether others draw strongly on a score")  # fmt: skip
def _flips_without_score(e: Evidence) -> Answer:
    names = ("travel_denied_air", "travel_denied_rail", "premium_refused")
    regime, twin = sum((e.count(n) for n in names), 0 * e.adults()), sum((e.twin(n) for n in names), 0 * e.adults())
    return e.ratio(regime - twin, regime, "% of refusals", per=100, events=float(regime.sum())), behind(regime=regime, twin=twin)


@finding("reviewed-away", "remedies", "Records that a person struck out", "Human review removed {} of 1 000 adverse records.",
         "measure records_reviewed_away; FACTS 10-06")  # fmt: skip
def _reviewed_away(e: Evidence) -> Answer:
    away, kept = e.count("records_reviewed_away"), e.count("records_true") + e.count("records_false")
    return e.ratio(away, away + kept, "of 1 000 records", per=1000, events=float((away + kept).sum())), behind(
        reviewed_away=away, kept=kept
    )


@finding("appeals", "remedies", "Entries that were appealed", "{} % of entries were appealed.", "measure appeals_filed; FACTS 10-06")
def _appeals(e: Evidence) -> Answer:
    filed, entries = e.count("appeals_filed"), e.count("entries")
    return e.ratio(filed, entries, "% of entries", per=100, events=float(entries.sum())), behind(appeals_filed=filed, entries=entries)


@finding("appeals-won", "remedies", "Appeals that were won", "{} % of appeals were won so far.", "measure appeals_won")
def _appeals_won(e: Evidence) -> Answer:
    won, filed = e.count("appeals_won"), e.count("appeals_filed")
    return e.ratio(won, filed, "% of appeals", per=100, events=float(filed.sum())), behind(appeals_won=won, appeals_filed=filed)
