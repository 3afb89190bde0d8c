"""Remedies of the NumPy model: domains that bite after the end of a listing, appeals filed and decided, what an auditor finds."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.desk import Week
from benchmarks.in_numpy.draws import Places, Purpose, own_longs, own_words
from benchmarks.in_numpy.state import State, benefit
from underheaven.day.remedies import EXHAUSTED, NONE, NOTIFIED, PENDING
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

_DOMAINS, _YEAR = 12, 365
_LOST, _FOUND, _RETURNS = 8, 16, 64


def stale_domains(state: State, tables: Tables, who: Places, day: int) -> NDArray[np.int64]:
    """Domains in which an agency still sanctions people whose listing has ended (``day.correction``)."""
    table, ended = tables.correction, state.until[who].astype(np.int64)
    words, elapsed = own_words(state.draws.personal(who, Purpose.STALE, lasting=True), ended), day - ended
    halves = np.stack([own_words(words, block) for block in range(3)], axis=1).view(np.uint16)
    lost = np.stack([own_words(words, _LOST + block) for block in range(3)], axis=1).view(np.uint16) < table.lost
    stale = halves < table.waits[np.minimum(elapsed, len(table.waits) - 1)][:, None]
    rows, columns = np.nonzero(lost)
    lag = np.searchsorted(-table.waits, -halves[rows, columns].astype(np.int64), side="left")
    until = lag + 1 + (own_longs(words[rows], _FOUND + columns).astype(np.int64) * _YEAR >> 32)
    stale[rows, columns] |= elapsed[rows] < until
    mask = (stale << np.arange(_DOMAINS)).sum(axis=1)
    if table.returns:
        year = elapsed // _YEAR
        which = own_longs(words, _RETURNS + 2 * year).astype(np.int64) // table.returns
        back = (which < _DOMAINS) & (elapsed % _YEAR >= own_longs(words, _RETURNS + 1 + 2 * year).astype(np.int64) * _YEAR >> 32)
        mask |= np.where(back, 1 << np.minimum(which, _DOMAINS), 0)
    biting: NDArray[np.int64] = mask & tables.sanctions.by_cause[state.cause[who]]
    return biting


def notify(state: State, tables: Tables, who: Places) -> None:
    """Who enters a list may learn of it."""
    table = tables.remedies
    if not table.on:
        return
    state.count(Measure.COST_REMEDIES, who, np.full(len(who), table.notice_cost))
    informed = own_longs(state.draws.personal(who, Purpose.NOTICE), 0) < table.informed
    state.appeal[who] = np.where(informed, NOTIFIED, NONE)


def end_listings(week: Week, who: Places) -> None:
    """An early end: today is the last day served."""
    state, books = week.state, week.state.books
    until, wrongful = state.until[who], state.wrongful[who]
    end = np.minimum(until, week.day + 1)
    books.lapse(0, who, until, -1)
    books.lapse(0, who, end, 1)
    unjust = who[wrongful]
    books.lapse(1, unjust, until[wrongful], -1)
    books.lapse(1, unjust, end[wrongful], 1)
    state.count(Measure.WRONGFUL_DAYS, unjust, (end - until)[wrongful])
    state.until[who] = end


def seek_remedies(week: Week) -> None:
    """A week of remedies of the listed."""
    state, table = week.state, week.tables.remedies
    if not table.on:
        return
    who = week.under[week.listed[week.under]] + week.first
    who = who[state.until[who] > week.day + 1]
    words = state.draws.personal(who, Purpose.APPEAL)
    stage, wrongful = state.appeal[who], state.wrongful[who]
    fields = np.bitwise_count(week.domains[who - week.first])
    worth = table.benefit + table.benefit_per_domain * fields.astype(np.float64)
    price = table.price + np.floor(table.fear_weight * state.fear[who] / 256)
    moods = (own_words(words, 0) & np.uint64(255)).astype(np.uint8)
    files = (stage == NOTIFIED) & (own_longs(words, 1) < table.filing) & week.knows[who - week.first]
    files &= benefit(worth, state.people.boldness[who], moods) > price
    state.appeal[who[files]] = PENDING
    state.count(Measure.APPEALS_FILED, who[files])
    state.count(Measure.COST_REMEDIES, who[files], np.full(int(files.sum()), table.appeal_cost))
    decided = (stage == PENDING) & (own_longs(words, 2) < table.decision)
    won = decided & (own_longs(words, 3) < np.where(wrongful, table.won_if_wrongful, table.won_if_rightful))
    state.appeal[who[decided]] = EXHAUSTED
    state.count(Measure.APPEALS_WON, who[won])
    audited = ~won & (own_longs(words, 4) < table.audit)
    struck = audited & (own_longs(words, 5) < np.where(wrongful, table.removes_wrongful, table.removes_rightful))
    state.count(Measure.AUDITS, who[audited])
    state.count(Measure.AUDITS_STRUCK, who[struck])
    state.count(Measure.COST_REMEDIES, who[audited], np.full(int(audited.sum()), table.audit_cost))
    freed = who[won | struck]
    if table.correction:
        ledger = week.tables.ledger
        state.score[freed] = np.clip(state.score[freed] - state.false_part[freed], ledger.lowest, ledger.highest)
        state.false_part[freed] = 0
    state.appeal[freed] = NONE
    state.government[freed] += table.trust_when_won
    end_listings(week, freed)
