"""Social interactions (V-18a): two choices, private tastes, and the wish to do as the others do.

A person chooses ω = ±1 with logit noise: P(ω = 1) = 1/(1 + e^{−2β(h + J m)}), m the mean choice of all. Rational expectations hold if
m = tanh(β(h + J m)): one equilibrium if βJ ≤ 1 (h = 0), else two stable ones of either sign, chosen by history alone.
The big model takes from it participation with peers (``classics.opting_in``, ``day.commercial``).
Source: Brock and Durlauf (2001), Review of Economic Studies 68:235, doi:10.1111/1467-937X.00168.
"""

import math

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_model
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

_CHOICE = int(Purpose.WEEK_SOCIAL)


@compiled_model
def _rounds(people: int, pull: float, taste: float, mean: float, seed: int, means: NDArray[np.float64]) -> None:
    for step in range(means.size):
        chance = round(4294967296 / (1 + math.exp(-2 * (taste + pull * mean))))
        total = 0
        for person in range(people):
            total += 1 if draw(seed, person, step, _CHOICE, 0)[0] < chance else -1
        mean = total / people
        means[step] = mean


def mean_choices(
    pull: float, *, taste: float = 0.0, start: float = 1.0, people: int = 100_000, rounds: int = 200, seed: int = 1
) -> NDArray[np.float64]:
    """Mean choice, round by round, from a start; ``pull`` is βJ and ``taste`` βh."""
    means = np.zeros(rounds)
    _rounds(people, pull, taste, start, seed, means)
    return means


def equilibrium(pull: float, taste: float = 0.0, start: float = 1.0) -> float:
    """The fixed point that the mean choice reaches from a start, without chance."""
    mean = start
    for _ in range(10_000):
        mean = math.tanh(taste + pull * mean)
    return mean
