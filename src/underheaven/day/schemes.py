"""Schemes: pyramids, investments that are none, charities that promise a match (S22).

Equation: a scheme of M members grows by ``E[ΔM] = λ·M·(1 − M/M_max)`` a day (stochastic rounding); the joiner pays the fee, and its
recruiter, a uniform earlier member, gets the commission: a random recursive tree, none of whose edges is stored. It ends by a weekly
hazard, at its term, or when an inspector finds it; then M ← 0, what was paid is gone, and who did not earn the fee back trusts business
less.
State: kind, start day and members of the firm. Messages: fee and commission, and at the end the loss of trust.
Closed forms (V-15, T-FIRM1): half of the members recruit nobody, P(recruits ≥ k) = 2^−k; the i-th of M expects Σ_{k=i}^{M−1} 1/k
recruits, at least one iff i ≤ about M/e; at a commission of 25 % a member needs four recruits, so 93.75 % lose. Expected length of a
pyramid 1/hazard = 100 weeks.
Signs: inspectors ↑ ⇒ schemes live shorter, members' losses ↓; commission ↑ ⇒ fewer lose.
Sources: Gastwirth (1977), The American Statistician 31:79, doi:10.1080/00031305.1977.10479205; 2 826 pyramid cases in 2016 (FACTS 7-16);
MODEL §10.3.
The article's 870 cases (FACTS 7-17, not confirmed) are shown nowhere as a target.
"""

from enum import IntEnum, unique
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from underheaven.day.envelope import offset, slot
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.rounding import stochastic_round
from underheaven.values import Count, Days, Factor, Money, Parameters, Probability, Share, assumed, derived, exact, fixed, threshold


@unique
class SchemeKind(IntEnum):
    """What a scheme calls itself."""

    NONE = 0
    PYRAMID = 1
    INVESTMENT = 2
    CHARITY = 3


KINDS = 3
LARGEST = (1 << 20) - 1
"""Most members that a firm's state can hold."""
_FROM, _TOP = (0.0, 0.3, 0.6), 0.3


class Scheme(Parameters):
    """One kind of scheme."""

    start: Probability
    """Chance a week that a firm which is ready for it has the occasion."""
    fee: Money
    """Paid on joining: the entrance fee, the deposit, the donation."""
    commission: Share
    """Part of the fee that goes to the recruiter."""
    bust: Probability
    """Chance a week that it collapses of itself."""
    term: Days
    """Day of its life on which it ends at the latest; 0 = none."""


def _scheme(start: object, fee: float, commission: float, bust: float, term: float) -> Scheme:
    return Scheme.model_validate({
        "start": start,
        "fee": assumed(fee, why="no published mean loss a member"),
        "commission": assumed(commission, 0, 0.9, why="a recruit's fee pays several upward; one step is kept"),
        "bust": assumed(bust, 0, 0.2, why="schemes live months to years; no published mean"),
        "term": assumed(term, 0, 730, why="when the promise falls due"),
    })  # fmt: skip


class Schemes(Mechanism):
    """Fraudulent schemes in both arms. Off: none ever starts."""

    prone: Share = assumed(0.002, 0.0005, 1, why="not published; only its product with the start rate can be told")
    """Firms ready to run a scheme."""
    pyramid: Scheme = _scheme(
        derived(0.00067, "1.4 busts a million persons and year / (20 000 firms × .002 × 52)", ".8 to 2.0, FACTS 7-16"),
        fee=640, commission=0.25, bust=0.01, term=0,
    )  # fmt: skip
    """Multi-level marketing without goods."""
    investment: Scheme = _scheme(assumed(0.0002, why="fund-raising frauds are fewer and larger than pyramids"), 2560, 0, 0.01, 0)
    """Wealth management that pays old investors, if any, from new ones."""
    charity: Scheme = _scheme(assumed(0.00007, why="the model's start rate; no published one"), 64, 0, 0, 180)
    """Donations with a promised match."""
    growth: Factor = assumed(0.05, 0.01, 0.15, why="members double in a fortnight while few know the trick")
    """λ: new members a day for each member."""
    ceiling: Share = assumed(0.02, 0.002, 0.2, why="the largest known schemes reached a few per cent of a prefecture")
    """Part of the district at which a scheme stops growing."""
    detection: Probability = assumed(0.10, 0.02, 0.5, why="no published rate")
    """What ordinary law is believed to detect."""
    response: Factor = assumed(1, why="prison")
    """How strongly certain detection would deter from starting one."""
    fine: Money = assumed(6400, why="ten times a fee")
    """Paid to the purse when found, in both arms."""
    complaint: Probability = assumed(0.1, 0.02, 0.5, why="shame keeps most from complaining")
    """Chance that a loser complains at the end."""
    expected_members: Count = assumed(100, 10, 1000, why="what the founder hopes for")
    """Members that a founder expects, for the price of being listed."""


class SchemesTable(NamedTuple):
    """Integers of schemes; arrays by kind, pyramid first."""

    prone: int
    """32-bit threshold."""
    begins: np.ndarray
    """int64 [3]: start of the kind's interval of a 32-bit word."""
    width: np.ndarray
    """int64 [3]."""
    fee: np.ndarray
    """int64 [3]: currency units."""
    commission: np.ndarray
    """int64 [3]: 1/256 of the fee."""
    bust: np.ndarray
    """int64 [3]: 32-bit thresholds, a day."""
    term: np.ndarray
    """int64 [3]: days, 0 = none."""
    growth: int
    """In 2**-16 a day."""
    ceiling: int
    """In 2**-16 of the district."""
    law: int
    """p⁰·s⁰ in 2**-16."""
    fine: int
    complaint: int
    """In 2**-16."""


def schemes_table(schemes: Schemes) -> SchemesTable:
    """Compile; switched off, nobody is ready for one.

    Raises:
        ValueError: for a start rate beyond its envelope.
    """
    kinds = (schemes.pyramid, schemes.investment, schemes.charity)
    names = ("pyramid", "investment", "charity")
    widths = [slot(kind.start.value, _TOP, f"fraud.{name}.start") for kind, name in zip(kinds, names, strict=True)]
    law = exact(schemes.detection.value) * exact(schemes.response.value)
    return SchemesTable(
        prone=schemes.on * threshold(schemes.prone.value),
        begins=np.array([offset(start) for start in _FROM], np.int64),
        width=np.array(widths, np.int64),
        fee=np.array([round(kind.fee.value) for kind in kinds], np.int64),
        commission=np.array([fixed(kind.commission.value) for kind in kinds], np.int64),
        bust=np.array([threshold(Fraction(exact(kind.bust.value), 7)) for kind in kinds], np.int64),
        term=np.array([kind.term.integer for kind in kinds], np.int64),
        growth=fixed(schemes.growth.value, 16),
        ceiling=fixed(schemes.ceiling.value, 16),
        law=min(65_536, fixed(law, 16)),
        fine=round(schemes.fine.value),
        complaint=threshold(schemes.complaint.value, 16),
    )


@compiled
def ready(words: tuple[int, int, int, int], table: SchemesTable) -> bool:
    """Whether this firm would run a scheme; ``words`` are the firm's own (``firms.firm_words``)."""
    return words[3] < table.prone


@compiled
def occasion(uniform: int, table: SchemesTable) -> int:
    """Kind of scheme for which the week brings the occasion, 0 for none; one 32-bit word decides for all kinds."""
    for kind in range(KINDS):
        begins = integer(table.begins[kind])
        if begins <= uniform < begins + integer(table.width[kind]):
            return kind + 1
    return 0


@compiled
def most_members(people: int, table: SchemesTable) -> int:
    """Members at which a scheme in a district of so many people stops growing."""
    return max(1, min(LARGEST, (people * table.ceiling) >> 16))


@compiled
def joiners(members: int, most: int, uniform: int, table: SchemesTable) -> int:
    """New members today: λ·M·(1 − M/M_max) in the mean; ``uniform`` of 16 bits."""
    if members >= most:
        return 0
    return min(most - members, stochastic_round(table.growth * members * (most - members) // most, 16, uniform))


@compiled
def recruiter(uniform: int, joiner: int) -> int:
    """Which earlier member recruited number ``joiner`` (≥ 1) of a scheme; ``uniform`` of 32 bits belongs to the joiner for ever."""
    return (uniform * joiner) >> 32


@compiled
def ends(kind: int, age: int, uniform: int, table: SchemesTable) -> bool:
    """Whether a scheme of this ``SchemeKind`` and age in days ends today; ``uniform`` of 32 bits."""
    term = integer(table.term[kind - 1])
    return uniform < integer(table.bust[kind - 1]) or (term > 0 and age >= term)


@compiled
def commission_of(kind: int, table: SchemesTable) -> int:
    """Currency units to the recruiter of a joiner."""
    return (integer(table.fee[kind - 1]) * integer(table.commission[kind - 1])) >> 8


@compiled
def loses(recruits: int, kind: int, table: SchemesTable) -> bool:
    """Whether a member with so many recruits paid more than it got; who breaks even does not lose."""
    return recruits * integer(table.commission[kind - 1]) < 256
