"""Anchors of the studies: Shapley shares (V-22), paired estimands (V-23), sensitivity (J-SENS), intervals of audited rates (J-WILSON)."""

import datetime
import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache, partial

import numpy as np

from underheaven.engine.run import ArmResult, simulate
from underheaven.measures.rates import wilson
from underheaven.scenario.load import load
from underheaven.study.amounts import Size
from underheaven.study.designs import sobol_design
from underheaven.study.estimands import interference
from underheaven.study.shapley import shares
from underheaven.validation.anchor import Anchor
from underheaven.validation.anchors_errors import COMPAS

_START = datetime.date(2020, 1, 1)
_CITIZENS, _DAYS = 512, 28
_ROWS = 4096


def _glove(player: int) -> float:
    """One left glove, two right ones: a pair is worth 1."""
    return float(shares({s: int(s & 1 and s & 6 != 0) for s in range(8)}, 3)[player])


def _airport(player: int) -> float:
    """A runway for planes that need 1, 2 and 3: the longest that is wanted is built."""
    return float(shares({s: s.bit_length() for s in range(8)}, 3)[player])


def _dummy() -> float:
    """The share of a fourth who adds nothing to the glove game."""
    return float(shares({s: int(s & 1 and s & 6 != 0) for s in range(16)}, 4)[3])


def _inefficiency() -> float:
    """Sum of shares minus the value of all, of a game of ten players without any regularity."""
    values = {s: s * s * 2_654_435_761 % 1_000_003 if s else 0 for s in range(1 << 10)}
    return float(sum(shares(values, 10), Fraction(0)) - values[1023])


@cache
def _null() -> tuple[ArmResult, ArmResult]:
    """Every citizen traced under a regime without any effect, and without a regime."""
    scenario = load("null-regime")
    first, second = (
        simulate(arm, citizens=_CITIZENS, days=_DAYS, seed=1, start=_START, threads=1, traced=range(_CITIZENS))
        for arm in (scenario, scenario.no_regime())
    )
    return first, second


def _lives_changed() -> float:
    """Citizens of whom any trait on any recorded day differs between the two."""
    regime, twin = (arm.histories for arm in _null())
    differs = np.zeros(_CITIZENS, bool)
    for name, column in regime.items():
        differs |= (np.asarray(column) != np.asarray(twin[name])).reshape(-1, _CITIZENS).any(axis=0)
    return float(differs.sum())


@cache
def _gap() -> float:
    """Largest |direct + indirect − total| over all outcomes, in exact fractions."""
    found = interference(load("article"), Size(_CITIZENS, _DAYS, 1, 1, _START, threads=1), share=0.1)
    assert found is not None  # nothing stops it
    return float(max(abs(direct + indirect - total) for direct, indirect, total in (part.exact for part in found)))


@cache
def _ishigami() -> tuple[Sequence[float], Sequence[float]]:
    """First-order and total indices of sin x₁ + 7 sin² x₂ + .1 x₃⁴ sin x₁ on [−π, π]³, by the machinery of ``sensitivity``."""
    design = sobol_design(3, _ROWS, seed=1)
    x = (2 * design.points - 1) * math.pi
    found = design.indices(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]), seed=1)
    assert found is not None  # the function varies
    first, total = ([index.value for index in indices] for indices in found)
    return first, total


def _sensitivity() -> tuple[Anchor, ...]:
    published = ((0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437))
    rows = [(order, place) for order in range(2) for place in range(3)]
    return tuple(
        Anchor(f"J-SENS{'' if row == 1 else f'.{row}'}", f"Ishigami's function, {('first-order', 'total')[order]} index of x{place + 1}",
               "Ishigami and Homma (1990), ISUMA:398; closed form with a = 7, b = .1", "exact", "engine", published[order][place], 0.02,
               "quadrature with 4 096 rows of a scrambled Sobol sequence", "study.designs.SobolDesign",
               partial(lambda order, place: float(_ishigami()[order][place]), order, place))
        for row, (order, place) in enumerate(rows, 1)
    )  # fmt: skip


def _wilson() -> tuple[Anchor, ...]:
    published = {"Black": (0.4256, 0.4716), "White": (0.2137, 0.2567)}
    rows = [(group, end) for group in published for end in range(2)]

    def simulated(group: str, end: int) -> float:
        rate = COMPAS[group].false_positive_rate
        return wilson(rate)[end]

    return tuple(
        Anchor(f"J-WILSON{'' if row == 1 else f'.{row}'}", f"{group} defendants: {('lower', 'upper')[end]} 95 % bound of the "
               "false-positive rate", "counts of ProPublica (2016); Wilson (1927), JASA 22:209, doi:10.2307/2276774", "exact", "engine",
               published[group][end], 5e-5, "rounding of the number given", "measures.rates.wilson", partial(simulated, group, end))
        for row, (group, end) in enumerate(rows, 1)
    )  # fmt: skip


_SHAPLEY = "Shapley (1953), Contributions to the Theory of Games II:307"
_AIRPORT = "Littlechild and Owen (1973), Management Science 20:370, doi:10.1287/mnsc.20.3.370"
_PAIRED = "MODEL §16; follows from addressed draws"
_HUDGENS = "Hudgens and Halloran (2008), JASA 103:832, doi:10.1198/016214508000000292"
_BY = "study.shapley.shares"

ANCHORS = (
    Anchor("V-22", "glove game: share of the left glove", _SHAPLEY, "exact", "engine", 2 / 3, 1e-12, "exact", _BY, partial(_glove, 0)),
    Anchor("V-22.2", "glove game: share of a right one", _SHAPLEY, "exact", "engine", 1 / 6, 1e-12, "exact", _BY, partial(_glove, 1)),
    Anchor("V-22.3", "airport game 1, 2, 3: share of the smallest plane", _AIRPORT, "exact", "engine", 1 / 3, 1e-12, "exact", _BY,
           partial(_airport, 0)),
    Anchor("V-22.4", "airport game: share of the middle plane", _AIRPORT, "exact", "engine", 5 / 6, 1e-12, "exact", _BY,
           partial(_airport, 1)),
    Anchor("V-22.5", "airport game: share of the largest plane", _AIRPORT, "exact", "engine", 11 / 6, 1e-12, "exact", _BY,
           partial(_airport, 2)),
    Anchor("V-22.6", "share of a player who adds nothing", _SHAPLEY, "exact", "engine", 0, 0, "exact", _BY, _dummy),
    Anchor("V-22.7", "ten players: shares minus the value of all", _SHAPLEY, "exact", "engine", 0, 0, "exact", _BY, _inefficiency),
    Anchor("V-23", "regime without effect: lives of 512 that differ from their twins", _PAIRED, "exact", "engine", 0, 0, "bitwise",
           "engine.run.simulate, null-regime", _lives_changed),
    Anchor("V-23.2", "article, 10 % exempt: direct + indirect − total, largest of nine outcomes", _HUDGENS, "exact", "engine", 0, 0,
           "exact fractions", "study.estimands.interference", _gap),
    *_sensitivity(), *_wilson(),
)  # fmt: skip
