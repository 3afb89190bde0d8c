"""Who a citizen is: class, residence, origin, traits and types as functions of (seed, id). Nobody is stored.

Two blocks of random words serve nearly everything: one of the household (class, residence, origin, bank account, income) and one of the
person (sex, traits, work). Draw them once (``household_words``, ``person_words``) and hand them to the decoders.

Clustering. A cell has a modal class, is town or country, and has an origin. These follow low-discrepancy sequences over the cell's number
(multiples of an irrational, modulo one, from a seed-dependent start), so that the nation's shares hold up to about 1/cells even in a small
society. A household takes the cell's class with chance s, the cell's origin with chance c, else draws at large: shares stay exact, two
households of a cell agree in class with chance s² + (1 − s²)/5, their origins correlate with c².
Source: Niederreiter (1978), Quasi-Monte Carlo methods and pseudo-random numbers, doi:10.1090/S0002-9904-1978-14532-7.
"""

from enum import IntEnum, unique

from underheaven.draws.compiled import compiled, integer
from underheaven.draws.philox import WORD, draw
from underheaven.draws.purposes import Purpose
from underheaven.society.households import household_start, role
from underheaven.society.table import SocietyTable

_HOUSEHOLD = int(Purpose.HOUSEHOLD)
_PERSON = int(Purpose.PERSON)
_AWARENESS = int(Purpose.AWARENESS)
# fractional parts of √2, √3, √7 in 2**-32: linearly independent over the rationals, so that attributes do not march in step
_SQRT_2, _SQRT_3, _SQRT_7 = 0x6A09E667, 0xBB67AE85, 0xA54FF53A

Words = tuple[int, int, int, int]


@unique
class Trait(IntEnum):
    """Index of a trait; each is the mean of two uniform bytes (0–255, mean 127)."""

    CONFORMITY = 0
    BOLDNESS = 1
    HONESTY = 2
    DIGITAL = 3
    PRIVACY = 4
    GRUDGE = 5


@compiled
def hash32(seed: int, tag: int, identifier: int) -> int:
    """A 32-bit uniform that belongs to (seed, tag, id) for ever; ``tag`` is a purpose."""
    return draw(seed, identifier, 0, tag, 0)[0]


@compiled
def household_words(society: SocietyTable, i: int) -> Words:
    """The random words of the household of ``i``: equal for all its members."""
    return draw(society.seed, household_start(society, i), 0, _HOUSEHOLD, 0)


@compiled
def person_words(society: SocietyTable, i: int) -> Words:
    """The random words of the person ``i``."""
    return draw(society.seed, i, 0, _PERSON, 0)


@compiled
def district_of(society: SocietyTable, i: int) -> int:
    """District of citizen ``i``."""
    return (i >> 8) * society.districts // society.cells


@compiled
def cell_class(society: SocietyTable, cell: int) -> int:
    """The modal class of a cell, 0 (poorest) to 4."""
    return (5 * ((cell * _SQRT_2 + society.class_offset) & WORD)) >> 32


@compiled
def cell_urban(society: SocietyTable, cell: int) -> bool:
    """Whether a cell lies in a town."""
    return ((cell * _SQRT_3 + society.urban_offset) & WORD) < society.urban


@compiled
def cell_origin(society: SocietyTable, cell: int) -> int:
    """The origin for which a cell is known: 1 where the minority concentrates."""
    return int(((cell * _SQRT_7 + society.minority_offset) & WORD) < society.minority)


@compiled
def class_of(society: SocietyTable, i: int, household: Words) -> int:
    """Income class 0 (poorest fifth) to 4 of citizen ``i``."""
    u = household[0]
    steps = society.class_steps
    if u < integer(steps[0]):
        return cell_class(society, i >> 8)
    return int(u >= integer(steps[1])) + int(u >= integer(steps[2])) + int(u >= integer(steps[3])) + int(u >= integer(steps[4]))


@compiled
def residence_of(society: SocietyTable, i: int, household: Words) -> int:
    """0 town with urban registration, 1 town without, 2 country."""
    if not cell_urban(society, i >> 8):
        return 2
    return int(household[1] >= society.urban_local)


@compiled
def origin_of(society: SocietyTable, i: int, household: Words) -> int:
    """0 majority, 1 minority: a household has one origin."""
    u = household[2]
    if u < integer(society.minority_steps[0]):
        return cell_origin(society, i >> 8)
    return int(u < integer(society.minority_steps[1]))


@compiled
def unbanked_of(society: SocietyTable, social_class: int, household: Words) -> bool:
    """Whether the household has no bank account."""
    return (household[3] & 0x3FFFFF) < integer(society.unbanked[social_class])


@compiled
def trait(person: Words, index: int) -> int:
    """A trait, 0–255; ``index`` is a ``Trait``."""
    half = person[index >> 1] >> ((index & 1) << 4)
    return ((half & 255) + ((half >> 8) & 255)) >> 1


@compiled
def sex_of(society: SocietyTable, person: Words) -> int:
    """0 male, 1 female."""
    return int((person[3] & 0xFFF) >= society.male)


@compiled
def self_employed_of(society: SocietyTable, person: Words) -> bool:
    """Whether an adult works on their own account; means nothing for children."""
    return ((person[3] >> 12) & 0xFFF) < society.self_employed


@compiled
def single_of(society: SocietyTable, person: Words) -> bool:
    """Whether an adult has no partner; means nothing for children."""
    return (person[3] >> 24) < society.single


@compiled
def stratum(society: SocietyTable, i: int) -> int:
    """Index of the stratum, (((class·2 + sex)·3 + age band)·2 + origin)·3 + residence, below 180."""
    household = household_words(society, i)
    sex = sex_of(society, person_words(society, i))
    social_class = class_of(society, i, household)
    origin = origin_of(society, i, household)
    return (((social_class * 2 + sex) * 3 + role(society, i)) * 2 + origin) * 3 + residence_of(society, i, household)


@compiled
def recognition_group(society: SocietyTable, i: int) -> int:
    """Group for which recognition has its own error rates, sex·6 + age band·2 + origin, below 12."""
    sex = sex_of(society, person_words(society, i))
    return sex * 6 + role(society, i) * 2 + origin_of(society, i, household_words(society, i))


@compiled
def aware(society: SocietyTable, i: int, knowledge: int) -> bool:
    """Whether ``i`` knows the regime when a share ``knowledge`` / 2**32 does: nobody forgets while knowledge rises."""
    return hash32(society.seed, _AWARENESS, i) < knowledge
