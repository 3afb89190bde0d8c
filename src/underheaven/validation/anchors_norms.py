"""Anchors of norms, of repute and of social interactions (V-06, V-07, V-18a)."""

import math
from functools import cache, partial

import numpy as np

from underheaven.classics.brock_durlauf import mean_choices
from underheaven.classics.image_scoring import payoffs, unstable_share
from underheaven.classics.norms import Norm, evolve, worth_defecting_below
from underheaven.validation.anchor import SAMPLE, Anchor

_RUNS, _LONG_RUNS, _LONG = 300, 30, 10_000
_AXELROD = "Axelrod (1986), APSR 80:1095, doi:10.2307/1960858"
_GALAN = "Galán and Izquierdo (2005), JASSS 8(3)2: the norms game again, and longer; replicated"
_NOWAK = "Nowak and Sigmund (1998), Nature 393:573, doi:10.1038/31225 (table of Nowak 2006 recalled; payoffs exact)"
_BROCK = "Brock and Durlauf (2001), Review of Economic Studies 68:235, doi:10.1111/1467-937X.00168"
_NORMS, _IMAGE, _CHOICES = "classics.norms", "classics.image_scoring", "classics.brock_durlauf"


@cache
def _after(meta: bool, generation: int) -> tuple[Norm, ...]:
    runs = _RUNS if generation <= 1_000 else _LONG_RUNS
    return tuple(evolve(meta, generation, seed=seed)[-1] for seed in range(runs))


def _mean(meta: bool, generation: int, trait: str) -> float:
    return float(np.mean([getattr(norm, trait) for norm in _after(meta, generation)]))


def _of_means(number: str, title: str, meta: bool, generation: int, trait: str, value: float, deviation: float) -> Anchor:
    tolerance = 4 * deviation * math.sqrt(2 / _RUNS)
    return Anchor(number, title, _GALAN, "observed", "classic", value, tolerance, "4σ of means of 300 runs, ours and theirs", _NORMS,
                  partial(_mean, meta, generation, trait))  # fmt: skip


def _of_shares(number: str, title: str, meta: bool, generation: int, trait: str, value: float, points: float) -> Anchor:
    runs = _RUNS if generation <= 1_000 else _LONG_RUNS
    tolerance = points + 4 * math.sqrt(value * (1 - value) / runs)
    return Anchor(number, title, _GALAN, "observed", "classic", value, tolerance, f"±{100 * points:g} points and 4σ of {runs} runs", _NORMS,
                  partial(_mean, meta, generation, trait))  # fmt: skip


def _margin(x: float, setting: tuple[float, float, float]) -> float:
    """By how much helpers fare better, at a share of helpers x."""
    helper, defector = payoffs(*setting, x, meetings=SAMPLE)
    return helper - defector


def _crossing(setting: tuple[float, float, float]) -> float:
    """Share of helpers at which both fare alike, between simulated margins .02 to either side of x*; not a number if they do not differ."""
    star = unstable_share(*setting)
    low, high = (_margin(star + step, setting) for step in (-0.02, 0.02))
    return star - 0.02 + 0.04 * -low / (high - low) if low < 0 < high else math.nan


def _crossings() -> tuple[Anchor, ...]:
    rows = (((1.0, 0.1, 0.5), 0.11111), ((1.0, 0.1, 0.2), 0.44444), ((2.0, 1.0, 0.8), 0.25))
    return tuple(
        Anchor(f"V-07{'' if row == 1 else f'.{row}'}", f"b = {b:g}, c = {c:g}, q = {q:g}: share of helpers at which helping pays", _NOWAK,
               "exact", "classic", star, 0.02, "the margin changes its sign within ±.02", _IMAGE, partial(_crossing, (b, c, q)))
        for row, ((b, c, q), star) in enumerate(rows, 1)
    )  # fmt: skip


def _choice(pull: float) -> float:
    return float(mean_choices(pull, rounds=400)[100:].mean())


ANCHORS = (
    Anchor("V-06a", "chance of being seen below which a defection pays: 3/(9·19·V), V = 1", _AXELROD, "exact", "classic", 3 / 171,
           0.0004, "4σ of payoffs over 400 000 rounds", _NORMS, partial(worth_defecting_below, relative=False)),
    Anchor("V-06a.2", "the same for payoffs relative to the others: 4/(169·V), V = 1", _GALAN, "exact", "classic", 4 / 169, 0.0004,
           "4σ of payoffs over 400 000 rounds", _NORMS, partial(worth_defecting_below, relative=True)),
    _of_means("V-06b", "norms game, generation 100: mean boldness", False, 100, "boldness", 0.296, 0.30),
    _of_means("V-06b.2", "norms game, generation 100: mean vengefulness", False, 100, "vengefulness", 0.274, 0.22),
    _of_shares("V-06b.3", "norms game, generation 1 000: norm collapsed", False, 1_000, "collapsed", 0.96, 0.03),
    _of_shares("V-06b.4", "norms game, generation 10 000: norm collapsed", False, _LONG, "collapsed", 0.997, 0.03),
    _of_means("V-06c", "metanorms, generation 100: mean boldness", True, 100, "boldness", 0.029, 0.03),
    _of_means("V-06c.2", "metanorms, generation 100: mean vengefulness", True, 100, "vengefulness", 0.839, 0.11),
    _of_shares("V-06c.3", "metanorms, generation 100: norm established", True, 100, "established", 0.91, 0.04),
    _of_shares("V-06c.4", "metanorms, generation 10 000: norm established", True, _LONG, "established", 0.80, 0.04),
    _of_shares("V-06c.5", "metanorms, generation 10 000: norm collapsed", True, _LONG, "collapsed", 0.06, 0.04),
    *_crossings(),
    Anchor("V-07.4", "b = 1, c = q = .1, nine helpers of ten: by how much they fare better, −(1 − x) c (1 − q)", _NOWAK, "exact", "classic",
           -0.009, 0.004, "4σ of a mean of 100 000 meetings", _IMAGE, partial(_margin, 0.9, (1.0, 0.1, 0.1))),
    Anchor("V-18a", "βJ = .9: mean choice of 100 000", _BROCK, "exact", "classic", 0, 0.01, "±.01 (4σ of a mean of 300 rounds: .007)",
           _CHOICES, partial(_choice, 0.9)),
    Anchor("V-18a.2", "βJ = 1.5: mean choice, started at 1", _BROCK, "exact", "classic", 0.858560, 0.01, "±.01, n = 100 000", _CHOICES,
           partial(_choice, 1.5)),
    Anchor("V-18a.3", "βJ = 2: mean choice, started at 1", _BROCK, "exact", "classic", 0.957504, 0.01, "±.01, n = 100 000", _CHOICES,
           partial(_choice, 2.0)),
)  # fmt: skip
