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
from time import perf_counter
from typing import Any
from unittest import mock

from benchmarks.full_model.c_types import argument_of, kind_of
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
    """A compiled function in C: called like it, translated at the first call and after a change of its arguments' types."""

    def __init__(self, function: Any, compiler: str = "gcc", options: Sequence[str] = OPTIONS) -> None:
        self.function, self.compiler, self.options = function, compiler, options
        self._made: dict[Any, Any] = {}
        self._one_at_a_time = threading.Lock()

    def __call__(self, *arguments: Any) -> int:
        kinds = tuple(kind_of(argument) for argument in arguments)
        passed = [argument_of(argument) for argument in arguments]
        with self._one_at_a_time:
            if kinds not in self._made:
                self._made[kinds] = self._make(kinds, [type(one) for one in passed])
        return int(self._made[kinds](*passed))

    def _make(self, kinds: tuple[Any, ...], types: list[Any]) -> Any:
        translator = Translator()
        name = translator.exported(self.function, kinds)
        entry = getattr(compile_c(translator.source, self.compiler, self.options), name)
        entry.argtypes, entry.restype = types, ctypes.c_int64
        return entry


class Timed:
    """A kernel with a watch: seconds within it, summed over threads."""

    def __init__(self, kernel: Any) -> None:
        self.kernel, self._parts = kernel, list[float]()

    def __call__(self, *arguments: Any) -> int:
        began = perf_counter()
        last = self.kernel(*arguments)
        self._parts.append(perf_counter() - began)
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
