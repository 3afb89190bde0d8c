"""The people of the NumPy model: everything lasting is drawn once and stored, adults apart from the rest.

Household templates, clustering and thresholds are those of ``underheaven.society``; the draws are a NumPy generator's own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Places
from underheaven.day.recognition import GROUPS, Recognition
from underheaven.engine.tally import STRATA
from underheaven.society.table import SocietyTable

_GOLDEN_RATIO, _SQRT_2, _SQRT_3, _SQRT_7 = 0x9E3779B9, 0x6A09E667, 0xBB67AE85, 0xA54FF53A
_WORD = 0xFFFFFFFF
_HARD_TO_RECOGNISE = float(Recognition().hard_share.value)
_WHOLE = 1 << 32
WEEKDAYS = 7
CELLS_AT_ONCE = 640
"""Cells of a weekly chunk, about 135 000 adults: measured best at a million citizens, where smaller chunks pay for their calls."""

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Chunk:
    """Neighbouring cells that live their week together: adults ``first … last − 1``."""

    first: int
    last: int
    first_cell: int
    last_cell: int
    due: tuple[Places, ...]
    """By week modulo four: whose bill is due, counted from ``first``."""
    due_by: tuple[tuple[Places, Places], ...]
    """How many they are by stratum and by district."""
    unbanked: Places
    """Adults without a bank account, counted from ``first``."""
    first_district: int
    last_district: int
    by_stratum: Places
    """Adults in the order of their strata, counted from ``first``, …"""
    strata: Places
    """… the strata that there are …"""
    stratum_starts: Places
    """… and where each of them begins."""
    district_starts: Places
    """First adult of each district of the chunk, counted from ``first``."""


@dataclass(frozen=True)
class People:
    """Lasting attributes; [A] adults unless said otherwise."""

    persons: int
    person: Places
    cell: Places
    district: NDArray[np.int16]
    stratum: NDArray[np.int16]
    """[A + minors]: the engine's stratum, of adults and then of children."""
    book_district: NDArray[np.int16]
    """[A + minors]: the district alike."""
    house: Places
    """Number of the household, ascending."""
    house_first: Places
    """First adult of each household, and A at the end."""
    children: NDArray[np.int8]
    """Children of the household."""
    start: Places
    """First person of the household."""
    size: Places
    """Persons of the household."""
    answers: Places
    """[persons]: the adult who answers for money."""
    grown: Places
    """[persons]: the adult, or −1 for a child."""
    minors: Places
    """Persons who are children."""
    social_class: NDArray[np.int8]
    group: NDArray[np.int8]
    """Recognition group."""
    group_members: Places
    """[persons] by district and recognition group …"""
    group_first: Places
    """[districts · 12 + 1]: … and where each begins."""
    hard: NDArray[np.int8]
    """1 for who is hard to recognise."""
    modalities: Singles
    """[5, A]: uniforms behind what a fused profile holds."""
    unbanked: NDArray[np.bool_]
    filing: Singles
    """Uniform behind the coverage of the financial record."""
    self_employed: NDArray[np.bool_]
    single: NDArray[np.bool_]
    conformity: Singles
    boldness: Singles
    honesty: Singles
    digital: Singles
    privacy: Singles
    grudge: Singles
    awareness: Singles
    enlisted: Singles
    baseline: Singles
    """Uniform behind the own baseline of trust in government."""
    partner: Places
    """[6, A]: the adult along each tie, −1 for nobody, and for a child −2 less the adult who answers for it."""
    unpaired: NDArray[np.uint8]
    """Mask of ties without anybody, dead from birth."""
    cell_first: Places
    """First adult of each cell, and A at the end."""
    person_first: Places
    """First person of each district, and all persons at the end."""
    chunks: tuple[tuple[Chunk, ...], ...]
    """By weekday."""

    @property
    def adults(self) -> int:
        return len(self.person)


def matching(random: np.random.Generator, district: Places) -> Places:
    """A random perfect matching within each district; −1 for the odd one out."""
    order = np.lexsort((random.random(len(district)), district))
    starts = np.searchsorted(district[order], np.arange(district[-1] + 2))
    place = np.arange(len(order)) - starts[district[order]]
    other = np.arange(len(order)) + 1 - 2 * (place & 1)
    alone = other >= starts[district[order] + 1]
    partner = np.empty(len(order), np.intp)
    partner[order] = np.where(alone, -1, order[np.where(alone, 0, other)])
    return partner


def populate(society: SocietyTable, random: np.random.Generator) -> People:
    """Draw a society of the same law as ``society``."""
    everybody = np.arange(society.citizens)
    cell = everybody >> 8
    place = society.template[(((cell * _GOLDEN_RATIO + society.template_offset) & _WORD) >> 26 << 8) | (everybody & 255)]
    start = (everybody & ~255) | (place >> 2 & 255)
    size = np.minimum(place >> 10, society.citizens - start)
    district = cell * society.districts // society.cells
    words = random.integers(0, _WHOLE, (4, society.citizens))[:, start]
    modal = (5 * ((cell * _SQRT_2 + society.class_offset) & _WORD)) >> 32
    drawn = (words[0][:, None] >= np.array(society.class_steps[1:])).sum(axis=1)
    social_class = np.where(words[0] < society.class_steps[0], modal, drawn)
    known_for = ((cell * _SQRT_7 + society.minority_offset) & _WORD) < society.minority
    origin = np.where(words[2] < society.minority_steps[0], known_for, words[2] < society.minority_steps[1])
    unbanked = (words[3] & 0x3FFFFF) < np.array(society.unbanked)[social_class]
    role = place & 3
    person = np.flatnonzero(role > 0)
    grown = np.full(society.citizens, -1)
    grown[person] = np.arange(len(person))
    house = np.cumsum(np.diff(start[person], prepend=-1) > 0) - 1
    female = random.random(society.citizens) >= society.male / 4096
    urban = ((cell * _SQRT_3 + society.urban_offset) & _WORD) < society.urban
    residence = np.where(urban, words[1] >= society.urban_local, 2)
    stratum = (((social_class * 2 + female) * 3 + role) * 2 + origin) * 3 + residence
    minors = np.flatnonzero(role == 0)
    booked = np.concatenate([person, minors])
    partners = [matching(random, district if k < 4 else np.zeros_like(district))[person] for k in range(6)]
    traits = random.integers(0, 256, (6, 2, len(person))).sum(axis=1) >> 1
    group = female * 6 + role * 2 + origin
    gallery = district * GROUPS + group
    answers = np.where(role > 0, grown, grown[start])
    cell_first = np.searchsorted(cell[person], np.arange(society.cells + 1))
    return People(
        persons=society.citizens,
        person=person,
        cell=cell[person],
        district=district[person].astype(np.int16),
        stratum=stratum[booked].astype(np.int16),
        book_district=district[booked].astype(np.int16),
        house=house,
        house_first=np.searchsorted(house, np.arange(house[-1] + 2)),
        children=np.bincount(start, weights=role == 0)[start[person]].astype(np.int8),
        start=start[person],
        size=size[person],
        answers=answers,
        grown=grown,
        minors=minors,
        social_class=social_class[person].astype(np.int8),
        group=group[person].astype(np.int8),
        group_members=np.argsort(gallery, kind="stable"),
        group_first=np.concatenate([[0], np.cumsum(np.bincount(gallery, minlength=society.districts * GROUPS))]),
        hard=(random.random(len(person)) < _HARD_TO_RECOGNISE).astype(np.int8),
        modalities=random.random((5, len(person)), np.float32),
        unbanked=unbanked[person],
        self_employed=random.random(len(person)) < society.self_employed / 4096,
        single=random.random(len(person)) < society.single / 256,
        conformity=traits[0].astype(np.float32),
        boldness=traits[1].astype(np.float32),
        honesty=traits[2].astype(np.float32),
        digital=traits[3].astype(np.float32),
        privacy=traits[5].astype(np.float32),
        grudge=traits[4].astype(np.float32),
        awareness=random.random(len(person), np.float32),
        enlisted=random.random(len(person), np.float32),
        filing=random.random(len(person), np.float32),
        baseline=random.random(len(person), np.float32),
        partner=np.array([np.where(other < 0, -1, np.where(role[other] > 0, grown[other], -2 - answers[other])) for other in partners]),
        unpaired=np.sum([(other < 0) << k for k, other in enumerate(partners)], axis=0).astype(np.uint8),
        cell_first=cell_first,
        person_first=np.array(society.district_start, np.intp),
        chunks=tuple(weekday_chunks(society, day, cell_first, person, stratum[person], unbanked[person]) for day in range(WEEKDAYS)),
    )


def weekday_chunks(
    society: SocietyTable, weekday: int, cell_first: Places, person: Places, stratum: Places, unbanked: NDArray[np.bool_]
) -> tuple[Chunk, ...]:
    """The cells of one weekday, a few at a time."""
    cells, districts = society.cells, society.districts
    end = cells * (weekday + 1) // WEEKDAYS
    chunks = []
    for first_cell in range(cells * weekday // WEEKDAYS, end, CELLS_AT_ONCE):
        last_cell = min(end, first_cell + CELLS_AT_ONCE)
        first, last = int(cell_first[first_cell]), int(cell_first[last_cell])
        due = tuple(np.flatnonzero((person[first:last] + week) & 3 == 0) for week in range(4))
        here, alike = (person[first:last] >> 8) * districts // cells, stratum[first:last]
        due_by = tuple((np.bincount(alike[some], minlength=STRATA), np.bincount(here[some], minlength=districts)) for some in due)
        order = np.argsort(alike, kind="stable")
        changes = np.flatnonzero(np.diff(alike[order], prepend=-1))
        chunk = Chunk(
            first=first,
            last=last,
            first_cell=first_cell,
            last_cell=last_cell,
            due=due,
            due_by=due_by,
            unbanked=np.flatnonzero(unbanked[first:last]),
            first_district=int(here[0]),
            last_district=int(here[-1]) + 1,
            by_stratum=order,
            strata=alike[order][changes],
            stratum_starts=changes,
            district_starts=np.flatnonzero(np.diff(here, prepend=-1)),
        )
        chunks.append(chunk)
    return tuple(chunks)
