"""What follows from a true act: harm to somebody, the fine of ordinary law, and the eyes of the regime (§5.4)."""

from underheaven.day.act import fear_multiplier, offends
from underheaven.day.adaptation import belief_after_act, perceived_capture
from underheaven.day.conduct import deterrent
from underheaven.day.law import detected, deterrence_of, fine_of
from underheaven.day.vocabulary import Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.draws.rounding import stochastic_round
from underheaven.engine.desk import CELL_VICTIMS, Account, Desk, Who, count, note
from underheaven.engine.mail import GOVERNMENT, HARMED, MONEY, TRIGGER, send
from underheaven.engine.membership import key_here, reaches_ledger, severity_here
from underheaven.engine.person import CHILD
from underheaven.engine.state import belief_of, opted_in_of, with_belief
from underheaven.engine.tally import Measure
from underheaven.engine.watch import observe
from underheaven.scenario.compile import Tables
from underheaven.society.households import household_size, household_start, role
from underheaven.society.people import Words

ATOMS = 128
"""Smallest pieces of money in a currency unit."""

_SPEECH, _LATE_BILL, _DEFAULT = int(Kind.CRITICAL_SPEECH), int(Kind.LATE_BILL), int(Kind.DEFAULT)
_TAX, _FARE, _CHARITY, _FAMILY_HELP = int(Kind.TAX_EVASION), int(Kind.FARE_EVASION), int(Kind.CHARITY), int(Kind.FAMILY_HELP)
_PRAISE = int(Kind.PRAISE)
_FIRST_ACT = int(Measure.ACTS_JAYWALKING)
_HARMFUL, _HARMLESS, _POSITIVE = int(Measure.ACTS_HARMFUL), int(Measure.ACTS_HARMLESS), int(Measure.POSITIVE_ACTS)
_HARM_DONE, _HELP_GIVEN, _FINES = int(Measure.HARM_DONE), int(Measure.HELP_GIVEN), int(Measure.FINES)
_HARM, _PURSE, _MAIL = int(Account.HARM), int(Account.PURSE), int(Account.IN_THE_MAIL)
_OFFENCE, _CAPTURE = int(Purpose.OFFENCE), int(Purpose.CAPTURE)


@compiled_part
def pay_by_mail(desk: Desk, target: int, field: int, money: int, account: int) -> None:
    """Send ``money`` (currency units, negative to take) to a citizen; ``account`` gives it."""
    send(desk, target, field, money * ATOMS)
    desk.accounts[_MAIL] += money * ATOMS
    desk.accounts[account] -= money * ATOMS


@compiled_part
def answerable(tables: Tables, citizen: int) -> int:
    """The citizen, or for a child the first grown member of the household (the child itself if there is none)."""
    if role(tables.society, citizen) != CHILD:
        return citizen
    start = household_start(tables.society, citizen)
    for member in range(start, start + household_size(tables.society, citizen)):
        if role(tables.society, member) != CHILD:
            return member
    return citizen


@compiled_part
def resident(tables: Tables, citizen: int, uniform: int) -> int:
    """A uniform resident of the citizen's cell who answers for money."""
    first = citizen & ~255
    return answerable(tables, first + ((uniform * min(256, tables.society.citizens - first)) >> 32))


@compiled_part
def announced_to(tables: Tables, kind: int, district: int, member: int) -> int:
    """Announced capture of an act of this kind, Q8: the platform counts for ``member``s of the commercial scheme alone."""
    if member == 1:
        return integer(tables.announced_to_members[kind, district])
    return integer(tables.announced[kind, district])


@compiled_part
def perceived(tables: Tables, kind: int, who: Who, knows: bool, belief: int, member: int) -> int:
    """Capture that this person expects for an act of this kind, 0–255 in 1/256: zero for the unaware and where no ledger reaches."""
    if not knows or not reaches_ledger(tables, kind, who[0], who[2]):
        return 0
    return perceived_capture(announced_to(tables, kind, who[2], member), belief)


@compiled_part
def price_of(tables: Tables, kind: int, district: int, capture: int, fear: int) -> int:
    """Price of an offence for ``offends``: ordinary law and the regime's margin."""
    emphasis = fear_multiplier(fear, tables.adaptation.fear_weight)
    law = deterrence_of(tables.ordinary_law, kind)
    return deterrent(law, capture, integer(tables.conduct.response[kind]), severity_here(tables, kind, district), emphasis)


@compiled_part
def takes_opportunity(tables: Tables, kind: int, district: int, capture: int, fear: int, uniform: int) -> bool:
    """Whether an opportunity for an offence is taken; ``uniform`` of 16 bits."""
    return offends(uniform, price_of(tables, kind, district, capture, fear))


@compiled_part
def harm_somebody(tables: Tables, desk: Desk, who: Who, kind: int, harm: int, uniform: int) -> int:
    """Debit the victim of a harmful act, or credit who is helped, by message; returns the victim's id or −1."""
    citizen = who[0]
    if kind == _TAX:
        desk.accounts[_PURSE] -= harm * ATOMS
        desk.accounts[_HARM] += harm * ATOMS
        return -1
    if kind == _FAMILY_HELP:
        start, size = household_start(tables.society, citizen), household_size(tables.society, citizen)
        if size < 2:
            return -1
        other = start + ((uniform * (size - 1)) >> 32)
        other = answerable(tables, other + 1 if other >= citizen else other)
    else:
        other = resident(tables, citizen, uniform)
    if kind == _SPEECH:
        pay_by_mail(desk, other, MONEY, -harm, _HARM)
        return other
    send(desk, other, HARMED, kind)
    desk.accounts[_MAIL] -= harm * ATOMS
    desk.accounts[_HARM] += harm * ATOMS
    if harm > 0:
        desk.sums[CELL_VICTIMS] += 1
    return other


@compiled_part
def fined(tables: Tables, desk: Desk, who: Who, kind: int, uniform: int) -> None:
    """Ordinary law looks, in both arms; a detected offence pays its fine to the purse."""
    if detected(tables.ordinary_law, kind, uniform):
        fine = fine_of(tables.ordinary_law, kind)
        pay_by_mail(desk, who[0], MONEY, -fine, _PURSE)
        note(desk, who, _FINES, fine, kind, -1, 1, who[0], 0, 0)


@compiled_part
def commit(tables: Tables, desk: Desk, words: Words, who: Who, kind: int, harm: int, displayed: bool) -> tuple[bool, int]:
    """A true act of ``who``, a person of these ``words``: counted, its harm dealt, the law and the regime given their look.

    Returns whether it was recorded, and a uniform of 9 bits for what the actor learns from that (``learned``).
    """
    seed, (citizen, _, _, day) = tables.society.seed, who
    luck, glance = draw(seed, citizen, day, _OFFENCE, kind), draw(seed, citizen, day, _CAPTURE, kind)
    return follow(tables, desk, words, who, kind, harm, displayed, luck, glance)


@compiled_part
def follow(
    tables: Tables, desk: Desk, words: Words, who: Who, kind: int, harm: int, displayed: bool, luck: Words, glance: Words
) -> tuple[bool, int]:
    """What follows from an act: ``commit`` with its draws made, ``luck`` for its consequences and ``glance`` for who sees it."""
    victim_draw, law_draw, lesson, _ = luck
    note(desk, who, _FIRST_ACT + kind, 1, kind, -1, 1, who[0], 0, 0)
    if kind >= _CHARITY:
        count(desk, who, _POSITIVE, 1)
        count(desk, who, _HELP_GIVEN, -harm)
    else:
        count(desk, who, _HARMFUL if harm > 0 else _HARMLESS, 1)
        count(desk, who, _HARM_DONE, harm)
        if key_here(tables, kind, who[2]) > 0 and reaches_ledger(tables, kind, who[0], who[2]):
            send(desk, who[0], TRIGGER, 1)
    victim = -1
    if kind in (_LATE_BILL, _DEFAULT):
        pass  # the lenders' pool: booked where the bill and the write-off are
    elif harm != 0:
        victim = harm_somebody(tables, desk, who, kind, harm, victim_draw)
    if kind != _LATE_BILL and kind < _CHARITY:
        fined(tables, desk, who, kind, law_draw)
    recorded = observe(tables, desk, words, who, kind, displayed, glance)
    if recorded and victim >= 0 and harm > 0:
        send(desk, victim, GOVERNMENT, tables.trust.offender_recorded)
    return recorded, lesson & 511


@compiled_part
def learned(tables: Tables, who: Who, mind: int, kind: int, knows: bool, recorded: bool, lesson: int) -> int:
    """The second word after an own act: who knows the regime learns how often it captures; ``lesson`` of 9 bits."""
    if not knows or not reaches_ledger(tables, kind, who[0], who[2]):
        return mind
    announced = announced_to(tables, kind, who[2], opted_in_of(mind))
    belief = belief_after_act(belief_of(mind), recorded, announced, lesson & 255, tables.adaptation)
    return with_belief(mind, stochastic_round(belief, 1, lesson >> 8))
