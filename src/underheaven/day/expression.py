"""Expression: what people hold and what they show: one rule for speech, protest and the answer to a survey (S19, S20; stated side of S24).

Equation (Daymude, Axelrod and Forrest 2025, uniform punishment): with discontent δ = max(0, θ − tG) beyond the tolerated τ, a person
dissents ⇔ β (δ − τ) > ψ (ν + (1 − ν) δ): boldness × what is gained, against price × chance of being seen. A regime moves ψ by the
stake of its rules and ν by perceived capture, and only where it has both. A visible crowd lowers ψ by up to 205/256.
State: the bit ``diss``, written in the weekly pass; tG stays private. No message.
Closed forms: dissent ⇔ δ > (β τ + ν ψ)/(β − (1 − ν) ψ) if β > (1 − ν) ψ, else never (T-EXP1, V-05a); the population of V-05b
(T-EXP2); protection of 80 % when half the cell dissents visibly (T-EXP3); a regime without capture or without stakes leaves dissent
as in the twin (T-EXP4).
Signs: visibility, stakes, fear ↑ ⇒ public dissent ↓, private unchanged at once; crowd ↑ ⇒ public dissent ↑; censorship ↑ ⇒ crowd ↓.
Source: arXiv 2509.03731; MODEL §9.4.
"""

from typing import NamedTuple

from underheaven.day.act import acts
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.values import Count, Factor, Fixed, Share, Trust, assumed, fixed


class Expression(Mechanism):
    """World parameters, the same in both arms; the twin's own falsification gap is to lie in .20–.40 (FACTS 8-11)."""

    content: Trust = assumed(170, 130, 220, why="no value on this scale")
    """Trust in government (θ) from which on a person has no discontent."""
    tolerated: Fixed = assumed(26, 13, 51, why="a tenth of the scale; no published value")
    """Discontent (τ) that may be shown without punishment."""
    boldness_base: Fixed = assumed(64, 21, 192)
    """Boldness (β) of the least bold."""
    boldness_slope: Factor = assumed(2.0, 0.67, 6.0)
    """Boldness added per unit of the trait, in 1/256."""
    price: Fixed = assumed(128, 64, 192, why="fitted to the twin's own falsification gap")
    """Price of dissent (ψ) without a regime."""
    visibility: Fixed = assumed(64, 16, 128, why="fitted to the twin's own falsification gap")
    """Chance (ν) that dissent is seen without a regime."""
    crowd: Factor = assumed(2.0, 0.0, 4.0, why="at 4 two branches of dissent exist; both are then reported")
    """How fast a visible crowd protects (χ): at 2, half the cell gives full protection."""
    crowd_protection: Share = assumed(0.8, 0.4, 0.95, why="no crowd protects wholly")
    """Largest part of the price that a crowd takes away."""
    protest_alone: Count = assumed(26, 9, 78, why="one dissenter in ten would step out alone")
    """Chance in 1/256 that an opportunity to protest is taken by a dissenter with no dissenter around."""
    protest_company: Count = assumed(8, 3, 24, why="safety in numbers; size unknown")
    """Dissenters in the cell that add one such 1/256."""


class ExpressionTable(NamedTuple):
    """Integers of the kernel, in 1/256 unless said."""

    content: int
    """0–255 scale of trust."""
    tolerated: int
    boldness_base: int
    boldness_slope: int
    price: int
    visibility: int
    crowd: int
    crowd_protection: int
    protest_alone: int
    protest_company: int
    """Dissenters per 1/256."""


def expression_table(parameters: Expression) -> ExpressionTable:
    """Integer table; switched off, nobody is discontent and everybody shows what they think."""
    return ExpressionTable(
        content=parameters.content.integer if parameters.on else 0,
        tolerated=parameters.tolerated.integer,
        boldness_base=parameters.boldness_base.integer,
        boldness_slope=fixed(parameters.boldness_slope.value),
        price=parameters.price.integer,
        visibility=parameters.visibility.integer,
        crowd=fixed(parameters.crowd.value),
        crowd_protection=fixed(parameters.crowd_protection.value),
        protest_alone=parameters.protest_alone.integer,
        protest_company=max(1, parameters.protest_company.integer),
    )


@compiled
def discontent(trust_government: int, table: ExpressionTable) -> int:
    """Private discontent δ in 1/256; private dissent is δ > ``table.tolerated``."""
    return max(0, table.content - trust_government)


@compiled
def boldness(trait: int, table: ExpressionTable) -> int:
    """Boldness β in 1/256 of a person with this trait (0–255)."""
    return table.boldness_base + ((table.boldness_slope * trait) >> 8)


@compiled
def stake_of(response: int, severe: int) -> int:
    """What the rulebook adds to the price of a political kind: response × severity (``conduct``), all in 1/256."""
    return (response * severe) >> 8


@compiled
def price_of_dissent(capture: int, stake: int, emphasis: int, table: ExpressionTable) -> int:
    """ψ in 1/256; ``capture`` perceived 0–255 (0 for the unaware and the unexposed), ``emphasis`` from ``fear_multiplier``."""
    return ((table.price + (stake if capture > 0 else 0)) * emphasis) >> 8


@compiled
def visibility_of_dissent(capture: int, stake: int, table: ExpressionTable) -> int:
    """ν in 1/256: being recorded counts as being seen where the record has a price."""
    return table.visibility + (((256 - table.visibility) * capture) >> 8 if stake > 0 else 0)


@compiled
def visible_dissent(half_dissenters: int, members: int, censorship: int) -> int:
    """Share of visible dissenters in 1/256: of the cell's last pass, in halves (2 each, 1 with throttled reach), × (1 − censorship)."""
    return ((half_dissenters << 7) // members * (256 - censorship)) >> 8


@compiled
def protected(price: int, visible: int, table: ExpressionTable) -> int:
    """Price of dissent in a crowd of this visible share, both in 1/256."""
    relief = min(table.crowd_protection, (table.crowd * table.crowd_protection * visible) >> 16)
    return (price * (256 - relief)) >> 8


@compiled
def dissents(discontent: int, boldness: int, tolerated: int, price: int, visibility: int, bits: int = 8) -> bool:
    """Whether discontent is shown: the act rule with benefit β (δ − τ), chance ν + (1 − ν) δ and stake ψ, all in 2**-bits (8 or 16)."""
    seen = (visibility << bits) + ((1 << bits) - visibility) * discontent
    return discontent > tolerated and acts((boldness * (discontent - tolerated)) << (bits - 8), seen, price)


@compiled
def protests(willing: bool, uniform: int, dissenters: int, table: ExpressionTable) -> bool:
    """Whether a dissenter takes an opportunity to protest: safety in numbers within the cell; ``uniform`` of 8 bits."""
    return willing and uniform < table.protest_alone + dissenters // table.protest_company
