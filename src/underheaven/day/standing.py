"""Standing: who is exposed, the grade that follows from the score, and the black list with its truth (S11, S14, S15).

``until' = max(until, t + 1 + L)``: a record of day t lists for the L days t+1 … t+L; listed on day d iff ``until > d``. A list key is
``L·16 + cause`` (message: MAX over all records, and over the true ones). State: until, cause, wrongful.
Closed forms (T-LST1..3): P(listed) = 1 - (1 - λ)^L with extension, λL/(1 + λL) without; overlapping listings number λL.
Signs: longer or more triggers, more listed; without false records nobody is listed wrongly.
"""

from typing import Literal, NamedTuple

from underheaven.day.envelope import offset, slot
from underheaven.day.ledger import Score
from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import Context
from underheaven.draws.compiled import compiled
from underheaven.values import Days, Factor, Money, Probability, Share, assumed, derived, exact, fixed, threshold

GRADE_D_CAUSE = 15
LAST_DAY = 8191
_FINANCE = int(Context.FINANCE)
_COMPLIANCE_FROM, _COMPLIANCE_TOP = 0.80, "0.028"
_NEVER = 1 << 20


class Exposure(Mechanism):
    """Whom the regime scores."""

    scope: Literal["nobody", "pilots", "everybody"] = "everybody"
    """Adults in the scheme; where the pilots are, and who takes part in them, is said under ``rollout``."""
    national_lists: bool = True
    """Whether the national lists (courts, tax office, carriers) reach everybody, in the scheme or not."""
    exempt: Share = derived(0, "0", "nobody, until a study asks what the regime does to those whom no record reaches")
    """Share of people, by a keyed draw, who are in no scheme and on no list, and know it."""


class ExposureTable(NamedTuple):
    """Who is reached."""

    everybody: int
    pilots: int
    national_lists: int
    exempt_below: int
    """32 bits: whose lasting draw lies below is exempt."""


def exposure_table(exposure: Exposure) -> ExposureTable:
    """Compile; exposure that is off reaches nobody."""
    return ExposureTable(
        int(exposure.on and exposure.scope == "everybody"),
        int(exposure.on and exposure.scope == "pilots"),
        int(exposure.on and exposure.national_lists),
        threshold(exposure.exempt.value),
    )


@compiled
def exposed(table: ExposureTable, adult: bool, in_pilot: bool) -> bool:
    """Whether this citizen's score counts; ``in_pilot``: a resident who takes part, while there are pilots."""
    return adult and (table.everybody == 1 or (table.pilots == 1 and in_pilot))


@compiled
def list_reaches(table: ExposureTable, is_exposed: bool, national: bool) -> bool:
    """Whether a record of a kind (on a national list or not) can list this citizen."""
    return is_exposed or (national and table.national_lists == 1)


class Grades(Mechanism):
    """Grades from the score. Off: everybody has grade B, to which nothing is attached."""

    aaa: Score = assumed(1050, low=1030, high=1200, why="Rongcheng, recalled (FACTS 2-02; the first cut-off corroborated)")
    """Lowest score of grade AAA."""
    aa: Score = assumed(1030, low=1000, high=1050, why="Rongcheng, recalled (FACTS 2-02)")
    """Lowest score of grade AA."""
    a: Score = assumed(960, low=900, high=1000, why="Rongcheng, recalled (FACTS 2-02)")
    """Lowest score of grade A."""
    b: Score = assumed(850, low=750, high=950, why="Rongcheng, recalled (FACTS 2-02)")
    """Lowest score of grade B."""
    c: Score = assumed(600, low=400, high=800, why="Rongcheng, recalled (FACTS 2-02)")
    """Lowest score of grade C; below lies D."""
    list_days_of_d: Days = assumed(365, why="a year, renewed only on a day with a record; no published term")
    """List days that follow from grade D."""


class GradesTable(NamedTuple):
    """Cut-offs in quarter points."""

    c: int
    b: int
    a: int
    aa: int
    aaa: int
    list_days_of_d: int


def grades_table(grades: Grades) -> GradesTable:
    """Compile.

    Raises:
        ValueError: if the cut-offs do not ascend.
    """
    if not grades.on:
        return GradesTable(-_NEVER, -_NEVER, _NEVER, _NEVER, _NEVER, 0)
    cut_offs = [level.quarters for level in (grades.c, grades.b, grades.a, grades.aa, grades.aaa)]
    if cut_offs != sorted(cut_offs):
        raise ValueError(f"grades: cut-offs must ascend from c to aaa; got {', '.join(f'{level / 4:g}' for level in cut_offs)}")
    c, b, a, aa, aaa = cut_offs
    return GradesTable(c, b, a, aa, aaa, grades.list_days_of_d.integer)


@compiled
def grade_of(table: GradesTable, score: int) -> int:
    """Grade 0 D … 5 AAA of a score in quarter points."""
    return int(score >= table.c) + int(score >= table.b) + int(score >= table.a) + int(score >= table.aa) + int(score >= table.aaa)


@compiled
def grade_d_keys(table: GradesTable, score: int, false_part: int, key_all: int, key_true: int) -> tuple[int, int]:
    """List keys of a day with a record, with grade D added; to the true key only if the score without false records is D as well."""
    key = table.list_days_of_d << 4 | 15
    if table.list_days_of_d > 0 and score < table.c:
        key_all = max(key_all, key)
        if score - false_part < table.c:
            key_true = max(key_true, key)
    return key_all, key_true


class Lists(Mechanism):
    """How the black list works. Off: nobody is ever listed."""

    extension: bool = True
    """Whether a trigger during a listing extends it."""
    days_factor: Factor = assumed(1, low=0.25, high=4, why="scales every term at once")
    """Factor on all list days."""
    compliance: Probability = assumed(
        0.007, low=0.003, high=0.028, why="fitted by order of magnitude to 3.51 M cumulative exits (FACTS 1-09)"
    )
    """Chance in a week that a listed debtor with money decides about paying."""
    compliance_payment: Money = derived(640, "the harm of a default")
    """Paid at most to get off the list; the lenders' pool receives it."""
    administration: Money = assumed(16, why="a quarter of a median day's income; no published cost")
    """Cost to the purse of one entry."""


class ListsTable(NamedTuple):
    """Integers of the list."""

    extension: int
    days_factor: int
    """Q8; 0 when the list is off."""
    compliance_from: int
    compliance_to: int
    """Interval in group W6, 32 bits of a week."""
    compliance_payment: int
    """Currency units."""
    administration: int
    """Currency units."""
    longest: int
    """No record lists for more days."""


def lists_table(lists: Lists, longest: int = LAST_DAY) -> ListsTable:
    """Compile; a list that is off has no days. ``longest``: most days that one record may list for."""
    start = offset(_COMPLIANCE_FROM)
    length = slot(lists.compliance.value, exact(_COMPLIANCE_TOP), "lists.compliance") if lists.on else 0
    payment = round(lists.compliance_payment.value)
    return ListsTable(
        int(lists.extension),
        fixed(lists.days_factor.value) if lists.on else 0,
        start,
        start + length,
        payment,
        round(lists.administration.value),
        longest,
    )


@compiled
def list_days(table: ListsTable, key: int) -> int:
    """Days in force of a list key."""
    return min(((key >> 4) * table.days_factor) >> 8, table.longest)


@compiled
def update_listing(
    table: ListsTable, until: int, cause: int, wrongful: int, day: int, key_all: int, key_true: int
) -> tuple[int, int, int, bool, int]:
    """The list after the records of ``day``: (until, cause, wrongful, entered, wrongful days added).

    ``key_all``, ``key_true``: largest list key over all and over true records, 0 = none. An entry is wrongful iff no true record would have
    caused it; a true trigger clears the mark; a false one on a rightful listing does not set it, but the days it adds count as wrongful.
    The cause changes when the end moves.
    """
    length, true_length = list_days(table, key_all), list_days(table, key_true)
    if length == 0:
        return until, cause, wrongful, False, 0
    listed = until > day
    end = until
    if table.extension == 1 or not listed:
        end = max(until, min(LAST_DAY, day + 1 + length))
    rightful_end = max(until, min(LAST_DAY, day + 1 + true_length))
    if true_length > 0:
        wrongful = 0
    elif not listed:
        wrongful = 1
    if end > until:
        cause = key_all & 15
    return end, cause, wrongful, not listed, max(0, end - rightful_end)


@compiled
def leave_list(until: int, wrongful: int, day: int) -> tuple[int, int]:
    """An early exit on ``day``, the last day served: (new until, wrongful days taken back because they are not served)."""
    end = min(until, day + 1)
    return end, (until - end if wrongful == 1 else 0)


@compiled
def decides_on_payment(table: ListsTable, context: int, buffer: int, uniform: int) -> bool:
    """Whether a listed citizen faces the choice to pay this week (group W6): a cause of finance, and money to pay with."""
    return context == _FINANCE and buffer > 0 and table.compliance_from <= uniform < table.compliance_to


@compiled
def compliance_payment(buffer: int, price: int) -> int:
    """What is paid to the lenders' pool to get off the list, in fine units: the price, or all there is."""
    return max(0, min(buffer, price))
