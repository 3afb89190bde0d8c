import numpy as np

from underheaven.scenario.load import load
from underheaven.society.people import stratum
from underheaven.society.table import society_table
from underheaven.study.sample import sample_of_citizens, strata_of


def test_the_sample_is_a_set_of_citizens():
    sample = sample_of_citizens(3, 1000, 50)
    assert len(set(sample)) == 50
    assert sample == sorted(sample)
    assert all(0 <= citizen < 1000 for citizen in sample)
    assert set(sample) < set(sample_of_citizens(3, 1000, 80))
    assert sample_of_citizens(3, 10, 99) == list(range(10))
    assert sample_of_citizens(3, 10, 0) == []
    assert sample != sample_of_citizens(4, 1000, 50)


def test_strata_are_those_of_the_society():
    ids = [7, 3, 7, 999]
    scenario = load("article")
    table = society_table(scenario.society, seed=5, citizens=1000)
    assert strata_of(scenario, 5, 1000, ids).tolist() == [stratum(table, i) for i in ids]
    assert strata_of(scenario, 5, 1000, np.empty(0, np.int64)).tolist() == []
