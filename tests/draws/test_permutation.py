"""Keyed permutations: bijections of any size, invertible, without visible pattern."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.draws.compiled import compiled
from underheaven.draws.permutation import bit_length, permutation_key_table, permutation_keys, permute, unpermute

KEYS = permutation_key_table([permutation_keys(17, who, 4) for who in range(20_000)])


@compiled
def errors(size, keys, row):
    """Places missed or hit twice, and indices that do not come back."""
    seen = np.zeros(size, dtype=np.int64)
    wrong = 0
    for index in range(size):
        place = permute(index, size, keys, row)
        seen[place] += 1
        wrong += int(unpermute(place, size, keys, row) != index)
    for place in range(size):
        wrong += int(seen[place] != 1)
    return wrong


@compiled
def places(size, keys, rows, out):
    """How often indices 0 and 1 land on each ordered pair of places [size, size], one trial per row of keys."""
    for row in range(rows):
        out[permute(0, size, keys, row), permute(1, size, keys, row)] += 1


def test_bijection_up_to_2000():
    assert sum(errors(size, KEYS, size) for size in range(1, 2001)) == 0


def test_bijection_of_a_million_and_one():
    assert errors(1_000_001, KEYS, 3) == 0


@settings(deadline=None)
@given(st.data(), st.integers(1, (1 << 31) - 1))
def test_inverse_at_any_size(data, size):
    index = data.draw(st.integers(0, size - 1))
    place = permute(index, size, KEYS, 5)
    assert 0 <= place < size
    assert unpermute(place, size, KEYS, 5) == index


@settings(deadline=None)
@given(st.integers(0, (1 << 32) - 1))
def test_bit_length(value):
    assert bit_length(value) == value.bit_length()


@pytest.mark.parametrize("size", [2, 3, 11, 40])
def test_every_pair_of_places_is_equally_likely(size):
    """χ² over the ordered pairs of places of two indices: 4σ of its law."""
    pairs = np.zeros((size, size), dtype=np.int64)
    places(size, KEYS, len(KEYS), pairs)
    assert np.trace(pairs) == 0
    cells = size * (size - 1)
    expected = len(KEYS) / cells
    chi_square = ((pairs[~np.eye(size, dtype=bool)] - expected) ** 2 / expected).sum()
    assert abs(chi_square - (cells - 1)) < 4 * np.sqrt(2 * (cells - 1))


def test_keys_belong_to_their_address():
    keys = {tuple(permutation_keys(seed, who, purpose, k)) for seed in (0, 1) for who in (0, 1) for purpose in (4, 9) for k in (0, 1)}
    assert len(keys) == 16
