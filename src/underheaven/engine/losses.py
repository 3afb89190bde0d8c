"""What a firm took, as it arrives: the victim's loss by stratum, money, and trust in business (S21, S22)."""

from underheaven.draws.compiled import compiled_part, integer
from underheaven.engine.commit import ATOMS
from underheaven.engine.desk import Account, Desk, Who, count
from underheaven.engine.mail import BUSINESS, LOSS_COMMISSION, LOSS_COUNTERFEITS, LOSS_FEE, LOSS_WAGES, MONEY
from underheaven.engine.state import employment_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

LOST, WITHHELD = 21, 22
"""Rows of the inbox sums: lost to fraud, and pay withheld, in currency units."""
_MAIL, _FIRMS = int(Account.IN_THE_MAIL), int(Account.FIRMS)
_FRAUD_LOSSES, _ARREARS = int(Measure.FRAUD_LOSSES), int(Measure.ARREARS)


@compiled_part
def take_loss(tables: Tables, desk: Desk, slot: int, payload: int) -> None:
    """Add one loss (or commission) to a citizen's sums; who has no work has no pay that could be withheld."""
    kind, amount = payload & 7, payload >> 3
    if kind == LOSS_WAGES and not 1 <= employment_of(integer(desk.life[slot])) <= 8:
        desk.accounts[_MAIL] += amount * ATOMS
        desk.accounts[_FIRMS] -= amount * ATOMS
        return
    gained = -amount if kind != LOSS_COMMISSION else amount
    desk.inbox[slot, MONEY] += gained * ATOMS
    desk.inbox[slot, WITHHELD if kind == LOSS_WAGES else LOST] -= gained
    if kind == LOSS_COUNTERFEITS:
        desk.inbox[slot, BUSINESS] += tables.trust.counterfeit
    elif kind != LOSS_COMMISSION and kind != LOSS_FEE:  # who joins a scheme learns of the loss when it ends
        desk.inbox[slot, BUSINESS] += tables.trust.consumer_loss


@compiled_part
def book_losses(desk: Desk, who: Who, slot: int) -> None:
    """Count what a citizen lost."""
    if desk.inbox[slot, LOST] != 0:
        count(desk, who, _FRAUD_LOSSES, desk.inbox[slot, LOST])
    if desk.inbox[slot, WITHHELD] != 0:
        count(desk, who, _ARREARS, desk.inbox[slot, WITHHELD])
