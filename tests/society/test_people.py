"""Composition of the society (T-SOC1): published shares, clustering laws, any number of citizens."""

import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.draws.compiled import compiled
from underheaven.society.households import household_size, household_start, role
from underheaven.society.parameters import SocietyParameters
from underheaven.society.people import (
    Trait,
    aware,
    cell_class,
    cell_origin,
    cell_urban,
    class_of,
    district_of,
    household_words,
    origin_of,
    person_words,
    recognition_group,
    residence_of,
    self_employed_of,
    sex_of,
    single_of,
    stratum,
    trait,
    unbanked_of,
)
from underheaven.society.table import district_starts, society_table

PARAMETERS = SocietyParameters()
MANY = 1 << 20
CELLS = MANY >> 8
HOUSEHOLD_WEIGHT = 3.64
"""E[size²] / E[size] of the census households: citizens who share a draw inflate the variance of a share of persons by this factor."""


@compiled
def columns(society, out):
    """Fill [citizens, 10]: class, residence, origin, unbanked, sex, role, self-employed, single, household, stratum."""
    for i in range(society.citizens):
        household = household_words(society, i)
        person = person_words(society, i)
        out[i, 0] = class_of(society, i, household)
        out[i, 1] = residence_of(society, i, household)
        out[i, 2] = origin_of(society, i, household)
        out[i, 3] = int(unbanked_of(society, out[i, 0], household))
        out[i, 4] = sex_of(society, person)
        out[i, 5] = role(society, i)
        out[i, 6] = int(self_employed_of(society, person))
        out[i, 7] = int(single_of(society, person))
        out[i, 8] = household_start(society, i)
        out[i, 9] = stratum(society, i)


@compiled
def traits(society, out):
    for i in range(society.citizens):
        words = person_words(society, i)
        for index in range(6):
            out[i, index] = trait(words, index)


@pytest.fixture(scope="module")
def people(society_of):
    out = np.zeros((MANY, 10), dtype=np.int64)
    columns(society_of(MANY), out)
    return out


def tolerance(share, weight=1.0, citizens=MANY):
    """4σ of a binomial share whose draws are shared by ``weight`` citizens, and what the cells' sequences may miss."""
    return 4 * np.sqrt(share * (1 - share) * weight / citizens) + 3 / CELLS


def test_class_quintiles(people):
    shares = np.bincount(people[:, 0], minlength=5) / MANY
    assert np.abs(shares - 0.2).max() < tolerance(0.2, HOUSEHOLD_WEIGHT)


@pytest.mark.parametrize(("residence", "share"), [(0, 0.4337), (1, 0.1621), (2, 0.4042)])
def test_residence(people, residence, share):
    assert abs((people[:, 1] == residence).mean() - share) < tolerance(share, HOUSEHOLD_WEIGHT)


def test_origin(people):
    assert abs(people[:, 2].mean() - 0.1) < tolerance(0.1, HOUSEHOLD_WEIGHT)


@pytest.mark.parametrize(("column", "share"), [(4, 1 - 0.5124), (6, 0.15), (7, 0.25)], ids=["female", "own", "single"])
def test_personal_shares(people, column, share):
    """Independent persons; thresholds of 12 bits are right to 1/8192."""
    assert abs(people[:, column].mean() - share) < 4 * np.sqrt(share * (1 - share) / MANY) + 1 / 8192


def test_unbanked_by_class(people):
    for social_class, share in enumerate((0.34, 0.26, 0.19, 0.13, 0.08)):
        members = people[people[:, 0] == social_class, 3]
        assert abs(members.mean() - share) < tolerance(share, HOUSEHOLD_WEIGHT, len(members))
    assert abs(people[:, 3].mean() - 0.2) < tolerance(0.2, HOUSEHOLD_WEIGHT)


def agreement(values, households):
    """Mean and standard error over cells of the agreement of pairs of different households in a cell; one value per citizen."""
    cells = []
    for cell in range(CELLS):
        heads = np.unique(households[cell * 256 : cell * 256 + 256])
        counts = np.bincount(values[heads], minlength=5)
        cells.append((counts * (counts - 1)).sum() / (len(heads) * (len(heads) - 1)))
    return np.mean(cells), np.std(cells) / np.sqrt(CELLS)


def test_same_class_within_a_cell(people):
    """s² + (1 − s²)/5 = .400."""
    mean, error = agreement(people[:, 0], people[:, 8])
    assert abs(mean - 0.4) < 4 * error


def test_same_origin_within_a_cell(people):
    """Correlation c² = .49 at share .10: agreement 1 − 2·.1·.9·(1 − .49)."""
    mean, error = agreement(people[:, 2], people[:, 8])
    assert abs(mean - (1 - 0.18 * 0.51)) < 4 * error


def test_household_members_share_what_a_household_has(people):
    shared = [0, 1, 2, 3]
    assert (people[:, shared] == people[people[:, 8]][:, shared]).all()


def test_class_and_residence_and_origin_are_independent(people):
    """Joint shares are products up to what 4 096 clustered cells allow: 4 standard errors of a share over cells."""
    for social_class in range(5):
        for urban in (0, 1):
            share = 0.2 * (0.5958 if urban else 0.4042)
            joint = ((people[:, 0] == social_class) & ((people[:, 1] < 2) == urban)).mean()
            assert abs(joint - share) < 4 * np.sqrt(share * (1 - share) / CELLS)
    joint = ((people[:, 2] == 1) & (people[:, 1] < 2)).mean()
    assert abs(joint - 0.1 * 0.5958) < 4 * np.sqrt(0.06 / CELLS)


def test_stratum_is_the_composition(people):
    social_class, residence, origin, sex, band = (people[:, column] for column in (0, 1, 2, 4, 5))
    assert (people[:, 9] == (((social_class * 2 + sex) * 3 + band) * 2 + origin) * 3 + residence).all()
    assert people[:, 9].max() < 180


def test_traits_are_means_of_two_bytes(society_of):
    """Mean 127.25 = 127.5 less a half half the time; variance (65 535/12)/2 + 1/16; six traits without correlation."""
    out = np.zeros((1 << 17, 6), dtype=np.int64)
    traits(society_of(1 << 17), out)
    sd = np.sqrt(65_535 / 24 + 1 / 16)
    assert np.abs(out.mean(axis=0) - 127.25).max() < 4 * sd / np.sqrt(len(out))
    assert out.std() == pytest.approx(sd, rel=0.01)
    assert (out.min(), out.max()) == (0, 255)
    correlation = np.corrcoef(out.T) - np.eye(len(Trait))
    assert np.abs(correlation).max() < 4 / np.sqrt(len(out))


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
@pytest.mark.parametrize("cells", [1, 4, 16, 100, 512])
def test_cells_follow_low_discrepancy_sequences(society_of, seed, cells):
    """Counts of cells miss their share by at most three cells, whatever the seed."""
    society = society_of(cells * 256, seed)
    classes = np.bincount([cell_class(society, cell) for cell in range(cells)], minlength=5)
    assert np.abs(classes - cells / 5).max() <= 3
    assert abs(sum(cell_urban(society, cell) for cell in range(cells)) - 0.5958 * cells) <= 3
    assert abs(sum(cell_origin(society, cell) for cell in range(cells)) - 0.1 * cells) <= 3


def test_awareness_is_a_share_and_nobody_forgets(society_of):
    society = society_of(1 << 14)
    before = np.zeros(1 << 14, dtype=bool)
    for percent in (0, 10, 50, 90, 100):
        now = np.array([aware(society, i, percent * (1 << 32) // 100) for i in range(1 << 14)])
        assert (now >= before).all()
        assert abs(now.mean() - percent / 100) <= 4 * np.sqrt(percent / 100 * (1 - percent / 100) / (1 << 14))
        before = now


def check_anybody(society):
    starts = district_starts(society.citizens)
    homes = {}
    for i in range(society.citizens):
        assert starts[district_of(society, i)] <= i < starts[district_of(society, i) + 1]
        homes.setdefault(household_start(society, i), []).append(i)
        assert 0 <= stratum(society, i) < 180
        assert 0 <= recognition_group(society, i) < 12
    for first, members in homes.items():
        assert members == list(range(first, first + len(members)))
        assert {household_size(society, i) for i in members} == {len(members)}
        assert role(society, first) != 0


@pytest.mark.parametrize("citizens", [1, 2, 255, 256, 257, 1000, 4096, 8191])
def test_any_number_of_citizens(society_of, citizens):
    society = society_of(citizens)
    assert society.cells == -(-citizens // 256)
    assert society.districts == max(1, min(333, society.cells // 8))
    check_anybody(society)


@settings(max_examples=25, deadline=None)
@given(citizens=st.integers(1, 3000), seed=st.integers(0, 2**63 - 1))
def test_any_society(citizens, seed):
    check_anybody(society_table(PARAMETERS, seed=seed, citizens=citizens))


@pytest.mark.parametrize("citizens", [1, 256, 4095, 1_000_003, 1_400_000_000])
def test_districts_partition_the_nation(citizens):
    starts = district_starts(citizens)
    assert starts[0] == 0
    assert starts[-1] == citizens
    assert all(a < b for a, b in pairwise(starts))


@pytest.mark.parametrize(("citizens", "seed"), [(0, 1), (1 << 31, 1), (10, -1), (10, 1 << 63)])
def test_what_is_no_society_is_refused(citizens, seed):
    with pytest.raises(ValueError, match=r"society has|seed is"):
        society_table(PARAMETERS, seed=seed, citizens=citizens)


@pytest.mark.parametrize("change", [{"children": 0.9}, {"urban_registered": 0.7}, {"unbanked": ()}, {"household_sizes": ()}])
def test_incoherent_parameters_are_refused(change):
    described = PARAMETERS.model_dump()
    for name, value in change.items():
        described[name] = value if isinstance(value, tuple) else {**described[name], "value": value}
    with pytest.raises(ValueError, match=r"children|urban_registered|unbanked|household_sizes"):
        SocietyParameters.model_validate(described)


CHECKSUM = """
from underheaven.society import doubles, income, parameters, people, table, ties
s = table.society_table(parameters.SocietyParameters(), seed=2**62 + 12345, citizens=5001)
print(sum((n + 1) * v for i in range(0, 5001, 251) for n, v in enumerate((
    people.stratum(s, i), income.income(s, i), *(ties.tie(s, i, k) for k in range(6)), doubles.double(s, i, i % 12, 1, 3),
    doubles.namesake(s, i, 2, 3),    *(people.trait(people.person_words(s, i), t) for t in range(6))))))
"""


def test_plain_python_gives_the_same_people():
    answers = [
        subprocess.run(
            [sys.executable, "-c", CHECKSUM], env={**os.environ, "NUMBA_DISABLE_JIT": switch}, capture_output=True, text=True, check=True
        ).stdout
        for switch in "01"
    ]
    assert answers[0] == answers[1]
