"""The society as the kernel sees it: seed, sizes and thresholds, a few hundred kilobytes for any number of citizens."""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from underheaven.draws.permutation import permutation_key_table, permutation_keys
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.society.multiplier import income_multipliers
from underheaven.society.parameters import SocietyParameters
from underheaven.society.templates import templates
from underheaven.values import exact, threshold

MEDIAN_DAY = 64
"""Currency units of a day's income of the middle class: what defines the unit."""
LOCAL_TIES, TIES = 4, 6
ROWS, DOUBLES_ROW, NAMESAKES_ROW = 6, 4, 5
NATIONAL_ROWS, NATIONAL_DOUBLES_ROW = 3, 2
"""Rows of round keys a district has, and two of their places."""
CELL_BITS = 8
MAXIMUM_DISTRICTS = 333
"""Prefecture-level units of mainland China, FACTS 6-17."""

Integers = np.ndarray[tuple[int], np.dtype[np.int64]]
IntegerMatrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]


class SocietyTable(NamedTuple):
    """Integers, short tuples (they travel in registers) and int64 arrays; thresholds are for words of 32 bits unless said otherwise."""

    seed: int
    citizens: int
    cells: int
    districts: int
    district_start: Integers
    """First citizen of each district, and the number of citizens at the end [districts + 1]."""
    template: Integers
    """Places of the 64 templates, packed; see ``templates``."""
    template_offset: int
    class_offset: int
    urban_offset: int
    minority_offset: int
    """Seed-dependent starts of the cells' low-discrepancy sequences."""
    class_steps: tuple[int, ...]
    """Upper bounds of: the modal class, then classes 0 to 3 [5]."""
    urban: int
    urban_local: int
    minority: int
    minority_steps: tuple[int, ...]
    """Upper bounds of: the cell's origin, a random minority household [2]."""
    unbanked: tuple[int, ...]
    """By class, for 22 bits [5]."""
    male: int
    self_employed: int
    single: int
    """For 12, 12 and 8 bits."""
    income_mean: tuple[int, ...]
    """Yuan a year, by class [5]."""
    income_multiplier: Integers
    """In 1/65 536, 1 024 equally likely quantiles."""
    wage: Integers
    """A day's income of each class in whole currency units [5]."""
    keys: IntegerMatrix
    """Round keys of permutations [6 · districts + 3, 6]: for each district four of ties, one of doubles, one of namesakes; then two
    national ones of ties and one of doubles."""


def _array(values: list[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def _steps(first: Fraction, *shares: Fraction) -> tuple[int, ...]:
    """Bounds of: an event of probability ``first``, else one of several with ``shares`` (the last outcome is the rest)."""
    bounds = [first]
    for share in shares:
        bounds.append(bounds[-1] + (1 - first) * share)
    return tuple(threshold(bound) for bound in bounds)


def district_starts(citizens: int) -> list[int]:
    """First citizen of each district, and ``citizens`` at the end: district = cell · districts // cells."""
    cells = -(-citizens >> CELL_BITS)
    districts = max(1, min(MAXIMUM_DISTRICTS, cells // 8))
    return [min(citizens, -(-district * cells // districts) << CELL_BITS) for district in range(districts + 1)]


def society_table(parameters: SocietyParameters, *, seed: int, citizens: int) -> SocietyTable:
    """Compile a society of ``citizens`` in the world ``seed``.

    Raises:
        ValueError: unless 1 ≤ citizens < 2**31, 0 ≤ seed < 2**63, and the parameters describe a society.
    """
    if not 1 <= citizens < 1 << 31:
        raise ValueError(f"a society has between 1 and {(1 << 31) - 1:,} citizens; got {citizens:,}")
    if not 0 <= seed < 1 << 63:
        raise ValueError(f"a seed is a whole number from 0 to 2**63 - 1; got {seed}")
    starts = district_starts(citizens)
    districts = len(starts) - 1
    urban, registered = exact(parameters.urban.value), exact(parameters.urban_registered.value)
    minority = exact(parameters.minority.value)
    offsets = [int(word) for word in draw(seed, 0, 0, int(Purpose.CELL), 0)]
    means = [round(mean.value) for mean in parameters.income_means]
    local = [(Purpose.TIE, k) for k in range(LOCAL_TIES)] + [(Purpose.DOUBLE, 0), (Purpose.DOUBLE, 1)]
    keys = [permutation_keys(seed, district, int(purpose), number) for district in range(districts) for purpose, number in local]
    keys += [permutation_keys(seed, 0, int(Purpose.TIE), k) for k in range(LOCAL_TIES, TIES)]
    keys.append(permutation_keys(seed, 0, int(Purpose.DOUBLE), 2))
    return SocietyTable(
        seed=seed,
        citizens=citizens,
        cells=-(-citizens >> CELL_BITS),
        districts=districts,
        district_start=_array(starts),
        template=templates(parameters),
        template_offset=offsets[0],
        class_offset=offsets[1],
        urban_offset=offsets[2],
        minority_offset=offsets[3],
        class_steps=_steps(exact(parameters.class_clustering.value), *[Fraction(1, 5)] * 4),
        urban=threshold(urban),
        urban_local=threshold(registered / urban if urban else Fraction(1)),
        minority=threshold(minority),
        minority_steps=_steps(exact(parameters.minority_clustering.value), minority),
        unbanked=tuple(threshold(exact(share.value), 22) for share in parameters.unbanked),
        male=threshold(exact(parameters.male.value), 12),
        self_employed=threshold(exact(parameters.self_employed.value), 12),
        single=threshold(exact(parameters.single.value), 8),
        income_mean=tuple(means),
        income_multiplier=income_multipliers(parameters),
        wage=_array([round(Fraction(MEDIAN_DAY * mean, means[2])) for mean in means]),
        keys=permutation_key_table(keys),
    )
