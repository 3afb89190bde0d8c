"""The commercial scheme in one adult's week: score, boast, meeting, visa, and every fourth week whether to be a member (S12).

What happens this week follows from membership, savings and paid months as the week began.
"""

from underheaven.day.commercial import (
    boasts,
    decides_about_scheme,
    easier_visa,
    next_commercial_score,
    opts_in,
    waives_deposit,
)
from underheaven.day.sanctions import in_force
from underheaven.day.sharing import capped
from underheaven.day.travel import DATING, matched, trip, trip_refused
from underheaven.day.vocabulary import Domain
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import CELL_ADULTS, CELL_MEMBERS, Desk, Who, count
from underheaven.engine.person import Person
from underheaven.engine.state import buffer_steps_of, commercial_of, opted_in_of, paid_of, ties_of, unpack, until_of
from underheaven.engine.stocks import living_ties
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.people import Trait, single_of, trait

_COMMERCIAL = int(Purpose.COMMERCIAL)
_CONFORMITY, _DIGITAL, _PRIVACY = int(Trait.CONFORMITY), int(Trait.DIGITAL), int(Trait.PRIVACY)
_MATCHES, _VISAS, _BOASTS, _DEPOSIT_FREE = int(Measure.MATCHES), int(Measure.VISAS), int(Measure.BOASTS), int(Measure.DEPOSIT_FREE)
_DATING_DOMAIN = int(Domain.DATING)
_UNSCORED = 32
"""Commercial score, of 63, that a profile without a score is taken for."""
_WEEK = 7


@compiled_part
def spared_deposit(tables: Tables, ledger: int, mind: int, day: int) -> bool:
    """Whether the commercial score of this citizen waives a deposit today."""
    score = capped(tables.sharing, commercial_of(ledger), until_of(ledger) > day)
    return waives_deposit(tables.commercial, opted_in_of(mind) == 1, score)


@compiled_part
def live_with_scheme(
    tables: Tables, desk: Desk, person: Person, who: Who, domains: int, occasion: int, travel_draw: int, flagged: bool
) -> tuple[int, int]:
    """A week with the scheme: (member, commercial score) at its end. ``flagged``: the platform dislikes what was done this week."""
    citizen, _, _, day = who
    ledger, mind, life = unpack(desk, citizen)
    table, member, score = tables.commercial, opted_in_of(mind), commercial_of(ledger)
    if table.open == 0:
        return 0, score
    boasted = 0
    if member == 1:
        rounding, mood, meeting, abroad = draw(tables.society.seed, citizen, day, _COMMERCIAL, 0)
        digital, buffer = trait(person.words, _DIGITAL), buffer_steps_of(ledger) << 3
        score = next_commercial_score(table, score, digital, flagged, living_ties(ties_of(life)), paid_of(mind), buffer, rounding)
        score = capped(tables.sharing, score, until_of(ledger) > day)
        if waives_deposit(table, True, score):
            count(desk, who, _DEPOSIT_FREE, 1)
        if boasts(table, score, trait(person.words, _CONFORMITY), mood & 255):
            count(desk, who, _BOASTS, 1)
            boasted = 1
        if occasion == DATING and single_of(tables.society, person.words):
            linked = table.dating_link == 1
            if matched(tables.travel, score if linked else _UNSCORED, linked and in_force(domains, _DATING_DOMAIN), meeting):
                count(desk, who, _MATCHES, 1)
        wanted = trip(tables.travel, person.social_class, travel_draw)
        if wanted == 1 and not trip_refused(wanted, domains) and easier_visa(table, score, abroad):
            count(desk, who, _VISAS, 1)
    if decides_about_scheme(citizen, (day + (citizen >> 8)) // _WEEK):
        adults = max(1, integer(desk.news[CELL_ADULTS]))
        member = int(opts_in(table, trait(person.words, _PRIVACY), integer(desk.news[CELL_MEMBERS]), adults))
    desk.sums[CELL_MEMBERS] += member * (1 + boasted)
    return member, score
