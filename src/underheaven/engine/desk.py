"""The desk: everything of one cell that a day reads and writes, in one place.

A worker lays a cell's words on its desk, lives the day there and puts them back. Compiled code then passes two addresses, the tables' and
the desk's. The desk also keeps the worker's books: tallies, accounts, expiries of listings, outgoing mail, events of traced citizens.
"""

from enum import IntEnum, auto, unique
from typing import Any, NamedTuple, cast

import numpy as np

from underheaven.day.plugin import MOST_PLUGINS
from underheaven.draws.compiled import compiled_inline, compiled_part, config
from underheaven.engine.tally import MEASURES, STRATA, Measure

_COST = int(Measure.COST)
CELL = 256
STRIDE = CELL + 8
"""Length of a row of the desk: a power of two would lay all rows of one citizen into the same two sets of the first cache."""
SUM_ROWS = 23
"""Rows of the inbox sums (``inbox``)."""
UNIFORM_ROWS = 40
(
    SLOT, STRATUM, CLASS, WAGE, UNBANKED, KNOWS, LEDGER_WAS, MIND_WAS, LIFE_WAS, LEDGER_NOW, MIND_NOW, LIFE_NOW,
    SCORE, FALSE_PART, BUFFER, UNTIL, CAUSE, WRONGFUL, NEIGHBOURS, BUSINESS, GOVERNMENT, BELIEF, PAID, FEAR, WORK_TIER,
    DOMAINS, GRADE, ELIGIBLE, LINE, FILED, RECORDED, FLAGGED, MEMBER, COMMERCIAL, FOREIGN, INNOCENT, APPEAL, RATE, OUTING, BOASTED,
    AGE, SCHEME, REACHED, DEAR, CONDUCT, WORKS, PICKED, MARKS_WERE, MARKS_ARE, DRIFT,
) = range(50)  # fmt: skip
"""Columns of the weekly pass (``columns``); ``PICKED`` lists those who are dealt with one by one, ``DRIFT`` is the first of four."""
COLUMNS = 53
ROOM_FOR_MAIL = CELL * 66
"""Messages that one cell can write at most on one day."""
LETTERS_TOGETHER = 192
"""Letters to ties wait for each other up to this number, or for the district's last cell."""
ROOM_FOR_LETTERS = LETTERS_TOGETHER + CELL * 4
"""To one tie: in the morning two from everybody, in the weekly pass two more."""
ROOM_FOR_EXPIRIES = CELL * 8
ROOM_FOR_CHANGES = CELL * 4
"""Once by mail, and once for each of a day's two groups of candidates."""
ROOM_FOR_ROWS = CELL * 96
"""Events that one cell can bring at most on one day, with everybody traced."""
EVENT_COLUMNS = ("citizen", "day", "measure", "kind", "channel", "happened", "true_actor", "points", "list_days", "amount")
ROOM_FOR_HIDERS = CELL * 16
"""Citizens who can go into hiding between two looks at the list; one cell adds 256 at most."""
ROWS, MAIL, EXPIRIES, CHANGED, WORK, HIDERS, LETTERS = range(7)
"""Places in ``cursor``: events, messages, expiries, changes written for this cell; work gone through; new in hiding; letters to ties."""


@unique
class Account(IntEnum):
    """Where money goes when it leaves a buffer (negative: comes from), in 1/128 of a currency unit."""

    def _generate_next_value_(name, start, count, last_values):  # type: ignore[no-untyped-def,override] # noqa: N805
        return count

    WAGES = auto()
    CONSUMPTION = auto()
    BILLS = auto()
    SHOCKS = auto()
    HARM = auto()
    """Destroyed by harmful acts (negative: made by helpful ones)."""
    PURSE = auto()
    """Fines less transfers, perks, tax losses and the regime's cost."""
    POOL = auto()
    """Interest and repayments less write-offs."""
    IN_THE_MAIL = auto()
    """Sent to another citizen; back to zero when it has arrived."""
    ROUNDING = auto()
    """What stochastic rounding and the bounds of the field took or gave; settled with the purse."""
    DEBT = auto()
    """Not a flow: change of the sum of debts, for the pool's price."""
    FIRMS = auto()
    """Taken by firms: fraud, withheld pay, fees of schemes and evaded tax, less commissions and fines."""


ACCOUNTS = len(Account)
CELL_DISSENTERS, CELL_SHOWN, CELL_REPORTS, CELL_VICTIMS, CELL_ADULTS, CELL_HARASSED, CELL_MEMBERS = range(7)
CELL_SUMS = 7
"""Sums of a cell: half-dissenters, shown adults and members of the commercial scheme (twice if they boast) of the last pass; reports,
victims and harassments since it; adults."""


class Desk(NamedTuple):
    """All int64; the record that compiled code sees has the same fields."""

    ledger: np.ndarray
    """[256] first words."""
    mind: np.ndarray
    """[256] second words."""
    life: np.ndarray
    """[256] third words."""
    mind_before: np.ndarray
    """[256] second words as they were after the morning's mail."""
    denied: np.ndarray
    """[4] one bit per citizen who was ever refused a trip."""
    sums: np.ndarray
    """[CELL_SUMS] of this cell."""
    news: np.ndarray
    """[CELL_SUMS] as the weekly pass found them."""
    inbox: np.ndarray
    """[256, SUM_ROWS] the morning's mail, added up."""
    touched: np.ndarray
    """[256] slots with mail."""
    uniforms: np.ndarray
    """[UNIFORM_ROWS, 256]: the weekly pass draws for a whole cell at once, four rows a block (``batch``)."""
    keys: np.ndarray
    """[256]: whom a batch of draws is for."""
    columns: np.ndarray
    """[COLUMNS, 256]: the cell's adults in the weekly pass, entry j of every column the same person (``columns``)."""
    listed_before: np.ndarray
    """[257]: how many of the cell's first citizens were listed this morning."""
    gift_whole: np.ndarray
    """[35]: perk and transfer of a week by grade (6: not eligible) and class, whole fine units …"""
    gift_rest: np.ndarray
    """[35]: … and the rest in 1/128 of a currency unit."""
    drifts: np.ndarray
    """[STRATA, 4]: what the weekly pass changes in eight stocks, two to a word (``stocks``)."""
    plugins: np.ndarray
    """[256] four bits of each plug-in."""
    plugin_tallies: np.ndarray
    """[2 · MOST_PLUGINS] of the worker's day."""
    letters: np.ndarray
    """[6, 4, ROOM_FOR_LETTERS] to acquaintances, tie by tie, not yet addressed (``acquaintances``)."""
    posted: np.ndarray
    """[6] letters to each tie."""
    mails: np.ndarray
    """[ROOM_FOR_MAIL] written today by this cell."""
    expiries: np.ndarray
    """[ROOM_FOR_EXPIRIES, 4]: stratum, wrongful, day, ±1."""
    traced: np.ndarray
    """[4] one bit per traced citizen."""
    rows: np.ndarray
    """[ROOM_FOR_ROWS or 1, 10] events of traced citizens."""
    changed: np.ndarray
    """[ROOM_FOR_CHANGES] slots whose words changed outside the weekly pass."""
    hiders: np.ndarray
    """[ROOM_FOR_HIDERS] citizens who went into hiding today."""
    cursor: np.ndarray
    """[7]."""
    strata: np.ndarray
    """[STRATA, MEASURES] of the worker's day."""
    district: np.ndarray
    """[MEASURES] of this cell, added to its district afterwards."""
    accounts: np.ndarray
    """[ACCOUNTS] of the worker's day."""


SHAPES: dict[str, tuple[int, ...]] = {
    "ledger": (STRIDE,),
    "mind": (STRIDE,),
    "life": (STRIDE,),
    "mind_before": (STRIDE,),
    "denied": (4,),
    "sums": (CELL_SUMS,),
    "news": (CELL_SUMS,),
    "inbox": (STRIDE, SUM_ROWS),
    "touched": (STRIDE,),
    "uniforms": (UNIFORM_ROWS, STRIDE),
    "keys": (STRIDE,),
    "columns": (COLUMNS, STRIDE),
    "listed_before": (STRIDE,),
    "gift_whole": (35,),
    "gift_rest": (35,),
    "drifts": (STRATA, 4),
    "plugins": (STRIDE,),
    "plugin_tallies": (2 * MOST_PLUGINS,),
    "letters": (6, 4, ROOM_FOR_LETTERS),
    "posted": (6,),
    "mails": (ROOM_FOR_MAIL,),
    "expiries": (ROOM_FOR_EXPIRIES, 4),
    "traced": (4,),
    "rows": (ROOM_FOR_ROWS, len(EVENT_COLUMNS)),
    "changed": (ROOM_FOR_CHANGES,),
    "hiders": (ROOM_FOR_HIDERS,),
    "cursor": (7,),
    "strata": (STRATA, MEASURES),
    "district": (MEASURES,),
    "accounts": (ACCOUNTS,),
}


def empty_desk() -> Desk:
    """A cleared desk: a record for compiled code, plain arrays for the oracle."""
    if config.DISABLE_JIT:
        return Desk(**{name: np.zeros(shape, np.int64) for name, shape in SHAPES.items()})
    storage: Any = np.recarray(1, dtype=np.dtype([(name, np.int64, shape) for name, shape in SHAPES.items()]))
    for name in SHAPES:
        storage[name][:] = 0
    return cast(Desk, storage[0])


Who = tuple[int, int, int, int]
"""A citizen in context: id, stratum, district, day."""


@compiled_inline
def is_traced(desk: Desk, citizen: int) -> bool:
    """Whether this citizen's events are written down; the citizen is of this cell."""
    return bool((desk.traced[citizen >> 6 & 3] >> (citizen & 63)) & 1 == 1)


@compiled_part
def trace(
    desk: Desk, who: Who, measure: int, amount: int, kind: int, channel: int, happened: int, actor: int, points: int, list_days: int
) -> None:
    """Write an event down if the citizen is traced."""
    citizen, _, _, day = who
    if is_traced(desk, citizen):
        row = desk.cursor[ROWS]
        desk.rows[row, 0] = citizen
        desk.rows[row, 1] = day
        desk.rows[row, 2] = measure
        desk.rows[row, 3] = kind
        desk.rows[row, 4] = channel
        desk.rows[row, 5] = happened
        desk.rows[row, 6] = actor
        desk.rows[row, 7] = points
        desk.rows[row, 8] = list_days
        desk.rows[row, 9] = amount
        desk.cursor[ROWS] = row + 1


@compiled_part
def note(
    desk: Desk, who: Who, measure: int, amount: int, kind: int, channel: int, happened: int, actor: int, points: int, list_days: int
) -> None:
    """Count, and write the event down if the citizen is traced."""
    desk.strata[who[1], measure] += amount
    desk.district[measure] += amount
    trace(desk, who, measure, amount, kind, channel, happened, actor, points, list_days)


@compiled_part
def count(desk: Desk, who: Who, measure: int, amount: int) -> None:
    """Count an event that needs no further words."""
    note(desk, who, measure, amount, -1, -1, 1, -1, 0, 0)


@compiled_inline
def shift(desk: Desk, who: Who, measure: int, change: int) -> None:
    """Move a stock by an exact change; stocks are never events. Without a branch: most changes are small and many are zero."""
    desk.strata[who[1], measure] += change
    desk.district[measure] += change


@compiled_inline
def write_words(desk: Desk, slot: int, ledger: int, mind: int, life: int) -> None:
    """A citizen's words after something happened outside the weekly pass."""
    desk.ledger[slot], desk.mind[slot], desk.life[slot] = ledger, mind, life
    desk.changed[desk.cursor[CHANGED]] = slot
    desk.cursor[CHANGED] += 1


@compiled_part
def charge(desk: Desk, who: Who, item: int, amount: int) -> None:
    """Charge the purse with a price, in 1/128 of a currency unit, and the item of the price with it."""
    if amount > 0:
        count(desk, who, _COST, amount)
        shift(desk, who, item, amount)


@compiled_part
def schedule_expiry(desk: Desk, who: Who, wrongful: int, day: int, amount: int) -> None:
    """Enter (+1) or strike (−1) a listing that lapses on ``day``."""
    place = desk.cursor[EXPIRIES]
    desk.expiries[place, 0] = who[1]
    desk.expiries[place, 1] = wrongful
    desk.expiries[place, 2] = day
    desk.expiries[place, 3] = amount
    desk.cursor[EXPIRIES] = place + 1
