"""What must close in every run: stocks against a full recount, districts against strata, money, captures, lists, error tables."""

import numpy as np
import pytest

from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.run import Running, is_adult
from underheaven.engine.state import FIELDS
from underheaven.engine.step import Workers
from underheaven.engine.tally import FIRST_OF_FIRMS, FIRST_STOCK, MEASURES, STRATA, Measure
from underheaven.measures.rates import ErrorTable
from underheaven.study.replicate import strata_of

from .conftest import START, scenario_of

CITIZENS, DAYS = 8_000, 60


@pytest.fixture(scope="module")
def running() -> Running:
    """A running world after sixty days of ``article``, its threads still there."""
    world = Running(scenario_of("article"), CITIZENS, DAYS, 1, START, 1, (), None)
    for day in range(1, DAYS + 1):
        world.live(day)
    return world


def stored(running: Running) -> dict[str, np.ndarray]:
    """Every field of everybody in stored steps, read from the published bit table with nothing of the engine's readers."""
    words = [np.asarray(array).astype(np.int64) for array in (running.state.ledger, running.state.mind, running.state.life)]
    return {f.name: ((words[f.word] >> f.shift) & ((1 << f.bits) - 1)) - f.offset for f in FIELDS}


def recount(running: Running) -> dict[Measure, np.ndarray]:
    """What each stock says of each citizen, from the definitions of MODEL §15."""
    has = stored(running)
    tables = running.policy.tables(DAYS)
    listed = has["listed_until"] > DAYS
    government = 2 * has["trust_government"]
    living = sum((has["ties"] >> k) & 1 for k in range(6))
    works = (has["employment"] >= 1) & (has["employment"] <= 8)
    return {
        Measure.REPAYMENT_CHANCE_SUM: np.zeros_like(listed),  # article has no lender
        Measure.LISTED: listed,
        Measure.LISTED_WRONGLY: listed & (has["wrongful"] == 1),
        Measure.EXPOSED: np.ones_like(listed),
        Measure.OPTED_IN: has["opted_in"],
        Measure.DISSENT_PRIVATE: government < 170 - 26,
        Measure.DISSENT_PUBLIC: has["dissents"],
        Measure.SUPPORT_PRIVATE: government >= 128,
        Measure.SUPPORT_STATED: 1 - has["dissents"],
        Measure.TRUST_NEIGHBOURS: 2 * has["trust_neighbours"],
        Measure.TRUST_BUSINESS: 2 * has["trust_business"],
        Measure.TRUST_GOVERNMENT: government,
        Measure.SCORE_SUM: has["score"],
        Measure.SCORE_FALSE_SUM: has["false_part"],
        Measure.HARDSHIP_SUM: np.clip(128 - ((8 * has["buffer"]) >> 6), 0, 255),
        Measure.FEAR_SUM: 4 * has["fear"],
        Measure.BELIEF_SUM: 2 * has["belief"],
        Measure.TIES_ALIVE: living,
        Measure.ISOLATED: living <= 3,
        Measure.EMPLOYED: works,
        Measure.TIER_SUM: np.where(works, has["employment"] - 1, 0),
        Measure.IN_DEBT: has["buffer"] < 0,
        Measure.GRADE_D: has["score"] < tables.grades.c,
        Measure.GRADE_AA: has["score"] >= tables.grades.aa,
        Measure.HIDDEN: np.isin(np.arange(CITIZENS), running.hidden.ids),
        Measure.MODALITIES_HELD: np.array([modalities(running, citizen) for citizen in range(CITIZENS)]),
    }


def modalities(running: Running, citizen: int) -> int:
    """What the fused profile holds, from the five uniforms of the person."""
    a, b, c, _ = draw(running.society.seed, citizen, 0, Purpose.MODALITY, 0)
    enrolled = running.policy.tables(DAYS).fusion.enrolment
    return sum(u < limit for u, limit in zip((a & 65535, a >> 16, b & 65535, b >> 16, c & 65535), enrolled, strict=True))


@pytest.fixture(scope="module")
def strata() -> np.ndarray:
    """Stratum of every citizen."""
    return strata_of(scenario_of("article"), 1, CITIZENS, range(CITIZENS))


@pytest.mark.parametrize(
    "measure", [measure for measure in Measure if FIRST_STOCK <= measure < FIRST_OF_FIRMS], ids=lambda m: m.name.lower()
)
def test_running_stocks_equal_a_full_recount(running, strata, measure):
    adult = is_adult()[strata]
    value = np.where(adult, recount(running)[measure], 0).astype(np.int64)
    by_stratum = np.bincount(strata, weights=value, minlength=STRATA).astype(np.int64)
    np.testing.assert_array_equal(running.stocks[:, measure], by_stratum)
    ids = np.arange(CITIZENS) >> 8
    district = ids * running.society.districts // running.society.cells
    by_district = np.bincount(district, weights=value, minlength=running.society.districts).astype(np.int64)
    np.testing.assert_array_equal(running.district_stocks[:, measure], by_district)


def test_debt_is_what_the_recount_finds(running, strata):
    """The sum of debts in money, which sets the pool's price."""
    wage = np.asarray(running.society.wage)[strata // (STRATA // 5)]
    debt = np.maximum(0, -stored(running)["buffer"]) * 8 * wage * is_adult()[strata]
    assert running.debt == debt.sum() > 0


def test_districts_and_strata_tell_the_same(article):
    of_persons = slice(0, FIRST_OF_FIRMS)
    np.testing.assert_array_equal(article.strata.sum(axis=1)[:, of_persons], article.districts.sum(axis=1)[:, of_persons])
    assert (article.strata[..., FIRST_OF_FIRMS:] == 0).all(), "firms are in nobody's stratum"
    assert article.districts.shape == (60, 19, MEASURES)


@pytest.mark.parametrize(
    "run",
    [
        {"citizens": 40_000},
        {"days": 400},
        {"name": "null-regime"},
        {"twin": True},
        {"changes": {"world.economy.credit.bill": 15}, "days": 200},
    ],
    ids=["article", "past a year", "null-regime", "twin", "hard times"],
)
def test_money_balances_to_the_last_piece(lives, run):
    accounts = lives(**run).accounts
    left = sum(amount for name, amount in accounts.items() if name not in ("debt", "buffers_before", "buffers_after"))
    assert accounts["buffers_after"] - accounts["buffers_before"] == -left
    assert accounts["wages"] < 0 < accounts["consumption"]


def test_mail_that_holds_money_is_on_the_books(running):
    """``in_the_mail`` is what tomorrow's mail will pay out: aid at its face, harm at the table's."""
    from underheaven.engine.commit import ATOMS
    from underheaven.engine.mail import AIDED, FRAUD, HARMED, LOSS_COMMISSION, MONEY

    harm = running.policy.tables(DAYS).conduct.harm
    mails = running.mail.sorted[: running.mail.count]
    field, payload = (mails >> 27) & 31, (mails & ((1 << 27) - 1)) - (1 << 26)
    carried = payload[(field == MONEY) | (field == AIDED)].sum() - (harm[payload[field == HARMED]] * ATOMS).sum()
    taken = payload[field == FRAUD]
    carried += (np.where(taken & 7 == LOSS_COMMISSION, 1, -1) * (taken >> 3) * ATOMS).sum()
    assert running.accounts[7] == carried != 0


def test_every_capture_ends_in_one_of_three_ways(article):
    m = article.strata
    ways = m[..., Measure.CAPTURED_RIGHT] + m[..., Measure.CAPTURED_WRONG] + m[..., Measure.CAPTURED_NOBODY]
    np.testing.assert_array_equal(m[..., Measure.CAPTURED], ways)
    channels = m[..., Measure.CAPTURED_BY_CAMERAS : Measure.CAPTURED_BY_PLATFORM + 1].sum(axis=-1)
    np.testing.assert_array_equal(m[..., Measure.CAPTURED], channels)
    assert min(m[..., x].sum() for x in (Measure.CAPTURED_RIGHT, Measure.CAPTURED_WRONG, Measure.CAPTURED_NOBODY)) > 0


def test_acts_by_kind_add_up(article):
    m = article.strata
    kinds = m[..., Measure.ACTS_JAYWALKING : Measure.ACTS_PRAISE + 1].sum(axis=-1)
    np.testing.assert_array_equal(kinds, m[..., Measure.ACTS_HARMFUL] + m[..., Measure.ACTS_HARMLESS] + m[..., Measure.POSITIVE_ACTS])


@pytest.mark.parametrize("start", ["strata", "districts"])
def test_entries_less_exits_are_the_listed(lives, start):
    for run in (lives(citizens=40_000), lives(days=400)):
        m = getattr(run, start)
        stock = (m[..., Measure.ENTRIES] - m[..., Measure.EXITS]).cumsum(axis=0)
        np.testing.assert_array_equal(stock, m[..., Measure.LISTED])
    assert lives(days=400).strata[..., Measure.EXITS].sum() > 0


def test_the_wrongly_listed_are_among_the_listed(lives):
    for run in (lives(citizens=40_000), lives(days=400)):
        for m in (run.strata, run.districts):
            assert (m[..., Measure.LISTED_WRONGLY] >= 0).all()
            assert (m[..., Measure.LISTED_WRONGLY] <= m[..., Measure.LISTED]).all()
            assert (m[..., Measure.ENTRIES_WRONGFUL] <= m[..., Measure.ENTRIES]).all()
        assert run.strata[-1, :, Measure.LISTED_WRONGLY].sum() > 0


def test_flows_lie_within_their_wholes(lives):
    for run in (lives(citizens=40_000), lives(days=400)):
        m = run.strata
        denied = m[..., Measure.TRAVEL_DENIED_AIR] + m[..., Measure.TRAVEL_DENIED_RAIL]
        assert (denied <= m[..., Measure.TRAVEL_DEMANDED]).all()
        assert (m[..., Measure.PERSONS_DENIED] <= denied).all()
        assert (m[..., Measure.BURDEN_UNRELATED] <= m[..., Measure.BURDEN]).all()
        assert (m[..., Measure.BURDEN_INNOCENT] <= m[..., Measure.BURDEN]).all()
        assert (m[..., Measure.UNMET_NEEDS] <= m[..., Measure.ACTS_LATE_BILL]).all()
        assert (m[..., Measure.ACTS_LATE_BILL] <= m[..., Measure.BILLS_DUE]).all()
        assert (m[..., Measure.REPORTS_FALSE] <= m[..., Measure.REPORTS]).all()
        assert (m.sum(axis=0)[..., :FIRST_STOCK] >= 0).all(), "no flow is negative over a run (uninsured shocks go up, then down)"


def test_one_two_by_two_table_per_group(lives, flows):
    """Non-negative cells, and Chouldechova's identity exactly, in every stratum and in every day's nation."""
    for run in (lives(citizens=40_000), lives(days=400)):
        for row in (*flows(run), *run.strata.sum(axis=1)):
            table = ErrorTable.from_counts({m.name.lower(): int(row[m]) for m in Measure})
            assert table.identity_holds
        whole = ErrorTable.from_counts({m.name.lower(): int(flows(run).sum(axis=0)[m]) for m in Measure})
        assert min(whole.true_positives, whole.false_positives, whole.false_negatives) > 0
        adult_days = int(run.population[is_adult()].sum()) * run.days
        listed_before = int(run.strata[:-1, :, Measure.LISTED].sum())
        assert whole.units == adult_days - listed_before


def test_everybody_adult_is_exposed(article):
    exposed = article.strata[..., Measure.EXPOSED]
    assert (exposed == article.population * is_adult()).all()
    assert exposed[0].sum() == article.population[is_adult()].sum()


def test_workers_leave_no_thread_behind():
    import threading

    before = threading.active_count()
    workers = Workers(200, 1, 10, 2, (), None)
    workers.over_cells(lambda first, last: None)
    workers.close()
    assert threading.active_count() == before
