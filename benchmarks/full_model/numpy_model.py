"""The whole model as a good NumPy programmer would write it for speed: the peer of ``underheaven.engine``.

The same scenario, the same integer tables (``scenario.compile.Policy``), the same order of the day, one thread, no compiler. Attributes and
ties are stored instead of recomputed; a day draws its few candidates directly; a week goes over one seventh of the cells as slices.
Tallies of the core measures by stratum and by district come out every day, as the engine's do.

Simplified against the engine, each to the peer's advantage in speed or without effect on it:

- draws are addressed by (seed, day, purpose, who) as the engine's are (``numpy_draws``), so twins share them; nobody is traced;
- no accounts, hence no yearly transfer and no yearly price of losses (day 365 on), no 2x2 table of triggers, no cost, no burden by
  relatedness or innocence;
- single precision replaces integers with stochastic rounding, so floors inside dense steps are missing; no bounds of the buffer;
- whom a camera takes for the actor and whose file gets a bill is anybody else of the district, not a lasting double of a recognition group;
- the answers of acquaintances are drawn with who asks, proposes or is shown; a slot of the week's conduct is rounded to 2**-16;
- witnesses' trust is that of the moment; what one message is clamped to, another of the same morning may pass again;
- only a scheme for everybody with the same knowledge everywhere and without safeguards is known.
"""

import datetime
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.full_model.numpy_draws import Draws, Purpose
from benchmarks.full_model.numpy_firms import Market
from benchmarks.full_model.numpy_hidden import Hidden
from benchmarks.full_model.numpy_mail import open_mail
from benchmarks.full_model.numpy_society import WEEKDAYS, populate
from benchmarks.full_model.numpy_state import State
from benchmarks.full_model.numpy_street import live_on_street
from benchmarks.full_model.numpy_week import live_through_week
from underheaven.scenario.compile import Policy
from underheaven.scenario.schema import Scenario
from underheaven.society.table import society_table

GROUPS = 12


@dataclass(frozen=True)
class Outcome:
    """Tallies of a run."""

    flows: dict[str, float]
    """National events over the run."""
    days: list[dict[str, float]]
    """National tallies of every day: flows of the day, stocks at its end."""
    strata: NDArray[np.float64]
    """[days, measures, strata]."""
    districts: NDArray[np.float64]
    """[days, measures, districts]."""
    adults: int
    seconds: float
    """Day loop with tallies; set-up apart."""
    state_bytes: float
    """Of the columns that change, per citizen."""


class Nation:
    """A society under a scenario, from its first day on."""

    def __init__(self, scenario: Scenario, citizens: int, days: int, seed: int, start: datetime.date) -> None:
        society = society_table(scenario.society, seed=seed, citizens=citizens)
        draws = Draws(seed)
        self.people = populate(society, draws.generator(Purpose.PEOPLE))
        shares = np.bincount(self.people.group, minlength=GROUPS).tolist()
        self.policy = Policy(scenario, society, start, shares)
        self.hidden = Hidden(self.people.adults)
        self.state = State(self.people, self.policy.tables(1), draws, days)
        self.market = Market(self.policy.tables(1), self.state)

    def live(self, day: int) -> dict[str, float]:
        """One day; its national tallies."""
        state = self.state
        tables = self.policy.tables(day, state.purse.spread, state.purse.transfer, 0, self.market.visible_sanctions)
        if not tables.exposure.everybody or tables.exposure.exempt_below or tables.rollout.opt_out_price >= 0:
            raise ValueError("the NumPy model knows a scheme for everybody, with nobody exempt")
        state.keep_profiles(tables.fusion)
        open_mail(state, tables, day)
        self.market.trade(tables, day)
        live_on_street(state, tables, day)
        for chunk in self.people.chunks[day % WEEKDAYS]:
            live_through_week(state, tables, chunk, day)
        self.hidden.spend_evening(state, tables, day)
        told = state.books.close(tables, day)
        state.purse.settle(tables, told["cost"], self.people.adults, day)
        return told


def simulate(scenario: Scenario, *, citizens: int, days: int, seed: int, start: datetime.date) -> Outcome:
    """Live so many days."""
    nation = Nation(scenario, citizens, days, seed, start)
    began = time.perf_counter()
    tallies = [nation.live(day) for day in range(1, days + 1)]
    seconds = time.perf_counter() - began
    return Outcome(
        nation.state.books.national(),
        tallies,
        *nation.state.books.tallies,
        nation.people.adults,
        seconds,
        nation.state.changing_bytes() / citizens,
    )
