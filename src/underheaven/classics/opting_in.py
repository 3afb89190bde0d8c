"""Participation with peers (V-18b, T-OPT1): the commercial scheme's own decision, asked of one crowd until nobody changes.

x = F(perk + peer·x), F the law of the trait privacy, triangular on 0–255; unique while peer times the density of F stays below one.
Sources: Brock and Durlauf (2001), Review of Economic Studies 68:235, doi:10.1111/1467-937X.00168; 58 % of those surveyed (the article).
"""

import datetime

from underheaven.day.commercial import Commercial, CommercialTable, commercial_table, opts_in
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.society.people import Trait, trait
from underheaven.values import assumed

_PERSON, _PRIVACY = int(Purpose.PERSON), int(Trait.PRIVACY)


@compiled
def _members_at_rest(table: CommercialTable, seed: int, people: int) -> int:
    members, before = 0, -1
    while members != before:
        before, members = members, 0
        for person in range(people):
            members += int(opts_in(table, trait(draw(seed, person, 0, _PERSON, 0), _PRIVACY), before, people))
    return members


def participation(perk: int, peer: int, *, people: int = 1_000_000, seed: int = 1) -> float:
    """Share of members when nobody changes any more, from nobody."""
    scheme = Commercial(on=True, perk=assumed(perk), peer=assumed(peer))
    return _members_at_rest(commercial_table(scheme, datetime.date.max), seed, people) / people
