"""Firms' offences: rates and prices in closed form, who can sell what, refusal beyond the envelope."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.act import offends
from underheaven.day.firm_offences import (
    FirmOffence,
    FirmOffences,
    conducts,
    firm_deterrent,
    firm_offences_table,
    inclination,
    number_hit,
    opportunity,
    sells,
)
from underheaven.day.firms import Sector
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

TABLE = firm_offences_table(FirmOffences())
N = 1 << 20
_FIRM_WEEK = int(Purpose.FIRM_WEEK)


@compiled
def _weeks(weeks, sector, capture, stakes, table, met, acted):
    for week in range(weeks):
        place, choice, _, _ = draw(3, week, 1, _FIRM_WEEK, 0)
        kind = opportunity(place, sector, inclination(week & 255, table), table)
        if kind >= 0:
            met[kind] += 1
            acted[kind] += int(offends(choice & 0xFFFF, firm_deterrent(table.law[kind], capture, stakes[kind])))


def weeks(sector, capture=0, stake=0):
    met, acted = np.zeros(4, np.int64), np.zeros(4, np.int64)
    _weeks(N, int(sector), capture, np.full(4, stake, np.int64), TABLE, met, acted)
    return met, acted


@pytest.mark.parametrize("sector", Sector)
def test_opportunities_and_acts_follow_their_rates(sector):
    met, acted = weeks(sector)
    for kind, conduct in enumerate(conducts(FirmOffences())):
        rate = conduct.rate.value if sells(kind, int(sector)) else 0
        assert abs(met[kind] - N * rate) <= 4 * math.sqrt(N * rate)
        p = 1 - conduct.detection.value * conduct.response.value  # ordinary law alone
        assert abs(acted[kind] - met[kind] * p) <= 4 * math.sqrt(met[kind] * p * (1 - p)) + 1e-4 * met[kind]


def test_the_regimes_margin_is_capture_times_stake():
    met, acted = weeks(Sector.MEDICINE, capture=64, stake=256)  # a quarter of all, at a stake of one
    for kind, conduct in enumerate(conducts(FirmOffences())):
        p = 1 - conduct.detection.value * conduct.response.value - 0.25
        assert abs(acted[kind] - met[kind] * p) <= 4 * math.sqrt(met[kind] * p * (1 - p)) + 1e-4 * met[kind]


def test_who_sells_what():
    kinds = {kind: [sector.name for sector in Sector if sells(int(kind), int(sector))] for kind in list(FirmOffence)[:4]}
    assert kinds[FirmOffence.COUNTERFEITS] == ["RETAIL", "MEDICINE"]
    assert kinds[FirmOffence.CONSUMER_FRAUD] == ["FINANCE", "INSURANCE", "MEDICINE", "DATING"]
    assert len(kinds[FirmOffence.TAX_EVASION]) == len(kinds[FirmOffence.WAGE_ARREARS]) == len(Sector)


@settings(deadline=None)
@given(st.integers(0, 65_535), st.integers(0, 255), st.integers(0, 1 << 16), st.integers(0, 65_535))
def test_a_higher_price_never_adds_offences(law, capture, stake, uniform):
    if not offends(uniform, law):
        assert not offends(uniform, firm_deterrent(law, capture, stake))


@settings(deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 65_535))
def test_at_most_sixty_four_are_hit(customers, uniform):
    assert abs(number_hit(customers, TABLE.customers_hit, uniform, TABLE) - min(64, customers * 0.05)) <= 1 + customers * 1e-5


def test_firms_differ_around_a_mean_of_one():
    inclined = [inclination(byte, TABLE) for byte in range(256)]
    assert sum(inclined) == 256 * 65_280
    assert (min(inclined), max(inclined)) == (0, 2 * 65_280)
    assert inclined == sorted(inclined)


def test_switched_off_no_opportunity_comes():
    off = firm_offences_table(FirmOffences(on=False))
    assert {opportunity(uniform << 20, 3, 2 * 65_280, off) for uniform in range(4096)} == {-1}


def test_a_rate_beyond_its_envelope_is_refused():
    tree = FirmOffences().model_dump()
    tree["counterfeits"]["rate"]["value"] = 0.3
    with pytest.raises(ValueError, match=r"firms\.offences\.counterfeits\.rate: must give at most 0\.21 a week"):
        firm_offences_table(FirmOffences.model_validate(tree))
