"""Anchors of firms: runaway inspections and their cure (V-14), and who loses in a pyramid (V-15), through the functions of the kernel."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from underheaven.day.inspections import CAPACITY_BITS, counts, rate_of_visits, visited
from underheaven.day.schemes import SchemeKind, Schemes, SchemesTable, loses, recruiter, schemes_table
from underheaven.draws.compiled import compiled_entry, compiled_model
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.validation.anchor import Anchor, four_sigma
from underheaven.values import threshold

_INSPECTION, _MEMBER = int(Purpose.INSPECTION), int(Purpose.SCHEME_MEMBER)
_PYRAMID = int(SchemeKind.PYRAMID)
_ROUNDS, _RUNS = 20_000, 200
_URNS, _DRAWN = 20_000, 1_000
_ONE = 1 << (CAPACITY_BITS - 1)
"""Capacity of one visit a round between two firms."""
_MEMBERS, _CHAINS = 1_000, 1_000


@compiled_entry
def _patrol(found: NDArray[np.int64], first: int, second: int, rounds: int, thinned: bool, run: int) -> None:
    """One inspector between two firms, sent in proportion to what was found: weights start at one and grow by every counted find."""
    found[0], found[1] = 1, 1
    for day in range(rounds):
        begin, more, sight, thinning = draw(15, run, day, _INSPECTION, 0)
        total = found[0] + found[1]
        rate = rate_of_visits(_ONE, 2, total)
        carry = begin << 8 | more & 255
        for firm in range(2):
            weight = found[firm]
            carry, knocked = visited(carry, weight, rate)
            chance = first if firm == 0 else second
            if knocked and sight < chance and (not thinned or counts(thinning & 0xFFFF, weight, total, 2)):
                found[firm] += 1


def discovered_share(first: float, second: float, rounds: int, runs: int, thinned: bool) -> list[float]:
    """Share of what was found at the first of two firms, run by run; ``first`` and ``second``: chance that a visit finds something."""
    found, shares = np.zeros(2, np.int64), []
    for run in range(runs):
        _patrol(found, threshold(first), threshold(second), rounds, thinned, run)
        shares.append(float(found[0] / found.sum()))
    return shares


def urn_shares(runs: int, rounds: int) -> list[float]:
    """Pólya's urn: both firms always offend, so that what is found is where the inspector went."""
    return discovered_share(1, 1, rounds, runs, False)


@cache
def _urns() -> tuple[float, float, float]:
    """Mean, variance and p-value of Kolmogorov and Smirnov against the uniform law."""
    shares = np.sort(np.array(urn_shares(_URNS, _DRAWN)))
    grid = np.arange(1, _URNS + 1) / _URNS
    distance = max(float((grid - shares).max()), float((shares - grid + 1 / _URNS).max())) - 1 / (_DRAWN + 2)
    reach = max(distance, 0.0) * math.sqrt(_URNS)
    p = 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * reach) ** 2) for k in range(1, 100)) if reach > 0.2 else 1.0
    return float(shares.mean()), float(shares.var()), p


@cache
def _patrols(first: float, second: float, thinned: bool) -> float:
    return float(np.mean(discovered_share(first, second, _ROUNDS, _RUNS, thinned)))


@compiled_model
def _recruits(table: SchemesTable, chains: int, members: int, by_place: NDArray[np.int64], by_number: NDArray[np.int64]) -> int:
    """Recruits by place of the member and members by number of recruits, over many pyramids; returns how many members lost."""
    lost = 0
    recruits = np.zeros(members, np.int64)
    for chain in range(chains):
        recruits[:] = 0
        for joiner in range(1, members):
            recruits[recruiter(draw(16, chain, 1, _MEMBER, joiner)[0], joiner)] += 1
        for member in range(members):
            by_place[member] += recruits[member]
            by_number[min(recruits[member], by_number.size - 1)] += 1
            if loses(recruits[member], _PYRAMID, table):
                lost += 1
    return lost


@cache
def _pyramids(commission: float = 0.25) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    tree = Schemes().model_dump()
    tree["pyramid"]["commission"]["value"] = commission
    by_place, by_number = np.zeros(_MEMBERS, np.int64), np.zeros(64, np.int64)
    lost = _recruits(schemes_table(Schemes.model_validate(tree)), _CHAINS, _MEMBERS, by_place, by_number)
    return tuple(by_place.tolist()), tuple(by_number.tolist()), lost


def _share_recruiting(least: int) -> float:
    numbers = _pyramids()[1]
    return sum(numbers[least:]) / sum(numbers)


def _share_losing(commission: float) -> float:
    return _pyramids(commission)[2] / sum(_pyramids(commission)[1])


def last_place(members: int) -> int:
    """Last place of a pyramid from which one recruit is still to be expected: Σ_{k=i}^{M−1} 1/k ≥ 1."""
    expected, place = 0.0, members
    while place > 1 and expected + 1 / (place - 1) < 1:
        place -= 1
        expected += 1 / place
    return place - 1


def _last_place() -> float:
    return float(last_place(_MEMBERS))


def _recruits_of_place(place: int) -> float:
    return _pyramids()[0][place - 1] / (_CHAINS)


def _harmonic(place: int) -> float:
    """Σ_{k=i}^{M−1} 1/k."""
    return sum(1 / k for k in range(place, _MEMBERS))


_RUNAWAY = "Ensign et al. (2018), Runaway feedback loops in predictive policing, PMLR 81:160"
_POLYA = "Pólya's urn: limit uniform; Johnson and Kotz (1977), Urn models and their application"
_GASTWIRTH = "Gastwirth (1977), The American Statistician 31:79, doi:10.1080/00031305.1977.10479205"
_VISITS = "day.inspections: rate_of_visits, visited, counts"
_SCHEMES = "day.schemes: recruiter, loses"
_N = _MEMBERS * (_CHAINS)
_SPREAD = "sd over 200 runs, and the tolerance of VALIDATION V-14b"
_FINITE = 2 / _MEMBERS
"""Bias of a pyramid of a thousand: first and last places differ from the limit by about 1/M."""

ANCHORS = (
    Anchor("V-14a", "urn of two firms, start (1, 1): mean share", _POLYA, "exact", "engine", 0.5, 4 * math.sqrt(1 / 12 / _URNS),
           "4σ, n = 20 000", _VISITS, lambda: _urns()[0]),
    Anchor("V-14a.2", "the same: variance of the share", _POLYA, "exact", "engine", 1 / 12, 4 * math.sqrt(1 / 180 / _URNS) + 1 / 6 / _DRAWN,
           "4σ of a variance, n = 20 000, and the finite urn's 1/6n", _VISITS, lambda: _urns()[1]),
    Anchor("V-14a.3", "the same: p-value of Kolmogorov and Smirnov against the uniform law", _POLYA, "exact", "engine", 0.5, 0.4999,
           "p-value beyond .0001", _VISITS, lambda: min(0.9999, _urns()[2])),
    Anchor("V-14b", "inspectors sent by what was found, (.6, .4): mean share at the first", _RUNAWAY, "observed", "engine", 0.906, 0.03,
           _SPREAD, _VISITS, lambda: _patrols(0.6, 0.4, False)),
    Anchor("V-14b.2", "the same, (.5, .5)", _RUNAWAY, "observed", "engine", 0.483, 0.06, "4σ of a mean of 200 shares, ours and theirs",
           _VISITS, lambda: _patrols(0.5, 0.5, False)),
    Anchor("V-14b.3", "finds counted inversely to attention, (.6, .4)", _RUNAWAY, "observed", "engine", 0.6, 0.003, _SPREAD, _VISITS,
           lambda: _patrols(0.6, 0.4, True)),
    Anchor("V-14b.4", "finds counted inversely to attention, (.5, .5)", _RUNAWAY, "observed", "engine", 0.5, 0.003, _SPREAD, _VISITS,
           lambda: _patrols(0.5, 0.5, True)),
    Anchor("V-15a", "members of a pyramid who recruit anybody", _GASTWIRTH, "exact", "engine", 0.5, four_sigma(0.5, _N) + _FINITE,
           "4σ, a thousand pyramids of 1 000", _SCHEMES, lambda: _share_recruiting(1)),
    Anchor("V-15a.2", "members who recruit at least four", _GASTWIRTH, "exact", "engine", 1 / 16, four_sigma(1 / 16, _N) + _FINITE,
           "4σ, a thousand pyramids of 1 000", _SCHEMES, lambda: _share_recruiting(4)),
    Anchor("V-15b", "last place of 1 000 that expects a recruit", _GASTWIRTH, "exact", "engine", 368, 0.0, "exact",
           "validation.anchors_firms.last_place", _last_place),
    Anchor("V-15b.2", "mean recruits of the 100th of 1 000", _GASTWIRTH, "exact", "engine", _harmonic(100),
           4 * math.sqrt(_harmonic(100) / (_CHAINS)), "4σ, a thousand pyramids", _SCHEMES, lambda: _recruits_of_place(100)),
    Anchor("V-15c", "members who lose at a commission of 25 %", _GASTWIRTH, "exact", "engine", 0.9375, four_sigma(0.9375, _N) + _FINITE,
           "4σ, a thousand pyramids of 1 000", _SCHEMES, lambda: _share_losing(0.25)),
    Anchor("V-15c.2", "members who lose at a commission of 50 %", _GASTWIRTH, "exact", "engine", 0.75, four_sigma(0.75, _N) + _FINITE,
           "4σ, a thousand pyramids of 1 000", _SCHEMES, lambda: _share_losing(0.5)),
)  # fmt: skip
