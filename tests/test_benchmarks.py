"""The benchmark's rule and its exact law, and the entries that live in our own environment."""

import datetime
from importlib import import_module
from shutil import which
from typing import Any

import numpy as np
import pytest
from benchmarks.full_model import run_full
from benchmarks.in_numpy.model import simulate as in_numpy
from benchmarks.page import placed
from benchmarks.run import BEGIN, END, Row, table

from underheaven.benchmarks.entries import ENTRIES
from underheaven.benchmarks.rule import BASE, CHANCE, TABLE, exact_law, faults, first_timers
from underheaven.engine.run import is_adult, simulate
from underheaven.engine.tally import Measure
from underheaven.scenario.load import load

HERE = [name for name, entry in ENTRIES.items() if not entry.peer and (entry.module != "with_c" or which("gcc"))]


def played(name: str, agents: int, days: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    entry = ENTRIES[name]
    model: Any = getattr(import_module(f"underheaven.benchmarks.{entry.module}"), entry.maker)(agents, seed)
    model.advance(days)
    scores, timers = model.read()
    return scores, timers


def test_the_exact_law_has_the_closed_moments_of_a_compound_binomial() -> None:
    mean, second = sum(TABLE) / 8, sum(value * value for value in TABLE) / 8
    for days in (1, 30, 120):
        law = exact_law(days)
        assert law[0] == pytest.approx(BASE + days * CHANCE * mean)
        assert law[1] == pytest.approx(days * (CHANCE * second - (CHANCE * mean) ** 2))


def test_one_agent_in_twenty_starts_listed() -> None:
    assert (first_timers(2000) > 0).mean() == 0.05
    assert exact_law(1)[2] == pytest.approx(0.05)  # one event cannot bring a score below 900


@pytest.mark.parametrize("name", HERE)
def test_entries_follow_the_rule(name: str) -> None:
    assert faults(*played(name, 4000, 120, seed=3), days=120) == []


def test_a_wrong_rule_is_noticed() -> None:
    scores, timers = played("NumPy, usual", 40_000, 100, seed=3)
    assert faults(scores + 3, timers, 100)
    assert faults(scores, np.where(timers == 1, 0, np.where(timers > 60, timers - 60, 0)), 100)
    assert faults(scores, timers + 1, 100)


@pytest.mark.parametrize("way", ["dense", "candidates"])
def test_ours_gives_one_answer_on_any_threads(way: str) -> None:
    one, two = (played(f"Underheaven, {way}, {threads}", 30_000, 40, seed=5) for threads in ("1 thread", "2 threads"))
    assert np.array_equal(one, two)


@pytest.mark.skipif(which("gcc") is None, reason="no C compiler here")
def test_c_gives_our_integers() -> None:
    assert np.array_equal(played("C with OpenMP, dense, 2 threads", 30_000, 40, 5), played("Underheaven, dense, 1 thread", 30_000, 40, 5))


def test_the_table_tells_ratios_faults_and_absences() -> None:
    ours = "Underheaven, dense, 1 thread"
    rows = [
        Row("NumPy, tuned", 10_000, "2.0", 100.0, 10**6),
        Row(ours, 10_000, "", 250.0, 10**6, faults=("mean",)),
        Row("Starsim", 10_000, missing="offline"),
    ]
    text = table(rows, [10_000])
    assert text.startswith(BEGIN)
    assert text.endswith(END)
    assert f"| {ours} | this | 250 (2.5×) | 100 |" in text
    assert f"- {ours} at 10000: mean" in text
    assert "- Starsim: offline" in text


START = datetime.date(2020, 1, 1)
FLOWS = (
    *("bills_due", "acts_late_bill", "acts_default", "shocks", "aid_given", "entries", "records_true"),
    *("travel_demanded", "travel_denied_air", "travel_denied_rail", "deposits_waived", "deposit_free", "boasts", "matches"),
    *("captured_by_cameras", "captured_by_records", "captured_by_platform", "acts_video_games", "positive_acts", "burden", "harassed"),
    *(
        "triggers_true",
        "triggers_found",
        "units_at_risk",
        "cost_lists",
        "stale_domain_days",
        "went_into_hiding",
        "found",
        "alerts",
        "days_to_detection",
    ),
    *("cost", "cost_cameras", "cost_informants", "faces_searched", "captured_by_informants", "captured_by_messages", "ties_cut"),
    *("purchases", "frauds", "firm_offences", "firm_tax_evaded", "complaints", "inspections", "fraud_losses", "arrears"),
)
UNITS = {
    "days_to_detection": 4,
    "burden": 100,
    "firm_tax_evaded": 640,
    "fraud_losses": 300,
    "arrears": 300,
    "cost_lists": 2048,
    "stale_domain_days": 84,
}
"""What comes in larger amounts than one."""
SHARES = (
    "listed",
    "dissent_public",
    "opted_in",
    "fear_sum",
    "hardship_sum",
    "trust_neighbours",
    "trust_government",
    "belief_sum",
    "modalities_held",
)


@pytest.mark.slow
def test_the_numpy_model_has_the_engines_national_rates() -> None:
    citizens, days = 50_000, 120
    engine = simulate(load("article"), citizens=citizens, days=days, seed=5, start=START, threads=1)
    peer = in_numpy(load("article"), citizens=citizens, days=days, seed=5, start=START)  # the same cameras and informants in each district
    sums, adults = engine.districts.sum(axis=1), int(engine.population[is_adult()].sum())
    pairs = {name: (float(sums[:, Measure[name.upper()]].sum()), float(peer.flows[name])) for name in FLOWS}
    pairs |= {name: (float(sums[:, Measure[name.upper()]].mean()), float(np.mean([day[name] for day in peer.days]))) for name in SHARES}
    for name, (ours, theirs) in pairs.items():
        number = min(ours, theirs) / UNITS.get(name, 1)
        tolerance = max(0.10, 4 * (2 / number) ** 0.5)  # counts: relative standard error of a ratio of two Poisson numbers
        assert theirs / peer.adults == pytest.approx(ours / adults, rel=tolerance), name


def test_a_seed_repeats_the_numpy_model_and_another_does_not() -> None:
    flows = [in_numpy(load("article"), citizens=3_000, days=8, seed=seed, start=START).flows for seed in (1, 1, 2)]
    assert flows[0] == flows[1] != flows[2]


def test_the_numpy_model_refuses_a_scheme_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="everybody"):
        in_numpy(load("article"), citizens=3_000, days=1, seed=1, start=datetime.date(2016, 1, 1))
    with pytest.raises(ValueError, match="office"):
        in_numpy(load("article").with_(**{"regime.lender.on": True}), citizens=3_000, days=1, seed=1, start=START)


def test_the_full_models_table_tells_ratios_and_leaves_the_rest_of_the_page() -> None:
    rows = [
        run_full.Row("Underheaven, 1 thread", 100_000, 50, 0.05, 0.11, 14.125),
        run_full.Row(run_full.PEER, 100_000, 50, 0.5, None, 43.0),
    ]
    text = run_full.table(rows)
    assert "| 100 000 | Underheaven, 1 thread | 100 | 10 | 10× | 0.110 | 14.12 |" in text
    page = f"# Results\n\n{BEGIN}\npeers\n{END}\n"
    first = placed(page, text, "The whole model")
    assert first.startswith(page.rstrip())
    assert placed(first, text, "The whole model") == first
