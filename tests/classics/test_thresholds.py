"""V-01a and V-02: threshold cascades through the compiled act rule."""

import pytest

from underheaven.classics.thresholds import KURAN, active_at_rest, public_opposition


def test_granovetter_one_person_makes_the_riot():
    assert active_at_rest(range(100)) == 100
    assert active_at_rest([0, 2, *range(2, 100)]) == 1


def test_kuran_small_differences_make_revolutions():
    assert {name: public_opposition(society) for name, society in KURAN.items()} == {"A": 10, "A'": 90, "B": 10, "B'": 20}


@pytest.mark.parametrize(("thresholds", "active"), [([1] * 10, 0), ([0] * 10, 10), ([0, 0, 2, 4], 3), ([5, 0, 1, 2, 3], 4)])
def test_other_points_of_the_law(thresholds, active):
    assert active_at_rest(thresholds) == active
