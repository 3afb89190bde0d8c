"""What the offices that score people for one purpose have in common: what an adverse decision does to whom it hits, beside its content.

Four such offices are shipped, each off unless a scenario switches it on: debts by averaged income (``averaged_debts``), a model of benefit
fraud (``fraud_model``), chances on the labour market (``job_chances``) and a lender (``lender``). They decide at the day's end, after all
citizens have lived it (``engine.administration``); what they take or say arrives by mail tomorrow. Measures: ``assessed``,
``decisions_adverse``, ``decisions_wrongful``, ``claimed``, ``claimed_wrongly``. Signs: on, each of them that the office books rises; a
claim lowers savings, every adverse decision raises fear and lowers trust in the government.
"""

from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.values import Trust, assumed


class Office(Mechanism):
    """An office that scores people. Off unless a scenario switches it on."""

    on: bool = False
    """Whether it works."""
    fear: Trust = assumed(16, 0, 48, why="letters with demands frighten; no measured size")
    """Added to the fear of whom it decides against."""
    trust: Trust = assumed(-16, -48, 0, why="inquiries report lasting distrust; no measured size")
    """Added to their trust in the government."""


class Blow(NamedTuple):
    """What an adverse decision adds to fear and to trust."""

    fear: int
    trust: int


def blow_of(office: Office) -> Blow:
    """Compile."""
    return Blow(office.fear.integer, office.trust.integer)
