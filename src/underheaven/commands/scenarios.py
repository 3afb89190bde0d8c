"""``list``, ``show``, ``new``, ``check`` and ``sources``: scenarios as data."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.commands.console import BAD_INPUT, CHECK_FAILED, DONE, BadInput, say, show, show_json

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

_NEW = """\
# Check it with: underheaven check {file}
# Run it with:   underheaven run {file} --citizens 20000 --days 365
title: {title}
status: stylised            # documented, stylised or counterfactual
summary: What this regime is, in plain words.
base: {base}               # everything that is not written here is as in this scenario

# Every number has a source: published (place), derived (formula) or assumption (low, high, why).
# regime:
#   cameras: off
#   rulebook:
#     jaywalking: {{points: {{value: -5, source: {{kind: assumption, low: -10, high: -1, why: "a leaflet gives a range"}}}}}}
"""


def list_scenarios(as_json: bool) -> int:
    """Shipped scenarios."""
    from underheaven.scenario.library import headings

    found = headings()
    if as_json:
        show_json([heading._asdict() for heading in found])
        return DONE
    width = max((len(heading.name) for heading in found), default=0)
    for heading in found:
        show(f"{heading.name:<{width}}  {heading.title} ({heading.status})")
    return DONE


def show_scenario(name: str | None, schema: bool, as_json: bool) -> int:
    """One scenario in full, or the JSON Schema of a scenario file."""
    if schema:
        from underheaven.scenario.json_schema import schema_json

        show_json(schema_json())
        return DONE
    if name is None:
        raise BadInput("say which scenario to show, or --schema for the form of a file; underheaven list names the shipped ones")
    scenario = _load(name)
    if as_json:
        show_json(scenario.resolved() | {"hash": scenario.hash})
        return DONE
    from underheaven.study.provenance import numbers

    show(f"{scenario.title} ({scenario.status})\n{scenario.summary.strip()}\n")
    for reference in scenario.sources:
        show(f"source  {reference.title}: {reference.place}")
    for change in scenario.timeline:
        show(f"from {change.start}  {change.title}")
    for path in _switched_off(scenario.regime, "regime"):
        show(f"off     {path}")
    for number in numbers(scenario):
        show(f"{number.path} = {number.value:g} {number.unit}  [{number.kind}: {number.source}]")
    return DONE


def new_scenario(path: Path, base: str) -> int:
    """Start a file of one's own."""
    from underheaven.measures.files import whole

    _load(base)
    if path.exists():
        raise BadInput(f"{path} exists already; choose another name")
    if path.suffix not in (".yaml", ".yml"):
        raise BadInput(f"a scenario file ends in .yaml; got {path}")
    if not path.parent.is_dir():
        raise BadInput(f"{path.parent}: no such folder")
    with whole(path) as aside:
        title = path.stem.replace("-", " ").replace("_", " ").capitalize()
        aside.write_text(_NEW.format(file=path, title=f'"{title}"', base=base), encoding="utf-8")
    say(f"wrote {path}")
    return DONE


def check(files: Sequence[str], as_json: bool) -> int:
    """Validate files and run their own examples: exit 2 if one does not load, 1 if an example fails."""
    from underheaven.scenario.examples import check_examples
    from underheaven.scenario.load import load, notes
    from underheaven.scenario.messages import ScenarioError

    worst, document = DONE, []
    for file in files:
        problems: list[Any] = []
        remarks: list[Any] = []
        examples = 0
        try:
            scenario = load(file)
            examples = len(scenario.examples)
            problems, remarks = list(check_examples(scenario)), notes(file)
            code = CHECK_FAILED if problems else DONE
        except ScenarioError as error:
            problems, code = list(error.problems), BAD_INPUT
        worst = max(worst, code)
        document.append(
            {
                "file": file, "ok": not problems, "examples": examples, "problems": [_problem(problem) for problem in problems],
                "notes": [_problem(remark) for remark in remarks],
            }
        )  # fmt: skip
        if not as_json:
            for problem in problems:
                say(str(problem))
            for remark in remarks:
                say(f"{remark.place}: note: {remark.message}")
            if not problems:
                show(f"{file}: good, {examples} examples hold" if examples else f"{file}: good")
    if as_json:
        show_json(document)
    return worst


def sources(name: str, as_json: bool) -> int:
    """Every number with its source, and coverage by kind of source."""
    from underheaven.study.provenance import coverage, coverage_by_part, numbers

    found = numbers(_load(name))
    shares, parts = coverage(found), coverage_by_part(found)
    if as_json:
        show_json({"scenario": name, "coverage": shares, "coverage_by_part": parts, "numbers": [number.as_dict() for number in found]})
        return DONE
    for number in found:
        show(f"{number.path}\t{number.value:g}\t{number.unit}\t{number.kind}\t{number.source}")
    show("")
    for part, counts in parts.items():
        show(f"{part:<28} " + ", ".join(f"{count} {kind}" for kind, count in counts.items() if count))
    show(f"\n{len(found)} numbers: " + ", ".join(f"{part['numbers']:.0f} {kind} ({part['share']:.0%})" for kind, part in shares.items()))
    return DONE


def _load(name: str) -> "Scenario":
    from underheaven.scenario.load import load

    return load(name)


def _problem(problem: Any) -> dict[str, Any]:
    place = problem.place
    return {"file": place.file, "line": place.line, "column": place.column, "message": problem.message}


def _switched_off(group: Any, path: str) -> list[str]:
    """Mechanisms of a regime that are off."""
    if not hasattr(type(group), "model_fields"):
        return []
    if getattr(group, "on", True) is False:
        return [path]
    return [found for name in type(group).model_fields for found in _switched_off(getattr(group, name), f"{path}.{name}")]
