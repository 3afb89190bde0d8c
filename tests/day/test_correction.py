"""T-COR1: how long the end of a listing takes to spread, agency by agency."""

from math import sqrt

import numpy as np
import pytest

from underheaven.day.correction import YEAR, CorrectionPath, CorrectionTable, correction_table, lag_of, stale_domains
from underheaven.draws.compiled import compiled
from underheaven.values import derived

ALL = (1 << 12) - 1
PEOPLE = 3_000


def path(**changes: float) -> CorrectionTable:
    return correction_table(CorrectionPath.model_validate({name: derived(value, "test") for name, value in changes.items()}))


@compiled
def stale_days(people: int, first: int, last: int, table: CorrectionTable, counts: np.ndarray) -> None:
    """Days from ``first`` to before ``last`` after the end on which each domain is stale, over so many people."""
    for person in range(people):
        ended = 100 + person % 365
        for elapsed in range(first, last):
            mask = stale_domains(5, person, ended, ended + elapsed, 4095, table)
            for domain in range(12):
                counts[domain] += mask >> domain & 1


def mean_days(table: CorrectionTable, first: int = 0, last: int = 2 * YEAR) -> np.ndarray:
    counts = np.zeros(12, np.int64)
    stale_days(PEOPLE, first, last, table, counts)
    return counts / PEOPLE


def test_mean_stale_days_of_a_domain() -> None:
    """lag + .02 · 183 = 13.66 without returns."""
    days = mean_days(path(returns=0))
    sd = sqrt(90 + 0.02 * (183**2 + 105**2))
    assert days.mean() == pytest.approx(10 + 0.02 * 183, abs=4 * sd / sqrt(12 * PEOPLE))
    assert days == pytest.approx(np.full(12, 13.66), abs=5 * sd / sqrt(PEOPLE)), "and no domain is favoured"


def test_entries_return_at_their_rate() -> None:
    """In the third year only returns are left: .05 · 183 days at .05 a year."""
    days = mean_days(path(returns=0.05, lost=0), 2 * YEAR, 3 * YEAR)
    sd = sqrt(0.05 * (183**2 + 105**2))
    assert days.mean() == pytest.approx(0.05 * 183, abs=4 * sd / sqrt(12 * PEOPLE) * 2)


def test_a_longer_lag_and_a_worse_path_leave_more_days() -> None:
    assert mean_days(path(lag=5, returns=0)).mean() < mean_days(path(returns=0)).mean() < mean_days(path(lag=40, returns=0)).mean()
    assert mean_days(path(lost=0, returns=0)).mean() < mean_days(path(lost=0.2, returns=0)).mean()


def test_with_the_path_off_every_agency_knows_at_once() -> None:
    off = correction_table(CorrectionPath.model_validate("off"))
    assert mean_days(off, 0, 30).sum() == 0
    assert mean_days(path(lag=1, lost=0, returns=0), 0, 5).tolist() == [1.0] * 12, "the shortest lag is one day"


def test_only_domains_of_the_listing_can_be_stale() -> None:
    table = path(lag=90)
    for domains in (0, 1, 0b101, ALL):
        assert stale_domains(5, 7, 100, 103, domains, table) & ~domains == 0
    assert stale_domains(5, 7, 100, 99, ALL, table) == 0, "not before the listing ends"


def test_the_lag_of_an_agency_is_geometric() -> None:
    table = path()
    lags = np.array([lag_of(word, table) for word in range(0, 1 << 16, 16)])
    assert lags.mean() == pytest.approx(10, rel=0.01)
    assert (lags == 1).mean() == pytest.approx(0.1, abs=0.001)
    assert lags.min() == 1


@pytest.mark.parametrize(("name", "value"), [("lag", 0), ("lag", 91), ("returns", 0.09)])
def test_what_the_draws_cannot_hold_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=r"1 to 90|at most \.08"):
        path(**{name: value})
