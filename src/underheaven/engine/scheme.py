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
from underheaven.engine.desk import (
    CELL_ADULTS,
    CELL_MEMBERS,
    COMMERCIAL,
    DOMAINS,
    FLAGGED,
    LEDGER_WAS,
    LIFE_WAS,
    MEMBER,
    MIND_WAS,
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
def live_with_scheme(tables: Tables, desk: Desk, j: int, who: Who, occasion: int, wanted: int) -> None:
    """A week of the j-th adult with the open scheme: the columns of membership and commercial score."""
    citizen, _, _, day = who
    column = desk.columns
    ledger, mind, life = integer(column[LEDGER_WAS, j]), integer(column[MIND_WAS, j]), integer(column[LIFE_WAS, j])
    table, member, score, boasted = tables.commercial, opted_in_of(mind), commercial_of(ledger), 0
    words, domains = words_of(desk, PERSON, j), integer(column[DOMAINS, j])
    if member == 1:
        rounding, mood, meeting, abroad = words_of(desk, SCHEME, j)
        ties, flagged, buffer = ties_alive(ties_of(life)), column[FLAGGED, j] == 1, buffer_steps_of(ledger) << 3
        score = next_commercial_score(table, score, trait(words, _DIGITAL), flagged, ties, paid_of(mind), buffer, rounding)
        score = capped(tables.sharing, score, until_of(ledger) > day)
        if waives_deposit(table, True, score):
            count(desk, who, _DEPOSIT_FREE, 1)
        if boasts(table, score, trait(words, _CONFORMITY), mood & 255):
            count(desk, who, _BOASTS, 1)
            boasted = 1
        if occasion == DATING and single_of(tables.society, words):
            linked = table.dating_link == 1
            if matched(tables.travel, score if linked else _UNSCORED, linked and in_force(domains, _DATING_DOMAIN), meeting):
                count(desk, who, _MATCHES, 1)
        if wanted == 1 and not trip_refused(wanted, domains) and easier_visa(table, score, abroad):
            count(desk, who, _VISAS, 1)
    if decides_about_scheme(citizen, (day + (citizen >> 8)) // _WEEK):
        adults = max(1, integer(desk.news[CELL_ADULTS]))
        member = int(opts_in(table, trait(words, _PRIVACY), integer(desk.news[CELL_MEMBERS]), adults))
    desk.sums[CELL_MEMBERS] += member * (1 + boasted)
    column[MEMBER, j], column[COMMERCIAL, j] = member, score
