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
_ANY_LOST, _OTHERS_LOST, _FIRST_RECONCILIATION, _FIRST_RETURN = 2, 3, 8, 32
"""Blocks of draws: 0 and 1 lags of eight domains each, 2 the first domain whose news is lost, 3 and 4 the domains after it,
8–19 reconciliations, from 32 one a year for returns. So most of the long tail costs two blocks."""


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
    first_lost: NDArray[np.int64]
    """[12] by domain: chance, in 2**-32, that the news is lost there or at one before it."""
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
        first_lost=np.array([threshold(1 - (1 - exact(parameters.lost.value)) ** (d + 1)) for d in range(_DOMAINS)], np.int64),
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
def half_word(seed: int, citizen: int, ended: int, block: int, domain: int) -> int:
    """The 16 bits of a domain in two blocks of draws."""
    words = draw(seed, citizen, ended, _CORRECTION, block + (domain >> 3))
    return (words[(domain & 7) >> 1] >> ((domain & 1) << 4)) & 0xFFFF


@compiled
def lost_news(seed: int, citizen: int, ended: int, elapsed: int, domains: int, first: int, table: CorrectionTable) -> int:
    """Of the ``domains``, those whose agency lost the news and has not reconciled; ``first`` says where it was lost first."""
    stale, passed = 0, False
    for domain in range(_DOMAINS):
        lost = half_word(seed, citizen, ended, _OTHERS_LOST, domain) < table.lost if passed else first < integer(table.first_lost[domain])
        if lost:
            passed = True
            if domains >> domain & 1 == 1:
                found, _, _, _ = draw(seed, citizen, ended, _CORRECTION, _FIRST_RECONCILIATION + domain)
                lag = lag_of(half_word(seed, citizen, ended, 0, domain), table)
                stale |= int(elapsed < lag + 1 + ((found * YEAR) >> 32)) << domain
    return stale


@compiled
def stale_domains(seed: int, citizen: int, ended: int, day: int, domains: int, table: CorrectionTable) -> int:
    """Of the ``domains`` of a listing that ended on day ``ended``, those whose agency does not know it on ``day``, or knows it no more."""
    elapsed = day - ended
    if table.on == 0 or domains == 0 or elapsed < 0:
        return 0
    stale = 0
    if elapsed < table.longest:
        for block in range(2):
            words = draw(seed, citizen, ended, _CORRECTION, block)
            for place in range(8):
                waits = (words[place >> 1] >> ((place & 1) << 4)) & 0xFFFF
                stale |= int(waits < integer(table.waits[elapsed])) << 8 * block + place
        stale &= domains
    if elapsed < table.longest + YEAR:
        first, _, _, _ = draw(seed, citizen, ended, _CORRECTION, _ANY_LOST)
        if first < integer(table.first_lost[_DOMAINS - 1]):
            stale |= lost_news(seed, citizen, ended, elapsed, domains, first, table)
    if table.returns > 0:
        year = elapsed // YEAR
        which, when, _, _ = draw(seed, citizen, ended, _CORRECTION, _FIRST_RETURN + year)
        domain = which // table.returns
        if domain < _DOMAINS and domains >> domain & 1 == 1 and elapsed - year * YEAR >= (when * YEAR) >> 32:
            stale |= 1 << domain
    return stale
