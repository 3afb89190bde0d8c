"""A life of a study: the nation's tallies alone, equal to those of all groups."""

import datetime

import pytest

from underheaven.engine.checkpoint import Checkpoints
from underheaven.engine.run import national_of, simulate
from underheaven.engine.tally import MEASURES
from underheaven.scenario.load import load

ASKED = {"citizens": 2000, "days": 20, "seed": 1, "start": datetime.date(2020, 1, 1), "burn_in": 5, "threads": 1}


def test_the_nation_alone_is_the_sum_of_all_groups():
    whole, nation = (simulate(load("article"), **ASKED, by_group=by_group) for by_group in (True, False))
    assert nation.strata.shape == nation.districts.shape == (20, 1, MEASURES)
    assert (national_of(nation) == national_of(whole)).all()
    assert nation.digest == whole.digest
    assert (nation.population == whole.population).all()


def test_a_checkpoint_needs_all_groups(tmp_path):
    with pytest.raises(ValueError, match="all groups"):
        simulate(load("article"), **ASKED, by_group=False, checkpoints=Checkpoints(tmp_path, {}, 10))
