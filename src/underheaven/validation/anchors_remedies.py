"""Anchor of the remedies (V-13d): how long a wrongful listing lasts, by the composed kernel.

``null-regime`` with one false source alone: a harmless message is taken for a critical one, which lists for 730 days. Nobody speaks
critically, so every listing is wrongful. After 740 days of burn-in, net wrongful days per entry are the mean spell.
"""

import datetime
import math
from functools import cache, partial
from typing import Any

from underheaven.engine.run import simulate
from underheaven.engine.tally import Measure
from underheaven.scenario.load import load
from underheaven.validation.anchor import Anchor

_CITIZENS, _BURN_IN, _DAYS = 65_536, 740, 730
_START = datetime.date(2022, 1, 11)
_ONE_FALSE_SOURCE: dict[str, Any] = {
    "regime.messages.coverage": 1,
    "regime.messages.false_positive_rate": 2.5e-5,
    "world.conduct.critical_speech.rate": 0,
    "regime.rulebook.critical_speech.list_days": 730,
    "regime.lists.extension": False,
    "regime.knowledge.initial": 1,
    "regime.safeguards.human_review.on": False,
    "regime.safeguards.expiry.on": False,
    "regime.safeguards.proportionality.on": False,
    "regime.safeguards.purpose_limitation.on": False,
    "regime.safeguards.appeal.price": 0,
    "regime.safeguards.appeal.fear_weight": 0,
}
"""The act rule always holds: an appeal costs nothing, everybody knows the regime."""


@cache
def _mean_spell(notice: bool, filing: float, latency: int, success: float) -> float:
    """Wrongful days per wrongful entry; ``filing`` a day, as the weekly chance that it leaves."""
    appeal = {"filing": 1 - (1 - filing) ** 7, "latency": latency, "success_if_wrongful": success}
    changes = _ONE_FALSE_SOURCE | {f"regime.safeguards.appeal.{name}": value for name, value in appeal.items()}
    scenario = load("null-regime").with_(**changes | {"regime.safeguards.notice.on": notice})
    result = simulate(scenario, citizens=_CITIZENS, days=_DAYS, burn_in=_BURN_IN, seed=13, start=_START)
    sums = result.strata.sum(axis=(0, 1))
    return float(sums[Measure.WRONGFUL_DAYS] / sums[Measure.ENTRIES_WRONGFUL])


_RISKS = "competing risks: filing and decision exponential, success p, else 730 days; MODEL §12 (T-SAF1)"
_THROUGH = f"composed kernel, null-regime with one false source and appeals; {_CITIZENS:,} citizens, {_DAYS} days after {_BURN_IN}"
_ROWS = (
    ("half of them told, filing .02 a day, latency 60, success .7", 513.0, 297.0, (False, 0.02, 60, 0.7)),
    ("all told, filing .02 a day, latency 60, success .7", 296.0, 292.0, (True, 0.02, 60, 0.7)),
    ("all told, filing .05 a day, latency 15, success .9", 104.5, 216.0, (True, 0.05, 15, 0.9)),
)
_ENTRIES = 15_000
"""Fewer entries than any of the three runs has."""

ANCHORS = tuple(
    Anchor(
        f"V-13d{'' if row == 1 else f'.{row}'}", f"mean wrongful spell of 730 days with remedies: {name}", _RISKS, "exact", "engine", days,
        0.01 * days + 4 * deviation / math.sqrt(_ENTRIES), "1 % for the weekly form and 4σ of a mean of 15 000 spells", _THROUGH,
        partial(_mean_spell, *setting),
    )
    for row, (name, days, deviation, setting) in enumerate(_ROWS, 1)
)  # fmt: skip
