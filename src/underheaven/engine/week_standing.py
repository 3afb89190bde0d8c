"""How the week finds the adults of a cell: in the scheme or outside, grade, list, sanction domains in force, file and credit line."""

from underheaven.day.credit import credit_line
from underheaven.day.financial_record import false_file, has_file, recorded
from underheaven.day.sanctions import in_force
from underheaven.day.shaming import is_shown
from underheaven.day.standing import grade_of
from underheaven.day.vocabulary import Domain, Grade, Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.engine.batch import FATE
from underheaven.engine.columns import who_is
from underheaven.engine.desk import (
    APPEAL,
    CAUSE,
    CELL_SHOWN,
    DEAR,
    DOMAINS,
    ELIGIBLE,
    FILED,
    FOREIGN,
    GRADE,
    INNOCENT,
    KNOWS,
    LEDGER_WAS,
    LINE,
    PAID,
    PICKED,
    REACHED,
    RECORDED,
    SCHEME,
    SCORE,
    SLOT,
    UNBANKED,
    UNTIL,
    WRONGFUL,
    Desk,
    count,
)
from underheaven.engine.membership import OUTSIDE, all_alike, by_national_list, exempted, on_local_scale, takes_part
from underheaven.engine.remedies import sanctions_of_week
from underheaven.engine.state import appeal_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables

_SPEECH, _LOANS, _GRADES = int(Kind.CRITICAL_SPEECH), int(Domain.LOANS), len(Grade)
_FALSE_FILES = int(Measure.FALSE_FILES)


@compiled_part
def take_part(tables: Tables, desk: Desk, cell: int, district: int, adults: int) -> None:
    """Who is in the scheme, and for whom critical speech counts; asked of each only where it is a choice or a sample is exempt."""
    column, first, level = desk.columns, cell << 8, integer(tables.exposed[district])
    everybody = int(level > 0)
    for j in range(adults):
        column[SCHEME, j] = everybody
    if not all_alike(tables, level):
        for j in range(adults):
            column[SCHEME, j] = int(takes_part(tables, first + integer(column[SLOT, j]), level))
    nation = int(by_national_list(tables, _SPEECH))
    for j in range(adults):
        column[REACHED, j] = column[SCHEME, j] | nation
    if nation == 1 and tables.exposure.exempt_below > 0:
        for j in range(adults):
            column[REACHED, j] = int(not exempted(tables, first + integer(column[SLOT, j])))


@compiled_part
def stand(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """Grade, sanction domains in force, whether perks are due, file and credit line: as the week finds everybody."""
    column = desk.columns
    take_part(tables, desk, cell, district, adults)
    for j in range(adults):
        listed, unbanked = column[UNTIL, j] > day, column[UNBANKED, j] == 1
        grade = grade_of(tables.grades, on_local_scale(tables, integer(column[SCORE, j]), district))
        filed = has_file(tables.financial_record, unbanked, integer(desk.uniforms[FATE + 2, j]))
        column[GRADE, j] = grade if column[SCHEME, j] == 1 else OUTSIDE
        column[APPEAL, j] = 0 if not listed else appeal_of(integer(column[LEDGER_WAS, j]))
        column[ELIGIBLE, j] = 0 if listed else column[KNOWS, j] & column[SCHEME, j]
        column[FILED, j] = int(filed)
        column[RECORDED, j] = int(recorded(filed, unbanked, integer(column[PAID, j]), tables.credit.months_for_line))
        column[DOMAINS, j] = 0
        column[FOREIGN, j] = 0
        column[INNOCENT, j] = 0
        column[DEAR, j] = 0
    bear_standing(tables, desk, cell, district, day, adults)
    for j in range(adults):
        barred = in_force(integer(column[DOMAINS, j]), _LOANS)
        column[LINE, j] = credit_line(tables.credit, column[RECORDED, j] == 1, integer(column[PAID, j]), barred)


@compiled_part
def bear_standing(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """Domains in force, and false files, of those who are or were on a list or whose grade alone has consequences."""
    column, sanctioned_below = desk.columns, 0
    for grade in range(_GRADES):
        sanctioned_below = grade + 1 if integer(tables.sanctions.by_grade[grade]) != 0 else sanctioned_below
    number = 0
    for j in range(adults):
        column[PICKED, number] = j
        number += int((column[UNTIL, j] > 0) | (column[GRADE, j] < sanctioned_below))
    shown = 0
    for place in range(number):
        j = integer(column[PICKED, place])
        who, ledger = who_is(desk, j, cell, district, day), integer(column[LEDGER_WAS, j])
        domains, foreign, innocent = sanctions_of_week(tables, desk, who, ledger, integer(column[GRADE, j]))
        column[DOMAINS, j] = domains
        column[FOREIGN, j] = foreign
        column[INNOCENT, j] = innocent
        context = integer(tables.cause_context[column[CAUSE, j]])
        if false_file(tables.financial_record, column[UNTIL, j] > day, integer(column[WRONGFUL, j]), context):
            count(desk, who, _FALSE_FILES, 1)
            column[DEAR, j] = 1
        shown += int(is_shown(domains, tables.shaming))
    desk.sums[CELL_SHOWN] += shown
