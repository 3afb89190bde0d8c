"""The one decorator of every function that decides a life.

A function marked ``compiled`` is written for plain Python integers and runs twice: through Numba in the kernel, and as it stands
under ``NUMBA_DISABLE_JIT=1`` as the oracle. To agree in both it keeps to signed 64-bit values: mask after every product that may
pass 2**62, and read array elements through ``integer``.
"""

import gc
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import codegen, compiler
from numba.cpython import slicing

config: Any = numba.config
njit: Any = numba.njit
types: Any = numba.types
Compiler: Any = compiler.Compiler
JITCodeLibrary: Any = codegen.JITCodeLibrary


Function = TypeVar("Function", bound=Callable[..., Any])

_KEPT_SECONDS = 30 * 86_400
_SELDOM = 20_000, 20, 1_000
"""Thresholds of garbage collection while compiling: a sixth of the time goes without it, and the young are collected all the same."""
_KERNEL_FLOORS = ("draws", "society", "day", "engine")
PLUGIN_GROUP = "underheaven.mechanisms"
"""Entry points of mechanisms of other authors (``day.plugin``)."""


@cache
def kernel_fingerprint() -> str:
    """Hash of every source that can end up in machine code; Numba's own cache overlooks a change in a callee's file."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256(f"{numba.__version__}".encode())
    for floor in _KERNEL_FLOORS:
        for source in sorted((package / floor).rglob("*.py")):
            text = source.read_bytes()
            if b"compiled" in text:
                digest.update(source.name.encode())
                digest.update(text)
    for entry in sorted(entry_points(group=PLUGIN_GROUP)):
        found = find_spec(entry.module.partition(".")[0])
        home = Path(found.origin) if found is not None and found.origin else None
        for source in sorted(home.parent.rglob("*.py")) if home is not None and home.name == "__init__.py" else filter(None, [home]):
            digest.update(f"{entry.value} {source.name}".encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def _forget_unused(root: Path) -> None:
    """Remove kernels of sources that nobody has run for a month."""
    for folder in root.glob("kernels-*"):
        if time.time() - folder.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _cache_folder() -> Path:
    root = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "underheaven"
    folder = root / f"kernels-{kernel_fingerprint()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            os.utime(folder)
            _forget_unused(root)
            return folder
    except OSError:
        return Path(tempfile.gettempdir()) / f"underheaven-kernels-{os.getuid()}"


if "NUMBA_CACHE_DIR" not in os.environ:
    config.CACHE_DIR = str(_cache_folder())


class _Unaliased(Compiler):  # type: ignore[misc]
    """Tell LLVM that arguments never overlap: tables are only read, and every other record or array is passed once."""

    def __init__(self, typing: Any, target: Any, library: Any, args: Any, return_type: Any, flags: Any, local: Any) -> None:
        flags.noalias = True
        super().__init__(typing, target, library, args, return_type, flags, local)


class _Forwards(_Unaliased):
    """In the kernel no index counts from the end: Numba would ask at every access, and loops would not become vector code."""

    def compile_extra(self, function: Any) -> Any:
        """Compile, callees included, with indices as they are, and without looking through millions of objects again and again."""
        fix_index, slicing.fix_index = slicing.fix_index, lambda builder, index, size: index
        usual = gc.get_threshold()
        gc.set_threshold(*_SELDOM)
        try:
            return super().compile_extra(function)
        finally:
            gc.set_threshold(*usual)
            slicing.fix_index = fix_index


class _Part(JITCodeLibrary):  # type: ignore[misc]
    """A part of the kernel left as it is: whoever calls it optimises it together with itself, and only that becomes machine code.

    Numba would optimise every function together with all that it calls, hence the deepest ones once for each function above them.
    """

    class _WithoutEnvironment:
        def set_env(self, name: str, environment: Any) -> None:
            """Only Python callers need one."""

    codegen = _WithoutEnvironment()

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Nothing to point at."""
        return 0


class _Unfinished(_Forwards):
    """Compile into a ``_Part``."""

    def __init__(self, typing: Any, target: Any, library: Any, args: Any, return_type: Any, flags: Any, local: Any) -> None:
        super().__init__(typing, target, _Part(target.codegen(), "part"), args, return_type, flags, local)


_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False, "no_cfunc_wrapper": True, "_nrt": False}
"""No references are counted: arrays are given, never made, and a call that counts would keep a loop from becoming vector code."""
_WITH_MEMORY: dict[str, Any] = _OPTIONS | {"_nrt": True}


def _part(function: Any, **options: Any) -> Any:
    """A dispatcher for compiled callers. Numba would compile it anew for every constant that it is called with: types will do."""
    part = njit(no_cpython_wrapper=True, pipeline_class=_Unfinished, **_OPTIONS | options)(function)
    template_for = part.get_call_template

    def get_call_template(arguments: Any, keywords: Any) -> Any:
        return template_for(tuple(types.unliteral(a) for a in arguments), {name: types.unliteral(a) for name, a in keywords.items()})

    part.get_call_template = get_call_template
    return part


def _from_python_too(function: Any, **options: Any) -> Any:
    """A dispatcher for Python that sends compiled callers to a part, so that nothing is made for Python which Python does not call."""
    if config.DISABLE_JIT:
        return function
    dispatcher, part = njit(cache=True, pipeline_class=_Unaliased, **_WITH_MEMORY | options)(function), _part(function, **options)
    dispatcher.get_call_template, dispatcher.get_overload = part.get_call_template, part.get_overload
    return dispatcher


def compiled(function: Function) -> Function:
    """Compile with Numba: no Python objects, no global lock, no bounds checks, C division. Callable from Python too."""
    return cast(Function, _from_python_too(function))


def compiled_inline(function: Function) -> Function:
    """The same for short functions of the hottest loops: always inlined, so that loops over them become vector code."""
    return cast(Function, _from_python_too(function, forceinline=True))


def compiled_part(function: Function) -> Function:
    """The same for a part of the kernel that only compiled code calls."""
    return cast(Function, function if config.DISABLE_JIT else _part(function))


def compiled_part_with_memory(function: Function) -> Function:
    """The same for a part that makes an array: Numba counts references to arrays only where they can be new."""
    return cast(Function, function if config.DISABLE_JIT else _part(function, _nrt=True))


def compiled_model(function: Function) -> Function:
    """A stand-alone model that Python calls and that may make arrays."""
    return cast(Function, njit(cache=True, pipeline_class=_Unaliased, **_WITH_MEMORY)(function))


def compiled_entry(function: Function) -> Function:
    """The same for what Python calls every day: its machine code, parts included, is kept on disk."""
    return cast(Function, njit(cache=True, pipeline_class=_Forwards, **_OPTIONS)(function))


def is_on_disk(entry: Any) -> bool:
    """Whether machine code of this entry has been kept, as far as can be told without loading it; in plain Python nothing is missing."""
    return bool(config.DISABLE_JIT or entry._cache._cache_file._load_index())


@compiled_inline
def integer(element: int) -> int:
    """An array element as a signed 64-bit integer, compiled or not."""
    return int(element) + 0
