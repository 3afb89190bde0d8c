import re
from dataclasses import replace

import numpy as np
import pytest
from tests.measures.fake import fake_arm

from underheaven.engine.tally import Measure
from underheaven.measures.arms import write_arm
from underheaven.measures.folder import Request, RunFolder
from underheaven.measures.rates import Ratio
from underheaven.study.study import HEADLINE, Run, Study, summary
from underheaven.study.table import EffectTable
from underheaven.study.twin import cells
from underheaven.values import mean_over_worlds

DAYS = 8


def make(path, worlds, twin=True, traced=(4,)):
    asked = Request("article", {}, "ab", {} if twin else None, "cd" if twin else None, 1, 6_000, DAYS, "2020-01-01", worlds=worlds)
    folder = RunFolder.start(path, asked, version="0", threads=1, command="")
    arms = {}
    for world in range(worlds):
        for number, arm in enumerate(asked.arms):
            result = arm_of(world, number, traced)
            strata = np.full(len(result.histories["citizen"]), 4)
            arms[world, arm] = write_arm(folder.part(world, arm), result, arm=arm, world=world, strata_of_traced=strata)
    folder.finish(arms)
    return RunFolder.open(path)


def arm_of(world, number, traced=(4,)):
    base = fake_arm(world, days=DAYS, traced=traced)
    other = fake_arm(100 + world, days=DAYS, traced=traced)
    return base if number == 0 else fake_arm(world, days=DAYS, traced=traced, strata=other.strata * (base.population > 0)[None, :, None])


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Run(make(tmp_path_factory.mktemp("study") / "run", worlds=8))


def people(world, keep=slice(None)):
    cube = arm_of(world, 0).population.reshape(5, 2, 3, 2, 3)
    return cube[keep, :, 1:].sum()


def counts(world, number, measure, keep=slice(None), days=slice(None)):
    return arm_of(world, number).strata[days, :, measure].reshape(-1, 5, 2, 3, 2, 3)[:, keep].sum()


def test_a_flow_is_summed_over_the_run_and_compared_in_pairs(study):
    row = study.effect("entries")[0]
    by_hand = [1000 * (counts(w, 0, Measure.ENTRIES) - counts(w, 1, Measure.ENTRIES)) / people(w) for w in range(8)]
    expected = mean_over_worlds(by_hand, "entries per 1 000 adults")
    assert (row.value, row.low, row.high, row.n, row.unit) == (
        pytest.approx(expected.value), pytest.approx(expected.low), pytest.approx(expected.high), 8, expected.unit,
    )  # fmt: skip
    assert row.group == ()
    assert row.value == pytest.approx(row.regime.value - row.twin.value)


def test_a_stock_stands_at_the_last_day_by_group(study):
    table = study.effect("listed", by="class")
    assert [row.group for row in table] == [(1,), (2,), (3,), (4,), (5,)]
    for class_, row in enumerate(table):
        by_hand = [1000 * counts(w, 0, Measure.LISTED, class_, -1) / people(w, class_) for w in range(8)]
        assert row.regime.value == pytest.approx(np.mean(by_hand))
        assert row.adults == pytest.approx(np.mean([people(w, class_) for w in range(8)]))
    assert table.group(3) is table[2]
    with pytest.raises(KeyError, match="no group"):
        table.group(9)


def test_scales_are_means_and_points_are_whole_points(study):
    score = study.effect("score_sum")[0]
    assert score.unit == "points, mean over adults"
    assert score.regime.value == pytest.approx(np.mean([counts(w, 0, Measure.SCORE_SUM, days=-1) / 4 / people(w) for w in range(8)]))
    assert study.effect("harm_done")[0].unit == "cu per adult"


def test_several_columns_at_once(study):
    table = study.effect("entries", by=("sex", "residence"))
    assert len(table) == 6
    assert table.by == ("sex", "residence")
    assert ("female", "rural") in [row.group for row in table]


def test_few_worlds_give_no_interval(tmp_path):
    row = Study(make(tmp_path / "run", worlds=7)).effect("listed")[0]
    assert row.low is row.high is None
    assert "not estimated" in str(row)


def test_without_a_twin_there_is_no_effect_but_a_level(tmp_path):
    study = Study(make(tmp_path / "run", worlds=1, twin=False, traced=()))
    with pytest.raises(ValueError, match="without a twin"):
        study.effect("listed")
    assert cells(study.folder, "listed")[0].regime == counts(0, 0, Measure.LISTED, days=-1)
    assert "<table>" not in study._repr_html_()


def test_unknown_names_are_refused(study):
    with pytest.raises(KeyError, match="no measure"):
        study.effect("happiness")
    with pytest.raises(ValueError, match="cannot group by province"):
        study.effect("listed", by="province")
    with pytest.raises(ValueError, match="no table"):
        study.to_arrow("secrets")


def test_error_tables_are_exact_and_keep_the_identity_in_every_group(study):
    for by in (None, "class", "sex", "origin", "residence"):
        tables = study.errors(by)
        assert all(table.identity_holds for table in tables.values())
        assert sum(table.units for table in tables.values()) == sum(counts(w, 0, Measure.UNITS_AT_RISK) for w in range(8))
    assert set(study.errors("age_band")) == {("adult",), ("elder",)}
    entries = sum(counts(w, 0, Measure.ENTRIES) for w in range(8))
    table = study.errors()[()]
    assert table.true_positives + table.false_positives == entries


def test_deterrence_and_chilling_show_their_parts(study):
    for found, measure in ((study.deterrence(), Measure.HARM_DONE), (study.chilling(), Measure.ACTS_HARMLESS)):
        estimate, parts = found
        with_regime, without = (sum(counts(w, arm, measure) for w in range(8)) for arm in (0, 1))
        assert parts == Ratio(without - with_regime, without)
        assert estimate.value == pytest.approx(float(parts))
        assert estimate.low < estimate.value < estimate.high


def test_the_falsification_gap_is_private_minus_public_dissent(study):
    estimate, parts = study.falsification_gap("twin")
    hidden = sum(counts(w, 1, Measure.DISSENT_PRIVATE, days=-1) - counts(w, 1, Measure.DISSENT_PUBLIC, days=-1) for w in range(8))
    assert parts == Ratio(hidden, sum(people(w) for w in range(8)))
    assert estimate.value == pytest.approx(float(parts))


def test_the_adverse_ratio_compares_the_ends(study):
    found = study.adverse_ratio("entries")
    assert found.poorest == Ratio(sum(counts(w, 0, Measure.ENTRIES, 0) for w in range(8)), sum(people(w, 0) for w in range(8)))
    assert found.richest.denominator == sum(people(w, 4) for w in range(8))


def test_a_traced_citizen_and_an_untraced_one(study):
    assert study.citizen(4, world=3)["day"].to_pylist() == [7, 8]
    with pytest.raises(KeyError, match="underheaven explain"):
        study.citizen(5)


def test_tables_come_as_frames(study):
    arrow = study.to_arrow("national")
    assert len(arrow) == len(study.to_pandas("national")) == len(study.to_polars("national")) == 2 * 8 * DAYS
    effects = study.effect("listed", by="class")
    assert effects.to_arrow().column_names[:2] == ["class", "measure"]
    assert effects.to_pandas()["value"].tolist() == effects.to_polars()["value"].to_list() == [row.value for row in effects]


def test_a_missing_extra_names_the_install_command(study, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"underheaven\[dataframes\]"):
        study.to_pandas()


def test_notebooks_show_tables_and_withhold_small_groups(study):
    html = study._repr_html_()
    assert html.count("<tr>") == 1 + len(HEADLINE)
    rows = study.effect("listed", by="class")
    assert "withheld" not in rows._repr_html_()
    small = EffectTable("listed", ("class",), [replace(rows[0], adults=19.5), replace(rows[1], events=4), rows[2]])
    assert small._repr_html_().count("withheld") == 2 * 3
    assert "<script" not in html


def test_the_summary_is_plain_data(study):
    rows = summary(study)
    assert [row["measure"] for row in rows] == list(HEADLINE)
    assert {"value", "low", "high", "n", "unit"} <= rows[0].keys()


def test_repr_says_what_it_is(study):
    assert re.fullmatch(r"Run\(article, 6,000 citizens, 8 days from 2020-01-01, 8 worlds, .+\)", repr(study))
    assert study.digest["7"]["regime"] == f"{7:064x}"
