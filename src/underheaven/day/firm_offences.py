"""What firms do: evaded tax, counterfeits, fraud on consumers, withheld wages, in both arms (S21, S22).

Equation: each week a firm meets an opportunity of kind k with p_k (times an inclination of its own, mean one) and takes it with ``P(act)
= max(0, 1 − x_fk)``, ``x_fk = p⁰_k·s⁰_k + P_f·stake_k``: ordinary law, and under a scoring of firms the capture that this firm expects
times what it stands to lose (``firm_scoring``). Consumer fraud is sold by finance, insurance, medicine and dating, counterfeits by
retail and medicine.
State: the mask ``evidence`` of what was done and not yet found or faded. Messages: a loss to each customer or employee hit, the purse's
loss.
Closed forms: mean rate p_k over firms; P(act) = 1 − p⁰s⁰ without a regime (4σ); customers hit = min(64, .05 · customers).
Signs: price ↑ ⇒ acts never ↑. Size of losses is the user's table and the only moral input.
Source: MODEL §10.2; FACTS 7-15 (4 700 criminal cases of counterfeits in half a year are cases *found*; no true rate is published).
"""

from enum import IntEnum, unique
from typing import NamedTuple

import numpy as np

from underheaven.day.envelope import offset, slot
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.draws.rounding import stochastic_round
from underheaven.values import Count, Factor, Money, Parameters, Probability, Share, assumed, exact, fixed, threshold


@unique
class FirmOffence(IntEnum):
    """Kind of a firm's offence; the bit of the mask of evidence."""

    TAX_EVASION = 0
    COUNTERFEITS = 1
    CONSUMER_FRAUD = 2
    WAGE_ARREARS = 3
    SCHEME = 4
    """A fraudulent scheme (``schemes``): no weekly opportunity of its own."""
    RATING = 5
    """Not an offence: cause of a listing that follows from the rating."""


WEEKLY_OFFENCES = 4
_TAX, _COUNTERFEITS, _FRAUD = int(FirmOffence.TAX_EVASION), int(FirmOffence.COUNTERFEITS), int(FirmOffence.CONSUMER_FRAUD)
_FROM, _TOP = (0.0, 0.10, 0.55, 0.65), (0.042, 0.21, 0.042, 0.105)
# each interval has room for twice its top: the firm most inclined meets twice the mean rate
_RETAIL, _MEDICINE, _TRAVEL = 0, 3, 5


class FirmConduct(Parameters):
    """One kind of offence."""

    rate: Probability
    """Chance a week of an opportunity."""
    detection: Probability
    """What ordinary law is believed to detect."""
    response: Factor
    """How strongly certain detection would deter: the share of acts that it prevents, at most all."""
    fine: Money
    """Paid to the public purse when found, in both arms."""
    loss: Money
    """Of the purse, of each customer hit; for wages 0, because a day of each employee's own pay is withheld."""
    complaint: Probability
    """Chance that somebody who was hit complains."""


def _conduct(rate: float, detection: float, response: float, fine: float, loss: float, complaint: float) -> FirmConduct:
    why = "no published true rate for this kind"
    return FirmConduct(
        rate=assumed(rate, why=why),
        detection=assumed(detection, low=detection / 5, high=min(1.0, detection * 5), why=why),
        response=assumed(response, why=why),
        fine=assumed(fine, why="fines differ by place"),
        loss=assumed(loss, why="a user's table"),
        complaint=assumed(complaint, why="no published share of victims who complain"),
    )


class FirmOffences(Mechanism):
    """Offences of firms by kind."""

    tax_evasion: FirmConduct = _conduct(0.014, 0.03, 1, 1280, 640, 0)
    """Tax evaded."""
    counterfeits: FirmConduct = _conduct(0.07, 0.02, 0.5, 640, 32, 0.2)
    """Counterfeit goods sold."""
    consumer_fraud: FirmConduct = _conduct(0.014, 0.02, 1, 2560, 256, 0.4)
    """Wealth, insurance, medicine or a marriage sold that is none."""
    wage_arrears: FirmConduct = _conduct(0.035, 0.03, 0.5, 640, 0, 0.1)
    """A day's pay withheld, or unsafe work."""
    spread: Share = assumed(1, 0, 1, why="how much firms differ is not published; at 0 a rating has nothing to learn about anybody")
    """How much firms differ: opportunities run from 1 − spread to 1 + spread times the mean, evenly, for the firm's whole life."""
    customers_hit: Share = assumed(0.05, why="a part of the week's customers meets the bad goods")
    """Part of a week's customers hit by an offence."""
    staff_hit: Share = assumed(0.2, why="arrears rarely reach the whole staff")
    """Part of the staff whose pay is withheld."""
    most_hit: Count = assumed(64, 16, 64, why="bounds what one firm can do in a week")
    """Most persons hit by one offence, at most 64."""


class FirmOffencesTable(NamedTuple):
    """Integers of firms' offences, by kind."""

    begins: np.ndarray
    """int64 [4]: start of the kind's interval of a 32-bit word."""
    width: np.ndarray
    """int64 [4]."""
    law: np.ndarray
    """int64 [4]: p⁰·s⁰ in 2**-16."""
    fine: np.ndarray
    """int64 [4]: currency units."""
    loss: np.ndarray
    """int64 [4]: currency units."""
    complaint: np.ndarray
    """int64 [4]: 32-bit thresholds."""
    spread: int
    """1/256."""
    customers_hit: int
    """In 2**-16."""
    staff_hit: int
    """In 2**-16."""
    most_hit: int


def conducts(offences: FirmOffences) -> tuple[FirmConduct, ...]:
    """The four weekly kinds in order."""
    return offences.tax_evasion, offences.counterfeits, offences.consumer_fraud, offences.wage_arrears


def firm_offences_table(offences: FirmOffences) -> FirmOffencesTable:
    """Compile; switched off, no opportunity ever comes.

    Raises:
        ValueError: for a rate beyond its envelope, or more than 64 persons hit.
    """
    kinds = conducts(offences)
    names = ("tax_evasion", "counterfeits", "consumer_fraud", "wage_arrears")
    widths = [slot(k.rate.value, top, f"firms.offences.{name}.rate") for k, top, name in zip(kinds, _TOP, names, strict=True)]
    if offences.most_hit.integer > 64:
        raise ValueError(f"firms.offences.most_hit: must be at most 64; got {offences.most_hit.integer}")
    laws = [min(65_536, fixed(exact(k.detection.value) * exact(k.response.value), 16)) for k in kinds]
    return FirmOffencesTable(
        begins=np.array([offset(start) for start in _FROM], np.int64),
        width=np.array([width * offences.on for width in widths], np.int64),
        law=np.array(laws, np.int64),
        fine=np.array([round(k.fine.value) for k in kinds], np.int64),
        loss=np.array([round(k.loss.value) for k in kinds], np.int64),
        complaint=np.array([threshold(k.complaint.value) for k in kinds], np.int64),
        spread=fixed(offences.spread.value),
        customers_hit=fixed(offences.customers_hit.value, 16),
        staff_hit=fixed(offences.staff_hit.value, 16),
        most_hit=offences.most_hit.integer,
    )


@compiled
def sells(kind: int, sector: int) -> bool:
    """Whether a firm of this sector can commit an offence of this kind."""
    if kind == _COUNTERFEITS:
        return sector in (_RETAIL, _MEDICINE)
    if kind == _FRAUD:
        return sector not in (_RETAIL, _TRAVEL)
    return True


@compiled
def inclination(byte: int, table: FirmOffencesTable) -> int:
    """Opportunities over the mean firm's, in 1/65 280; ``byte`` (0–255) is the firm's for ever. The mean over bytes is exactly one."""
    return 65_280 + table.spread * (2 * byte - 255)


@compiled
def opportunity(uniform: int, sector: int, inclined: int, table: FirmOffencesTable) -> int:
    """The week's opportunity for an offence, or −1; one 32-bit word decides for all kinds. ``inclined``: see ``inclination``."""
    for kind in range(WEEKLY_OFFENCES):
        begins = integer(table.begins[kind])
        if begins <= uniform < begins + integer(table.width[kind]) * inclined // 65_280:
            return kind if sells(kind, sector) else -1
    return -1


@compiled
def firm_deterrent(law: int, capture: int, stake: int) -> int:
    """Price of an offence in 2**-16, for ``act.offends``: ordinary law, and expected capture (0–255) times the stake (1/256)."""
    return law + capture * stake


@compiled
def number_hit(people: int, share: int, uniform: int, table: FirmOffencesTable) -> int:
    """How many of the week's customers, or of the staff, are hit; ``share`` in 2**-16, ``uniform`` of 16 bits."""
    return min(table.most_hit, stochastic_round(people * share, 16, uniform))
