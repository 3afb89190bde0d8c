"""What of a running world outlives a day, as plain numbers and arrays: put away for a checkpoint and taken out again.

Everything else is made anew from the scenario: tables, who is in the scheme, and when listings end. What several threads hold is added
up, so that the number of threads may change on the way.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.administration import Administration
from underheaven.engine.checkpoint import Arrays, Saved
from underheaven.engine.firm_state import FirmState
from underheaven.engine.hidden import Hidden
from underheaven.engine.mail import Mail
from underheaven.engine.market import Market
from underheaven.engine.state import State
from underheaven.engine.step import Workers

Integers = NDArray[np.int64]
_NUMBERS = ("lists_were_kept", "purse", "pool", "year_losses", "year_debt", "spread", "transfer", "debt")
_OFFICES = ("office_weeks", "office_pay", "office_levels")
_ARRAYS = ("accounts", "stocks", "district_stocks", "population")


class Kept:
    """A running world as far as it outlives a day."""

    state: State
    mail: Mail
    hidden: Hidden
    market: Market
    administration: Administration
    workers: Workers
    population: Integers
    accounts: Integers
    stocks: Integers
    district_stocks: Integers
    lists_were_kept: bool
    purse: int
    pool: int
    year_losses: int
    year_debt: int
    spread: int
    transfer: int
    debt: int

    def work_done(self) -> int:
        """Candidates, messages, weekly touches and firms' days worked through."""
        return self.workers.work_done() + self.market.work_done()

    def bring_home(self) -> None:
        """Lay state and mail before this process; here they always are."""

    def put_away(self) -> tuple[dict[str, Any], Arrays]:
        """Numbers and arrays; most of them are not copied, so they must be written before the next day."""
        self.bring_home()
        arrays: Arrays = {**self.state._asdict(), "mails": self.mail.sorted[: self.mail.count], "starts": self.mail.starts}
        arrays |= self.market.state._asdict() | {"visible_sanctions": self.market.visible_sanctions}
        arrays |= {"hidden": self.hidden.ids, "hidden_since": self.hidden.since, "hidden_events": self.hidden.events()}
        arrays |= dict(zip(_OFFICES, self.administration.words(), strict=True))
        arrays |= {"events": self.workers.events()} | {name: getattr(self, name) for name in _ARRAYS}
        return {name: getattr(self, name) for name in _NUMBERS} | {"work": self.work_done()}, arrays

    def take_out(self, saved: Saved) -> None:
        """The reverse. Of a past that another run lived, its work is not counted again."""
        arrays = saved.arrays
        for name in _NUMBERS:
            setattr(self, name, saved.numbers[name])
        for name in _ARRAYS:
            setattr(self, name, arrays[name])
        self.state = State(**{name: arrays[name] for name in State._fields})
        self.mail.sorted, self.mail.starts, self.mail.count = arrays["mails"], arrays["starts"], arrays["mails"].size
        self.market.state = FirmState(**{name: arrays[name] for name in FirmState._fields})
        self.market.visible_sanctions = arrays["visible_sanctions"]
        self.hidden.ids, self.hidden.since = arrays["hidden"], arrays["hidden_since"]
        self.hidden.rows = [tuple(row) for row in self._of_traced(arrays["hidden_events"]).tolist()]
        self.administration.weeks, self.administration.pay, self.administration.levels = (arrays[name] for name in _OFFICES)
        self.workers.go_on(self._of_traced(arrays["events"]), 0 if saved.past else saved.numbers["work"])

    def _of_traced(self, rows: Integers) -> Integers:
        """Events of the citizens whom this run traces; another run that lived the past may have traced others."""
        return rows[np.isin(rows[:, 0], self.hidden.traced)]
