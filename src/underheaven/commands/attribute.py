"""``attribute``: how much of a measure each mechanism accounts for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from underheaven.commands.console import BadInput, Failure
from underheaven.commands.studies import Options, ended, on_bench, question, stopped

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario
    from underheaven.study.amounts import Size

MEASURE = "listed_wrongly"


def attribute(options: Options, measure: str | None, mechanisms: str | None) -> int:
    """Live every coalition, share the measure out."""
    from underheaven.measures.dictionary import entry
    from underheaven.report.study import write_study_report
    from underheaven.study.attribute import MECHANISMS, Player, attribution, coalitions, play, players, rows
    from underheaven.study.folder import RESULTS, WORLDS

    def own(scenario: "Scenario", size: "Size") -> Mapping[str, Any]:
        try:
            name = entry(measure or MEASURE).name
            chosen = players(mechanisms.split(",")) if mechanisms else list(MECHANISMS)
        except KeyError as error:
            raise BadInput(str(error.args[0])) from None
        coalitions(scenario, chosen)
        return {"measure": name, "mechanisms": [player.as_dict() for player in chosen]}

    asked = question("attribute", options, own)
    folder = asked.folder
    if not folder.complete:
        chosen = [Player(each["name"], each["words"], tuple(each["switches"])) for each in asked.asked["mechanisms"]]
        with on_bench(asked, (1 << len(chosen)) * asked.size.worlds) as bench:
            try:
                lived = play(asked.scenario, chosen, bench, asked.size.worlds)
            except ArithmeticError as error:
                raise Failure(f"{error}; what is done is kept. Try again with: {folder.go_on}") from None
        if lived is None:
            return stopped(asked)
        found = attribution(asked.asked["measure"], chosen, lived).findings()
        folder.write_table(WORLDS, rows(chosen, lived))
        folder.write_table(RESULTS, _tidy(found))
        folder.finish(found)
        write_study_report(folder)
    return ended(asked, lines(folder.manifest["findings"]))


def _tidy(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    kept = [
        {"kind": kind, "first": share["name"], "second": None} | share[kind] for share in found["shares"] for kind in ("share", "alone_off")
    ]
    kept += [
        {"kind": "interaction", "first": pair["first"], "second": pair["second"]} | pair["interaction"] for pair in found["interactions"]
    ]
    kept += [{"kind": kind, "first": None, "second": None} | found[kind] for kind in ("whole", "without")]
    return [{"measure": found["measure"]} | row for row in kept]


def lines(found: Mapping[str, Any]) -> list[str]:
    """The shares as text, largest first."""
    from underheaven.study.table import number
    from underheaven.values import Estimate

    def told(part: Mapping[str, Any]) -> str:
        return number(Estimate(**part))

    if _withheld(found):
        return [f"{found['measure']}: withheld, too few events"]
    shares: Sequence[Mapping[str, Any]] = sorted(found["shares"], key=lambda share: -abs(share["share"]["value"]))
    out = [f"{found['measure']}, {found['unit']}: {told(found['whole'])} with all, {told(found['without'])} with none of them"]
    out.append(f"  {'mechanism':<28} {'Shapley share':<30} switched off alone")
    out += [f"  {share['words']:<28} {told(share['share']):<30} {told(share['alone_off'])}" for share in shares]
    pairs = sorted(found["interactions"], key=lambda pair: -abs(pair["interaction"]["value"]))[:5]
    if pairs:
        out.append("  strongest interactions of pairs:")
        out += [f"  {pair['first']} × {pair['second']}: {told(pair['interaction'])}" for pair in pairs]
    out.append("in this model, at fixed assumptions (in brackets: 95 % Monte-Carlo interval over worlds; it needs 8)")
    return out


def _withheld(found: Mapping[str, Any]) -> bool:
    from underheaven.measures.rates import MINIMUM_EVENTS

    return bool(found["events"] < MINIMUM_EVENTS)
