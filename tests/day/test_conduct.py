"""Conduct: slots, rates of acts (T-CON1), the displayed site (T-DET1), help, and refused scenarios."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from underheaven.day.act import fear_multiplier, offends
from underheaven.day.conduct import (
    RARE_ENVELOPE,
    RARE_TOPS,
    STREET_ENVELOPE,
    STREET_TOPS,
    WEEK_ENVELOPE,
    WEEK_TOPS,
    Conduct,
    Rare,
    conduct_table,
    deterrent,
    harm_class,
    helps,
    is_equipped_site,
    rare_place,
    rare_slot,
    site_deterrent,
    speaks_falsely,
    street_kind,
    sub_intervals,
    weekly_occasion,
)
from underheaven.day.vocabulary import Kind
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw

TABLE = conduct_table(Conduct())
CALM = fear_multiplier(8, 512)
LAW = round(Fraction("0.002") * Fraction("0.30") * 65_536)
CANDIDATES = 1 << 20
uniforms = st.integers(0, 2**32 - 1)


def within_four_sigma(count, n, p):
    return abs(count - n * p) <= 4 * math.sqrt(n * p * (1 - p)) + 1


@compiled
def _street_acts(n, kind, price, table):
    opportunities, taken = 0, 0
    for i in range(n):
        words = draw(11, i, 1, 25, 0)
        if street_kind(words[0] >> 6, table) == kind:
            opportunities += 1
            taken += offends(words[1] >> 16, price)
    return opportunities, taken


@compiled
def _rare_events(n, slot, table):
    count = 0
    for i in range(n):
        count += rare_slot(draw(12, i, 1, 25, 0)[0] >> 7, table) == slot
    return count


@compiled
def _weekly_kind(uniform, table):
    """The one kind for which there is an occasion, or −1."""
    kind = -1
    for slot in range(table.week_kind.size):
        if weekly_occasion(uniform, slot, table):
            kind = table.week_kind[slot]
    return kind


@compiled
def _weekly_acts(n, kind, works, table):
    """Opportunities (or help given) of a weekly kind, with traits (u8 + u8) >> 1."""
    count = 0
    for i in range(n):
        words = draw(13, i, 1, 49, 0)
        if _weekly_kind(words[0], table) == kind:
            trait = ((words[1] & 255) + ((words[1] >> 8) & 255)) >> 1
            count += kind < 10 or helps(words[0], kind, trait, works, table)
    return count


@compiled
def _offences(price):
    count = 0
    for uniform in range(65_536):
        count += offends(uniform, price)
    return count


@pytest.mark.parametrize(
    ("tops", "envelope"),
    [(STREET_TOPS, STREET_ENVELOPE), (RARE_TOPS, RARE_ENVELOPE), (WEEK_TOPS, WEEK_ENVELOPE)],
    ids=["street", "rare", "week"],
)
def test_declared_tops_lie_side_by_side_in_their_envelope(tops, envelope):
    origins, widths = sub_intervals(list(tops.values()), envelope)
    assert list(origins[1:]) == list((origins + widths)[:-1])
    assert origins[-1] + widths[-1] <= 1 << (32 - envelope)
    with pytest.raises(ValueError, match="fit"):
        sub_intervals([*tops.values(), "0.9"], envelope)


@pytest.mark.parametrize(("kind", "rate"), [(Kind.JAYWALKING, 0.005), (Kind.UNLEASHED_DOG, 0.0007), (Kind.FARE_EVASION, 0.0002)])
def test_street_acts_come_at_rate_times_chance_of_acting(kind, rate):
    price = 30_000
    opportunities, taken = _street_acts(CANDIDATES, int(kind), price, TABLE)
    assert within_four_sigma(opportunities, CANDIDATES, rate * 64)
    assert within_four_sigma(taken, CANDIDATES, rate * 64 * (1 - price / 65_536))


@pytest.mark.parametrize(
    ("slot", "rate"), [(Rare.PROTEST, 0.0004), (Rare.TAX_EVASION, 0.0001), (Rare.MESSAGE_FALSE_ALARM, 0.002), (Rare.HIDING, 0.0001)]
)
def test_rare_events_come_at_their_rate_or_at_the_top_that_their_mechanism_thins(slot, rate):
    assert within_four_sigma(_rare_events(CANDIDATES, int(slot), TABLE), CANDIDATES, rate * 128)


@settings(deadline=None)
@given(st.integers(0, 2**25 - 1))
def test_the_place_in_a_rare_slot_lies_below_its_top(uniform):
    slot = rare_slot(uniform, TABLE)
    if slot >= 0:
        top = Fraction(list(RARE_TOPS.values())[slot])
        assert 0 <= rare_place(uniform, slot, TABLE) < round(top * 2**32)


@pytest.mark.parametrize(("kind", "rate"), [(Kind.VIDEO_GAMES, 0.10), (Kind.TRIVIAL_PURCHASE, 0.08), (Kind.CRITICAL_SPEECH, 0.06)])
def test_weekly_opportunities_come_at_their_rate(kind, rate):
    assert within_four_sigma(_weekly_acts(CANDIDATES, int(kind), False, TABLE), CANDIDATES, rate)


def _mean_square_of_trait():
    return sum(((a + b) >> 1) ** 2 for a in range(256) for b in range(256)) * 3 / 65_536**2


@pytest.mark.parametrize(("kind", "rate"), [(Kind.CHARITY, 0.03), (Kind.FAMILY_HELP, 0.05), (Kind.PRAISE, 0.03)])
def test_help_follows_the_square_of_the_trait(kind, rate):
    assert _mean_square_of_trait() == pytest.approx(0.86, abs=0.01)
    assert within_four_sigma(_weekly_acts(CANDIDATES, int(kind), False, TABLE), CANDIDATES, rate * _mean_square_of_trait())


@pytest.mark.parametrize("kind", [Kind.CHARITY, Kind.FAMILY_HELP, Kind.PRAISE])
def test_work_for_points_crowds_out_and_adds_up_to_the_top(kind):
    name = kind.name.lower()
    rate, top = getattr(Conduct(), name).rate.value, float(WEEK_TOPS[name])
    law = sum(min(top, rate * 3 * ((a + b) >> 1) ** 2 / 65_536 * 0.75 + 2 * rate) for a in range(256) for b in range(256)) / 65_536
    assert within_four_sigma(_weekly_acts(CANDIDATES, int(kind), True, TABLE), CANDIDATES, law)


@settings(deadline=None)
@given(uniforms, st.sampled_from([Kind.CHARITY, Kind.FAMILY_HELP, Kind.PRAISE]), st.integers(0, 254), st.booleans())
def test_a_kinder_person_never_helps_less(uniform, kind, trait, works):
    if _weekly_kind(uniform, TABLE) == kind and helps(uniform, int(kind), trait, works, TABLE):
        assert helps(uniform, int(kind), trait + 1, works, TABLE)


def test_a_displayed_site_deters_nine_in_ten_and_the_unaware_are_not_deterred():
    e_0 = TABLE.site_response
    without = _offences(LAW)
    site = _offences(site_deterrent(LAW, 256, CALM, TABLE)) / without - 1
    assert site == pytest.approx(-0.90, abs=0.005)
    assert _offences(deterrent(LAW, 0, e_0, 256, CALM)) == without
    # the city as a whole at announced capture 1 − .88 · .995: MODEL §5.1 says −1.4 % at knowledge .11 and −10 % at .80
    city = _offences(deterrent(LAW, round(256 * (1 - 0.88 * 0.995)), e_0, 256, CALM)) / without - 1
    assert 0.11 * city == pytest.approx(-0.014, abs=0.001)
    assert 0.80 * city == pytest.approx(-0.10, abs=0.005)


def test_displayed_sites_exist_only_under_shaming():
    assert is_equipped_site(0, TABLE)
    assert sum(is_equipped_site(u, TABLE) for u in range(65_536)) == round(0.02 * 65_536)
    assert sum(speaks_falsely(u, TABLE) for u in range(65_536)) == round(0.05 * 65_536)


@settings(deadline=None)
@given(st.integers(0, 65_535), st.integers(0, 255), st.integers(1, 1024), st.integers(0, 4000), st.integers(0, 400), st.integers(0, 252))
def test_a_harsher_rule_surer_capture_and_fear_never_add_acts(uniform, capture, response, severe, more, fear):
    lenient = deterrent(LAW, capture, response, severe, fear_multiplier(fear, 512))
    harsher = (
        deterrent(LAW, capture, response, severe + more, fear_multiplier(fear, 512)),
        deterrent(LAW, capture + more, response, severe, fear_multiplier(fear, 512)),
        deterrent(LAW, capture, response, severe, fear_multiplier(fear + more, 512)),
    )
    if any(offends(uniform, price) for price in harsher):
        assert offends(uniform, lenient)


def test_harms_have_classes():
    assert [harm_class(h) for h in (-16, 0, 1, 63, 64, 511, 512, 640)] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert TABLE.harm[Kind.TAX_EVASION] == 640
    assert TABLE.harm[Kind.CHARITY] == -16
    assert TABLE.harm_class[Kind.VIDEO_GAMES] == 0
    assert TABLE.harm_class[Kind.LATE_BILL] == 1
    assert TABLE.response[Kind.JAYWALKING] == 64
    assert TABLE.response[Kind.PROTEST] == TABLE.response[Kind.CRITICAL_SPEECH] == 13


def _with_rate(name, rate):
    tree = Conduct().model_dump()
    target = tree["hiding"] if name == "hiding" else tree[name]["rate"]
    target["value"] = rate
    return tree


@pytest.mark.parametrize(("name", "top"), [("jaywalking", 0.012), ("protest", 0.0012), ("praise", 0.09), ("hiding", 0.0003)])
def test_a_rate_beyond_its_declared_top_is_refused_with_its_place(name, top):
    Conduct(**_with_rate(name, top))
    with pytest.raises(ValidationError, match="at most") as refusal:
        Conduct(**_with_rate(name, top * 1.01))
    assert refusal.value.errors()[0]["loc"] == (name,)


def test_help_cannot_harm():
    tree = Conduct().model_dump()
    tree["charity"]["harm"]["value"] = 3
    with pytest.raises(ValidationError, match="must not be positive"):
        Conduct(**tree)


@settings(deadline=None)
@given(uniforms)
def test_switched_off_nobody_does_anything(uniform):
    off = conduct_table(Conduct.model_validate("off"))
    assert street_kind(uniform >> 6, off) == -1
    assert _weekly_kind(uniform, off) == -1
    assert rare_slot(uniform >> 7, off) not in (Rare.PROTEST, Rare.TAX_EVASION, Rare.HIDING)
