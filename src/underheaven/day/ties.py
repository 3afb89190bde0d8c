"""Ties: acquaintance under stigma: cutting, reviving, and aid in need (S17; what S16 does to the people around).

Equations: a shown person's partner may cut the tie at .014 a week if the act rule says so, benefit 96 + 8 · association points against
32 + tN/2; a dead tie between people neither of whom is shown is proposed anew at .007 a week and accepted by the act rule, 128 against
64. A shock asks every living tie for one day's income: aid · tN against 40 + 64 · publicity if the asker is shown.
State: six bits ``ties``; messages shown, cut, propose, accept (OR, six bits each; cut beats accept) and dB for aid.
Closed form: with revival rate v and cutting rate c the share alive is v/(v + c): 1/3 at 1 : 2 (T-TIE1).
Signs: showing ↑ ⇒ ties ↓, uninsured shocks ↑; trust in neighbours ↑ ⇒ aid ↑, cuts ↓.
Source: MODEL §4.2, §8.6 (all assumptions).
"""

from typing import NamedTuple

from underheaven.day.act import CERTAIN, acts, benefit_of
from underheaven.day.envelope import offset, slot
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.values import Count, Factor, Fixed, Probability, assumed, fixed, threshold

TIES = 6
_PROPOSE_FROM, _PROPOSE_TOP = 0.75, 0.05
# place in the weekly social group (W6): after filing .35, harassment .20 and default .20


class Ties(Mechanism):
    """Rates and taste of acquaintance, the same in both arms; benefits and stakes in 1/256."""

    cut: Probability = assumed(0.014, 0.0035, 0.07)
    """Chance a week that the partner of a shown person considers cutting the tie."""
    stigma: Fixed = assumed(96, 32, 288)
    """Mean benefit of having cut a shown acquaintance."""
    association: Fixed = assumed(8, 3, 24)
    """Benefit of cutting per point that an association costs."""
    loyalty_base: Fixed = assumed(32, 11, 96)
    """Price of cutting to a person without trust in neighbours."""
    loyalty: Factor = assumed(0.5, 0.17, 1.5)
    """Price of cutting per unit of trust in neighbours."""
    propose: Probability = assumed(0.007, 0.0023, 0.021)
    """Chance a week that a dead tie is proposed anew."""
    company: Fixed = assumed(128, 43, 384)
    """Mean benefit of accepting a revival."""
    effort: Fixed = assumed(64, 21, 192)
    """Price of accepting."""
    shown_partner: Fixed = assumed(64, 21, 192)
    """Price of accepting a shown partner, in addition."""
    aid: Fixed = assumed(200, 67, 600)
    """Mean benefit of aiding, at full trust in neighbours."""
    aid_price: Fixed = assumed(40, 13, 120)
    """Price of aiding."""
    aid_stigma: Fixed = assumed(64, 21, 192)
    """Price of aiding a shown person, in addition, times the publicity of the list."""
    aid_amount: Count = assumed(128, 43, 384, why="one day's income")
    """What one tie gives, in 1/128 own-class days."""


class TiesTable(NamedTuple):
    """Integers of the kernel; benefits and prices in 1/256."""

    cut: int
    """Threshold of a 32-bit uniform, a week and tie."""
    stigma: int
    association: int
    loyalty_base: int
    loyalty: int
    propose_from: int
    """Interval of the 32-bit uniform of the weekly social group."""
    propose_to: int
    company: int
    effort: int
    shown_partner: int
    aid: int
    aid_price: int
    aid_stigma: int
    aid_amount: int
    """1/128 own-class day."""


def ties_table(parameters: Ties) -> TiesTable:
    """Integer table; switched off, ties neither die nor revive and nobody aids.

    Raises:
        ValueError: if the rate of proposals passes its declared top.
    """
    p, on = parameters, int(parameters.on)
    proposals = slot(p.propose.value, _PROPOSE_TOP, "ties.propose")
    return TiesTable(
        cut=on * threshold(p.cut.value),
        stigma=p.stigma.integer,
        association=p.association.integer,
        loyalty_base=p.loyalty_base.integer,
        loyalty=fixed(p.loyalty.value),
        propose_from=offset(_PROPOSE_FROM),
        propose_to=offset(_PROPOSE_FROM) + on * proposals,
        company=p.company.integer,
        effort=p.effort.integer,
        shown_partner=p.shown_partner.integer,
        aid=on * p.aid.integer,
        aid_price=p.aid_price.integer,
        aid_stigma=p.aid_stigma.integer,
        aid_amount=on * p.aid_amount.integer,
    )


@compiled
def cuts(uniform: int, association: int, trust_neighbours: int, conformity: int, day: int, table: TiesTable) -> bool:
    """Whether the partner of a shown person cuts their tie today, asked once a week.

    ``uniform`` of 32 bits; ``association`` points that a shown tie costs a week; trust, trait and the ``day`` uniform 0–255.
    """
    mean = table.stigma + association * table.association
    price = table.loyalty_base + ((table.loyalty * trust_neighbours) >> 8)
    return uniform < table.cut and acts(benefit_of(mean, mean, conformity, day), CERTAIN, price)


@compiled
def proposes(uniform: int, shown: bool, table: TiesTable) -> bool:
    """Whether a citizen proposes to revive a dead tie this week; ``uniform`` of 32 bits, of the weekly social group."""
    return not shown and table.propose_from <= uniform < table.propose_to


@compiled
def accepts(shown: bool, honesty: int, day: int, table: TiesTable) -> bool:
    """Whether a proposal is accepted; ``shown``: either side is."""
    price = table.effort + (table.shown_partner if shown else 0)
    return acts(benefit_of(table.company, table.company, honesty, day), CERTAIN, price)


@compiled
def aids(trust_neighbours: int, honesty: int, day: int, shown: bool, publicity: int, table: TiesTable) -> bool:
    """Whether a living tie aids after a shock; ``shown``: the asker is; ``publicity`` of the list in 1/256."""
    mean = (table.aid * trust_neighbours) >> 8
    price = table.aid_price + ((table.aid_stigma * publicity) >> 8 if shown else 0)
    return acts(benefit_of(mean, mean, honesty, day), CERTAIN, price)


@compiled
def ties_after(alive: int, accepted: int, cut: int) -> int:
    """Living ties after the inbox: accepted ones revive, cut ones die, and cut beats accept."""
    return (alive | accepted) & ~cut & 63


@compiled
def ties_alive(alive: int) -> int:
    """Number of living ties."""
    count = 0
    for tie in range(TIES):
        count += (alive >> tie) & 1
    return count
