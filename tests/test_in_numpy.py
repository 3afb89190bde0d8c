"""The NumPy model's draws: the published generator at an address, exact chances, and twins that share every draw."""

import datetime

import numpy as np
import pytest
from benchmarks.in_numpy.draws import ACT, LUCK, NATION, Draws, Few, Purpose, own_words
from benchmarks.in_numpy.model import Nation
from benchmarks.in_numpy.model import simulate as in_numpy
from benchmarks.in_numpy.state import CHANGING, STOCKS, hardship, tier

from underheaven.engine.run import simulate
from underheaven.engine.tally import FIRST_OF_FIRMS, MEASURES, STRATA, Measure, is_stock
from underheaven.scenario.load import load

START = datetime.date(2020, 1, 1)
MOST = 2**64 - 1
CHANNELS = ("cameras", "messages", "informants", "records")
# kat_vectors of Random123, lines "philox4x64 10": zeros, ones, digits of pi; NumPy counts up before it draws
KNOWN_ANSWERS = [
    ((MOST,) * 4, (0, 0), (0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B)),
    ((MOST - 1, MOST, MOST, MOST), (MOST, MOST), (0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0)),
    (
        (0x243F6A8885A308D2, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0x452821E638D01377, 0xBE5466CF34E90C6C),
        (0xA528F45403E61D95, 0x38C72DBD566E9788, 0xA5A1610E72FD18B5, 0x57BD43B5E52B7FE6),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_numpys_philox_has_the_known_answers(counter: tuple[int, ...], key: tuple[int, int], expected: tuple[int, ...]) -> None:
    philox = np.random.Philox(counter=np.array(counter, np.uint64), key=np.array(key, np.uint64))
    assert tuple(philox.random_raw(4).tolist()) == expected


def test_a_draw_is_philox_at_its_address_whatever_was_drawn_before() -> None:
    draws = Draws(7)
    draws.at(12, 30)
    expected = np.random.Philox(counter=[2 << 32, Purpose.JOB, 12, 30], key=[7, 0]).random_raw(9)
    draws.few(1000, 0.3, Purpose.SHOCK).longs(ACT, 0)
    draws.shorts(17, Purpose.JOB)
    assert np.array_equal(draws.words(9, Purpose.JOB, 2), expected)
    assert np.array_equal(draws.words(5, Purpose.JOB, 2), expected[:5])


def test_candidates_come_with_exactly_their_chance() -> None:
    draws, number, days = Draws(3), 500, 4000
    for chance in (0.002, 0.3):
        seen = np.zeros(number)
        for day in range(days):
            draws.at(day, NATION)
            places = draws.some(number, chance, Purpose.SHOCK)
            assert len(set(places.tolist())) == len(places)
            seen[places] += 1
        mean, spread = days * chance, (days * chance * (1 - chance)) ** 0.5
        assert abs(seen.sum() - number * mean) < 4 * spread * number**0.5
        assert np.abs(seen - mean).max() < 5.5 * spread + 1
        assert seen.var() == pytest.approx(spread**2, rel=5 * (2 / number) ** 0.5)


def test_words_stay_with_whom_they_belong_to() -> None:
    draws = Draws(5)
    draws.at(1, NATION)
    few = Few(draws, Purpose.BILL, np.arange(100, 200))
    chosen = np.array([3, 50, 99])
    part = few.of(few.who > 101).of(chosen - 2)
    assert part.who.tolist() == [103, 150, 199]
    draws.at(2, 9)  # a column is drawn at the address at which the people were chosen
    for column in (ACT, LUCK):
        assert np.array_equal(part.longs(column, 1), few.longs(column, 1)[chosen])
        assert np.array_equal(part.shorts(column, 2), few.shorts(column, 2)[chosen])
        assert np.array_equal(part.moods(column, 7), few.moods(column, 7)[chosen])
    lone = draws.lone(np.array([8, 3]), Purpose.DEFAULT)
    assert np.array_equal(lone.longs(LUCK, 0)[1:], draws.lone(np.array([3]), Purpose.DEFAULT).longs(LUCK, 0))


@pytest.mark.parametrize("along", ["who", "day", "seed"])
def test_words_of_people_whom_the_state_picks_are_even(along: str) -> None:
    """Bytes, and top nibbles of neighbours, along one part of the address: chi-square within six deviations of its law."""
    number = 1 << 16
    if along == "who":
        words = Draws(4).personal(np.arange(number), Purpose.REVIEW)
    else:
        drawn = []
        draws = Draws(4)
        for n in range(number):
            draws = draws if along == "day" else Draws(n)
            draws.at(n if along == "day" else 3, NATION)
            drawn.append(draws.personal(np.array([77]), Purpose.REVIEW)[0])
        words = np.array(drawn)
    nibbles = words >> np.uint64(60)
    lanes = [words >> np.uint64(8 * byte) & np.uint64(255) for byte in range(8)] + [nibbles[1:] << np.uint64(4) | nibbles[:-1]]
    for lane in lanes:
        counts, expected = np.bincount(lane.astype(np.intp), minlength=256), len(lane) / 256
        assert abs(((counts - expected) ** 2 / expected).sum() - 255) < 6 * (2 * 255) ** 0.5


def test_two_arms_share_every_draw_that_the_regime_does_not_touch() -> None:
    article = load("article")
    unwatched = article.with_(**{f"regime.{channel}.on": False for channel in CHANNELS})
    arms = [Nation(scenario, 20_000, 60, 11, START) for scenario in (article, unwatched)]
    for day in range(1, 61):
        watched, free = (nation.live(day) for nation in arms)
        for name in ("bills_due", "shocks", "travel_demanded"):
            assert watched[name] == free[name] > 0, (day, name)
    states = [nation.state for nation in arms]
    assert watched["listed"] > 50
    assert free["listed"] == 0
    untouched = states[0].until == 0
    assert np.array_equal(states[0].employment[untouched], states[1].employment[untouched])
    assert np.array_equal(states[0].people.partner, states[1].people.partner)


def test_a_regime_without_effect_leaves_every_life_as_it_was() -> None:
    null = load("null-regime").with_(**{"regime.rollout.on": False})
    without = null.with_(
        **{
            f"regime.{part}.on": False
            for part in (*CHANNELS, "shaming", "perks", "lists", "ledger", "censorship", "safeguards", "hiding", "fusion")
        }
    )
    arms = [Nation(scenario, 8_000, 40, 2, START) for scenario in (null, without)]
    for day in range(1, 41):
        told, expected = ({name: number for name, number in arm.live(day).items() if "captured" not in name} for arm in arms)
        assert told == expected
    for name in CHANGING:
        assert np.array_equal(getattr(arms[0].state, name), getattr(arms[1].state, name)), name


def test_the_books_by_stratum_and_district_are_recounted_every_day() -> None:
    nation = Nation(load("article"), 6_000, 20, 7, START)
    state, books = nation.state, nation.state.books
    people = nation.people
    entered = left = 0.0
    for day in range(1, 21):
        told = nation.live(day)
        entered, left = entered + told["entries"], left + told["exits"]
        counted = {measure: getattr(state, name) for name, measure in STOCKS.items()}
        counted |= {
            Measure.HARDSHIP_SUM: hardship(state.buffer),
            Measure.LISTED: state.until > day,
            Measure.LISTED_WRONGLY: (state.until > day) & state.wrongful,
            Measure.DISSENT_PUBLIC: state.dissents,
            Measure.SUPPORT_STATED: ~state.dissents,
            Measure.DISSENT_PRIVATE: state.government < state.dissents_below,
            Measure.SUPPORT_PRIVATE: state.government >= 128,
            Measure.TIES_ALIVE: np.bitwise_count(state.ties),
            Measure.ISOLATED: np.bitwise_count(state.ties) <= 3,
            Measure.OPTED_IN: state.member,
            Measure.EMPLOYED: (state.employment > 0) & (state.employment < 9),
            Measure.TIER_SUM: tier(state.employment),
            Measure.IN_DEBT: state.buffer < 0,
            Measure.GRADE_D: state.score < 2400,
            Measure.GRADE_AA: state.score >= 4120,
        }
        for measure, values in counted.items():
            for tally, key in zip(books.tallies, (people.stratum, people.book_district), strict=True):
                recount = np.bincount(key[: people.adults], values, tally.shape[2])
                assert tally[day - 1, measure] == pytest.approx(recount, rel=1e-5, abs=0.02), (day, measure.name)
        assert state.purse.debt == pytest.approx(float(np.minimum(state.buffer, 0) @ -state.wage), rel=1e-5)
    assert told["listed"] == entered - left > 0
    by_stratum, by_district = books.tallies
    assert by_stratum.shape == (20, MEASURES, STRATA)
    persons = slice(0, FIRST_OF_FIRMS)
    assert np.allclose(by_stratum[:, persons].sum(axis=2), by_district[:, persons].sum(axis=2), rtol=1e-6)
    flows = [measure for measure in Measure if measure < FIRST_OF_FIRMS and not is_stock(measure)]
    assert np.array_equal(by_stratum[:, flows].sum(axis=2), by_district[:, flows].sum(axis=2))
    assert told["shocks_uninsured"] < told["shocks"]
    national = by_district.sum(axis=(0, 2))
    assert told["hidden"] == national[Measure.WENT_INTO_HIDING] - national[Measure.FOUND]


def test_the_society_has_the_engines_strata() -> None:
    nation = Nation(load("article"), 200_000, 1, 5, START)
    engine = simulate(load("article"), citizens=200_000, days=1, seed=5, start=START, threads=1).population
    peer = np.bincount(nation.people.stratum, minlength=STRATA)
    for attribute in ((0,), (1,), (2,), (3,), (4,), (0, 2), (3, 4)):
        rest = tuple(axis for axis in range(5) if axis not in attribute)
        ours, theirs = (counts.reshape(5, 2, 3, 2, 3).sum(axis=rest) / 200_000 for counts in (engine, peer))
        assert theirs == pytest.approx(ours, abs=0.012), attribute


def test_the_purse_is_shared_out_and_losses_become_a_price_once_a_year() -> None:
    nation = Nation(load("article"), 3_000, 380, 4, START)
    purse, costs = nation.state.purse, 0.0
    for day in range(1, 366):
        costs += nation.live(day)["cost"]
    assert costs > 0
    assert purse.transfer == int(purse.purse / nation.people.adults) < 0
    assert 0 < purse.spread <= 13107
    before, share = purse.purse, purse.transfer
    for day in range(366, 373):  # everybody's week
        nation.live(day)
    assert purse.transfer == 0
    assert purse.purse - before == pytest.approx(-share * nation.people.adults, rel=0.1)


def test_splitmix_has_its_reference_outputs() -> None:
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert own_words(np.array([1234567], np.uint64), np.arange(5)).tolist() == expected


@pytest.mark.slow
def test_safeguards_have_the_engines_rates() -> None:
    kept = ("notice", "appeal", "correction", "audit", "human_review", "deduplication")
    scenario = load("article").with_(**{f"regime.safeguards.{part}.on": True for part in kept})
    engine = simulate(scenario, citizens=50_000, days=150, seed=5, start=START, threads=1).districts.sum(axis=(0, 1))
    peer = in_numpy(scenario, citizens=50_000, days=150, seed=5, start=START).flows
    units = {"cost_reviews": 1024, "cost_remedies": 8192, "stale_domain_days": 84}
    for name in (
        *("entries", "exits", "appeals_filed", "appeals_won", "audits", "stale_domain_days", "records_reviewed_away"),
        *("cost_reviews", "cost_remedies", "captured", "captured_right", "records_true"),
    ):
        ours, theirs = float(engine[Measure[name.upper()]]), peer[name]
        tolerance = max(0.1, 4 * (2 * units.get(name, 1) / min(ours, theirs)) ** 0.5)
        assert theirs == pytest.approx(ours, rel=tolerance), name


def test_schemes_grow_hurt_and_end() -> None:
    sure = {"world.fraud.prone": 1, "world.fraud.pyramid.start": 0.003, "world.fraud.pyramid.bust": 0.1, "world.fraud.growth": 0.15}
    nation = Nation(load("article").with_(**sure), 20_000, 150, 3, START)
    told = [nation.live(day) for day in range(1, 151)]
    firms, sums = nation.market.firms, nation.state.books.national()
    assert sums["schemes_started"] > sums["schemes_ended"] > 10
    assert told[-1]["schemes"] == sums["schemes_started"] - sums["schemes_ended"] == np.count_nonzero(firms.scheme)
    assert told[-1]["scheme_members"] == firms.members.sum()
    assert sums["scheme_joiners"] > sums["schemes_started"]
    assert 0 < sums["scheme_losers"] <= sums["scheme_joiners"]
    assert sums["scheme_losses"] <= 640 * sums["scheme_joiners"]
    assert sums["firm_offences"] >= sums["schemes_started"]


def test_who_was_hit_is_told_again_by_the_same_draws() -> None:
    nation = Nation(load("article"), 30_000, 30, 3, START)
    for day in range(1, 31):
        nation.live(day)
    firms, harm = nation.market.firms, nation.market.harm
    hit = np.flatnonzero(firms.hurt_number)
    assert len(hit) > 20
    tables = nation.policy.tables(30)
    for firm in hit.tolist():
        number = int(firms.hurt_number[firm])
        victim, _ = harm._hit(tables, np.full(number, firm), np.arange(number))
        again, _ = harm._hit(tables, np.full(number, firm), np.arange(number))
        assert np.array_equal(victim, again)
        assert np.all(nation.people.district[victim] == firms.district[firm])
