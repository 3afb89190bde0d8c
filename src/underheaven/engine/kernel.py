"""One day of a range of cells: the morning's mail, the day's candidates, and in one cell of seven the weekly pass.

A cell belongs to one worker and reads only itself and yesterday's mail, so cells may live their day in any order.
"""

import numpy as np

from underheaven.day.expression import visible_dissent
from underheaven.draws.compiled import compiled_entry, compiled_part, integer
from underheaven.engine.acquaintances import post_letters
from underheaven.engine.desk import (
    CELL,
    CELL_ADULTS,
    CELL_DISSENTERS,
    CELL_MEMBERS,
    CELL_SHOWN,
    CELL_SUMS,
    CHANGED,
    EXPIRIES,
    HIDERS,
    LETTERS,
    LETTERS_TOGETHER,
    MAIL,
    ROOM_FOR_HIDERS,
    ROOM_FOR_MAIL,
    ROOM_FOR_ROWS,
    ROWS,
    Desk,
)
from underheaven.engine.inbox import open_mail
from underheaven.engine.plugins import after_inbox, after_weekly
from underheaven.engine.state import State
from underheaven.engine.street import candidates_of_day
from underheaven.engine.tally import MEASURES
from underheaven.engine.week import WEEK, live_through_week
from underheaven.scenario.compile import Tables


@compiled_part
def weekly_pass(tables: Tables, desk: Desk, cell: int, district: int, day: int) -> None:
    """Every adult of the cell lives through a week; the cell's sums are renewed."""
    for row in range(CELL_SUMS):
        desk.news[row] = desk.sums[row]
    desk.sums[CELL_DISSENTERS], desk.sums[CELL_SHOWN], desk.sums[CELL_ADULTS], desk.sums[CELL_MEMBERS] = 0, 0, 0, 0
    members = max(1, integer(desk.news[CELL_ADULTS]))
    visible = visible_dissent(integer(desk.news[CELL_DISSENTERS]), members, tables.censorship.strength)
    live_through_week(tables, desk, cell, district, day, visible)
    for row in range(CELL_SUMS):
        if row != CELL_DISSENTERS and row != CELL_SHOWN and row != CELL_ADULTS and row != CELL_MEMBERS:
            desk.sums[row] -= desk.news[row]


@compiled_part
def live_cell(tables: Tables, desk: Desk, cell: int, district: int, day: int, mails: np.ndarray, first: int, last: int) -> None:
    """The day of the cell on the desk, in the order of ``day/schedule.py``."""
    open_mail(tables, desk, cell, district, day, mails, first, last)
    after_inbox(tables, desk, cell, district, day)
    for slot in range(CELL):
        desk.mind_before[slot] = desk.mind[slot]
    candidates_of_day(tables, desk, cell, district, day)
    if (day + cell) % WEEK == 0:
        weekly_pass(tables, desk, cell, district, day)
        after_weekly(tables, desk, cell, district, day)


@compiled_part
def lay_out(desk: Desk, state: State, cell: int, people: int) -> None:
    """Lay a cell's words on the desk. One loop a word: each then becomes vector code."""
    first = cell << 8
    for slot in range(people):
        desk.ledger[slot] = state.ledger[first + slot]
    for slot in range(people):
        desk.mind[slot] = integer(state.mind[first + slot])
    for slot in range(people):
        desk.life[slot] = integer(state.life[first + slot])
    if state.plugins.size > 0:
        for slot in range(people):
            desk.plugins[slot] = integer(state.plugins[first + slot])
    for word in range(4):
        desk.denied[word] = state.denied[(cell << 2) + word]
    for row in range(CELL_SUMS):
        desk.sums[row] = state.cells[cell, row]


@compiled_part
def put_back(desk: Desk, state: State, cell: int, people: int, everybody: bool) -> None:
    """Put a cell's words back: everybody's after the weekly pass, else only those that changed."""
    first = cell << 8
    if everybody:
        for slot in range(people):
            state.ledger[first + slot] = desk.ledger[slot]
        for slot in range(people):
            state.mind[first + slot] = desk.mind[slot]
        for slot in range(people):
            state.life[first + slot] = desk.life[slot]
        for word in range(4):
            state.denied[(cell << 2) + word] = desk.denied[word]
    else:
        for j in range(desk.cursor[CHANGED]):
            slot = integer(desk.changed[j])
            state.ledger[first + slot] = desk.ledger[slot]
            state.mind[first + slot] = desk.mind[slot]
            state.life[first + slot] = desk.life[slot]
    if state.plugins.size > 0:
        for slot in range(people):
            state.plugins[first + slot] = desk.plugins[slot]
    for row in range(CELL_SUMS):
        state.cells[cell, row] = desk.sums[row]


@compiled_entry
def live_cells(
    tables: Tables, desk: Desk, state: State, first: int, last: int, day: int, mails: np.ndarray, starts: np.ndarray, traced: np.ndarray,
    written: np.ndarray, rows: np.ndarray, expiry_strata: np.ndarray, expiry_districts: np.ndarray, districts: np.ndarray,
    counts: np.ndarray,
) -> int:  # fmt: skip
    """Live ``day`` in cells ``first … last − 1``; returns the first cell not lived for want of room, ``last`` when all were.

    ``counts``: messages in ``written`` and events in ``rows`` so far. Expiries and district tallies are the worker's own.
    """
    society = tables.society
    horizon = expiry_strata.shape[2] - 1
    for cell in range(first, last):
        if written.size - counts[0] < ROOM_FOR_MAIL or (tables.tracing == 1 and rows.shape[0] - counts[1] < ROOM_FOR_ROWS):
            return cell
        if ROOM_FOR_HIDERS - desk.cursor[HIDERS] < CELL:
            return cell
        district = cell * society.districts // society.cells
        people = min(256, society.citizens - (cell << 8))
        lay_out(desk, state, cell, people)
        if tables.tracing == 1:
            for word in range(4):
                desk.traced[word] = traced[(cell << 2) + word]
        live_cell(tables, desk, cell, district, day, mails, integer(starts[cell]), integer(starts[cell + 1]))
        leaving = cell + 1 == last or (cell + 1) * society.districts // society.cells != district
        if leaving or desk.cursor[LETTERS] >= LETTERS_TOGETHER:
            post_letters(tables, desk, district)
        put_back(desk, state, cell, people, (day + cell) % WEEK == 0)
        for j in range(desk.cursor[MAIL]):
            written[counts[0] + j] = desk.mails[j]
        counts[0] += desk.cursor[MAIL]
        for j in range(desk.cursor[ROWS]):
            for column in range(10):
                rows[counts[1] + j, column] = desk.rows[j, column]
        counts[1] += desk.cursor[ROWS]
        for j in range(desk.cursor[EXPIRIES]):
            lapse, amount = min(desk.expiries[j, 2], horizon), desk.expiries[j, 3]
            expiry_strata[desk.expiries[j, 0], desk.expiries[j, 1], lapse] += amount
            expiry_districts[district, desk.expiries[j, 1], lapse] += amount
        desk.cursor[MAIL], desk.cursor[ROWS], desk.cursor[EXPIRIES], desk.cursor[CHANGED] = 0, 0, 0, 0
        for measure in range(MEASURES):
            districts[district, measure] += desk.district[measure]
            desk.district[measure] = 0
    return last
