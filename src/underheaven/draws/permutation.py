"""Keyed permutations of 0 … n − 1 for any n, with inverse, without memory: a shuffled deck in which any card can be looked up.

A six-round Feistel network on ⌈log2 n⌉ bits; a value that falls outside is sent through again until it falls inside (cycle-walking),
less than twice on average. With ideal round functions four rounds could not be told from chance, forwards or backwards; ours are plain
squares, hence six, and tests.
Sources: Luby and Rackoff (1988), SIAM J. Comput. 17:373, doi:10.1137/0217022; Black and Rogaway (2002), Ciphers with arbitrary finite
domains, CT-RSA, doi:10.1007/3-540-45760-7_9. Round function: the middle bits of a square.
"""

import numpy as np

from underheaven.draws.compiled import compiled, integer
from underheaven.draws.philox import draw

ROUNDS = 6
_MULTIPLIER, _LOW_31 = 0x2545F491, 0x7FFFFFFF
_FEWEST_BITS = 8  # halves below four bits shuffle visibly unevenly; a tiny deck is walked a little longer instead


def permutation_keys(seed: int, who: int, purpose: int, number: int = 0) -> list[int]:
    """Six 32-bit round keys of permutation ``number`` addressed by (seed, who, purpose): one row of a table of keys."""
    first = draw(seed, who, 0, purpose, 2 * number)
    second = draw(seed, who, 0, purpose, 2 * number + 1)
    return [int(word) for word in (*first, *second)][:ROUNDS]


def permutation_key_table(rows: list[list[int]]) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Rows of round keys as the array [permutations, 6] that ``permute`` and ``unpermute`` read."""
    return np.array(rows, dtype=np.int64).reshape(len(rows), ROUNDS)


@compiled
def bit_length(value: int) -> int:
    """Number of bits of 0 ≤ ``value`` < 2**32; 0 for 0."""
    bits = 0
    for step in (16, 8, 4, 2, 1):
        if value >> step:
            value >>= step
            bits += step
    return bits + value


@compiled
def _mix(half: int, key: int) -> int:
    word = (half * _MULTIPLIER + key) & _LOW_31
    return (word * word) >> 23


@compiled
def permute(index: int, size: int, keys: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", row: int) -> int:
    """Place of ``index`` in the permutation of 0 … ``size`` − 1 under the keys in ``row``; 0 ≤ index < size < 2**31."""
    bits = max(bit_length(size - 1), _FEWEST_BITS)
    low_bits = bits >> 1
    low_mask = (1 << low_bits) - 1
    high_mask = (1 << (bits - low_bits)) - 1
    while True:
        low = index & low_mask
        high = index >> low_bits
        low ^= _mix(high, integer(keys[row, 0])) & low_mask
        high ^= _mix(low, integer(keys[row, 1])) & high_mask
        low ^= _mix(high, integer(keys[row, 2])) & low_mask
        high ^= _mix(low, integer(keys[row, 3])) & high_mask
        low ^= _mix(high, integer(keys[row, 4])) & low_mask
        high ^= _mix(low, integer(keys[row, 5])) & high_mask
        index = (high << low_bits) | low
        if index < size:
            return index


@compiled
def unpermute(place: int, size: int, keys: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", row: int) -> int:
    """The index that ``permute`` sends to ``place``."""
    bits = max(bit_length(size - 1), _FEWEST_BITS)
    low_bits = bits >> 1
    low_mask = (1 << low_bits) - 1
    high_mask = (1 << (bits - low_bits)) - 1
    while True:
        low = place & low_mask
        high = place >> low_bits
        high ^= _mix(low, integer(keys[row, 5])) & high_mask
        low ^= _mix(high, integer(keys[row, 4])) & low_mask
        high ^= _mix(low, integer(keys[row, 3])) & high_mask
        low ^= _mix(high, integer(keys[row, 2])) & low_mask
        high ^= _mix(low, integer(keys[row, 1])) & high_mask
        low ^= _mix(high, integer(keys[row, 0])) & low_mask
        place = (high << low_bits) | low
        if place < size:
            return place
