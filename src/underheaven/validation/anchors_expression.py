"""Anchors of cascades, rebellion and self-censorship (V-01, V-02, V-03a, V-05): settings of the act rule and of expression."""

from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from underheaven.classics.rebellion import share_willing
from underheaven.classics.self_censorship import SelfCensorship, population, proportional_action
from underheaven.classics.thresholds import KURAN, active_at_rest, public_opposition
from underheaven.day.expression import dissents
from underheaven.validation.anchor import SAMPLE, Anchor, Dock, Kind, four_sigma
from underheaven.values import fixed

_CROWD = 200_000
_GRANOVETTER = "Granovetter (1978), American Journal of Sociology 83:1420, doi:10.1086/226707"
_KURAN = "Kuran (1989), Public Choice 61:41, doi:10.1007/BF00116762 (sequences recalled; result exact)"
_EPSTEIN = "Epstein (2002), PNAS 99:7243, doi:10.1073/pnas.092080199"
_DAYMUDE = "Daymude, Axelrod and Forrest (2025), arXiv 2509.03731"
_ACTS = "day.act.acts in a loop (classics.thresholds)"
_NORMAL_MEAN = 25
_ROUNDED = "rounding of the number given"


@cache
def _quantiles(people: int) -> tuple[float, ...]:
    return tuple(NormalDist().inv_cdf((2 * person + 1) / (2 * people)) for person in range(people))


def _normal(spread: float, people: int) -> int:
    """People active at rest when thresholds, in per cent, are the quantiles of N(25, spread)."""
    percent = _NORMAL_MEAN + spread * np.array(_quantiles(people))
    return active_at_rest(np.maximum(0, np.ceil(percent * people / 100)).astype(np.int64).tolist())


def _critical() -> float:
    """Spread at which the equilibrium leaps, by bisection."""
    low, high = 0.12, 0.125
    while high - low > 1e-5:
        middle = (low + high) / 2
        low, high = (middle, high) if _normal(100 * middle, _CROWD) < _CROWD // 2 else (low, middle)
    return (low + high) / 2


def _defiance_from() -> float:
    """Smallest discontent that is shown at (β, ν, τ, ψ) = (2, .25, .25, .6), all in 1/256 as in the engine."""
    settings = (2 * 256, 64, fixed(0.6), 64)
    return next(delta for delta in range(257) if dissents(delta, *settings)) / 256


def _best_proportional() -> float:
    """Best action at (β, ν, τ, ψ) = (1, .25, .25, 1.2) of a person as discontent as can be, among 200 000, by brute force."""
    actions = np.linspace(0, 1, 200_001)
    punishment = (0.25 + 0.75 * actions) * 1.2 * np.maximum(0, actions - 0.25)
    return float(actions[np.argmax(actions - punishment)])


@cache
def _shown(proportional: bool) -> SelfCensorship:
    return population(1 if proportional else 2, 0.5, 0.25, 0.5, proportional=proportional, people=SAMPLE)


def _never_louder() -> float:
    """Steps of eight prices, each twice the one before, at which a population shows less than before."""
    shown = [population(2, 0.5, 0.25, price, people=100_000).shown for price in (0, *(2.0**k for k in range(-3, 5)))]
    return float(sum(after < before for before, after in pairwise(shown)))


def _cascade(number: str, title: str, kind: Kind, published: float, tolerance: float, law: str, simulate: Callable[[], float]) -> Anchor:
    source = _KURAN if number.startswith("V-02") else _GRANOVETTER
    return Anchor(number, title, source, kind, "engine", published, tolerance, law, _ACTS, simulate)


def _roots() -> tuple[Anchor, ...]:
    roots = ((10, 0.0077), (12, 0.0402), (25, 0.99863), (50, 0.90485))
    return tuple(
        _cascade(
            f"V-01b.{row}", f"normal thresholds, spread {spread}: share active at rest", "exact", share, 1e-4, _ROUNDED,
            partial(lambda spread: _normal(spread, _CROWD) / _CROWD, spread),
        )
        for row, (spread, share) in enumerate(roots, 2)
    )  # fmt: skip


def _rosters() -> tuple[Anchor, ...]:
    rosters = ((12.2, 4), (12.4, 5), (12.5, 5), (13.0, 100))
    return tuple(
        _cascade(
            f"V-01c{'' if row == 1 else f'.{row}'}", f"100 normal quantiles, spread {spread}: active at rest", "exact", active, 0,
            "exact", partial(_normal, spread, 100),
        )
        for row, (spread, active) in enumerate(rosters, 1)
    )  # fmt: skip


def _kuran() -> tuple[Anchor, ...]:
    public = {"A": 10, "A'": 90, "B": 10, "B'": 20}
    return tuple(
        _cascade(
            f"V-02{'' if row == 1 else f'.{row}'}", f"society {name}: public opposition, per cent", "published", public[name], 0, "exact",
            partial(public_opposition, KURAN[name]),
        )
        for row, name in enumerate(KURAN, 1)
    )  # fmt: skip


def _rebellion() -> tuple[Anchor, ...]:
    shares = ((0.82, 0, 0.444444), (0.82, 1, 0.019759), (0.82, 2, 0.017958), (0.80, 0, 0.5), (0.80, 1, 0.027786), (0.90, 0, 0.0))
    return tuple(
        Anchor(
            f"V-03a{'' if row == 1 else f'.{row}'}", f"legitimacy {legitimacy:g}, {cops} cops per active: willing", _EPSTEIN, "published",
            "engine", share, four_sigma(share, SAMPLE), "4σ of a share, n = 1e6", "day.act.acts in a loop (classics.rebellion)",
            partial(share_willing, legitimacy, cops, people=SAMPLE),
        )
        for row, (legitimacy, cops, share) in enumerate(shares, 1)
    )  # fmt: skip


def _populations() -> tuple[Anchor, ...]:
    laws: tuple[tuple[bool, Dock, tuple[float, ...]], ...] = (
        (False, "engine", (0.20806, 0.6095, 0.1327, 0.2578, 0.2266)), (True, "classic", (0.22098, 0.2565, 0.1340, 0.1568)),
    )  # fmt: skip
    names = {False: ("mean action", "compliant", "defiant", "self-censoring", "censored part of discontent"),
             True: ("mean action", "defiant", "self-censoring", "censored part of discontent")}  # fmt: skip
    places = {False: (0, 1, 2, 3, 4), True: (0, 2, 3, 4)}
    through = {False: "day.expression.dissents in a loop (classics.self_censorship)", True: "classics.self_censorship"}
    rows = [
        (proportional, dock, names[proportional][n], share, places[proportional][n])
        for proportional, dock, shares in laws
        for n, share in enumerate(shares)
    ]
    return tuple(
        Anchor(
            f"V-05b{'' if row == 1 else f'.{row}'}", f"{'proportional' if proportional else 'uniform'}: {name}", _DAYMUDE, "exact",
            dock, share, 0.002, "quadrature ± .002 at n = 1e6 (above 4σ)", through[proportional],
            partial(lambda proportional, place: float(_shown(proportional)[place]), proportional, place),
        )
        for row, (proportional, dock, name, share, place) in enumerate(rows, 1)
    )  # fmt: skip


ANCHORS = (
    _cascade("V-01a", "thresholds 0, 1, …, 99: active at rest", "published", 100, 0, "exact", lambda: active_at_rest(range(100))),
    _cascade("V-01a.2", "the threshold of 1 replaced by 2: active at rest", "published", 1, 0, "exact",
             lambda: active_at_rest([0, 2, *range(2, 100)])),
    _cascade("V-01b", "normal thresholds around 25: spread at which the equilibrium leaps (published: 12.2 %)", "exact", 0.1222209, 1e-4,
             "1e-4 for quantile thresholds", _critical),
    *_roots(), *_rosters(), *_kuran(), *_rebellion(),
    Anchor("V-05a", "uniform punishment: discontent above which a person defies", _DAYMUDE, "published", "engine", 0.419355, 2**-8,
           "one step of the engine's scale", "day.expression.dissents", _defiance_from),
    Anchor("V-05a.2", "proportional punishment: best action", _DAYMUDE, "published", "classic", 0.513889, 1e-6, _ROUNDED,
           "classics.self_censorship", lambda: float(proportional_action(1.0, 1, 0.25, 0.25, 1.2))),
    Anchor("V-05a.3", "the same by brute force over 200 000 actions", _DAYMUDE, "exact", "classic", 0.513889, 5e-6, "one step of the grid",
           "utility of every action", _best_proportional),
    *_populations(),
    Anchor("V-05c", "uniform punishment doubled eight times: steps at which less is shown", _DAYMUDE, "published", "engine", 8, 0, "sign",
           "day.expression.dissents in a loop (classics.self_censorship)", _never_louder),
    Anchor("V-05c.2", "price 64: share that still defies", _DAYMUDE, "published", "engine", 0, 1e-4, "e^−16 expected",
           "day.expression.dissents in a loop (classics.self_censorship)", lambda: population(2, 0.5, 0.25, 64, people=SAMPLE).defiant),
)  # fmt: skip
