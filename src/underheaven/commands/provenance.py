"""``cite`` and ``odd``: what a scenario rests on, and what it is."""

from underheaven.commands.console import DONE, BadInput, show, show_json

_ROLES = {
    "software": "The software", "scenario": "What the scenario rests on", "number": "Behind its published numbers",
    "theory": "Behind its mechanisms",
}  # fmt: skip


def cite(name: str, as_json: bool, as_bibtex: bool) -> int:
    """The references that a scenario uses."""
    if as_json and as_bibtex:
        raise BadInput("choose one of --json and --bibtex")
    from underheaven.report.cite import bibtex, citations
    from underheaven.scenario.load import load

    found = citations(load(name))
    if as_json:
        show_json({"scenario": name, "references": [citation.as_dict() for citation in found]})
    elif as_bibtex:
        show(bibtex(found))
    else:
        for role, heading in _ROLES.items():
            lines = [citation for citation in found if citation.role == role]
            if lines:
                show(f"{heading}:")
            for citation in lines:
                show(f"  {citation.text}{_uses(citation.used_by)}")
    return DONE


def _uses(paths: tuple[str, ...]) -> str:
    return "" if not paths else f"  [{paths[0]}{f' and {len(paths) - 1} more' if len(paths) > 1 else ''}]"


def odd(name: str, as_json: bool) -> int:
    """The ODD+D document of a scenario."""
    from underheaven.report.odd import markdown
    from underheaven.report.odd import odd as document
    from underheaven.scenario.load import load

    parts = document(load(name))
    if as_json:
        show_json({
            "scenario": name, "parts": [{"level": part.level, "heading": part.heading, "markdown": part.text} for part in parts],
        })  # fmt: skip
    else:
        show(markdown(parts).rstrip())
    return DONE
