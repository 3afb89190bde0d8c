"""Scoring of firms: rating, black list, fines, and inspectors sent by score (S21; whether it works: S22).

Equation: a find of kind k takes points off the rating, lists the firm for 365 days and adds a fine; the firm expects capture
``P_f = q·ρ_f/64`` and prices it at ``stake_k = w·(lost share · days/7 · sales · margin + added fine)/gain_k`` of a week. q is what the
announced capacity would find at random (``inspections.capture_of_offence``); ρ_f is learnt as by persons (``adaptation``). A listed firm
loses a part of its customers and is visited four times as often; people who see that fraudsters are listed trust business more
(``trust``).
State: rating, its false part, listed until, cause, wrongful mark, belief. Closed form: q and stake above, exact in rationals.
Signs: capacity ↑ ⇒ offences ↓, trust in business ↑; at overwhelmed capacity q → 0 and nothing changes; false finds ⇒ firms listed
wrongly.
Sources: MODEL §10.2; points: Rongcheng's published table (FACTS 2-03).
"""

from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np

from underheaven.day.firm_offences import conducts
from underheaven.day.firms import Firms
from underheaven.day.inspections import CAPACITY_BITS, EQUAL, capacity_of, capture_of_offence
from underheaven.day.ledger import BASE_SCORE, Ledger, LedgerTable, Score, ledger_table
from underheaven.day.mechanism import Mechanism
from underheaven.day.schemes import Schemes
from underheaven.draws.compiled import compiled, compiled_inline, integer
from underheaven.society.table import MEDIAN_DAY
from underheaven.values import Days, Factor, Money, Parameters, Points, Share, assumed, exact, fixed, published

_ALLOCATIONS = ("uniform", "by_score", "by_complaints")
_BY_SCORE, _BY_COMPLAINTS = 1, 2
_TOP_STAKE = 1 << 16
_RONGCHENG = "Rongcheng individual credit evaluation standards, attachment 1, China Law Translate; FACTS 2-03"


class FirmRule(Parameters):
    """What a find of one kind brings."""

    points: Points
    """Added to the rating (negative)."""
    list_days: Days
    """Days on the list of firms."""
    fine: Money
    """Added to the fine of ordinary law."""


def _rule(points: object, fine: float) -> FirmRule:
    days = assumed(365, 90, 1825, why="a year; up to five at some departments (FACTS 1-19)")
    return FirmRule.model_validate({"points": points, "list_days": days, "fine": assumed(fine, why="no published amount")})


class FirmScoring(Mechanism):
    """What a regime does to firms. Off: ordinary law alone."""

    tax_evasion: FirmRule = _rule(assumed(-40, -120, -10), 640)
    """Tax evaded."""
    counterfeits: FirmRule = _rule(published(-30, _RONGCHENG), 640)
    """Counterfeit goods."""
    consumer_fraud: FirmRule = _rule(published(-30, _RONGCHENG, "commercial fraud"), 640)
    """Fraud on consumers."""
    wage_arrears: FirmRule = _rule(assumed(-20, -50, -5, why="other commercial breaches cost 5 to 50 points (FACTS 2-03)"), 640)
    """Withheld wages."""
    schemes: FirmRule = _rule(published(-30, _RONGCHENG, "multi-level marketing"), 6400)
    """Pyramid, investment and charity schemes."""
    complaint_points: Points = assumed(-1, -5, 0, why="what a complaint costs before anybody has looked; no published value")
    """Added to the rating for each complaint, true or not."""
    list_below: Score = assumed(600, 400, 800, why="grade D of persons (FACTS 2-02), applied to firms")
    """Rating below which a firm is listed whatever the cause."""
    list_days_of_rating: Days = assumed(365, 90, 1825, why="a year, as for a find")
    """Days on the list for a rating below the bound."""
    memory: Days = assumed(1095, 180, 3650, why="as the ledger of persons")
    """Time constant with which the rating returns to 1000; 0 = never."""
    capacity_factor: Factor = assumed(1, 0.01, 40, why="how many more inspectors the regime sends than today")
    """Inspectors over today's."""
    allocation: Literal["uniform", "by_score", "by_complaints"] = "by_score"
    """How inspectors choose."""
    attention_per_point: Factor = assumed(1 / 16, why="a firm 16 points down is seen twice as often")
    """By score: visits added for each point below 1000, over those of a firm without blemish."""
    attention_per_complaint: Factor = assumed(16, why="an open complaint makes sixteen ordinary reasons")
    """By complaints: visits added for each open complaint, over those of a firm without any."""
    attention_listed: Factor = assumed(4, 1, 12, why="no published rate of visits to listed firms")
    """Visits to a listed firm over those to others."""
    correct_for_attention: bool = False
    """Whether finds move the rating in inverse proportion to the attention that led to them (against runaway feedback)."""
    announced: Share = assumed(1, 0, 1, why="a regime says what its inspectors could find")
    """Part of what its inspectors could find that the regime announces."""
    response: Factor = assumed(0.25, 0.02, 4, why="one number, fitted where a target exists")
    """w: how strongly the stake weighs."""
    lost_share: Share = assumed(0.3, 0.1, 0.9, why="who buys from a listed firm is not published")
    """Customers whom a listed firm loses."""
    margin: Share = assumed(0.1, 0.02, 0.3, why="margins differ by trade")
    """Part of sales that a firm keeps."""


class FirmScoringTable(NamedTuple):
    """Integers of the scoring of firms."""

    capacity: int
    """Inspections a firm and day in 2**-40, ordinary law's where the regime adds none."""
    announced: int
    """Announced capture of an offence, 1/256."""
    stake: np.ndarray
    """int64 [5]: 1/256."""
    points: np.ndarray
    """int64 [5]: quarter points."""
    list_days: np.ndarray
    """int64 [5]."""
    fine: np.ndarray
    """int64 [5]: currency units, above ordinary law's."""
    complaint_points: int
    """Quarter points."""
    list_below: int
    """Quarter points; 0: never."""
    list_days_of_rating: int
    ledger: LedgerTable
    allocation: int
    """0 uniform, 1 by score, 2 by complaints."""
    per_quarter: int
    """By score: weight (1/256 of a unit) for each quarter point missing."""
    per_complaint: int
    """By complaints: weight for each open complaint."""
    listed: int
    """Factor on the weight of a listed firm, 1/256."""
    corrects: int
    kept: int
    """Customers kept while listed, 1/256."""


def _gains(firms: Firms) -> list[Fraction]:
    """What an offence of each weekly kind brings a mean firm in currency units."""
    offences = firms.offences
    people = exact(firms.citizens_per_firm.value)
    customers = 7 * exact(firms.purchases.value) * people * exact(offences.customers_hit.value)
    staff = exact(firms.jobs_per_citizen.value) * people * exact(offences.staff_hit.value)
    tax, counterfeits, fraud, _ = (exact(kind.loss.value) for kind in conducts(offences))
    return [tax, customers * counterfeits, customers * fraud, staff * MEDIAN_DAY]


def firm_scoring_table(scoring: FirmScoring, firms: Firms, schemes: Schemes) -> FirmScoringTable:
    """Compile; switched off, today's inspectors choose at random and nothing but the fine follows."""
    rules = (scoring.tax_evasion, scoring.counterfeits, scoring.consumer_fraud, scoring.wage_arrears, scoring.schemes)
    on = int(scoring.on)
    capacity = capacity_of(firms.inspections, exact(scoring.capacity_factor.value) if scoring.on else 1)
    sales = 7 * exact(firms.purchases.value) * exact(firms.citizens_per_firm.value) * exact(firms.mean_purchase.value)
    week = exact(scoring.lost_share.value) * sales * exact(scoring.margin.value)
    gains = [*_gains(firms), exact(schemes.pyramid.fee.value) * exact(schemes.expected_members.value)]
    stakes = [
        exact(scoring.response.value) * (week * Fraction(rule.list_days.integer, 7) + exact(rule.fine.value)) / gain if gain > 0 else 0
        for rule, gain in zip(rules, gains, strict=True)
    ]
    return FirmScoringTable(
        capacity=round(capacity * (1 << CAPACITY_BITS)),
        announced=on * min(255, fixed(exact(scoring.announced.value) * capture_of_offence(firms.inspections, capacity))),
        stake=np.array([on * min(_TOP_STAKE, fixed(stake)) for stake in stakes], np.int64),
        points=np.array([on * round(rule.points.value * 4) for rule in rules], np.int64),
        list_days=np.array([on * rule.list_days.integer for rule in rules], np.int64),
        fine=np.array([on * round(rule.fine.value) for rule in rules], np.int64),
        complaint_points=on * round(scoring.complaint_points.value * 4),
        list_below=on * scoring.list_below.quarters,
        list_days_of_rating=on * scoring.list_days_of_rating.integer,
        ledger=ledger_table(Ledger.model_validate({"on": scoring.on, "memory": scoring.memory})),
        allocation=on * _ALLOCATIONS.index(scoring.allocation),
        per_quarter=fixed(exact(scoring.attention_per_point.value) * EQUAL / 4),
        per_complaint=round(exact(scoring.attention_per_complaint.value) * EQUAL),
        listed=fixed(scoring.attention_listed.value) if scoring.on else 256,
        corrects=on * int(scoring.correct_for_attention),
        kept=256 - on * fixed(scoring.lost_share.value),
    )


def added_cost(scoring: FirmScoring, firms: Firms) -> Fraction:
    """What inspectors above today's cost a citizen and day, in currency units; fewer save as much."""
    more = capacity_of(firms.inspections, scoring.capacity_factor.value) - capacity_of(firms.inspections)
    if not (scoring.on and firms.on):
        return Fraction(0)
    return more * exact(firms.inspections.cost.value) / exact(firms.citizens_per_firm.value)


@compiled_inline
def attention(rating: int, complaints: int, listed: bool, table: FirmScoringTable) -> int:
    """Weight of a firm among those that an inspector may visit; 64 for a firm that nothing is known of, at most 2**18."""
    weight = EQUAL
    if table.allocation == _BY_SCORE:
        weight += (max(0, BASE_SCORE - rating) * table.per_quarter) >> 8
    elif table.allocation == _BY_COMPLAINTS:
        weight += complaints * table.per_complaint
    return min(1 << 18, (weight * table.listed) >> 8 if listed else weight)


@compiled
def rule_of(kind: int, table: FirmScoringTable) -> tuple[int, int, int]:
    """(quarter points, list days, added fine) of a find of this kind."""
    return integer(table.points[kind]), integer(table.list_days[kind]), integer(table.fine[kind])
