"""Switches that contradict one another: a file that turns something on and, by the same hand, turns off what it lives on.

A note of ``check``, not a mistake: a scenario written out in full says every switch. Only what one file itself says is held against
it. Turning off a part of a regime that stands in another file is how effects are measured, and leaves the rest of that regime idle.
"""

from collections.abc import Iterator

from underheaven.scenario.messages import Problem
from underheaven.scenario.positions import Node

NEEDS: tuple[tuple[str, str, str], ...] = (
    ("recognition", "cameras", "nobody is filmed, so there is nobody to recognise"),
    ("fusion", "recognition", "no face is recognised that other modalities could confirm"),
    ("hiding", "cameras", "nobody is looked for where nothing is filmed"),
    ("hiding", "recognition", "nobody is found where no face is recognised"),
    ("grades", "exposure", "nobody is in the scheme, so nobody has a grade"),
    ("rollout", "exposure", "no pilot takes anybody into a scheme that does not exist"),
    ("perks", "grades", "perks follow from grades, and there are none"),
    ("correction_path", "lists", "nobody is listed who could work the way off a list"),
    ("shaming", "lists", "nobody is listed who could be shown"),
    ("sharing", "commercial", "there is no commercial scheme to share data with"),
    ("safeguards.notice", "lists", "nobody is listed who could be told"),
    ("safeguards.appeal", "lists", "nobody is listed who could appeal"),
    ("safeguards.audit", "lists", "there is no listing to audit"),
)
"""What is on, what it needs, and why it does nothing without it; all paths lie under ``regime``."""


def contradictions(regime: Node, file: str) -> Iterator[Problem]:
    """What ``file`` itself contradicts in one stage of its regime, at the place of what would have no effect."""
    for name, needed, reason in NEEDS:
        switch, ground = _switch(regime, name), _switch(regime, needed)
        if switch is None or ground is None or switch.value is not True or ground.value is not False:
            continue
        if switch.place.file == ground.place.file == file:
            remedy = f"switch regime.{needed} on, or regime.{name} off"
            yield Problem(switch.place, f"regime.{name} is on, but regime.{needed} is off (line {ground.place.line}): {reason}; {remedy}")


def _switch(regime: Node, path: str) -> Node | None:
    """The node of a mechanism's switch."""
    node = regime
    for name in (*path.split("."), "on"):
        if not node.is_mapping or name not in node.value:
            return None
        node = node.value[name]
    return node
