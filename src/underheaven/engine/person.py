"""A citizen's lasting attributes, computed once where they are needed and then handed on."""

from typing import NamedTuple

from underheaven.day.knowledge import aware
from underheaven.draws.compiled import compiled, compiled_inline, integer
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import Who
from underheaven.scenario.compile import Tables
from underheaven.society.households import role
from underheaven.society.people import (
    Words,
    class_of,
    hash32,
    household_words,
    origin_of,
    person_words,
    residence_of,
    sex_of,
    unbanked_of,
)
from underheaven.society.table import SocietyTable

CHILD, ADULT, ELDER = 0, 1, 2
_AWARENESS = int(Purpose.AWARENESS)


class Person(NamedTuple):
    """Who somebody is, whatever happens."""

    id: int
    stratum: int
    social_class: int
    sex: int
    age_band: int
    origin: int
    residence: int
    unbanked: bool
    words: tuple[int, int, int, int]
    """Random words of the person: traits, work, partner."""


@compiled_inline
def person_from_words(society: SocietyTable, citizen: int, age_band: int, household: Words, words: Words) -> Person:
    """All lasting attributes from the random words of the household and of the person."""
    social_class = class_of(society, citizen, household)
    sex = sex_of(society, words)
    origin = origin_of(society, citizen, household)
    residence = residence_of(society, citizen, household)
    stratum = (((social_class * 2 + sex) * 3 + age_band) * 2 + origin) * 3 + residence
    return Person(citizen, stratum, social_class, sex, age_band, origin, residence, unbanked_of(society, social_class, household), words)


@compiled
def person_of(society: SocietyTable, citizen: int) -> Person:
    """All lasting attributes; two blocks of random words."""
    return person_from_words(society, citizen, role(society, citizen), household_words(society, citizen), person_words(society, citizen))


@compiled
def in_context(person: Person, district: int, day: int) -> Who:
    """The person as the book-keeper addresses it."""
    return person.id, person.stratum, district, day


@compiled
def knows_regime(tables: Tables, citizen: int, district: int) -> bool:
    """Whether the citizen is aware of the regime in force in the own district."""
    return aware(hash32(tables.society.seed, _AWARENESS, citizen), integer(tables.knowledge.aware_below[district]))
