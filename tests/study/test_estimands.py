import datetime

import numpy as np
import pytest

import underheaven as uh
from underheaven.scenario.load import load
from underheaven.study.amounts import Size
from underheaven.study.estimands import OUTCOMES, dose_response, end_of_regime, interference
from underheaven.study.lives import STATES, Individuals, Life, variance_gain
from underheaven.study.sample import exempt_adults
from underheaven.values import mean_over_worlds, ratio_over_worlds

IN_FORCE = datetime.date(2020, 1, 1)
FLOWS = ("entries", "records_false", "acts_harmless", "travel_demanded", "bills_due", "burden")


@pytest.fixture(scope="module")
def without_effect():
    return uh.run("null-regime", citizens=768, days=28, start=IN_FORCE, trace=768)


@pytest.fixture(scope="module")
def sunset():
    return uh.run("sunset", citizens=1_500, days=63, start="2020-11-25", trace=60, worlds=2)


def test_the_null_regime_leaves_every_single_life_as_it_is(without_effect):
    for outcome in (*STATES, *FLOWS):
        lives = without_effect.individual(outcome)
        assert len(lives) == 768
        assert [life.effect for life in lives] == [0.0] * 768, outcome
        assert lives.mean().value == 0
    assert any(life.regime for life in without_effect.individual("bills_due"))
    assert without_effect.divergence().never == 768
    assert all(row.value == 0 and row.variance_gain is None for row in without_effect.effect("fear_sum", by="class"))


def test_traced_flows_add_up_to_the_nations(without_effect):
    national = without_effect.query("SELECT sum(bills_due) AS n FROM national WHERE arm = 'twin'")["n"][0].as_py()
    assert sum(life.twin for life in without_effect.individual("bills_due")) == national


def test_lives_are_identical_until_the_regimes_differ():
    shorter = load("article").with_(**{"regime.safeguards.sunset.on": True, "regime.safeguards.sunset.date": "2020-01-22"})
    study = uh.compare("article", shorter, citizens=1_500, days=42, worlds=1, start=IN_FORCE, trace=100)
    days = [day for day in study.divergence().days.values() if day is not None]
    assert days
    assert min(days) >= 22
    assert study.divergence().never == 100 - len(days)


def test_direct_and_indirect_effects_add_up_exactly():
    size = Size(1_500, 35, 2, 5, IN_FORCE)
    found = {part.outcome: part for part in interference(load("article"), size, share=0.1)}
    assert set(found) == set(OUTCOMES)
    for part in found.values():
        direct, indirect, total = part.exact
        assert direct + indirect == total
        assert (part.direct.value, part.total.value) == pytest.approx((float(direct), float(total)), abs=1e-12)
    assert found["listed"].exact[1] == 0  # the exempt are never listed, nor is anybody in the twin
    assert found["listed"].exact[0] > 0
    assert any(part.exact[1] for part in found.values())  # yet others' lives reach them
    assert found["listed"].persons == pytest.approx(0.1 * 1_500 * 0.82, rel=0.25)


def test_who_is_exempt_is_neither_scored_nor_listed_and_samples_are_nested():
    article = load("article")
    sample = exempt_adults(article, 1, 1_500, 0.2)
    assert set(exempt_adults(article, 1, 1_500, 0.1)) < set(sample)
    run = uh.run(article.with_(**{"regime.exposure.exempt": 0.2}), citizens=1_500, days=35, start=IN_FORCE, trace=sample, twin=False)
    rows = run.query("SELECT max(listed_until_regime) AS listed, min(score_regime) AS low, max(score_regime) AS high FROM citizens "
                     f"WHERE citizen IN ({', '.join(map(str, sample))})").to_pylist()[0]  # fmt: skip
    assert rows == {"listed": 0, "low": 4000, "high": 4000}
    last = run.query("SELECT exposed, adults, listed FROM national WHERE day = 35").to_pylist()[0]
    assert last["exposed"] == last["adults"] - len(sample)
    assert last["listed"] > 0


def test_samples_and_outcomes_that_cannot_be_are_refused():
    size = Size(100, 7, 1, 1, IN_FORCE)
    with pytest.raises(ValueError, match=r"above 0 and not above 0.5; got 0.9"):
        interference(load("article"), size, share=0.9)
    with pytest.raises(KeyError, match="stock of groups"):
        interference(load("article"), size, ["score_sum"])


def test_a_dose_stands_beside_the_first_in_the_same_worlds():
    path = "regime.messages.coverage"
    none, some, much = dose_response(load("article"), path, (0.0, 0.3, 0.9), "captured_by_messages", Size(1_500, 28, 2, 3, IN_FORCE))
    assert (none.dose, none.effect.value, none.level.value) == (0.0, 0.0, 0.0)
    assert 0 < some.effect.value < much.effect.value
    with pytest.raises(ValueError, match="two doses"):
        dose_response(load("article"), path, (0.0,), "captured", Size(100, 7, 1, 1, IN_FORCE))


def test_a_scar_is_what_is_left_after_the_end(sunset):
    assert end_of_regime(load("sunset"), datetime.date(2020, 11, 25), 63) == 38
    assert end_of_regime(load("article"), IN_FORCE, 63) is None
    listed = sunset.scarring("listed", after=(0, 14, 500))
    assert [scar.days_after for scar in listed] == [0, 14]
    assert [scar.effect.value for scar in listed] == [0.0, 0.0]  # every listing lapses
    assert listed[0].share_left.value == 0
    fear = sunset.scarring("fear_sum", after=(0, 14))
    assert 0 < fear[1].share_left.value < fear[0].share_left.value
    with pytest.raises(ValueError, match="entries is a flow"):
        sunset.scarring("entries")


def test_what_does_not_end_leaves_no_scars(without_effect):
    with pytest.raises(ValueError, match="does not end within the run"):
        without_effect.scarring("fear_sum")


def test_quantile_effects_compare_distributions_not_persons(sunset):
    lives = sunset.individual("fear")
    by_hand = [np.quantile(a, 0.9) - np.quantile(b, 0.9) for a, b in (lives.arms(world) for world in (0, 1))]
    assert lives.quantiles([0.9])[0.9].value == pytest.approx(np.mean(by_hand))
    assert len(lives) == 120  # exemplars traced for being telling are not among them
    assert "second lives" in repr(lives)


def test_too_few_lives_are_withheld():
    few = Individuals("fear", "", [Life(0, n, 1, n, 0) for n in range(19)])
    assert few.mean() is None
    assert set(few.quantiles().values()) == {None}
    assert "withheld" in repr(few)


def test_equal_distributions_bound_nothing_between_nobody_and_half():
    swapped = Individuals("fear", "", [Life(0, n, 1, n % 2, 1 - n % 2) for n in range(40)])
    assert swapped.share_below_twin() == (0.0, 0.5)
    lower = Individuals("fear", "", [Life(0, n, 1, 0, 1) for n in range(40)])
    assert lower.share_below_twin() == (1.0, 1.0)
    higher = Individuals("fear", "", [Life(0, n, 1, 2, 1) for n in range(40)])
    assert higher.share_below_twin() == (0.0, 0.0)


def test_the_gain_of_pairing_is_that_of_the_correlation():
    generator = np.random.default_rng(4)
    common = generator.standard_normal(200_000)
    a, b = (common * np.sqrt(0.9) + np.sqrt(0.1) * generator.standard_normal(200_000) for _ in range(2))
    assert variance_gain(a, b) == pytest.approx(1 / (1 - 0.9), rel=0.02)
    assert variance_gain(a, a) is None
    assert variance_gain(a[:1], b[:1]) is None


def _covered(estimate_of, truth: float, seeds: int = 4_000) -> float:
    found = [estimate_of(np.random.default_rng(seed)) for seed in range(seeds)]
    return sum(e.low <= truth <= e.high for e in found) / seeds


def test_intervals_cover_at_their_nominal_rate_over_many_seeds():
    """4 000 seeds: four standard errors of a share of .95 are .0138."""
    mean = _covered(lambda g: mean_over_worlds(g.normal(3, 2, 8).tolist()), 3)
    assert mean == pytest.approx(0.95, abs=0.0138)
    ratio = _covered(lambda g: ratio_over_worlds(g.poisson(60, 16).tolist(), g.poisson(1_000, 16).tolist()), 0.06)
    assert ratio == pytest.approx(0.95, abs=0.0138)
