"""Keyed permutations of 0 … n − 1 for any n, with inverse, without memory: a shuffled deck in which any card can be looked up.

A six-round Feistel network on ⌈log2 n⌉ bits; a value that falls outside is sent through again until it falls inside (cycle-walking),
less than twice on average. With ideal round functions four rounds could not be told from chance, forwards or backwards; ours are plain
squares, hence six, and tests.
Sources: Luby and Rackoff (1988), SIAM J. Comput. 17:373, doi:10.1137/0217022; Black and Rogaway (2002), Ciphers with arbitrary finite
domains, CT-RSA, doi:10.1007/3-540-45760-7_9. Round function: the middle bits of a square.
"""

import numpy as np

from underheaven.draws.compiled import compiled, compiled_inline, integer
from underheaven.draws.philox import draw

ROUNDS = 6
_MULTIPLIER, _LOW_16, _LOW_31 = 0x2545F491, 0xFFFF, 0x7FFFFFFF
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


@compiled_inline
def _mix(half: int, key: int) -> int:
    word = ((half & _LOW_16) * _MULTIPLIER + key) & _LOW_31
    return (word * word) >> 23


@compiled_inline
def bits_of(size: int) -> int:
    """Bits of an index below ``size``, as the rounds see it."""
    return max(bit_length(size - 1), _FEWEST_BITS)


@compiled_inline
def step(index: int, bits: int, keys: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", row: int) -> int:
    """All six rounds, once; what falls outside must be sent through again."""
    low_bits = bits >> 1
    low_mask, high_mask = (1 << low_bits) - 1, (1 << (bits - low_bits)) - 1
    low, high = index & low_mask, index >> low_bits
    low ^= _mix(high, integer(keys[row, 0])) & low_mask
    high ^= _mix(low, integer(keys[row, 1])) & high_mask
    low ^= _mix(high, integer(keys[row, 2])) & low_mask
    high ^= _mix(low, integer(keys[row, 3])) & high_mask
    low ^= _mix(high, integer(keys[row, 4])) & low_mask
    high ^= _mix(low, integer(keys[row, 5])) & high_mask
    return (high << low_bits) | low


@compiled_inline
def step_back(place: int, bits: int, keys: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", row: int) -> int:
    """The inverse of ``step``."""
    low_bits = bits >> 1
    low_mask, high_mask = (1 << low_bits) - 1, (1 << (bits - low_bits)) - 1
    low, high = place & low_mask, place >> low_bits
    high ^= _mix(low, integer(keys[row, 5])) & high_mask
    low ^= _mix(high, integer(keys[row, 4])) & low_mask
    high ^= _mix(low, integer(keys[row, 3])) & high_mask
    low ^= _mix(high, integer(keys[row, 2])) & low_mask
    high ^= _mix(low, integer(keys[row, 1])) & high_mask
    low ^= _mix(high, integer(keys[row, 0])) & low_mask
    return (high << low_bits) | low


@compiled
def permute(index: int, size: int, keys: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", row: int) -> int:
    """Place of ``index`` in the permutation of 0 … ``size`` − 1 under the keys in ``row``; 0 ≤ index < size < 2**31."""
    bits = bits_of(size)
    index = step(index, bits, keys, row)
    while index >= size:
        index = step(index, bits, keys, row)
    return index


@compiled
def unpermute(place: int, size: int, keys: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", row: int) -> int:
    """The index that ``permute`` sends to ``place``."""
    bits = bits_of(size)
    place = step_back(place, bits, keys, row)
    while place >= size:
        place = step_back(place, bits, keys, row)
    return place
