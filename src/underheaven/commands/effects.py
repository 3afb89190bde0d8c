"""``effects``: what a regime did to each traced citizen, when their lives part, what is left after its end, and through whom it acts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.commands.audit import interval_in_words
from underheaven.commands.console import CANCELLED, DONE, BadInput, duration, progress_bar, say, show, show_json, stoppable

if TYPE_CHECKING:
    from underheaven.measures.folder import RunFolder
    from underheaven.study.lives import Individuals

OUTCOMES = ("listed", "fear", "trust_government", "buffer", "ties")
SCARS = ("fear_sum", "trust_government", "ties_alive")
_NO_INTERVAL = "exact for the traced lives, without an interval"


def effects(path: Path, outcomes: Sequence[str], exempt: float | None, as_json: bool) -> int:
    """Effects on the traced lives of a finished run; with ``exempt``, direct, indirect and total ones from worlds lived again."""
    from underheaven.measures.folder import RunFolder

    folder = RunFolder.open(path)
    try:
        told: dict[str, Any] | None = _of_lives(folder, outcomes or OUTCOMES)
        if told is not None and exempt is not None:
            parts = _interference(folder, outcomes, exempt)
            told = None if parts is None else told | {"exempt_share": exempt, "interference": parts}
    except (KeyError, ValueError) as error:
        raise BadInput(str(error.args[0])) from None
    if told is None:
        say("stopped; the run is as it was")
        return CANCELLED
    if as_json:
        show_json({"run": path, "scenario": folder.manifest["scenario_name"]} | told)
        return DONE
    for line in lines(folder.manifest, told):
        show(line)
    return DONE


def _of_lives(folder: "RunFolder", outcomes: Sequence[str]) -> dict[str, Any]:
    from underheaven.measures.rates import suppressed
    from underheaven.study.estimands import end_of_regime, regime_of, scarring
    from underheaven.study.lives import CAUTION, divergence, individuals

    manifest = folder.manifest
    parting = divergence(folder)
    few = suppressed(len(parting.days) / manifest["worlds"], float("inf"))
    ends = end_of_regime(regime_of(folder), date.fromisoformat(manifest["start"]), manifest["days"])
    return {
        "worlds": manifest["worlds"],
        "caution": CAUTION,
        "individual": [_individual(individuals(folder, name)) for name in outcomes],
        "divergence": {
            "pairs": len(parting.days), "withheld": few, "never_part": None if few else parting.never,
            "median_day": None if few else parting.median, "interval": _NO_INTERVAL,
        },
        "scars": [
            {"measure": measure, "days_after": scar.days_after, "effect": scar.effect.as_dict(),
             "share_left": None if scar.share_left is None else scar.share_left.as_dict()}
            for measure in SCARS for scar in scarring(folder, measure)
        ] if ends is not None else [],
    }  # fmt: skip


def _individual(lives: "Individuals") -> dict[str, Any]:
    from underheaven.measures.rates import MINIMUM_EVENTS
    from underheaven.study.lives import STATES

    few = lives.outcome not in STATES and sum(life.regime + life.twin for life in lives) < MINIMUM_EVENTS
    mean = None if few else lives.mean()
    withheld = mean is None
    return {
        "outcome": lives.outcome, "unit": lives.unit, "lives": len(lives), "withheld": withheld,
        "mean": None if mean is None else mean.as_dict(),
        "quantiles": {} if withheld else {
            f"{share:g}": None if found is None else found.as_dict() for share, found in lives.quantiles().items()
        },
        "share_below_twin": None if withheld else list(lives.share_below_twin()),
        "variance_gain": None if withheld else lives.variance_gain(),
        "interval": f"mean and quantiles over worlds; the bounds and the gain are {_NO_INTERVAL}",
    }  # fmt: skip


def _interference(folder: "RunFolder", outcomes: Sequence[str], share: float) -> list[dict[str, Any]] | None:
    from underheaven.study.amounts import Size
    from underheaven.study.estimands import OUTCOMES as PARTED
    from underheaven.study.estimands import interference, regime_of

    m = folder.manifest
    size = Size(m["citizens"], m["days"], m["worlds"], m["seed"], date.fromisoformat(m["start"]), m["burn_in"], m["threads"])
    say(f"three arms of {m['worlds']} worlds, {share:.0%} of the citizens exempt in one: about {duration(1.5 * m['day_loop_seconds'])}")
    with stoppable() as stop, progress_bar() as progress:
        found = interference(regime_of(folder), size, outcomes or PARTED, share=share, progress=progress, stop=stop)
    return None if found is None else [
        {"outcome": each.outcome, "persons": each.persons, "withheld": each.suppressed}
        | {name: None if each.suppressed else getattr(each, name).as_dict() for name in ("direct", "indirect", "total")}
        for each in found
    ]  # fmt: skip


def lines(manifest: dict[str, Any], told: dict[str, Any]) -> list[str]:
    """The effects as text."""
    from underheaven.study.table import number
    from underheaven.values import Estimate

    def estimate(found: dict[str, Any]) -> str:
        return number(Estimate(**found))

    out = [f"{manifest['scenario_name']}: {interval_in_words(told['worlds'])}", f"traced lives: {told['caution']}"]
    for each in told["individual"]:
        if each["withheld"]:
            out.append(f"  {each['outcome']:<18} withheld: too few lives or events")
            continue
        low, high = each["share_below_twin"]
        gain = "" if each["variance_gain"] is None else f"; pairing narrows the variance {each['variance_gain']:.3g} times"
        out.append(f"  {each['outcome']:<18} {estimate(each['mean'])} {each['unit']}, mean of {each['lives']} lives")
        out.append(f"  {'':<18} lower than in the twin: {low:.0%} to {high:.0%} of them, over all couplings{gain}")
    parting = told["divergence"]
    if parting["withheld"]:
        out.append("when lives part: withheld, fewer than 20 traced")
    else:
        half = "fewer than half part" if parting["median_day"] is None else f"half have parted by day {parting['median_day']:g}"
        out.append(f"when lives part: {parting['never_part']} of {parting['pairs']} never; {half} (exact, of the traced)")
    if told["scars"]:
        out.append("after the end of the regime:")
    for scar in told["scars"]:
        left = "" if scar["share_left"] is None else f", {estimate(scar['share_left'])} of the effect on its last day"
        out.append(f"  {scar['measure']:<18} {scar['days_after']:>4} days: {estimate(scar['effect'])}{left}")
    for each in told.get("interference", ()):
        parts = "withheld: too few persons or events" if each["withheld"] else "; ".join(
            f"{name} {estimate(each[name])}" for name in ("direct", "indirect", "total")
        )  # fmt: skip
        out.append(f"  {each['outcome']:<18} {parts}")
    return out
