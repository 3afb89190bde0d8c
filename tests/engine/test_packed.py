"""Tables as one record: Numba reads the bytes that the record keeps beside it, and they are those of its fields."""

import numpy as np
import pytest

from underheaven.draws.compiled import config
from underheaven.engine.run import Running

from .conftest import START, scenario_of

pytestmark = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="the oracle reads plain tuples")


@pytest.fixture(scope="module")
def world():
    return Running(scenario_of("article"), 4096, 30, 1, START, 1, (), None)


def test_the_bytes_at_hand_are_those_of_the_fields(world):
    packed = world.packed.of(world.policy.tables(1))
    assert packed.data.nbytes == packed.dtype.itemsize
    assert bytes(packed.data) == packed.tobytes()
    assert packed.hiding.data.nbytes == packed.hiding.dtype.itemsize  # a part has no bytes at hand and is asked the usual way


def test_a_change_reaches_the_bytes_and_only_its_own(world):
    tables = world.policy.tables(1)
    before = bytes(world.packed.of(tables).data)
    changed = world.packed.of(tables._replace(spread=tables.spread + 77))
    assert changed.spread == tables.spread + 77
    assert np.count_nonzero(np.frombuffer(before, np.int64) != np.frombuffer(bytes(changed.data), np.int64)) == 1
    assert bytes(world.packed.of(tables).data) == before


def test_tables_are_made_anew_only_when_what_they_follow_from_changes(world):
    first, second = world.policy.tables(1), world.policy.tables(8)
    assert second.exposed is first.exposed
    assert second.recognition is first.recognition
    assert second.informants is first.informants
    assert second.knowledge is not first.knowledge  # it spreads from week to week
    year = world.policy.tables(400)
    assert year.recognition is not first.recognition
