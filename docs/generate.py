"""The parts of the reference that cannot drift: each is written from the object that it describes, and included by a page.

``conf.py`` calls ``write_parts`` before every build; ``python docs/generate.py FOLDER`` writes them alone.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Part = Callable[[], str]


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; pipes and line ends in cells are made harmless."""
    lines = [list(head)]
    lines += [["---"] * len(lines[0])]
    lines += [[" ".join(str(cell).replace("|", "\\|").split()) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def state() -> str:
    """The bit tables of a citizen and of a firm."""
    from underheaven.engine.firm_state import FIRM_BYTES, FIRM_FIELDS
    from underheaven.engine.state import BITS, BYTES, FIELDS

    heads = ("field", "word", "bits", "from bit", "fine units a step", "stored zero", "meaning")
    citizen, firm = (
        table(heads, ((f"`{f.name}`", f.word + 1, f.bits, f.shift, f.unit, f.offset, f.meaning) for f in fields))
        for fields in (FIELDS, FIRM_FIELDS)
    )
    of_firms = f"A firm, of which there is one for fifty citizens: {FIRM_BYTES} bytes.\n\n{firm}"
    return f"Together {BITS} bits, {BYTES} bytes.\n\n{citizen}\n{of_firms}"


def schedule() -> str:
    """The order of the day."""
    from underheaven.day.schedule import SCHEDULE

    rows = ([f"`{value}`" if name == "name" else value for name, value in step._asdict().items()] for step in SCHEDULE)
    return table(SCHEDULE[0]._fields, rows)


def measures() -> str:
    """The data dictionary."""
    from underheaven.measures.dictionary import as_markdown

    return as_markdown()


def scenarios() -> str:
    """The shipped scenarios, in words and as files."""
    from underheaven.scenario.library import headings, path
    from underheaven.scenario.load import load
    from underheaven.study.provenance import coverage, numbers

    parts = []
    for heading in headings():
        scenario = load(heading.name)
        told = ", ".join(f"{share['numbers']:g} {kind}" for kind, share in coverage(numbers(scenario)).items())
        rows = [(reference.title, reference.place) for reference in scenario.sources]
        file = path(heading.name).read_text(encoding="utf-8").rstrip()
        parts += [
            f"## {heading.name}\n\n**{heading.title}** ({heading.status})\n\n{heading.summary}\n",
            f"Its numbers, the model's defaults included: {told}.\n",
            table(("source", "place"), rows) if rows else "",
            f"<details><summary>The file</summary>\n\n```yaml\n{file}\n```\n\n</details>\n",
        ]
    return "\n".join(parts)


def systems() -> str:
    """The rows of the mission: what each does, how it is switched off, what that must change."""
    from underheaven.study.systems import SYSTEMS

    told = {1: "rises", -1: "falls"}
    parts = []
    for row in SYSTEMS:
        given = f" In both arms: {', '.join(f'`--set {setting!r}`' for setting in row.given)}." if row.given else ""
        why = row.why[:1].lower() + row.why[1:]
        parts.append(
            f"## {row.id} {row.name[:1].upper()}{row.name[1:]}\n\n{row.does} It stands in `underheaven.{row.mechanism}`, and "
            f"`run --set {row.switch!r}` turns it off. With it on, `{row.measure}` {told[row.sign]}: {why}{given}\n"
        )
    return "\n".join(parts)


def sources() -> str:
    """Every number of the model with its source."""
    from underheaven.scenario.load import load
    from underheaven.study.provenance import coverage, numbers

    found = numbers(load("article"))
    told = ", ".join(f"{share['numbers']:g} {kind} ({100 * share['share']:.0f} %)" for kind, share in coverage(found).items())
    rows = ((f"`{number.path}`", f"{number.value:g}", number.unit, number.kind, number.source) for number in found)
    return f"All {len(found)} numbers of `article`: {told}.\n\n{table(('path', 'value', 'unit', 'kind', 'source'), rows)}"


def odd() -> str:
    """The ODD+D document of the article's regime."""
    from underheaven.report.odd import markdown
    from underheaven.report.odd import odd as document
    from underheaven.scenario.load import load

    return markdown(document(load("article")))


def commands() -> str:
    """The verbs, their arguments and options."""
    import typer
    from typer.main import get_command

    from underheaven.cli import app

    root: Any = get_command(app)
    parts = []
    for name in root.list_commands(typer.Context(root)):
        command = root.get_command(typer.Context(root), name)
        context = typer.Context(command, info_name=f"underheaven {name}")
        words, _, example = (command.help or "").partition("Example:")
        parts.append(
            f"## {name}\n\n{words.strip()}\n\n```text\nunderheaven {name} {' '.join(command.collect_usage_pieces(context))}\n```\n"
        )
        helps = [record for parameter in command.params if (record := parameter.get_help_record(context)) and "--help" not in record[0]]
        if helps:
            parts.append(table(("option", "does"), ((f"`{option}`", told) for option, told in helps)))
        if example:
            parts.append(f"```sh\n{example.strip()}\n```\n")
    return "\n".join(parts)


def validation() -> str:
    """The anchors, run now, through the command that anybody may repeat."""
    done = subprocess.run([sys.executable, "-m", "underheaven", "validate", "--json"], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):  # 1: an anchor fails, and the table says which
        raise RuntimeError(done.stderr)
    from underheaven.validation.catalogue import ANCHORS
    from underheaven.validation.unreproduced import UNREPRODUCED

    about = {anchor.id: (anchor.title, anchor.law) for anchor in ANCHORS}
    heads = ("id", "what", "source", "kind", "published", "simulated", "tolerance", "from", "verdict")
    rows = (
        (row["id"], about[row["id"]][0], row["source"], row["kind"], *(f"{row[name]:.7g}" for name in heads[4:7]), about[row["id"]][1],
         row["verdict"])
        for row in json.loads(done.stdout)
    )  # fmt: skip
    missed = (
        (result.id, result.what, result.source, result.published, f"{result.simulate():.4g}" if result.simulate else "", result.reason)
        for result in UNREPRODUCED
    )
    failing = table(("id", "what", "source", "published", "here", "why not"), missed)
    return f"{table(heads, rows)}\n## Published, and not reproduced\n\n{failing}"


PARTS: dict[str, Part] = {
    "state": state,
    "schedule": schedule,
    "measures": measures,
    "commands": commands,
    "systems": systems,
    "scenarios": scenarios,
    "sources": sources,
    "odd": odd,
    "validation": validation,
}


def write_parts(folder: Path) -> None:
    """Write every part whose text has changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in PARTS.items():
        target, text = folder / f"{name}.md", part()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_parts(Path(sys.argv[1]))
