"""One arm of one world: from a scenario and a seed to tallies, digest and the lives of traced citizens."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from underheaven.day.credit import next_spread
from underheaven.engine.administration import Administration
from underheaven.engine.beginning import begin_cells, leave_odd_ones_alone, take_census
from underheaven.engine.checkpoint import Checkpoints, Saved
from underheaven.engine.desk import Account
from underheaven.engine.digest import digest_of
from underheaven.engine.first_time import Beside
from underheaven.engine.hidden import Hidden
from underheaven.engine.history import look_at_everybody
from underheaven.engine.kept import Kept
from underheaven.engine.lapse import count_expiries, lapse_all
from underheaven.engine.mail import Mail
from underheaven.engine.market import Market
from underheaven.engine.membership import Membership
from underheaven.engine.pack import PackedTables
from underheaven.engine.record import Record
from underheaven.engine.state import State, empty_state
from underheaven.engine.steady import Steady, close_books
from underheaven.engine.step import Workers
from underheaven.engine.tally import (
    AGE_BANDS,
    FIRST_OF_FIRMS,
    MEASURES,
    ORIGINS,
    RESIDENCES,
    SEXES,
    STRATA,
    Measure,
)  # fmt: skip
from underheaven.engine.trace import with_actors
from underheaven.scenario.compile import Policy, Tables
from underheaven.scenario.schema import Scenario
from underheaven.society.table import SocietyTable, society_table

MAXIMUM_DAYS = 7400
"""Longest run, burn-in included: thirteen bits of a day leave room for listings that outlive it."""
YEAR = 365
WEEK = 7
MOST_LOSSES = 8
"""Beginnings of an arm after which no further loss of a worker is borne."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class ArmResult:
    """What one arm of one world leaves behind."""

    digest: str
    days: int
    completed: bool
    """False if ``stop`` asked for an end; the days lived until then are in the tallies."""
    strata: Integers
    """[days, STRATA, MEASURES]; zero for measures of firms, who are in nobody's stratum. One row a day if only the nation was asked for."""
    districts: Integers
    """[days, D, MEASURES], or one row a day."""
    population: Integers
    """[STRATA] persons."""
    events: Integers
    """[n, 10]: see ``desk.EVENT_COLUMNS``."""
    plugins: dict[str, Integers]
    """Tallies of installed plug-ins by name, [days]."""
    histories: dict[str, Integers]
    """Traced citizens on every 7th day and the last."""
    histogram: dict[str, Integers]
    """``score_by_class``: [5, 52], adults by bins of 40 points on the last day."""
    exemplars: dict[str, int]
    accounts: dict[str, int]
    """Money by account over the run, and the buffers at both ends, in 1/128 of a currency unit."""
    seconds: float
    """Day loops with tallies; compilation and set-up apart."""
    peak_rss_bytes: int
    events_count: int
    """Candidates, messages and weekly touches worked through."""


def national_of(result: ArmResult) -> Integers:
    """[days, MEASURES]: the nation's tallies; those of persons summed over strata, those of firms over districts."""
    national: Integers = result.strata.sum(axis=1)
    national[:, FIRST_OF_FIRMS:] = result.districts[:, :, FIRST_OF_FIRMS:].sum(axis=1)
    return national


def group_shares(population: Integers) -> list[int]:
    """Weights of the twelve recognition groups in the gallery: adults by sex, age band and origin; children are not enrolled."""
    by_part = population.reshape(-1, SEXES, AGE_BANDS, ORIGINS, RESIDENCES).sum(axis=(0, 4))
    by_part[:, 0, :] = 0
    shares = [int(share) for share in by_part.ravel()]
    return shares if sum(shares) else [1] * len(shares)


def is_adult() -> NDArray[np.bool_]:
    """[STRATA]: True for strata of adults and elders."""
    return (np.arange(STRATA) // (ORIGINS * RESIDENCES)) % AGE_BANDS > 0


class WorkerLost(Exception):  # noqa: N818
    """A part of the world is gone with the process that lived it; everything since the last checkpoint must be lived again."""

    exit_code = 3


class Running(Kept):
    """The loop over days, with everything that lives from one day to the next."""

    def __init__(
        self, scenario: Scenario, citizens: int, days: int, seed: int, start: datetime.date, threads: int, traced: Sequence[int],
        block_cells: int | None, saved: Saved | None = None,
    ) -> None:  # fmt: skip
        self.compiling = Beside()
        self.society = society_table(scenario.society, seed=seed, citizens=citizens)
        self.state: State = empty_state(citizens)
        self.mail = Mail(self.society.cells)
        self.packed = PackedTables()
        self.policy = Policy(scenario, self.society, start, None)
        self.threads = threads
        self.workers = Workers(self.society.cells, self.society.districts, days, threads, traced, block_cells)
        self.hidden = Hidden(traced)
        self.administration = Administration(citizens)
        self.lists_were_kept = False
        self.market = Market(self.policy.tables(1), self.workers)
        self.tracing = int(bool(traced))
        self.purse = self.pool = 0
        self.year_losses = self.year_debt = 0
        self.spread = self.transfer = 0
        self.debt = 0
        self.accounts = np.zeros(len(Account), np.int64)
        self.stocks = np.zeros((STRATA, MEASURES), np.int64)
        self.district_stocks = np.zeros((self.society.districts, MEASURES), np.int64)
        self._opening: Tables | None = None
        if saved is None:
            self._begin()
        else:
            self._go_on(saved)

    def _begin(self) -> None:
        tables = self.packed.of(self.policy.tables(1))
        self.workers.over_cells(lambda first, last: begin_cells(tables, self.state, first, last))
        leave_odd_ones_alone(tables, self.state)
        census = take_census(tables, self.state, self.threads)
        self.population, self.debt = census.population, census.debt
        self.stocks += census.strata
        self.district_stocks += census.districts
        self._know_everybody()

    def _know_everybody(self) -> None:
        self.policy = Policy(self.policy.scenario, self.society, self.policy.start, group_shares(self.population.sum(axis=1)))
        self.adults = self.population * is_adult()[:, None]
        self.membership = Membership(self.adults)
        self.steady = Steady(self.population, self.adults, self.threads)

    def _go_on(self, saved: Saved) -> None:
        """Go on from a checkpoint. Tables are asked for in order, as they were; the calendar of listings is counted from the state."""
        self.take_out(saved)
        self._know_everybody()
        tables = self.policy.tables(1)  # as ``warm_up`` does, and then the first day
        for day in range(1, saved.day + 1):
            tables = self.policy.tables(day)
        self._opening, first = tables, self.workers.workers[0]
        count_expiries(self.packed.of(tables), self.state, saved.day, first.expiry_strata, first.expiry_districts)

    def warm_up(self) -> None:
        """Compile or load the kernels and count the society, without living anything."""
        tables = self._opening or self.policy.tables(1)
        packed = self.packed.of(tables)
        self.market.warm_up(packed)
        self.steady.sums(tables, packed, self.membership.counted(tables, packed))
        self.compiling.wait()
        self.workers.warm_up(packed, self.state, self.mail)

    def live(self, day: int) -> tuple[Integers, Integers]:
        """Live one day; returns its tallies by stratum and by district, in arrays that tomorrow overwrites."""
        tables = self.policy.tables(day, self.spread, self.transfer, self.tracing, self.market.visible_sanctions)
        packed = self.packed.of(tables)
        abolished = self._lapse(tables, packed, day)
        members = self.membership.counted(tables, packed)
        self.workers.set_out(day, self.mail)
        of_firms, taken, posted = self.market.trade(packed, day)
        strata, districts, accounts, written = self.workers.live(packed, self.state, day, self.mail)
        accounts += taken
        if abolished is not None:
            strata += abolished[0]
            districts += abolished[1]
        found = self.hidden.search(tables, packed, day, self.workers.hiders(), strata, districts)
        claimed, letters = self.administration.work(
            packed, self.policy.scenario.regime_on(self.policy.date(day)), self.state, day, strata, districts
        )
        accounts += claimed
        self.mail.deliver([*written, *posted, found, letters])
        lapsed, district_lapsed = self.workers.lapses(day)
        of_strata, of_districts = self.steady.sums(tables, packed, members)
        close_books(of_strata, lapsed, strata, self.stocks)
        close_books(of_districts, district_lapsed, districts, self.district_stocks)
        districts[:, FIRST_OF_FIRMS:] = of_firms
        self._settle(accounts, int(strata[:, Measure.COST].sum()), day)
        return strata, districts

    def _lapse(self, tables: Tables, packed: Tables, day: int) -> tuple[Integers, Integers] | None:
        """On the day on which the lists are abolished every listing lapses; returns what that adds to the day's tallies."""
        kept, were_kept = tables.lists.days_factor > 0, self.lists_were_kept
        self.lists_were_kept = kept
        if kept or not were_kept:
            return None
        strata = np.zeros((STRATA, MEASURES), np.int64)
        districts = np.zeros((self.society.districts, MEASURES), np.int64)
        self._end_lists(packed, day, strata, districts)
        return strata, districts

    def _end_lists(self, packed: Tables, day: int, strata: Integers, districts: Integers) -> None:
        lapse_all(packed, self.state, day, strata, districts)
        self.workers.abolish_lists(day)

    def _settle(self, accounts: Integers, cost: int, day: int) -> None:
        """Purse and pool at the day's end; once a year the purse is shared out and the pool's losses become a price."""
        self.accounts += accounts
        today = accounts.tolist()
        self.purse += today[Account.PURSE] + today[Account.ROUNDING] - cost
        self.pool += today[Account.POOL]
        self.debt += today[Account.DEBT]
        self.year_losses -= today[Account.POOL]
        self.year_debt += self.debt
        self.transfer = self.transfer if day % YEAR < WEEK and day >= YEAR else 0
        if day % YEAR == 0:
            adults = max(1, int(self.adults.sum()))
            self.transfer = int(self.purse / adults)
            tables = self.policy.tables(day)
            mean_debt = self.year_debt // YEAR
            losses, outstanding = max(0, self.year_losses), mean_debt
            while outstanding >= 1 << 45 or losses >= 1 << 45:
                losses, outstanding = losses >> 1, outstanding >> 1
            self.spread = next_spread(tables.credit, losses, outstanding)
            self.year_losses = self.year_debt = 0


def simulate(
    scenario: Scenario,
    *,
    citizens: int,
    days: int,
    seed: int,
    start: datetime.date,
    burn_in: int = 0,
    threads: int = 2,
    traced: Sequence[int] = (),
    block_cells: int | None = None,
    progress: Callable[[int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    checkpoints: Checkpoints | None = None,
    observe: Callable[[int, Running, Integers], None] | None = None,
    at_end: Callable[[State, int], None] | None = None,
    running_world: Callable[..., Running] = Running,
    by_group: bool = True,
) -> ArmResult:
    """Live ``burn_in + days`` days of one arm; only the last ``days`` are measured, and the first of them is ``start``.

    With ``checkpoints`` it goes on from the last good one, and writes further ones when they are due and when it is stopped.
    ``at_end`` sees the last state, never to be written, and its day.
    ``running_world`` makes what lives the days (``cluster.far`` does it on several machines); who loses a worker begins again at the last
    checkpoint. Without ``by_group`` the tallies are those of the nation, one row a day, and no checkpoint is written: for studies, whose
    many lives would each fill hundreds of megabytes.

    Raises:
        ValueError: for numbers outside their range, and for checkpoints of the nation alone.
        FolderError: if a checkpoint cannot be written.
        WorkerLost: if workers are lost again and again.
    """
    if days < 1 or burn_in < 0 or burn_in + days > MAXIMUM_DAYS:
        raise ValueError(f"a run has 1 to {MAXIMUM_DAYS} days, burn-in included; got {burn_in} + {days}")
    if checkpoints is not None and not by_group:
        raise ValueError("a checkpoint keeps the tallies of all groups")
    strangers = [citizen for citizen in traced if not 0 <= citizen < citizens]
    if strangers:
        raise ValueError(f"traced citizens have ids below {citizens}; got {strangers[0]}")
    opening = start - datetime.timedelta(days=burn_in)

    def begin() -> tuple[Running, Record]:
        saved = checkpoints.resume(days, burn_in) if checkpoints is not None else None
        running = running_world(scenario, citizens, burn_in + days, seed, opening, threads, traced, block_cells, saved)
        try:
            buffers = look_at_everybody(running.society, running.state, 0, threads).buffers
            before = money_of(running.society, buffers)
            record = Record(days, burn_in, traced, running.society.districts, before, saved, by_group, threads)
            running.warm_up()
        except BaseException:
            running.workers.close()
            raise
        record.start_clock()
        return running, record

    def go_on(running: Running, record: Record) -> tuple[float, Integers]:
        while record.day < burn_in + days and not (stop is not None and stop()):
            day = record.day + 1
            record.note(running, day, *running.live(day))
            if checkpoints is not None and checkpoints.due(day - burn_in):
                record.save(running, checkpoints)
            if observe is not None:
                observe(day - burn_in, running, record.tallies["strata"][record.lived - 1])
            if progress is not None:
                progress(day)
        seconds = record.seconds
        if checkpoints is not None and record.lived < days:
            record.save_at_stop(running, checkpoints)
        running.bring_home()
        return seconds, np.concatenate([running.workers.events(), running.hidden.events()])

    def attempt() -> tuple[Running, Record, float, Integers]:
        running, record = begin()
        try:
            return running, record, *go_on(running, record)
        except WorkerLost as lost:
            raise WorkerLost(f"{lost} after day {record.day - burn_in}") from lost
        finally:
            running.workers.close()

    for losses_left in reversed(range(MOST_LOSSES)):
        try:
            running, record, seconds, rows = attempt()
            break
        except WorkerLost as lost:
            if not losses_left:
                raise
            if checkpoints is not None:
                checkpoints.tell(f"{lost}; what was lived since the last checkpoint is lived again")
    completed, events = record.lived == days, with_actors(rows, burn_in)
    if at_end is not None and completed:
        at_end(running.state, record.day)
    accounts = {account.name.lower(): int(running.accounts[account]) for account in Account}
    look = look_at_everybody(running.society, running.state, record.day, threads)
    accounts |= {"buffers_before": record.buffers_before, "buffers_after": money_of(running.society, look.buffers)}
    return ArmResult(
        digest=digest_of(
            running.state, running.market.state, running.mail, running.purse, running.pool, running.hidden, running.administration
        ),
        days=record.lived,
        completed=completed,
        strata=record.tallies["strata"][: record.lived],
        districts=record.tallies["districts"][: record.lived],
        population=running.population.sum(axis=1),
        events=events,
        plugins=record.of_plugins(),
        histories=record.histories.columns(),
        histogram={"score_by_class": look.scores},
        exemplars=look.exemplars(),
        accounts=accounts,
        seconds=seconds,
        peak_rss_bytes=record.peak,
        events_count=running.work_done(),
    )


def money_of(society: SocietyTable, steps: Integers) -> int:
    """Buffers by class in 1/128 of a currency unit, summed, from stored steps."""
    return int((steps * 8 * society.wage).sum())
