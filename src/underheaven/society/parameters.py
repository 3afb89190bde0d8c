"""What a scenario may say about its society: composition, clustering, income. Composition defaults are China, 2010–2019.

Assumption: class, residence, unbanked and household are drawn independently of one another (unbanked given class). The published urban to
rural income ratio of 2.64 (FACTS 6-09) is therefore not reproduced; the national distribution is.
"""

from typing import Self

from pydantic import model_validator

from underheaven.values import Parameters, Quantity, Share, assumed, derived, published

CLASSES = 5


class AnnualIncome(Quantity):
    """Disposable income a head."""

    unit = "yuan a year"
    minimum, maximum = 1.0, 1e9


_CENSUS = "census of China 2010, table 1-10; FACTS 6-06"
_QUINTILES = "National Bureau of Statistics, 2020-01-22, income of 2019 by quintile; FACTS 6-11"
_POPULATION = "National Bureau of Statistics, communiqué for 2018; FACTS 6-02"
_FINDEX = "Findex: a fifth of adults without account, a third of the poorest quintile (FACTS 6-18, 6-20); the gradient between is assumed"


class SocietyParameters(Parameters):
    """The synthetic society. Shares are of persons unless said otherwise; tuples by class run from the poorest to the richest fifth."""

    household_sizes: tuple[Share, ...] = tuple(
        published(share, _CENSUS)
        for share in (0.1453, 0.2437, 0.2686, 0.1756, 0.1003, 0.0420, 0.0143, 0.0056, 0.0023, 0.0021)
    )  # fmt: skip
    """Shares of households with 1, 2, … members, at most ten sizes; the last stands for itself and everything larger."""
    children: Share = published(0.178, _POPULATION)
    """Persons under 16."""
    elders: Share = published(0.179, _POPULATION)
    """Persons of 60 and more."""
    male: Share = derived(0.5124, "105.1 / 205.1", "men per 100 women, census 2020, FACTS 6-03")
    """Men and boys."""

    class_clustering: Share = assumed(0.5, low=0.0, high=0.9, why="no published index of residential sorting by income")
    """s: chance that a household has its cell's modal class, else a random one; two households agree with chance s² + (1 − s²)/5."""
    income_means: tuple[AnnualIncome, ...] = tuple(published(mean, _QUINTILES) for mean in (7_380, 15_777, 25_035, 39_230, 76_401))
    """Mean income a head in each fifth of the population."""
    gini: Share = assumed(0.465, low=0.40, high=0.50, why="official series .462–.474 (FACTS 6-14); the figure for 2019 was not re-read")
    """Gini coefficient of income over persons, reached by the spread within classes."""
    urban: Share = published(0.5958, "chinabankingnews.com 2019-08-16, end 2018; FACTS 6-04")
    """Persons in towns; cells are either town or country."""
    urban_registered: Share = published(0.4337, "chinabankingnews.com 2019-08-16, end 2018; FACTS 6-04")
    """Persons with urban household registration; the rest of the townspeople live there without."""
    unbanked: tuple[Share, ...] = tuple(assumed(share, why=_FINDEX) for share in (0.34, 0.26, 0.19, 0.13, 0.08))
    """Households without bank account, by class."""

    minority: Share = assumed(0.10, low=0.02, high=0.40, why="a group that recognition knows less well; its size varies by place")
    """Persons of the second origin, the minority of the recognition groups."""
    minority_clustering: Share = assumed(0.7, low=0.0, high=1.0, why="minorities live apart to a degree nobody published for China")
    """c: chance that a household has its cell's origin, else a random one; correlation c² between two households of a cell."""
    self_employed: Share = assumed(0.15, low=0.08, high=0.25, why="71 M self-employed among 776 M employed is a floor (FACTS 6-15, 6-23)")
    """Adults who work for themselves, if they work."""
    single: Share = assumed(0.25, low=0.15, high=0.35, why="no table of marital status in FACTS")
    """Adults without partner."""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if len(self.income_means) != CLASSES or len(self.unbanked) != CLASSES:
            raise ValueError(f"income_means and unbanked have one value for each of {CLASSES} classes")
        if not 1 <= len(self.household_sizes) <= 10 or not 0.99 <= sum(share.value for share in self.household_sizes) <= 1.01:
            raise ValueError("household_sizes are at most ten shares that sum to one")
        if self.children.value + self.elders.value > 1:
            raise ValueError("children and elders together are at most the whole population")
        if self.urban_registered.value > self.urban.value:
            raise ValueError("urban_registered is a part of urban and cannot exceed it")
        return self
