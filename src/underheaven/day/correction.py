"""The correction path: who is off the list at its source is not yet off it everywhere (S15, S25).

Each agency (one a domain) acts on the end of a listing after a geometric lag of mean 10 days; with chance .02 the news is lost and found
only at its next yearly reconciliation; and in any later year the entry comes back with chance .01, until that year's reconciliation:

    stale(domain, e) ⇔ e < lag, or the news was lost and e < lag + U{1..365}, or it came back      e = days since the end of the listing

While stale, that domain still bites. State: none beside ``listed_until`` and ``cause``, which stay when a listing ends: every lag is a
draw addressed by (citizen, day of the end, domain). Closed form (T-COR1): mean stale days of a domain in the first year without returns
= lag + .02 · 183 = 13.66; each year of returns adds .01 · 183. Sign: a longer lag, more trips refused to who is no longer listed.
Order of magnitude: deletion "within 3 working days", up to five years at other departments (FACTS 1-18, 1-19). Single cases are
documented, no rate is published (FACTS 1-21, 1-22): both chances are assumptions.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.values import Days, Probability, assumed, exact, threshold

YEAR = 365
_LONGEST = 1024
"""Lags beyond have a chance below 2**-16 at the largest mean."""
_DOMAINS = 12
_CORRECTION = int(Purpose.CORRECTION)
_FIRST_RECONCILIATION, _FIRST_RETURN = 8, 32
"""Blocks of draws: 0–2 lags of four domains each, 8–19 reconciliations, from 32 one a year for returns."""


class CorrectionPath(Mechanism):
    """How the end of a listing spreads. Off: every agency knows at once."""

    lag: Days = assumed(10, 1, 90, why="3 working days by rule (FACTS 1-18, recalled), years at other departments (1-19)")
    """Mean days until an agency acts on the end of a listing."""
    lost: Probability = assumed(0.02, 0.0, 0.2, why="no published rate; cases are documented (FACTS 1-21)")
    """Chance that the news does not reach an agency before its yearly reconciliation."""
    returns: Probability = assumed(0.01, 0.0, 0.08, why="no published rate; twelve agencies share one draw a year, which bounds it by 1/12")
    """Chance a year that an old entry comes back at an agency."""

    @field_validator("lag")
    @classmethod
    def _between_a_day_and_a_quarter(cls, lag: Days) -> Days:
        if not 1 <= lag.value <= 90:
            raise ValueError(f"must be 1 to 90 days; got {lag.value:g}")
        return lag

    @field_validator("returns")
    @classmethod
    def _shares_one_draw(cls, returns: Probability) -> Probability:
        if returns.value > 0.08:
            raise ValueError(f"must be at most .08 a year; got {returns.value:g}")
        return returns


class CorrectionTable(NamedTuple):
    """Integers of the correction path."""

    on: int
    waits: NDArray[np.int64]
    """[1024] by days since the end of the listing: chance, in 2**-16, that an agency's lag is longer."""
    longest: int
    """Days after which no lag is longer."""
    lost: int
    """Threshold of 16 bits."""
    returns: int
    """Threshold of 32 bits, per year and agency."""


def correction_table(parameters: CorrectionPath) -> CorrectionTable:
    """Compile; off means that every agency knows at once."""
    stays = 1 - 1 / exact(parameters.lag.integer)
    waits = np.zeros(_LONGEST, np.int64)
    if parameters.on:
        for elapsed in range(_LONGEST):
            waits[elapsed] = threshold(stays**elapsed, 16)
    return CorrectionTable(
        on=int(parameters.on),
        waits=waits,
        longest=int(np.count_nonzero(waits)),
        lost=threshold(parameters.lost.value, 16),
        returns=threshold(parameters.returns.value),
    )


@compiled
def lag_of(word: int, table: CorrectionTable) -> int:
    """Days that an agency waits; ``word`` of 16 bits."""
    lag = 0
    while lag < table.longest and word < integer(table.waits[lag]):
        lag += 1
    return lag


@compiled
def stale_domains(seed: int, citizen: int, ended: int, day: int, domains: int, table: CorrectionTable) -> int:
    """Of the ``domains`` of a listing that ended on day ``ended``, those whose agency does not know it on ``day``, or knows it no more."""
    elapsed = day - ended
    if table.on == 0 or domains == 0 or elapsed < 0:
        return 0
    stale = 0
    if elapsed < table.longest + YEAR:
        for block in range(3):
            words = draw(seed, citizen, ended, _CORRECTION, block)
            for place in range(4):
                domain = 4 * block + place
                if domains >> domain & 1 == 0:
                    continue
                waits, news = words[place] & 0xFFFF, words[place] >> 16
                if elapsed < table.longest and waits < integer(table.waits[elapsed]):
                    stale |= 1 << domain
                elif news < table.lost:
                    found, _, _, _ = draw(seed, citizen, ended, _CORRECTION, _FIRST_RECONCILIATION + domain)
                    if elapsed < lag_of(waits, table) + 1 + ((found * YEAR) >> 32):
                        stale |= 1 << domain
    if table.returns > 0:
        year = elapsed // YEAR
        which, when, _, _ = draw(seed, citizen, ended, _CORRECTION, _FIRST_RETURN + year)
        domain = which // table.returns
        if domain < _DOMAINS and domains >> domain & 1 == 1 and elapsed - year * YEAR >= (when * YEAR) >> 32:
            stale |= 1 << domain
    return stale
