"""What a visitor asks for: a scenario with changes, and how large a society lives how long. A question is a link, and a link a question."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlencode

from underheaven import __version__
from underheaven.measures.files import whole
from underheaven.scenario import library
from underheaven.scenario.messages import Place, Problem, ScenarioError, refuse
from underheaven.study.experiment import MAXIMUM_DAYS
from underheaven.study.pasts import Arms
from underheaven.values.dates import start_date

if TYPE_CHECKING:
    from underheaven.scenario.schema import Scenario

CHANGEABLE = ("regime", "world", "society")
LARGEST_UPLOAD = 1_000_000
MOST_CHANGES = 80
_LONGEST_CHANGE = 400
_UPLOAD = re.compile(r"own-[0-9a-f]{16}")
_WHOLE = re.compile(r"[0-9]{1,18}")


class Refused(ValueError):  # noqa: N818
    """A question that cannot be asked; ``problems`` says why, in plain words."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that decides what a run gives."""

    scenario: str
    """A shipped name, or the name of an upload."""
    changes: tuple[tuple[str, str], ...] = ()
    """Dotted path and value, as ``run --set`` takes them."""
    citizens: int = 16_384
    days: int = 365
    worlds: int = 1
    seed: int = 1
    start: str = "2020-01-01"

    @classmethod
    def read(cls, scenario: str, said: Iterable[tuple[str, str]]) -> Self:
        """A question from the parts of a link; parts that are no part of a question are passed over.

        Raises:
            Refused: for numbers out of range, and for too many or too long changes.
        """
        known: dict[str, Any] = {}
        changes: dict[str, str] = {}
        problems: list[str] = []
        limits = {"citizens": (1, 20_000_000), "days": (1, MAXIMUM_DAYS), "worlds": (1, 64), "seed": (0, 2**53)}
        for name, value in said:
            if name in limits:
                low, high = limits[name]
                if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
                    problems.append(f"{name} must be a whole number from {low:,} to {high:,}; got {value[:20]!r}")
                else:
                    known[name] = int(value)
            elif name == "start":
                known[name] = _date(value, problems)
            elif name.partition(".")[0] in CHANGEABLE:
                changes[name] = value
                if len(name) + len(value) > _LONGEST_CHANGE:
                    problems.append(f"{name[:40]}… is too long")
        if len(changes) > MOST_CHANGES:
            problems.append(f"a link holds at most {MOST_CHANGES} changes; write a scenario file for more")
        if problems:
            raise Refused(problems)
        return cls(scenario, tuple(sorted(changes.items())), **known)

    @property
    def query(self) -> str:
        """The part of a link after the question mark: what differs from the usual."""
        usual = Question(self.scenario)
        sizes = [(f.name, str(getattr(self, f.name))) for f in fields(self)[2:] if getattr(self, f.name) != getattr(usual, f.name)]
        return urlencode([*sizes, *self.changes], quote_via=quote, safe="{}[]:, ")

    @property
    def link(self) -> str:
        """The page on which its levers stand."""
        return f"/turn/{self.scenario}" + (f"?{self.query}" if self.query else "")

    @property
    def id(self) -> str:
        """Name of its run: equal questions have one run."""
        text = json.dumps([__version__, asdict(self)], sort_keys=True)
        return f"{self.scenario}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @property
    def citizen_days(self) -> int:
        """How much there is to live, both worlds together."""
        return self.citizens * self.days * self.worlds * 2

    @property
    def command(self) -> str:
        """The same on the command line."""
        sets = "".join(f" --set '{path}={value}'" for path, value in self.changes)
        sizes = f"--citizens {self.citizens} --days {self.days} --start {self.start} --worlds {self.worlds} --seed {self.seed}"
        return f"underheaven run {'scenario.yaml' if _UPLOAD.fullmatch(self.scenario) else self.scenario} {sizes}{sets}"

    def with_change(self, path: str, value: str) -> "Question":
        """The same question with one more change."""
        return replace(self, changes=tuple(sorted((dict(self.changes) | {path: value}).items())))

    def as_dict(self) -> dict[str, Any]:
        """For the worker."""
        return asdict(self)


def _date(text: str, problems: list[str]) -> str:
    try:
        return start_date(text).isoformat()
    except ValueError as error:
        problems.append(f"start {error}")
        return ""


class Shelf:
    """Scenarios by name: the shipped ones, and uploads kept under the hash of their text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, text: str) -> str:
        """Keep an upload; returns its name.

        Raises:
            ScenarioError: with every mistake at its line.
        """
        from underheaven.scenario.load import load_text

        load_text(text, "your file")
        name = f"own-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        with whole(self.folder / f"{name}.yaml") as aside:
            aside.write_text(text, encoding="utf-8")
        return name

    def scenario(self, question: Question) -> "Scenario":
        """The scenario of a question, its changes made.

        Raises:
            ScenarioError: if there is none of that name, or a change does not fit.
        """
        return _changed(self, question.scenario, question.changes)

    def text(self, name: str) -> str:
        """The file of a scenario."""
        from underheaven.scenario.positions import read

        return read(self._file(name))

    def arms(self, question: Question) -> Arms:
        """The scenario and its twin."""
        regime = self.scenario(question)
        return Arms(regime, regime.no_regime())

    def _file(self, name: str) -> Path:
        if _UPLOAD.fullmatch(name):
            return self.folder / f"{name}.yaml"
        return library.path(name)

    def plain(self, name: str) -> "Scenario":
        """A scenario as it stands in its file."""
        from underheaven.scenario.load import load, load_text

        if _UPLOAD.fullmatch(name):
            return load_text(self.text(name), "your file")
        if name not in library.names():
            raise refuse(Place(name[:60]), "no such scenario")
        return load(name)


@lru_cache(maxsize=32)
def _changed(shelf: Shelf, name: str, changes: tuple[tuple[str, str], ...]) -> "Scenario":
    scenario = shelf.plain(name)
    problems: list[Problem] = []
    for path, value in changes:
        try:
            scenario = scenario.set_path(f"{path}={value}")
        except ScenarioError as error:
            problems += [replace(problem, place=Place(path)) for problem in error.problems]
    if problems:
        raise ScenarioError(problems)
    return scenario


def described(problems: Iterable[Problem]) -> Iterator[dict[str, Any]]:
    """Mistakes as the page shows them."""
    for problem in problems:
        yield {"where": problem.place.file, "line": problem.place.line, "column": problem.place.column, "message": problem.message}
