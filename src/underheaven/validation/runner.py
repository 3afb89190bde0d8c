"""Run anchors and say what came out: published, simulated, tolerance, verdict."""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from underheaven.validation.anchor import Anchor, Finding
from underheaven.validation.catalogue import chosen
from underheaven.validation.unreproduced import UNREPRODUCED


def run(anchors: Iterable[Anchor]) -> Iterator[Finding]:
    """Every anchor's simulated number, in order; two results at a time, the numbers of one result (V-13d, V-13d.2, …) after each other."""

    def found(result: list[Anchor]) -> list[Finding]:
        return [Finding(anchor, float(anchor.simulate())) for anchor in result]

    results = [list(numbers) for _, numbers in groupby(anchors, key=lambda anchor: anchor.id.partition(".")[0])]
    with ThreadPoolExecutor(2) as pool:
        for findings in pool.map(found, results):
            yield from findings


def main(ids: Sequence[str] = (), as_json: bool = False) -> int:
    """Run the anchors of these ids (all without any); 0 if all pass, 1 if one fails.

    Raises:
        UnknownAnchor: for an id that no anchor bears.
    """
    findings = list(run(chosen(ids)))
    if as_json:
        print(json.dumps([finding.as_dict() for finding in findings], indent=2, ensure_ascii=False))
    else:
        _print_table(findings)
        if not ids:
            _print_unreproduced()
    return 0 if all(finding.passed for finding in findings) else 1


def _print_table(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "what", "kind", box=None, pad_edge=False)
    for name in ("published", "simulated", "tolerance"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict")
    for finding in findings:
        anchor = finding.anchor
        numbers = (f"{number:.7g}" for number in (anchor.published, finding.simulated, anchor.tolerance))
        verdict = "[green]pass[/]" if finding.passed else "[bold red]fail[/]"
        table.add_row(anchor.id, anchor.title.replace("[", r"\["), anchor.kind, *numbers, verdict)
    console = Console()
    console.print(table)
    failed = sum(not finding.passed for finding in findings)
    console.print(f"{len(findings)} anchors, {failed} failed" if failed else f"{len(findings)} anchors, all pass")


def _print_unreproduced() -> None:
    """What was published and is not reached, after all anchors."""
    from rich.console import Console

    console = Console()
    console.print("\nPublished, and not reproduced:")
    for result in UNREPRODUCED:
        ours = f"; here {result.simulate():.4g}" if result.simulate else ""
        console.print(f"{result.id}  {result.what}: {result.published}{ours}. {result.reason}", highlight=False)
