"""Epstein's rule of rebellion as a setting of the act rule (V-03a): the share of people willing to rebel.

Grievance H (1 − L) above the net risk R · P and a threshold T: benefit H (1 − L) − T, probability P = 1 − exp(−k ⌊C/A⌋), stake R,
with hardship H and risk aversion R uniform on [0, 1), legitimacy L, C/A cops per active person in sight.
Source: Epstein (2002), PNAS 99:7243, doi:10.1073/pnas.092080199.
"""

import math

from underheaven.day.act import acts
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.values import exact, fixed

_PERSON = int(Purpose.PERSON)


@compiled
def _willing(seed: int, people: int, illegitimacy: int, threshold: int, arrest: int) -> int:
    willing = 0
    for person in range(people):
        words = draw(seed, person, 0, _PERSON, 0)
        hardship, risk_aversion = words[0], words[1] >> 16
        # benefit in 2**-24 and probability · stake in 2**-32: alike after the rule's own shift of 8
        benefit = ((hardship * illegitimacy) >> 32) - threshold
        willing += acts(benefit, arrest, risk_aversion)
    return willing


def arrest_probability(cops_per_active: float, k: float = 2.3) -> float:
    """P = 1 − exp(−k ⌊C/A⌋); without the floor there is no punctuated equilibrium (V-03d)."""
    return 1 - math.exp(-k * math.floor(cops_per_active))


def share_willing(legitimacy: float, cops_per_active: float, *, threshold: float = 0.1, people: int = 1_000_000, seed: int = 1) -> float:
    """Share of ``people`` whose rule says rebel."""
    arrest = fixed(arrest_probability(cops_per_active), 16)
    return _willing(seed, people, fixed(1 - exact(legitimacy), 24), fixed(threshold, 24), arrest) / people
