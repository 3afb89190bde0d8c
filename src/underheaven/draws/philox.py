"""Addressed randomness: Philox4x32-10 with counter (who, day, purpose, block) and the world's seed as key.

A draw has an address instead of a place in a queue, so it does not depend on order, threads or on what else is drawn.
Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11, doi:10.1145/2063384.2063405.
"""

from underheaven.draws.compiled import compiled, compiled_inline

WORD = 0xFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85


@compiled_inline
def philox(counter_0: int, counter_1: int, counter_2: int, counter_3: int, key_0: int, key_1: int) -> tuple[int, int, int, int]:
    """Four uniform 32-bit words for one 128-bit counter and one 64-bit key; ten rounds."""
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * counter_0
        product_1 = _MULTIPLIER_1 * counter_2
        counter_0 = ((product_1 >> 32) & WORD) ^ counter_1 ^ key_0
        counter_2 = ((product_0 >> 32) & WORD) ^ counter_3 ^ key_1
        counter_1 = product_1 & WORD
        counter_3 = product_0 & WORD
        key_0 = (key_0 + _WEYL_0) & WORD
        key_1 = (key_1 + _WEYL_1) & WORD
    return counter_0, counter_1, counter_2, counter_3


@compiled
def draw(seed: int, who: int, day: int, purpose: int, block: int = 0) -> tuple[int, int, int, int]:
    """Four 32-bit words addressed by (who, day, purpose, block) in the world ``seed`` (0 ≤ seed < 2**63)."""
    return philox(who, day, purpose, block, seed & WORD, (seed >> 32) & WORD)
