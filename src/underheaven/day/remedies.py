"""Remedies: notice, appeal, correction and independent audit (S25). All are off by default.

A listed citizen learns of the listing at entry with chance n (without the duty to give notice: .5). Who knows may appeal, once:

    filing .14 a week × the act rule (benefit 32 + 16 per domain, price 64 + fear/2)      decision 7/latency a week
    won with chance .7 if the listing is wrongful, .05 if rightful: delisted, trust in government +6; else the appeal is exhausted
    correction: whoever wins also gets back what false records took, S ← S − F, F ← 0
    audit: a listing is looked at again with chance 7 · .001 a week; a wrongful one is struck with chance .8

State: the two ``appeal`` bits (none, notified, pending, exhausted). Message: none. A weekly chance of 7/latency has exactly the mean
``latency``, so no due day is stored. Closed form (T-SAF1, V-13d): competing risks make of 730 wrongful days 513.0 (n = .5, filing .02 a
day, latency 60, success .7), 296.0 (n = 1) and 104.5 (.05, 15, .9). Signs: each lowers wrongful days, and its cost rises.
No share of wrongful listings and no rate of appeals is published (FACTS 1-22): success is swept, never known.
"""

from fractions import Fraction
from typing import NamedTuple

from pydantic import field_validator

from underheaven.day.act import CERTAIN, acts, benefit_of
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.draws.rounding import clamp
from underheaven.values import Days, Fixed, Money, Probability, Trust, assumed, exact, fixed, threshold

NONE, NOTIFIED, PENDING, EXHAUSTED = 0, 1, 2, 3
"""Stages of an appeal."""
_ATOM_BITS = 7
_SWEPT = "no published rate; swept over the whole range"


class Notice(Mechanism):
    """The duty to tell a citizen of a listing."""

    on: bool = False
    share: Probability = assumed(1.0, 0.0, 1.0, why="a duty that is kept; letters go astray")
    """Share of entries of which the citizen learns."""
    cost: Money = assumed(1.0, why="a letter; no published cost")
    """Per entry, from the purse."""


class Appeal(Mechanism):
    """A listed citizen may ask for the decision to be looked at again, once a listing."""

    on: bool = False
    informed_without_notice: Probability = assumed(0.5, 0.0, 1.0, why="others learn where they are refused; no published share")
    """Share of the listed who learn of it where nobody has the duty to tell them."""
    filing: Probability = assumed(0.14, 0.0, 1.0, why="no published rate of appeals (FACTS 1-22)")
    """Chance a week that a citizen who knows of the own listing thinks of appealing; the act rule then decides."""
    latency: Days = assumed(60, 7, 730, why="court rules recalled: 15 days for a correction, longer in practice (FACTS 1-18)")
    """Mean days from filing to decision."""
    success_if_wrongful: Probability = assumed(0.7, 0.0, 1.0, why=_SWEPT)
    """Chance that an appeal against a wrongful listing is won."""
    success_if_rightful: Probability = assumed(0.05, 0.0, 1.0, why=_SWEPT)
    """Chance that an appeal against a rightful listing is won."""
    benefit: Fixed = assumed(32)
    """What being off the list is worth, before the domains."""
    benefit_per_domain: Fixed = assumed(16)
    """Added for each domain in force."""
    price: Fixed = assumed(64, 0, 192)
    """Effort of an appeal."""
    fear_weight: Fixed = assumed(128, 0, 384)
    """Times fear / 256: added to the price."""
    trust_when_won: Trust = assumed(6, 0, 20)
    """Added to the trust in government of whoever wins, by appeal or by audit."""
    cost: Money = assumed(64.0, why="a median day's income; no published cost")
    """Per appeal decided, from the purse at filing."""

    @field_validator("latency")
    @classmethod
    def _at_least_a_week(cls, latency: Days) -> Days:
        if latency.value < 7:
            raise ValueError(f"must be at least 7 days, the step of the weekly pass; got {latency.value:g}")
        return latency


class Correction(Mechanism):
    """A won appeal or audit also strikes the false records out of the score."""

    on: bool = False


class Audit(Mechanism):
    """Somebody independent looks again at listings drawn by lot."""

    on: bool = False
    share: Probability = assumed(0.001, 0.0, 0.1, why="no published practice")
    """Share of listings looked at again on a day."""
    removes_wrongful: Probability = assumed(0.8, 0.2, 1.0, why="as human review; no published rate")
    """Chance that a wrongful listing is recognised as such and struck."""
    removes_rightful: Probability = assumed(0.02, 0.0, 0.2, why="as human review; no published rate")
    """Chance that a rightful listing is struck."""
    cost: Money = assumed(64.0, why="as an appeal; no published cost")
    """Per listing looked at, from the purse."""


class RemediesTable(NamedTuple):
    """Integers of the remedies. Thresholds are of 32 bits, costs in 1/128 currency units."""

    on: int
    """1 if anything here acts at all."""
    informed: int
    notice_cost: int
    filing: int
    """Per week; 0 when nobody may appeal."""
    decision: int
    """Per week."""
    won_if_wrongful: int
    won_if_rightful: int
    benefit: int
    benefit_per_domain: int
    price: int
    fear_weight: int
    trust_when_won: int
    appeal_cost: int
    correction: int
    audit: int
    """Per week; 0 when nobody audits."""
    removes_wrongful: int
    removes_rightful: int
    audit_cost: int


def remedies_table(notice: Notice, appeal: Appeal, correction: Correction, audit: Audit, on: bool) -> RemediesTable:
    """Compile; what is off informs nobody, decides nothing and costs nothing. ``on``: the common switch of all safeguards."""
    noticed, appeals, audited = on and notice.on, on and appeal.on, on and audit.on
    informed = notice.share if noticed else appeal.informed_without_notice
    week = Fraction(7)
    return RemediesTable(
        on=int(noticed or appeals or audited),
        informed=threshold(informed.value) if appeals else 0,
        notice_cost=fixed(notice.cost.value, _ATOM_BITS) if noticed else 0,
        filing=threshold(appeal.filing.value) if appeals else 0,
        decision=threshold(week / appeal.latency.integer),
        won_if_wrongful=threshold(appeal.success_if_wrongful.value),
        won_if_rightful=threshold(appeal.success_if_rightful.value),
        benefit=appeal.benefit.integer,
        benefit_per_domain=appeal.benefit_per_domain.integer,
        price=appeal.price.integer,
        fear_weight=appeal.fear_weight.integer,
        trust_when_won=round(appeal.trust_when_won.value),
        appeal_cost=fixed(appeal.cost.value, _ATOM_BITS),
        correction=int(on and correction.on),
        audit=threshold(min(Fraction(1), week * exact(audit.share.value))) if audited else 0,
        removes_wrongful=threshold(audit.removes_wrongful.value),
        removes_rightful=threshold(audit.removes_rightful.value),
        audit_cost=fixed(audit.cost.value, _ATOM_BITS),
    )


@compiled
def informed_of_listing(uniform: int, table: RemediesTable) -> int:
    """Stage of the appeal after an entry: 1 if the citizen learns of it and may appeal, else 0."""
    return int(uniform < table.informed)


@compiled
def files_appeal(uniform: int, knows: bool, domains: int, boldness: int, mood: int, fear: int, table: RemediesTable) -> bool:
    """Whether a notified citizen appeals in this week; ``domains`` in force are counted, ``boldness`` and ``mood`` are 0–255."""
    if not knows or uniform >= table.filing:
        return False
    worth = table.benefit + table.benefit_per_domain * domains
    return acts(benefit_of(worth, worth, boldness, mood), CERTAIN, table.price + ((table.fear_weight * fear) >> 8))


@compiled
def appeal_decided(uniform: int, table: RemediesTable) -> bool:
    """Whether a pending appeal is decided in this week."""
    return uniform < table.decision


@compiled
def appeal_won(uniform: int, wrongful: int, table: RemediesTable) -> bool:
    """Whether the decision frees the citizen."""
    return uniform < (table.won_if_wrongful if wrongful == 1 else table.won_if_rightful)


@compiled
def audit_strikes(uniform: int, wrongful: int, table: RemediesTable) -> bool:
    """Whether an auditor strikes the listing that was drawn."""
    return uniform < (table.removes_wrongful if wrongful == 1 else table.removes_rightful)


@compiled
def corrected(score: int, false_part: int, lowest: int, highest: int, table: RemediesTable) -> tuple[int, int]:
    """(score, false part) after a success, in quarter points: with correction what false records took comes back."""
    if table.correction == 0:
        return score, false_part
    return clamp(score - false_part, lowest, highest), 0
