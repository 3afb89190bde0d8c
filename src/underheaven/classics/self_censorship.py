"""Self-censorship under punishment (V-05): the engine's rule of expression in a population, and its proportional cousin.

A person of discontent δ and boldness β shows a ∈ {δ, τ} when punishment is uniform above the tolerated τ, and
a = min(δ, max(τ, ½ (τ + (β − νψ)/((1 − ν) ψ)))) when it grows with a. Discontent is exponential with scale .2782793 truncated to
[0, 1] (mean .25), boldness exponential.
Source: Daymude, Axelrod and Forrest (2025), arXiv 2509.03731.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.day.expression import dissents
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.values import fixed

Reals = NDArray[np.float64]
DISCONTENT_SCALE = 0.2782793
_BITS = 16
_PERSON = int(Purpose.PERSON)


class SelfCensorship(NamedTuple):
    """What a population shows."""

    shown: float
    """Mean action E[a]."""
    compliant: float
    """Share whose discontent is tolerated."""
    defiant: float
    """Share that shows all of a discontent beyond the tolerated."""
    self_censoring: float
    """Share that shows less than it has."""
    unshown: float
    """Self-censorship index: part of the discontent of those beyond the tolerated that is not shown."""


def uniform_threshold(boldness: float, visibility: float, tolerated: float, price: float) -> float:
    """Discontent above which a person defies uniform punishment; infinite for the timid."""
    slope = boldness - (1 - visibility) * price
    return (boldness * tolerated + visibility * price) / slope if slope > 0 else float("inf")


def proportional_action(
    discontent: float | Reals, boldness: float | Reals, visibility: float, tolerated: float, price: float
) -> np.float64 | Reals:
    """Action under punishment proportional to what is shown beyond the tolerated; for one person or many."""
    best = (tolerated + (boldness - visibility * price) / ((1 - visibility) * price)) / 2
    return np.minimum(discontent, np.maximum(tolerated, best))


@compiled
def _uniforms(seed: int, out: Reals) -> None:
    for person in range(out.shape[1]):
        words = draw(seed, person, 0, _PERSON, 0)
        out[0, person] = (words[0] + 0.5) / 4294967296
        out[1, person] = (words[1] + 0.5) / 4294967296


@compiled
def _defies(discontent: NDArray[np.int64], boldness: NDArray[np.int64], tolerated: int, price: int, visibility: int) -> NDArray[np.bool_]:
    out = np.zeros(discontent.size, np.bool_)
    for person in range(discontent.size):
        out[person] = dissents(integer(discontent[person]), integer(boldness[person]), tolerated, price, visibility, _BITS)
    return out


def population(
    boldness: float,
    visibility: float,
    tolerated: float,
    price: float,
    *,
    proportional: bool = False,
    people: int = 1_000_000,
    seed: int = 1,
) -> SelfCensorship:
    """What ``people`` of mean boldness ``boldness`` show."""
    uniforms = np.empty((2, people))
    _uniforms(seed, uniforms)
    wanted = -DISCONTENT_SCALE * np.log1p(uniforms[0] * np.expm1(-1 / DISCONTENT_SCALE))
    bold = -boldness * np.log1p(-uniforms[1])
    beyond = wanted > tolerated
    if proportional:
        shown = np.asarray(proportional_action(wanted, bold, visibility, tolerated, price))
    else:
        one = 1 << _BITS
        settings = (fixed(tolerated, _BITS), fixed(price, _BITS), fixed(visibility, _BITS))
        defies = _defies(np.rint(wanted * one).astype(np.int64), np.rint(bold * one).astype(np.int64), *settings)
        shown = np.where(beyond & ~defies, tolerated, wanted)
    return SelfCensorship(
        shown=float(shown.mean()),
        compliant=float(1 - beyond.mean()),
        defiant=float((beyond & (shown == wanted)).mean()),
        self_censoring=float((shown < wanted).mean()),
        unshown=float((wanted - shown).sum() / wanted[beyond].sum()),
    )
