"""The ODD protocol of a scenario (Overview, Design concepts, Details, with the +D of human decisions), written from the code itself.

Entities come from the bit tables, the process overview from the schedule, submodels from the mechanisms' own docstrings and parameters,
each number with its source. Only the design concepts are prose. Source of the headings: Grimm et al. (2020), JASSS 23(2):7,
doi:10.18564/jasss.4259; Müller et al. (2013), Environmental Modelling & Software 48:37, doi:10.1016/j.envsoft.2013.06.003.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from pydantic import BaseModel

from underheaven import __version__
from underheaven.day.schedule import SCHEDULE
from underheaven.report.cite import citations, groups, mechanisms
from underheaven.report.limitations import LIMITATIONS
from underheaven.scenario.schema import Scenario
from underheaven.study.provenance import Number, coverage, numbers

_WHAT = f"A {{}} scenario, SHA-256 `{{}}…`, written out by Underheaven {__version__}."
_WHEN = {
    "dawn": "Dawn, once for the world", "mail": "Mail, whoever received something",
    "daily": "Daily, whoever is picked by the day's draws", "weekly": "Weekly, a seventh of all cells each day",
    "dusk": "Dusk, once for the world",
}  # fmt: skip
PURPOSE = """\
To reason about regimes that score people: what a rulebook, its surveillance and its sanctions would do to conduct, speech, trust,
livelihoods and errors in a synthetic society, against the very same society without the regime. It forecasts nothing, and it scores
nobody who exists. The patterns that it is held to are the anchors of `underheaven validate`: published or exact numbers with their
tolerances."""
CONCEPTS = """\
Basic principles: Deterrence in expectation (Becker), learning of detection risk (Lochner, Sah), preference falsification (Kuran),
buffer-stock saving (Carroll); a regime is data, and truth is kept beside the record.

Emergence: Listings, errors, chilling, trust, open dissent, losses of ties and the price of the regime emerge; class gradients of income
and savings, opportunities for acts, and the rulebook are imposed.

Adaptation: Citizens change conduct by believed detection and fear, speech by its price and the crowd, membership by its perks.

Objectives: The act rule weighs a drawn benefit against the believed price, with a spread: nobody optimises.

Learning: Belief about detection moves with the own acts that were, or were not, recorded, and drifts back to what is announced.

Prediction: None beyond the believed chance of being caught.

Sensing: The regime sees records only. Citizens know the announced risk if they are aware of the regime, their own history, the share of
open dissent in their cell, and what their six acquaintances show.

Interaction: By messages of whole numbers (add, or, maximum) that are applied on the next day; hence the order of persons cannot matter.

Stochasticity: Every draw has an address (who, day, purpose, block) under a seed, by Philox4x32-10; probabilities are integer
thresholds. Both arms share all draws.

Collectives: Households, cells of 256 neighbours, districts, firms.

Observation: Whole-number tallies by day, stratum and district; effects over paired worlds with intervals; traced citizens in both arms.

Individual decision making: One rule for all kinds of acts, stated under its submodel; awareness of the regime gates what is believed.

Heterogeneity: Class, sex, age band, origin, residence, household, savings, lasting traits (digital life, privacy, loyalty) and ties.

Implementation: Whole numbers only; plain Python and compiled code give the same bits, on any number of threads."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the document and its text in Markdown."""

    level: int
    heading: str
    text: str


def odd(scenario: Scenario) -> list[Part]:
    """The document, part by part."""
    return [
        Part(1, f"ODD+D: {scenario.title}", f"{scenario.summary}\n\n{_WHAT.format(scenario.status, scenario.hash[:12])}"),
        Part(2, "Purpose and patterns", PURPOSE), *_entities(scenario), *_process(), Part(2, "Design concepts", ""),
        *_concepts(), *_initialisation(scenario),
        Part(2, "Input data", "None beside the scenario: there is no path by which data about persons could enter."),
        *_submodels(scenario), *_ends(scenario),
    ]  # fmt: skip


def markdown(parts: Iterable[Part]) -> str:
    """The document as one Markdown text."""
    return "\n\n".join(f"{'#' * part.level} {part.heading}\n\n{part.text}".rstrip() for part in parts) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; pipes and line ends in cells are made harmless."""
    lines = [list(head)]
    lines += [["---"] * len(lines[0])]
    lines += [[" ".join(str(cell).replace("|", "\\|").split()) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _concepts() -> Iterator[Part]:
    for paragraph in CONCEPTS.split("\n\n"):
        heading, _, text = paragraph.partition(": ")
        yield Part(3, heading, text)


def _entities(scenario: Scenario) -> Iterator[Part]:
    from underheaven.engine.firm_state import FIRM_BYTES, FIRM_FIELDS
    from underheaven.engine.state import BYTES, FIELDS

    told = "Citizens, households, cells of 256 citizens, districts, firms, and the state with its regime. A step is a day; weekly laws act "
    yield Part(2, "Entities, state variables and scales", told + "on a seventh of the cells each day. Space is the district and the cell.")
    for name, size, fields in (("A citizen", BYTES, FIELDS), ("A firm", FIRM_BYTES, FIRM_FIELDS)):
        yield Part(3, f"{name}: {size} bytes", table(("variable", "bits", "meaning"), ((f"`{f.name}`", f.bits, f.meaning) for f in fields)))
    lasting = "Class, sex, age band, origin, residence, household, traits and ties are not stored but computed from seed and number."
    yield Part(3, "What does not change", lasting)


def _process() -> Iterator[Part]:
    yield Part(2, "Process overview and scheduling", "Read yesterday, write today: `day.schedule.SCHEDULE`, from top to bottom.")
    for when, heading in _WHEN.items():
        steps = (step for step in SCHEDULE if step.when == when)
        rows = ((step.name, step.sentence, ", ".join(step.reads), ", ".join(step.writes), f"`{step.mechanism}`") for step in steps)
        yield Part(3, heading, table(("step", "what happens", "reads", "writes", "submodel"), rows))


def _initialisation(scenario: Scenario) -> Iterator[Part]:
    beginning = sys.modules[import_module("underheaven.engine.beginning").__name__].__doc__ or ""
    yield Part(2, "Initialisation", beginning.strip())
    dates = [(change.start, change.title) for change in scenario.timeline]
    if dates:
        yield Part(3, "Dates on which the policy changes", table(("from", "change"), dates))


def _submodels(scenario: Scenario) -> Iterator[Part]:
    """Every mechanism that is on, by its own words and numbers."""
    found = numbers(scenario)
    yield Part(
        2,
        "Submodels",
        "Mechanisms that are switched on on some date, each by its own docstring. Numbers are those before the first dated change.",
    )
    by_path = {number.path: number for number in found}
    for module in mechanisms(scenario):
        import_module(module)
        rows = [row for path, group in groups(scenario) if type(group).__module__ == module for row in _numbers(path, group, by_path)]
        told = (sys.modules[module].__doc__ or "").strip()
        heads = ("number", "value", "unit", "what it is", "grade", "source")
        yield Part(3, f"`{module.removeprefix('underheaven.')}`", f"{told}\n\n{table(heads, rows)}" if rows else told)
    changed = [number for number in found if number.path[0].isdigit()]
    if changed:
        rows = [(f"`{n.path}`", f"{n.value:g}", n.unit, n.kind, n.source) for n in changed]
        yield Part(3, "Numbers that change on a date", table(("date and number", "value", "unit", "grade", "source"), rows))


def _numbers(path: str, group: BaseModel, known: dict[str, Number]) -> Iterator[tuple[str, ...]]:
    """Rows of the numbers that stand in a group itself; a series has a row for each of its numbers."""
    for name, field in type(group).model_fields.items():
        own = f"{path}.{field.alias or name}"
        nested = isinstance(getattr(group, name), BaseModel) and own not in known
        for number in [] if nested else [known[p] for p in known if p == own or p.startswith(f"{own}.")]:
            yield f"`{number.path}`", f"{number.value:g}", number.unit, field.description or "", number.kind, number.source


def _ends(scenario: Scenario) -> Iterator[Part]:
    shares = ", ".join(f"{part['numbers']:.0f} {kind} ({part['share']:.0%})" for kind, part in coverage(numbers(scenario)).items())
    yield Part(2, "Limitations", "\n".join(f"* {limitation}" for limitation in LIMITATIONS))
    references = "\n".join(f"* {citation.text}" for citation in citations(scenario))
    yield Part(2, "References", f"The scenario's numbers: {shares}.\n\n{references}")
