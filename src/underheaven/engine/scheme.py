"""The commercial scheme in one adult's week: score, boast, meeting, visa, and every fourth week whether to be a member (S12).

What happens this week follows from membership, savings and paid months as the week began.
"""

from underheaven.day.commercial import (
    boasts,
    decides_about_scheme,
    easier_visa,
    next_commercial_score,
    opts_in,
    waives_deposit,
)
from underheaven.day.sanctions import in_force
from underheaven.day.sharing import capped
from underheaven.day.ties import ties_alive
from underheaven.day.travel import DATING, matched, trip_refused
from underheaven.day.vocabulary import Domain
from underheaven.draws.compiled import compiled_part, integer
from underheaven.engine.batch import PERSON, SCHEME, words_of
from underheaven.engine.columns import who_is
from underheaven.engine.desk import (
    BOASTED,
    CELL_ADULTS,
    CELL_MEMBERS,
    COMMERCIAL,
    DOMAINS,
    FLAGGED,
    LEDGER_WAS,
    LIFE_WAS,
    MEMBER,
    MIND_WAS,
    OUTING,
    SLOT,
    Desk,
    Who,
    count,
)
from underheaven.engine.state import buffer_steps_of, commercial_of, opted_in_of, paid_of, ties_of, until_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.people import Trait, single_of, trait

_CONFORMITY, _DIGITAL, _PRIVACY = int(Trait.CONFORMITY), int(Trait.DIGITAL), int(Trait.PRIVACY)
_MATCHES, _VISAS, _BOASTS, _DEPOSIT_FREE = int(Measure.MATCHES), int(Measure.VISAS), int(Measure.BOASTS), int(Measure.DEPOSIT_FREE)
_DATING_DOMAIN = int(Domain.DATING)
_UNSCORED = 32
"""Commercial score, of 63, that a profile without a score is taken for."""
_WEEK = 7


@compiled_part
def spared_deposit(tables: Tables, ledger: int, mind: int, day: int) -> bool:
    """Whether the commercial score of this citizen waives a deposit today."""
    score = capped(tables.sharing, commercial_of(ledger), until_of(ledger) > day)
    return waives_deposit(tables.commercial, opted_in_of(mind) == 1, score)


@compiled_part
def renew_scores(tables: Tables, desk: Desk, day: int, adults: int) -> None:
    """The week's commercial scores, and who is a member so far; nobody while the scheme is not open."""
    column, table = desk.columns, tables.commercial
    for j in range(adults):
        ledger, mind, life = integer(column[LEDGER_WAS, j]), integer(column[MIND_WAS, j]), integer(column[LIFE_WAS, j])
        ties, buffer, digital = ties_alive(ties_of(life)), buffer_steps_of(ledger) << 3, trait(words_of(desk, PERSON, j), _DIGITAL)
        rounding = integer(desk.uniforms[SCHEME, j])
        score, flagged = commercial_of(ledger), column[FLAGGED, j] == 1
        renewed = next_commercial_score(table, score, digital, flagged, ties, paid_of(mind), buffer, rounding)
        renewed = capped(tables.sharing, renewed, until_of(ledger) > day)
        column[MEMBER, j] = opted_in_of(mind) * table.open
        column[BOASTED, j] = 0
        column[COMMERCIAL, j] = renewed if column[MEMBER, j] == 1 else score


@compiled_part
def use_score(tables: Tables, desk: Desk, j: int, who: Who, occasion: int, wanted: int) -> None:
    """What the score is good for in a week of the j-th adult, a member."""
    column, table, score = desk.columns, tables.commercial, integer(desk.columns[COMMERCIAL, j])
    words, domains = words_of(desk, PERSON, j), integer(column[DOMAINS, j])
    _, mood, meeting, abroad = words_of(desk, SCHEME, j)
    if waives_deposit(table, True, score):
        count(desk, who, _DEPOSIT_FREE, 1)
    if boasts(table, score, trait(words, _CONFORMITY), mood & 255):
        count(desk, who, _BOASTS, 1)
        column[BOASTED, j] = 1
    if occasion == DATING and single_of(tables.society, words):
        linked = table.dating_link == 1
        if matched(tables.travel, score if linked else _UNSCORED, linked and in_force(domains, _DATING_DOMAIN), meeting):
            count(desk, who, _MATCHES, 1)
    if wanted == 1 and not trip_refused(wanted, domains) and easier_visa(table, score, abroad):
        count(desk, who, _VISAS, 1)


@compiled_part
def live_with_scheme(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """The week of the open scheme: who is a member uses the score, and once in four weeks everybody decides whether to be one."""
    column, table, first = desk.columns, tables.commercial, cell << 8
    number = 0
    for j in range(adults):
        desk.touched[number] = j
        number += integer(column[MEMBER, j])
    for place in range(number):
        j = integer(desk.touched[place])
        use_score(tables, desk, j, who_is(desk, j, cell, district, day), integer(column[OUTING, j]) >> 2, integer(column[OUTING, j]) & 3)
    before, grown, counted = integer(desk.news[CELL_MEMBERS]), max(1, integer(desk.news[CELL_ADULTS])), 0
    for j in range(adults):
        decides = decides_about_scheme(first + integer(column[SLOT, j]), (day + cell) // _WEEK)
        chosen = int(opts_in(table, trait(words_of(desk, PERSON, j), _PRIVACY), before, grown))
        column[MEMBER, j] = chosen if decides else column[MEMBER, j]
        counted += column[MEMBER, j] * (1 + column[BOASTED, j])
    desk.sums[CELL_MEMBERS] += counted
