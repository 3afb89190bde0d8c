"""The kernel's machine code takes every index as it is (``draws.compiled``): none may be negative or too large. Plain Python says so.

The oracle lives the same arm with arrays that refuse such an index, where NumPy would count from the end and machine code would read
somebody else's memory.
"""

import os
import subprocess
import sys

import pytest

LIFE = """
import datetime, sys
import numpy as np
from underheaven.engine import market, run, step
from underheaven.engine.pack import PackedTables
from underheaven.scenario.load import load

asked = 0

class Forwards(np.ndarray):
    def ask(self, index):
        global asked
        asked += 1
        for place, size in zip(index if isinstance(index, tuple) else (index,), self.shape):
            if isinstance(place, (int, np.integer)) and not 0 <= place < size:
                raise IndexError(f"index {index} of an array of {self.shape}")

    def __getitem__(self, index):
        self.ask(index)
        return super().__getitem__(index)

    def __setitem__(self, index, value):
        self.ask(index)
        super().__setitem__(index, value)

def guarded(value):
    if hasattr(value, "_fields"):
        return type(value)(*(guarded(part) for part in value))
    return value.view(Forwards) if type(value) is np.ndarray else value

for module, name in ((step, "empty_desk"), (market, "empty_firm_desk"), (market, "first_firms"), (run, "empty_state")):
    setattr(module, name, lambda *given, make=getattr(module, name): guarded(make(*given)))
PackedTables.of = lambda self, tables: guarded(tables)
run.simulate(load(sys.argv[1]), citizens=700, days=15, seed=5, start=datetime.date(2020, 1, 1), threads=1, traced=[3, 255, 256, 699])
print(asked)
"""


@pytest.mark.parametrize("name", ["article", "article-safeguarded", "campaign"])
def test_no_index_counts_from_the_end(name: str) -> None:
    lived = subprocess.run(
        [sys.executable, "-c", LIFE, name], env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=False
    )
    assert lived.returncode == 0, lived.stderr[-2000:]
    assert int(lived.stdout) > 500_000
