"""Anchors of deterrence and of learning from capture (V-08)."""

import math
from fractions import Fraction

from underheaven.day.act import offends
from underheaven.day.adaptation import (
    RIGHT,
    Adaptation,
    AdaptationTable,
    adaptation_table,
    belief_after_act,
    older_belief_after_act,
    older_belief_fixed_point,
)
from underheaven.draws.compiled import compiled_entry
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.validation.anchor import SAMPLE, Anchor, four_sigma
from underheaven.values import threshold

_OFFENCE, _BELIEF = int(Purpose.OFFENCE), int(Purpose.BELIEF)
_CAPTURE = 90
_STAKE = 120
_SHARE = 1 - _CAPTURE * _STAKE / 65_536
_OLDER_CAPTURE = Fraction(3, 25)
_LEARNERS, _ACTS = 20_000, 2_000
_BECKER = "Becker (1968), Journal of Political Economy 76:169, doi:10.1086/259394"
_SAH = "Sah (1991), Journal of Political Economy 99:1272; Lochner (2007), American Economic Review 97:444, doi:10.1257/aer.97.1.444"


@compiled_entry
def _offences(opportunities: int, price: int) -> int:
    taken = 0
    for opportunity in range(opportunities):
        taken += int(offends(draw(8, opportunity, 1, _OFFENCE, 0)[0] >> 16, price))
    return taken


@compiled_entry
def _all_offences(price: int) -> int:
    """Offences among all 65 536 benefits."""
    taken = 0
    for benefit in range(65_536):
        taken += int(offends(benefit, price))
    return taken


def _elasticity(by_stake: int) -> float:
    """Elasticity of the share of offences in the chance of capture, or in the stake, by a central difference."""
    low, high = (_CAPTURE * (_STAKE + step * by_stake) + step * (1 - by_stake) * _STAKE for step in (-1, 1))
    size = _STAKE if by_stake else _CAPTURE
    return (_all_offences(high) - _all_offences(low)) / 2 * size / _all_offences(_CAPTURE * _STAKE)


@compiled_entry
def _older_belief(people: int, acts: int, capture: int) -> int:
    """Sum of beliefs (0–256) of people who learned from so many acts."""
    total = 0
    for person in range(people):
        belief = 128
        for act in range(acts):
            caught, rounding, _, _ = draw(9, person, act, _BELIEF, 0)
            belief = older_belief_after_act(belief, caught < capture, rounding & 255)
        total += belief
    return total


@compiled_entry
def _belief_after_one_act(table: AdaptationTable, people: int, capture: int, announced: int) -> int:
    """Sum of beliefs after one act of people who were right."""
    total = 0
    for person in range(people):
        caught, rounding, _, _ = draw(10, person, 1, _BELIEF, 0)
        total += belief_after_act(RIGHT, caught < capture, announced, rounding & 255, table)
    return total


def _learned(capture: float, announced: float) -> float:
    table = adaptation_table(Adaptation())
    return _belief_after_one_act(table, SAMPLE, threshold(capture), round(256 * announced)) / SAMPLE


_FIXED_POINT = float(older_belief_fixed_point(_OLDER_CAPTURE))

ANCHORS = (
    Anchor(
        "V-08a", "capture 90/256, stake 120/256, benefit uniform: share of opportunities taken", _BECKER, "exact", "engine", _SHARE,
        four_sigma(_SHARE, SAMPLE), "4σ of a share, n = 1e6", "day.act.offends", lambda: _offences(SAMPLE, _CAPTURE * _STAKE) / SAMPLE,
    ),
    Anchor(
        "V-08a.2", "elasticity of offences in the chance of capture", _BECKER, "exact", "engine", -0.19731, 1e-5,
        "rounding of the number given", "day.act.offends", lambda: _elasticity(0),
    ),
    Anchor(
        "V-08a.3", "elasticity of offences in the stake, the same", _BECKER, "exact", "engine", -0.19731, 1e-5,
        "rounding of the number given", "day.act.offends", lambda: _elasticity(1),
    ),
    Anchor(
        "V-08b", "older learning law, capture .12: mean belief (0–256) where p(256 − ρ)/16 = (1 − p)ρ/256", _SAH, "exact", "engine",
        _FIXED_POINT, 0.01 * _FIXED_POINT, "1 %", "day.adaptation.older_belief_after_act",
        lambda: _older_belief(_LEARNERS, _ACTS, threshold(_OLDER_CAPTURE)) / _LEARNERS,
    ),
    Anchor(
        "V-08b.2", "the model's law, capture as announced (.375): mean belief stays at 64", "MODEL §9.1 (T-ADP1)", "exact", "engine", RIGHT,
        4 * math.sqrt(256 * 0.375 * 0.625 + 0.25) / math.sqrt(SAMPLE), "4σ of the mean, n = 1e6", "day.adaptation.belief_after_act",
        lambda: _learned(0.375, 0.375),
    ),
    Anchor(
        "V-08b.3", "capture .5, announced .25: mean belief 64 + 16·(.5 − .25)", "MODEL §9.1 (T-ADP1)", "exact", "engine", RIGHT + 4,
        4 * math.sqrt(256 * 0.25 + 0.25) / math.sqrt(SAMPLE), "4σ of the mean, n = 1e6", "day.adaptation.belief_after_act",
        lambda: _learned(0.5, 0.25),
    ),
)  # fmt: skip
