"""Anchors of the synthetic society (J): published composition and incomes that the procedural people must have."""

import math
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from underheaven.draws.compiled import compiled_entry
from underheaven.society.households import household_size, household_start, role
from underheaven.society.income import income_of
from underheaven.society.parameters import SocietyParameters
from underheaven.society.people import class_of, household_words, residence_of
from underheaven.society.table import SocietyTable, society_table
from underheaven.validation.anchor import Anchor

_PEOPLE = 1 << 21
_PER_DRAW = 3.64
"""E[size²]/E[size] of the census households: citizens who share a household's draw."""


@compiled_entry
def _census(society: SocietyTable, incomes: NDArray[np.int64], columns: NDArray[np.int64]) -> None:
    """Incomes, and class, age band, residence, size of the household (for its first member, else 0) as [citizens, 4]."""
    for i in range(society.citizens):
        household = household_words(society, i)
        columns[i, 0] = class_of(society, i, household)
        columns[i, 1] = role(society, i)
        columns[i, 2] = residence_of(society, i, household)
        columns[i, 3] = household_size(society, i) if household_start(society, i) == i else 0
        incomes[i] = income_of(society, columns[i, 0], household)


@cache
def _counted() -> dict[str, float]:
    incomes, columns = np.zeros(_PEOPLE, np.int64), np.zeros((_PEOPLE, 4), np.int64)
    _census(society_table(SocietyParameters(), seed=2026, citizens=_PEOPLE), incomes, columns)
    found = {f"income {group}": float(incomes[columns[:, 0] == group].mean()) for group in range(5)}
    ranked = np.sort(incomes).astype(float)
    found["gini"] = float(2 * (np.arange(1, _PEOPLE + 1) @ ranked) / (_PEOPLE * ranked.sum()) - (_PEOPLE + 1) / _PEOPLE)
    found |= {f"age {band}": float((columns[:, 1] == band).mean()) for band in range(3)}
    sizes = np.bincount(columns[:, 3], minlength=11)[1:]
    found |= {f"household {size + 1}": float(sizes[size] / sizes.sum()) for size in range(5)}
    found["household mean"] = float(sizes @ np.arange(1, 11) / sizes.sum())
    found["urban"] = float((columns[:, 2] < 2).mean())
    found["urban registered"] = float((columns[:, 2] == 0).mean())
    return found


_INCOME = "National Bureau of Statistics of China, 2020-01-22, income of 2019 by quintile; FACTS 6-11"
_GINI = "National Bureau of Statistics of China, series .462–.474; FACTS 6-14"
_POPULATION = "National Bureau of Statistics of China, communiqué for 2018; FACTS 6-02"
_CENSUS = "census of China 2010, table 1-10; FACTS 6-06"
_TOWNS = "chinabankingnews.com 2019-08-16, end of 2018; FACTS 6-04"
_SHARE, _PERCENT, _EXACT = "4σ of shares whose draws a household shares, and three cells", "1 %", "2 of 16 384 places in the templates"


def _share_tolerance(share: float) -> float:
    return 4 * math.sqrt(share * (1 - share) * _PER_DRAW / _PEOPLE) + 3 * 256 / _PEOPLE


_ROWS: tuple[tuple[str, str, str, float, float, str], ...] = (
    *((f"income {n}", f"mean income of quintile {n + 1}, yuan a year", _INCOME, mean, 0.01 * mean, _PERCENT)
      for n, mean in enumerate((7_380, 15_777, 25_035, 39_230, 76_401))),
    ("gini", "Gini coefficient of income", _GINI, 0.465, 0.01, "± .01 (RULINGS 5)"),
    *((f"age {band}", f"share of {name}", _POPULATION, share, 2 / 16_384, _EXACT)
      for band, name, share in ((0, "children under 16", 0.178), (1, "adults of 16 to 59", 0.643), (2, "elders", 0.179))),
    *((f"household {size}", f"share of households of {size}", _CENSUS, share, 0.0005, "whole households in the templates")
      for size, share in enumerate((0.1453, 0.2437, 0.2686, 0.1756, 0.1003), 1)),
    ("household mean", "mean size of a household", _CENSUS, 3.08, 0.01, "rounding of the shares"),
    ("urban", "share in towns", _TOWNS, 0.5958, _share_tolerance(0.5958), _SHARE),
    ("urban registered", "share with urban registration", _TOWNS, 0.4337, _share_tolerance(0.4337), _SHARE),
)  # fmt: skip

ANCHORS = tuple(
    Anchor(
        f"J-SOC{'' if row == 1 else f'.{row}'}", title, source, "published", "engine", value, tolerance, law,
        "society.people, households and income, 2 097 152 citizens", partial(lambda name: _counted()[name], name),
    )
    for row, (name, title, source, value, tolerance, law) in enumerate(_ROWS, 1)
)  # fmt: skip
