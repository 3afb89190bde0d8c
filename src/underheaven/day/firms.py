"""Firms: one for every fifty citizens, in the districts in proportion to their citizens, nowhere stored (S21, S22, S23).

Equation: a firm of size quantile x has ``1/(2√x)`` times the mean firm's customers, so that the first fraction x of firms serves the
share √x of all purchases (a Zipf-like law of mean one); sector, foreign ownership, integrity and the readiness to run schemes are
functions of (world, firm). State: none here (``engine.firm_state``). Closed form: the 256 sizes sum to 256; foreign share .004 (4σ).
Sign: more purchases per person ⇒ more customers to hurt. A firm that is listed keeps a part of its customers (``firm_scoring``).
Source: MODEL §10.1.
"""

from enum import IntEnum, unique
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Any, NamedTuple

import numpy as np

from underheaven.day.firm_offences import FirmOffences
from underheaven.day.inspections import Inspections
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.draws.rounding import stochastic_round
from underheaven.society.table import SocietyTable
from underheaven.values import Count, Factor, Money, Parameters, Share, assumed, derived, exact, fixed, published, threshold

_FIRM = int(Purpose.FIRM)
SIZES = 256
Words = tuple[int, int, int, int]


@unique
class Sector(IntEnum):
    """What a firm trades in."""

    RETAIL = 0
    FINANCE = 1
    INSURANCE = 2
    MEDICINE = 3
    DATING = 4
    TRAVEL = 5


def _share(value: float) -> Any:
    return assumed(value, why="no table of firms by these sectors")


class Sectors(Parameters):
    """Shares of firms by sector; retail has the rest."""

    finance: Share = _share(0.10)
    """Wealth management, lending."""
    insurance: Share = _share(0.10)
    """Insurance."""
    medicine: Share = _share(0.10)
    """Medicine and food supplements."""
    dating: Share = _share(0.05)
    """Dating and marriage services."""
    travel: Share = _share(0.15)
    """Carriers, hotels, maps."""


class Firms(Mechanism):
    """Firms as they are in both arms. Off: there are none."""

    citizens_per_firm: Count = assumed(50, 14, 150, why="45 citizens a private company, 14 a business entity (FACTS 6-23)")
    """Citizens for each firm."""
    sectors: Sectors = Sectors()
    """What they trade in."""
    foreign: Share = published(0.004, "chinabankingnews.com 2022-10-12: 668 000 of 163 M entities; FACTS 6-24")
    """Firms in foreign ownership."""
    purchases: Factor = assumed(0.25, why="a purchase with some risk every fourth day; no published rate")
    """Purchases a person and day."""
    mean_purchase: Money = assumed(16, why="a quarter of a median day's income")
    """Mean value of a purchase."""
    jobs_per_citizen: Factor = derived(0.556, "775.86 M employed / 1 395.38 M persons", "end of 2018, FACTS 6-15, 6-01")
    """Jobs for each citizen; all are with a firm."""
    offences: FirmOffences = FirmOffences()
    """What they do to the purse, customers and staff."""
    inspections: Inspections = Inspections()
    """Ordinary law: today's inspectors."""


class FirmsTable(NamedTuple):
    """Integers of firms."""

    firms: int
    first_firm: np.ndarray
    """int64 [D + 1]: first firm of each district, and the number of firms at the end."""
    sector_steps: tuple[int, ...]
    """Upper bounds of sectors 1 to 5 in a 16-bit word; retail beyond [5]."""
    foreign: int
    """32-bit threshold."""
    customers: int
    """Of a mean firm in a week, in 1/256."""
    jobs: int
    """Of a mean firm, in 1/256."""
    size: np.ndarray
    """int64 [256]: customers and jobs over the mean firm's, in 1/256, by size quantile, largest first."""


def sizes() -> list[int]:
    """256 · 16·(√(q+1) − √q) for q = 0 … 255, in integers that sum to 256²."""
    roots = [isqrt(q << 32) for q in range(SIZES + 1)]
    bounds = [root >> 4 for root in roots]  # 256 · 16 · √q, from √q in 2**-16
    return [after - before for before, after in pairwise(bounds)]


def firms_table(firms: Firms, society: SocietyTable) -> FirmsTable:
    """Compile for a society; without firms nobody trades.

    Raises:
        ValueError: if the sectors are more than all firms, or a citizen has none of a firm.
    """
    steps, total = [], Fraction(0)
    for name in ("finance", "insurance", "medicine", "dating", "travel"):
        total += exact(getattr(firms.sectors, name).value)
        steps.append(total)
    if total > 1:
        raise ValueError(f"firms.sectors: shares must sum to at most one; got {float(total):g}")
    if firms.citizens_per_firm.integer < 1:
        raise ValueError("firms.citizens_per_firm: must be at least 1; got 0")
    number = -(-society.citizens // firms.citizens_per_firm.integer) if firms.on else 0
    start = [int(citizen) * number // society.citizens for citizen in society.district_start]
    each = Fraction(society.citizens, max(1, number))
    return FirmsTable(
        firms=number,
        first_firm=np.array(start, np.int64),
        sector_steps=tuple(threshold(step, 16) for step in steps),
        foreign=threshold(firms.foreign.value),
        customers=fixed(7 * exact(firms.purchases.value) * each),
        jobs=fixed(exact(firms.jobs_per_citizen.value) * each),
        size=np.array(sizes(), np.int64),
    )


@compiled
def firm_words(seed: int, firm: int) -> Words:
    """The random words of a firm, for ever: size, sector and integrity, ownership, readiness for schemes."""
    return draw(seed, firm, 0, _FIRM, 0)


@compiled
def size_of(table: FirmsTable, words: Words) -> int:
    """Size over the mean firm's, in 1/256."""
    return integer(table.size[words[0] >> 24])


@compiled
def sector_of(table: FirmsTable, words: Words) -> int:
    """A ``Sector``."""
    place = words[1] & 0xFFFF
    for sector in range(5):
        if place < integer(table.sector_steps[sector]):
            return sector + 1
    return 0


@compiled
def is_foreign(table: FirmsTable, words: Words) -> bool:
    """Whether the firm belongs to foreigners."""
    return words[2] < table.foreign


@compiled
def integrity_of(words: Words) -> int:
    """0–255, the mean of two uniform bytes, like the traits of persons."""
    return (((words[1] >> 16) & 255) + (words[1] >> 24)) >> 1


@compiled
def customers_of_week(table: FirmsTable, size: int, kept: int, uniform: int) -> int:
    """Purchases at the firm in a week, ``kept`` (1/256) of the usual ones; uses 24 bits of ``uniform``."""
    return stochastic_round(table.customers * size * kept, 24, uniform)


@compiled
def jobs_of(table: FirmsTable, size: int) -> int:
    """People who work for the firm."""
    return (table.jobs * size) >> 16
