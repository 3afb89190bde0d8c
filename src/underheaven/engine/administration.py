"""Offices that score people for one purpose, at the day's end (B09): debts by averaged income, a fraud model, job chances, a lender.

Outside the kernel, like the search for hidden persons: they read the words of citizens and the day's tables, keep what they know in words
of their own, and what they take or say arrives by mail tomorrow. An office that is off costs nothing and keeps nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.day.averaged_debts import WEEKS, AveragedDebtsTable, averaged_claim, averaged_debts_table, overpaid
from underheaven.day.fraud_model import FraudModelTable, did_nothing, fraud_model_table, taken_up
from underheaven.day.job_chances import QUARTER, JobChancesTable, chance_of_work, job_chances_table, profile_of
from underheaven.day.lender import LenderTable, first_level, lender_table, next_level, repays
from underheaven.day.office import Blow
from underheaven.draws.compiled import compiled_entry, compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import ACCOUNTS, Account
from underheaven.engine.hidden import book
from underheaven.engine.mail import FEAR, GOVERNMENT, MONEY, message
from underheaven.engine.person import CHILD, person_of
from underheaven.engine.state import State, employment_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.scenario.schema import Regime
from underheaven.society.households import household_size, household_start, role

_DEBT, _SELECTION = int(Purpose.AVERAGED_DEBT), int(Purpose.FRAUD_SELECTION)
_PROFILE, _LOAN = int(Purpose.JOB_PROFILE), int(Purpose.LOAN)
_ASSESSED, _ADVERSE, _WRONGFUL = int(Measure.ASSESSED), int(Measure.DECISIONS_ADVERSE), int(Measure.DECISIONS_WRONGFUL)
_CLAIMED, _CLAIMED_WRONGLY, _CHANCES = int(Measure.CLAIMED), int(Measure.CLAIMED_WRONGLY), int(Measure.REPAYMENT_CHANCE_SUM)
_PURSE, _IN_THE_MAIL = int(Account.PURSE), int(Account.IN_THE_MAIL)
_ATOM_BITS, _WITHOUT_WORK, _OUTSIDE = 7, 0, 9
WEEK = 7
_MAILS = 3
"""Messages that a decision writes at most: money, fear, trust."""

Integers = NDArray[np.int64]


class Offices(NamedTuple):
    """Tables of the four."""

    debts: AveragedDebtsTable
    fraud: FraudModelTable
    jobs: JobChancesTable
    lender: LenderTable


class Books(NamedTuple):
    """What a pass over all citizens writes; all int64."""

    strata: Integers
    districts: Integers
    accounts: Integers
    mails: Integers
    cursor: Integers
    """[1]: messages written."""


@compiled_part
def decide(tables: Tables, books: Books, citizen: int, blow: Blow, wrongful: bool, claim: int, due: int) -> None:
    """Decide against somebody: count it, take the money (fine units, of which ``due`` are), frighten."""
    place = books.cursor[0]
    book(tables, citizen, _ADVERSE, 1, books.strata, books.districts)
    book(tables, citizen, _WRONGFUL, int(wrongful), books.strata, books.districts)
    if claim > 0:
        wage = integer(tables.society.wage[person_of(tables.society, citizen).social_class])
        atoms = claim * wage
        book(tables, citizen, _CLAIMED, atoms >> _ATOM_BITS, books.strata, books.districts)
        book(tables, citizen, _CLAIMED_WRONGLY, (max(0, claim - due) * wage) >> _ATOM_BITS, books.strata, books.districts)
        books.accounts[_PURSE] += atoms
        books.accounts[_IN_THE_MAIL] -= atoms
        books.mails[place] = message(citizen, MONEY, -atoms)
        place += 1
    if blow.fear != 0:
        books.mails[place] = message(citizen, FEAR, blow.fear)
        place += 1
    if blow.trust != 0:
        books.mails[place] = message(citizen, GOVERNMENT, blow.trust)
        place += 1
    books.cursor[0] = place


@compiled_part
def has_child(tables: Tables, citizen: int) -> bool:
    """Whether a child lives in the household."""
    first = household_start(tables.society, citizen)
    found = False
    for member in range(first, first + household_size(tables.society, citizen)):
        found = found or role(tables.society, member) == CHILD
    return found


@compiled_part
def is_claimant(tables: Tables, citizen: int) -> bool:
    """Whether this is the first adult of a household with a child."""
    for member in range(household_start(tables.society, citizen), citizen):
        if role(tables.society, member) != CHILD:
            return False
    return role(tables.society, citizen) != CHILD and has_child(tables, citizen)


@compiled_entry
def note_week(tables: Tables, state: State, weeks: NDArray[np.uint8], pay: NDArray[np.uint32]) -> None:
    """Add the week to everybody's year: a week on benefit, or its pay."""
    for citizen in range(weeks.size):
        employment = employment_of(integer(state.life[citizen]))
        if employment == _WITHOUT_WORK:
            weeks[citizen] += 1
        elif employment != _OUTSIDE:
            pay[citizen] += integer(tables.economy.income[employment])


@compiled_entry
def raise_debts(
    tables: Tables, debts: AveragedDebtsTable, day: int, weeks: NDArray[np.uint8], pay: NDArray[np.uint32], books: Books
) -> None:
    """The year's end: compare averages, claim, forget the year."""
    benefit = integer(tables.economy.income[_WITHOUT_WORK])
    for citizen in range(weeks.size):
        claim = averaged_claim(debts, integer(weeks[citizen]), integer(pay[citizen]), benefit)
        if claim > 0 and role(tables.society, citizen) != CHILD:
            chosen, proof, late, _ = draw(tables.society.seed, citizen, day, _DEBT, 0)
            if chosen < debts.reviewed:
                book(tables, citizen, _ASSESSED, 1, books.strata, books.districts)
                due = overpaid(debts, benefit, late)
                if due > 0 or proof >= debts.disproved:
                    decide(tables, books, citizen, debts.blow, due == 0, claim, due)
        weeks[citizen], pay[citizen] = 0, 0


@compiled_entry
def accuse_families(tables: Tables, fraud: FraudModelTable, day: int, citizens: int, books: Books) -> None:
    """A week of the fraud model."""
    for citizen in range(citizens):
        if is_claimant(tables, citizen):
            person = person_of(tables.society, citizen)
            chosen, truth, _, _ = draw(tables.society.seed, citizen, day, _SELECTION, 0)
            if taken_up(fraud, person.origin, person.social_class, chosen):
                innocent = did_nothing(fraud, truth)
                book(tables, citizen, _ASSESSED, 1, books.strata, books.districts)
                decide(tables, books, citizen, fraud.blow, innocent, fraud.claim, 0 if innocent else fraud.claim)


@compiled_entry
def sort_unemployed(tables: Tables, jobs: JobChancesTable, state: State, day: int, citizens: int, books: Books) -> None:
    """A quarter of the labour office."""
    for citizen in range(citizens):
        if employment_of(integer(state.life[citizen])) == _WITHOUT_WORK and role(tables.society, citizen) != CHILD:
            first, second, _, _ = draw(tables.society.seed, citizen, 0, _PROFILE, 0)
            sex = person_of(tables.society, citizen).sex
            chance = chance_of_work(jobs, profile_of(jobs, sex, has_child(tables, citizen), first, second))
            book(tables, citizen, _ASSESSED, 1, books.strata, books.districts)
            if chance < jobs.low:
                outcome = draw(tables.society.seed, citizen, day, _PROFILE, 0)[0]
                decide(tables, books, citizen, jobs.blow, outcome < chance, 0, 0)


@compiled_part
def thousandths(lender: LenderTable, level: int) -> int:
    """Chance of repayment at a level, for the sum."""
    return (integer(lender.repayment[level]) * 1000 + (1 << 31)) >> 32


@compiled_entry
def lend(tables: Tables, lender: LenderTable, day: int, levels: NDArray[np.uint8], books: Books) -> None:
    """A week of the lender; a level is stored plus one, zero before anybody looked."""
    for citizen in range(levels.size):
        if role(tables.society, citizen) == CHILD:
            continue
        applies, outcome, first, _ = draw(tables.society.seed, citizen, day, _LOAN, 0)
        level = integer(levels[citizen]) - 1
        if level < 0:
            level = first_level(lender, person_of(tables.society, citizen).origin, first)
            book(tables, citizen, _CHANCES, thousandths(lender, level), books.strata, books.districts)
        if applies < lender.applications:
            book(tables, citizen, _ASSESSED, 1, books.strata, books.districts)
            repaid = repays(lender, level, outcome)
            if lender.lends[level] == 1:
                book(tables, citizen, _CHANCES, -thousandths(lender, level), books.strata, books.districts)
                level = next_level(level, repaid)
                book(tables, citizen, _CHANCES, thousandths(lender, level), books.strata, books.districts)
            else:
                decide(tables, books, citizen, lender.blow, repaid, 0, 0)
        levels[citizen] = level + 1


class Administration:
    """The offices of one running world and arm."""

    def __init__(self, citizens: int) -> None:
        self.citizens = citizens
        self.weeks = np.zeros(0, np.uint8)
        self.pay = np.zeros(0, np.uint32)
        self.levels = np.zeros(0, np.uint8)
        self._regime: Regime | None = None
        self._offices: Offices | None = None
        self._mails: Integers = np.zeros(0, np.int64)

    def words(self) -> tuple[NDArray[np.uint8], NDArray[np.uint32], NDArray[np.uint8]]:
        """What the offices know of citizens, for the digest: empty where no office keeps anything."""
        return self.weeks, self.pay, self.levels

    def work(
        self, tables: Tables, regime: Regime, state: State, day: int, strata: Integers, districts: Integers
    ) -> tuple[Integers, Integers]:
        """A day's end: (accounts, messages). ``tables`` as the kernel reads them; offices work every seventh day."""
        accounts = np.zeros(ACCOUNTS, np.int64)
        if day % WEEK or not self.any_at_work(regime):
            return accounts, self._mails[:0]
        offices = self._tables(regime)
        debts, fraud, jobs, lending = self._at_work(offices)
        if self._mails.size == 0:
            self._mails = np.zeros(self.citizens * _MAILS, np.int64)
        books = Books(strata, districts, accounts, self._mails, np.zeros(1, np.int64))
        if debts:
            if self.weeks.size == 0:
                self.weeks, self.pay = np.zeros(self.citizens, np.uint8), np.zeros(self.citizens, np.uint32)
            note_week(tables, state, self.weeks, self.pay)
            if day % (WEEK * WEEKS) == 0:
                raise_debts(tables, offices.debts, day, self.weeks, self.pay, books)
        if fraud:
            accuse_families(tables, offices.fraud, day, self.citizens, books)
        if jobs and day % QUARTER == 0:
            sort_unemployed(tables, offices.jobs, state, day, self.citizens, books)
        if lending:
            if self.levels.size == 0:
                self.levels = np.zeros(self.citizens, np.uint8)
            lend(tables, offices.lender, day, self.levels, books)
        return accounts, self._mails[: books.cursor[0]]

    def any_at_work(self, regime: Regime) -> bool:
        """Whether the regime has an office that can decide anything."""
        return any(self._at_work(self._tables(regime)))

    @staticmethod
    def _at_work(offices: Offices) -> tuple[bool, bool, bool, bool]:
        """Which offices are on and can decide anything; the others do not even look."""
        debts, fraud, jobs, lender = offices
        return (
            debts.on * debts.reviewed > 0,
            fraud.on * int(fraud.chance.max()) > 0,
            jobs.on * jobs.low > 0,
            lender.on * lender.applications > 0,
        )

    def _tables(self, regime: Regime) -> Offices:
        if self._offices is None or regime is not self._regime:
            self._regime = regime
            self._offices = Offices(
                averaged_debts_table(regime.averaged_debts), fraud_model_table(regime.fraud_model),
                job_chances_table(regime.job_chances), lender_table(regime.lender),
            )  # fmt: skip
        return self._offices
