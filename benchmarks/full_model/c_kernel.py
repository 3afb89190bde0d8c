"""The kernel in C, in the place of Numba's: translated (``to_c``), compiled by the benchmark into a folder of its own, never shipped.

The same threads of Python call it at the same desks (``engine.step``), each without the global lock while it is in C. So only the machine
code of ``live_cells`` differs between the two entries.
"""

import ctypes
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import thread_time
from typing import Any
from unittest import mock

import numpy as np

from benchmarks.full_model.c_types import Kind, argument_of, kind_of
from benchmarks.full_model.to_c import Translator
from underheaven.engine import step

OPTIONS = ("-O3", "-march=native", "-mprefer-vector-width=512")
ALWAYS = ("-fwrapv", "-shared", "-fPIC", "-w")
"""Python's whole numbers do not overflow undefined."""


def compile_c(source: str, compiler: str, options: Sequence[str]) -> ctypes.CDLL:
    """The library of a source; raises OSError or CalledProcessError without a compiler."""
    with tempfile.TemporaryDirectory() as folder:
        text, target = Path(folder) / "kernel.c", Path(folder) / "kernel.so"
        text.write_text(source, encoding="utf-8")
        subprocess.run([compiler, *options, *ALWAYS, str(text), "-o", str(target)], check=True)
        return ctypes.CDLL(str(target))


class InC:
    """A compiled function in C: called like it, translated at the first call and whenever types of arguments are new.

    Asking a record for its layout takes as long as a cell's day, so layouts are told apart by identity.
    """

    def __init__(self, function: Any, compiler: str = "gcc", options: Sequence[str] = OPTIONS) -> None:
        self.function, self.compiler, self.options = function, compiler, options
        self._made: dict[tuple[Kind, ...], Any] = {}
        self._known: dict[tuple[Any, ...], Any] = {}
        self._layouts: list[Any] = []
        self._one_at_a_time = threading.Lock()

    def __call__(self, *arguments: Any) -> int:
        passed = [argument_of(argument) for argument in arguments]
        known = *map(type, passed), *(id(argument.dtype) for argument in arguments if isinstance(argument, np.void))
        if known not in self._known:
            with self._one_at_a_time:
                self._layouts.append([argument.dtype for argument in arguments if isinstance(argument, np.void)])  # ids stay theirs
                kinds = tuple(kind_of(argument) for argument in arguments)
                self._known[known] = self._made[kinds] = self._made.get(kinds) or self._make(kinds, [type(one) for one in passed])
        return int(self._known[known](*passed))

    def _make(self, kinds: tuple[Any, ...], types: list[Any]) -> Any:
        translator = Translator()
        name = translator.exported(self.function, kinds)
        entry = getattr(compile_c(translator.source, self.compiler, self.options), name)
        entry.argtypes, entry.restype = types, ctypes.c_int64
        return entry


class Timed:
    """A kernel with a watch: processor seconds within it, summed over threads; what else the machine does is not in them."""

    def __init__(self, kernel: Any) -> None:
        self.kernel, self._parts = kernel, list[float]()

    def __call__(self, *arguments: Any) -> int:
        began = thread_time()
        last = self.kernel(*arguments)
        self._parts.append(thread_time() - began)
        return int(last)

    def take(self) -> float:
        """The seconds since they were last taken."""
        parts, self._parts = self._parts, []
        return sum(parts)


@contextmanager
def lived_by(kernel: Any) -> Iterator[None]:
    """Within it, ``simulate`` lives its days through this kernel."""
    with mock.patch.object(step, "live_cells", kernel):
        yield
