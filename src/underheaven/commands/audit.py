"""``audit``: what an independent look at a finished run finds."""

from pathlib import Path
from textwrap import fill

from underheaven.commands.console import DONE, show, show_json


def audit(path: Path, as_json: bool) -> int:
    """Findings by topic, then the elements of law with the quantities behind them."""
    from underheaven.audit.audit import audit_run
    from underheaven.audit.finding import plainly
    from underheaven.audit.law import CAUTION
    from underheaven.measures.folder import RunFolder

    folder = RunFolder.open(path)
    found = audit_run(folder)
    if as_json:
        show_json({"run": path, "scenario": folder.manifest["scenario_name"]} | found.as_dict())
        return DONE
    show(f"{folder.manifest['scenario_name']}: {interval_in_words(found.worlds)}")
    topic = ""
    for finding in found.findings:
        if finding.topic != topic:
            topic = finding.topic
            show(f"\n{topic}")
        show(_wrapped(finding.sentence(plainly)))
    show(f"\n{_wrapped(CAUTION, 0)}")
    for element in found.elements:
        show(f"\n{element.reading}: {element.element.rule}")
        show(_wrapped(element.element.asks))
        for quantity in element.quantities():
            show(_wrapped(f"- {quantity}", 4))
    return DONE


def interval_in_words(worlds: int) -> str:
    """What the brackets mean."""
    if worlds < 8:
        return "no intervals: they need 8 worlds"
    return f"95 % Monte-Carlo intervals over {worlds} worlds, assumptions fixed"


def _wrapped(text: str, indent: int = 2) -> str:
    return fill(text, 80, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2 if indent else 0))
