"""Adaptation: people learn how often they are caught, and grow afraid when sanctions come near (S19; feeds S01, S16, S20).

Equations: after an own act whose announced capture is q (1/256): caught ρ += 16 (256 − q)/256, escaped ρ −= 16 q/256, so the mean
change is zero exactly when the true capture equals the announced one; in the weekly pass ρ moves one unit toward 64.
Fear gains by events and loses 14/256 of its excess over 8 a week. Perceived capture P = announced · ρ/64.
State: ρ (0–126, 64 = right) and fear (0–255); message dFear. Off freezes both.
Closed forms: E[ρ] = 64 where capture is as announced, sign(E[ρ] − 64) = sign(true − announced) (T-ADP1); E[fear] = 8 + weekly
inflow · 256/14 (T-ADP2). The one-unit drift holds the *median* at 64: where q ≠ ½ and acts come at rate λ a week, the mean lies
128 λ q (1 − q)(1 − 2q) above it, .4 of a unit at λ = .035 and q = .12.
Signs: capture above the announced raises ρ; listings and shown neighbours raise fear.
Sources: Lochner (2007), American Economic Review 97:444, doi:10.1257/aer.97.1.444; Sah (1991), Journal of Political Economy 99:1272;
MODEL §9.1–9.2.
"""

from fractions import Fraction
from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.draws.rounding import clamp, stochastic_round
from underheaven.values import Count, Factor, Fixed, Points, Probability, Trust, assumed, exact, fixed, threshold

RIGHT = 64
"""The belief of a person who expects capture exactly as announced."""
HIGHEST_BELIEF = 126
HIGHEST_FEAR = 255


class Adaptation(Mechanism):
    """What moves belief and fear. All of it rests on assumptions; only the signs are published."""

    belief_step: Count = assumed(16, 5, 48, why="arrest raises and escape lowers perceived risk (Lochner 2007); the size is not known here")
    """How far belief moves between certain capture and certain escape, in units of 1/64."""
    belief_drift: Count = assumed(1, 0, 3, why="no published rate of forgetting")
    """Units a week by which belief returns toward 64."""
    fear_at_rest: Trust = assumed(8, 0, 24, why="a low level that everybody starts from")
    """Level that fear starts from and decays to."""
    fear_decay: Fixed = assumed(14, 5, 42, why="half-life of about 12 weeks")
    """Share of the excess of fear lost in a week, in 1/256."""
    fear_weight: Factor = assumed(2.0, 0.0, 4.0, why="how much fear magnifies stakes is not measured")
    """Growth of perceived stakes per unit of fear, in 1/256 (``fear_multiplier``)."""
    own_listing: Trust = assumed(40, 13, 120)
    """Fear added by one's own listing."""
    own_deduction: Trust = assumed(10, 3, 30)
    """Fear added by an own deduction that is large enough to be felt."""
    felt_deduction: Points = assumed(6, 2, 18, why="smaller deductions pass unnoticed")
    """Smallest own deduction that frightens, in points."""
    household_listing: Trust = assumed(7, 2, 21)
    """Fear added while another member of the household is listed."""
    household_chance: Probability = assumed(0.14, 0.05, 0.42, why="MODEL §9.2: .02 a day over the seven days of a week")
    """Chance a week that the listing of a household member is felt."""
    shown_neighbours: Factor = assumed(
        2.1, 0.7, 6.3, why="MODEL §9.2: .3 a day over the seven days of a week, from a quarter of the cell on"
    )
    """Chance a week of one unit of fear when at least a quarter of the cell is shown; it may exceed one, the chance does not."""


class AdaptationTable(NamedTuple):
    """Integers of the kernel; fear and belief in their own units."""

    belief_step: int
    belief_drift: int
    fear_at_rest: int
    fear_decay: int
    """1/256 a week."""
    fear_weight: int
    """1/256 (for ``fear_multiplier``)."""
    own_listing: int
    own_deduction: int
    felt_deduction: int
    """Quarter points."""
    household_listing: int
    household_chance: int
    """Threshold of a 16-bit uniform."""
    shown_neighbours: int
    """Chance a week in 2**-16 at a quarter of the cell and beyond; may exceed 2**16."""


def adaptation_table(parameters: Adaptation) -> AdaptationTable:
    """Integer table; switched off, belief and fear stay where they start (and stakes keep that weight)."""
    on = int(parameters.on)
    return AdaptationTable(
        belief_step=on * parameters.belief_step.integer,
        belief_drift=on * parameters.belief_drift.integer,
        fear_at_rest=parameters.fear_at_rest.integer,
        fear_decay=on * parameters.fear_decay.integer,
        fear_weight=fixed(parameters.fear_weight.value),
        own_listing=on * parameters.own_listing.integer,
        own_deduction=on * parameters.own_deduction.integer,
        felt_deduction=fixed(parameters.felt_deduction.value, 2),
        household_listing=on * parameters.household_listing.integer,
        household_chance=on * threshold(parameters.household_chance.value, 16),
        shown_neighbours=on * fixed(parameters.shown_neighbours.value, 16),
    )


@compiled
def perceived_capture(announced: int, belief: int) -> int:
    """Capture that the person expects, 0–255 in 1/256, from the announced one; pass 0 for the unaware and the unexposed."""
    return min(255, (announced * belief) >> 6)


@compiled
def belief_after_act(belief: int, captured: bool, announced: int, uniform: int, table: AdaptationTable) -> int:
    """Belief after an own act; ``announced`` capture in 1/256, ``uniform`` of 8 bits."""
    change = table.belief_step * (256 - announced if captured else -announced)
    return clamp(belief + stochastic_round(change, 8, uniform), 0, HIGHEST_BELIEF)


@compiled
def belief_after_week(belief: int, table: AdaptationTable) -> int:
    """Belief after a week without news: a step toward right."""
    return belief + clamp(RIGHT - belief, -table.belief_drift, table.belief_drift)


@compiled
def fear_after_week(fear: int, uniform: int, table: AdaptationTable) -> int:
    """Fear after a week of calm; ``uniform`` of 8 bits."""
    return clamp(fear - stochastic_round((fear - table.fear_at_rest) * table.fear_decay, 8, uniform), 0, HIGHEST_FEAR)


@compiled
def fear_of_deduction(quarter_points: int, table: AdaptationTable) -> int:
    """Fear added by an own change of the score (negative for a deduction)."""
    return table.own_deduction if -quarter_points >= table.felt_deduction else 0


@compiled
def fear_of_household(another_listed: bool, uniform: int, table: AdaptationTable) -> int:
    """Fear added in a weekly pass in which another member of the household is listed; ``uniform`` of 16 bits."""
    return table.household_listing if another_listed and uniform < table.household_chance else 0


@compiled
def fear_of_cell(shown: int, members: int, uniform: int, table: AdaptationTable) -> int:
    """Fear (0 or 1) added in a weekly pass by shown neighbours: chance min(1, 2.1 · min(1, 4 · shown/members)); 16-bit ``uniform``."""
    return 1 if uniform * members < min(members, 4 * shown) * table.shown_neighbours else 0


@compiled
def older_belief_after_act(belief: int, captured: bool, uniform: int) -> int:
    """The law of an earlier model (V-08b): caught, a sixteenth of the way to 256; escaped, a 256th of the way to 0; 8-bit ``uniform``."""
    return belief + stochastic_round(256 - belief, 4, uniform) if captured else belief - stochastic_round(belief, 8, uniform)


def older_belief_fixed_point(capture: float | Fraction) -> Fraction:
    """Mean belief where p (256 − ρ)/16 = (1 − p) ρ/256, that is 4096 p/(1 + 15 p)."""
    share = exact(capture)
    return 4096 * share / (1 + 15 * share)
