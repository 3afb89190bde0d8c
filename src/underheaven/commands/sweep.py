"""``sweep``: any path of a scenario over values or ranges."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from underheaven.commands.console import BadInput, Failure, say
from underheaven.commands.studies import Options, ended, on_bench, outcomes, question, stopped, whole

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario
    from underheaven.study.amounts import Size

SAMPLES = 32


def sweep(options: Options, levers: Sequence[str], design: str | None, samples: int | None, measures: Sequence[str]) -> int:
    """Live every point beside the scenario as it is."""
    from underheaven.report.study import write_study_report
    from underheaven.study.folder import RESULTS, WORLDS
    from underheaven.study.sweep import DEFAULT, DESIGNS, lever, switched_on, tidy
    from underheaven.study.sweep import design as designed
    from underheaven.study.sweep import sweep as swept
    from underheaven.study.variants import lived_rows, variant

    if options.scenario is not None and not levers:
        raise BadInput("say what to vary, such as regime.cameras.coverage=0,0.3,0.9")
    kind = next((each for each in DESIGNS if each == (design or "grid")), None)
    if kind is None:
        raise BadInput(f"--design is one of {', '.join(DESIGNS)}; got {design!r}")

    def own(scenario: "Scenario", size: "Size") -> Mapping[str, Any]:
        chosen = [lever(text) for text in levers]
        if len({each.path for each in chosen}) < len(chosen):
            raise BadInput("every path may be varied once")
        given = switched_on(scenario, chosen, size.start)
        number = whole("samples", SAMPLES if samples is None else samples, 1, 100_000)
        points = designed(scenario, chosen, kind, number, size.seed)
        looked_at = outcomes(measures or DEFAULT)
        for point in points if kind == "grid" else points[:1]:  # what was typed must fit; of a sampled point, the paths must
            variant(scenario, [*given, *(f"{each.path}={value}" for each, value in zip(chosen, point, strict=True))], looked_at)
        return {
            "levers": list(levers), "design": kind, "given": given, "points": [list(point) for point in points],
            "measures": [each.name for each in looked_at],
        }  # fmt: skip

    asked = question("sweep", options, own)
    said, folder, worlds = asked.asked, asked.folder, asked.size.worlds
    if not folder.complete:
        for setting in said["given"]:
            say(f"switched on where it is varied: {setting.removesuffix('.on=on')}")
        chosen, looked_at = [lever(text) for text in said["levers"]], outcomes(said["measures"])
        points = [tuple(point) for point in said["points"]]
        with on_bench(asked, (1 + len(points)) * worlds * (1 + any(each.needs_twin for each in looked_at))) as bench:
            try:
                found = swept(asked.scenario, chosen, points, said["given"], looked_at, bench, worlds)
            except ArithmeticError as error:
                raise Failure(f"{error}; what is done is kept. Try again with: {folder.go_on}") from None
        if found is None:
            return stopped(asked)
        base, lived = found
        rows = tidy(base, lived, chosen, looked_at)
        raw = [base, *(point.worlds for point in lived)]
        folder.write_table(WORLDS, [row for place, point in enumerate(raw) for row in lived_rows({"point": place}, point)])
        folder.write_table(RESULTS, rows)
        folder.finish({"levers": [each.path for each in chosen], "points": len(points), "rows": rows})
        write_study_report(folder)
    return ended(asked, lines(folder.manifest["findings"]))


def lines(found: Mapping[str, Any]) -> list[str]:
    """The differences to the scenario as it is, point by point."""
    from underheaven.study.table import number
    from underheaven.values import Estimate

    told, last = (
        ["difference to the scenario as it is, at fixed assumptions (in brackets: 95 % Monte-Carlo interval over worlds; it needs 8)"],
        0,
    )
    for row in found["rows"]:
        if row["point"] == 0:
            continue
        if row["point"] != last:
            last = row["point"]
            told.append(
                ", ".join(f"{path}={row[path]:g}" if isinstance(row[path], float) else f"{path}={row[path]}" for path in found["levers"])
            )
            if row["error"]:
                told.append(f"  failed: {row['error']}")
        if row["error"]:
            continue
        if row["withheld"]:
            told.append(f"  {row['measure']:<22} withheld: too few persons or events")
            continue
        difference, level = (
            number(Estimate(row[key], row[f"{prefix}low"], row[f"{prefix}high"], row["worlds"]))
            for key, prefix in (("difference", "difference_"), ("value", ""))
        )
        told.append(f"  {row['measure']:<22} {difference} to {level} {row['unit']}")
    return told
