"""The references that a scenario uses: its own sources, the documents behind its published numbers, the theory of its mechanisms.

A mechanism that is off on every date of the scenario is not used, and neither is what it would rest on.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from pydantic import BaseModel

from underheaven import __version__
from underheaven.scenario.schema import Scenario
from underheaven.study.provenance import numbers

Role = Literal["software", "scenario", "number", "theory"]
_DOI = re.compile(r"doi:(10\.\S+?)(?=[\s);,]|\.?$)")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_OURS = re.compile(r"^(MODEL|FACTS|VALIDATION|RULINGS)\b")
_TEX = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "$": r"\$"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference and what it is used for."""

    role: Role
    text: str
    used_by: tuple[str, ...]
    """Paths of numbers, or modules of mechanisms."""

    @property
    def doi(self) -> str | None:
        """Its DOI, if one is given."""
        found = _DOI.search(self.text)
        return found[1] if found else None

    @property
    def year(self) -> str | None:
        """The first year in it."""
        found = _YEAR.search(self.text)
        return found[1] if found else None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"role": self.role, "reference": self.text, "doi": self.doi, "year": self.year, "used_by": list(self.used_by)}


def citations(scenario: Scenario) -> list[Citation]:
    """Every reference of a scenario once, in the order in which they are met."""
    found = [Citation("software", f"Underheaven {__version__}: a laboratory for societies under score", ())]
    found += [Citation("scenario", f"{reference.title}; {reference.place}", ()) for reference in scenario.sources]
    off = never_on(scenario)
    published: dict[str, list[str]] = {}
    for number in numbers(scenario):
        if number.kind == "published" and not number.path.startswith(off):
            published.setdefault(number.source, []).append(number.path)
    found += [Citation("number", place, tuple(paths)) for place, paths in published.items()]
    theory: dict[str, list[str]] = {}
    for module in mechanisms(scenario):
        for text in _sources(module):
            theory.setdefault(text, []).append(module)
    return found + [Citation("theory", text, tuple(modules)) for text, modules in theory.items()]


def mechanisms(scenario: Scenario) -> list[str]:
    """Modules of ``day`` and ``society`` whose parameters this scenario has switched on on some date, in the order of its parts."""
    off = never_on(scenario)
    found = {
        type(group).__module__: None
        for path, group in groups(scenario)
        if not f"{path}.".startswith(off) and type(group).__module__.startswith(("underheaven.day.", "underheaven.society."))
    }
    return ["underheaven.day.act", *found]  # the rule by which anybody does anything has no parameters of its own


def groups(scenario: Scenario) -> Iterator[tuple[str, BaseModel]]:
    """Every group of parameters with its path: society, world, and the regime before its dated changes."""
    for part in ("society", "world", "regime"):
        yield from _walk(getattr(scenario, part), part)


def _walk(group: BaseModel, path: str) -> Iterator[tuple[str, BaseModel]]:
    yield path, group
    for name, field in type(group).model_fields.items():
        child = getattr(group, name)
        if isinstance(child, BaseModel) and "source" not in type(child).model_fields:
            yield from _walk(child, f"{path}.{field.alias or name}")


def never_on(scenario: Scenario) -> tuple[str, ...]:
    """Paths, with their dot, of mechanisms that are off on every date."""
    dates = scenario.timeline_dates()
    policies = [scenario.regime] + [scenario.regime_on(day) for day in dates]
    switched = [{path for path, group in _walk(policy, "regime") if not getattr(group, "on", True)} for policy in policies]
    of_world = [path for path, group in _walk(scenario.world, "world") if not getattr(group, "on", True)]
    return tuple(f"{path}." for path in (*set.intersection(*switched), *of_world))


def _sources(module: str) -> list[str]:
    """References in the docstring of a module, without pointers into our own specifications."""
    import_module(module)
    told = re.findall(r"^Sources?: (.*?)(?=\n[A-Z][\w ]+: |\Z)", sys.modules[module].__doc__ or "", re.S | re.M)
    parts = [part.strip().rstrip(".") for text in told for part in " ".join(text.split()).split("; ")]
    return [part for part in parts if not _OURS.match(part) and (_DOI.search(part) or _YEAR.search(part))]


def bibtex(found: list[Citation]) -> str:
    """The references as BibTeX entries with keys of their own."""
    keys: dict[str, int] = {}
    entries = []
    for citation in found:
        word = re.sub(r"\W", "", citation.text.split()[0]).lower() or "source"
        stem = f"{word}{citation.year or ''}"
        keys[stem] = keys.get(stem, 0) + 1
        entries.append(_entry(citation, stem + (f"-{keys[stem]}" if keys[stem] > 1 else "")))
    return "\n\n".join(entries)


def _entry(citation: Citation, key: str) -> str:
    text = "".join(_TEX.get(letter, letter) for letter in _DOI.sub("", citation.text).strip(" ,;"))
    fields = {"title": f"{{{text}}}", "year": citation.year, "doi": citation.doi, "note": f"used as: {citation.role}"}
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'software' if citation.role == 'software' else 'misc'}{{{key},", *lines, "}"])
