"""The commercial scheme: voluntary, scored from 350 to 950, worth deposits, visas and a better dating profile (S12).

    member  ⇔  perk + peer·x > priv            every fourth weekly pass; x = members among the cell's adults, a boasting one counts twice
    m += sr((T − 4m), 5)                       weekly; T = 15 % identity + 20 % behaviour + 5 % ties + 35 % history + 25 % capacity − level
    score shown = 350 + 600·m/63               m ≥ 32 (650): no deposit; from 700 and 750 easier visas

State: one bit and six bits of the citizen; a sum of the cell. No message. Closed forms: participation is the root of x = F(perk + peer·x),
F triangular on 0–255: .5806 at perk 115 and peer 40 (T-OPT1, V-18b); E[m] = T/4. Signs: perk ↑ and peer ↑ ⇒ opted_in ↑; boasting
⇒ opted_in ↑; visas, waived deposits and matches need members; a listing that is shown lowers matches.
Participation has one target (58 % of those surveyed) and two parameters: peer is a prior, perk follows from it along a ridge.
Sources: weights and bands FACTS 3-02, 3-03; thresholds 3-05 to 3-08; MODEL §4.2, §8.4, §11.
"""

import datetime
from fractions import Fraction
from typing import NamedTuple, Self

from pydantic import model_validator

from underheaven.day.act import CERTAIN, acts, benefit_of
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.draws.rounding import clamp, stochastic_round
from underheaven.values import Fixed, Probability, Quantity, Share, assumed, exact, fixed, published, threshold

_LEAST, _SPAN, _MOST = 350, 600, 63
_WEIGHTS = "wodefinance.com, about 2018: weights of the score, since disavowed, FACTS 3-03"
_NEVER = 64
_RANGE = "China Daily 2015-07-10: 350 to 950, FACTS 3-01"


class CommercialScore(Quantity):
    """A score on the platform's scale."""

    unit = "commercial score"
    minimum, maximum = 350.0, 950.0

    @property
    def step(self) -> int:
        """The smallest m that shows as this score or more."""
        return -(-_MOST * (exact(self.value) - _LEAST) // _SPAN)


class Commercial(Mechanism):
    """A voluntary scheme of a platform. Off (the default): there is none."""

    on: bool = False
    opens: datetime.date = datetime.date(2015, 1, 1)
    """Day from which one may join: Sesame opened in January 2015, day 366 of a run from 2014 (FACTS 3-01)."""
    perk: Fixed = assumed(115, low=0, high=255, why="start of the fit to 58 % of those surveyed, given the peers; MODEL §11")
    """What membership offers, on the 0–255 scale of privacy."""
    peer: Fixed = assumed(40, low=0, high=80, why="no published strength of peers; with the perk one target, a ridge")
    """Added to it if everybody in the cell is a member."""
    boasting: Fixed = assumed(64, low=0, high=128, why="many showed their score around; no published share")
    """Mean benefit of showing a score from the deposit threshold up, in 1/256."""
    boasting_price: Fixed = assumed(96, low=32, high=255, why="modesty; no published value")
    """What showing it costs, in 1/256."""
    dating_link: bool = True
    """Whether the dating profile of a member shows the score, and a listing that bars from dating."""
    deposit_free: CommercialScore = published(650, "China Daily 2017: from 650 no deposit for shared bikes, FACTS 3-06")
    """Score from which deposits are waived."""
    first_visa: CommercialScore = published(700, "Jing Daily 2015: Singapore from 700, FACTS 3-07")
    """Score from which one country of two grants an easier visa."""
    second_visa: CommercialScore = published(750, "Jing Daily 2015, China Daily 2018: others from 750, FACTS 3-07")
    """Score from which both do."""
    abroad: Probability = assumed(0.1, low=0.03, high=0.3, why="no published share of flights that leave the country")
    """Share of flights that go abroad."""
    identity: Share = published(0.15, _WEIGHTS)
    """Weight of who one is (here: how digital a life is)."""
    behaviour: Share = published(0.20, _WEIGHTS)
    """Weight of what one does on the platform."""
    network: Share = published(0.05, _WEIGHTS)
    """Weight of one's acquaintances."""
    history: Share = published(0.35, _WEIGHTS)
    """Weight of months of paid bills."""
    capacity: Share = published(0.25, _WEIGHTS)
    """Weight of savings."""
    flag: Fixed = assumed(4, low=0, high=64, why="what a flagged purchase costs is not published")
    """Taken from behaviour, of 255, in a week with a purchase or play the platform flags."""
    level: Fixed = assumed(72, low=0, high=128, why="start of the fit to 40 % of members above the deposit-free threshold (FACTS 3-09)")
    """Taken from the weighted sum, of 255."""

    @model_validator(mode="after")
    def _weights_sum_to_one(self) -> Self:
        weights = (self.identity, self.behaviour, self.network, self.history, self.capacity)
        if sum(exact(weight.value) for weight in weights) != 1:
            raise ValueError("the five weights of the commercial score must sum to 1")
        if self.second_visa.value < self.first_visa.value:
            raise ValueError("second_visa must not lie below first_visa")
        return self


class CommercialTable(NamedTuple):
    """Integers of the commercial scheme on one day."""

    open: int
    """1 if one may join or stay."""
    perk: int
    peer: int
    boasting: int
    boasting_price: int
    dating_link: int
    deposit_free: int
    """m from which deposits are waived; 64 = never."""
    first_visa: int
    second_visa: int
    abroad: int
    """32-bit threshold."""
    identity: int
    behaviour: int
    network: int
    history: int
    capacity: int
    """Weights, Q16."""
    flag: int
    level: int


def commercial_table(commercial: Commercial, date: datetime.date) -> CommercialTable:
    """Compile for a date; a scheme that is off or not yet open has no members and waives nothing."""
    if not (commercial.on and date >= commercial.opens):
        return CommercialTable(0, 0, 0, 0, CERTAIN, 0, _NEVER, _NEVER, _NEVER, 0, 0, 0, 0, 0, 0, 0, 0)
    return CommercialTable(
        open=1,
        perk=commercial.perk.integer,
        peer=commercial.peer.integer,
        boasting=commercial.boasting.integer,
        boasting_price=commercial.boasting_price.integer,
        dating_link=int(commercial.dating_link),
        deposit_free=commercial.deposit_free.step,
        first_visa=commercial.first_visa.step,
        second_visa=commercial.second_visa.step,
        abroad=threshold(commercial.abroad.value),
        identity=fixed(commercial.identity.value, 16),
        behaviour=fixed(commercial.behaviour.value, 16),
        network=fixed(commercial.network.value, 16),
        history=fixed(commercial.history.value, 16),
        capacity=fixed(commercial.capacity.value, 16),
        flag=commercial.flag.integer,
        level=commercial.level.integer,
    )


def shown_score(m: int) -> Fraction:
    """The score that a stored value shows, 350 to 950."""
    return _LEAST + Fraction(_SPAN * m, _MOST)


@compiled
def decides_about_scheme(citizen: int, week: int) -> bool:
    """Every fourth week, staggered over citizens, never in the week of the bill."""
    return (week + citizen) & 3 == 2


@compiled
def opts_in(table: CommercialTable, privacy: int, members: int, adults: int) -> bool:
    """Whether one is a member after a decision: perk and peers against one's privacy, a taste of 0–255.

    ``members`` counts the cell's members, a boasting one twice; the share of the cell is taken at most as one.
    """
    share = min(256, (members << 8) // adults)
    return acts((table.perk << 8) + table.peer * share, CERTAIN, privacy << 8)


@compiled
def next_commercial_score(
    table: CommercialTable, score: int, digital: int, flagged: bool, ties: int, paid_months: int, buffer: int, uniform: int
) -> int:
    """m of the next week; ``ties`` living of six, ``buffer`` in fine units, ``uniform`` with five random bits."""
    behaviour = 255 - (table.flag if flagged else 0)
    capacity = clamp(64 + (buffer >> 7), 0, 255)
    weighed = table.identity * digital + table.behaviour * behaviour + table.network * (ties * 255 // 6)
    weighed += table.history * (17 * paid_months) + table.capacity * capacity
    return clamp(score + stochastic_round((weighed >> 16) - table.level - 4 * score, 5, uniform), 0, _MOST)


@compiled
def boasts(table: CommercialTable, score: int, conformity: int, mood: int) -> bool:
    """Whether a member shows the score around this week; only a score that waives deposits is worth it."""
    if score < table.deposit_free:
        return False
    return acts(benefit_of(table.boasting, table.boasting, conformity, mood), CERTAIN, table.boasting_price)


@compiled
def waives_deposit(table: CommercialTable, member: bool, score: int) -> bool:
    """Whether the commercial score spares a member a deposit."""
    return member and score >= table.deposit_free


@compiled
def easier_visa(table: CommercialTable, score: int, uniform: int) -> bool:
    """Whether a member's flight goes abroad, to a country whose visa the score eases; half the trips go to each of two."""
    if uniform >= table.abroad:
        return False
    return score >= (table.first_visa if uniform < table.abroad >> 1 else table.second_visa)
