"""Gathers every text of a report into ``src/underheaven/locale/report.pot``, from which translators start: ``make strings``."""

import ast
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, get_args

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from underheaven.audit.finding import Topic
from underheaven.audit.law import Reading
from underheaven.scenario.parts import Status

SOURCE = Path(__file__).parents[1] / "src" / "underheaven"
CATALOGUE = SOURCE / "locale" / "report.pot"
_KEYWORDS = {"say": None, "later": None}


def _in_python(file: BinaryIO, keywords: Collection[str], *_: object, **__: object) -> Iterator[tuple[int, str, str, list[str]]]:
    """Texts of a module that speaks the report's language, those too that are part of another one or stand inside an f-string."""
    tree = ast.parse(file.read())
    if not any(isinstance(node, ast.ImportFrom) and node.module == "underheaven.language" for node in ast.walk(tree)):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if name in keywords:
                yield node.lineno, name, text, []


_VOCABULARIES = (("audit/finding.py", Topic), ("audit/law.py", Reading), ("scenario/parts.py", Status))
_METHODS: Any = [("**.py", _in_python), ("report/templates/**.html", "jinja2.ext:babel_extract")]


def gathered() -> Catalog:
    """Every text that is said or kept to be said later, with the files it stands in."""
    catalogue = Catalog(project="Underheaven", copyright_holder="the authors of Underheaven", charset="utf-8")
    for file, _, text, comments, context in extract_from_dir(str(SOURCE), _METHODS, keywords=_KEYWORDS):
        if isinstance(text, str):
            catalogue.add(text, locations=[(file, 0)], auto_comments=comments, context=context)
    for file, vocabulary in _VOCABULARIES:
        for text in get_args(vocabulary):
            catalogue.add(text, locations=[(file, 0)])
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a template, without dates and line numbers, so that it changes only when a text does."""
    out = BytesIO()
    write_po(out, catalogue, sort_output=True, include_lineno=False, omit_header=True)
    return out.getvalue()


if __name__ == "__main__":
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_bytes(written(gathered()))
    print(f"{len(gathered())} texts in {CATALOGUE}")
