"""Threshold cascades as settings of the act rule (V-01a, V-02).

A person joins as soon as as many people are active as their threshold says. In the engine's words: benefit n − θ, price n − active,
and a tie acts. The rule itself is strict, so the benefit gets half a unit more.
Sources: Granovetter (1978), American Journal of Sociology 83:1420, doi:10.1086/226707; Kuran (1989), Public Choice 61:41,
doi:10.1007/BF00116762.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from underheaven.day.act import CERTAIN, acts
from underheaven.draws.compiled import compiled, integer

KURAN = {
    "A": (0, 20, 20, 30, 40, 50, 60, 70, 80, 100),
    "A'": (0, 10, 20, 30, 40, 50, 60, 70, 80, 100),
    "B": (0, 20, 30, 30, 40, 50, 60, 70, 80, 100),
    "B'": (0, 10, 30, 30, 40, 50, 60, 70, 80, 100),
}
"""Kuran's four societies of ten: the public opposition, in per cent, at which each person joins it."""


@compiled
def _active(thresholds: NDArray[np.int64]) -> int:
    people = thresholds.size
    active, before = 0, -1
    while active != before:
        before, active = active, 0
        for person in range(people):
            benefit = 2 * (people - integer(thresholds[person])) + 1
            active += acts(benefit, CERTAIN, 2 * (people - before))
    return active


def active_at_rest(thresholds: Sequence[int]) -> int:
    """People active when nobody moves any more, starting from rest; a threshold is a number of people."""
    return _active(np.array(thresholds, np.int64))


def public_opposition(percentages: Sequence[int]) -> int:
    """Per cent in open opposition at rest; thresholds in per cent of the society."""
    people = len(percentages)
    return 100 * active_at_rest([-(-share * people // 100) for share in percentages]) // people
