"""How a mistake in a scenario is said: its place, what is wrong, what was expected, and the nearest right word."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands; lines and columns count from 1, and line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        name = "".join(character if character.isprintable() else "?" for character in self.file)
        return f"{name}:{self.line}:{self.column}" if self.line else name


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, said in one line."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ScenarioError(ValueError):
    """A scenario that does not load; ``problems`` holds every mistake found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def refuse(place: Place, message: str) -> ScenarioError:
    """The error of a single mistake."""
    return ScenarioError([Problem(place, message)])


def got(value: object) -> str:
    """A value as its author would recognise it, on one line and not too long."""
    text = f'"{value}"' if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= 60 else f"{text[:57]}…"


def choice(options: Sequence[str], limit: int = 16) -> str:
    """The accepted words, for the end of a sentence."""
    if len(options) == 1:
        return options[0]
    if len(options) <= limit:
        return f"{', '.join(options[:-1])} or {options[-1]}"
    return f"{', '.join(options[:limit])}, …"


def near(word: str, options: Iterable[str]) -> str:
    """``. Did you mean x?`` for the accepted word closest to ``word``; nothing if none is close."""
    by_plain = {_plain(option): option for option in options}
    match = get_close_matches(_plain(word[:80]), by_plain, n=1, cutoff=0.65)
    return f". Did you mean {by_plain[match[0]]}?" if match else ""


def near_number(text: str) -> str:
    """``. Did you mean -5?`` for a word that holds one number, such as ``-5p``, ``1,000`` or ``30 %``."""
    found = re.fullmatch(r"\s*[^\d+.-]{0,3}\s*([-+]?\d{1,12}(?:[,_ ]\d{3})*(?:\.\d{1,12})?)\s*(%?)[^\d]{0,12}", text[:60])
    if not found:
        return ""
    number = float(re.sub("[,_ ]", "", found[1])) / (100 if found[2] else 1)
    return f". Did you mean {number:.12g}?"


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
