"""V-04 in small: the published example, silence that spreads, and bots that speak for ever."""

import pytest

from underheaven.classics.spiral_of_silence import climate, confidence, heard


def test_the_published_example() -> None:
    assert confidence(1.5) == pytest.approx(0.6351490)
    assert confidence(1.5 + heard(1, 3)) == pytest.approx(0.4621172)
    assert confidence(-2.0) == 0
    assert heard(0, 0) == 0


def test_a_dense_network_ends_in_near_consensus_and_a_tree_does_not() -> None:
    dense, tree = ([climate(links=links, people=300, seed=seed).majority for seed in range(20)] for links in (10, 1))
    assert sum(dense) / 20 > 0.9 > sum(tree) / 20


def test_enough_bots_decide() -> None:
    decided = sum(climate(links=2, people=300, bots=60, seed=seed).bots_decide for seed in range(40))
    assert decided > 28
