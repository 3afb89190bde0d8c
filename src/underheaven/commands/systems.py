"""``systems``: the rows S01 to S26, and what each switch was measured to change."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from underheaven.commands.console import CANCELLED, DONE, BadInput, progress_bar, say, show, show_json, stoppable
from underheaven.values import significant
from underheaven.values.dates import start_date

if TYPE_CHECKING:
    from underheaven.study.amounts import Size
    from underheaven.study.switches import SwitchEffect
    from underheaven.study.systems import System

_SIGN = {1: "higher", -1: "lower"}
CITIZENS, DAYS, WORLDS, SEED, START, THREADS = 16_384, 182, 8, 1, "2020-01-01", 2


def systems(
    scenario: str, rows: Sequence[str], *, measure: bool, citizens: int | None, days: int | None, worlds: int | None, seed: int | None,
    start: str | None, threads: int | None, as_json: bool,
) -> int:  # fmt: skip
    """Print the table of rows; with ``measure`` or as JSON, with the measured effect of every switch."""
    from underheaven.scenario.load import load

    chosen, loaded = _chosen(rows), load(scenario)
    size = _size(citizens, days, worlds, seed, start, threads)
    if not measure and not as_json:
        for line in table(chosen):
            show(line)
        say("\nMeasured effects: underheaven systems --measure (or --json)")
        return DONE
    from underheaven.study.switches import switch_effects

    say(f"{scenario}: {len(chosen)} rows, {size.citizens:,} citizens, {size.days} days from {size.start}, {size.worlds} worlds an arm")
    with stoppable() as stop, progress_bar() as progress:
        found = switch_effects(loaded, chosen, size, progress, stop)
    if found is None:
        say("stopped; nothing was written")
        return CANCELLED
    if as_json:
        show_json([effect.as_dict() for effect in found])
        return DONE
    for line in table(chosen, found):
        show(line)
    return DONE


def table(rows: "Sequence[System]", effects: "Sequence[SwitchEffect]" = ()) -> list[str]:
    """The rows as text within 80 columns."""
    lines = [f"{'row':<4} {'system':<24} {'mechanism':<18} with it on"]
    for place, row in enumerate(rows):
        lines.append(f"{row.id:<4} {row.name:<24} {row.mechanism:<18} {_SIGN[row.sign]} {row.measure}")
        lines.append(f"     --set {shlex.quote(row.switch)}")
        lines += [f"     in both arms --set {shlex.quote(setting)}" for setting in row.given]
        if effects:
            lines.append(f"     {_told(effects[place])}")
    return lines


def _told(found: "SwitchEffect") -> str:
    verdict = {True: "as expected", False: "NOT AS EXPECTED", None: "sign not tested"}[found.as_expected]
    effect = found.effect
    value = significant(effect.value, sign="+")
    if effect.low is None or effect.high is None:
        return f"{value} {effect.unit}; {verdict}: an interval needs 8 worlds"
    return f"{value} [{significant(effect.low, sign='+')}, {significant(effect.high, sign='+')}] {effect.unit}; {verdict}"


def _chosen(ids: Sequence[str]) -> "list[System]":
    from underheaven.study.systems import SYSTEMS

    known = {row.id: row for row in SYSTEMS}
    unknown = [wanted for wanted in ids if wanted.upper() not in known]
    if unknown:
        raise BadInput(f"there is no row {unknown[0]!r}; there are {', '.join(known)}")
    return [known[wanted.upper()] for wanted in ids] or list(SYSTEMS)


def _size(citizens: int | None, days: int | None, worlds: int | None, seed: int | None, start: str | None, threads: int | None) -> "Size":
    from underheaven.study.amounts import Size
    from underheaven.study.experiment import MAXIMUM_CITIZENS, MAXIMUM_DAYS

    def chosen(name: str, said: int | None, default: int, low: int, high: int) -> int:
        number = default if said is None else said
        if not low <= number <= high:
            raise BadInput(f"{name} must be a whole number from {low:,} to {high:,}; got {number:,}")
        return number

    try:
        first = start_date(start or START)
    except ValueError as error:
        raise BadInput(f"--start {error}") from None
    return Size(
        chosen("citizens", citizens, CITIZENS, 1, MAXIMUM_CITIZENS), chosen("days", days, DAYS, 1, MAXIMUM_DAYS),
        chosen("worlds", worlds, WORLDS, 1, 100_000), chosen("seed", seed, SEED, 0, 2**63 - 1), first, threads=threads or THREADS,
    )  # fmt: skip
