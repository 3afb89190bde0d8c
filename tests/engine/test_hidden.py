"""Who hides from one evening to the next, when nobody is looked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from underheaven.engine.hidden import Hidden
from underheaven.engine.run import Running
from underheaven.engine.tally import MEASURES, STRATA, Measure

from .conftest import START, scenario_of

CITIZENS = 2000
BEGUN, HIDDEN = Measure.WENT_INTO_HIDING, Measure.HIDDEN


@pytest.fixture(scope="module")
def world():
    """Without a regime nobody is looked for."""
    return Running(scenario_of("no-regime"), CITIZENS, 30, 1, START, 1, (), None)


@given(evenings=st.lists(st.lists(st.integers(0, CITIZENS - 1), max_size=12), max_size=5))
def test_whoever_hid_stays_and_nobody_hides_twice(world, evenings):
    tables = world.policy.tables(1)
    packed, hidden, since = world.packed.of(tables), Hidden(), {}
    for day, hiders in enumerate(evenings, 1):
        strata, districts = np.zeros((STRATA, MEASURES), np.int64), np.zeros((world.society.districts, MEASURES), np.int64)
        assert hidden.search(tables, packed, day, np.array(hiders, np.int64), strata, districts).size == 0
        fresh = set(hiders) - set(since)
        since |= dict.fromkeys(fresh, day)
        assert dict(zip(hidden.ids.tolist(), hidden.since.tolist(), strict=True)) == since
        assert hidden.ids.tolist() == sorted(since)
        for books in (strata, districts):
            assert books[:, BEGUN].sum() == books[:, HIDDEN].sum() == len(fresh) == books.sum() // 2
