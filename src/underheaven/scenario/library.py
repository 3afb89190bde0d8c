"""The shipped scenarios by name. Light: nothing here imports the model."""

from pathlib import Path
from typing import NamedTuple

from underheaven.scenario.messages import Place, choice, got, near, refuse

FOLDER = Path(__file__).parent / "library"
_BODY = ("society:", "world:", "regime:", "timeline:", "examples:")


class Heading(NamedTuple):
    """What a list of scenarios says of one."""

    name: str
    title: str
    status: str
    summary: str


def names() -> tuple[str, ...]:
    """Names of the shipped scenarios, in alphabetical order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


def path(name: str) -> Path:
    """The file of a shipped scenario.

    Raises:
        ScenarioError: if there is none of that name; says the nearest.
    """
    if name in names():
        return FOLDER / f"{name}.yaml"
    hint = near(name, names()) or f"; shipped are {choice(names())}"
    raise refuse(Place(name or '""'), f"no shipped scenario is called {got(name)}{hint}")


def find(name_or_path: str | Path, beside: Path | None = None) -> Path:
    """The file that a name or a path means: with a slash or an ending it is a path (relative to ``beside``), else a shipped name."""
    if is_path(name_or_path):
        return (beside or Path()) / name_or_path
    return path(str(name_or_path))


def is_path(name_or_path: str | Path) -> bool:
    """Whether this is the path of a file, not a shipped name."""
    text = str(name_or_path)
    return isinstance(name_or_path, Path) or "/" in text or text.endswith((".yaml", ".yml"))


def headings() -> tuple[Heading, ...]:
    """Name, title, status and summary of every shipped scenario, without loading it."""
    return tuple(_heading(name) for name in names())


def _heading(name: str) -> Heading:
    from underheaven.scenario.positions import compose, read  # ruamel.yaml takes a quarter of a second

    lines: list[str] = []
    for line in read(path(name)).splitlines():
        if line.startswith(_BODY):
            break
        lines.append(line)
    words = compose("\n".join(lines), name)[0].data()
    return Heading(name, words["title"], words["status"], words.get("summary", ""))
