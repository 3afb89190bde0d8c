"""Roll-out: pilots, who joins them and by which rulebook, and the way out of a compulsory scheme (S11, S25).

    in the pilot of d on day t  ⇔  taste_i < drive_d(t)        drive = perk + peer·x_d, a running maximum of weekly steps
    leaves (where one may)      ⇔  B_i > effort + 32·perk_A    B = max(0, priv + priv·(priv + u − 255)/256)

``x_d`` is the share that the drive of the week before brought in, by the exact law of the tastes; so the level is a function of the date
alone, and a run begun in the middle of a roll-out finds the pilots as full as they are. Whether somebody takes part is never stored: it
is asked again of lasting tastes wherever it matters. From the compulsory day everybody is in, whatever the taste.
State: none; a table value per district. Message: none. Closed form: at perk 40 without peers 4.88 % join (F(40), tastes triangular on
0–255). Signs: perk ↑, peer ↑ ⇒ exposed ↑ in pilots; opt-out ⇒ exposed ↓; without the roll-out nobody is exposed before the
compulsory day. Which districts hold pilots, when each begins and which rulebook it has are keyed draws of the district.
Sources: 43 municipal pilots by 2018 (FACTS 2-21) of 333 prefectures (6-17); 11 % know of theirs (2-22); MODEL §4.2, §11.
"""

import datetime
from fractions import Fraction
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from underheaven.day.act import CERTAIN, acts, benefit_of
from underheaven.day.mechanism import Mechanism
from underheaven.day.rulebook import Rule, Rulebook, RulebookTable
from underheaven.day.vocabulary import KINDS, Kind
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.values import Factor, Fixed, Parameters, Points, Share, assumed, derived, exact, published

EVERYBODY = 1 << 16
"""Level of a district in which every adult is in the scheme; 0 = nobody; between them, tastes below the level."""
RULEBOOKS = 4
"""Rulebooks that can be in force at once: the regime's own, and three of pilots."""
_WORTH_OF_A_PERK = 32


class PilotRulebook(Parameters):
    """How a pilot's rulebook differs from the regime's."""

    name: str = Field(min_length=1)
    """What it is called."""
    weight: Factor = assumed(1, low=0, high=10, why="no published count of pilots by type")
    """Share of the pilots that have it, relative to the other rulebooks'."""
    penalties: Factor = assumed(1, low=0, high=2, why="local tables differ; most are not published")
    """Factor on points that are taken and on list days of the pilot's own (national lists keep theirs)."""
    rewards: Factor = assumed(1, low=0, high=2, why="local tables differ; most are not published")
    """Factor on points that are given."""
    higher_grades: Points = assumed(0, low=-100, high=100, why="cut-offs of most pilots were not found (FACTS, what could not be found)")
    """Added to every cut-off of a grade."""


class OptOut(Mechanism):
    """The right to leave the state's scheme. Off: nobody may."""

    on: bool = False
    effort: Fixed = assumed(0, low=0, high=512, why="forms and offices; no published price of leaving")
    """What leaving takes beside the perks that it forfeits, in 1/256."""


class Rollout(Mechanism):
    """Pilots, in force while ``exposure.scope`` is ``pilots``. Off: there are none, and nobody may leave."""

    pilots: Share = derived(43 / 333, "43 / 333", "municipal pilots by 2018, FACTS 2-21, of prefectures, 6-17")
    """Share of districts that hold a pilot; at least one does."""
    first: datetime.date = datetime.date(2014, 6, 15)
    """Earliest day on which a pilot may begin."""
    last: datetime.date = datetime.date(2018, 6, 30)
    """Latest; each pilot's own day lies anywhere between."""
    voluntary: bool = True
    """Whether residents of a pilot join by choice."""
    perk: Fixed = assumed(40, low=13, high=120, why="few join by themselves (FACTS 2-16, 2-18, 2-23); no share for all pilots")
    """What a pilot offers to who joins, on the 0–255 scale of tastes."""
    peer: Fixed = assumed(40, low=0, high=80, why="as in the commercial scheme; no published strength")
    """Added to it if everybody in the district has joined."""
    awareness: Share = published(0.11, "Trivium citing Kostka 2018: 11 % knew that they lived in a pilot, FACTS 2-22")
    """Share of a pilot's residents who know of it, if the regime's knowledge is on."""
    rulebooks: tuple[PilotRulebook, ...] = Field(default=(), max_length=RULEBOOKS - 1)
    """Rulebooks of pilots, by weight; without any, each has the regime's own."""
    opt_out: OptOut = OptOut()
    """Whether those in the scheme may leave it."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"last must not lie before first, {self.first}; got {self.last}")
        names = [rulebook.name for rulebook in self.rulebooks]
        if len(set(names)) < len(names):
            raise ValueError(f"rulebooks of pilots need different names; got {', '.join(names)}")
        if names and not any(rulebook.weight.value for rulebook in self.rulebooks):
            raise ValueError("one rulebook of pilots at least needs a weight above 0")
        return self


class RolloutTable(NamedTuple):
    """What the kernel needs of a roll-out on one day."""

    opt_out_price: int
    """What leaving forfeits, Q8 of the act rule; −1 where nobody may leave."""
    rulebook_of: NDArray[np.int64]
    """[D]: rulebook of each district; 0 = the regime's own."""
    points: NDArray[np.int64]
    """[RULEBOOKS, kind]: quarter points per record."""
    key: NDArray[np.int64]
    """[RULEBOOKS, kind]: list key."""
    severity: NDArray[np.int64]
    """[RULEBOOKS, kind]: G_k in Q8."""
    grade_shift: NDArray[np.int64]
    """[RULEBOOKS]: added to every cut-off, quarter points."""


class Pilot(NamedTuple):
    """A district's pilot."""

    start: datetime.date
    """First day."""
    rulebook: int
    """0 = the regime's own."""


def pilots(rollout: Rollout, seed: int, districts: int) -> dict[int, Pilot]:
    """Which districts hold a pilot, from when and by which rulebook: max(1, round(share · districts)) of them, by keyed draws."""
    if not rollout.on:
        return {}
    words = {district: draw(seed, district, 0, int(Purpose.PILOT), 0) for district in range(districts)}
    chosen = sorted(words, key=lambda district: (int(words[district][0]), district))
    number = max(1, round(exact(rollout.pilots.value) * districts))
    span = (rollout.last - rollout.first).days + 1
    weights = [exact(rulebook.weight.value) for rulebook in rollout.rulebooks]
    found = {}
    for district in sorted(chosen[:number]):
        _, when, which, _ = (int(word) for word in words[district])
        place, rulebook = Fraction(which, 1 << 32) * sum(weights, Fraction(0)), 0
        while rulebook < len(weights) and place >= 0:
            place -= weights[rulebook]
            rulebook += 1
        found[district] = Pilot(rollout.first + datetime.timedelta(days=when * span >> 32), rulebook)
    return found


def share_below(level: int) -> int:
    """Share of tastes below a level, Q16: F of the mean of two uniforms, by an exact count of pairs."""
    sums = 2 * min(max(level, 0), EVERYBODY)
    last = 2 * EVERYBODY - 1
    pairs = sums * (sums + 1) // 2 if sums <= EVERYBODY else EVERYBODY**2 - (last - sums) * (last - sums + 1) // 2
    return pairs >> 16


def next_level(rollout: Rollout, level: int) -> int:
    """The level of a pilot a week later; it never falls, since who has joined stays."""
    if not rollout.on:
        return level
    if not rollout.voluntary:
        return EVERYBODY
    drive = (rollout.perk.integer << 8) + (rollout.peer.integer * share_below(level) >> 8)
    return max(level, min(EVERYBODY, drive))


def _scaled(rule: Rule, rulebook: PilotRulebook) -> Rule:
    factor = exact((rulebook.penalties if rule.points < 0 or rule.list_days else rulebook.rewards).value)
    days = rule.list_days if rule.national else min(8191, round(rule.list_days * exact(rulebook.penalties.value)))
    quarters = round(exact(rule.points) * factor * 4)
    return rule.model_copy(update={"points": max(-4000, min(4000, quarters)) / 4, "list_days": days})


def local_rules(rulebook: Rulebook, local: PilotRulebook) -> Rulebook:
    """The regime's rulebook as a pilot has it."""
    rules = {kind.name.lower(): rule for kind in Kind if (rule := rulebook.rule(kind)) is not None}
    return rulebook.model_copy(update={name: _scaled(rule, local) for name, rule in rules.items()})


def rollout_table(rollout: Rollout, tables: tuple[RulebookTable, ...], districts: int, perk_of_a: float) -> RolloutTable:
    """Compile; ``tables`` holds the regime's rulebook and those of the pilots, ``perk_of_a`` what leaving forfeits in a week."""
    if len(tables) > RULEBOOKS:
        raise ValueError(f"rollout.rulebooks: at most {RULEBOOKS - 1}; got {len(tables) - 1}")
    points, key, severity = (np.zeros((RULEBOOKS, KINDS), np.int64) for _ in range(3))
    shift = np.zeros(RULEBOOKS, np.int64)
    for row, table in enumerate(tables):
        points[row], key[row], severity[row] = table.points, table.key, table.severity
    for row, local in enumerate(rollout.rulebooks[: len(tables) - 1], 1):
        shift[row] = round(exact(local.higher_grades.value) * 4)
    may_leave = rollout.on and rollout.opt_out.on
    leaving = rollout.opt_out.effort.integer + round(_WORTH_OF_A_PERK * exact(perk_of_a)) if may_leave else -1
    return RolloutTable(leaving, np.zeros(districts, np.int64), points, key, severity, shift)


@compiled
def taste(word: int) -> int:
    """A person's lasting taste for the state's scheme, 0–65 535, triangular; those below the level of their district are in."""
    return ((word & 0xFFFF) + (word >> 16)) >> 1


@compiled
def joins(person_taste: int, level: int) -> bool:
    """The act rule with benefit the drive and a price paid for certain: in a pilot of this level or a compulsory scheme, or not."""
    return acts(level, CERTAIN, person_taste)


@compiled
def leaves(privacy: int, mood: int, price: int) -> bool:
    """Whether somebody who may leave the scheme does: privacy (0–255) is both what is gained and how much it varies by ``mood``."""
    return acts(benefit_of(privacy, privacy, privacy, mood), CERTAIN, price)
