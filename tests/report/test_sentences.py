from typing import Any

import pytest

from underheaven.day.vocabulary import Channel, Kind
from underheaven.engine.tally import COSTS, FIRST_STOCK, Measure
from underheaven.report.sentences import ACTS, CONDUCT, FALSE_RECORD, MOMENTS, ROUTINE, SEEN, day_in_words

SHE = ("she", "her")
COUNTED_TWICE = {
    # the same event again, in an act, a record, an entry or a refusal
    "captured", "captured_right", "captured_wrong", "captured_nobody", "captured_by_cameras", "captured_by_messages",
    "captured_by_informants", "captured_by_records", "captured_by_platform",
    "acts_harmful", "acts_harmless", "jaywalking_at_sites", "positive_acts", "harm_done", "help_given", "fines",
    "entries_wrongful", "triggers_true", "triggers_found", "units_at_risk", "wrongful_days", "persons_denied", "reports_false",
    "reports_by_children", "records_reviewed_away", "burden", "burden_unrelated", "burden_innocent", "cost",
    "audits", "alerts", "alerts_wrong", "days_to_detection", "faces_searched", *(item.name.lower() for item in COSTS),
}  # fmt: skip
ELSEWHERE = {"records_true", "records_false", "entries", "exits", "reports", "shocks_uninsured", "fraud_losses"}

OF_OFFICES = {"assessed", "decisions_adverse", "decisions_wrongful", "claimed", "claimed_wrongly"}
"""Offices of other schemes decide outside the kernel, which writes the events."""


def event(measure: str, kind: str | None = None, channel: str | None = None, **more: Any) -> dict[str, Any]:
    plain = {
        "measure": measure,
        "kind": kind,
        "channel": channel,
        "happened": True,
        "true_actor": None,
        "points": 0.0,
        "list": 0,
        "amount": 1,
    }
    return plain | more


def told(*events: dict[str, Any], watched: bool = True) -> list[str]:
    return [sentence.text.replace("\u00a0", " ") for sentence in day_in_words(41, events, SHE, watched)]


def test_every_kind_has_its_words() -> None:
    kinds = {kind.name.lower() for kind in Kind}
    assert kinds == set(CONDUCT)
    assert {f"acts_{kind}" for kind in ACTS} == {m.name.lower() for m in Measure if m.name.startswith("ACTS_")} - COUNTED_TWICE


def test_every_count_is_told_counted_or_known_to_be_silent() -> None:
    flows = {measure.name.lower() for measure in Measure if measure < FIRST_STOCK}
    acts = {f"acts_{kind}" for kind in ACTS}
    assert flows == acts | set(MOMENTS) | {key for key in ROUTINE if ":" not in key} | COUNTED_TWICE | ELSEWHERE | OF_OFFICES


def test_firms_take_from_a_life() -> None:
    assert told(event("fraud_losses") | {"amount": 256}) == ["Lost 4 median days of income to a fraudulent firm."]
    assert told(event("fraud_losses") | {"amount": -160}) == ["Earned a commission by recruiting for a scheme."]
    assert told(event("arrears") | {"amount": 64}) == ["The employer withheld pay."]


def test_every_channel_that_is_built_can_be_told() -> None:
    built = {channel.name.lower() for channel in Channel}
    assert {channel for channel, _ in SEEN} == built
    assert set(FALSE_RECORD) == built - {"platform"}, "the platform knows whose account it is"


def test_a_camera_takes_somebody_for_somebody_else() -> None:
    act, seen = event("acts_jaywalking", "jaywalking"), event("captured_wrong", "jaywalking", "cameras")
    assert told(act, seen) == ["Crossed against the light; a camera saw it and took her for somebody else."]


def test_what_nobody_saw_is_said_only_where_somebody_watches() -> None:
    assert told(event("acts_praise", "praise")) == ["Praised the government in public; nobody took note."]
    assert told(event("acts_praise", "praise"), watched=False) == ["Praised the government in public."]


def test_ordinary_law_fines_in_both_worlds() -> None:
    act, fine = event("acts_fare_evasion", "fare_evasion"), event("fines", "fare_evasion", amount=64)
    assert told(act, fine, watched=False) == ["Travelled without a valid ticket; paid a fine of one day of a median income."]


def test_a_false_record_names_who_acted_and_what_follows() -> None:
    record = event("records_false", "critical_speech", "cameras", true_actor=8113, points=-10.0, list=180)
    assert told(record) == [
        "A false record enters the file for critical speech (a camera took her for citizen 8 113, who had done it): "
        "−10 points and 180 days on the list."
    ]


def test_a_wrongful_entry_is_told_apart() -> None:
    entry = event("entries", list=730)
    assert told(entry) == ["Enters the black list for 730 days."]
    assert "wrongly" in told(entry, event("entries_wrongful", list=730))[0]


def test_a_report_says_whether_it_was_true() -> None:
    assert told(event("reports", "protest", "informants", true_actor=7)) == ["Reported citizen 7 for a protest or petition."]
    lie = event("reports", "protest", "informants", true_actor=7, happened=False)
    assert told(lie) == ["Reported citizen 7 for a protest or petition, who had not done it."]


@pytest.mark.parametrize("measure", sorted(MOMENTS))
def test_moments_are_sentences(measure: str) -> None:
    (text,) = told(event(measure))
    assert text[0].isupper()
    assert text.endswith(".")


def test_help_with_a_sudden_expense_is_a_count_taken_back() -> None:
    assert told(event("shocks"), event("shocks_uninsured")) == ["Had a sudden expense."]
    assert told(event("shocks_uninsured", amount=-1)) == ["An acquaintance helped with the sudden expense."]
