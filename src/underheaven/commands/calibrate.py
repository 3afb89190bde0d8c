"""``calibrate``: values within the assumptions' ranges that bring a scenario to published targets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from underheaven.commands.console import BadInput
from underheaven.commands.studies import Options, ended, on_bench, question, stopped, whole

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario
    from underheaven.study.amounts import Size
    from underheaven.study.targets import Targets

PARTICLES, SIMULATIONS = 100, 2_000


def calibrate(options: Options, targets: str | None, particles: int | None, simulations: int | None) -> int:
    """Fit, check, write the fitted scenario."""
    from underheaven.report.study import write_study_report
    from underheaven.study.calibrate import Fit, fitted_file, predictions, write_fitted
    from underheaven.study.calibrate import calibrate as fitted
    from underheaven.study.folder import RESULTS
    from underheaven.study.targets import Target, load_targets, priors

    wanted: Targets | None = None
    if options.scenario is not None:
        if targets is None:
            raise BadInput("say what to aim at: --targets FILE, or the name of a shipped file such as documented")
        wanted = load_targets(targets)

    def own(scenario: "Scenario", size: "Size") -> Mapping[str, Any]:
        assert wanted is not None
        priors(scenario, wanted.free, size.start)
        return {
            "title": wanted.title, "free": list(wanted.free), "targets": [target.as_dict() for target in wanted.targets],
            "particles": whole("particles", PARTICLES if particles is None else particles, 8, 100_000),
            "simulations": whole("simulations", SIMULATIONS if simulations is None else simulations, 8, 10_000_000),
        }  # fmt: skip

    defaults = {} if wanted is None else {"start": wanted.start.isoformat(), "days": wanted.days, "citizens": wanted.citizens, "worlds": 1}
    asked = question("calibrate", options, own, defaults=defaults)
    said, folder = asked.asked, asked.folder
    if not folder.complete:
        aims = [Target(**target) for target in said["targets"]]
        free = priors(asked.scenario, tuple(said["free"]), asked.size.start)
        with on_bench(asked, said["simulations"] + predictions(said["particles"]), in_steps=True) as bench:
            found = fitted(
                Fit(asked.scenario, free, aims, bench), particles=said["particles"], most=said["simulations"], seed=asked.size.seed
            )
        if found is None:
            return stopped(asked)
        folder.write_table(RESULTS, found.rows)
        study = folder.manifest["hash"]
        write_fitted(folder.path / "calibrated.yaml", fitted_file(asked.scenario, said["base"], found, study, asked.scenario.title))
        folder.enter("calibrated.yaml")
        folder.finish(found.findings())
        write_study_report(folder)
    return ended(asked, [*lines(folder.manifest["findings"]), f"fitted scenario: {folder.path / 'calibrated.yaml'}"])


def lines(findings: Mapping[str, Any]) -> list[str]:
    """What was learned and what fits, as text."""
    told = [f"{'assumption':<44} {'prior':>19}  {'posterior (90 %)':<28} contraction"]
    for each in findings["learned"]:
        verdict = f"{each['contraction']:.2f}" + ("" if each["learned"] else " not learned")
        prior = f"{each['low']:.4g} to {each['high']:.4g}"
        posterior = f"{each['posterior_median']:.4g} [{each['posterior_low']:.4g}, {each['posterior_high']:.4g}]"
        told.append(f"{each['path']:<44} {prior:>19}  {posterior:<28} {verdict}")
    told.append(f"{'target':<44} {'published':>19}  {'predicted (90 %)':<28}")
    for each in findings["predicted"]:
        aim = f"{each['value']:g} ± {each['tolerance']:g}"
        predicted = f"{each['predicted_median']:.4g} [{each['predicted_low']:.4g}, {each['predicted_high']:.4g}]"
        told.append(f"{each['measure']:<44} {aim:>19}  {predicted:<28} {'fits' if each['fits'] else 'DOES NOT FIT'}")
    reached = "the targets' tolerances were reached" if findings["tolerances_reached"] else (
        f"NOT reached: the widest miss is {findings['tolerances'][-1]:.1f} tolerances after {findings['simulations']} simulations"
    )  # fmt: skip
    return [*told, f"{findings['particles']} particles, {findings['effective_particles']:.0f} effective; {reached}"]
