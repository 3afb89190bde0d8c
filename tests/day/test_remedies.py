"""Notice, appeal, correction and audit as scalar laws: rates, the weekly form of competing risks, signs."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from underheaven.day.remedies import (
    EXHAUSTED,
    NONE,
    NOTIFIED,
    PENDING,
    Appeal,
    Audit,
    Correction,
    Notice,
    RemediesTable,
    appeal_decided,
    appeal_won,
    audit_strikes,
    corrected,
    files_appeal,
    informed_of_listing,
    remedies_table,
)
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TERM, SPELLS = 730, 200_000
EAGER = {"price": 0, "fear_weight": 0, "benefit": 96}
"""An appeal that costs nothing and is worth much: the act rule always holds, and only the hazards remain."""


def table(notice: object = "off", appeal: object = "on", correction: object = "off", audit: object = "off") -> RemediesTable:
    def sourced(values: object) -> object:
        if not isinstance(values, dict):
            return values
        return {name: {"value": value, "source": {"kind": "derived", "formula": "test"}} for name, value in values.items()} | {"on": True}

    return remedies_table(
        Notice.model_validate(sourced(notice)), Appeal.model_validate(sourced(appeal)), Correction.model_validate(correction),
        Audit.model_validate(sourced(audit)), on=True,
    )  # fmt: skip


@compiled
def spell_of(person: int, term: int, wrongful: int, law: RemediesTable) -> int:
    """Days on the list of one person, entered on another day of the week each: the order of the weekly pass."""
    stage = informed_of_listing(draw(21, person, 0, 71, 0)[0], law)
    for day in range(person % 7, term, 7):
        filing, decision, outcome, mood = draw(21, person, day, 68, 0)
        if stage == NOTIFIED:
            if files_appeal(filing, True, 12, 127, mood & 255, 0, law):
                stage = PENDING
        elif stage == PENDING and appeal_decided(decision, law):
            if appeal_won(outcome, wrongful, law):
                return day + 1
            stage = EXHAUSTED
        if law.audit > 0:
            chosen, found, _, _ = draw(21, person, day, 69, 0)
            if chosen < law.audit and audit_strikes(found, wrongful, law):
                return day + 1
    return term


@compiled
def mean_spell(people: int, term: int, wrongful: int, law: RemediesTable) -> int:
    total = 0
    for person in range(people):
        total += spell_of(person, term, wrongful, law)
    return total


def mean(law: RemediesTable, wrongful: int = 1) -> float:
    return mean_spell(SPELLS, TERM, wrongful, law) / SPELLS


def weekly(daily: float) -> float:
    """The chance of a week that a daily chance leaves."""
    return 1 - (1 - daily) ** 7


@pytest.mark.parametrize(
    ("notice", "daily", "latency", "success", "expected"),
    [("off", 0.02, 60, 0.7, 513.0), ("on", 0.02, 60, 0.7, 296.0), ("on", 0.05, 15, 0.9, 104.5)],
)
def test_wrongful_spells_are_those_of_competing_risks(notice, daily, latency, success, expected) -> None:
    """T-SAF1 and V-13d: 730 → 513 → 296 → 104.5 days, to one part in a hundred."""
    law = table(notice, EAGER | {"filing": weekly(daily), "latency": latency, "success_if_wrongful": success})
    assert mean(law) == pytest.approx(expected, rel=0.01)


def test_rates_taken_times_seven_stay_within_one_part_in_a_hundred() -> None:
    """The default filing, .14 a week, is .02 a day times seven."""
    assert mean(table("on", EAGER)) == pytest.approx(296.0, rel=0.012)


def test_nobody_appeals_who_may_not_and_everything_off_costs_nothing() -> None:
    nothing = remedies_table(Notice(), Appeal(), Correction(), Audit(), on=True)
    assert nothing.on == nothing.informed == nothing.filing == nothing.notice_cost == nothing.audit == 0
    assert mean(nothing) == TERM
    everything = (Notice(on=True), Appeal(on=True), Correction(on=True), Audit(on=True))
    assert remedies_table(*everything, on=False)[:5] == nothing[:5]
    assert mean(table(notice="on", appeal="off")) == TERM, "a notice alone frees nobody"


def spell_under_audit(hazard: float, phase: int) -> float:
    """Mean days listed of who entered on this day of the week, exactly: struck on the k-th pass, or never."""
    passes = range(phase, TERM, 7)
    struck = sum(hazard * (1 - hazard) ** k * (day + 1) for k, day in enumerate(passes))
    return struck + (1 - hazard) ** len(passes) * TERM


def test_an_audit_alone_frees_at_its_own_hazard() -> None:
    share, finds = 0.02, 0.8
    law = table(appeal="off", audit={"share": share, "removes_wrongful": finds})
    for wrongful, struck in ((1, finds), (0, 0.02)):
        hazard = 7 * share * struck
        expected = sum(spell_under_audit(hazard, phase) for phase in range(7)) / 7
        assert mean(law, wrongful) == pytest.approx(expected, abs=4 * 250 / sqrt(SPELLS))


def test_an_unwarranted_appeal_rarely_wins() -> None:
    law = table("on", EAGER)
    assert mean(law, wrongful=0) == pytest.approx(TERM - 0.05 * (TERM - 110), rel=0.01)


@given(st.integers(0, 255), st.integers(0, 252), st.integers(0, 12), st.integers(0, 255))
def test_fear_and_few_domains_deter_from_appealing_and_who_knows_nothing_never_does(mood, fear, domains, bold) -> None:
    law = table()
    assert not files_appeal(0, False, domains, bold, mood, fear, law)
    assert not files_appeal(law.filing, True, domains, bold, mood, fear, law)
    less = files_appeal(0, True, domains, bold, mood, fear, law)
    assert less <= files_appeal(0, True, domains, bold, mood, max(0, fear - 40), law)
    assert less <= files_appeal(0, True, min(12, domains + 1), bold, mood, fear, law)


@given(st.integers(0, 8191), st.integers(-1023, 1023))
def test_correction_gives_back_what_false_records_took(score, false_part) -> None:
    law, without = table(correction="on"), table()
    assert corrected(score, false_part, 0, 8191, law) == (min(8191, max(0, score - false_part)), 0)
    assert corrected(score, false_part, 0, 8191, without) == (score, false_part)


def test_a_latency_below_the_step_of_the_pass_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 7 days"):
        table(appeal={"latency": 3})


def test_stages_are_the_four_values_of_the_field() -> None:
    assert (NONE, NOTIFIED, PENDING, EXHAUSTED) == (0, 1, 2, 3)
