"""A YAML file as nodes that remember their line and column.

Deliberately a part of YAML 1.2: one document of mappings, sequences and plain values. Tags, directives, anchors that contain
themselves, keys that stand twice and files that unfold beyond measure are refused, so that what a reader sees is what there is.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from underheaven.scenario.messages import Place, Problem, got, refuse

LARGEST_FILE = 1_000_000
"""Bytes; a scenario of every parameter is a hundredth of this."""
MOST_NODES = 50_000
"""Values in a file after its aliases are written out."""
LONGEST_LINE = 10_000
"""Characters; the parser's time can grow with the square of a line."""
DEEPEST = 40

_CONTROL = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]")
_WHOLE = re.compile(r"[-+]?[0-9]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False} | {
    sign + word: float(sign + word[1:]) for sign in ("", "-", "+") for word in (".inf", ".nan")
}
_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file: a mapping of nodes, a list of nodes, or a plain value."""

    value: Any
    place: Place
    """Where the value stands."""
    key: Place
    """In a mapping, where its key stands; else the same."""
    quoted: bool = False
    """Whether a plain value stands in quotation marks: "5" is a word, 5 a number."""

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_number(self) -> bool:
        """Whether this is a plain number."""
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    def data(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: child.data() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.data() for child in self.value]
        return self.value


def nodes(value: Any, place: Place) -> Node:
    """JSON data as nodes that all stand in one place."""
    if isinstance(value, dict):
        value = {str(key): nodes(child, place) for key, child in value.items()}
    elif isinstance(value, list | tuple):
        value = [nodes(child, place) for child in value]
    return Node(value, place, place)


def read(path: Path) -> str:
    """The text of a scenario file.

    Raises:
        ScenarioError: if it is missing, no regular file, too large, unreadable or not UTF-8 text.
    """
    name = str(path)
    try:
        status = path.stat()
        regular, small = stat.S_ISREG(status.st_mode), status.st_size <= LARGEST_FILE
        data = path.read_bytes() if regular and small else b""
    except FileNotFoundError:
        raise refuse(Place(name), "no such file") from None
    except OSError as error:
        raise refuse(Place(name), f"cannot be read: {os.strerror(error.errno or 5)}") from None
    except ValueError:  # a name that no file can have, such as one with a NUL
        raise refuse(Place(name), "is not a possible file name") from None
    if stat.S_ISDIR(status.st_mode):
        raise refuse(Place(name), "is a directory; name a scenario file in it")
    if not regular:
        raise refuse(Place(name), "is not a regular file")
    if not small:
        raise refuse(Place(name), f"is {status.st_size:,} bytes; a scenario file has at most {LARGEST_FILE:,}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line_start = data.rfind(b"\n", 0, error.start) + 1
        place = Place(name, data.count(b"\n", 0, error.start) + 1, error.start - line_start + 1)
        raise refuse(place, f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}; save the file as UTF-8") from None


def compose(text: str, name: str) -> tuple[Node, list[Problem]]:
    """The nodes of a scenario's text, and the mistakes that did not stop the reading; ``name`` is the file's name in messages.

    Raises:
        ScenarioError: with the first thing that stops the reading.
    """
    if strange := _CONTROL.search(text):
        line_start = text.rfind("\n", 0, strange.start()) + 1
        place = Place(name, text.count("\n", 0, strange.start()) + 1, strange.start() - line_start + 1)
        raise refuse(place, f"control character U+{ord(strange[0]):04X}; a scenario is plain text")
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            raise refuse(Place(name, number, LONGEST_LINE + 1), f"a line has at most {LONGEST_LINE:,} characters")
    composer = _Composer(text, name)
    root = composer.document()
    if not root.is_mapping:
        raise refuse(root.place, f"a scenario is a mapping that begins with title: …; got {got(root.data())}")
    return root, composer.problems


class _Composer:
    """Turns the parser's events into nodes. Every value is counted, also each time an alias repeats it."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.events = self._parse(text)
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.count = 0

    def _parse(self, text: str) -> Iterator[Any]:
        last = Place(self.name, 1, 1)
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                last = self._place(event.start_mark)
                yield event
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise refuse(self._place(mark) if mark else last, f"not YAML: {_plainly(error)}") from None
        except (YAMLError, ValueError, IndexError, TypeError, AttributeError, AssertionError) as error:  # what the parser lets slip
            raise refuse(last, f"not YAML: {_one_line(str(error)) or type(error).__name__}") from None

    def _place(self, mark: Any) -> Place:
        return Place(self.name, mark.line + 1, mark.column + 1)

    def document(self) -> Node:
        start = Place(self.name, 1, 1)
        next(self.events)
        opening = next(self.events)
        if not hasattr(opening, "explicit"):
            raise refuse(start, "the file is empty; a scenario begins with title: …")
        if getattr(opening, "version", None) or getattr(opening, "tags", None):
            raise refuse(start, "a scenario has no % directives")
        root = self.node(next(self.events), depth=0)
        next(self.events)
        closing = next(self.events)
        if hasattr(closing, "explicit"):
            raise refuse(self._place(closing.start_mark), "a second document begins here; a scenario file holds one")
        if root.value is None:
            raise refuse(start, "the file is empty; a scenario begins with title: …")
        return root

    def node(self, event: Any, depth: int) -> Node:
        place = self._place(event.start_mark)
        self._spend(1, place)
        if isinstance(event, AliasEvent):
            return self._alias(event, place)
        if depth > DEEPEST:
            raise refuse(place, f"nested more than {DEEPEST} levels deep")
        if event.tag is not None:
            raise refuse(place, f"tags are not used in scenarios; remove {got(event.tag)}")
        before, anchor = self.count, event.anchor
        if anchor:
            self.anchors[anchor] = None
        if isinstance(event, MappingStartEvent):
            node = Node(self._mapping(depth), place, place)
        elif isinstance(event, SequenceStartEvent):
            node = Node(self._sequence(depth), place, place)
        else:
            quoted = event.style is not None
            node = Node(event.value if quoted else self._plain(event.value, place), place, place, quoted)
        if anchor:
            self.anchors[anchor] = (node, self.count - before + 1)
        return node

    def _alias(self, event: Any, place: Place) -> Node:
        if event.anchor not in self.anchors:
            raise refuse(place, f"*{event.anchor} has no anchor &{event.anchor} before it")
        target = self.anchors[event.anchor]
        if target is None:
            raise refuse(place, f"anchor &{event.anchor} contains itself")
        self._spend(target[1], place)
        return target[0]

    def _mapping(self, depth: int) -> dict[str, Node]:
        children: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            place = self._place(event.start_mark)
            if not isinstance(event, ScalarEvent) or event.tag is not None:
                raise refuse(place, "a key must be a plain word")
            child = replace(self.node(next(self.events), depth + 1), key=place)
            if event.value in children:
                first = children[event.value].key.line
                self.problems.append(Problem(place, f"key {got(event.value)} stands twice in one mapping (first on line {first})"))
            children[event.value] = child
        return children

    def _sequence(self, depth: int) -> list[Node]:
        children: list[Node] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            children.append(self.node(event, depth + 1))
        return children

    def _spend(self, nodes: int, place: Place) -> None:
        self.count += nodes
        if self.count > MOST_NODES:
            raise refuse(place, f"more than {MOST_NODES:,} values once its aliases are written out")

    def _plain(self, text: str, place: Place) -> Any:
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if not _REAL.fullmatch(text):
            return text
        if len(text) > _LONGEST_NUMBER:
            self.problems.append(Problem(place, f"a number has at most {_LONGEST_NUMBER} characters; got {got(text)}"))
            return 0
        return int(text) if _WHOLE.fullmatch(text) else float(text)


def _plainly(error: MarkedYAMLError) -> str:
    problem = _one_line(error.problem or str(error))
    if "\\t" in problem:
        return "a tab cannot indent; use spaces"
    context = _one_line(error.context or "")
    return f"{problem} ({context})" if context else problem


def _one_line(text: str) -> str:
    return " ".join(text.split())[:160]
