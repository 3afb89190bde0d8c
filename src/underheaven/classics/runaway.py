"""Runaway inspection (J-RUN): who is inspected where something was found finds it there again.

One inspector between two places goes to the first with chance x = share of what is on record there. What happens there is recorded with
chance λ: a find if the inspector came (weight w), a report by somebody else whether or not (weight 1 − w). The share settles at the root in
[0, 1] of

    (c + d − a − b) x² + (a − 2c − d) x + c = 0,    a = λ₁, c = (1 − w) λ₁, b = (1 − w) λ₂, d = λ₂

which is λ₁/(λ₁ + λ₂) for w = 0 and leaves the truth as w rises; for w = 1 it is Pólya's urn (V-14). Finds that count inversely to attention
restore the truth for any w.
The big model takes from it the allocation of inspections of firms (``day.inspections``).
Source: Ensign, Friedler, Neville, Scheidegger and Venkatasubramanian (2018), PMLR 81:160; Oakland rates 3.68511 : 2.816466.
"""

import math

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_model
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

OAKLAND = (3.68511, 2.816466)
"""Daily rates of drug arrests in two districts, as published."""
_INSPECTION = int(Purpose.INSPECTION)
_WORD = 4294967296.0


def share_at_rest(first: float, second: float, found_weight: float) -> float:
    """The root of the quadratic."""
    a, b, c, d = first, (1 - found_weight) * second, (1 - found_weight) * first, second
    square, linear = c + d - a - b, a - 2 * c - d
    if abs(square) < 1e-12:
        return -c / linear
    root = math.sqrt(linear * linear - 4 * square * c)
    return next(x for x in ((-linear + root) / (2 * square), (-linear - root) / (2 * square)) if -1e-9 <= x <= 1 + 1e-9)


@compiled_model
def _shares(first: float, second: float, weight: float, corrected: bool, days: int, seed: int, out: NDArray[np.float64]) -> None:
    for run in range(out.size):
        urn_1, urn_2 = 1.0, 1.0
        for day in range(days):
            visit, event_1, event_2, thinning = draw(seed, run, day, _INSPECTION, 0)
            share = urn_1 / (urn_1 + urn_2)
            at_first = visit / _WORD < share
            counts = not corrected or thinning / _WORD < (1 - share if at_first else share)
            if event_1 / _WORD < first:
                urn_1 += 1 - weight + (weight if at_first and counts else 0.0)
            if event_2 / _WORD < second:
                urn_2 += 1 - weight + (weight if not at_first and counts else 0.0)
        out[run] = urn_1 / (urn_1 + urn_2)


def simulated_shares(
    first: float, second: float, found_weight: float, *, corrected: bool = False, days: int = 50_000, runs: int = 40, seed: int = 1
) -> NDArray[np.float64]:
    """Share on record at the first place after so many days, run by run; rates are scaled to chances of at most one half."""
    scale, out = 2 * max(first, second), np.zeros(runs)
    _shares(first / scale, second / scale, found_weight, corrected, days, seed, out)
    return out
