"""With whom a citizen is confused: keyed doubles (recognition) and namesakes (records), the same persons for ever.

The people of a district stand in a shuffled circle. From i's place, K starting points are spread evenly over the circle; from the m-th the
circle is walked until somebody belongs to the wanted recognition group. Every place is a starting point equally often.
"""

from underheaven.draws.compiled import compiled, integer
from underheaven.draws.permutation import permute, unpermute
from underheaven.society.households import role
from underheaven.society.people import district_of, household_words, origin_of, person_words, sex_of
from underheaven.society.table import DOUBLES_ROW, NAMESAKES_ROW, NATIONAL_DOUBLES_ROW, ROWS, SocietyTable

_CHILD = 0
_STEPS = 4096  # the rarest group is .8 % of the nation: 64 steps would miss it in six of ten searches


@compiled
def _belongs(society: SocietyTable, i: int, group: int) -> bool:
    """Whether ``i`` is of recognition group ``group``, the cheapest question first."""
    if role(society, i) != (group >> 1) % 3:
        return False
    if origin_of(society, i, household_words(society, i)) != group & 1:
        return False
    return sex_of(society, person_words(society, i)) == group // 6


@compiled
def double(society: SocietyTable, i: int, group: int, m: int, K: int, national: bool = False) -> int:
    """The ``m``-th of the ``K`` persons of recognition group ``group`` whom a camera takes for ``i``; never ``i`` itself.

    They are of the gallery: of the district, or of the whole population if ``national``. If nobody fits, the next person on the circle (a
    child only for a group of children); −1 if there is nobody else.
    """
    district = district_of(society, i)
    first = integer(society.district_start[district])
    size = integer(society.district_start[district + 1]) - first
    row = district * ROWS + DOUBLES_ROW
    if national:
        first, size, row = 0, society.citizens, society.districts * ROWS + NATIONAL_DOUBLES_ROW
    start = permute(i - first, size, society.keys, row) + 1 + m * (size - 1) // K
    wanted_role = (group >> 1) % 3
    nearest = -1
    for step in range(min(_STEPS, size)):
        candidate = first + unpermute((start + step) % size, size, society.keys, row)
        if candidate != i:
            if _belongs(society, candidate, group):
                return candidate
            if nearest < 0 and (wanted_role == _CHILD or role(society, candidate) != _CHILD):
                nearest = candidate
    return nearest


@compiled
def namesake(society: SocietyTable, i: int, m: int, K: int) -> int:
    """The ``m``-th of the ``K`` persons of the district whose files are mistaken for those of ``i``; never ``i``; −1 if ``i`` is alone."""
    district = district_of(society, i)
    first = integer(society.district_start[district])
    size = integer(society.district_start[district + 1]) - first
    if size == 1:
        return -1
    row = district * ROWS + NAMESAKES_ROW
    place = permute(i - first, size, society.keys, row) + 1 + m * (size - 1) // K
    return first + unpermute(place % size, size, society.keys, row)
