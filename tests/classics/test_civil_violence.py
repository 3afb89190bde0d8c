"""V-03b in small: what the model must do for any seed; its statistics are anchors."""

import numpy as np

from underheaven.classics.civil_violence import JAIL, PEOPLE, Unrest, unrest


def test_the_same_seed_lives_the_same_life() -> None:
    one, two = unrest(seed=3, ticks=120), unrest(seed=3, ticks=120)
    assert np.array_equal(one.active, two.active)
    assert not np.array_equal(one.active, unrest(seed=4, ticks=120).active)


def test_nobody_is_both_active_and_jailed_and_without_cops_nobody_is_jailed() -> None:
    usual = unrest(seed=1, ticks=300, dropped=0)
    assert (usual.active + usual.jailed <= PEOPLE).all()
    assert usual.jailed.max() > 0
    free = unrest(seed=1, ticks=40, dropped=0, cops=0)
    assert free.jailed.max() == 0
    assert len(set(free.active.tolist())) == 1  # grievances are for ever, and nobody is afraid


def test_legitimacy_calms() -> None:
    assert unrest(seed=2, ticks=300, legitimacy=0.7).active.mean() > unrest(seed=2, ticks=300).active.mean()
    assert unrest(seed=2, ticks=300, legitimacy=0.9).active.max() == 0


def test_outbursts_are_upcrossings() -> None:
    story = Unrest(np.array([0, 60, 70, 10, 55, 0]), np.zeros(6, np.int64))
    assert story.outbursts() == 2
    assert story.quiet() == 0.5
    assert JAIL == 30
