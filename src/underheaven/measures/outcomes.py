"""What became of every citizen: eight yes-or-no outcomes, one byte a citizen, on the disk.

An arm writes the file at its last day, from the state and block by block; so a nation needs 1.4 GB of disk for it and no memory. The files
of two arms are joined block by block into paired counts: of how many citizens an outcome holds in both lives, in one of them, in neither.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.state import FIELDS
from underheaven.engine.tally import STRATA
from underheaven.measures.files import Damaged, whole

if TYPE_CHECKING:
    from underheaven.engine.state import State

OUTCOMES = {
    "listed": "on a list at the last day",
    "listed_wrongly": "on a list at the last day that no true record caused",
    "ever_listed": "was on a list on some day",
    "ever_denied_travel": "was refused a trip on some day",
    "dissents": "openly dissents at the last day",
    "without_work": "looks for work at the last day",
    "in_debt": "owes more than is saved at the last day",
    "without_ties": "has none of six ties left at the last day",
}
"""Bit k of a citizen's byte is the k-th of them."""
BOTH, ONLY_REGIME, ONLY_TWIN, NEITHER = range(4)
BLOCK = 1 << 20
_MAGIC = "underheaven outcomes"
_SHA256 = 32
_WORDS = ("ledger", "mind", "life")
_FIELDS = {field.name: field for field in FIELDS}

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]


def outcomes_of(state: "State", day: int, first: int, last: int) -> Bytes:
    """The bytes of citizens ``first … last − 1`` at the end of ``day`` (counted as the state counts)."""

    def stored(name: str) -> Integers:
        field = _FIELDS[name]
        words = getattr(state, _WORDS[field.word])[first:last].astype(np.int64, copy=False)
        found: Integers = (words >> field.shift) & ((1 << field.bits) - 1)
        return found

    until = stored("listed_until")
    listed = until > day
    denied = np.unpackbits(state.denied[first >> 6 : -(-last // 64)].astype("<i8", copy=False).view(np.uint8), bitorder="little")
    bits = (
        listed, listed & (stored("wrongful") == 1), until > 0, denied[first & 63 :][: last - first] == 1, stored("dissents") == 1,
        stored("employment") == 0, stored("buffer") < _FIELDS["buffer"].offset, stored("ties") == 0,
    )  # fmt: skip
    found = np.zeros(last - first, np.uint8)
    for place, bit in enumerate(bits):
        found |= bit.astype(np.uint8) << np.uint8(place)
    return found


def write_outcomes(path: Path, state: "State", day: int, identity: Mapping[str, Any]) -> None:
    """Write the file of an arm, whole or not at all: a line of JSON, a byte a citizen, the SHA-256 of both."""
    citizens = state.ledger.size
    head = json.dumps({_MAGIC: 1, "outcomes": list(OUTCOMES), "citizens": citizens, **identity}).encode() + b"\n"
    digest = hashlib.sha256(head)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as aside, aside.open("wb") as file:
        file.write(head)
        for first in range(0, citizens, BLOCK):
            block = outcomes_of(state, day, first, min(first + BLOCK, citizens)).data
            digest.update(block)
            file.write(block)
        file.write(digest.digest())


def read_outcomes(path: Path, citizens: int, identity: Mapping[str, Any]) -> Iterator[Bytes]:
    """The bytes of a file, block by block; its checksum is compared at the end.

    Raises:
        Damaged: if it is missing, of another arm or length, or differs from its checksum.
    """
    try:
        with path.open("rb") as file:
            head = file.readline()
            digest = hashlib.sha256(head)
            if json.loads(head) != {_MAGIC: 1, "outcomes": list(OUTCOMES), "citizens": citizens, **identity}:
                raise ValueError("of another arm")
            for first in range(0, citizens, BLOCK):
                block = file.read(min(BLOCK, citizens - first))
                digest.update(block)
                yield np.frombuffer(block, np.uint8)
            if file.read(_SHA256 + 1) != digest.digest():
                raise ValueError("its checksum differs")
    except (OSError, ValueError) as error:
        raise Damaged(f"{path}: damaged: {error}") from None


def paired_counts(regime: Iterator[Bytes], twin: Iterator[Bytes], strata: Callable[[int, int], Integers]) -> Integers:
    """[OUTCOMES, STRATA, 4] citizens by what holds of their two lives; ``strata(first, last)`` tells who they are."""
    counts = np.zeros((len(OUTCOMES), STRATA, 4), np.int64)
    first = 0
    for here, there in zip(regime, twin, strict=True):
        cells = strata(first, first + here.size) * 4
        for place in range(len(OUTCOMES)):
            held, without = (here >> place) & 1, (there >> place) & 1
            cell = cells + (NEITHER - 2 * held - without)  # both 0, only here 1, only there 2, neither 3
            counts[place] += np.bincount(cell, minlength=STRATA * 4).reshape(STRATA, 4)
        first += here.size
    return counts
