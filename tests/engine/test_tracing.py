"""Looking changes nothing, and what is looked at adds up to what is counted."""

import numpy as np
import pytest

from underheaven.engine.desk import EVENT_COLUMNS
from underheaven.engine.run import is_adult
from underheaven.engine.tally import COSTS, FIRST_STOCK, Measure
from underheaven.study.replicate import strata_of

from .conftest import scenario_of

CITIZENS, DAYS = 2000, 180
BUSY = {
    "regime.informants.child_report_rate": 0.0003,
    "regime.informants.child_base": 200,
    "regime.informants.malicious_rate": 0.0003,
    "regime.records.clerical_mismatch": 0.02,
    "world.economy.credit.forgetting": 0.3,
    "regime.safeguards.human_review.on": True,
    "regime.safeguards.human_review.removes_false": 0.2,
    "regime.safeguards.appeal.on": True,
    "regime.safeguards.appeal.latency": 7,
    "regime.safeguards.audit.on": True,
    "regime.safeguards.audit.share": 0.01,
    "world.conduct.hiding": 0.0003,
}
CALENDAR = (Measure.EXITS, Measure.UNITS_AT_RISK, Measure.FACES_SEARCHED, Measure.COST, *COSTS)
"""Counted by the calendar or the census, not event by event: lapses of listings, days at risk, faces and the running cost of watching."""


@pytest.fixture(scope="module")
def traced(lives):
    return lives(citizens=CITIZENS, days=DAYS, changes=BUSY, traced=tuple(range(CITIZENS)))


def column(events: np.ndarray, name: str) -> np.ndarray:
    return events[:, EVENT_COLUMNS.index(name)]


def test_tracing_changes_no_digest_and_no_tally(lives, traced):
    for other in (
        lives(citizens=CITIZENS, days=DAYS, changes=BUSY),
        lives(citizens=CITIZENS, days=DAYS, changes=BUSY, traced=(0, 63, 1999)),
    ):
        assert other.digest == traced.digest
        np.testing.assert_array_equal(other.strata, traced.strata)


@pytest.mark.parametrize("measure", [m for m in Measure if m < FIRST_STOCK and m not in CALENDAR], ids=lambda m: m.name.lower())
def test_traced_events_add_up_to_the_tallies(traced, measure):
    """Day by day and stratum by stratum."""
    rows = traced.events[column(traced.events, "measure") == measure]
    strata = strata_of(scenario_of("article"), 1, CITIZENS, column(rows, "citizen"))
    counted = np.zeros(traced.strata.shape[:2], np.int64)
    np.add.at(counted, (column(rows, "day") - 1, strata), column(rows, "amount"))
    np.testing.assert_array_equal(counted, traced.strata[..., measure])


def test_what_the_calendar_counts_has_no_more_events_than_it_counts(traced):
    amounts = {m: column(traced.events, "amount")[column(traced.events, "measure") == m].sum() for m in CALENDAR}
    totals = traced.strata.sum(axis=(0, 1))
    assert amounts[Measure.EXITS] == amounts[Measure.UNITS_AT_RISK] == 0
    assert 0 < amounts[Measure.COST] < totals[Measure.COST]


def test_the_busy_scenario_is_busy(traced):
    """Children, malice, namesakes and reviewers all acted, so that the sums above are about something."""
    totals = traced.strata.sum(axis=(0, 1))
    assert (
        min(totals[m] for m in (Measure.REPORTS_BY_CHILDREN, Measure.REPORTS_FALSE, Measure.RECORDS_FALSE, Measure.RECORDS_REVIEWED_AWAY))
        > 0
    )


def test_stocks_are_never_events(traced):
    assert (column(traced.events, "measure") < FIRST_STOCK).all()
    assert (column(traced.events, "measure") >= 0).all()


def test_events_bear_the_truth(traced):
    events = traced.events
    false = events[column(events, "measure") == Measure.RECORDS_FALSE]
    assert len(false) > 0
    assert (column(false, "true_actor") != column(false, "citizen")).all()
    misposted = false[column(false, "channel") == 3]
    assert len(misposted) > 0
    assert (column(misposted, "true_actor") >= 0).all(), "a record of an office has an actor: another person"
    true = events[column(events, "measure") == Measure.RECORDS_TRUE]
    assert (column(true, "true_actor") == column(true, "citizen")).all()


def test_a_few_traced_have_the_same_events_as_among_all(lives, traced):
    few = (0, 63, 64, 255, 1999)
    alone = lives(citizens=CITIZENS, days=DAYS, changes=BUSY, traced=few)
    among = traced.events[np.isin(column(traced.events, "citizen"), few)]
    np.testing.assert_array_equal(alone.events, among)
    assert len(among) > 0


def test_histories_are_weekly_and_end_on_the_last_day(lives):
    result = lives(traced=(5, 700), days=60)
    days = sorted(set(result.histories["day"].tolist()))
    assert days == [*range(7, 60, 7), 60]
    assert sorted(set(result.histories["citizen"].tolist())) == [5, 700]
    assert len(result.histories["score"]) == 2 * len(days)


def test_the_last_distribution_counts_every_adult(article):
    assert article.histogram["score_by_class"].sum() == article.population[is_adult()].sum()


def test_exemplars_are_what_they_are_called(lives):
    ids = lives(citizens=CITIZENS, days=DAYS, changes=BUSY).exemplars
    result = lives(citizens=CITIZENS, days=DAYS, changes=BUSY, traced=tuple(sorted(ids.values())))
    last = result.histories["day"] == DAYS
    rows = {int(c): i for c, i in zip(result.histories["citizen"][last], np.flatnonzero(last), strict=True)}
    until = {name: result.histories["listed_until"][rows[i]] for name, i in ids.items()}
    wrongful = {name: result.histories["wrongful"][rows[i]] for name, i in ids.items()}
    assert until["listed_wrongly"] > DAYS
    assert until["listed_rightly"] > DAYS
    assert until["never_listed"] == 0
    assert (wrongful["listed_wrongly"], wrongful["listed_rightly"]) == (1, 0)
