"""Safeguards, correction path, hiding, fusion and price in the composed kernel: each switch moves its measure with the expected sign."""

import datetime

import numpy as np
import pytest

from underheaven.engine.run import Running
from underheaven.engine.tally import COSTS, FIRST_OF_FIRMS, Measure

from .conftest import START, scenario_of

SIZE = {"citizens": 20_000, "days": 180}
ERRING = {
    "regime.records.clerical_mismatch": 0.02,
    "regime.messages.false_positive_rate": 2e-5,
    "regime.knowledge.initial": 1.0,
}
"""More false records than the defaults have, so that few people show what a safeguard does; everybody knows the regime."""


def totals(result) -> np.ndarray:
    return result.strata.sum(axis=(0, 1))


def safeguard(name: str, **strengths: object) -> dict[str, object]:
    return {f"regime.safeguards.{name}.on": True} | {f"regime.safeguards.{name}.{key}": value for key, value in strengths.items()}


@pytest.fixture(scope="module")
def erring(lives) -> np.ndarray:
    return totals(lives(changes=ERRING, **SIZE))


REMEDIES = {
    "appeal": (safeguard("appeal", latency=14), Measure.WRONGFUL_DAYS, Measure.COST_REMEDIES),
    "audit": (safeguard("audit", share=0.01), Measure.WRONGFUL_DAYS, Measure.COST_REMEDIES),
    "human review": (safeguard("human_review"), Measure.WRONGFUL_DAYS, Measure.COST_REVIEWS),
}


@pytest.mark.parametrize("name", REMEDIES)
def test_a_remedy_lowers_wrongful_days_and_costs(lives, erring, name):
    changes, lowered, charged = REMEDIES[name]
    guarded = totals(lives(changes=ERRING | changes, **SIZE))
    assert guarded[lowered] < 0.95 * erring[lowered]
    assert guarded[charged] > 0 == erring[charged]


LIMITS = {
    "expiry": (safeguard("expiry", longest_listing=60), Measure.WRONGFUL_DAYS),
    "proportionality": (safeguard("proportionality"), Measure.BURDEN),
    "purpose limitation": (safeguard("purpose_limitation"), Measure.BURDEN_INNOCENT),
    "minimisation": (safeguard("minimisation"), Measure.RECORDS_FALSE),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_lowers_its_measure(lives, erring, name):
    changes, lowered = LIMITS[name]
    assert totals(lives(changes=ERRING | changes, **SIZE))[lowered] < 0.9 * erring[lowered]


def test_purpose_limitation_leaves_nothing_across_contexts(lives, erring):
    limited = totals(lives(changes=ERRING | safeguard("purpose_limitation"), **SIZE))
    assert limited[Measure.BURDEN_UNRELATED] == 0 < limited[Measure.BURDEN]
    assert erring[Measure.BURDEN_UNRELATED] > 0


def test_notice_makes_more_appeals(lives):
    appeal = ERRING | safeguard("appeal", latency=14)
    untold, told = (totals(lives(changes=appeal | more, **SIZE)) for more in ({}, safeguard("notice")))
    assert told[Measure.APPEALS_FILED] > 1.4 * untold[Measure.APPEALS_FILED] > 0
    assert told[Measure.WRONGFUL_DAYS] < untold[Measure.WRONGFUL_DAYS]


def test_correction_gives_false_points_back(lives):
    appeal = ERRING | safeguard("appeal", latency=14) | safeguard("notice")
    kept, given = (lives(changes=appeal | more, **SIZE) for more in ({}, safeguard("correction")))
    assert abs(given.strata[-1, :, Measure.SCORE_FALSE_SUM].sum()) < abs(kept.strata[-1, :, Measure.SCORE_FALSE_SUM].sum())


def test_all_safeguards_together_and_their_price(lives):
    bare, guarded = (totals(lives(name, **SIZE)) for name in ("article", "article-safeguarded"))
    for measure in (Measure.WRONGFUL_DAYS, Measure.BURDEN, Measure.BURDEN_INNOCENT, Measure.RECORDS_FALSE):
        assert guarded[measure] < 0.7 * bare[measure]
    assert guarded[Measure.COST_REMEDIES] > 0
    assert guarded[Measure.COST_REVIEWS] > 0


def test_listings_and_exits_still_balance(lives):
    guarded = lives("article-safeguarded", **SIZE)
    for m in (guarded.strata, guarded.districts):
        stock = (m[..., Measure.ENTRIES] - m[..., Measure.EXITS]).cumsum(axis=0)
        np.testing.assert_array_equal(stock, m[..., Measure.LISTED])
        assert (m[..., Measure.LISTED_WRONGLY] <= m[..., Measure.LISTED]).all()
        assert (m[..., Measure.LISTED_WRONGLY] >= 0).all()


def test_at_sunset_every_listing_lapses(lives):
    end = 100
    date = (START + datetime.timedelta(days=end)).isoformat()
    dusk = lives("sunset", changes={"regime.safeguards.sunset.date": date}, **SIZE)
    night = lives(citizens=SIZE["citizens"], days=end)
    np.testing.assert_array_equal(dusk.strata[:end], night.strata)
    for m in (dusk.strata, dusk.districts):
        np.testing.assert_array_equal(m[end, :, Measure.EXITS], m[end - 1, :, Measure.LISTED])
        assert (m[end:, :, Measure.LISTED] == 0).all()
        assert (m[end:, :, Measure.LISTED_WRONGLY] == 0).all()
    after = dusk.strata[end:].sum(axis=(0, 1))
    assert after[Measure.WRONGFUL_DAYS] < 0, "what was not served is taken back"
    for measure in (Measure.ENTRIES, Measure.RECORDS_FALSE, Measure.BURDEN, Measure.COST, Measure.STALE_DOMAIN_DAYS):
        assert after[measure] == 0


def test_the_end_of_a_listing_spreads_slowly(lives):
    short = {"regime.lists.days_factor": 0.25}
    known, slow, slower = (
        totals(lives(changes=short | changes, **SIZE))
        for changes in ({"regime.correction_path.on": False}, {}, {"regime.correction_path.lag": 80})
    )
    assert known[Measure.STALE_DOMAIN_DAYS] == 0 < slow[Measure.STALE_DOMAIN_DAYS] < slower[Measure.STALE_DOMAIN_DAYS]
    assert known[Measure.BURDEN] < slow[Measure.BURDEN] < slower[Measure.BURDEN]
    exits = slower[Measure.EXITS]
    assert 0 < slower[Measure.STALE_DOMAIN_DAYS] <= exits * 12 * 180


def test_stale_domain_days_per_exit_are_those_of_the_law(lives):
    """T-COR1 in the kernel: 12 domains · (10 + .02 · 183) days an exit; one false source lists for 30 days, so few are listed anew."""
    changes = {
        "regime.messages.coverage": 1, "regime.messages.false_positive_rate": 2.5e-5, "world.conduct.critical_speech.rate": 0,
        "regime.rulebook.critical_speech.list_days": 30, "regime.correction_path.returns": 0, "regime.safeguards.on": False,
    }  # fmt: skip
    known = changes | {"regime.correction_path.lost": 0}
    for chances, days, expected in ((known, 240, 120.0), (changes, 700, 120.0 + 12 * 0.02 * 183)):
        run = lives("null-regime", changes=chances, citizens=40_000, days=days)
        exits, stale = (run.strata[..., measure].sum(axis=1) for measure in (Measure.EXITS, Measure.STALE_DOMAIN_DAYS))
        settled = 100 if days == 240 else 400
        assert exits[settled:].sum() > 1500
        assert stale[settled:].sum() / exits[settled:].sum() == pytest.approx(expected, rel=0.06)


def test_the_price_is_the_sum_of_its_items(lives):
    for name in ("article", "article-safeguarded"):
        run = lives(name, **SIZE)
        for m in (run.strata, run.districts):
            np.testing.assert_array_equal(m[..., Measure.COST], m[..., list(COSTS)].sum(axis=-1))
    bought = totals(lives("article-safeguarded", **SIZE))
    unbought = (Measure.COST_MESSAGES, Measure.COST_INSPECTIONS)
    assert all(bought[item] > 0 for item in COSTS if item not in unbought), "messages stay unread, inspectors are as few as ever"
    assert totals(lives(**SIZE))[Measure.COST_MESSAGES] > 0


def test_hiding_is_a_probe_that_cameras_end(lives):
    run = lives(citizens=40_000, days=180)
    m = run.strata
    stock = (m[..., Measure.WENT_INTO_HIDING] - m[..., Measure.FOUND]).cumsum(axis=0)
    np.testing.assert_array_equal(stock, m[..., Measure.HIDDEN])
    np.testing.assert_array_equal(m.sum(axis=1)[:, :FIRST_OF_FIRMS], run.districts.sum(axis=1)[:, :FIRST_OF_FIRMS])
    seen = totals(run)
    expected = 1e-4 * m[0, :, Measure.EXPOSED].sum() * 180
    assert seen[Measure.WENT_INTO_HIDING] == pytest.approx(expected, abs=4 * expected**0.5)
    assert seen[Measure.DAYS_TO_DETECTION] > seen[Measure.FOUND] > 0.8 * seen[Measure.WENT_INTO_HIDING]
    sparse = totals(lives(citizens=40_000, days=180, changes={"regime.cameras.coverage": 0.05}))
    assert sparse[Measure.DAYS_TO_DETECTION] / sparse[Measure.FOUND] > 2 * seen[Measure.DAYS_TO_DETECTION] / seen[Measure.FOUND]
    unsought = totals(lives(changes={"regime.hiding.on": False}, **SIZE))
    assert unsought[Measure.FOUND] == unsought[Measure.INNOCENTS_HIT] == 0 < unsought[Measure.WENT_INTO_HIDING]


def test_the_search_hits_innocents_and_frightens_them(lives):
    """A national gallery at a fixed threshold always returns somebody."""
    nowhere = {"regime.recognition.gallery": "national", "world.conduct.hiding": 0.0003, "regime.hiding.fear_of_innocent": 60}
    searched, calm = (totals(lives(changes=nowhere | more, **SIZE)) for more in ({}, {"regime.hiding.on": False}))
    assert searched[Measure.INNOCENTS_HIT] > 0 == calm[Measure.INNOCENTS_HIT]
    assert searched[Measure.FEAR_SUM] > calm[Measure.FEAR_SUM]


def test_nobody_hides_twice():
    world = Running(
        scenario_of("article", (("regime.hiding.on", False), ("world.conduct.hiding", 0.0003))), 5000, 60, 1, START, 1, (), None
    )
    for day in range(1, 61):
        world.live(day)
    ids = world.hidden.ids
    assert ids.size > 10
    assert (np.diff(ids) > 0).all()
    assert (world.hidden.since >= 1).all()


def test_fusion_names_more_and_completes_profiles(lives):
    film = {"world.conduct.jaywalking.rate": 0.012, "world.visibility.jaywalking.cameras": 1.0, "regime.informants.on": False}
    face, fused = (lives(changes=film | {"regime.fusion.on": on}, citizens=40_000, days=120) for on in (False, True))
    misses, fewer = (totals(run)[Measure.CAPTURED_NOBODY] for run in (face, fused))
    reach, farther = (totals(run)[Measure.ALERTS] / totals(run)[Measure.CAPTURED_BY_CAMERAS] for run in (face, fused))
    assert fewer < 0.6 * misses
    assert farther > reach
    last = fused.strata[-1].sum(axis=0)
    assert last[Measure.MODALITIES_HELD] / (5 * last[Measure.EXPOSED]) == pytest.approx(0.4, abs=0.005)
    assert face.strata[..., Measure.MODALITIES_HELD].sum() == 0


def test_probes_are_counted_with_their_three_denominators(lives):
    seen = totals(lives(citizens=40_000))
    assert seen[Measure.ALERTS_WRONG] <= seen[Measure.ALERTS] <= seen[Measure.FACES_SEARCHED]
    assert seen[Measure.ALERTS] >= seen[Measure.CAPTURED_BY_CAMERAS] - seen[Measure.CAPTURED_NOBODY]
    dark = totals(lives(changes={"regime.cameras.on": False}, **SIZE))
    assert dark[Measure.FACES_SEARCHED] == dark[Measure.ALERTS] == dark[Measure.COST_CAMERAS] == 0


# rows S04, S05, S07, S08: strength, measure and sign in the composed kernel


def test_a_growing_network_searches_more_faces(lives):
    """S04: 176 M cameras in mid-2016, 200 M in mid-2018; and districts differ."""
    early, late = (lives(citizens=20_000, days=14, start=datetime.date(year, 1, 1)) for year in (2020, 2021))
    assert totals(early)[Measure.FACES_SEARCHED] == totals(late)[Measure.FACES_SEARCHED], "constant after the last date"
    series = {"regime.cameras.installed": 1.75}
    assert totals(lives(citizens=20_000, days=14, changes=series))[Measure.FACES_SEARCHED] > 1.5 * totals(early)[Measure.FACES_SEARCHED]
    by_district = early.districts[0, :, Measure.FACES_SEARCHED]
    assert by_district.max() > 1.5 * by_district.min() > 0


def test_better_recognition_misses_fewer(lives):
    """S05: accuracy improves with the date."""
    film = {"world.conduct.jaywalking.rate": 0.012, "world.visibility.jaywalking.cameras": 1.0, "regime.informants.on": False}
    early, late = (totals(lives(changes=film, citizens=20_000, days=60, start=datetime.date(year, 1, 1))) for year in (2020, 2026))
    shares = [run[Measure.CAPTURED_NOBODY] / run[Measure.CAPTURED_BY_CAMERAS] for run in (early, late)]
    assert shares[1] < 0.6 * shares[0]


def test_retention_makes_deletion_useless(lives):
    """S08: what a platform forgets, the state cannot read."""
    loud = {"world.conduct.critical_speech.rate": 0.18, "regime.messages.deleted": 0.9}
    kept, forgotten = (totals(lives(changes=loud | {"regime.messages.retention": share}, **SIZE)) for share in (1.0, 0.0))
    assert forgotten[Measure.CAPTURED_BY_MESSAGES] < 0.6 * kept[Measure.CAPTURED_BY_MESSAGES]


def test_a_campaign_turns_children_on_parents(lives):
    """S07: within its window, and not before."""
    watch, campaign = (lives(name, citizens=40_000, days=180) for name in ("neighbourhood-watch", "campaign"))
    begins = (datetime.date(2020, 4, 1) - START).days
    np.testing.assert_array_equal(watch.strata[:begins], campaign.strata[:begins])
    for measure in (Measure.REPORTS_BY_CHILDREN, Measure.REPORTS_FALSE):
        assert campaign.strata[begins:, :, measure].sum() > 1.5 * watch.strata[begins:, :, measure].sum()


@pytest.mark.parametrize("kind", ["jaywalking", "unleashed_dog", "fare_evasion", "video_games"])
def test_harsher_points_never_raise_the_act_on_that_day(lives, kind):
    """From the identical first morning, stratum by stratum."""
    known = {"regime.knowledge.initial": 1.0, f"world.conduct.{kind}.response": 4.0}
    mild, harsh = (
        lives(changes=known | {f"regime.rulebook.{kind}.points": points}, citizens=40_000, days=1).strata[0] for points in (-1, -200)
    )
    acts = Measure[f"ACTS_{kind.upper()}"]
    assert (harsh[:, acts] <= mild[:, acts]).all()
    if kind != "video_games":  # seen by platforms alone, whose data the state does not have
        assert harsh[:, acts].sum() < mild[:, acts].sum()
