"""Visibility and first capture: which channel, if any, notices an act (S04, S06–S08, S13 share it).

    q_c = V[kind][c] · C_c          P(c first) = q_c · Π_{c' before c} (1 − q_c')          P(any) = 1 − Π_c (1 − q_c)

V is the chance that the channel could notice the act where it covers everything, C the channel's coverage. Every channel has its own
addressed draw; the lowest channel whose draw falls below q_c is first, so removing a channel never swaps identities. With
de-duplication off every capturing channel writes a record. State: none. Closed form T-OBS1: q = (.3, .05, .2) gives .300, .035, .133,
any .468. Sign: capture rises with every visibility and every coverage.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from underheaven.day.vocabulary import CHANNELS, KINDS, Channel, Kind
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Parameters, Source, exact, threshold
from underheaven.values.source import Assumption

_ASSUMED = Assumption(low=1 / 3, high=3, why="no published chance of being noticed; the range multiplies every entry of the row")


_BITS = 31
_SURE = 1 << _BITS


class VisibilityRow(Parameters):
    """Chance that each channel can notice one kind of act, at full coverage."""

    cameras: float = Field(default=0.0, ge=0, le=1)
    messages: float = Field(default=0.0, ge=0, le=1)
    informants: float = Field(default=0.0, ge=0, le=1)
    records: float = Field(default=0.0, ge=0, le=1)
    platform: float = Field(default=0.0, ge=0, le=1)
    source: Source = _ASSUMED
    """One source for the row; an assumption's range multiplies every entry (never above one)."""


class Visibility(Parameters):
    """V[kind][channel]: how visible each kind of act is. A property of the world, the same in both arms."""

    jaywalking: VisibilityRow = VisibilityRow(cameras=0.30, informants=0.005)
    unleashed_dog: VisibilityRow = VisibilityRow(cameras=0.10, informants=0.05)
    video_games: VisibilityRow = VisibilityRow(platform=0.50)
    trivial_purchase: VisibilityRow = VisibilityRow(platform=0.50)
    critical_speech: VisibilityRow = VisibilityRow(messages=0.40, informants=0.03)
    protest: VisibilityRow = VisibilityRow(cameras=0.30, messages=0.10, informants=0.10, records=0.10)
    late_bill: VisibilityRow = VisibilityRow(records=1.0)
    default: VisibilityRow = VisibilityRow(records=1.0)
    tax_evasion: VisibilityRow = VisibilityRow(records=0.10)
    fare_evasion: VisibilityRow = VisibilityRow(cameras=0.20, informants=0.01, records=0.20)
    charity: VisibilityRow = VisibilityRow(informants=0.05, records=0.40)
    family_help: VisibilityRow = VisibilityRow(informants=0.02, records=0.02)
    praise: VisibilityRow = VisibilityRow(messages=0.30, records=0.10, platform=0.30)
    bill_on_time: VisibilityRow = VisibilityRow(records=1.0)


class VisibilityTable(NamedTuple):
    """Visibility as integers."""

    visibility: NDArray[np.int64]
    """[kind, channel], 32-bit thresholds; rows without conduct are zero."""


def visibility_table(parameters: Visibility) -> VisibilityTable:
    """Thresholds per kind and channel."""
    table = np.zeros((KINDS, CHANNELS), dtype=np.int64)
    for name in Visibility.model_fields:
        row = getattr(parameters, name)
        for channel in Channel:
            table[Kind[name.upper()], channel] = threshold(getattr(row, channel.name.lower()))
    return VisibilityTable(table)


def announced_capture(visibility: VisibilityTable, coverage: Sequence[Sequence[int]] | NDArray[np.int64]) -> NDArray[np.int64]:
    """q^ann = 1 − Π_c (1 − V·C_c), in Q8 (256 = certain), as [kind, district].

    ``coverage`` is [district, channel] in Q16: the coverages in force, zero for a channel that is off. Integers throughout, exact to
    2**-28 before the one rounding.
    """
    covered = np.asarray(coverage, dtype=np.int64).T
    escaped = np.full((KINDS, covered.shape[1]), _SURE, dtype=np.int64)
    for channel, share in enumerate(covered):
        seen = (visibility.visibility[:, channel, None] * share) >> (32 + 16 - _BITS)
        escaped = (escaped * (_SURE - seen)) >> _BITS
    return (_SURE - escaped + (_SURE >> 9)) >> (_BITS - 8)


def first_capture_shares(chances: Sequence[float | Fraction]) -> tuple[list[Fraction], Fraction]:
    """Exact law: the chance that each channel is first, and that any captures (V-13c)."""
    escaped, first = Fraction(1), []
    for chance in map(exact, chances):
        first.append(escaped * chance)
        escaped *= 1 - chance
    return first, 1 - escaped


@compiled
def capture_threshold(kind: int, channel: int, coverage: int, table: VisibilityTable) -> int:
    """q_c as a 32-bit threshold, from the channel's coverage in Q16 (65 536 = all)."""
    return (integer(table.visibility[kind, channel]) * coverage) >> 16


@compiled
def captures(uniforms: tuple[int, ...], thresholds: tuple[int, ...]) -> int:
    """Bit c is set if channel c captures: one addressed 32-bit draw and one threshold per channel, in channel order."""
    mask = 0
    for channel in range(len(thresholds)):
        if uniforms[channel] < thresholds[channel]:
            mask |= 1 << channel
    return mask


@compiled
def first_capture(uniforms: tuple[int, ...], thresholds: tuple[int, ...]) -> int:
    """The capturing channel of lowest index, or −1 if nobody noticed."""
    for channel in range(len(thresholds)):
        if uniforms[channel] < thresholds[channel]:
            return channel
    return -1


@compiled
def recording_channels(mask: int, deduplication: bool) -> int:
    """Which of the capturing channels (bits of ``mask``) write a record: all of them, or only the first when de-duplicated."""
    return mask & -mask if deduplication else mask
