"""The firms of the NumPy model as columns: who they are for ever, and what changes."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import Draws, Places, Purpose
from underheaven.day.firm_offences import WEEKLY_OFFENCES, sells
from underheaven.day.ledger import BASE_SCORE
from underheaven.day.political_pressure import PoliticalPressureTable
from underheaven.scenario.compile import Tables

BASE, WEEK = BASE_SCORE, 7
FIRMS = 1 << 42
"""The place of the draws of firms; beyond it each firm has a place of its own."""


class FirmColumns:
    """[firms] in districts' order."""

    def __init__(self, tables: Tables, draws: Draws) -> None:
        number, table = tables.firms.firms, tables.firms
        draws.at(0, FIRMS)
        a, b = draws.words(number, Purpose.FIRM, 1).view(np.uint32).reshape(-1, 2).T
        c, self.readiness = draws.words(number, Purpose.FIRM, 2).view(np.uint32).reshape(-1, 2).T
        self.own = draws.words(number, Purpose.FIRM, 3)
        """A word of each firm, from which its staff and the members of its schemes follow."""
        self.first: Places = table.first_firm
        self.district = np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))
        self.size = table.size[a >> 24]
        self.jobs = np.maximum(1, (table.jobs * self.size) >> 16)
        sector = np.searchsorted(np.array(table.sector_steps), b & 0xFFFF, side="right")
        self.sector = np.where(sector < len(table.sector_steps), sector + 1, 0)
        self.integrity = ((b >> 16 & 255) + (b >> 24)) >> 1
        self.foreign = c < table.foreign
        self.inclination = (c & 255).astype(np.int64)
        of_sector = np.array([[sells(kind, place) for place in range(6)] for kind in range(WEEKLY_OFFENCES)])
        self.sells = of_sector[:, self.sector]
        self.rating = np.full(number, float(BASE))
        self.false_part = np.zeros(number)
        self.belief = np.full(number, 64.0)
        self.until = np.zeros(number, np.int16)
        self.wrongful, self.complies = np.zeros((2, number), np.bool_)
        self.evidence, self.scheme = np.zeros((2, number), np.int8)
        self.complaints, self.received, self.hurt_number, self.hurt_kind = np.zeros((4, number), np.int8)
        self.members, self.begun, self.hurt_day = np.zeros((3, number), np.int64)
        self.hurt_word = np.zeros(number, np.uint64)

    def asked(self, pressure: PoliticalPressureTable) -> NDArray[np.bool_]:
        """Whom a political demand concerns."""
        if not pressure.on:
            return self._nobody
        return self.foreign if pressure.sector < 0 else self.foreign & (self.sector == pressure.sector)

    @cached_property
    def _nobody(self) -> NDArray[np.bool_]:
        return np.zeros(len(self.foreign), np.bool_)

    def by_district(self, values: NDArray[np.generic]) -> NDArray[np.float64]:
        """Sums over the firms of each district."""
        sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        inside: NDArray[np.float64] = sums[self.first[1:]] - sums[self.first[:-1]]
        return inside
