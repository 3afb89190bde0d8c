"""A day of the firms of the NumPy model: complaints read, inspections, one day in seven the week's acts, and schemes.

Firms live as columns; what happens to a handful of them a day (a visit, a scheme) is done one firm at a time.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Places, Purpose
from benchmarks.in_numpy.firm_harm import Harm
from benchmarks.in_numpy.firm_state import BASE, FIRMS, WEEK, FirmColumns
from benchmarks.in_numpy.purse import ATOMS
from benchmarks.in_numpy.state import DAY_BITS, WHOLE, State
from underheaven.day.act import benefit_of
from underheaven.day.firm_offences import WEEKLY_OFFENCES, FirmOffence
from underheaven.day.firm_scoring import attention, rule_of
from underheaven.day.inspections import rate_of_visits
from underheaven.engine.tally import FIRST_OF_FIRMS, Measure
from underheaven.scenario.compile import Tables

_SCHEME, _RATING = int(FirmOffence.SCHEME), int(FirmOffence.RATING)
_HURTING, _VISIT_BITS, _MOST_COMPLAINTS = 0b1110, 40, 63
_LAST_DAY, _FALSE_BOUND = 8191, 1023
_BY_SCORE = 1


class Market:
    """All firms of one running world, and what of their sanctions can be seen."""

    def __init__(self, tables: Tables, state: State) -> None:
        self.firms = FirmColumns(tables, state.draws)
        self.harm = Harm(self.firms, state)
        self.state = state
        self.visible_sanctions = np.zeros(tables.society.districts, np.int64)

    def trade(self, tables: Tables, day: int) -> None:
        """A day of all firms."""
        if not len(self.firms.rating):
            return
        self.state.draws.at(day, FIRMS)
        self._read_complaints(tables, day)
        self._inspect(tables, day)
        for firm in np.flatnonzero(self.firms.scheme).tolist():
            self.harm.run_scheme(tables, firm, day)
        self._live_through_week(tables, day)
        self._take_stock(tables, day)

    def _deduct(self, tables: Tables, firm: Places | int, points: NDArray[np.int64] | int, false: bool = False) -> None:
        firms, ledger = self.firms, tables.firm_scoring.ledger
        if ledger.records_count:
            moved = firms.rating[firm] + points
            kept = np.clip(moved, ledger.lowest, ledger.highest)
            firms.rating[firm] = kept
            wanted = firms.false_part[firm] + (points if false else 0) - (moved - kept)
            firms.false_part[firm] = np.clip(wanted, -_FALSE_BOUND, _FALSE_BOUND)

    def _enlist(self, firm: int, kind: int, days: int, false: bool, day: int) -> None:
        """List a firm from tomorrow on, or extend its listing; a true find clears the mark of a wrongful one."""
        firms, books = self.firms, self.state.books
        if days <= 0:
            return
        was_listed = firms.until[firm] > day
        firms.until[firm] = max(int(firms.until[firm]), min(_LAST_DAY, day + 1 + days))
        if not was_listed:
            firms.wrongful[firm] = false
            books.count_firms(Measure.FIRM_ENTRIES, firms.district[[firm]])
            books.count_firms(Measure.FIRM_ENTRIES_WRONGFUL, firms.district[[firm]], np.array([int(false)]))
        elif not false:
            firms.wrongful[firm] = False

    def _list_for_rating(self, tables: Tables, some: Places, day: int) -> None:
        firms, scoring = self.firms, tables.firm_scoring
        low = some[(firms.rating[some] < scoring.list_below) & (firms.until[some] <= day)]
        for firm in low.tolist():
            false = bool(firms.rating[firm] - firms.false_part[firm] >= scoring.list_below)
            self._enlist(firm, _RATING, scoring.list_days_of_rating, false, day)

    def _read_complaints(self, tables: Tables, day: int) -> None:
        firms = self.firms
        blamed = np.flatnonzero(firms.received)
        self._deduct(tables, blamed, firms.received[blamed].astype(np.int64) * tables.firm_scoring.complaint_points)
        firms.complaints[blamed] = np.minimum(_MOST_COMPLAINTS, firms.complaints[blamed] + firms.received[blamed])
        firms.received[blamed] = 0
        self._list_for_rating(tables, blamed, day)

    def _inspect(self, tables: Tables, day: int) -> None:
        """Systematic sampling within each district, with weights laid end to end (``day.inspections.visited``)."""
        firms, scoring, draws = self.firms, tables.firm_scoring, self.state.draws
        listed = firms.until > day
        weight = np.full(len(firms.rating), float(attention(BASE, 0, False, scoring)))
        if scoring.allocation == _BY_SCORE:
            weight += np.floor(np.maximum(0, BASE - firms.rating) * (scoring.per_quarter / 256))
        elif scoring.allocation:
            weight += firms.complaints * float(scoring.per_complaint)
        weight[listed] *= scoring.listed / 256
        ends = np.cumsum(weight)
        first, last = firms.first[:-1], firms.first[1:]
        before = np.where(first > 0, ends[first - 1], 0.0)
        total = ends[np.maximum(last - 1, 0)] - before
        rate = np.array([rate_of_visits(scoring.capacity, 1, 1)]) / (1 << _VISIT_BITS) * (last - first) / np.maximum(total, 1e-9)
        begin = draws.longs(len(first), Purpose.INSPECTORS) / WHOLE
        laid = (ends - before[firms.district]) * rate[firms.district] + begin[firms.district]
        knocks = np.floor(laid) - np.floor(laid - weight * rate[firms.district])
        for firm in np.flatnonzero(knocks).tolist():
            self._visit(tables, firm, float(weight[firm]), float(total[firms.district[firm]]), day)

    def _visit(self, tables: Tables, firm: int, weight: float, total: float, day: int) -> None:
        """An inspector looks: what is there is found with the recall, and now and then something that is not."""
        firms, books, scoring = self.firms, self.state.books, tables.firm_scoring
        here = firms.district[[firm]]
        sight, choice, mood = self.state.draws.words_of(3, Purpose.INSPECTION, 0, day, FIRMS + 1 + firm).tolist()
        books.count_firms(Measure.INSPECTIONS, here)
        firms.complaints[firm] = 0
        number = int(firms.first[here[0] + 1] - firms.first[here[0]])
        counted = not scoring.corrects or (choice >> 48) * 2 * number * weight < total * DAY_BITS
        evidence = int(firms.evidence[firm]) | (int(firms.scheme[firm] > 0) << _SCHEME)
        false = evidence == 0
        if false:
            if (sight & 0xFFFF) >= tables.inspections.false_finding:
                return
            found = [(choice & 0xFFFFFFFF) * WEEKLY_OFFENCES >> 32]
        elif (sight >> 16 & 0xFFFF) >= tables.inspections.recall:
            return
        else:
            found = [kind for kind in range(WEEKLY_OFFENCES + 1) if evidence >> kind & 1]
            if firms.scheme[firm]:
                self.harm.end_scheme(tables, firm, mood & 0xFFFF)
        for kind in found:
            points, days, added = rule_of(kind, scoring)
            fine = int(added) + int(tables.schemes.fine if kind == _SCHEME else tables.firm_offences.fine[kind])
            self.state.purse.purse += fine * ATOMS
            books.count_firms(Measure.FIRM_FINES, here, np.array([fine]))
            books.count_firms(Measure.FIRM_FINDINGS_FALSE if false else Measure.FIRM_OFFENCES_FOUND, here)
            if counted:
                self._deduct(tables, firm, int(points), false)
            self._enlist(firm, kind, int(days), false, day)
        if not false:
            if evidence & _HURTING and firms.hurt_number[firm]:
                self.harm.thank(tables, firm)
            firms.evidence[firm] = 0
            self._learn(tables, np.array([firm]), True)
        self._list_for_rating(tables, np.array([firm]), day)

    def _learn(self, tables: Tables, some: Places, captured: bool) -> None:
        announced = tables.firm_scoring.announced
        if announced:
            change = tables.adaptation.belief_step * (256 - announced if captured else -announced) / 256
            self.firms.belief[some] = np.clip(self.firms.belief[some] + change, 0, 126)

    def _live_through_week(self, tables: Tables, day: int) -> None:
        """Traces fade, ratings recover, and opportunities come."""
        firms, draws, books, scoring = self.firms, self.state.draws, self.state.books, tables.firm_scoring
        some = np.arange(-day % WEEK, len(firms.rating), WEEK)
        place, choice = draws.words(len(some), Purpose.FIRM_WEEK, 1).view(np.uint32).reshape(-1, 2).T
        fading, _, _, mood = draws.words(len(some), Purpose.FIRM_WEEK, 2).view(np.uint16).reshape(-1, 4).T
        trade, beginning = draws.words(len(some), Purpose.FIRM_WEEK, 3).view(np.uint32).reshape(-1, 2).T
        faded = some[(firms.evidence[some] != 0) & (fading < tables.inspections.fading)]
        firms.evidence[faded] = 0
        firms.complaints[faded] = 0
        self._learn(tables, faded, False)
        drift = tables.adaptation.belief_drift
        firms.belief[some] += np.clip(64 - firms.belief[some], -drift, drift)
        memory = scoring.ledger.repair / (1 << 20)
        firms.rating[some] += (BASE - firms.rating[some]) * memory
        firms.false_part[some] *= 1 - memory
        kept = np.where(firms.until[some] > day, scoring.kept, 256)
        customers = np.floor(tables.firms.customers * firms.size[some] * kept / (1 << 24) + trade / WHOLE).astype(np.int64)
        books.count_firms(Measure.PURCHASES, firms.district[some], customers)
        capture = np.minimum(255, np.floor(scoring.announced * firms.belief[some] / 64))
        table = tables.firm_offences
        inclined = (65_280 + table.spread * (2 * firms.inclination[some] - 255)) / 65_280
        for kind in range(WEEKLY_OFFENCES):
            chance = (place >= table.begins[kind]) & (place < table.begins[kind] + table.width[kind] * inclined) & firms.sells[kind][some]
            acts = np.flatnonzero(chance & ((choice & 0xFFFF) >= table.law[kind] + capture * scoring.stake[kind]))
            books.count_firms(Measure.FIRM_OFFENCES, firms.district[some[acts]])
            word = draws.words(len(some), Purpose.FIRM_VICTIM, kind)[acts]
            self.harm.offend(tables, some[acts], kind, word, customers[acts], day)
        ready = np.flatnonzero((firms.scheme[some] == 0) & (firms.readiness[some] < tables.schemes.prone))
        for at in ready.tolist():
            offers = (beginning[at] >= tables.schemes.begins) & (beginning[at] < tables.schemes.begins + tables.schemes.width)
            if offers.any() and (choice[at] >> 16) >= tables.schemes.law + capture[at] * scoring.stake[_SCHEME]:
                self.harm.begin_scheme(tables, int(some[at]), int(offers.argmax()) + 1, day)
        self._answer_demand(tables, some, mood, day)

    def _answer_demand(self, tables: Tables, some: Places, mood: NDArray[np.uint16], day: int) -> None:
        """Foreign firms do what is demanded this week, or pay with their rating."""
        firms, pressure = self.firms, tables.political_pressure
        asked = np.flatnonzero(firms.asked(pressure)[some])
        tastes = zip(firms.integrity[some[asked]].tolist(), mood[asked].tolist(), strict=True)
        benefit = [benefit_of(pressure.benefit, pressure.benefit, 255 - integrity, now & 255) for integrity, now in tastes]
        complies = np.array(benefit, np.int64) > pressure.integrity
        firms.complies[some[asked]] = complies
        defiant = some[asked[~complies]]
        self._deduct(tables, defiant, np.full(len(defiant), pressure.points))
        self._list_for_rating(tables, defiant, day)

    def _take_stock(self, tables: Tables, day: int) -> None:
        """What the firms of each district are at the day's end, and which share of the wrongdoers is seen on the list."""
        firms, today = self.firms, self.state.books.today_of_firms
        listed, running = firms.until > day, firms.scheme > 0
        today[Measure.FIRMS - FIRST_OF_FIRMS] = np.diff(firms.first)
        asked = firms.asked(tables.political_pressure)
        for measure, values in (
            (Measure.FIRM_RATING_SUM, firms.rating),
            (Measure.FIRMS_LISTED, listed),
            (Measure.FIRMS_LISTED_WRONGLY, listed & firms.wrongful),
            (Measure.FIRMS_HIDING_OFFENCES, ~listed & ((firms.evidence != 0) | running)),
            (Measure.SCHEMES, running),
            (Measure.SCHEME_MEMBERS, firms.members),
            (Measure.FIRMS_ASKED, asked),
            (Measure.FIRMS_COMPLYING, asked & firms.complies),
        ):
            today[measure - FIRST_OF_FIRMS] = firms.by_district(values)
        rightly = today[Measure.FIRMS_LISTED - FIRST_OF_FIRMS] - today[Measure.FIRMS_LISTED_WRONGLY - FIRST_OF_FIRMS]
        wrong = rightly + today[Measure.FIRMS_HIDING_OFFENCES - FIRST_OF_FIRMS]
        self.visible_sanctions = (rightly * DAY_BITS // np.maximum(1, wrong)).astype(np.int64)
