"""Political demands on foreign firms: take the map down, withdraw the statement, or pay with the rating (S23).

Equation: while the demand stands, every foreign firm of the sector decides each week by the act rule, ``B > S`` with
``B = max(0, B̄ + B̄·(z + u − 255)/256)``, B̄ = market stake + 8 · points a week at risk, z = 255 − integrity, u a fresh byte; a refusal
costs rating points, and a rating below the bound lists the firm like any other offence. State: one bit, whether the firm complied this
week; the rating.
Closed form (T-FIRM2): the share that complies is that of B > S, counted over all bytes. Message: none.
Signs: points ↑ ⇒ compliance ↑; off ⇒ nobody is asked. The demand's day is the date on which the timeline switches it on.
Source: MODEL §10.4; the article's "maps that include Taiwan". Compliance has no published rate.
"""

from typing import Literal, NamedTuple

from underheaven.day.act import CERTAIN, acts, benefit_of
from underheaven.day.firms import Sector
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.values import Fixed, Points, assumed

_EVERY = -1


class PoliticalPressure(Mechanism):
    """A political demand on foreign firms. Off unless a scenario switches it on."""

    on: bool = False
    """Whether the demand stands."""
    sector: Literal["all", "retail", "finance", "insurance", "medicine", "dating", "travel"] = "travel"
    """Whom it concerns."""
    points: Points = assumed(-5, -60, 0, why="no published price of a refusal")
    """Added to the rating of a firm for each week of refusal."""
    market_stake: Fixed = assumed(88, 29, 264, why="what access to the market is worth beside the rating; no published value")
    """Mean benefit of complying where no points are at risk."""
    worth_of_a_point: Fixed = assumed(8, 3, 24, why="as a point is worth to a person who reports")
    """Benefit of complying for each point a week at risk."""
    integrity: Fixed = assumed(96, 32, 288, why="what a firm's own public makes it pay for complying; no published value")
    """Price of complying."""


class PoliticalPressureTable(NamedTuple):
    """Integers of a demand."""

    on: int
    sector: int
    """−1: all."""
    points: int
    """Quarter points a week."""
    benefit: int
    """B̄ in 1/256."""
    integrity: int


def political_pressure_table(pressure: PoliticalPressure) -> PoliticalPressureTable:
    """Compile."""
    benefit = pressure.market_stake.integer + round(pressure.worth_of_a_point.value * -pressure.points.value)
    return PoliticalPressureTable(
        on=int(pressure.on),
        sector=_EVERY if pressure.sector == "all" else int(Sector[pressure.sector.upper()]),
        points=pressure.on * round(pressure.points.value * 4),
        benefit=benefit,
        integrity=pressure.integrity.integer,
    )


@compiled
def asked(foreign: bool, sector: int, table: PoliticalPressureTable) -> bool:
    """Whether the demand concerns this firm."""
    return table.on == 1 and foreign and table.sector in (_EVERY, sector)


@compiled
def complies(integrity: int, mood: int, table: PoliticalPressureTable) -> bool:
    """Whether the firm does what is demanded this week; the firm's ``integrity`` and ``mood`` are bytes."""
    return acts(benefit_of(table.benefit, table.benefit, 255 - integrity, mood), CERTAIN, table.integrity)
