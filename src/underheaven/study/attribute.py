"""Attribution: how much of a measure each mechanism of a scenario accounts for, as exact Shapley shares over paired worlds.

Every coalition of mechanisms lives every world once, on the same draws; the others are switched off. Shares are of counts, never of
ratios, world by world and exact; then they are told per so many adults, with an interval over worlds. A share is an account of this
model's result over all orders of joining; it is not what would happen if one mechanism alone were abolished (that is ``alone_off``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from underheaven.measures.dictionary import COLUMNS, entry
from underheaven.study.amounts import Amounts
from underheaven.study.batch import Bench, Failed, Job
from underheaven.study.shapley import interactions, shares
from underheaven.study.systems import SYSTEMS
from underheaven.study.variants import changed
from underheaven.values import Estimate, mean_over_worlds

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

MOST_MECHANISMS = 12


@dataclass(frozen=True, slots=True)
class Player:
    """A mechanism, and what turns it off."""

    name: str
    words: str
    switches: tuple[str, ...]
    """Whole arguments of ``run --set``."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "words": self.words, "switches": list(self.switches)}


MECHANISMS = (
    Player("cameras", "cameras", ("regime.cameras=off",)),
    Player("messages", "messages read", ("regime.messages=off",)),
    Player("informants", "informants", ("regime.informants=off",)),
    Player("records", "files and registers", ("regime.records=off",)),
    Player("platform", "platform and data sharing", ("regime.commercial=off", "regime.sharing=off")),
    Player("joint", "joint punishment", ("regime.sanctions.joint=off",)),
    Player("shaming", "public shaming", ("regime.shaming=off",)),
    Player("firms", "scoring of firms", ("regime.firms=off",)),
)
"""The mechanisms of MODEL §16, in order."""


def players(names: Sequence[str]) -> list[Player]:
    """Mechanisms by name: one of ``MECHANISMS``, a row of ``systems`` such as S14, or a switch such as ``regime.perks=off``.

    Raises:
        KeyError: for an unknown name, a name twice, or too many.
    """
    known = {player.name: player for player in MECHANISMS} | {row.id.lower(): Player(row.id, row.name, (row.switch,)) for row in SYSTEMS}
    found = []
    for name in names:
        if "=" in name:
            found.append(Player(name, name, (name,)))
        elif name.lower() in known:
            found.append(known[name.lower()])
        else:
            raise KeyError(f"no mechanism is called {name!r}; there are {', '.join(known)}, or a switch such as regime.perks=off")
    if len(set(found)) < len(found) or not 1 <= len(found) <= MOST_MECHANISMS:
        raise KeyError(f"name from 1 to {MOST_MECHANISMS} different mechanisms; got {len(found)}: {', '.join(names)}")
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """What one mechanism accounts for."""

    player: Player
    share: Estimate
    """Shapley share of the measure, in the unit of the data dictionary."""
    alone_off: Estimate
    """The measure under the scenario minus the measure with this mechanism alone switched off."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return self.player.as_dict() | {"share": self.share.as_dict(), "alone_off": self.alone_off.as_dict()}


@dataclass(frozen=True, slots=True)
class Attribution:
    """The shares of all mechanisms and the interactions of their pairs."""

    measure: str
    shares: tuple[Share, ...]
    interactions: dict[tuple[str, str], Estimate]
    whole: Estimate
    """The measure under the scenario."""
    without: Estimate
    """The measure with every mechanism switched off."""
    events: float
    """Counts behind it, over worlds and coalitions."""

    def findings(self) -> dict[str, Any]:
        """For the manifest and JSON."""
        pairs = [{"first": a, "second": b, "interaction": found.as_dict()} for (a, b), found in self.interactions.items()]
        return {
            "measure": self.measure, "definition": entry(self.measure).definition, "unit": self.whole.unit,
            "shares": [share.as_dict() for share in self.shares], "interactions": pairs, "whole": self.whole.as_dict(),
            "without": self.without.as_dict(), "events": self.events,
        }  # fmt: skip


def coalitions(scenario: "Scenario", chosen: Sequence[Player]) -> list["Scenario"]:
    """The scenario under every coalition: in number s, player i is on if bit i of s is set.

    Raises:
        ScenarioError: if a switch does not fit the scenario.
    """
    arms = [scenario]
    for player in chosen:  # the arms so far, with it switched off and with it on
        arms = [changed(arm, player.switches) for arm in arms] + arms
    return arms


def play(scenario: "Scenario", chosen: Sequence[Player], bench: Bench, worlds: int) -> list[list[Amounts]] | None:
    """Live every coalition in every world: [coalition][world]. None if stopped.

    Raises:
        ArithmeticError: if a life failed, as shares need them all.
    """
    arms = coalitions(scenario, chosen)
    found = bench.live(Job(arm, world) for arm in reversed(arms) for world in range(worlds))
    if found is None:
        return None
    table: list[list[Amounts]] = []
    for arm in arms:
        row = [found[Job(arm, world).key] for world in range(worlds)]
        failed = next((lived for lived in row if isinstance(lived, Failed)), None)
        if failed is not None:
            raise ArithmeticError(f"shares need every coalition, and one failed: {failed.error}")
        table.append([lived for lived in row if isinstance(lived, Amounts)])
    return table


def attribution(measure: str, chosen: Sequence[Player], lived: Sequence[Sequence[Amounts]]) -> Attribution:
    """Shares and interactions of a measure, from every coalition in every world."""
    kind, place, count = entry(measure), COLUMNS.index(measure), len(chosen)
    worlds = range(len(lived[0]))
    values: list[Mapping[int, Fraction]] = [{s: Fraction(row[world].of[place]) for s, row in enumerate(lived)} for world in worlds]
    scale = [Fraction(kind.per, kind.divisor * lived[0][world].adults) if lived[0][world].adults else Fraction(0) for world in worlds]

    def estimate(by_world: Sequence[Fraction]) -> Estimate:
        return mean_over_worlds([float(value * factor) for value, factor in zip(by_world, scale, strict=True)], kind.estimate_unit)

    everybody = (1 << count) - 1
    parts = [shares(value, count) for value in values]
    pairs = [interactions(value, count) for value in values]
    return Attribution(
        measure,
        tuple(
            Share(player, estimate([part[i] for part in parts]), estimate([v[everybody] - v[everybody ^ 1 << i] for v in values]))
            for i, player in enumerate(chosen)
        ),
        {(chosen[i].name, chosen[j].name): estimate([pair[i, j] for pair in pairs]) for i, j in (pairs[0] if count > 1 else {})},
        estimate([value[everybody] for value in values]),
        estimate([value[0] for value in values]),
        float(sum(abs(v) for value in values for v in value.values())),
    )


def rows(chosen: Sequence[Player], lived: Sequence[Sequence[Amounts]]) -> list[dict[str, Any]]:
    """Every coalition of every world, with every measure: anybody can attribute another measure from it."""
    return [
        {"coalition": s, **{f"on_{player.name}": bool(s >> i & 1) for i, player in enumerate(chosen)}, "world": world, "adults": one.adults}
        | dict(zip(COLUMNS, one.of, strict=True))
        for s, row in enumerate(lived)
        for world, one in enumerate(row)
    ]
