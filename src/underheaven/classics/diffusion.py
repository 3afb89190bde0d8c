"""Bass diffusion, event by event (V-17): people adopt by themselves, and because others have.

With k of n adopters the next adoption comes after an exponential time of rate (n − k)(p + q·k/n): the pure birth process whose limit is
F(t) = (1 − e^{−(p+q)t}) / (1 + (q/p) e^{−(p+q)t}), with the most adoptions at t* = ln(q/p) / (p + q), where k/n = (q − p)/(2q).
Source: Bass (1969), Management Science 15:215, doi:10.1287/mnsc.15.5.215; p = .03, q = .38 recalled as typical.
"""

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

_PERSON = int(Purpose.PERSON)


@compiled
def _uniforms(seed: int, uniforms: NDArray[np.int64]) -> None:
    for number in range(uniforms.size):
        uniforms[number] = draw(seed, number, 0, _PERSON, 0)[0]


def adoption_times(innovation: float, imitation: float, *, people: int = 1_000_000, seed: int = 1) -> NDArray[np.float64]:
    """When the first, second, …, last of ``people`` adopts, in years."""
    uniforms = np.zeros(people, np.int64)
    _uniforms(seed, uniforms)
    adopters = np.arange(people)
    rates = (people - adopters) * (innovation + imitation * adopters / people)
    return np.asarray(np.cumsum(-np.log((uniforms + 0.5) / 2**32) / rates))


def share_by(times: NDArray[np.float64], year: float) -> float:
    """Share that has adopted by a year."""
    return float(np.searchsorted(times, year, side="right") / times.size)


def peak(times: NDArray[np.float64], innovation: float, imitation: float) -> float:
    """When adoption is fastest: at the adopter at whom the rate is largest."""
    return float(times[int((imitation - innovation) / (2 * imitation) * times.size)])
