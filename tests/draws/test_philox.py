"""Philox4x32-10: the published known answers, and even lanes along every part of an address (T-RNG1)."""

import numpy as np
import pytest

from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw, philox

# kat_vectors of Random123 (Salmon et al. 2011), lines "philox4x32 10": zeros, ones, digits of pi
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
DRAWS = 1 << 17


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_known_answers(counter, key, expected):
    assert philox(*counter, *key) == expected


def test_draw_is_philox_with_the_seed_as_key():
    assert draw(5 | 7 << 32, 1, 2, 3, 4) == philox(1, 2, 3, 4, 5, 7)


@compiled
def histograms(seed, direction, draws, lanes, pairs):
    """Fill the bytes' histogram [16, 256] and that of neighbouring draws' top nibbles [4, 256] along one part of the address."""
    before = (0, 0, 0, 0)
    for n in range(draws):
        who, day, purpose, block = 11, 12, 13, 14
        if direction == 0:
            who = n
        elif direction == 1:
            day = n
        elif direction == 2:
            purpose = n
        elif direction == 3:
            block = n
        words = draw(n if direction == 4 else seed, who, day, purpose, block)
        for w in range(4):
            for byte in range(4):
                lanes[4 * w + byte, (words[w] >> (8 * byte)) & 255] += 1
            pairs[w, ((words[w] >> 28) << 4) | (before[w] >> 28)] += 1
        before = words


@pytest.mark.parametrize("direction", range(5), ids=["who", "day", "purpose", "block", "seed"])
def test_lanes_are_even(direction):
    """χ² with 255 degrees of freedom: mean 255, variance 510; 4σ for each of 20 lanes."""
    lanes = np.zeros((16, 256), dtype=np.int64)
    pairs = np.zeros((4, 256), dtype=np.int64)
    histograms(2026, direction, DRAWS, lanes, pairs)
    expected = DRAWS / 256
    chi_square = ((np.vstack([lanes, pairs]) - expected) ** 2 / expected).sum(axis=1)
    assert np.abs(chi_square - 255).max() < 4 * np.sqrt(510)
