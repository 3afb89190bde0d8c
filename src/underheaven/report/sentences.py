"""From events to plain sentences: what happened to one citizen on one day, act by act and rule by rule.

The subject is always the citizen and is left out. Rows that only count the same event again (``captured`` beside
``captured_right``, ``acts_harmful`` beside ``acts_jaywalking``) say nothing of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from underheaven.report.words import SPACE, capitalised, joined, number

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
    "jaywalking": "crossed against the light", "unleashed_dog": "let the dog off the leash", "video_games": "played many video games",
    "trivial_purchase": "made a trivial purchase", "critical_speech": "said something critical",
    "protest": "joined a protest or signed a petition", "late_bill": "was late with a bill", "default": "defaulted on a debt",
    "tax_evasion": "evaded a tax", "fare_evasion": "travelled without a valid ticket", "charity": "gave or volunteered",
    "family_help": "helped a member of the family", "praise": "praised the government in public",
}  # fmt: skip
"""Kind of conduct → what the citizen did."""

CONDUCT = {
    "jaywalking": "crossing against the light", "unleashed_dog": "a dog off the leash", "video_games": "many video games",
    "trivial_purchase": "a trivial purchase", "critical_speech": "critical speech", "protest": "a protest or petition",
    "late_bill": "a late bill", "default": "a default on a debt", "tax_evasion": "tax evasion", "fare_evasion": "fare evasion",
    "charity": "charity", "family_help": "help for the family", "praise": "public praise", "bill_on_time": "a bill paid on time",
    "reporting": "reporting somebody", "grade_d": "the lowest grade",
}  # fmt: skip
"""Kind of conduct → its name in a record."""

SEEN = {
    ("cameras", "captured_right"): "a camera saw it and knew who it was",
    ("cameras", "captured_wrong"): "a camera saw it and took {them} for somebody else",
    ("cameras", "captured_nobody"): "a camera saw it and recognised nobody",
    ("messages", "captured_right"): "the message was read",
    ("messages", "captured_nobody"): "the message was read, and a reviewer struck the record out",
    ("informants", "captured_right"): "somebody near reported it",
    ("informants", "captured_nobody"): "somebody near saw it, and nothing came of it",
    ("records", "captured_right"): "an office entered it",
    ("records", "captured_wrong"): "an office entered it on a namesake",
    ("records", "captured_nobody"): "an office noticed it, and a reviewer struck the record out",
    ("platform", "captured_right"): "the platform passed it on",
    ("platform", "captured_nobody"): "the platform passed it on, and a reviewer struck the record out",
}
"""Channel and outcome → how it became known."""

FALSE_RECORD = {
    "cameras": "a camera took {them} for {actor}, who had done it",
    "messages": "a harmless message was taken for it",
    "informants": "somebody reported what {they} had not done",
    "records": "an office took {them} for {actor}, a namesake",
}
"""Channel → why a record is false."""

MOMENTS = {
    "travel_denied_air": ("was refused a flight", 3, "plain"),
    "travel_denied_rail": ("was refused a seat on a fast train", 3, "plain"),
    "harassed": ("was harassed as somebody shown on the list", 3, "plain"),
    "premium_refused": ("was refused a purchase that the listed may not make", 2, "plain"),
    "children_barred": ("a child of the household was barred from its school", 3, "plain"),
    "ties_cut": ("broke with an acquaintance who is shown as listed", 2, "plain"),
    "ties_revived": ("took up an old acquaintance again", 2, "good"),
    "aid_given": ("helped an acquaintance with a sudden expense", 1, "good"),
    "shocks": ("had a sudden expense", 1, "plain"),
    "unmet_needs": ("could not pay a bill", 2, "plain"),
    "messages_false_alarms": ("a harmless message was taken for a critical one", 2, "wrong"),
    "matches": ("found a partner through the platform", 1, "good"),
    "visas": ("got an easier visa for a good commercial score", 1, "good"),
    "newly_banked": ("has paid long enough to be given a credit line", 2, "good"),
    "appeals_filed": ("appealed against the listing", 2, "plain"),
    "appeals_won": ("won the appeal and is off the list", 3, "good"),
    "audits_struck": ("an auditor looked again and struck the listing", 3, "good"),
    "went_into_hiding": ("went into hiding", 3, "plain"),
    "found": ("was found by a camera", 3, "record"),
    "innocents_hit": ("was taken for somebody in hiding", 3, "wrong"),
    "stale_domain_days": ("was still sanctioned by an agency that does not know that the listing has ended", 2, "plain"),
    "arrears": ("the employer withheld pay", 2, "plain"),
}
"""Measure → sentence, weight and tone, for events that need no further words."""

ROUTINE = {
    "bills_due": "bills due", "deposits_paid": "deposits paid for rentals", "travel_demanded": "trips wanted",
    "deposits_waived": "deposits waived", "boasts": "weeks of showing the commercial score around",
    "deposit_free": "weeks with a commercial score that waives deposits", "thin_files": "weeks with a credit line on a young record",
    "false_files": "weeks of interest raised by a wrongful listing for money",
    "records_true:bill_on_time": "bills entered as paid on time",
}  # fmt: skip
"""Measure (and kind) → what is only counted in a life."""

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
            yield Sentence(day, "An acquaintance helped with the sudden expense.", 1, "good")
        elif measure == "fraud_losses":
            lost = f"Lost {number(amount / MEDIAN_DAY)} median days of income to a fraudulent firm."
            yield Sentence(day, lost if amount > 0 else "Earned a commission by recruiting for a scheme.", 2)
        elif measure in MOMENTS:
            text, weight, tone = MOMENTS[measure]
            yield Sentence(day, capitalised(text) + ".", weight, tone)


def _acts(day: int, events: Sequence[Event], they: tuple[str, str], watched: bool) -> Iterator[Sentence]:
    for act in (event for event in events if event["measure"].startswith("acts_") and event["kind"]):
        kind = act["kind"]
        same = [event for event in events if event["kind"] == kind]
        found = [(event["channel"], event["measure"]) for event in same if event["measure"] in _OUTCOMES]
        known = [SEEN[pair].format(them=they[1]) for pair in found if pair in SEEN]
        fine = next((event["amount"] for event in same if event["measure"] == "fines"), 0)
        said = capitalised(ACTS.get(kind, kind.replace("_", " ")))
        if known:
            said += "; " + joined(known)
        elif watched and not fine:
            said += "; nobody took note"
        said += f"; paid a fine of {_days(fine / MEDIAN_DAY)} of a median income" if fine else ""
        wrong = any(measure == "captured_wrong" for _, measure in found)
        yield Sentence(day, said + ".", 2 if known or fine else 1, "wrong" if wrong else "record" if known else "plain")


def _days(days: float) -> str:
    return "one day" if days == 1 else f"{number(days)}{SPACE}days"


def _records(day: int, events: Sequence[Event], they: tuple[str, str]) -> Iterator[Sentence]:
    for event in events:
        if event["measure"] not in ("records_true", "records_false") or event["kind"] == "bill_on_time":
            continue
        follows = [f"{'+' if event['points'] > 0 else '−'}{number(abs(event['points']))}{SPACE}points"] if event["points"] else []
        follows += [f"{_days(event['list'])} on the list"] if event["list"] else []
        what = CONDUCT.get(event["kind"], str(event["kind"]))
        result = f": {joined(follows)}." if follows else "; nothing follows."
        if event["measure"] == "records_true":
            yield Sentence(day, f"A record enters the file for {what}{result}", 2, "record")
            continue
        other = f"citizen{SPACE}{number(event['true_actor'])}" if event["true_actor"] is not None else "somebody else"
        why = FALSE_RECORD.get(event["channel"], "{they} had not done it").format(they=they[0], them=they[1], actor=other)
        yield Sentence(day, f"A false record enters the file for {what} ({why}){result}", 3, "wrong")


def _list(day: int, events: Sequence[Event]) -> Iterator[Sentence]:
    entry = next((event for event in events if event["measure"] == "entries"), None)
    if entry is None:
        return
    term = _days(entry["list"])
    if any(event["measure"] == "entries_wrongful" for event in events):
        yield Sentence(
            day, f"Enters the black list for {term}, wrongly: without the false records this would not have happened.", 3, "wrong"
        )
    else:
        yield Sentence(day, f"Enters the black list for {term}.", 3, "record")


def _reports(day: int, events: Sequence[Event]) -> Iterator[Sentence]:
    for event in events:
        if event["measure"] != "reports":
            continue
        whom = f"citizen{SPACE}{number(event['true_actor'])}" if event["true_actor"] is not None else "somebody"
        truth = "" if event["happened"] else ", who had not done it"
        yield Sentence(
            day, f"Reported {whom} for {CONDUCT.get(event['kind'], event['kind'])}{truth}.", 2, "plain" if event["happened"] else "wrong"
        )
