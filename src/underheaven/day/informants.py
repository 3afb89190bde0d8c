"""Informants (S07): neighbours, volunteers on duty, malice, and children who report on their parents.

    P(report of an act) = V[kind][informants] · share willing;   willing = density·(.9 + .1·P(act | duty)) + (1 − density)·P(act)

One witness is chosen per noticed act: of the household with chance .3, else of the cell. An informant is on duty, and then reports,
with chance .9; whoever is not decides by the act rule (benefit here, price certain). Most tips are useless (published: .965): only the
rest become records, but every tip can reach its target's ears and costs trust in neighbours. State: none; messages: records, dN to the
target, dRep to the reporter. Closed form T-INF1 above. Signs: reward ↑ ⇒ reports ↑ and false share ↑; density ↑ ⇒ reports ↑, trust ↓.

The reward enters malicious reports as well: liars are paid like everybody, else the false share would fall with the reward.
"""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from underheaven.day.act import benefit_of
from underheaven.day.districts import INFORMANT_WORD, densities
from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import Kind
from underheaven.draws.compiled import compiled
from underheaven.values import (
    Count,
    Factor,
    Fixed,
    Money,
    Parameters,
    Probability,
    Share,
    Trust,
    assumed,
    derived,
    exact,
    fixed,
    threshold,
)

LARGEST_RATE = Fraction(3, 10_000)
"""Top of the daily slots of malicious and of child reports: a campaign cannot pass it."""
NO_REPORT, TRUE_REPORT, FALSE_REPORT = 0, 1, 2
_DOG, _SPEECH, _FARE = int(Kind.UNLEASHED_DOG), int(Kind.CRITICAL_SPEECH), int(Kind.FARE_EVASION)


class Campaign(Parameters):
    """A window in which denunciation is preached."""

    begins: datetime.date
    ends: datetime.date
    """First day after the campaign."""
    indoctrination: Fixed = assumed(96, why="no published effect; the Cultural Revolution as the article recalls it")
    """Added to the benefit of a child who reports."""
    rate_factor: Factor = assumed(3.0, 1.0, 3.0, why="no published effect; the top of the daily envelope")
    """Multiplies the chances of malicious and of child reports."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Campaign":
        if self.ends <= self.begins:
            raise ValueError("a campaign ends after it begins")
        return self


class Informants(Mechanism):
    """Reporting by people."""

    density: Share = assumed(0.01, 0.0, 0.05, why="about 1 in 100 in the GDR, 1989 (FACTS 8-07, recalled); 3.5–5 % in Chaoyang (7-19)")
    """Share of citizens who are informants, mean over districts."""
    density_sigma: Factor = assumed(0.5, 0.2, 1.0, why="informants were unevenly spread (FACTS 8-04); no published spread")
    """Log-normal spread over districts."""
    on_duty: Probability = assumed(0.9, 0.3, 1.0, why="about half of those registered were active (FACTS 7-19)")
    """Chance that an informant who witnesses an act is on duty and reports it."""
    household_witness: Probability = assumed(0.3, why="no published share of witnesses within the family")
    """Chance that the witness is of the actor's household, if there is one."""
    useless: Share = derived(0.965, "1 − 8 300 useful / 240 000 tips = 1 − .035 (FACTS 7-20)", "MODEL rounds to .95")
    """Share of tips that bring nothing."""
    leak: Probability = assumed(0.5, why="no published chance that a target learns of the report")
    """Chance that the target learns of a report."""
    trust_lost_to_neighbour: Trust = assumed(20)
    """Taken from the target's trust in neighbours on learning of a neighbour's report."""
    trust_lost_in_household: Trust = assumed(60)
    """The same after a report by the own child."""
    cost_per_informant_month: Money = assumed(64.0, why="elite tipsters earned 300–500 yuan a month (FACTS 7-19)")
    """Per informant and 28 days, from the purse."""
    report_base: Fixed = assumed(96)
    """Mean benefit of reporting a witnessed act, before the terms below."""
    benefit_per_point: Fixed = assumed(8)
    """Added per point of reward, to those who know of it."""
    loyalty: Fixed = assumed(64)
    """Times trust in government / 256."""
    duty: Fixed = assumed(160)
    """Added for an informant off duty."""
    report_price: Fixed = assumed(48)
    """Price of reporting, before trust."""
    neighbour_weight: Fixed = assumed(192)
    """Times trust in neighbours / 256: added to the price of reporting on one."""
    malicious_rate: Probability = assumed(0.0001, 0.0, 0.0003, why="no published rate")
    """Chance a day that an adult is tempted to denounce somebody who did nothing."""
    malicious_base: Fixed = assumed(128)
    """Mean benefit of denouncing somebody who did nothing."""
    malicious_upwards: Fixed = assumed(32)
    """Added if the target is of a higher class."""
    malicious_price: Fixed = assumed(64)
    """Price of a malicious report, before trust and penalty."""
    false_report_penalty: Fixed = assumed(128)
    """Price of being found out, times the chance below."""
    exposed: Probability = assumed(0.1, why="false reports are punishable (FACTS 7-22); no rate")
    """Chance that a malicious reporter is found out."""
    malicious_at_tie: Probability = assumed(0.3, why="no published share of acquaintances among the denounced")
    """Chance that the target is an acquaintance instead of a member of the cell."""
    child_report_rate: Probability = assumed(0.0001, 0.0, 0.0003, why="no published rate")
    """Chance a day that a child could report a parent."""
    child_base: Fixed = assumed(72)
    """Mean benefit to a child of reporting a parent, before indoctrination."""
    child_price: Fixed = assumed(64)
    """Price to the child, plus a quarter of its trust in others."""
    child_false: Probability = assumed(0.3, why="no published rate")
    """Chance that a child reports a parent who does not dissent."""
    child_weight: Count = assumed(2, 1, 4, why="no published weight")
    """A child's report counts as so many records of critical speech."""
    campaigns: tuple[Campaign, ...] = ()
    """Windows of preached denunciation."""


class InformantsTable(NamedTuple):
    """Informants on one date. Thresholds are of 32 bits; benefits, prices and weights in 1/256."""

    density: NDArray[np.int64]
    """[district], threshold of the citizens' informant words."""
    coverage: int
    """C of the channel, Q16: 65 536 while people may report, else 0."""
    on_duty: int
    household_witness: int
    useful: int
    leak: int
    trust_lost_to_neighbour: int
    trust_lost_in_household: int
    month_cost: int
    """Q8 cu per informant and 28 days."""
    report_base: int
    reward_benefit: int
    """Added for whoever knows of the reward."""
    loyalty: int
    duty: int
    report_price: int
    neighbour_weight: int
    malicious_rate: int
    """Per adult-day."""
    malicious_base: int
    malicious_upwards: int
    malicious_price: int
    """Penalty · chance of exposure included."""
    malicious_at_tie: int
    child_rate: int
    """Per child-day."""
    child_base: int
    """Indoctrination of the date included."""
    child_price: int
    child_false: int
    child_weight: int


def informant_densities(parameters: Informants, seed: int, districts: int) -> tuple[int, ...]:
    """Relative density of informants per district, Q16 (65 536 = the national mean)."""
    return densities(seed, districts, parameters.density_sigma.value, INFORMANT_WORD)


@lru_cache(maxsize=8)
def _thresholds(mean: Fraction, densities: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(threshold(min(Fraction(1), mean * Fraction(d, 1 << 16))) for d in densities)


def informants_table(parameters: Informants, date: datetime.date, densities: Sequence[int], reward: float = 3) -> InformantsTable:
    """Informants of one date, from relative densities in Q16 and the points that the rulebook credits; off means that nobody reports."""
    p, on = parameters, int(parameters.on)
    campaigns = [c for c in p.campaigns if c.begins <= date < c.ends]
    factor = max((exact(c.rate_factor.value) for c in campaigns), default=Fraction(1))
    indoctrination = max((c.indoctrination.integer for c in campaigns), default=0)
    return InformantsTable(
        density=on * np.array(_thresholds(exact(p.density.value), tuple(densities)), dtype=np.int64),
        coverage=on << 16,
        on_duty=on * threshold(p.on_duty.value),
        household_witness=threshold(p.household_witness.value),
        useful=threshold(1 - exact(p.useless.value)),
        leak=threshold(p.leak.value),
        trust_lost_to_neighbour=int(p.trust_lost_to_neighbour.value),
        trust_lost_in_household=int(p.trust_lost_in_household.value),
        month_cost=on * fixed(p.cost_per_informant_month.value),
        report_base=p.report_base.integer,
        reward_benefit=on * int(p.benefit_per_point.value * max(0, reward)),
        loyalty=p.loyalty.integer,
        duty=p.duty.integer,
        report_price=p.report_price.integer,
        neighbour_weight=p.neighbour_weight.integer,
        malicious_rate=on * threshold(min(LARGEST_RATE, exact(p.malicious_rate.value) * factor)),
        malicious_base=p.malicious_base.integer,
        malicious_upwards=p.malicious_upwards.integer,
        malicious_price=p.malicious_price.integer + round(p.false_report_penalty.integer * exact(p.exposed.value)),
        malicious_at_tie=threshold(p.malicious_at_tie.value),
        child_rate=on * threshold(min(LARGEST_RATE, exact(p.child_report_rate.value) * factor)),
        child_base=p.child_base.integer + indoctrination,
        child_price=p.child_price.integer,
        child_false=threshold(p.child_false.value),
        child_weight=p.child_weight.integer,
    )


@compiled
def informant(word: int, density: int) -> bool:
    """Whether the citizen with this fixed 32-bit word is an informant where the district's threshold is ``density``."""
    return word < density


@compiled
def witness(choice: int, who: int, actor: int, household_start: int, household_size: int, people: int, table: InformantsTable) -> int:
    """Slot in the cell of the one who saw it, never the actor's own; −1 if the actor is alone in the cell.

    ``choice`` and ``who`` are 32-bit uniforms; ``actor`` and ``household_start`` are slots; ``people`` is the number of slots in use.
    """
    start, size = 0, people
    if household_size > 1 and choice < table.household_witness:
        start, size = household_start, household_size
    if size < 2:
        return -1
    slot = start + ((who * (size - 1)) >> 32)
    return slot + 1 if slot >= actor else slot


@compiled
def reports_on_duty(uniform: int, is_informant: bool, table: InformantsTable) -> bool:
    """Whether an informant is on duty and reports without further thought; everybody else goes through the act rule."""
    return is_informant and uniform < table.on_duty


@compiled
def report_benefit(is_aware: bool, government_trust: int, is_informant: bool, honesty: int, day: int, table: InformantsTable) -> int:
    """Benefit of reporting a witnessed act, in 1/256; ``honesty`` (trait) and ``day`` (draw) are 0–255."""
    mean = table.report_base + ((table.loyalty * government_trust) >> 8)
    if is_aware:
        mean += table.reward_benefit
    if is_informant:
        mean += table.duty
    return benefit_of(mean, mean, honesty, day)


@compiled
def report_stake(neighbour_trust: int, table: InformantsTable) -> int:
    """Price of reporting a witnessed act, in 1/256; it is paid for certain (P = 256)."""
    return table.report_price + ((table.neighbour_weight * neighbour_trust) >> 8)


@compiled
def malicious_benefit(is_aware: bool, target_is_higher: bool, grudge: int, day: int, table: InformantsTable) -> int:
    """Benefit of denouncing somebody who did nothing, in 1/256."""
    mean = table.malicious_base
    if target_is_higher:
        mean += table.malicious_upwards
    if is_aware:
        mean += table.reward_benefit
    return benefit_of(mean, mean, grudge, day)


@compiled
def malicious_stake(neighbour_trust: int, table: InformantsTable) -> int:
    """Price of a malicious report, in 1/256, paid for certain; the penalty is in it at its chance."""
    return table.malicious_price + ((table.neighbour_weight * neighbour_trust) >> 8)


@compiled
def malicious_kind(uniform: int) -> int:
    """What the denounced is said to have done: a dog off the leash, critical speech or fare evasion, a third each."""
    third = (uniform * 3) >> 32
    return _DOG if third == 0 else _SPEECH if third == 1 else _FARE


@compiled
def malicious_target_is_tie(uniform: int, table: InformantsTable) -> bool:
    """Whether the target is an acquaintance; else anybody of the cell."""
    return uniform < table.malicious_at_tie


@compiled
def child_benefit(honesty: int, day: int, table: InformantsTable) -> int:
    """Benefit of a child's report on a parent, in 1/256, with today's indoctrination."""
    return benefit_of(table.child_base, table.child_base, honesty, day)


@compiled
def child_stake(neighbour_trust: int, table: InformantsTable) -> int:
    """Price of that report to the child, in 1/256, paid for certain."""
    return table.child_price + (neighbour_trust >> 2)


@compiled
def child_report(dissents: bool, uniform: int, table: InformantsTable) -> int:
    """What a child that reports says: 1 true (the parent dissents), 2 false, 0 nothing to tell."""
    if dissents:
        return 1
    return 2 if uniform < table.child_false else 0


@compiled
def tip_is_useful(uniform: int, table: InformantsTable) -> bool:
    """Whether a tip becomes a record; all others only cost."""
    return uniform < table.useful


@compiled
def target_learns(uniform: int, table: InformantsTable) -> bool:
    """Whether the target learns of the report."""
    return uniform < table.leak
