"""Citizens to look at: a sample of ids, and who they are."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_entry
from underheaven.draws.permutation import permutation_key_table, permutation_keys, permute
from underheaven.draws.purposes import Purpose
from underheaven.engine.tally import AGE_BANDS, ORIGINS, RESIDENCES
from underheaven.society.people import hash32, stratum
from underheaven.society.table import SocietyTable, society_table
from underheaven.values import threshold

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

_EXEMPTION = int(Purpose.EXEMPTION)

Integers = NDArray[np.int64]


def sample_of_citizens(seed: int, citizens: int, count: int) -> list[int]:
    """The first ``count`` citizens of a keyed permutation of the world, in order of their ids."""
    found = np.empty(min(count, citizens), np.int64)
    if len(found):
        _permuted(citizens, permutation_key_table([permutation_keys(seed, 0, int(Purpose.TRACE))]), found)
    return [int(citizen) for citizen in np.sort(found)]


def strata_of(scenario: "Scenario", seed: int, citizens: int, ids: Iterable[int]) -> Integers:
    """Stratum of each id in the world ``seed``."""
    wanted = np.fromiter(ids, np.int64)
    found = np.empty(len(wanted), np.int64)
    if len(wanted):
        _strata(society_table(scenario.society, seed=seed, citizens=citizens), wanted, found)
    return found


def strata_of_range(scenario: "Scenario", seed: int, citizens: int) -> Callable[[int, int], Integers]:
    """A function from ``first`` and ``last`` to the strata of the citizens ``first … last − 1``."""
    society = society_table(scenario.society, seed=seed, citizens=citizens)

    def strata(first: int, last: int) -> Integers:
        found = np.empty(last - first, np.int64)
        _strata(society, np.arange(first, last), found)
        return found

    return strata


def exempt_adults(scenario: "Scenario", seed: int, citizens: int, share: float) -> list[int]:
    """The adults whom ``regime.exposure.exempt`` exempts at this share in the world ``seed``, in order of their ids."""
    found = np.zeros(citizens, np.int64)
    _exempt(seed, threshold(share), found)
    ids = np.flatnonzero(found)
    age_band = strata_of(scenario, seed, citizens, ids) // (ORIGINS * RESIDENCES) % AGE_BANDS
    return [int(citizen) for citizen in ids[age_band > 0]]


@compiled_entry
def _permuted(citizens: int, keys: np.ndarray, found: np.ndarray) -> None:
    for place in range(len(found)):
        found[place] = permute(place, citizens, keys, 0)


@compiled_entry
def _exempt(seed: int, below: int, found: np.ndarray) -> None:
    for citizen in range(len(found)):
        found[citizen] = int(hash32(seed, _EXEMPTION, citizen) < below)


@compiled_entry
def _strata(society: SocietyTable, wanted: np.ndarray, found: np.ndarray) -> None:
    for place in range(len(wanted)):
        found[place] = stratum(society, wanted[place])
