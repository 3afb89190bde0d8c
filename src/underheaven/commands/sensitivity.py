"""``sensitivity``: which assumptions a result hangs on, and its band over all of them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from underheaven.commands.console import BadInput, Failure
from underheaven.commands.studies import Options, ended, on_bench, outcomes, question, stopped, whole

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario
    from underheaven.study.amounts import Size

TRAJECTORIES, LEADING, SAMPLES, BAND = 4, 8, 64, 64


def sensitivity(
    options: Options, over: Sequence[str], measures: Sequence[str], trajectories: int | None, leading: int | None, samples: int | None,
    band: int | None,
) -> int:  # fmt: skip
    """Screen, swing, decompose, and tell the band."""
    from underheaven.report.study import write_study_report
    from underheaven.study.assumptions import Factor, factors
    from underheaven.study.folder import RESULTS
    from underheaven.study.outcome import HEADLINES
    from underheaven.study.sensitivity import Effort, Look
    from underheaven.study.sensitivity import sensitivity as looked

    def own(scenario: "Scenario", size: "Size") -> Mapping[str, Any]:
        chosen = factors(scenario, size.start, over)
        if not chosen:
            below = f" below {', '.join(over)}" if over else ""
            raise BadInput(f"no assumption{below} is in force on {size.start}; underheaven sources lists them all")
        rows = SAMPLES if samples is None else samples
        if rows & (rows - 1) or rows < 0 or rows == 1:
            raise BadInput(f"samples must be a power of two, or 0 for no Sobol indices; got {rows}")
        return {
            "over": list(over), "measures": [each.name for each in outcomes(measures or HEADLINES)],
            "factors": [each.path for each in chosen],
            "trajectories": whole("trajectories", TRAJECTORIES if trajectories is None else trajectories, 2, 1000),
            "leading": whole("leading", LEADING if leading is None else leading, 1, 100), "samples": rows,
            "band": whole("band", BAND if band is None else band, 2, 100_000),
        }  # fmt: skip

    asked = question("sensitivity", options, own)
    said, folder, worlds = asked.asked, asked.folder, asked.size.worlds
    if not folder.complete:
        known: dict[str, Factor] = {each.path: each for each in factors(asked.scenario, asked.size.start)}
        chosen, looked_at = [known[path] for path in said["factors"]], outcomes(said["measures"])
        effort = Effort(said["trajectories"], said["leading"], said["samples"], said["band"])
        arms = 1 + any(each.needs_twin for each in looked_at)
        with on_bench(asked, effort.lives(len(chosen), worlds, arms), in_steps=True) as bench:
            try:
                found = looked(Look(asked.scenario, looked_at, bench), chosen, effort, worlds, asked.size.seed)
            except ArithmeticError as error:
                raise Failure(f"{error}; what is done is kept. Try again with: {folder.go_on}") from None
        if found is None:
            return stopped(asked)
        folder.write_table(RESULTS, found.rows)
        folder.finish(found.findings())
        write_study_report(folder)
    return ended(asked, lines(folder.manifest["findings"]))


def lines(found: Mapping[str, Any]) -> list[str]:
    """The tornado and the bands as text."""
    from underheaven.study.table import number
    from underheaven.values import Estimate

    told = [f"{found['measure']}, {found['unit']}: change at the ends of an assumption's range, all else as it is"]
    told.append(f"  {'assumption':<46} {'low end':<26} {'high end':<26} share of spread")
    for swing in found["tornado"]:
        low, high = (number(Estimate(**swing[end])) for end in ("at_low", "at_high"))
        total = swing["total_order"]
        index = f"{total['value']:.2f} [{total['low']:.2f}, {total['high']:.2f}]" if total else "–"
        told.append(f"  {swing['path']:<46} {low:<26} {high:<26} {index}")
    told.append(f"band over {found['assumptions']} assumptions (90 % of {found['bands'][0]['points']} points within their ranges):")
    for band in found["bands"]:
        shown = f"{band['low']:.4g} to {band['high']:.4g}; as it is {number(Estimate(**band['as_it_is']))} {band['unit']}"
        told.append(f"  {band['measure']:<22} {'withheld: too few persons or events' if band['withheld'] else shown}")
    told.append("in brackets: 95 % intervals, of changes over worlds at fixed assumptions, of shares by bootstrap over the design")
    return told
