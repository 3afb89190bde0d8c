"""Knowledge of the regime and censorship (S09, S24).

    knowledge_d(t) = min(1, initial + weekly_rise · weeks since announced in d) · (1 − ½·censorship)

A citizen is aware iff the own fixed 32-bit word lies below the district's threshold: awareness is monotone in knowledge, and takes no
state. Message: on becoming aware trust in government falls by i_k. Closed form T-AWA1: the share aware equals knowledge. Signs:
censorship ↑ ⇒ knowledge ↓, visible dissent ↓, appeals ↓ (its other effects, on neighbours' view of dissent and on the recovery of
trust, read ``CensorshipTable.strength``).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.values import Factor, Share, Trust, assumed, exact, fixed, threshold


class Knowledge(Mechanism):
    """Who knows the regime in force. Off: nobody does."""

    initial: Share = assumed(0.80, 0.11, 1.0, why="a compulsory national regime is announced; in pilots 11 % knew (FACTS 2-22)")
    """Share aware when the regime is announced; pilots set it to .11."""
    weekly_rise: Share = assumed(0.005, 0.0, 0.02, why="no published growth of awareness")
    """Added each full week while the regime is announced (share of all people)."""
    trust_lost_on_learning: Trust = assumed(6, 0, 20, why="support falls with information (FACTS 8-14 gives signs only)")
    """i_k: taken from trust in government when a citizen becomes aware."""


class Censorship(Mechanism):
    """Removal of what people would read."""

    strength: Share = assumed(0.13, 0.0, 0.5, why="King, Pan and Roberts (2013): about 13 % of posts removed, recalled, FACTS 8-08")
    """Share of visible dissent and news that is removed."""
    knowledge_hidden: Factor = assumed(0.5, 0.0, 1.0, why="no published effect on knowledge of a regime")
    """Knowledge is multiplied by 1 − this × strength."""


class KnowledgeTable(NamedTuple):
    """Knowledge on one date."""

    aware_below: NDArray[np.int64]
    """[district], 32-bit thresholds of the citizens' awareness words."""
    trust_lost: int
    """i_k, 0–255 scale."""


class CensorshipTable(NamedTuple):
    """Strength of censorship."""

    strength: int
    """Q8: visibility of dissent and recovery of trust are multiplied by (256 − strength)/256."""


def censorship_table(parameters: Censorship) -> CensorshipTable:
    """Strength in Q8; off is zero."""
    return CensorshipTable(fixed(parameters.strength.value) if parameters.on else 0)


def knowledge(parameters: Knowledge, censorship: Censorship, days_announced: Sequence[int]) -> NDArray[np.int64]:
    """Share aware per district as 32-bit thresholds.

    ``days_announced`` counts the days since the regime was announced in each district; a negative number means it is not.
    """
    hidden = exact(censorship.knowledge_hidden.value) * exact(censorship.strength.value) if censorship.on else exact(0)
    initial, rise = exact(parameters.initial.value), exact(parameters.weekly_rise.value)

    def level(days: int) -> int:
        return threshold(min(exact(1), initial + rise * (days // 7)) * max(exact(0), 1 - hidden)) if parameters.on and days >= 0 else 0

    levels = {days: level(days) for days in set(days_announced)}
    return np.array([levels[days] for days in days_announced], dtype=np.int64)


def knowledge_table(parameters: Knowledge, censorship: Censorship, days_announced: Sequence[int]) -> KnowledgeTable:
    """Thresholds and the effect of learning; off means that nobody is aware."""
    return KnowledgeTable(
        knowledge(parameters, censorship, days_announced), int(parameters.trust_lost_on_learning.value) if parameters.on else 0
    )


@compiled
def aware(word: int, aware_below: int) -> bool:
    """Whether the citizen with this 32-bit awareness word knows the regime."""
    return word < aware_below


@compiled
def newly_aware(word: int, aware_below_before: int, aware_below: int) -> bool:
    """Whether the citizen has come to know the regime between two thresholds."""
    return aware_below_before <= word < aware_below
