"""Who is in the state's scheme: asked of one citizen in the kernel, counted over the society when the levels of districts change."""

import numpy as np
from numpy.typing import NDArray

from underheaven.day.rollout import EVERYBODY, joins, leaves, taste
from underheaven.day.standing import grade_of, list_reaches
from underheaven.day.vocabulary import Grade
from underheaven.draws.compiled import compiled_entry, compiled_inline, compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.person import CHILD, person_of
from underheaven.scenario.compile import Tables
from underheaven.society.households import role
from underheaven.society.people import Trait, hash32, person_words, trait

OUTSIDE = int(Grade.B)
"""Grade of everybody outside the scheme: nothing is attached to it."""
_TASTE, _PRIVACY, _EXEMPTION = int(Purpose.PILOT_TASTE), int(Trait.PRIVACY), int(Purpose.EXEMPTION)

Integers = NDArray[np.int64]


@compiled_inline
def in_scheme(tables: Tables, citizen: int, district: int) -> bool:
    """Whether this adult's score counts today: by the district's level, the own taste, and the right to leave."""
    level = integer(tables.exposed[district])
    return level > 0 if all_alike(tables, level) else takes_part(tables, citizen, level)


@compiled_inline
def all_alike(tables: Tables, level: int) -> bool:
    """Whether at this level of a district nobody has a choice and no sample is exempt."""
    return level == 0 or (level >= EVERYBODY and tables.rollout.opt_out_price < 0 and tables.exposure.exempt_below == 0)


@compiled_part
def exempted(tables: Tables, citizen: int) -> bool:
    """Whether this citizen belongs to the sample whom no record reaches."""
    below = tables.exposure.exempt_below
    return below > 0 and hash32(tables.society.seed, _EXEMPTION, citizen) < below


@compiled_part
def takes_part(tables: Tables, citizen: int, level: int) -> bool:
    """The same where it is a choice, or where a sample is exempt."""
    price = tables.rollout.opt_out_price
    if exempted(tables, citizen):
        return False
    word, mood, _, _ = draw(tables.society.seed, citizen, 0, _TASTE, 0)
    if level < EVERYBODY and not joins(taste(word), level):
        return False
    return price < 0 or not leaves(trait(person_words(tables.society, citizen), _PRIVACY), mood & 255, price)


@compiled_part
def scheme_here(tables: Tables, kind: int, district: int) -> bool:
    """Whether records of this kind count for anybody of this district: a rulebook or a national list is in force."""
    return list_reaches(tables.exposure, integer(tables.exposed[district]) > 0, integer(tables.rulebook.national[kind]) == 1)


@compiled_inline
def by_national_list(tables: Tables, kind: int) -> bool:
    """Whether records of this kind count for everybody who is not exempt."""
    return tables.exposure.national_lists == 1 and integer(tables.rulebook.national[kind]) == 1


@compiled_inline
def reaches_ledger(tables: Tables, kind: int, citizen: int, district: int) -> bool:
    """Whether a record of this kind counts for this citizen: in the scheme, or by a national list."""
    if by_national_list(tables, kind):
        return not exempted(tables, citizen)
    return in_scheme(tables, citizen, district)


@compiled_part
def points_here(tables: Tables, kind: int, district: int) -> int:
    """Quarter points of a record by the rulebook of the district."""
    return integer(tables.rollout.points[integer(tables.rollout.rulebook_of[district]), kind])


@compiled_part
def key_here(tables: Tables, kind: int, district: int) -> int:
    """List key of a record by the rulebook of the district."""
    return integer(tables.rollout.key[integer(tables.rollout.rulebook_of[district]), kind])


@compiled_part
def severity_here(tables: Tables, kind: int, district: int) -> int:
    """Severity of the rulebook of the district, Q8."""
    return integer(tables.rollout.severity[integer(tables.rollout.rulebook_of[district]), kind])


@compiled_inline
def on_local_scale(tables: Tables, score: int, district: int) -> int:
    """The score less what the district adds to the cut-offs of its grades."""
    return score - integer(tables.rollout.grade_shift[integer(tables.rollout.rulebook_of[district])])


@compiled_inline
def grade_here(tables: Tables, score: int, citizen: int, district: int) -> int:
    """Grade of a citizen in the scheme by the cut-offs of the district; B for everybody outside, to which nothing is attached."""
    return grade_of(tables.grades, on_local_scale(tables, score, district)) if in_scheme(tables, citizen, district) else OUTSIDE


@compiled_entry
def _count_members(tables: Tables, wanted: Integers, members: Integers) -> None:
    """Add the adults in the scheme to ``members[stratum, district]``, in the districts where ``wanted`` is 1."""
    society = tables.society
    for district in range(society.districts):
        if wanted[district] == 1:
            for citizen in range(integer(society.district_start[district]), integer(society.district_start[district + 1])):
                if role(society, citizen) != CHILD and in_scheme(tables, citizen, district):
                    members[person_of(society, citizen).stratum, district] += 1


class Membership:
    """Adults in the scheme by stratum and district; counted anew only where a level has changed."""

    def __init__(self, adults: Integers) -> None:
        self.adults = adults
        self._members = np.zeros_like(adults)
        self._levels: Integers = np.zeros(adults.shape[1], np.int64)
        self._choice = (-1, 0)

    def counted(self, tables: Tables, packed: Tables) -> Integers:
        """[STRATA, D] on the day of these tables; ``packed`` is the same as compiled code reads it."""
        choice = (tables.rollout.opt_out_price, tables.exposure.exempt_below)
        if choice == self._choice and (tables.exposed is self._levels or np.array_equal(tables.exposed, self._levels)):
            return self._members
        changed = (tables.exposed != self._levels) | (choice != self._choice)
        simple = (tables.exposed == 0) | ((tables.exposed == EVERYBODY) & (choice == (-1, 0)))
        self._members = np.where(changed, np.where(tables.exposed == 0, 0, self.adults * simple), self._members)
        if (changed & ~simple).any():
            _count_members(packed, (changed & ~simple).astype(np.int64), self._members)
        self._levels, self._choice = tables.exposed, choice
        return self._members
