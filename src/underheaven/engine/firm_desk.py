"""The desk of one worker of firms: the firm at hand, outgoing mail, books and tallies."""

from typing import NamedTuple

import numpy as np

from underheaven.draws.compiled import compiled_inline, compiled_part, integer
from underheaven.draws.permutation import permute
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.commit import ATOMS, answerable
from underheaven.engine.desk import ACCOUNTS, Account
from underheaven.engine.firm_state import FIRM_FIELDS
from underheaven.engine.mail import FRAUD, LOSS_COMMISSION, message
from underheaven.engine.tally import FIRST_OF_FIRMS, MEASURES
from underheaven.scenario.compile import Tables

MAIL, WORK, RATE, CARRY, ATTENTION = range(5)
"""Places in ``cursor``: messages written, firms worked through; inspections per weight, the sampling's carry and the sum of weights."""
ROOM_FOR_MAIL = 512
"""Messages that a firm without a scheme writes at most on a day; each member of a scheme adds at most four."""
_FIRMS, _PURSE, _IN_THE_MAIL = int(Account.FIRMS), int(Account.PURSE), int(Account.IN_THE_MAIL)
_VICTIM, _MEMBER = int(Purpose.FIRM_VICTIM), int(Purpose.SCHEME_MEMBER)

Where = tuple[int, int, int]
"""A firm in context: id, district, day."""


class FirmDesk(NamedTuple):
    """All int64."""

    firm: np.ndarray
    """[16] fields of the firm at hand, in fine units (``firm_state``)."""
    mails: np.ndarray
    """Written today; grown when it runs short."""
    cursor: np.ndarray
    """[5]."""
    tallies: np.ndarray
    """[D, measures of firms]."""
    accounts: np.ndarray
    """[ACCOUNTS]."""
    keys: np.ndarray
    """[1, 6] round keys of the list of people at hand: customers, staff or members."""


def empty_firm_desk(districts: int, room: int) -> FirmDesk:
    """A cleared desk."""
    shapes = ((len(FIRM_FIELDS),), (room,), (5,), (districts, MEASURES - FIRST_OF_FIRMS), (ACCOUNTS,), (1, 6))
    return FirmDesk(*(np.zeros(shape, np.int64) for shape in shapes))


@compiled_inline
def book(desk: FirmDesk, where: Where, measure: int, amount: int) -> None:
    """Count in the firm's district."""
    desk.tallies[where[1], measure - FIRST_OF_FIRMS] += amount


@compiled_part
def post(desk: FirmDesk, target: int, field: int, payload: int) -> None:
    """Write one message to a citizen."""
    place = desk.cursor[MAIL]
    desk.mails[place] = message(target, field, payload)
    desk.cursor[MAIL] = place + 1


@compiled_part
def take(desk: FirmDesk, target: int, kind: int, amount: int) -> None:
    """Take ``amount`` currency units from a citizen (a commission: give them), by mail."""
    post(desk, target, FRAUD, kind | amount << 3)
    moved = (amount if kind == LOSS_COMMISSION else -amount) * ATOMS
    desk.accounts[_IN_THE_MAIL] += moved
    desk.accounts[_FIRMS] -= moved


@compiled_part
def owe_purse(desk: FirmDesk, amount: int) -> None:
    """Move currency units from firms to the purse; negative for what the purse loses to them."""
    desk.accounts[_PURSE] += amount * ATOMS
    desk.accounts[_FIRMS] -= amount * ATOMS


@compiled_part
def open_list(tables: Tables, desk: FirmDesk, firm: int, day: int, scheme: bool) -> None:
    """Lay out the keys of a list of people: of ``day``'s customers, on day 0 of the staff, or of a scheme begun on ``day``."""
    purpose = _MEMBER if scheme else _VICTIM
    a, b, c, d = draw(tables.society.seed, firm, day, purpose, 0)
    e, f, _, _ = draw(tables.society.seed, firm, day, purpose, 1)
    desk.keys[0, 0], desk.keys[0, 1], desk.keys[0, 2] = a, b, c
    desk.keys[0, 3], desk.keys[0, 4], desk.keys[0, 5] = d, e, f


@compiled_part
def people_of(tables: Tables, district: int) -> int:
    """Citizens of a district."""
    return integer(tables.society.district_start[district + 1]) - integer(tables.society.district_start[district])


@compiled_part
def on_list(tables: Tables, desk: FirmDesk, district: int, place: int) -> int:
    """Who stands at a place of the open list: a keyed shuffle of the district; for a child an adult of the household answers."""
    first = integer(tables.society.district_start[district])
    return answerable(tables, first + permute(place, people_of(tables, district), desk.keys, 0))
