"""The types of the translation to C (``to_c``), and how values of Python are handed to a function of C.

Every number is ``int64_t``. Records and arrays within records stay where they are and are named by their path. Other arrays carry their
shape. Tuples are small structs.
"""

import ctypes
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Integer:
    """A whole number or a truth value."""


@dataclass(frozen=True)
class Record:
    """A record at an address; its layout is NumPy's."""

    dtype: np.dtype[Any]

    @property
    def fields(self) -> dict[str, "Kind"]:
        """The types of its fields."""
        return {name: _kind_of_field(self.dtype[name]) for name in self.dtype.names or ()}


@dataclass(frozen=True)
class Fixed:
    """An array whose shape is known: a member of a record, or a constant."""

    element: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Sized:
    """An array that brings its shape along."""

    element: str
    dimensions: int


@dataclass(frozen=True)
class Tuple:
    """Values side by side, with names if it is a named tuple."""

    items: tuple["Kind", ...]
    names: tuple[str, ...] = ()

    @property
    def is_numbers(self) -> bool:
        """Whether one can be chosen by an index that is only known later."""
        return all(isinstance(item, Integer) for item in self.items)


Kind = Integer | Record | Fixed | Sized | Tuple


def element_of(dtype: np.dtype[Any]) -> str:
    """The type of an array's elements in C.

    Raises:
        TypeError: for what does not fit a signed 64-bit integer.
    """
    if dtype.kind not in "iub" or (dtype.kind == "u" and dtype.itemsize == 8):
        raise TypeError(f"arrays of {dtype} are unknown: every element must fit a signed 64-bit integer")
    return f"{'' if dtype.kind == 'i' else 'u'}int{8 * dtype.itemsize}_t"


def kind_of(value: Any) -> Kind:
    """The type of a value of Python.

    Raises:
        TypeError: for a value of any other type.
    """
    if isinstance(value, int | np.integer | np.bool_):
        return Integer()
    if isinstance(value, np.void):
        return Record(value.dtype)
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise TypeError("an array must lie in one piece, row by row")
        return Sized(element_of(value.dtype), value.ndim)
    if isinstance(value, tuple):
        return Tuple(tuple(kind_of(item) for item in value), getattr(value, "_fields", ()))
    raise TypeError(f"values of type {type(value).__name__} are unknown")


def _kind_of_field(dtype: np.dtype[Any]) -> Kind:
    """The type of a record's field."""
    if dtype.subdtype is not None:
        return Fixed(element_of(dtype.subdtype[0]), dtype.subdtype[1])
    return Record(dtype) if dtype.names else Integer()


@lru_cache
def _structure(name: str, *fields: Any) -> type[ctypes.Structure]:
    return type(name, (ctypes.Structure,), {"_fields_": [(f"f{place}", field) for place, field in enumerate(fields)]})


def argument_of(value: Any) -> Any:
    """The value as C receives it; arrays and records are only pointed at."""
    if isinstance(value, np.void):
        return ctypes.c_void_p(np.asarray(value).ctypes.data)
    if isinstance(value, np.ndarray):
        shape = ctypes.c_int64 * value.ndim
        return _structure(f"array of {value.dtype.char}", ctypes.c_void_p, shape)(value.ctypes.data, shape(*value.shape))
    if isinstance(value, tuple):
        parts = [argument_of(item) for item in value]
        kinds: list[Any] = [type(part) for part in parts]
        return _structure("tuple", *kinds)(*parts)
    return ctypes.c_int64(int(value))
