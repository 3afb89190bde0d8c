"""Tables as one record: the kernel then receives a single address instead of hundreds of arguments.

Field names and nesting are those of ``Tables``; arrays that depend on the number of districts are padded, so that one compilation serves
every society. Under ``NUMBA_DISABLE_JIT=1`` the oracle reads the plain named tuples, which plain Python does faster.
"""

from collections.abc import Iterable
from itertools import repeat
from typing import Any, cast

import numpy as np

from underheaven.draws.compiled import config
from underheaven.scenario.compile import Tables
from underheaven.society.table import MAXIMUM_DISTRICTS, NATIONAL_ROWS, ROWS

_PADDED = {
    "district_start": (MAXIMUM_DISTRICTS + 1,),
    "keys": (ROWS * MAXIMUM_DISTRICTS + NATIONAL_ROWS, 6),
    "coverage": (MAXIMUM_DISTRICTS,),
    "density": (MAXIMUM_DISTRICTS,),
    "aware_below": (MAXIMUM_DISTRICTS,),
    "aware_before": (MAXIMUM_DISTRICTS,),
    "exposed": (MAXIMUM_DISTRICTS,),
    "first_firm": (MAXIMUM_DISTRICTS + 1,),
    "visible_sanctions": (MAXIMUM_DISTRICTS,),
    "announced": (16, MAXIMUM_DISTRICTS),
    "announced_to_members": (16, MAXIMUM_DISTRICTS),
    "rulebook_of": (MAXIMUM_DISTRICTS,),
}


def _dtype(value: Any, name: str = "") -> np.dtype[Any]:
    if hasattr(value, "_fields"):
        return np.dtype([(field, _dtype(getattr(value, field), field)) for field in value._fields])
    if isinstance(value, np.ndarray | tuple):
        return np.dtype((np.int64, _PADDED.get(name, np.shape(value))))
    return np.dtype(np.int64)


def _fill(record: Any, value: Any) -> None:
    for field in value._fields:
        part = getattr(value, field)
        if hasattr(part, "_fields"):
            _fill(record[field], part)
        elif isinstance(part, np.ndarray):
            record[field][tuple(slice(size) for size in part.shape)] = part
        else:
            record[field] = part


class _Record(np.record):  # type: ignore[misc]
    """A record that shows its bytes at once: the usual way describes every field first, which takes longer than many a call."""

    @property
    def data(self) -> Any:
        """Plain bytes, if whoever made the record keeps them beside it: Numba asks for no more than their address."""
        kept = vars(self).get("bytes")
        return super().data if kept is None else kept


class PackedTables:
    """One record, refilled where a day's tables differ from those before."""

    def __init__(self) -> None:
        self._record: Any = None
        self._parts: Iterable[Any] = repeat(self)

    def of(self, tables: Tables) -> Tables:
        """The record of these tables, typed as what it stands for."""
        if config.DISABLE_JIT:
            return tables
        if self._record is None:
            storage = np.zeros(1, np.dtype((_Record, _dtype(tables))))
            self._record = storage[0]
            vars(self._record)["bytes"] = storage.view(np.uint8).data
        record = self._record
        for field, part, before in zip(tables._fields, tables, self._parts, strict=False):
            if part is not before:
                if hasattr(part, "_fields"):
                    _fill(record[field], part)
                elif isinstance(part, np.ndarray):
                    record[field][tuple(slice(size) for size in part.shape)] = part
                else:
                    record[field] = part
        self._parts = tables
        return cast(Tables, record)
