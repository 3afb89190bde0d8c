"""The kernel's translation to C: the same digest as Numba's, and what it does with Python that it does not know."""

import datetime
import itertools
from collections.abc import Callable
from shutil import which
from typing import Any, NamedTuple

import numpy as np
import pytest
from benchmarks.full_model import run_c
from benchmarks.full_model.c_expressions import UnknownConstructError
from benchmarks.full_model.c_kernel import InC, Timed, lived_by
from benchmarks.full_model.c_types import Integer, kind_of
from benchmarks.full_model.to_c import Translator

from underheaven.engine import looks, step
from underheaven.engine.kernel import live_cells
from underheaven.engine.run import ArmResult, simulate
from underheaven.scenario.load import load

START = datetime.date(2020, 1, 1)
COMPILER = next((name for name in ("gcc", "clang") if which(name)), "")
needs_compiler = pytest.mark.skipif(not COMPILER, reason="no C compiler here: neither gcc nor clang")


def lived(scenario: str, seed: int, threads: int) -> ArmResult:
    return simulate(load(scenario), citizens=2_500, days=9, seed=seed, start=START, threads=threads, block_cells=2, traced=(3, 700))


@pytest.fixture(scope="module")
def in_c() -> InC:
    return InC(live_cells, COMPILER, ("-O1",))


@needs_compiler
@pytest.mark.parametrize(
    ("scenario", "seed", "threads"), [("article", 1, 1), ("article", 3, 2), ("documented", 3, 1), ("documented", 1, 2)]
)
def test_the_kernel_in_c_has_the_digest_of_numbas(
    in_c: InC, monkeypatch: pytest.MonkeyPatch, scenario: str, seed: int, threads: int
) -> None:
    monkeypatch.setattr(looks, "CELLS_WHERE_TWO_THREADS_PAY", 1)
    ours = lived(scenario, seed, threads)
    watched = Timed(in_c)
    with lived_by(watched):
        theirs = lived(scenario, seed, threads)
    assert watched.take() > 0
    assert vars(step)["live_cells"] is live_cells
    assert theirs.digest == ours.digest
    assert theirs.accounts == ours.accounts
    assert np.array_equal(theirs.strata, ours.strata)
    assert np.array_equal(np.sort(theirs.events, axis=0), np.sort(ours.events, axis=0))


class Pair(NamedTuple):
    low: int
    high: int


WEIGHTS = np.array([3, 1, 4, 1, 5])


def take(counts: np.ndarray, at: int) -> int:
    counts[at] += 1
    return int(counts[at])


def sorted_pair(one: int, other: int, *, swap: bool = False) -> Pair:
    if swap:
        one, other = other, one
    return Pair(min(one, other), max(one, other))


def rounds_down(a: int, b: int, counts: np.ndarray) -> int:
    return (a // b) * 1000 + a % b


def compares(a: int, b: int, counts: np.ndarray) -> int:
    decided = ((a and b) or 7) + 100 * (a > 0 and b) + 10_000 * (a or (take(counts, 0) and counts[0]))
    return (
        decided
        + int(-2 < a < b <= 9)
        + 2 * int(a in (b, 4))
        + 4 * int(not a or b > 3)
        + 8 * int(bool(a) and b != 1)
        + 16 * int(a not in (b, 7))
    )


def evaluates_from_left_to_right(a: int, b: int, counts: np.ndarray) -> int:
    mixed = counts[0] + 10 * take(counts, 0) + 100 * counts[0] + 1000 * take(counts, 0)
    counts[1], counts[0] = take(counts, 0), counts[1]
    return mixed + min(counts[0], take(counts, 1)) + (take(counts, 2) if a > b else 0) + 7 * counts[2]


def goes_round(a: int, b: int, counts: np.ndarray) -> int:
    total = 0
    for j in range(a, b, 2):
        total += j
        j += 100
    for j in range(5, 0, -1):
        if j == 3:
            continue
        total = total * 2 + WEIGHTS[j - 1]
    for bits in (4, 2, 1):
        total ^= bits << 3
    while total > 50:
        total >>= 1
    pair, shape = sorted_pair(a, b, swap=True), counts.shape
    first, second = pair
    return total + pair.low * 3 + second + pair[(a & 1)] + shape[0] + counts.size + len(pair) - abs(first) + ~a


@needs_compiler
@pytest.mark.parametrize("function", [rounds_down, compares, evaluates_from_left_to_right, goes_round])
def test_c_reckons_as_python(function: Callable[..., int]) -> None:
    translated = InC(function, COMPILER, ("-O1",))
    for a, b in itertools.product((-7, -2, -1, 0, 1, 3, 8), (-3, -1, 1, 2, 9)):
        mine, theirs = np.arange(3), np.arange(3)
        assert translated(a, b, theirs) == function(a, b, mine), (a, b)
        assert np.array_equal(mine, theirs)


def divides(a: int) -> int:
    return int(a / 2)


def collects(a: int) -> int:
    return sum([a, a])


def changes_its_type(a: int) -> int:
    b = a
    b = (a, b)
    return b[0]


def tries(a: int) -> int:
    try:
        return a
    finally:
        pass


def asks_outside(a: int) -> int:
    return int(np.abs(a))


@pytest.mark.parametrize(
    ("function", "named"),
    [
        (divides, "unknown operator Div: a / 2"),
        (collects, "unknown expression List"),
        (changes_its_type, "cannot change its type"),
        (tries, "unknown statement Try"),
        (asks_outside, r"unknown function: np\.abs\(a\)"),
    ],
)
def test_what_is_unknown_is_named_with_its_place(function: Callable[..., int], named: str) -> None:
    with pytest.raises(UnknownConstructError, match=rf"test_kernel_in_c\.py:\d+: .*{named}"):
        Translator().function(function, (Integer(),))


@pytest.mark.parametrize("value", [1.5, "text", np.zeros(2), np.zeros(2, np.uint64), np.zeros((4, 4), np.int64)[:, 1]])
def test_values_that_are_no_whole_numbers_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        kind_of(value)


def test_the_table_tells_our_speed_against_that_of_c() -> None:
    rows = [run_c.Row(run_c.OURS, 1, 2e-3, 1.5e-3, "d"), run_c.Row("C, gcc 12.2.0", 1, 1.8e-3, 1.2e-3, "d")]
    text = run_c.table(rows, 10_000, 2, 5)
    assert "| 1 | Numba | 100.0 (1.00×) | 75.0 (1.00×) |" in text
    assert "| 1 | C, gcc 12.2.0 | 90.0 (0.90×) | 60.0 (0.80×) |" in text
    assert text.startswith(run_c.BEGIN)
    assert text.endswith(run_c.END)
