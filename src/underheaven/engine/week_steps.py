"""Steps of the weekly pass that need more than a line: refusals, households, and what is sent along ties."""

from underheaven.day.act import CERTAIN, acts, benefit_of
from underheaven.day.perks import marginal_value
from underheaven.day.sanctions import in_force
from underheaven.day.vocabulary import Domain
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import Desk, Who, count, note
from underheaven.engine.mail import ASKED, PROPOSED, SHOWN, send
from underheaven.engine.person import CHILD
from underheaven.engine.remedies import domains_of
from underheaven.engine.state import until_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.households import household_size, household_start, role
from underheaven.society.ties import tie

_EVENT = int(Purpose.WEEK_EVENT)
_AIR, _PERSONS = int(Measure.TRAVEL_DENIED_AIR), int(Measure.PERSONS_DENIED)
_BURDEN, _UNRELATED, _INNOCENT = int(Measure.BURDEN), int(Measure.BURDEN_UNRELATED), int(Measure.BURDEN_INNOCENT)
_SCHOOLING = int(Domain.SCHOOLING)


@compiled_part
def money_in_fine(money: int, wage: int, uniform: int) -> int:
    """An amount in 1/128 currency units in fine units of a class; ``uniform`` of 16 bits rounds."""
    whole = money // wage
    return whole + int(((uniform * wage) >> 16) < money - whole * wage)


@compiled_part
def flag(citizen: int) -> int:
    """The bit of a citizen in a word of 64, as a signed number."""
    return -(1 << 62) * 2 if citizen & 63 == 63 else 1 << (citizen & 63)


@compiled_part
def burden(tables: Tables, desk: Desk, who: Who, amount: int, foreign: int, wrongful: int) -> None:
    """Detriment of a sanction in currency units, the part in unrelated fields, and the part borne by the innocent."""
    if amount > 0:
        count(desk, who, _BURDEN, amount)
        if foreign > 0:
            count(desk, who, _UNRELATED, foreign)
        if wrongful == 1:
            count(desk, who, _INNOCENT, amount)


@compiled_part
def refuse_trip(tables: Tables, desk: Desk, who: Who, wanted: int) -> int:
    """A refused trip: counted as an event and, the first time, as a person; returns the fear it adds."""
    citizen = who[0]
    note(desk, who, _AIR + wanted - 1, 1, -1, -1, 1, -1, 0, 0)
    bit = desk.denied[citizen >> 6 & 3] >> (citizen & 63) & 1
    if bit == 0:
        desk.denied[citizen >> 6 & 3] |= flag(citizen)
        count(desk, who, _PERSONS, 1)
    return tables.sanctions.fear_of_refusal if wanted == 1 else 0


@compiled_part
def household_listed(tables: Tables, desk: Desk, citizen: int, day: int) -> bool:
    """Whether another member of the household was listed this morning."""
    start = household_start(tables.society, citizen)
    found = False
    for member in range(start, start + household_size(tables.society, citizen)):
        if member != citizen and until_of(integer(desk.ledger_before[member & 255])) > day:
            found = True
    return found


@compiled_part
def children_barred(tables: Tables, desk: Desk, citizen: int, district: int, day: int) -> int:
    """Children of the household, counted for the first of its members whose sanctions bar them from schools."""
    start = household_start(tables.society, citizen)
    children = 0
    for member in range(start, start + household_size(tables.society, citizen)):
        if role(tables.society, member) == CHILD:
            children += 1
        elif member < citizen and in_force(
            domains_of(tables, member, integer(desk.ledger_before[member & 255]), district, day), _SCHOOLING
        ):
            return 0
    return children


@compiled_part
def ask_ties(tables: Tables, desk: Desk, citizen: int, ties: int, shown: int) -> None:
    """Ask every living tie for aid; six bits higher stands whether the asker is shown."""
    for k in range(6):
        if ties >> k & 1 == 1:
            partner = tie(tables.society, citizen, k)
            if partner >= 0:
                send(desk, partner, ASKED, 1 << k | shown << k + 6)


@compiled_part
def show_ties(tables: Tables, desk: Desk, citizen: int, day: int, ties: int) -> None:
    """A shamed citizen's ties consider a cut with a weekly chance, drawn here, so that those who do not need no mail."""
    a, b, c, d = draw(tables.society.seed, citizen, day, _EVENT, 1)
    e, f, _, _ = draw(tables.society.seed, citizen, day, _EVENT, 2)
    uniforms = (a, b, c, d, e, f)
    for k in range(6):
        if ties >> k & 1 == 1 and uniforms[k] < tables.ties.cut:
            partner = tie(tables.society, citizen, k)
            if partner >= 0:
                send(desk, partner, SHOWN, 1 << k)


@compiled_part
def propose_tie(tables: Tables, desk: Desk, citizen: int, ties: int, uniform: int) -> None:
    """Propose to revive one of the dead ties."""
    dead = 0
    for k in range(6):
        dead += 1 - (ties >> k & 1)
    chosen = (uniform * dead) >> 32
    for k in range(6):
        if ties >> k & 1 == 0:
            if chosen == 0:
                partner = tie(tables.society, citizen, k)
                if partner >= 0:
                    send(desk, partner, PROPOSED, 1 << k)
            chosen -= 1


@compiled_part
def works_for_points(tables: Tables, score: int, conformity: int, mood: int) -> bool:
    """The act "work for points": what a point is worth to this person against the effort; ``mood`` of 8 bits."""
    worth = marginal_value(tables.perks, score)
    return acts(benefit_of(worth, worth, conformity, mood), CERTAIN, tables.perks.effort)
