"""The whole model as a good NumPy programmer would write it for speed: the peer of ``underheaven.engine``.

The same scenario, the same integer tables (``scenario.compile.Policy``), the same order of the day, one thread, no compiler. Attributes and
ties are stored instead of recomputed; a day draws its few candidates directly; a week goes over one seventh of the cells as slices. Every
draw is addressed, so twins share them (``in_numpy.draws``); measures come out by stratum and by district every day (``in_numpy.tally``).

Simplified against the engine, each to the peer's advantage in speed or without effect on it:

- only a scheme for everybody with the same knowledge everywhere is known: no pilots, no local rulebooks, nobody exempt or opted out;
- no offices that score for one purpose (averaged debts, fraud model, job chances, lender), no plug-ins, nobody traced, no checkpoints;
- of the accounts purse, pool and debt are kept, which decide the yearly transfer and the price of losses; the other money is not balanced;
- single precision replaces integers with stochastic rounding (but for the commercial score), so floors inside dense steps are missing;
- a slot of the week's conduct is rounded to 2**-16, and what the engine gives sixteen bits has sixteen;
- the answers of acquaintances are drawn with who asks, proposes or is shown; who proposes sees a listing, not its agencies' delays;
- a double, a namesake, a customer and a member of a scheme are keyed draws, not permutations: the same person may come twice;
- witnesses' trust is that of the moment, not of the morning; points of the ledger that one day brings are clamped once, trust likewise;
- the words are drawn in another order than the engine's, so no life is the engine's life: rates are compared, not digests.
"""

import datetime
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Draws, Purpose
from benchmarks.in_numpy.firms import Market
from benchmarks.in_numpy.hidden import Hidden
from benchmarks.in_numpy.mail import open_mail
from benchmarks.in_numpy.society import WEEKDAYS, populate
from benchmarks.in_numpy.state import State
from benchmarks.in_numpy.street import live_on_street
from benchmarks.in_numpy.week import live_through_week
from underheaven.day.recognition import GROUPS
from underheaven.engine.administration import Administration
from underheaven.scenario.compile import Policy
from underheaven.scenario.schema import Scenario
from underheaven.society.table import society_table


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
    """Of the citizens' columns that change, per citizen; firms and tallies are not among them."""


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
        self.administration = Administration(citizens)

    def live(self, day: int) -> dict[str, float]:
        """One day; its national tallies."""
        state = self.state
        tables = self.policy.tables(day, state.purse.spread, state.purse.transfer, 0, self.market.visible_sanctions)
        if not tables.exposure.everybody or tables.exposure.exempt_below or tables.rollout.opt_out_price >= 0:
            raise ValueError("the NumPy model knows a scheme for everybody, with nobody exempt")
        if self.administration.any_at_work(self.policy.scenario.regime_on(self.policy.date(day))):
            raise ValueError("the NumPy model knows no office that scores for one purpose")
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
    books, people = nation.state.books, nation.people
    by_stratum, by_district = books.tallies
    return Outcome(books.national(), tallies, by_stratum, by_district, people.adults, seconds, nation.state.changing_bytes() / citizens)
