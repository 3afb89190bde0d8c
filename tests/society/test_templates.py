"""Templates: every place once, published household sizes and ages, nobody under 16 alone (T-SOC1)."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.society.parameters import SocietyParameters
from underheaven.society.templates import ADULT, CHILD, ELDER, SLOTS, TEMPLATES, household_counts, templates

PARAMETERS = SocietyParameters()


def cells():
    packed = templates(PARAMETERS).reshape(TEMPLATES, SLOTS)
    return packed & 3, (packed >> 2) & 255, packed >> 10


def households():
    """Roles of the members of every household of every template, in order."""
    role, start, size = cells()
    return [
        role[number, first : first + size[number, first]].tolist()
        for number in range(TEMPLATES)
        for first in sorted(set(start[number].tolist()))
    ]  # fmt: skip


def test_households_partition_every_cell():
    role, start, size = cells()
    assert set(np.unique(role)) == {CHILD, ADULT, ELDER}
    for number in range(TEMPLATES):
        place = 0
        while place < SLOTS:
            end = place + size[number, place]
            assert (start[number, place:end] == place).all()
            assert (size[number, place:end] == size[number, place]).all()
            place = end
        assert place == SLOTS


def test_household_sizes_are_the_census():
    sizes = np.array([len(home) for home in households()])
    shares = np.bincount(sizes, minlength=11)[1:] / len(sizes)
    assert shares == pytest.approx([share.value for share in PARAMETERS.household_sizes], abs=0.0005)
    assert sizes.mean() == pytest.approx(3.08, abs=0.005)


def test_ages_are_published_in_all_and_near_in_each():
    role, _, _ = cells()
    for band, share in ((CHILD, 0.178), (ELDER, 0.179), (ADULT, 0.643)):
        assert (role == band).mean() == pytest.approx(share, abs=2 / (TEMPLATES * SLOTS))
        assert np.abs((role == band).mean(axis=1) - share).max() < 1.01 / SLOTS * 2


def test_children_live_with_adults():
    for home in households():
        if CHILD in home:
            assert home[0] == ADULT
        assert home == sorted(home, key=[ADULT, ELDER, CHILD].index)


def test_templates_differ():
    assert len({row.tobytes() for row in templates(PARAMETERS).reshape(TEMPLATES, SLOTS)}) == TEMPLATES


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=10).filter(any), st.integers(1, 50))
def test_any_shares_fill_any_number_of_places(weights, cells_):
    shares = tuple(Fraction(weight, sum(weights)) for weight in weights)
    counts = household_counts(shares, cells_ * SLOTS)
    assert min(counts) >= 0
    assert sum(size * count for size, count in enumerate(counts, 1)) == cells_ * SLOTS


def test_impossible_ages_are_refused():
    alone = PARAMETERS.model_copy(update={"household_sizes": PARAMETERS.household_sizes[:1]})
    with pytest.raises(ValueError, match="cannot hold"):
        templates(alone)
