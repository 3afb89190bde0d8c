"""Conduct: what people do, how often, what it harms, and what deters it (S01; at displayed sites S16).

Equations: an opportunity for kind k comes with a fixed rate p_k from one uniform per group of kinds; it is taken with chance
max(0, 1 − x_k), x_k = p⁰ s⁰ (ordinary law) + P · e_k · G_k · φ: perceived capture × response × severity of the rulebook × fear.
Help (kinds 10–12) comes with p_k · 3 z²/65 536 · (1 − crowding · work) + 2 p_k · work, at most its top.
State: none; victims, records and messages follow elsewhere. A scenario whose rate passes its declared top is refused.
Closed forms: rate of acts = p_k · P(act) (T-CON1); at a displayed site −90 %, among the unaware 0 (T-DET1).
Signs: raising |points|, lists or belief never adds acts on that day; a displayed site lowers them most.
Source: MODEL §3.4, §5; the site from Jinan's crossing, 200 → 20 jaywalkers a day (FACTS 4-11, a police claim).
"""

from collections.abc import Sequence
from enum import IntEnum, unique
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationInfo, field_validator, model_validator

from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import KINDS, Kind
from underheaven.draws.compiled import compiled, compiled_inline, integer
from underheaven.values import (
    Factor,
    Fixed,
    Money,
    Parameters,
    Probability,
    Share,
    assumed,
    derived,
    exact,
    fixed,
    threshold,
)

STREET_ENVELOPE = 6
"""Daily street kinds live in the lowest 2**-6 of a 32-bit uniform (group D1)."""
RARE_ENVELOPE = 7
"""Daily rare events live in the lowest 2**-7 (group D2)."""
WEEK_ENVELOPE = 0
"""Weekly conduct uses the whole uniform (group W1)."""


@unique
class Rare(IntEnum):
    """Slots of the daily rare group; the first two and hiding are conduct, the rest belong to the regime's own mechanisms."""

    PROTEST = 0
    TAX_EVASION = 1
    MALICIOUS_REPORT = 2
    CHILD_REPORT = 3
    MESSAGE_FALSE_ALARM = 4
    HIDING = 5


# The declared tops belong to the version of the model (MODEL §3.4). Key = parameter, value = top of its range per day or week.
STREET_TOPS = {"jaywalking": "0.012", "unleashed_dog": "0.002", "fare_evasion": "0.0006"}
RARE_TOPS = {"protest": "0.0012", "tax_evasion": "0.0003", "malicious_report": "0.0003", "child_report": "0.0003",
             "message_false_alarm": "0.002", "hiding": "0.0003"}  # fmt: skip
WEEK_TOPS = {"video_games": "0.25", "trivial_purchase": "0.20", "critical_speech": "0.18", "praise": "0.09", "family_help": "0.15",
             "charity": "0.09"}  # fmt: skip
_TOPS = {name: Fraction(top) for tops in (STREET_TOPS, RARE_TOPS, WEEK_TOPS) for name, top in tops.items()}


class Misconduct(Parameters):
    """A kind that a rulebook may punish."""

    rate: Probability
    """Opportunities a day (street and rare kinds) or a week (the others)."""
    harm: Money
    """Harm to others of one act; the only moral input of the model."""
    response: Factor
    """Stake of the rulebook's reference row over the largest benefit: one identified number per kind (e_k)."""


class Scheduled(Parameters):
    """A kind that follows from the economy instead of a slot."""

    harm: Money
    """Harm to others of one act."""
    response: Factor
    """As for misconduct; how far sanctions keep a payer from forgetting."""


class Help(Parameters):
    """A kind that does others good."""

    rate: Probability
    """Mean occasions a week at the middle of the trait, without reward."""
    harm: Money
    """Negative: what it gives to others."""


_RATE = "an observable rate, thinned for cost (MODEL §3.4); the true rate is not published"
_HARM = "a moral input, to be edited; printed with every proportionality result"
_RESPONSE = "prior of the response, log-uniform; fitted where a target exists"
_POLITICAL = "at .25 the regime silences nearly everyone and nothing is left to measure (MODEL §9.4)"


def _harm(value: float) -> Any:
    return assumed(value, *sorted((value / 3, value * 3)), why=_HARM)


def _misconduct(name: str, rate: float, harm: float, response: float = 0.25, why: str = _RESPONSE) -> Misconduct:
    return Misconduct(
        rate=assumed(rate, 0.0, float(_TOPS[name]), why=_RATE), harm=_harm(harm), response=assumed(response, 0.02, 4.0, why=why)
    )


def _help(name: str, rate: float, harm: float) -> Help:
    return Help(rate=assumed(rate, 0.0, float(_TOPS[name]), why=_RATE), harm=_harm(harm))


class Conduct(Mechanism):
    """Rates, harms and responses of both arms: a regime changes what conduct costs, never what it is."""

    jaywalking: Misconduct = _misconduct("jaywalking", 0.005, 1)
    """Crossing where a recorder could see it (daily)."""
    unleashed_dog: Misconduct = _misconduct("unleashed_dog", 0.0007, 1)
    """Dog off the leash, other nuisance (daily)."""
    fare_evasion: Misconduct = _misconduct("fare_evasion", 0.0002, 32)
    """Travelling without a ticket, taking another's seat (daily)."""
    protest: Misconduct = _misconduct("protest", 0.0004, 0, 0.05, _POLITICAL)
    """Protest or petition (daily)."""
    tax_evasion: Misconduct = _misconduct("tax_evasion", 0.0001, 640)
    """Tax evasion by the self-employed (daily)."""
    video_games: Misconduct = _misconduct("video_games", 0.10, 0)
    """More gaming than the regime likes (weekly)."""
    trivial_purchase: Misconduct = _misconduct("trivial_purchase", 0.08, 0)
    """A purchase the regime calls wasteful (weekly)."""
    critical_speech: Misconduct = _misconduct("critical_speech", 0.06, 0, 0.05, _POLITICAL)
    """Speech critical of the government (weekly); harmless unless false."""
    late_bill: Scheduled = Scheduled(harm=_harm(16), response=assumed(0.25, 0.02, 4.0, why=_RESPONSE))
    """A bill paid late, by inability or by forgetting."""
    default: Scheduled = Scheduled(harm=_harm(640), response=assumed(0.25, 0.02, 4.0, why=_RESPONSE))
    """A loan or court debt written off."""
    charity: Help = _help("charity", 0.03, -16)
    """Charity and volunteering (weekly)."""
    family_help: Help = _help("family_help", 0.05, -4)
    """Helping a member of the family (weekly)."""
    praise: Help = _help("praise", 0.03, 0)
    """Public praise, study points (weekly)."""

    hiding: Probability = assumed(0.0001, 0.0, 0.0003, why="a probe of what hiding from cameras would take, not an observed rate")
    """Chance a day that an adult goes into hiding (MODEL §6.8)."""
    false_speech: Share = assumed(0.05, 0.017, 0.15)
    """Share of critical speech that is false."""
    false_speech_harm: Money = assumed(8, 2.7, 24, why=_HARM)
    """Harm of a false statement."""
    crowding_out: Fixed = assumed(64, 0, 128, why="rewards crowd out intrinsic help by a contested amount")
    """Part of unrewarded help that is lost while a person works for points, in 1/256."""
    reward_gain: Factor = assumed(2.0, 0.67, 6.0, why="reward-driven compliance is the larger one (FACTS 8-17); its size is not published")
    """Help added while a person works for points, in multiples of the kind's rate."""
    site_share: Share = assumed(0.02, 0.0, 0.2, why="a few equipped crossings (50 planned in Jinan, FACTS 4-10)")
    """Share of crossings whose offenders are displayed on the spot while shaming is on."""
    site_visibility: Share = assumed(0.90, 0.30, 1.0, why="recording at an equipped crossing is nearly certain")
    """Chance that an offence at a displayed site is captured, as everybody there knows."""
    site_response: Factor = derived(0.94, "(1 - 20/200) / (0.90 · 1.0625): 200 → 20 a day (FACTS 4-11), visibility .90, fear 8 of weight 2")
    """Response to a visible, immediate display."""

    @field_validator(*(name for name in _TOPS if name not in ("malicious_report", "child_report", "message_false_alarm")))
    @classmethod
    def _within_top(cls, kind: Any, info: ValidationInfo) -> Any:
        rate = kind if isinstance(kind, Probability) else kind.rate
        top = _TOPS[str(info.field_name)]
        if exact(rate.value) > top:
            raise ValueError(f"rate of {info.field_name} is at most {float(top):g}, the top this version declares; got {rate.value:g}")
        return kind

    @model_validator(mode="after")
    def _help_helps(self) -> Self:
        for name in ("charity", "family_help", "praise"):
            if getattr(self, name).harm.value > 0:
                raise ValueError(f"harm of {name} must not be positive; got {getattr(self, name).harm.value:g}")
        return self


def sub_intervals(tops: Sequence[Fraction | str], envelope: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Origins and widths, in 2**-32, of fixed sub-intervals laid end to end in [0, 2**-envelope).

    Raises:
        ValueError: if they do not fit.
    """
    widths = [threshold(Fraction(top)) for top in tops]
    origins = [0, *accumulate(widths)]
    if origins.pop() > 1 << (32 - envelope):
        raise ValueError(f"declared tops must fit into 2**-{envelope}")
    return np.array(origins, np.int64), np.array(widths, np.int64)


class ConductTable(NamedTuple):
    """Integers of the kernel. Slots: origin and width in 2**-32 of the group's uniform, and the kind that owns each."""

    street_origin: NDArray[np.int64]
    street_width: NDArray[np.int64]
    street_kind: NDArray[np.int64]
    rare_origin: NDArray[np.int64]
    rare_width: NDArray[np.int64]
    week_origin: NDArray[np.int64]
    week_width: NDArray[np.int64]
    week_kind: NDArray[np.int64]
    help_origin: NDArray[np.int64]
    """By kind: where the slot of a helping kind begins, in 2**-32."""
    help_rate: NDArray[np.int64]
    """By kind: unrewarded rate at trait² · 3/65 536 = 1, in 2**-32 (0 for kinds that are no help)."""
    help_gain: NDArray[np.int64]
    """By kind: what work for points adds, in 2**-32."""
    help_top: NDArray[np.int64]
    """By kind: the declared top, in 2**-32."""
    harm: NDArray[np.int64]
    """By kind, in currency units; negative for help."""
    harm_class: NDArray[np.int64]
    """By kind: 0 none, 1 below 64, 2 below 512, 3 from 512."""
    response: NDArray[np.int64]
    """By kind, in 1/256."""
    crowding_out: int
    """1/256."""
    false_speech: int
    """Threshold of a 16-bit uniform."""
    false_speech_harm: int
    site_share: int
    """Threshold of a 16-bit uniform."""
    site_visibility: int
    """1/256."""
    site_response: int
    """1/256."""


def harm_class(harm: float) -> int:
    """Gravity of a harm in currency units: 0 none, 1 below a median day's income (64), 2 below eight days, 3 from there."""
    return sum(harm >= bound for bound in (64, 512)) + (harm > 0)


def conduct_table(parameters: Conduct) -> ConductTable:
    """Integer table; switched off, nobody does anything of these kinds (slots of the regime's mechanisms stay)."""
    on = int(parameters.on)
    rates = {name: on * threshold(getattr(parameters, name).rate.value) for name in (*STREET_TOPS, *WEEK_TOPS, "protest", "tax_evasion")}
    rates["hiding"] = on * threshold(parameters.hiding.value)
    street_origin, _ = sub_intervals(list(STREET_TOPS.values()), STREET_ENVELOPE)
    rare_origin, rare_top = sub_intervals(list(RARE_TOPS.values()), RARE_ENVELOPE)
    week_origin, week_top = sub_intervals(list(WEEK_TOPS.values()), WEEK_ENVELOPE)
    by_kind = np.zeros((7, KINDS), np.int64)
    help_origin, help_rate, help_gain, help_top, harm, gravity, response = by_kind
    for kind in Kind:
        entry = getattr(parameters, kind.name.lower(), None)
        if entry is None:
            continue
        harm[kind] = round(entry.harm.value)
        gravity[kind] = harm_class(entry.harm.value)
        if isinstance(entry, Help):
            name = kind.name.lower()
            help_origin[kind] = week_origin[list(WEEK_TOPS).index(name)]
            help_rate[kind] = rates[name]
            help_top[kind] = on * threshold(_TOPS[name])
            help_gain[kind] = round(rates[name] * exact(parameters.reward_gain.value))
        else:
            response[kind] = fixed(entry.response.value)
    help_names = {name for name in WEEK_TOPS if isinstance(getattr(parameters, name), Help)}
    return ConductTable(
        street_origin=street_origin,
        street_width=np.array([rates[name] for name in STREET_TOPS], np.int64),
        street_kind=np.array([Kind[name.upper()] for name in STREET_TOPS], np.int64),
        rare_origin=rare_origin,
        rare_width=np.array([rates.get(name, int(top)) for name, top in zip(RARE_TOPS, rare_top, strict=True)], np.int64),
        week_origin=week_origin,
        week_width=np.array(
            [on * int(top) if name in help_names else rates[name] for name, top in zip(WEEK_TOPS, week_top, strict=True)], np.int64
        ),
        week_kind=np.array([Kind[name.upper()] for name in WEEK_TOPS], np.int64),
        help_origin=help_origin,
        help_rate=help_rate,
        help_gain=help_gain,
        help_top=help_top,
        harm=harm,
        harm_class=gravity,
        response=response,
        crowding_out=parameters.crowding_out.integer,
        false_speech=threshold(parameters.false_speech.value, 16),
        false_speech_harm=round(parameters.false_speech_harm.value),
        site_share=threshold(parameters.site_share.value, 16),
        site_visibility=fixed(parameters.site_visibility.value),
        site_response=fixed(parameters.site_response.value),
    )


@compiled
def _slot(uniform: int, origin: NDArray[np.int64], width: NDArray[np.int64]) -> int:
    found = -1
    for slot in range(origin.size):
        place = uniform - integer(origin[slot])
        found = slot if 0 <= place < integer(width[slot]) else found
    return found


@compiled
def street_kind(uniform: int, table: ConductTable) -> int:
    """Kind of the street opportunity that a 32-bit uniform decides, or −1."""
    slot = _slot(uniform, table.street_origin, table.street_width)
    return integer(table.street_kind[slot]) if slot >= 0 else -1


@compiled
def rare_slot(uniform: int, table: ConductTable) -> int:
    """Slot (``Rare``) of the rare event that a 32-bit uniform decides, or −1.

    Slots of the regime's mechanisms come with their declared top: accept them by ``rare_place(…) < their own threshold``.
    """
    return _slot(uniform, table.rare_origin, table.rare_width)


@compiled
def rare_place(uniform: int, slot: int, table: ConductTable) -> int:
    """Where the uniform lies in the slot's own interval, in 2**-32: below the threshold of a rate p with chance p over all uniforms."""
    return uniform - integer(table.rare_origin[slot])


@compiled_inline
def weekly_occasion(uniform: int, slot: int, table: ConductTable) -> bool:
    """Whether a 32-bit uniform brings this week's occasion for ``week_kind[slot]``, and so for no other; help must yet pass ``helps``."""
    place = uniform - integer(table.week_origin[slot])
    return (place >= 0) & (place < integer(table.week_width[slot]))


@compiled
def helps(uniform: int, kind: int, trait: int, works_for_points: bool, table: ConductTable) -> bool:
    """Whether the weekly uniform that fell on a helping kind becomes help; ``trait`` 0–255 is honesty (10, 11) or conformity (12)."""
    accepted = (integer(table.help_rate[kind]) * (3 * trait * trait)) >> 16
    if works_for_points:
        accepted = ((accepted * (256 - table.crowding_out)) >> 8) + integer(table.help_gain[kind])
    accepted = min(accepted, integer(table.help_top[kind]))
    return uniform - integer(table.help_origin[kind]) < accepted


@compiled
def deterrent(law: int, capture: int, response: int, severe: int, emphasis: int) -> int:
    """Price of an offence in 2**-16, for ``offends``: ordinary law plus the regime's margin.

    ``law`` p⁰ s⁰ in 2**-16; ``capture`` perceived, 0–255 (0 for the unaware and the unexposed); ``response``, ``severe``
    (``rulebook``) and ``emphasis`` (``fear_multiplier``) in 1/256.
    """
    return law + ((capture * response * severe * emphasis) >> 16)


@compiled
def is_equipped_site(uniform: int, table: ConductTable) -> bool:
    """Whether a crossing is one at which a regime that shames displays offenders; ``uniform`` of 16 bits."""
    return uniform < table.site_share


@compiled
def site_deterrent(law: int, severe: int, emphasis: int, table: ConductTable) -> int:
    """Price of jaywalking at a displayed site in 2**-16: there everybody is aware and expects the site's visibility."""
    return deterrent(law, table.site_visibility, table.site_response, severe, emphasis)


@compiled
def speaks_falsely(uniform: int, table: ConductTable) -> bool:
    """Whether a critical statement is false, and so harmful; ``uniform`` of 16 bits."""
    return uniform < table.false_speech
