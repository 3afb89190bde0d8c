"""Anchors of unrest and of silence, with their dynamics (V-03b to V-03d, V-04)."""

import math
from functools import cache, partial

import numpy as np

from underheaven.classics.civil_violence import FLOOR, NEITHER, PEOPLE, ROUND, Unrest, unrest
from underheaven.classics.spiral_of_silence import climate, confidence, heard
from underheaven.validation.anchor import Anchor, Kind

_RUNS, _RUNS_OF_VARIANTS, _NETWORKS, _BOT_RUNS = 10, 5, 600, 500
_EPSTEIN = "Epstein (2002), PNAS 99:7243, doi:10.1073/pnas.092080199; NetLogo Rebellion, replicated"
_ROSS = "Ross et al. (2019), EJIS 28:394, doi:10.1080/0960085X.2018.1560920"
_CLASSIC, _SILENCE = "classics.civil_violence", "classics.spiral_of_silence"


@cache
def _lived(cops: int = 64, legitimacy: float = 0.82, rule: int = FLOOR, moving: bool = True) -> tuple[Unrest, ...]:
    usual = (cops, legitimacy, rule, moving) == (64, 0.82, FLOOR, True)
    runs = range(_RUNS if usual else _RUNS_OF_VARIANTS)
    return tuple(
        unrest(seed=100 + n, ticks=2_000 if cops else 400, cops=cops, legitimacy=legitimacy, rule=rule, moving=moving) for n in runs
    )


def _mean_active(**setting: float) -> float:
    return float(np.mean([run.active.mean() for run in _lived(**setting)]))


def _quiet(**setting: float) -> float:
    return float(np.mean([run.quiet() for run in _lived(**setting)]))


def _outbursts(**setting: float) -> float:
    return float(np.mean([run.outbursts() for run in _lived(**setting)]))


def _jailed() -> float:
    return float(np.mean([run.jailed.mean() for run in _lived()]))


def _percentile(share: float) -> float:
    return float(np.mean([np.percentile(run.active, share) for run in _lived()]))


def _longest() -> float:
    return float(np.mean([run.active.max() for run in _lived()]))


@cache
def _hubs() -> float:
    return sum(climate(links=1 + n % 2, seed=n).hub_decides for n in range(2 * _NETWORKS)) / (2 * _NETWORKS)


@cache
def _bots() -> float:
    return sum(climate(links=1 + n % 2, bots=30, seed=n).bots_decide for n in range(_BOT_RUNS)) / _BOT_RUNS


def _observed(value: float, deviation: float, runs: int = _RUNS, theirs: int = 20) -> dict[str, object]:
    """A mean of runs found by replication: four standard errors, ours and theirs, and five per cent."""
    return {
        "source": _EPSTEIN, "kind": "observed", "dock": "classic", "published": value, "through": _CLASSIC,
        "tolerance": 4 * deviation * math.sqrt(1 / runs + 1 / theirs) + 0.05 * value,
        "law": f"4σ of a mean of {runs} runs and of {theirs}, and 5 %",
    }  # fmt: skip


def _exact(number: str, title: str, kind: Kind, value: float, tolerance: float, law: str, simulate: object) -> Anchor:
    return Anchor(number, title, _EPSTEIN, kind, "classic", value, tolerance, law, _CLASSIC, simulate)  # type: ignore[arg-type]


_FEW = _RUNS_OF_VARIANTS
_WILLING = PEOPLE * (1 - 0.1 / 0.18)
_ALONE = "4σ of a mean over runs whose hardships are drawn once"

ANCHORS = (
    Anchor("V-03b", "civil violence, 1 120 people, 64 cops, L = .82: mean number active", simulate=_mean_active,
           **_observed(42.1, 3.2)),  # type: ignore[arg-type]
    Anchor("V-03b.2", "the same: 95th percentile of the active", simulate=partial(_percentile, 95),
           **_observed(242, 14)),  # type: ignore[arg-type]
    Anchor("V-03b.3", "the same: most ever active", simulate=_longest, **_observed(361, 15)),  # type: ignore[arg-type]
    Anchor("V-03b.4", "the same: share of ticks with fewer than 50 active", simulate=_quiet, **_observed(0.77, 0.01)),  # type: ignore[arg-type]
    Anchor("V-03b.5", "the same: outbursts in 1 900 ticks", simulate=_outbursts, **_observed(65.6, 2.4)),  # type: ignore[arg-type]
    Anchor("V-03b.6", "the same: mean number in jail", simulate=_jailed, **_observed(243, 10)),  # type: ignore[arg-type]
    _exact("V-03c", "no cops: mean number active, 1 120 (1 − T/(1 − L))", "exact", _WILLING,
           4 * math.sqrt(PEOPLE * 0.444 * 0.556 / _FEW), _ALONE, partial(_mean_active, cops=0)),
    _exact("V-03c.2", "L = .90: nobody is ever active", "exact", 0, 0, "exact", partial(_mean_active, legitimacy=0.9)),
    Anchor("V-03c.3", "L = .70: mean number active", simulate=partial(_mean_active, legitimacy=0.7),
           **_observed(94, 6, _FEW)),  # type: ignore[arg-type]
    Anchor("V-03c.4", "C/A rounded, not floored: mean number active", simulate=partial(_mean_active, rule=ROUND),
           **_observed(18.6, 3.8, _FEW)),  # type: ignore[arg-type]
    Anchor("V-03c.5", "C/A rounded, not floored: outbursts", simulate=partial(_outbursts, rule=ROUND),
           **_observed(41.5, 4.8, _FEW)),  # type: ignore[arg-type]
    Anchor("V-03c.6", "people stay where they are: mean number active, nearly as before", simulate=partial(_mean_active, moving=False),
           **_observed(42.1, 3.2, _FEW)),  # type: ignore[arg-type]
    _exact("V-03d", "C/A neither floored nor rounded: outbursts", "published", 0, 0, "no punctuated equilibrium, says NetLogo's text",
           partial(_outbursts, rule=NEITHER)),
    Anchor("V-04a", "x = 1.5: confidence", _ROSS, "published", "classic", 0.635149, 1e-6, "rounding of the number given", _SILENCE,
           partial(confidence, 1.5)),
    Anchor("V-04a.2", "after hearing one supporter and three opponents: confidence", _ROSS, "published", "classic", 0.4621172, 1e-6,
           "rounding of the number given", _SILENCE, lambda: confidence(1.5 + heard(1, 3))),
    Anchor("V-04b", "the best-connected person is on the side that ends up louder (published: 60–70 %; networks of 1 and 2 links)", _ROSS,
           "published", "classic", 0.65, 0.05 + 4 * math.sqrt(0.65 * 0.35 / (2 * _NETWORKS)), "range of the publication and 4σ, n = 1 200",
           _SILENCE, _hubs),
    Anchor("V-04b.2", "30 bots among 1 000 people: their side ends up louder (published: 2–4 % tip two of three)", _ROSS, "published",
           "classic", 2 / 3, 0.05 + 4 * math.sqrt(2 / 9 / _BOT_RUNS), "±5 points and 4σ, n = 500", _SILENCE, _bots),
)  # fmt: skip
