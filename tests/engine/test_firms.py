"""Firms in the composed kernel: their bytes, their books, what they do to people, and whether scoring them works."""

import numpy as np
import pytest

from underheaven.engine import looks
from underheaven.engine.commit import ATOMS
from underheaven.engine.firm_state import FIRM_BYTES, FIRM_FIELDS, first_firms, pack_firm, unpack_firm
from underheaven.engine.mail import FRAUD, LOSS_COMMISSION, LOSS_WAGES
from underheaven.engine.run import Running, national_of
from underheaven.engine.tally import Measure

from .conftest import START, scenario_of

BUSY = {
    "world.fraud.prone": 0.3,
    "world.fraud.pyramid.start": 0.2,
    "world.fraud.investment.start": 0.1,
    "world.fraud.charity.start": 0.1,
    "world.fraud.charity.term": 20,
    "world.fraud.pyramid.bust": 0.1,
    "world.firms.foreign": 0.3,
    "world.firms.inspections.capacity": 0.01,
    "world.firms.inspections.false_finding": 0.05,
    "regime.firms.capacity_factor": 3,
}
"""So many schemes, inspectors and foreigners that a small society meets all of them in weeks."""
SCORING = {"regime.firms.capacity_factor": 20, "world.firms.inspections.capacity": 5e-4}


def flows(result):
    """Sums over the run of every measure for the nation."""
    return national_of(result).sum(axis=0)


# --- bytes ----------------------------------------------------------------------------------------------------------------------


def test_sixteen_bytes_a_firm_and_every_field_at_its_bounds():
    assert first_firms(3).standing.itemsize + first_firms(3).dealings.itemsize == FIRM_BYTES
    for word in (0, 1):
        fields = sorted((f for f in FIRM_FIELDS if f.word == word), key=lambda f: f.shift)
        assert [f.shift for f in fields] == np.cumsum([0] + [f.bits for f in fields])[:-1].tolist()
        assert sum(f.bits for f in fields) < 64, "the sign stays clear"
    lowest = np.array([-f.offset * f.unit for f in FIRM_FIELDS], np.int64)
    highest = np.array([((1 << f.bits) - 1 - f.offset) * f.unit for f in FIRM_FIELDS], np.int64)
    for values in (lowest, highest, np.where(np.arange(len(FIRM_FIELDS)) % 2, lowest, highest)):
        laid = np.zeros_like(values)
        unpack_firm(laid, *pack_firm(values))
        np.testing.assert_array_equal(laid, values)


# --- books ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def busy() -> tuple[Running, np.ndarray]:
    """A busy world after sixty days, and its national tallies by day."""
    world = Running(scenario_of("article", tuple(sorted(BUSY.items()))), 20_000, 60, 1, START, 1, (), None)
    days = []
    for day in range(1, 61):
        strata, districts = world.live(day)
        days.append(strata.sum(axis=0) + np.where(strata.any(axis=0), 0, districts.sum(axis=0)))
    return world, np.array(days)


def test_what_firms_took_is_what_people_lost(busy):
    """The firms' account, to the last piece: losses that arrived and that are under way, evaded tax, less fines."""
    world, days = busy
    total = days.sum(axis=0)
    mails = world.mail.sorted[: world.mail.count]
    payload = (mails[(mails >> 27) & 31 == FRAUD] & ((1 << 27) - 1)) - (1 << 26)
    under_way = (np.where(payload & 7 == LOSS_COMMISSION, -1, 1) * (payload >> 3)).sum()
    arrived = total[Measure.FRAUD_LOSSES] + total[Measure.ARREARS]
    from underheaven.engine.desk import Account

    taken = arrived + under_way + total[Measure.FIRM_TAX_EVADED] - total[Measure.FIRM_FINES]
    assert world.accounts[Account.FIRMS] == ATOMS * taken
    assert total[Measure.FRAUD_LOSSES] > 0
    assert (payload & 7 <= 5).all()
    assert LOSS_WAGES == 3


def test_stocks_of_firms_equal_a_recount(busy):
    world, days = busy
    state = world.market.state
    words = (state.standing, state.dealings)
    has = {f.name: (((words[f.word] >> f.shift) & ((1 << f.bits) - 1)) - f.offset) * f.unit for f in FIRM_FIELDS}
    listed = has["listed_until"] > 60
    last = days[-1]
    assert last[Measure.FIRMS] == 400 == len(state.standing)
    assert last[Measure.FIRMS_LISTED] == listed.sum() > 0
    assert last[Measure.FIRMS_LISTED_WRONGLY] == (listed & (has["wrongful"] == 1)).sum()
    assert last[Measure.FIRM_RATING_SUM] == has["rating"].sum()
    assert last[Measure.SCHEMES] == (has["scheme"] > 0).sum() > 0
    assert last[Measure.SCHEME_MEMBERS] == has["members"].sum()
    assert last[Measure.FIRMS_COMPLYING] == has["complies"].sum() > 0
    assert last[Measure.FIRMS_COMPLYING] < last[Measure.FIRMS_ASKED]
    joined, ended = days[:, Measure.SCHEME_JOINERS].sum(), days[:, Measure.SCHEME_LOSERS].sum()
    assert joined >= ended + has["members"].sum() > 0, "who joined is a member still, lost, or earned the fee back"
    assert (days[:, Measure.SCHEMES_STARTED] - days[:, Measure.SCHEMES_ENDED]).sum() == last[Measure.SCHEMES]


def test_everything_happens_somewhere(busy):
    total = busy[1].sum(axis=0)
    missing = [m.name for m in Measure if m >= Measure.PURCHASES and total[m] == 0]
    assert missing == []
    assert (busy[1] >= 0)[:, Measure.PURCHASES :].all()


def test_money_balances_with_schemes_and_fines(lives):
    accounts = lives(changes=BUSY, citizens=20_000).accounts
    left = sum(amount for name, amount in accounts.items() if name not in ("debt", "buffers_before", "buffers_after"))
    assert accounts["buffers_after"] - accounts["buffers_before"] == -left
    assert accounts["firms"] != 0


def test_threads_blocks_and_room_change_nothing(lives, monkeypatch):
    one = lives(changes=BUSY, citizens=20_000)
    monkeypatch.setattr(looks, "CELLS_WHERE_TWO_THREADS_PAY", 1)
    monkeypatch.setattr("underheaven.engine.market.ROOM_FOR_MAIL", 80)  # desks of 640 messages: they must grow in the middle of a district
    two = lives(changes=BUSY, citizens=20_000, threads=2, block_cells=3)
    assert one.digest == two.digest
    assert one.accounts == two.accounts
    np.testing.assert_array_equal(one.districts, two.districts)


# --- mechanisms -----------------------------------------------------------------------------------------------------------------


def test_firms_off_leaves_people_alone(lives):
    total = flows(lives("no-regime", changes={"world.firms.on": False}))
    assert not total[[Measure.PURCHASES, Measure.FRAUD_LOSSES, Measure.ARREARS, Measure.FIRMS]].any()


def test_fraud_costs_money_and_trust(lives):
    honest, usual = (lives("no-regime", changes=c, citizens=20_000, days=200) for c in ({"world.firms.offences.on": False}, {}))
    assert flows(honest)[Measure.FRAUD_LOSSES] == flows(honest)[Measure.FIRM_OFFENCES] == 0 < flows(usual)[Measure.FRAUDS]
    assert national_of(honest)[-1, Measure.TRUST_BUSINESS] > national_of(usual)[-1, Measure.TRUST_BUSINESS]


def test_opportunities_come_at_their_rates(lives):
    """In the kernel, under ordinary law: offences a firm and week against Σ p·(1 − p⁰s⁰) over what each sector sells."""
    total = flows(lives("no-regime", citizens=40_000, days=364))
    expected = 800 * 52 * (0.014 * 0.97 + 0.6 * 0.07 * 0.99 + 0.35 * 0.014 * 0.98 + 0.035 * 0.985)
    assert total[Measure.FIRM_OFFENCES] == pytest.approx(
        expected, abs=5 * np.sqrt(expected) + 0.06 * expected
    )  # sectors and inclinations of 800
    assert total[Measure.PURCHASES] == pytest.approx(40_000 * 364 * 0.25, rel=0.1)


def test_schemes_off_and_inspected(lives):
    schemes = {name: value for name, value in BUSY.items() if ".fraud." in name}
    none = lives("no-regime", changes={"world.fraud.on": False})
    assert flows(none)[Measure.SCHEMES_STARTED] == 0
    left, caught = (
        lives("firms-only", changes=schemes | {"regime.firms.capacity_factor": factor}, citizens=20_000, days=120) for factor in (0.01, 40)
    )
    assert flows(caught)[Measure.SCHEME_JOINERS] < 0.9 * flows(left)[Measure.SCHEME_JOINERS]
    assert flows(caught)[Measure.FRAUD_LOSSES] < flows(left)[Measure.FRAUD_LOSSES]


def test_a_political_demand_is_met_or_paid_for(lives):
    foreign = {"world.firms.foreign": 0.5, "regime.political_pressure.sector": "all", "regime.political_pressure.on": True}
    none = lives("firms-only", changes={"world.firms.foreign": 0.5}, citizens=20_000, days=90)
    mild, hard = (
        lives("firms-only", changes=foreign | {"regime.political_pressure.points": p}, citizens=20_000, days=90) for p in (-1, -10)
    )
    assert national_of(none)[-1, Measure.FIRMS_ASKED] == 0
    asked = national_of(mild)[-1, Measure.FIRMS_ASKED]
    assert 150 < asked < 250
    assert national_of(mild)[-1, Measure.FIRMS_COMPLYING] < national_of(hard)[-1, Measure.FIRMS_COMPLYING] < asked
    assert national_of(hard)[-1, Measure.FIRM_RATING_SUM] < national_of(none)[-1, Measure.FIRM_RATING_SUM]


def test_false_finds_list_firms_wrongly_and_without_them_nobody_is(lives):
    changes = {"regime.firms.capacity_factor": 40, "world.firms.inspections.false_finding": 0}
    clean = flows(lives("firms-only", changes=changes, citizens=20_000, days=200))
    assert clean[Measure.FIRM_ENTRIES] > clean[Measure.FIRM_ENTRIES_WRONGFUL] == clean[Measure.FIRM_FINDINGS_FALSE] == 0
    changes["world.firms.inspections.false_finding"] = 0.05
    assert flows(lives("firms-only", changes=changes, citizens=20_000, days=200))[Measure.FIRM_ENTRIES_WRONGFUL] > 0


# --- does scoring firms work? ---------------------------------------------------------------------------------------------------


def change(lives, measure, changes):
    """(regime, twin) of a measure: a flow's sum, or trust at the end; three worlds."""
    arms = (
        [lives("firms-only", changes=changes, twin=twin, citizens=20_000, days=400, seed=s) for s in (1, 2, 3)] for twin in (False, True)
    )
    if measure is Measure.TRUST_BUSINESS:
        return tuple(sum(int(national_of(r)[-1, measure]) for r in arm) for arm in arms)
    return tuple(sum(int(flows(r)[measure]) for r in arm) for arm in arms)


def test_with_inspectors_enough_scoring_lowers_fraud_and_raises_trust(lives):
    frauds, without = change(lives, Measure.FRAUDS, SCORING)
    assert frauds < 0.3 * without
    losses, without = change(lives, Measure.FRAUD_LOSSES, SCORING)
    assert losses < 0.8 * without
    trust, without = change(lives, Measure.TRUST_BUSINESS, SCORING)
    assert trust > without + 3 * 16_000 * 5  # more than five of 255, each adult


def test_overwhelmed_inspectors_change_nothing(lives):
    overwhelmed = {"regime.firms.capacity_factor": 1, "world.firms.inspections.capacity": 1e-5}
    frauds, without = change(lives, Measure.FRAUDS, overwhelmed)
    assert abs(frauds - without) < 0.01 * without
    trust, without = change(lives, Measure.TRUST_BUSINESS, overwhelmed)
    assert abs(trust - without) < 3 * 16_000 * 0.5
