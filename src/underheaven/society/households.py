"""Who lives with whom: each cell of 256 citizens copies one of 64 templates. Compiled decoders of ``templates``."""

from underheaven.draws.compiled import compiled, integer
from underheaven.society.table import SocietyTable

_GOLDEN_RATIO = 0x9E3779B9  # fractional part of (1 + √5) / 2, in 2**-32


@compiled
def household_place(society: SocietyTable, i: int) -> int:
    """The packed place of citizen ``i`` in its cell's template: the templates take turns by a low-discrepancy sequence over cells."""
    turn = ((i >> 8) * _GOLDEN_RATIO + society.template_offset) & 0xFFFFFFFF
    return integer(society.template[((turn >> 26) << 8) | (i & 255)])


@compiled
def role(society: SocietyTable, i: int) -> int:
    """0 child (under 16), 1 adult, 2 elder (60 and more)."""
    return household_place(society, i) & 3


@compiled
def household_start(society: SocietyTable, i: int) -> int:
    """Smallest id of the household of ``i``; it names the household."""
    return (i & ~255) | ((household_place(society, i) >> 2) & 255)


@compiled
def household_size(society: SocietyTable, i: int) -> int:
    """Members of the household of ``i``: ids from ``household_start`` on. In the last cell of the nation it may be cut short."""
    return min(household_place(society, i) >> 10, society.citizens - household_start(society, i))
