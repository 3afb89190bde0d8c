"""Measured parts of ``RESULTS.md``, each between two marks of its own."""

from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def placed(page: str, part: str, heading: str) -> str:
    """The page with a part in place of the older one between the same marks, its first and last lines, or at the end under a heading."""
    begin, *_, end = part.splitlines()
    before, found, rest = page.partition(begin)
    return before + part + rest.partition(end)[2] if found else f"{page.rstrip() or '# Results'}\n\n## {heading}\n\n{part}\n"


def put(part: str, heading: str) -> None:
    """Write a part into ``RESULTS.md`` and leave the rest."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    RESULTS.write_text(placed(old, part, heading), encoding="utf-8")
