"""What a citizen lives on: class mean times a multiplier of the household. The table of multipliers is made in ``multiplier``."""

from underheaven.draws.compiled import compiled, integer
from underheaven.society.people import Words, class_of, household_words
from underheaven.society.table import SocietyTable


@compiled
def income_of(society: SocietyTable, social_class: int, household: Words) -> int:
    """Disposable income a head in yuan a year; all members of a household have the same."""
    multiplier = integer(society.income_multiplier[household[3] >> 22])
    return (integer(society.income_mean[social_class]) * multiplier + 0x8000) >> 16


@compiled
def income(society: SocietyTable, i: int) -> int:
    """Disposable income of citizen ``i`` in yuan a year."""
    household = household_words(society, i)
    return income_of(society, class_of(society, i, household), household)
