"""Sums that follow from the policy alone: the same by stratum and by district, and kept until the policy changes."""

import pytest

from underheaven.engine.run import Running, is_adult

from .conftest import START, scenario_of


@pytest.fixture(scope="module")
def world():
    return Running(scenario_of("article"), 4096, 30, 1, START, 1, (), None)


def sums_on(world, day):
    tables = world.policy.tables(day)
    packed = world.packed.of(tables)
    return tables, world.steady.sums(tables, packed, world.membership.counted(tables, packed))


def test_both_books_say_the_same(world):
    _, (strata, districts) = sums_on(world, 1)
    for name in ("exposed", "at_risk", "costs", "faces", "modalities"):
        assert getattr(strata, name).sum(axis=0).tolist() == getattr(districts, name).sum(axis=0).tolist()
    assert strata.exposed.sum() == world.population[is_adult()].sum()
    assert strata.costs.sum() > 0 < strata.faces.sum()


def test_they_are_taken_anew_only_when_the_policy_is(world):
    _, first = sums_on(world, 1)
    assert sums_on(world, 2)[1] is first
    assert sums_on(world, 8)[1] is first, "another week under the same policy"


def test_another_coverage_costs_another_sum(world):
    tables, (_, before) = sums_on(world, 15)
    darker = tables._replace(cameras=tables.cameras._replace(coverage=tables.cameras.coverage // 2))
    packed = world.packed.of(darker)
    _, after = world.steady.sums(darker, packed, world.membership.counted(darker, packed))
    assert 0 < after.faces.sum() < before.faces.sum()
    assert 0 < after.costs.sum() < before.costs.sum()
