"""Sanctions: in which of twelve fields of life a listing or a grade bites (S02, S03, S15).

``mask = related[cause] if listed, or by grade C, D``; joint punishment makes every cause related to every domain. Relatedness is a visible
0/1 matrix of cause context × domain. No state of its own. Each domain has its own switch and its own detriment (T-SAN1..12): switching it
off removes that detriment and no other. Sign: a wider mask, more refusals. Strict relatedness leaves nothing across contexts.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import DOMAIN_CONTEXT, DOMAINS, KIND_CONTEXT, KINDS, Context, Domain, Grade
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Money, Parameters, Trust, assumed

ContextName = Literal["traffic", "civic", "leisure", "speech", "politics", "finance", "travel", "family", "employment", "housing"]
DomainName = Literal[
    "air_travel", "fast_rail", "deposits", "loans", "hiring", "promotion",
    "schooling", "internet", "billboard", "dial_tone", "dating", "premium_goods",
]  # fmt: skip

_CAUSES = 16
_NO_LIMIT = (DOMAINS, DOMAINS, DOMAINS, DOMAINS)
_HARM_CLASSES = (0, 64, 512)
_DAILY = (Domain.INTERNET, Domain.PREMIUM_GOODS)
_SCHOOLING = int(Domain.SCHOOLING)
_LENIENT = {
    Context.FINANCE: (Domain.DEPOSITS, Domain.LOANS, Domain.PREMIUM_GOODS),
    Context.TRAVEL: (Domain.AIR_TRAVEL, Domain.FAST_RAIL),
    Context.EMPLOYMENT: (Domain.HIRING, Domain.PROMOTION),
    Context.HOUSING: (Domain.DEPOSITS,),
    Context.CIVIC: (Domain.BILLBOARD, Domain.DIAL_TONE),
}


class DomainSwitches(Parameters):
    """Each domain can be turned off by itself."""

    air_travel: bool = True
    """Flights."""
    fast_rail: bool = True
    """Fast trains."""
    deposits: bool = True
    """Deposits and rentals."""
    loans: bool = True
    """Interest and credit line."""
    hiring: bool = True
    """Hiring and public posts."""
    promotion: bool = True
    """Promotion."""
    schooling: bool = True
    """Schooling of the household's children."""
    internet: bool = True
    """Speed and reach on the internet."""
    billboard: bool = True
    """Shaming on billboards."""
    dial_tone: bool = True
    """The dial tone that warns callers."""
    dating: bool = True
    """Visibility to possible partners."""
    premium_goods: bool = True
    """The spending cap."""


class Detriments(Parameters):
    """What a sanction costs the person, where no other book shows it (interest and lost wages are in the economy's)."""

    air_travel: Money = assumed(96, why="a day and a half lost on slow trains")
    """Per refused flight."""
    fast_rail: Money = assumed(32, why="half a day lost on slow trains")
    """Per refused trip."""
    deposits: Money = assumed(4, why="time lost on a deposit")
    """Per deposit that would have been waived."""
    schooling: Money = assumed(16, why="a lesser school for a child")
    """Per day with a child barred."""
    internet: Money = assumed(1, why="slower connection")
    """Per day."""
    billboard: Money = assumed(8, why="shame on display")
    """Per showing."""
    premium_goods: Money = assumed(2, why="forgone goods")
    """Per day."""


class Sanctions(Mechanism):
    """Which sanctions follow from which cause. Off: none."""

    relatedness: Literal["strict", "lenient"] | dict[ContextName, tuple[DomainName, ...]] = "strict"
    """Domains related to a cause: ``strict`` = the same context, ``lenient`` = a few more, or a list of domains by context."""
    joint: bool = True
    """Joint punishment: a listing for any cause bites in every domain."""
    domains: DomainSwitches = DomainSwitches()
    """Domains in use."""
    grade_c: tuple[DomainName, ...] = ("deposits", "loans")
    """Domains that follow from grade C alone."""
    grade_d: tuple[DomainName, ...] = ("deposits", "loans", "promotion", "premium_goods")
    """Domains that follow from grade D alone."""
    detriments: Detriments = Detriments()
    """What sanctions cost the person."""
    fear_of_refusal: Trust = assumed(2, why="no published change")
    """Added to the fear of a citizen whose flight is refused."""


class Causes(NamedTuple):
    """The compiled (context, harm class) pairs; a listing stores the index of its pair. Index 15 is grade D."""

    context: tuple[int, ...]
    """[16] context of each cause."""
    harm_class: tuple[int, ...]
    """[16] harm class 0..3 of each cause."""
    of_kind: tuple[int, ...]
    """[16] cause of each kind."""


def harm_class(harm: float) -> int:
    """0 none, 1 below 64, 2 below 512, 3 from 512 currency units; help counts as none."""
    return 0 if harm <= 0 else sum(harm >= limit for limit in _HARM_CLASSES)


def causes(harms: Sequence[float], contexts: Sequence[int] = KIND_CONTEXT) -> Causes:
    """Pairs of all kinds of conduct, whether or not a rulebook lists them: so an index keeps its meaning when the rulebook changes.

    Fifteen kinds give at most fifteen pairs, so the index always fits four bits.
    """
    pairs = [(int(contexts[kind]), harm_class(harms[kind])) for kind in range(KINDS - 1)]
    distinct = sorted(set(pairs))
    unused = _CAUSES - 1 - len(distinct)
    rows = [*distinct, *[(int(Context.CIVIC), 0)] * unused, (int(contexts[KINDS - 1]), 0)]
    of_kind = (*(distinct.index(pair) for pair in pairs), _CAUSES - 1)
    return Causes(tuple(context for context, _ in rows), tuple(harm for _, harm in rows), of_kind)


def mask_of(domains: Sequence[DomainName] | Sequence[Domain]) -> int:
    """Twelve-bit mask of some domains."""
    return sum({1 << (Domain[domain.upper()] if isinstance(domain, str) else domain) for domain in domains})


def related_mask(relatedness: str | dict[ContextName, tuple[DomainName, ...]], context: int) -> int:
    """Domains related to a cause's context under a preset or an explicit matrix."""
    if isinstance(relatedness, dict):
        return mask_of(next((domains for name, domains in relatedness.items() if Context[name.upper()] == context), ()))
    strict = mask_of([domain for domain in Domain if DOMAIN_CONTEXT[domain] == context])
    return strict | mask_of(_LENIENT.get(Context(context), ())) if relatedness == "lenient" else strict


class SanctionsTable(NamedTuple):
    """Masks of twelve domain bits, and detriments."""

    by_cause: np.ndarray
    """int64 [16]: domains that follow from a listing, by cause."""
    by_grade: np.ndarray
    """int64 [6]: domains that follow from the grade alone."""
    strict: np.ndarray
    """int64 [16]: domains strictly related to the cause, in force or not."""
    lenient: np.ndarray
    """int64 [16]: domains leniently related to the cause, in force or not."""
    detriment: np.ndarray
    """int64 [12]: currency units per event or day."""
    daily: int
    """Mask of the domains whose detriment is daily."""
    fear_of_refusal: int


def first_domains(mask: int, most: int) -> int:
    """The first ``most`` domains of a mask."""
    kept = [domain for domain in range(DOMAINS) if mask >> domain & 1]
    return sum(1 << domain for domain in kept[:most])


def sanctions_table(sanctions: Sanctions, pairs: Causes, most: tuple[int, int, int, int] = _NO_LIMIT) -> SanctionsTable:
    """Compile; sanctions that are off have empty masks. ``most``: domains of a listing by the harm class of its cause."""
    enabled = mask_of([domain for domain in Domain if getattr(sanctions.domains, domain.name.lower())]) if sanctions.on else 0
    related = [(1 << DOMAINS) - 1 if sanctions.joint else related_mask(sanctions.relatedness, context) for context in pairs.context]
    by_grade = np.zeros(len(Grade), np.int64)
    by_grade[Grade.C], by_grade[Grade.D] = mask_of(sanctions.grade_c) & enabled, mask_of(sanctions.grade_d) & enabled
    costs = [getattr(sanctions.detriments, domain.name.lower(), None) for domain in Domain]
    return SanctionsTable(
        by_cause=np.array([first_domains(m & enabled, most[harm]) for m, harm in zip(related, pairs.harm_class, strict=True)], np.int64),
        by_grade=by_grade,
        strict=np.array([related_mask("strict", context) for context in pairs.context], np.int64),
        lenient=np.array([related_mask("lenient", context) for context in pairs.context], np.int64),
        detriment=np.array([round(cost.value) if cost else 0 for cost in costs], np.int64),
        daily=mask_of(_DAILY),
        fear_of_refusal=round(sanctions.fear_of_refusal.value),
    )


def domains_of_kinds(table: SanctionsTable, pairs: Causes) -> tuple[int, ...]:
    """[16] number of domains that a listing for each kind brings."""
    return tuple(int(table.by_cause[cause]).bit_count() for cause in pairs.of_kind)


@compiled
def domains_in_force(table: SanctionsTable, listed: bool, cause: int, grade: int) -> int:
    """Twelve-bit mask of the domains in force for a citizen."""
    mask = integer(table.by_grade[grade])
    return mask | integer(table.by_cause[cause]) if listed else mask


@compiled
def in_force(domains: int, domain: int) -> bool:
    """Whether one domain is in force."""
    return (domains >> domain) & 1 == 1


@compiled
def unrelated(table: SanctionsTable, domains: int, listed: bool, cause: int) -> int:
    """Domains in force that have nothing to do with the cause, strictly; without a listing (grade alone) all of them."""
    return domains & ~integer(table.strict[cause]) if listed else domains


@compiled
def weekly_detriment(table: SanctionsTable, domains: int, child_in_household: bool) -> int:
    """Currency units that seven days in these domains cost beyond single events."""
    counted = domains & (table.daily | (1 << _SCHOOLING if child_in_household else 0))
    total = 0
    for domain in range(12):
        if (counted >> domain) & 1 == 1:
            total += 7 * integer(table.detriment[domain])
    return total
