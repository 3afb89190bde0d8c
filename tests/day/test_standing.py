"""Exposure, grades and the list with its truth (T-LST1..3, V-10)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.standing import (
    Exposure,
    Grades,
    Lists,
    ListsTable,
    compliance_payment,
    decides_on_payment,
    exposed,
    exposure_table,
    grade_d_keys,
    grade_of,
    grades_table,
    leave_list,
    list_reaches,
    lists_table,
    update_listing,
)
from underheaven.day.vocabulary import Context, Grade
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.values import derived

TABLE = lists_table(Lists())
WITHOUT_EXTENSION = lists_table(Lists(extension=False))
GRADES = grades_table(Grades())


@compiled
def listed_after(table: ListsTable, people: int, days: int, rate: int, length: int) -> int:
    """Citizens on the list on day ``days``, triggers at ``rate`` a day."""
    listed = 0
    for person in range(people):
        until, cause, wrongful = 0, 0, 0
        for day in range(days):
            u, _, _, _ = draw(18, person, day, 1, 0)
            if u < rate:
                until, cause, wrongful, _, _ = update_listing(table, until, cause, wrongful, day, length << 4, length << 4)
        listed += int(until > days)
    return listed


@compiled
def overlapping(table: ListsTable, people: int, days: int, rate: int, length: int, counts: np.ndarray) -> None:
    """Listings of each citizen that run on day ``days`` when every trigger opens its own."""
    for person in range(people):
        for day in range(days):
            u, _, _, _ = draw(19, person, day, 1, 0)
            if u < rate:
                until, _, _, _, _ = update_listing(table, 0, 0, 0, day, length << 4, 0)
                counts[person] += int(until > days)


@pytest.mark.parametrize(("extension", "length", "law"), [(True, 730, 0.518267), (True, 40, 0.039230), (False, 40, 0.038462)])
def test_t_lst1_and_t_lst2_share_listed(extension: bool, length: int, law: float) -> None:
    rate = 0.001
    assert law == pytest.approx(1 - (1 - rate) ** length if extension else rate * length / (1 + rate * length), abs=1e-6)
    people, table = 30_000, TABLE if extension else WITHOUT_EXTENSION
    share = listed_after(table, people, max(800, 10 * length if not extension else length), round(rate * 2**32), length) / people
    assert share == pytest.approx(law, abs=4 * (law * (1 - law) / people) ** 0.5)


def test_t_lst3_overlapping_listings_number_rate_times_length() -> None:
    people, rate, length = 20_000, 0.002, 500
    counts = np.zeros(people, np.int64)
    overlapping(TABLE, people, 600, round(rate * 2**32), length, counts)
    variance = length * rate * (1 - rate)
    assert counts.mean() == pytest.approx(rate * length, abs=4 * (variance / people) ** 0.5)
    assert counts.var() == pytest.approx(variance, rel=4 * (3 / people) ** 0.5)


keys = st.one_of(st.just(0), st.integers(1, 900).flatmap(lambda days: st.integers(0, 15).map(lambda cause: days << 4 | cause)))
listings = st.tuples(st.integers(0, 2000), st.integers(0, 15), st.integers(0, 1), st.integers(0, 1500), keys, keys)


@given(listings, st.booleans())
@settings(deadline=None, derandomize=True)
def test_laws_of_the_list(listing: tuple[int, int, int, int, int, int], extension: bool) -> None:
    until, cause, wrongful, day, key, key_true = listing
    key_all = max(key, key_true)
    table = TABLE if extension else WITHOUT_EXTENSION
    end, new_cause, mark, entered, days = update_listing(table, until, cause, wrongful, day, key_all, key_true)
    listed = until > day
    assert end >= until
    assert entered == (key_all > 0 and not listed)
    if key_all == 0:
        assert (end, new_cause, mark, days) == (until, cause, wrongful, 0)
        return
    if entered:
        assert end == max(until, day + 1 + (key_all >> 4))
        assert mark == (key_true == 0)
        assert new_cause == key_all & 15
    if key_true > 0:
        assert mark == 0
    if listed and wrongful == 0:
        assert mark == 0
    assert 0 <= days <= end - until or (entered and days <= end - day - 1)
    if key_true == key_all:
        assert days == 0
    if listed and not extension:
        assert (end, days) == (until, 0)


@given(listings)
@settings(deadline=None, derandomize=True)
def test_without_false_records_nothing_is_wrongful(listing: tuple[int, int, int, int, int, int]) -> None:
    until, cause, _, day, key, _ = listing
    _, _, mark, _, days = update_listing(TABLE, until, cause, 0, day, key, key)
    assert (mark, days) == (0, 0)


def test_a_false_extension_of_a_rightful_listing_counts_its_days() -> None:
    until, cause, wrongful, entered, days = update_listing(TABLE, 110, 3, 0, 100, 60 << 4 | 7, 20 << 4 | 2)
    assert (until, cause, wrongful, entered) == (161, 7, 0, False)
    assert days == 161 - 121
    assert update_listing(TABLE, 110, 3, 0, 100, 60 << 4 | 7, 0)[4] == 161 - 110


def test_a_wrongful_entry_counts_all_its_days_and_a_true_trigger_clears_the_mark() -> None:
    assert update_listing(TABLE, 0, 0, 0, 50, 180 << 4 | 4, 0) == (231, 4, 1, True, 180)
    assert update_listing(TABLE, 231, 4, 1, 60, 90 << 4 | 2, 90 << 4 | 2) == (231, 4, 0, False, 0)


def test_a_listing_lasts_its_days_and_saturates() -> None:
    until, *_ = update_listing(TABLE, 0, 0, 0, 10, 30 << 4, 0)
    assert sum(until > day for day in range(11, 100)) == 30
    assert [day for day in range(11, 100) if until == day] == [41]
    assert update_listing(TABLE, 0, 0, 0, 8000, 730 << 4, 0)[0] == 8191


def test_an_early_exit_takes_back_days_not_served() -> None:
    assert leave_list(231, 1, 100) == (101, 130)
    assert leave_list(231, 0, 100) == (101, 0)


def test_days_factor_and_off() -> None:
    half = lists_table(Lists.model_validate({"days_factor": derived(0.5, "test")}))
    assert update_listing(half, 0, 0, 0, 0, 180 << 4, 0)[0] == 91
    assert update_listing(lists_table(Lists.model_validate("off")), 0, 0, 0, 0, 180 << 4, 0) == (0, 0, 0, False, 0)


CUT_OFFS = [(600, Grade.C), (850, Grade.B), (960, Grade.A), (1030, Grade.AA), (1050, Grade.AAA)]


@pytest.mark.parametrize(
    ("points", "grade"),
    [(0, Grade.D), (2047.75, Grade.AAA), *CUT_OFFS, *((points - 0.25, Grade(grade - 1)) for points, grade in CUT_OFFS)],
)
def test_grades(points: float, grade: Grade) -> None:
    assert grade_of(GRADES, int(points * 4)) == grade
    assert grade_of(grades_table(Grades.model_validate("off")), int(points * 4)) == Grade.B


def test_grade_d_lists_by_the_record_and_by_the_truth() -> None:
    key = 365 << 4 | 15
    assert grade_d_keys(GRADES, 2399, 0, 5, 0) == (key, key)
    assert grade_d_keys(GRADES, 2399, -1, 5, 0) == (key, 0)
    assert grade_d_keys(GRADES, 2400, 0, 5, 0) == (5, 0)
    assert grade_d_keys(GRADES, 2399, 0, 730 << 4, 0) == (730 << 4, key)
    assert grade_d_keys(grades_table(Grades.model_validate("off")), 0, 0, 5, 0) == (5, 0)


def test_cut_offs_must_ascend() -> None:
    with pytest.raises(ValueError, match="ascend"):
        grades_table(Grades.model_validate({"aa": derived(1100, "test")}))


def test_exposure() -> None:
    scopes = ({}, {"scope": "nobody"}, "off", {"scope": "pilots"})
    everybody, nobody, off, pilots = (exposure_table(Exposure.model_validate(data)) for data in scopes)
    assert exposed(everybody, True, False)
    assert not exposed(everybody, False, True)
    assert not exposed(nobody, True, True)
    assert exposed(pilots, True, True)
    assert not exposed(pilots, True, False)
    assert list_reaches(everybody, True, False)
    assert list_reaches(nobody, False, True)
    assert not list_reaches(nobody, False, False)
    assert not list_reaches(off, False, True)


def test_compliance_is_for_debtors_with_money() -> None:
    slot = TABLE.compliance_from
    assert (TABLE.compliance_to - slot) / 2**32 == pytest.approx(0.007, abs=1e-9)
    assert TABLE.compliance_to <= round(0.828 * 2**32)
    assert decides_on_payment(TABLE, Context.FINANCE, 1, slot)
    assert not decides_on_payment(TABLE, Context.FINANCE, 0, slot)
    assert not decides_on_payment(TABLE, Context.CIVIC, 1, slot)
    assert not decides_on_payment(TABLE, Context.FINANCE, 1, slot - 1)
    assert (compliance_payment(500, 640), compliance_payment(900, 640), compliance_payment(-5, 640)) == (500, 640, 0)
    assert TABLE.compliance_payment == 640
