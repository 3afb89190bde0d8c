"""The oracle: plain Python lives the same arm bit for bit. ``oracle_full.py`` beside this file does it at full size."""

import pytest

from underheaven.engine.oracle import ask_oracle, statement_of
from underheaven.engine.tally import Measure

from .conftest import START, scenario_of

REVIEWED = {
    "regime.safeguards.human_review.on": True,
    "regime.informants.child_report_rate": 0.0003,
    "regime.cameras.coverage": 0.9,
    "regime.recognition.false_match_rate": 1e-6,
    "regime.recognition.quality": "profile",
    "regime.fusion.on": False,
    "regime.records.clerical_mismatch": 0.02,
    "world.economy.shock_interval": 60,
}
GUARDED = {
    "regime.records.clerical_mismatch": 0.02,
    "regime.safeguards.appeal.latency": 7,
    "regime.safeguards.appeal.benefit": 250,
    "regime.safeguards.appeal.success_if_rightful": 0.5,
    "regime.safeguards.audit.share": 0.05,
    "regime.knowledge.initial": 1,
    "regime.lists.days_factor": 0.25,
    "world.conduct.hiding": 0.0003,
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "changes", "twin", "citizens", "days"),
    [
        ("article", {}, False, 3000, 70),
        ("article", REVIEWED, False, 1500, 70),
        ("article-safeguarded", GUARDED, False, 1500, 70),
        ("rongcheng", {}, False, 1000, 35),
        ("article", {}, True, 1000, 35),
    ],
    ids=["article", "everything that errs", "every remedy", "rongcheng", "twin"],
)
def test_plain_python_lives_the_same_lives(lives, name, changes, twin, citizens, days):
    scenario = scenario_of(name, tuple(sorted(changes.items())))
    compiled = statement_of(lives(name, changes=changes, twin=twin, citizens=citizens, days=days))
    plain = ask_oracle(scenario.no_regime() if twin else scenario, citizens=citizens, days=days, seed=1, start=START)
    assert compiled.agrees_with(plain), compiled.first_difference(plain)
    acted = {Measure(m).name for m in range(len(Measure)) if any(day[m] for day in plain.national)}
    assert {"ACTS_JAYWALKING", "SHOCKS", "BILLS_DUE", "AID_GIVEN", "TRAVEL_DEMANDED"} <= acted
    if name == "article" and not twin:
        assert {"ENTRIES", "RECORDS_FALSE", "HARASSED", "REPORTS", "BURDEN", "COST"} <= acted
    if changes is GUARDED:
        assert {"APPEALS_FILED", "APPEALS_WON", "AUDITS", "STALE_DOMAIN_DAYS", "MODALITIES_HELD", "FOUND"} <= acted
    if changes is REVIEWED:
        assert {"RECORDS_REVIEWED_AWAY", "CAPTURED_WRONG", "REPORTS_FALSE"} <= acted


def test_a_difference_is_told(lives):
    result = lives(citizens=1000, days=5)
    one, other = statement_of(result), statement_of(result)
    assert one.agrees_with(other)
    other.national[3][Measure.SHOCKS] += 1
    assert not one.agrees_with(other)
    assert one.first_difference(other).startswith("day 4, shocks: ")
