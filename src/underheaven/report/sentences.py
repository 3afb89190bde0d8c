"""From events to plain sentences: what happened to one citizen on one day, act by act and rule by rule.

The subject is always the citizen and is left out. Rows that only count the same event again (``captured`` beside
``captured_right``, ``acts_harmful`` beside ``acts_jaywalking``) say nothing of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from underheaven.language import later, say
from underheaven.report.words import capitalised, joined, number, signed

Event = dict[str, Any]
MEDIAN_DAY = 64
"""Currency units in a day of a median income."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that happened on a day."""

    day: int
    text: str
    weight: int
    """3 changes a life, 2 leaves a trace, 1 is everyday life."""
    tone: str = "plain"
    """``wrong`` for what befalls somebody who did not do it, ``record`` for what the regime notes, ``good`` for help."""


ACTS = {
    "jaywalking": later("crossed against the light"),
    "unleashed_dog": later("let the dog off the leash"),
    "video_games": later("played many video games"),
    "trivial_purchase": later("made a trivial purchase"),
    "critical_speech": later("said something critical"),
    "protest": later("joined a protest or signed a petition"),
    "late_bill": later("was late with a bill"),
    "default": later("defaulted on a debt"),
    "tax_evasion": later("evaded a tax"),
    "fare_evasion": later("travelled without a valid ticket"),
    "charity": later("gave or volunteered"),
    "family_help": later("helped a member of the family"),
    "praise": later("praised the government in public"),
}
"""Kind of conduct → what the citizen did."""

CONDUCT = {
    "jaywalking": later("crossing against the light"),
    "unleashed_dog": later("a dog off the leash"),
    "video_games": later("many video games"),
    "trivial_purchase": later("a trivial purchase"),
    "critical_speech": later("critical speech"),
    "protest": later("a protest or petition"),
    "late_bill": later("a late bill"),
    "default": later("a default on a debt"),
    "tax_evasion": later("tax evasion"),
    "fare_evasion": later("fare evasion"),
    "charity": later("charity"),
    "family_help": later("help for the family"),
    "praise": later("public praise"),
    "bill_on_time": later("a bill paid on time"),
    "reporting": later("reporting somebody"),
    "grade_d": later("the lowest grade"),
}
"""Kind of conduct → its name in a record."""

SEEN = {
    ("cameras", "captured_right"): later("a camera saw it and knew who it was"),
    ("cameras", "captured_wrong"): later("a camera saw it and took {them} for somebody else"),
    ("cameras", "captured_nobody"): later("a camera saw it and recognised nobody"),
    ("messages", "captured_right"): later("the message was read"),
    ("messages", "captured_nobody"): later("the message was read, and a reviewer struck the record out"),
    ("informants", "captured_right"): later("somebody near reported it"),
    ("informants", "captured_nobody"): later("somebody near saw it, and nothing came of it"),
    ("records", "captured_right"): later("an office entered it"),
    ("records", "captured_wrong"): later("an office entered it on a namesake"),
    ("records", "captured_nobody"): later("an office noticed it, and a reviewer struck the record out"),
    ("platform", "captured_right"): later("the platform passed it on"),
    ("platform", "captured_nobody"): later("the platform passed it on, and a reviewer struck the record out"),
}
"""Channel and outcome → how it became known."""

FALSE_RECORD = {
    "cameras": later("a camera took {them} for {actor}, who had done it"),
    "messages": later("a harmless message was taken for it"),
    "informants": later("somebody reported what {they} had not done"),
    "records": later("an office took {them} for {actor}, a namesake"),
}
"""Channel → why a record is false."""

MOMENTS = {
    "travel_denied_air": (later("was refused a flight"), 3, "plain"),
    "travel_denied_rail": (later("was refused a seat on a fast train"), 3, "plain"),
    "harassed": (later("was harassed as somebody shown on the list"), 3, "plain"),
    "premium_refused": (later("was refused a purchase that the listed may not make"), 2, "plain"),
    "children_barred": (later("a child of the household was barred from its school"), 3, "plain"),
    "ties_cut": (later("broke with an acquaintance who is shown as listed"), 2, "plain"),
    "ties_revived": (later("took up an old acquaintance again"), 2, "good"),
    "aid_given": (later("helped an acquaintance with a sudden expense"), 1, "good"),
    "shocks": (later("had a sudden expense"), 1, "plain"),
    "unmet_needs": (later("could not pay a bill"), 2, "plain"),
    "messages_false_alarms": (later("a harmless message was taken for a critical one"), 2, "wrong"),
    "matches": (later("found a partner through the platform"), 1, "good"),
    "visas": (later("got an easier visa for a good commercial score"), 1, "good"),
    "newly_banked": (later("has paid long enough to be given a credit line"), 2, "good"),
    "appeals_filed": (later("appealed against the listing"), 2, "plain"),
    "appeals_won": (later("won the appeal and is off the list"), 3, "good"),
    "audits_struck": (later("an auditor looked again and struck the listing"), 3, "good"),
    "went_into_hiding": (later("went into hiding"), 3, "plain"),
    "found": (later("was found by a camera"), 3, "record"),
    "innocents_hit": (later("was taken for somebody in hiding"), 3, "wrong"),
    "stale_domain_days": (later("was still sanctioned by an agency that does not know that the listing has ended"), 2, "plain"),
    "arrears": (later("the employer withheld pay"), 2, "plain"),
}
"""Measure → sentence, weight and tone, for events that need no further words."""

ROUTINE = {
    "bills_due": later("bills due"),
    "deposits_paid": later("deposits paid for rentals"),
    "travel_demanded": later("trips wanted"),
    "deposits_waived": later("deposits waived"),
    "boasts": later("weeks of showing the commercial score around"),
    "deposit_free": later("weeks with a commercial score that waives deposits"),
    "thin_files": later("weeks with a credit line on a young record"),
    "false_files": later("weeks of interest raised by a wrongful listing for money"),
    "records_true:bill_on_time": later("bills entered as paid on time"),
}
"""Measure (and kind) → what is only counted in a life."""

_NOT_DONE = later("{they} had not done it")
_OUTCOMES = ("captured_right", "captured_wrong", "captured_nobody")


def day_in_words(day: int, events: Sequence[Event], they: tuple[str, str], watched: bool) -> Iterator[Sentence]:
    """The sentences of one day; ``they`` holds the pronouns (they, them), ``watched`` says whether anybody keeps records."""
    yield from _acts(day, events, they, watched)
    yield from _records(day, events, they)
    yield from _list(day, events)
    yield from _reports(day, events)
    for event in events:
        measure, amount = event["measure"], event.get("amount", 1)
        if measure == "shocks_uninsured" and amount < 0:
            yield Sentence(day, say("An acquaintance helped with the sudden expense."), 1, "good")
        elif measure == "fraud_losses":
            lost = say("Lost {amount} median days of income to a fraudulent firm.", amount=number(amount / MEDIAN_DAY))
            yield Sentence(day, lost if amount > 0 else say("Earned a commission by recruiting for a scheme."), 2)
        elif measure in MOMENTS:
            text, weight, tone = MOMENTS[measure]
            yield Sentence(day, capitalised(say(text)) + ".", weight, tone)


def _acts(day: int, events: Sequence[Event], they: tuple[str, str], watched: bool) -> Iterator[Sentence]:
    for act in (event for event in events if event["measure"].startswith("acts_") and event["kind"]):
        kind = act["kind"]
        same = [event for event in events if event["kind"] == kind]
        found = [(event["channel"], event["measure"]) for event in same if event["measure"] in _OUTCOMES]
        known = [say(SEEN[pair], them=they[1]) for pair in found if pair in SEEN]
        fine = next((event["amount"] for event in same if event["measure"] == "fines"), 0)
        said = capitalised(say(ACTS.get(kind, kind.replace("_", " "))))
        if known:
            said += "; " + joined(known)
        elif watched and not fine:
            said += say("; nobody took note")
        said += say("; paid a fine of {fine} of a median income", fine=_days(fine / MEDIAN_DAY)) if fine else ""
        wrong = any(measure == "captured_wrong" for _, measure in found)
        yield Sentence(day, said + ".", 2 if known or fine else 1, "wrong" if wrong else "record" if known else "plain")


def _days(days: float) -> str:
    return say("one day") if days == 1 else say("{days}{SPACE}days", days=number(days))


def _records(day: int, events: Sequence[Event], they: tuple[str, str]) -> Iterator[Sentence]:
    for event in events:
        if event["measure"] not in ("records_true", "records_false") or event["kind"] == "bill_on_time":
            continue
        follows = [say("{points}{SPACE}points", points=signed(event["points"], 0))] if event["points"] else []
        follows += [say("{list} on the list", list=_days(event["list"]))] if event["list"] else []
        what = say(CONDUCT.get(event["kind"], str(event["kind"])))
        result = f": {joined(follows)}." if follows else say("; nothing follows.")
        if event["measure"] == "records_true":
            yield Sentence(day, say("A record enters the file for {what}{result}", what=what, result=result), 2, "record")
            continue
        other = (
            say("citizen{SPACE}{true_actor}", true_actor=number(event["true_actor"]))
            if event["true_actor"] is not None
            else say("somebody else")
        )
        why = say(FALSE_RECORD.get(event["channel"], _NOT_DONE), they=they[0], them=they[1], actor=other)
        yield Sentence(day, say("A false record enters the file for {what} ({why}){result}", what=what, why=why, result=result), 3, "wrong")


def _list(day: int, events: Sequence[Event]) -> Iterator[Sentence]:
    entry = next((event for event in events if event["measure"] == "entries"), None)
    if entry is None:
        return
    term = _days(entry["list"])
    if any(event["measure"] == "entries_wrongful" for event in events):
        yield Sentence(
            day,
            say("Enters the black list for {term}, wrongly: without the false records this would not have happened.", term=term),
            3,
            "wrong",
        )
    else:
        yield Sentence(day, say("Enters the black list for {term}.", term=term), 3, "record")


def _reports(day: int, events: Sequence[Event]) -> Iterator[Sentence]:
    for event in events:
        if event["measure"] != "reports":
            continue
        whom = (
            say("citizen{SPACE}{true_actor}", true_actor=number(event["true_actor"]))
            if event["true_actor"] is not None
            else say("somebody")
        )
        truth = "" if event["happened"] else say(", who had not done it")
        yield Sentence(
            day,
            say("Reported {whom} for {kind}{truth}.", whom=whom, kind=say(CONDUCT.get(event["kind"], str(event["kind"]))), truth=truth),
            2,
            "plain" if event["happened"] else "wrong",
        )
