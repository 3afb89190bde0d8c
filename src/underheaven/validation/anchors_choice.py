"""Anchors of joining: Bass diffusion (V-17) and the commercial scheme's participation (V-18b, T-OPT1), with the pilots' by the same law."""

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from underheaven.classics.diffusion import adoption_times, peak, share_by
from underheaven.classics.opting_in import participation
from underheaven.day.rollout import share_below
from underheaven.validation.anchor import Anchor

_P, _Q = 0.03, 0.38
_BASS = "Bass (1969), Management Science 15:215, doi:10.1287/mnsc.15.5.215 (closed form; p, q recalled)"
_PEERS = "x = F(perk + peer·x), F triangular on 0–255; MODEL §11, VALIDATION V-18b (58 % of those surveyed: the article)"
_JOINING = "day.commercial.opts_in over a crowd of 1e6 (classics.opting_in)"


@cache
def _times() -> NDArray[np.float64]:
    return adoption_times(_P, _Q)


def _share(year: int) -> float:
    return share_by(_times(), year)


def _bass() -> tuple[Anchor, ...]:
    shares = {1: 0.03576, 5: 0.33120, 10: 0.81280, 20: 0.99626}
    return tuple(
        Anchor(
            f"V-17{'' if row == 1 else f'.{row}'}", f"p = .03, q = .38: share that has adopted by year {year}", _BASS, "exact", "classic",
            share, 0.005, "±.005 at n = 1e6 (above 4σ)", "classics.diffusion", partial(_share, year),
        )
        for row, (year, share) in enumerate(shares.items(), 1)
    )  # fmt: skip


ANCHORS = (
    *_bass(),
    Anchor("V-17.5", "p = .03, q = .38: year of the most adoptions", _BASS, "exact", "classic", 6.1926, 0.04, "4σ at n = 1e6",
           "classics.diffusion", lambda: peak(_times(), _P, _Q)),
    Anchor("V-18b", "commercial scheme, perk 115 and peer 40: share of members", _PEERS, "exact", "engine", 0.580562, 0.01,
           "±.01: the engine's steps of 1/256", _JOINING, partial(participation, 115, 40)),
    Anchor("V-18b.2", "the same without peers: F(115)", _PEERS, "exact", "engine", 2 * (115 / 255) ** 2, 0.01,
           "±.01: the engine's steps of 1/256", _JOINING, partial(participation, 115, 0)),
    Anchor("V-18b.3", "pilots, perk 40 without peers: share that joins, F(40)", "F triangular on 0–255; MODEL §4.2", "exact", "engine",
           2 * (40 / 256) ** 2, 1e-4, "rounding of the level", "day.rollout.share_below", lambda: share_below(40 << 8) / 65536),
)  # fmt: skip
