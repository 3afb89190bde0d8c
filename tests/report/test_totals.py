from collections.abc import Callable

import numpy as np
import pytest

from underheaven.measures.folder import RunFolder
from underheaven.measures.jackknife import jackknife
from underheaven.report.totals import AGES, CLASSES, EVERYBODY, ORIGINS, RESIDENCES, SEXES, Totals
from underheaven.values import mean_over_worlds, ratio_over_worlds


def sql(folder: RunFolder, query: str) -> list[float]:
    return [float(row["x"]) for row in folder.query(query).to_pylist()]


def test_flows_are_sums_and_stocks_stand_at_the_end(whole: RunFolder, totals: Totals) -> None:
    last = whole.manifest["days"]
    flow = sql(whole, "SELECT sum(entries) AS x FROM national WHERE arm = 'regime' GROUP BY world ORDER BY world")
    stock = sql(whole, f"SELECT listed AS x FROM national WHERE arm = 'regime' AND day = {last} ORDER BY world")
    running = sql(whole, f"SELECT persons_denied AS x FROM national WHERE arm = 'regime' AND day = {last} ORDER BY world")
    assert totals.per_world("entries").tolist() == flow
    assert totals.per_world("listed").tolist() == stock
    assert totals.per_world("persons_denied").tolist() == running


def test_a_mean_over_days_is_one(whole: RunFolder, totals: Totals) -> None:
    means = sql(whole, "SELECT avg(employed) AS x FROM national WHERE arm = 'twin' GROUP BY world ORDER BY world")
    assert totals.per_world("employed", "twin", mean=True) == pytest.approx(means)


@pytest.mark.parametrize("groups", [CLASSES, SEXES, AGES, ORIGINS, RESIDENCES])
def test_groups_add_up_to_everybody(totals: Totals, groups: tuple) -> None:  # type: ignore[type-arg]
    assert sum(totals.per_world("entries", group=group) for group in groups).tolist() == totals.per_world("entries").tolist()
    assert sum(totals.adults(group) for group in groups).tolist() == totals.adults().tolist()


def test_adults_are_everybody_but_children(whole: RunFolder, totals: Totals) -> None:
    assert totals.adults().tolist() == sql(whole, "SELECT any_value(adults) AS x FROM national GROUP BY world ORDER BY world")


def test_rates_and_changes_are_ratios_of_sums(totals: Totals) -> None:
    rate, change, moved = totals.rate("listed"), totals.change("acts_harmful"), totals.difference("acts_harmful")
    regime, twin = (totals.per_world("acts_harmful", arm) for arm in ("regime", "twin"))
    assert rate == ratio_over_worlds((totals.per_world("listed") * 1000).tolist(), totals.adults().tolist())
    assert change is not None
    assert change.value == pytest.approx(100 * (regime.sum() / twin.sum() - 1))
    assert moved is not None
    assert moved.value == pytest.approx(1000 * (regime - twin).sum() / totals.adults().sum())


def test_the_poorest_are_listed_as_often_as_was_made_up(totals: Totals) -> None:
    times = totals.times_as_often("listed", CLASSES[0], CLASSES[-1])
    assert times is not None
    assert times.low is not None
    assert times.high is not None
    assert 1 < times.low < times.value < times.high < 14


def test_jackknife_agrees_with_the_closed_forms() -> None:
    a, b = np.array([3.0, 1, 4, 1, 5, 9, 2, 6]), np.array([10.0, 11, 12, 13, 14, 15, 16, 17])
    mean, known = jackknife(lambda kept: float(a[kept].mean()), 8), mean_over_worlds(a.tolist())
    assert (mean.value, mean.low, mean.high) == pytest.approx((known.value, known.low, known.high))
    ratio, known = jackknife(lambda kept: float(a[kept].sum() / b[kept].sum()), 8), ratio_over_worlds(a.tolist(), b.tolist())
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((known.value, known.low, known.high))
    assert jackknife(lambda kept: float(a[:1][kept].sum()), 1).low is None


def test_few_persons_or_events_are_withheld(folder_of: Callable[[str], RunFolder], totals: Totals) -> None:
    tiny = Totals(folder_of("tiny"))
    assert tiny.adults(ORIGINS[1]).mean() < 20
    assert tiny.rate("trust_government", group=ORIGINS[1]) is None
    assert tiny.rate("trust_government") is not None
    assert tiny.rate("acts_tax_evasion") is None
    assert totals.ratio(np.array([4.0]), np.array([100.0])) is None
    assert totals.ratio(np.array([5.0]), np.array([19.0])) is None
    assert totals.ratio(np.array([5.0]), np.array([20.0])) is not None


def test_a_course_ends_where_the_run_ends(totals: Totals) -> None:
    course = totals.course("listed")
    assert course[-1] == (totals.days, totals.rate("listed"))
    assert [day for day, _ in course[:3]] == [7, 14, 21]


def test_bands_of_scores_hold_everybody(totals: Totals) -> None:
    for shares, below in totals.score_bands((600, 840, 960, 1000, 1040)):
        assert sum(share.value for share in shares if share) == pytest.approx(100, abs=0.1)
        assert below is not None


def test_everybody_is_no_group() -> None:
    assert EVERYBODY.places == {}
