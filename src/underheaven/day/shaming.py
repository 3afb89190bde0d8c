"""Public shaming: billboards, dial tones and dating profiles make a listing visible (S16).

Equation: a listed person is *shown* if the list bites in domain 8 (billboard), 9 (dial tone) or 10 (dating), and *shamed* if in 8; a
shamed person is harassed with chance .07 a week, which adds 30 to fear, takes 4 from trust in government and an eighth of a day's
income; each harassment adds 1 to the fear of the cell in its next pass.
State: none; it reads the list's domains. Messages: dFear, dG, dB of the victim itself; the cell's sum ``harassed``.
Closed form: harassed per shamed person-week = .07, per listed-year 52 · .07 = 3.65 (4σ).
Signs: shaming off ⇒ nobody harassed, no tie told, no displayed site; harassment ↑ ⇒ fear ↑, trust ↓. Deterrence at the site is in
``conduct``, what the acquaintances do in ``ties``.
Source: MODEL §8.3, §8.6. MODEL adds 30 to fear in §8.6 and 60 in §9.2: 30 is used, 60 is the top of its range.
"""

from typing import NamedTuple

from underheaven.day.envelope import offset, slot
from underheaven.day.mechanism import Mechanism
from underheaven.day.vocabulary import Domain
from underheaven.draws.compiled import compiled
from underheaven.values import Count, Probability, Share, Trust, assumed, fixed

_HARASSMENT_FROM, _HARASSMENT_TOP = 0.35, 0.20
# place in the weekly social group (W6): after filing .35
_SHAMED = 1 << Domain.BILLBOARD
_SHOWN = _SHAMED | 1 << Domain.DIAL_TONE | 1 << Domain.DATING


class Shaming(Mechanism):
    """What showing a list does. All of it rests on assumptions."""

    harassment: Probability = assumed(0.07, 0.02, 0.2)
    """Chance a week that a shamed person is harassed."""
    fear_of_victim: Trust = assumed(30, 10, 60, why="MODEL says 30 in §8.6 and 60 in §9.2")
    """Added to the victim's fear."""
    trust_in_government: Trust = assumed(-4, -12, -1)
    """Added to the victim's trust in government."""
    loss: Count = assumed(16, 5, 48, why="an eighth of a day: what harassment breaks or chases away")
    """Taken from the victim's buffer, in 1/128 own-class days."""
    fear_of_cell: Trust = assumed(1, 0, 3)
    """Added, per harassment, to the fear of every member of the cell."""
    publicity: Share = assumed(1.0, 0.0, 1.0, why="the article's lists are published; how many look is unknown")
    """How surely an acquaintance knows that a shown person is listed."""


class ShamingTable(NamedTuple):
    """Integers of the kernel."""

    shown_domains: int
    """Mask of the domains that make a listing visible to acquaintances."""
    shamed_domains: int
    """Mask of the domains that display it to everybody."""
    displays: int
    """1 if offenders are displayed on the spot at equipped crossings (``conduct.is_equipped_site``)."""
    harassment_from: int
    """Interval of the 32-bit uniform of the weekly social group."""
    harassment_to: int
    fear_of_victim: int
    trust_in_government: int
    loss: int
    """1/128 own-class day."""
    fear_of_cell: int
    publicity: int
    """1/256."""


def shaming_table(parameters: Shaming) -> ShamingTable:
    """Integer table; switched off, no list is visible.

    Raises:
        ValueError: if the rate of harassment passes its declared top.
    """
    p, on = parameters, int(parameters.on)
    hazard = slot(p.harassment.value, _HARASSMENT_TOP, "shaming.harassment")
    return ShamingTable(
        shown_domains=on * _SHOWN,
        shamed_domains=on * _SHAMED,
        displays=on,
        harassment_from=offset(_HARASSMENT_FROM),
        harassment_to=offset(_HARASSMENT_FROM) + on * hazard,
        fear_of_victim=on * p.fear_of_victim.integer,
        trust_in_government=on * p.trust_in_government.integer,
        loss=on * p.loss.integer,
        fear_of_cell=on * p.fear_of_cell.integer,
        publicity=on * fixed(p.publicity.value),
    )


@compiled
def is_shown(domains: int, table: ShamingTable) -> bool:
    """Whether a list that bites in these domains (12 bits; 0 = unlisted) is visible to acquaintances."""
    return (domains & table.shown_domains) != 0


@compiled
def is_shamed(domains: int, table: ShamingTable) -> bool:
    """Whether it is displayed to everybody."""
    return (domains & table.shamed_domains) != 0


@compiled
def harassed(shamed: bool, uniform: int, table: ShamingTable) -> bool:
    """Whether this week brings harassment; ``uniform`` of 32 bits, of the weekly social group."""
    return shamed and table.harassment_from <= uniform < table.harassment_to


@compiled
def fear_in_cell(harassed_in_cell: int, table: ShamingTable) -> int:
    """Fear added in a weekly pass to every member of a cell in which so many people were harassed since its last pass."""
    return harassed_in_cell * table.fear_of_cell
