"""Six acquaintances of every citizen without memory: six keyed perfect matchings.

Matching k shuffles a population and pairs neighbours in the shuffled row: σ_k(i) = F_k⁻¹(F_k(i) xor 1). So σσ = identity and nobody
is tied to themselves. Matchings 0–3 pair people of one district, 4 and 5 of the whole population. Of an odd number one remains alone,
another one in each matching. Two matchings of n persons share (n/2)/(n − 1) pairs on average.
"""

from underheaven.draws.compiled import compiled, integer
from underheaven.draws.permutation import permute, unpermute
from underheaven.society.people import district_of
from underheaven.society.table import LOCAL_TIES, ROWS, SocietyTable


@compiled
def tie(society: SocietyTable, i: int, k: int) -> int:
    """The citizen tied to ``i`` in matching ``k`` (0–5), or −1 if ``i`` is the odd one out."""
    if k < LOCAL_TIES:
        district = district_of(society, i)
        first = integer(society.district_start[district])
        size = integer(society.district_start[district + 1]) - first
        row = district * ROWS + k
    else:
        first = 0
        size = society.citizens
        row = society.districts * ROWS + k - LOCAL_TIES
    partner = permute(i - first, size, society.keys, row) ^ 1
    if partner >= size:
        return -1
    return first + unpermute(partner, size, society.keys, row)
