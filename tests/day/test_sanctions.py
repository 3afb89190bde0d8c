"""Sanctions, one function at a time (T-SAN1..12): each domain's switch moves its own detriment."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.day.sanctions import (
    ContextName,
    DomainName,
    DomainSwitches,
    Sanctions,
    causes,
    domains_in_force,
    domains_of_kinds,
    harm_class,
    in_force,
    mask_of,
    related_mask,
    sanctions_table,
    unrelated,
    weekly_detriment,
)
from underheaven.day.vocabulary import DOMAIN_CONTEXT, Context, Domain, Grade, Kind

HARMS = (1, 1, 0, 0, 0, 0, 16, 640, 640, 32, -16, -4, 0, 0, 0, 0)
PAIRS = causes(HARMS)
TABLE = sanctions_table(Sanctions(), PAIRS)
STRICT = sanctions_table(Sanctions(joint=False), PAIRS)
LENIENT = sanctions_table(Sanctions(joint=False, relatedness="lenient"), PAIRS)


def test_names_are_the_vocabulary() -> None:
    assert list(get_args(DomainName)) == list(DomainSwitches.model_fields) == [domain.name.lower() for domain in Domain]
    assert list(get_args(ContextName)) == [context.name.lower() for context in Context]


def test_causes_are_pairs_of_context_and_harm_class() -> None:
    assert [harm_class(harm) for harm in (-4, 0, 1, 63, 64, 511, 512, 9000)] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert PAIRS.of_kind[Kind.DEFAULT] == PAIRS.of_kind[Kind.TAX_EVASION] != PAIRS.of_kind[Kind.LATE_BILL]
    assert PAIRS.of_kind[Kind.GRADE_D] == 15
    for kind in Kind:
        cause = PAIRS.of_kind[kind]
        assert PAIRS.harm_class[cause] == harm_class(HARMS[kind])
    assert PAIRS.context[PAIRS.of_kind[Kind.FARE_EVASION]] == Context.TRAVEL
    assert len(PAIRS.context) == len(PAIRS.harm_class) == 16


def test_joint_punishment_bites_everywhere_strict_only_in_its_context() -> None:
    for cause in range(16):
        assert domains_in_force(TABLE, True, cause, Grade.A) == 0xFFF
        assert domains_in_force(TABLE, False, cause, Grade.A) == 0
    fare = PAIRS.of_kind[Kind.FARE_EVASION]
    assert domains_in_force(STRICT, True, fare, Grade.A) == mask_of(["air_travel", "fast_rail"])
    assert unrelated(STRICT, domains_in_force(STRICT, True, fare, Grade.A), True, fare) == 0
    assert unrelated(TABLE, 0xFFF, True, fare) == 0xFFF & ~mask_of(["air_travel", "fast_rail"])
    assert unrelated(TABLE, mask_of(["loans"]), False, fare) == mask_of(["loans"])


def test_lenient_adds_to_strict() -> None:
    default = PAIRS.of_kind[Kind.DEFAULT]
    assert STRICT.by_cause[default] == mask_of(["loans"])
    assert LENIENT.by_cause[default] == mask_of(["deposits", "loans", "premium_goods"])
    assert LENIENT.by_cause[PAIRS.of_kind[Kind.UNLEASHED_DOG]] == mask_of(["billboard", "dial_tone"])
    assert all(strict & ~lenient == 0 for strict, lenient in zip(STRICT.by_cause, LENIENT.by_cause, strict=True))


def test_an_explicit_matrix() -> None:
    matrix = Sanctions.model_validate({"joint": False, "relatedness": {"finance": ["loans", "air_travel"]}})
    table = sanctions_table(matrix, PAIRS)
    assert table.by_cause[PAIRS.of_kind[Kind.DEFAULT]] == mask_of(["air_travel", "loans"])
    assert table.by_cause[PAIRS.of_kind[Kind.PROTEST]] == 0


@pytest.mark.parametrize("domain", list(Domain))
def test_each_switch_removes_its_own_domain_and_no_other(domain: Domain) -> None:
    table = sanctions_table(Sanctions.model_validate({"domains": {domain.name.lower(): "off"}}), PAIRS)
    mask = domains_in_force(table, True, 0, Grade.D)
    assert mask == 0xFFF & ~(1 << domain)
    assert in_force(0xFFF, domain)
    assert not in_force(mask, domain)
    lost = weekly_detriment(TABLE, 0xFFF, True) - weekly_detriment(table, mask, True)
    assert lost == {Domain.SCHOOLING: 112, Domain.INTERNET: 7, Domain.PREMIUM_GOODS: 14}.get(domain, 0)


def test_grades_alone() -> None:
    assert domains_in_force(TABLE, False, 0, Grade.C) == mask_of(["deposits", "loans"])
    assert domains_in_force(TABLE, False, 0, Grade.D) == mask_of(["deposits", "loans", "promotion", "premium_goods"])
    assert all(domains_in_force(TABLE, False, 0, grade) == 0 for grade in (Grade.B, Grade.A, Grade.AA, Grade.AAA))


@given(st.integers(0, 15), st.sampled_from(list(Grade)), st.booleans())
@settings(deadline=None, derandomize=True)
def test_a_listing_only_adds(cause: int, grade: Grade, joint: bool) -> None:
    table = TABLE if joint else STRICT
    free, listed = domains_in_force(table, False, cause, grade), domains_in_force(table, True, cause, grade)
    assert free & ~listed == 0
    assert weekly_detriment(table, free, True) <= weekly_detriment(table, listed, True)
    assert weekly_detriment(table, listed, False) <= weekly_detriment(table, listed, True)


def test_detriments() -> None:
    assert TABLE.detriment.tolist() == [96, 32, 4, 0, 0, 0, 16, 1, 8, 0, 0, 2]
    assert weekly_detriment(TABLE, 0xFFF, False) == 21


def test_presets_follow_contexts() -> None:
    for context in Context:
        assert related_mask("strict", context) == sum(1 << domain for domain in Domain if DOMAIN_CONTEXT[domain] == context)


def test_number_of_domains_per_kind() -> None:
    assert domains_of_kinds(TABLE, PAIRS) == (12,) * 16
    assert domains_of_kinds(STRICT, PAIRS)[Kind.FARE_EVASION] == 2


def test_off_is_empty() -> None:
    table = sanctions_table(Sanctions.model_validate("off"), PAIRS)
    assert not table.by_cause.any()
    assert not table.by_grade.any()


def test_fifteen_distinct_pairs_fit() -> None:
    harms = (*((0, 1, 64, 512)[kind % 4] for kind in range(15)), 0)
    pairs = causes(harms, (*(kind // 4 for kind in range(15)), Context.CIVIC))
    assert sorted(pairs.of_kind) == list(range(16))
