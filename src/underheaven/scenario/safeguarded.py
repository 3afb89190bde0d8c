"""What limits of a regime's own law make of its rules (S25): data in, data out, before anything becomes a table.

Each limit only narrows: a rule that already keeps within it stays as it is.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from underheaven.day.mechanism import Mechanism
from underheaven.day.rulebook import Rule
from underheaven.scenario.parts import Regime, switched_off

SHARED_DATA = ("sharing",)
"""Parts of a regime in which platforms and state exchange data, where a version has them; purpose limitation ends the exchange."""


def purpose_limited(regime: Regime) -> bool:
    """Whether data collected for one purpose may serve no other."""
    return regime.safeguards.on and regime.safeguards.purpose_limitation.on


def under_safeguards(regime: Regime) -> Regime:
    """The regime that remains in force beside its own safeguards."""
    if not (regime.on and regime.safeguards.on):
        return regime
    changes: dict[str, Any] = {}
    if regime.safeguards.expiry.on:
        changes |= _expiring(regime)
    if purpose_limited(regime):
        strict = {"joint": False, "relatedness": "strict", "grade_c": (), "grade_d": ()}
        changes["sanctions"] = regime.sanctions.model_copy(update=strict)
        changes |= {name: switched_off(getattr(regime, name)) for name in SHARED_DATA if name in Regime.model_fields}
    if regime.safeguards.minimisation.on:
        changes |= _minimal(regime)
    return regime.model_copy(update=changes) if changes else regime


def _expiring(regime: Regime) -> dict[str, Mechanism]:
    """Shorter listings and a shorter memory."""
    expiry = regime.safeguards.expiry
    longest, memory = expiry.longest_listing, expiry.longest_memory
    rules = {
        name: rule.model_copy(update={"list_days": longest.integer})
        for name in type(regime.rulebook).model_fields
        if isinstance(rule := getattr(regime.rulebook, name), Rule) and rule.list_days > longest.integer
    }
    changes: dict[str, Mechanism] = {"rulebook": regime.rulebook.model_copy(update=rules)}
    if regime.grades.list_days_of_d.integer > longest.integer:
        changes["grades"] = regime.grades.model_copy(update={"list_days_of_d": longest})
    if not 0 < regime.ledger.memory.integer <= memory.integer:
        changes["ledger"] = regime.ledger.model_copy(update={"memory": memory})
    return changes


def _minimal(regime: Regime) -> dict[str, Mechanism]:
    """Dark channels, and a gallery no larger than the district's."""
    minimisation = regime.safeguards.minimisation
    changes: dict[str, Mechanism] = {name: switched_off(getattr(regime, name)) for name in minimisation.dark}
    if minimisation.gallery == "district":
        changes["recognition"] = regime.recognition.model_copy(update={"gallery": "district"})
    return changes


def until_sunset(dated: Sequence[tuple[datetime.date, Regime]]) -> tuple[tuple[datetime.date, Regime], ...]:
    """The dated regimes, each cut off at its own sunset: from that day on everything in it is off."""
    found: list[tuple[datetime.date, Regime]] = []
    for place, (start, regime) in enumerate(dated):
        sunset = regime.safeguards.sunset
        if not (regime.on and regime.safeguards.on and sunset.on):
            found.append((start, regime))
            continue
        following = dated[place + 1][0] if place + 1 < len(dated) else datetime.date.max
        if start < sunset.date:
            found.append((start, regime))
        if sunset.date < following:
            found.append((max(start, sunset.date), switched_off(regime)))
    return tuple(found)
