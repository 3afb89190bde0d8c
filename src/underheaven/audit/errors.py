"""Errors, and on whom they fall: from one 2×2 table a group, whose unit is an unlisted adult-day (a person, in a published table)."""

from functools import partial

from underheaven.audit.evidence import Evidence, Group, Numbers, Pair
from underheaven.audit.finding import Answer, Registered, behind, finding
from underheaven.language import later
from underheaven.measures.rates import FLAG_ADVERSE_RATIO

_TABLE = "2×2 table of listing, MODEL §15 (RULINGS 19)"
_PROPUBLICA = "rates by group as in Larson and others (2016), ProPublica, and Chouldechova (2017), doi:10.1089/big.2016.0047"


def _false(e: Evidence, group: Group | None = None) -> tuple[Numbers, Numbers]:
    """Entries without an act that lists, and units without one."""
    units, positives, found, entries = (
        e.count(name, group=group) for name in ("units_at_risk", "triggers_true", "triggers_found", "entries")
    )
    return entries - found, units - positives


def _missed(e: Evidence, group: Group | None = None) -> tuple[Numbers, Numbers]:
    positives, found = (e.count(name, group=group) for name in ("triggers_true", "triggers_found"))
    return positives - found, positives


@finding(
    "innocent-among-listed",
    "errors",
    later("Listed without an act that lists"),
    later("Of 1 000 listed, {value} had done nothing that lists."),
    _TABLE,
)
def _innocent_among_listed(e: Evidence) -> Answer:
    entries, (false, _) = e.count("entries"), _false(e)
    return e.ratio(false, entries, "of 1 000 entries", per=1000), behind(entries_without_an_act=false, entries=entries)


@finding(
    "listed-among-innocent",
    "errors",
    later("The innocent who are listed"),
    later(
        "Of 1 000 000 who did nothing that lists, {value} were listed "
        "(in a run each day of an adult counts, in a published table a person)."
    ),
    _TABLE,
)
def _listed_among_innocent(e: Evidence) -> Answer:
    false, innocent = _false(e)
    return e.ratio(false, innocent, "of 1 000 000", per=1e6), behind(entries_without_an_act=false, without_an_act=innocent)


@finding("missed", "errors", later("Acts that list and did not"), later("Of 1 000 who did what lists, {value} were not listed."), _TABLE)
def _overlooked_acts(e: Evidence) -> Answer:
    overlooked, positives = _missed(e)
    return e.ratio(overlooked, positives, "of 1 000", per=1000), behind(not_listed=overlooked, with_an_act=positives)


@finding(
    "wrongful-entries",
    "errors",
    later("Entries that no true record would have caused"),
    later("{value} % of entries would not have happened without a false record."),
    "truth beside the record, RULINGS 18",
)
def _wrongful_entries(e: Evidence) -> Answer:
    wrongful, entries = e.count("entries_wrongful"), e.count("entries")
    return e.ratio(wrongful, entries, "% of entries", per=100), behind(entries_wrongful=wrongful, entries=entries)


def _unequal_false(pair: Pair, e: Evidence) -> Answer:
    (a, p), (b, q) = _false(e, pair.first), _false(e, pair.second)
    return e.times_as_often((a, p), (b, q)), behind(first_listed=a, first_innocent=p, second_listed=b, second_innocent=q)


def _unequal_missed(pair: Pair, e: Evidence) -> Answer:
    (a, p), (b, q) = _missed(e, pair.first), _missed(e, pair.second)
    return e.times_as_often((a, p), (b, q)), behind(first_missed=a, first_with_an_act=p, second_missed=b, second_with_an_act=q)


def _adverse(measure: str, pair: Pair, e: Evidence) -> Answer:
    (a, p), (b, q) = ((e.count(measure, group=group), e.adults(group)) for group in (pair.first, pair.second))
    return e.times_as_often((a, p), (b, q)), behind(first=a, first_adults=p, second=b, second_adults=q)


def of_pair(pair: Pair) -> tuple[Registered, ...]:
    """Questions about two groups."""
    flag = f"flagged above {float(FLAG_ADVERSE_RATIO)}, MODEL §15; not the four-fifths rule"
    return (
        Registered(
            f"unequal-false-listing:{pair.name}",
            "inequality",
            later("False listing, {pair}"),
            later("Who did nothing that lists is listed {value} times as often: {pair}."),
            _PROPUBLICA,
            partial(_unequal_false, pair),
            pair.words,
        ),
        Registered(
            f"unequal-misses:{pair.name}",
            "inequality",
            later("Leniency, {pair}"),
            later("Who did what lists goes without a listing {value} times as often: {pair}."),
            _PROPUBLICA,
            partial(_unequal_missed, pair),
            pair.words,
        ),
        Registered(
            f"adverse-entries:{pair.name}",
            "inequality",
            later("Entries, {pair}"),
            later("A listing falls {value} times as often: {pair}."),
            flag,
            partial(_adverse, "entries", pair),
            pair.words,
        ),
        Registered(
            f"adverse-burden:{pair.name}",
            "inequality",
            later("Burden, {pair}"),
            later("The burden of sanctions, in money, is {value} times as heavy per adult: {pair}."),
            flag,
            partial(_adverse, "burden", pair),
            pair.words,
        ),
    )
