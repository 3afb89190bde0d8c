"""What must happen if one thing in the world is changed and nothing else."""

import numpy as np
import pytest

from underheaven.engine.desk import CELL_DISSENTERS
from underheaven.engine.run import Running
from underheaven.engine.tally import Measure

from .conftest import START, scenario_of

NO_FALSE_SOURCE = {
    "regime.recognition.miss_rates.border": 0,
    "regime.recognition.quality": "border",
    "regime.recognition.phantoms_per_day": 0,
    "regime.records.clerical_mismatch": 0,
    "regime.messages.false_positive_rate": 0,
    "regime.informants.malicious_rate": 0,
    "regime.informants.child_false": 0,
}
"""Every source of false records, dry."""


def totals(result) -> np.ndarray:
    return result.strata.sum(axis=(0, 1))


def test_without_a_false_source_nobody_is_wronged(lives):
    clean, usual = lives(citizens=20_000, days=120, changes=NO_FALSE_SOURCE), lives(citizens=20_000, days=120)
    wrongs = (
        Measure.RECORDS_FALSE,
        Measure.ENTRIES_WRONGFUL,
        Measure.WRONGFUL_DAYS,
        Measure.LISTED_WRONGLY,
        Measure.CAPTURED_WRONG,
        Measure.REPORTS_FALSE,
        Measure.MESSAGES_FALSE_ALARMS,
        Measure.BURDEN_INNOCENT,
    )
    assert {m.name: totals(clean)[m] for m in wrongs} == dict.fromkeys([m.name for m in wrongs], 0)
    assert (clean.strata[..., Measure.SCORE_FALSE_SUM] == 0).all()
    assert all(totals(usual)[m] > 0 for m in wrongs)
    assert totals(clean)[Measure.ENTRIES] > 0


def test_strict_relatedness_leaves_no_burden_across_fields(lives):
    """Without joint punishment and without domains that follow from the grade alone, every sanction lies in the field of its cause."""
    strict = {
        "regime.sanctions.joint": False,
        "regime.sanctions.relatedness": "strict",
        "regime.sanctions.grade_c": (),
        "regime.sanctions.grade_d": (),
    }
    narrow, wide = totals(lives(citizens=20_000, days=120, changes=strict)), totals(lives(citizens=20_000, days=120))
    assert narrow[Measure.BURDEN_UNRELATED] == 0
    assert 0 < narrow[Measure.BURDEN] < wide[Measure.BURDEN]
    assert wide[Measure.BURDEN_UNRELATED] > 0


def test_lists_that_are_off_list_nobody(lives):
    off = totals(lives(citizens=5000, days=60, changes={"regime.lists.on": False}))
    assert off[Measure.ENTRIES] == off[Measure.LISTED] == off[Measure.TRIGGERS_TRUE] == 0


@pytest.mark.parametrize(
    ("switch", "measures"),
    [
        ("regime.cameras.on", ("CAPTURED_BY_CAMERAS",)),
        ("regime.messages.on", ("CAPTURED_BY_MESSAGES", "MESSAGES_FALSE_ALARMS")),
        ("regime.informants.on", ("CAPTURED_BY_INFORMANTS", "REPORTS", "REPORTS_FALSE")),
        ("regime.records.on", ("CAPTURED_BY_RECORDS",)),
        ("regime.shaming.on", ("HARASSED",)),
        ("regime.sanctions.on", ("BURDEN", "TRAVEL_DENIED_AIR", "PREMIUM_REFUSED", "CHILDREN_BARRED")),
        ("world.travel.on", ("TRAVEL_DEMANDED", "DEPOSITS_PAID")),
        ("world.ties.on", ("AID_GIVEN", "TIES_CUT")),
    ],
)
def test_a_switch_ends_its_own_measures(lives, switch, measures):
    on, off = (totals(lives(citizens=20_000, days=120, changes=c)) for c in ({}, {switch: False}))
    assert {name: off[Measure[name]] for name in measures} == dict.fromkeys(measures, 0)
    assert all(on[Measure[name]] > 0 for name in measures)


# T-SAN1..12: each sanction domain's own switch moves its own detriment, with the sign of MODEL §8.3.

DIRECT = {
    "air_travel": "TRAVEL_DENIED_AIR",
    "fast_rail": "TRAVEL_DENIED_RAIL",
    "schooling": "CHILDREN_BARRED",
    "billboard": "HARASSED",
    "premium_goods": "PREMIUM_REFUSED",
}
"""Domains whose detriment is an event of its own: without the domain there is none."""
EVERYBODY_LISTED = {"regime.rulebook.bill_on_time.list_days": 730, "regime.lists.compliance": 0.003, "regime.grades.aa": 1000}
"""A paid bill lists, so that after four weeks nearly all are listed, and grade AA begins at the start of the scale."""
THROUGH_LIFE = {
    "deposits": (Measure.DEPOSITS_PAID, 1),
    "loans": (Measure.ACTS_DEFAULT, 1),
    "hiring": (Measure.EMPLOYED, -1),
    "promotion": (Measure.TIER_SUM, -1),
}
"""Domains whose detriment goes through life; sign with the domain in force."""


@pytest.mark.parametrize(("domain", "measure"), DIRECT.items())
def test_a_direct_domain_ends_its_own_detriment(lives, domain, measure):
    on, off = (totals(lives(citizens=20_000, days=120, changes=c)) for c in ({}, {f"regime.sanctions.domains.{domain}": False}))
    assert off[Measure[measure]] == 0 < on[Measure[measure]]
    assert all(off[Measure[name]] > 0 for other, name in DIRECT.items() if other != domain), "and no other domain's"


@pytest.mark.parametrize(("domain", "expected"), THROUGH_LIFE.items())
def test_a_domain_moves_its_own_detriment_through_life(lives, domain, expected):
    measure, sign = expected
    changes = EVERYBODY_LISTED | {f"regime.sanctions.domains.{domain}": False}
    on, off = (lives(citizens=5000, days=250, changes=c) for c in (EVERYBODY_LISTED, changes))
    assert on.strata[-1, :, Measure.LISTED].sum() > 0.8 * on.strata[-1, :, Measure.EXPOSED].sum()
    difference = totals(on)[measure] - totals(off)[measure]
    assert difference * sign > 0.02 * totals(off)[measure]


def test_the_loans_domain_also_costs_interest(lives):
    """Dearer debt and no line: more debt is written off, and more needs stay unmet."""
    on, off = (
        totals(lives(citizens=5000, days=250, changes=c))
        for c in (EVERYBODY_LISTED, EVERYBODY_LISTED | {"regime.sanctions.domains.loans": False})
    )
    assert on[Measure.UNMET_NEEDS] > 1.1 * off[Measure.UNMET_NEEDS]


def test_throttled_reach_makes_dissent_less_visible():
    """Domain internet: a dissenter counts half in what the cell sees."""

    def visible(internet: bool) -> tuple[int, int]:
        changes = EVERYBODY_LISTED | {"regime.sanctions.domains.internet": internet}
        world = Running(scenario_of("article", tuple(sorted(changes.items()))), 5000, 60, 1, START, 1, (), None)
        for day in range(1, 61):
            world.live(day)
        return int(world.state.cells[:, CELL_DISSENTERS].sum()), int(world.stocks[:, Measure.DISSENT_PUBLIC].sum())

    throttled, free = visible(True), visible(False)
    assert throttled[0] < 1.5 * throttled[1], "most count once, not twice"
    assert throttled[0] < free[0]


@pytest.mark.parametrize("domain", ["dial_tone", "dating"])
def test_what_shows_a_listing_costs_ties(lives, domain):
    """Alone, the dial tone and the dating profile still tell acquaintances; what dating does to matches needs the commercial scheme."""
    none = EVERYBODY_LISTED | {f"regime.sanctions.domains.{name}": False for name in ("billboard", "dial_tone", "dating")}
    hidden, shown = (totals(lives(citizens=5000, days=120, changes=c)) for c in (none, none | {f"regime.sanctions.domains.{domain}": True}))
    assert hidden[Measure.TIES_CUT] == 0 < shown[Measure.TIES_CUT]
    assert shown[Measure.HARASSED] == 0
