"""What the firms of the NumPy model do to people: customers and staff hit, members drawn into schemes, losers at the end."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Places, Purpose, Words, own_longs
from benchmarks.in_numpy.firm_state import FIRMS, FirmColumns
from benchmarks.in_numpy.purse import ATOMS
from benchmarks.in_numpy.state import DAY_BITS, State
from underheaven.day.firm_offences import FirmOffence
from underheaven.day.schemes import commission_of, most_members
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

_TAX, _COUNTERFEITS, _ARREARS = int(FirmOffence.TAX_EVASION), int(FirmOffence.COUNTERFEITS), int(FirmOffence.WAGE_ARREARS)
_SCHEME = int(FirmOffence.SCHEME)
_MOST_COMPLAINTS = 63
_COMPLAINING = 1 << 20
"""Places of a list from here on are not people but whether they complain, …"""
_RECRUITING = 1 << 21
"""… and who recruited them."""


class Harm:
    """The firms' dealings with people."""

    def __init__(self, firms: FirmColumns, state: State) -> None:
        self.firms, self.state = firms, state

    def on_list(self, district: Places | int, words: Words, places: NDArray[np.int64]) -> Places:
        """Who stands at these places of lists that begin with ``words``: people of the district, for a child an adult of the household."""
        people = self.state.people
        first, after = people.person_first[district], people.person_first[1:][district]
        return people.answers[first + (own_longs(words, places).astype(np.int64) * (after - first) >> 32)]

    def offend(self, tables: Tables, some: Places, kind: int, words: Words, customers: NDArray[np.int64], day: int) -> None:
        """Offences, each with a word of its own: victims' losses go by mail, their complaints into the firm's own inbox."""
        if not len(some):
            return
        firms, state, table = self.firms, self.state, tables.firm_offences
        firms.evidence[some] |= 1 << kind
        if kind == _TAX:
            loss = np.full(len(some), table.loss[_TAX])
            state.purse.purse -= ATOMS * float(loss.sum())
            state.books.count_firms(Measure.FIRM_TAX_EVADED, firms.district[some], loss)
            return
        day_words = words if kind != _ARREARS else firms.own[some]
        share = table.staff_hit if kind == _ARREARS else table.customers_hit
        luck = own_longs(day_words, np.full(len(some), _COMPLAINING - 1 - day)) >> 16
        exposed = firms.jobs[some] if kind == _ARREARS else customers
        hit = np.minimum(table.most_hit, (exposed * share + luck) >> 16)
        firms.hurt_word[some], firms.hurt_kind[some], firms.hurt_day[some], firms.hurt_number[some] = day_words, kind, day, hit
        firm = np.repeat(some, hit)
        victim, complains = self._hit(tables, firm, np.arange(len(firm)) - np.repeat(np.cumsum(hit) - hit, hit))
        if kind == _ARREARS:
            works = victim[(state.employment[victim] >= 1) & (state.employment[victim] <= 8)]
            state.send("arrears", works, state.wage[works])
            state.send("business", works, np.full(len(works), tables.trust.consumer_loss, np.float32))
        else:
            state.send("fraud", victim, np.full(len(victim), table.loss[kind], np.float32))
            lost = tables.trust.counterfeit if kind == _COUNTERFEITS else tables.trust.consumer_loss
            state.send("business", victim, np.full(len(victim), lost, np.float32))
            state.books.count_firms(Measure.FRAUDS, firms.district[firm])
        self._receive(firm[complains])

    def _hit(self, tables: Tables, firm: Places, place: NDArray[np.int64]) -> tuple[Places, NDArray[np.bool_]]:
        """Who was hit by the last offence of firms at these places, and who of them complains: can be asked again."""
        firms, table = self.firms, tables.firm_offences
        words, kind, day = firms.hurt_word[firm], firms.hurt_kind[firm], firms.hurt_day[firm]
        complains = own_longs(words, _COMPLAINING + (day << 24) + place) < table.complaint[kind]
        turn = np.where(kind == _ARREARS, (place + day) % firms.jobs[firm], place)
        return self.on_list(firms.district[firm], words, turn), complains

    def _receive(self, firm: Places, number: int = 1) -> None:
        firms = self.firms
        self.state.books.count_firms(Measure.COMPLAINTS, firms.district[firm], np.full(len(firm), number))
        received = np.bincount(firm, minlength=1) * number
        blamed = np.flatnonzero(received)
        firms.received[blamed] = np.minimum(_MOST_COMPLAINTS, firms.received[blamed] + received[blamed])

    def thank(self, tables: Tables, firm: int) -> None:
        """Who complained of the last offence hears that it led to something."""
        number = int(self.firms.hurt_number[firm])
        victim, complains = self._hit(tables, np.full(number, firm), np.arange(number))
        thanked = victim[complains]
        self.state.send("business", thanked, np.full(len(thanked), tables.trust.complaint_answered, np.float32))
        self.firms.hurt_number[firm] = 0

    # schemes, one at a time
    def begin_scheme(self, tables: Tables, firm: int, kind: int, day: int) -> None:
        """A scheme begins with one member."""
        firms, books = self.firms, self.state.books
        here = firms.district[[firm]]
        books.count_firms(Measure.FIRM_OFFENCES, here)
        books.count_firms(Measure.SCHEMES_STARTED, here)
        firms.scheme[firm], firms.begun[firm], firms.members[firm] = kind, day, 0
        self._enrol(tables, firm, 1)

    def _words(self, firm: int) -> Words:
        return self.firms.own[[firm]] + np.uint64(1 + int(self.firms.begun[firm]))

    def _recruiters(self, firm: int, joiner: NDArray[np.int64]) -> NDArray[np.int64]:
        return own_longs(self._words(firm), _RECRUITING + joiner).astype(np.int64) * joiner >> 32

    def _enrol(self, tables: Tables, firm: int, number: int) -> None:
        """So many new members pay their fee, and their recruiters get the commission."""
        firms, state = self.firms, self.state
        members, kind, district = int(firms.members[firm]), int(firms.scheme[firm]), int(firms.district[firm])
        joiner = np.arange(members, members + number)
        who = self.on_list(district, self._words(firm), joiner)
        state.send("fraud", who, np.full(number, tables.schemes.fee[kind - 1], np.float32))
        commission = commission_of(kind, tables.schemes)
        if commission:
            earlier = self.on_list(district, self._words(firm), self._recruiters(firm, joiner[joiner > 0]))
            state.send("fraud", earlier, np.full(len(earlier), -commission, np.float32))
        firms.members[firm] = members + number
        state.books.count_firms(Measure.SCHEME_JOINERS, np.array([district]), np.array([number]))

    def run_scheme(self, tables: Tables, firm: int, day: int) -> None:
        """A day of a running scheme: it grows, or it ends."""
        firms, people, table = self.firms, self.state.people, tables.schemes
        growing, ending, complaining = self.state.draws.words_of(3, Purpose.SCHEME, 0, day, FIRMS + 1 + firm).tolist()
        district, members, kind = int(firms.district[firm]), int(firms.members[firm]), int(firms.scheme[firm])
        population = int(people.person_first[district + 1] - people.person_first[district])
        most = most_members(population, table)
        if members < most:
            grown = (table.growth * members * (most - members) // most + (growing & 0xFFFF)) >> 16
            self._enrol(tables, firm, min(grown, most - members))
        term, age = int(table.term[kind - 1]), day - int(firms.begun[firm])
        if (ending & 0xFFFFFFFF) < table.bust[kind - 1] or (term > 0 and age >= term):
            self.end_scheme(tables, firm, complaining & 0xFFFF)

    def end_scheme(self, tables: Tables, firm: int, uniform: int) -> None:
        """The scheme ends: who did not earn the fee back knows it now; some complain."""
        firms, state, table = self.firms, self.state, tables.schemes
        kind, members, here = int(firms.scheme[firm]), int(firms.members[firm]), firms.district[[firm]]
        recruits = np.bincount(self._recruiters(firm, np.arange(1, members)), minlength=members)
        losers = np.flatnonzero(recruits * table.commission[kind - 1] < 256)
        who = self.on_list(int(here[0]), self._words(firm), losers)
        state.send("business", who, np.full(len(who), tables.trust.consumer_loss, np.float32))
        lost = members * int(table.fee[kind - 1]) - max(0, members - 1) * commission_of(kind, table)
        for measure, number in ((Measure.SCHEMES_ENDED, 1), (Measure.SCHEME_LOSERS, len(losers)), (Measure.SCHEME_LOSSES, lost)):
            state.books.count_firms(measure, here, np.array([number]))
        self._receive(np.array([firm]), (len(losers) * table.complaint + uniform) // DAY_BITS)
        firms.members[firm], firms.scheme[firm] = 0, 0
        firms.evidence[firm] |= 1 << _SCHEME
