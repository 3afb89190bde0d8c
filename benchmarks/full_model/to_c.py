"""Translate compiled functions of the kernel to C, from their own Python source: the same kernel, so nothing can drift.

``Translator.function`` reads the source of a function, and of all that it calls, once for each combination of argument types, as Numba
does. It knows the Python that the kernel is written in and no more: integers, records, arrays, tuples, ``range``, conditions. Whatever
else it meets it names (``UnknownConstructError``) instead of guessing. What Python promises and C does not is kept: division and remainder
round down, arithmetic wraps (``-fwrapv``), and where an expression changes memory its parts are evaluated from left to right (a statement
expression of GNU C).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.full_model.c_expressions import NUMBER, READS, UnknownConstructError, Value
from benchmarks.full_model.c_statements import Body
from benchmarks.full_model.c_types import Fixed, Integer, Kind, Record, Sized, Tuple, element_of

PRELUDE = """#include <stdint.h>
static inline int64_t divided(int64_t a, int64_t b) {
    if (b == 0) return 0;
    int64_t quotient = a / b;
    return quotient - ((a % b != 0) & ((a ^ b) < 0));
}
static inline int64_t remainder_of(int64_t a, int64_t b) {
    if (b == 0) return 0;
    int64_t rest = a % b;
    return rest + (((rest != 0) & ((rest ^ b) < 0)) ? b : 0);
}
static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t magnitude(int64_t a) { return a < 0 ? -a : a; }
"""
_LARGEST = (1 << 63) - 1


@dataclass
class Translated:
    """A function of C."""

    name: str
    returns: Kind | None
    effect: int


class Translator:
    """Collects the C of functions, their types and constants; each is written once."""

    def __init__(self) -> None:
        self.types: dict[Kind, str] = {}
        self.parts: list[str] = []
        self.functions: dict[tuple[Any, tuple[Kind, ...]], Translated | None] = {}
        self.constants: dict[int, tuple[Any, Value]] = {}

    @property
    def source(self) -> str:
        """Everything so far, as one file of C."""
        return "\n".join([PRELUDE, *self.parts])

    def type_of(self, kind: Kind) -> str:
        """Its type in C: of a variable, or of what a record's or array's address points at."""
        if isinstance(kind, Integer):
            return "int64_t"
        if kind not in self.types:
            name = f"t{len(self.types)}"
            self.types[kind] = name
            self.parts.append(self._definition(kind, name))
        return self.types[kind]

    def _definition(self, kind: Kind, name: str) -> str:
        if isinstance(kind, Fixed):
            return f"typedef {kind.element} {name}{''.join(f'[{size}]' for size in kind.shape)};"
        if isinstance(kind, Sized):
            return f"typedef struct {{ {kind.element} *restrict data; int64_t shape[{kind.dimensions}]; }} {name};"
        if isinstance(kind, Tuple):
            if kind.is_numbers:
                return f"typedef struct {{ int64_t at[{len(kind.items)}]; }} {name};"
            members = "".join(f"{self.type_of(item)} f{place}; " for place, item in enumerate(kind.items))
            return f"typedef struct {{ {members}}} {name};"
        assert isinstance(kind, Record)
        members = "".join(f"{self.type_of(field)} m_{label}; " for label, field in kind.fields.items())
        same = f'_Static_assert(sizeof({name}) == {kind.dtype.itemsize}, "not the layout of NumPy");'
        return f"typedef struct {{ {members}}} {name};\n{same}"

    def parameter(self, kind: Kind, name: str) -> str:
        """Its declaration as a parameter: records and their arrays come by address."""
        return f"{self.type_of(kind)} {'*restrict ' if isinstance(kind, Record | Fixed) else ''}{name}"

    def constant(self, value: Any) -> Value | None:
        """A constant of Python in C; none if it is not made of integers."""
        if isinstance(value, int | np.integer | np.bool_):
            number = int(value)
            text = f"INT64_C({number})" if number > -_LARGEST else "INT64_MIN"
            return Value(text if number >= 0 else f"({text})", NUMBER, constant=number) if -_LARGEST <= number + 1 <= _LARGEST + 1 else None
        if isinstance(value, np.ndarray):
            if id(value) not in self.constants:
                kind, name = Fixed(element_of(value.dtype), value.shape), f"c{len(self.constants)}"
                self.parts.append(f"static const {self.type_of(kind)} {name} = {_braces(value.tolist())};")
                self.constants[id(value)] = value, Value(name, kind)
            return self.constants[id(value)][1]
        if isinstance(value, tuple):
            known = [part for part in map(self.constant, value) if part is not None]
            together = Tuple(tuple(part.kind for part in known))
            text = self.tuple_text(together, [part.text for part in known])
            return Value(text, together, constant=value) if len(known) == len(value) else None
        return None

    def tuple_text(self, kind: Tuple, texts: Sequence[str]) -> str:
        """A tuple of expressions."""
        inner = ", ".join(texts)
        return f"(({self.type_of(kind)}){{{f'{{{inner}}}' if kind.is_numbers else inner}}})"

    def exported(self, function: Callable[..., Any], kinds: tuple[Kind, ...]) -> str:
        """Write a function that other languages may call, and return its name; it must return a number.

        Raises:
            UnknownConstructError: naming what is unknown.
        """
        inner = self.function(function, kinds)
        parameters = ", ".join(self.parameter(kind, f"v{place}") for place, kind in enumerate(kinds))
        arguments = ", ".join(f"v{place}" for place in range(len(kinds)))
        self.parts.append(f"int64_t entry({parameters}) {{ return {inner.name}({arguments}); }}")
        return "entry"

    def function(self, function: Callable[..., Any], kinds: tuple[Kind, ...]) -> Translated:
        """The C of a compiled function for arguments of these types.

        Raises:
            UnknownConstructError: naming what it does not know.
        """
        key = getattr(function, "py_func", function), kinds
        if key not in self.functions:
            self.functions[key] = None
            body = Body(self, function, kinds)
            name = f"f{len(self.functions)}_{key[0].__name__}"
            self.parts.append(body.write(name, always_inline="forceinline" in getattr(function, "targetoptions", {})))
            self.functions[key] = Translated(name, body.returns, max(body.effect, READS))
        done = self.functions[key]
        if done is None:
            raise UnknownConstructError(f"{key[0].__name__} calls itself")
        return done


def _braces(values: Any) -> str:
    return f"{{{', '.join(map(_braces, values))}}}" if isinstance(values, list) else str(int(values))
