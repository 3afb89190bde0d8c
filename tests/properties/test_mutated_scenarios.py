"""Shipped scenarios, mutated thousands of times: each loads, or is refused with file, line and column. Nothing else ever happens."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.scenario import library
from underheaven.scenario.examples import parse
from underheaven.scenario.load import load, load_text
from underheaven.scenario.messages import Place, ScenarioError
from underheaven.scenario.positions import read

CHARACTERS = 900_000
"""Mutated text of each shipped scenario; some two thousand mutants in all."""
LOCATED = re.compile(r"[^\n]+:[1-9]\d*:[1-9]\d*: [^\n]+")
STRANGE = (
    "", " ", "off", "on", "-5p", "1e999", ".nan", "-.inf", "99999999999999999999", "9" * 400, "[]", "{}", "[1, 2]", "{value: 1}", "null",
    "~", "true", "&a", "*a", "!!int", "? ", "- ", ": ", "|", ">", "%", "@", "`", "'", '"', "#", "\t", "\x00", "\x1b", "\ud7ff", "\ufeff",
    "\u2028", "2020-02-30", "0000-00-00", "article", "../article.yaml", "/etc/passwd", "{kind: published}",
    "{kind: assumption, low: 2, high: 1, why: abc}", "<<", "source", "value", "-1", "0.1", "1e-320", "0x1F", "1_000", "inf", "é", "漢",
    "😀", "\r", "\r\n", "\n---\n", "\n...\n",
)  # fmt: skip


def mutant(text: str, chance: random.Random) -> str:
    """One to three mistakes of the kinds that people and programs make."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        line, at = chance.randrange(len(lines)), chance.randrange(len(text) + 1)
        mistake = chance.randrange(10)
        if mistake == 0:
            del lines[line]
            text = "\n".join(lines)
        elif mistake == 1:
            lines.insert(chance.randrange(len(lines) + 1), lines[line])
            text = "\n".join(lines)
        elif mistake == 2:
            lines[line] = " " * chance.randrange(8) + lines[line].lstrip()
            text = "\n".join(lines)
        elif mistake == 3:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        elif mistake == 4:
            text = text[:at] + text[at + chance.randint(1, 20) :]
        elif mistake == 5:
            text = text[:at] + chance.choice(STRANGE) + text[at:]
        elif mistake == 6:
            text = text[:at]
        else:
            words = list(re.finditer(r"[\w.+-]+|\[[^\]\n]*\]|\{[^{}\n]*\}", text))
            if words:
                found = chance.choice(words)
                word = chance.choice(STRANGE) if mistake < 9 else chance.choice(words)[0]
                text = text[: found.start()] + word + text[found.end() :]
    return text


def refusal(load_it: Callable[[], object]) -> ScenarioError | None:
    """The error with which something is refused, None if it is taken; any other exception is a failure."""
    try:
        load_it()
    except ScenarioError as error:
        return error
    return None


def loads_or_says_where(text: str) -> bool:
    error = refusal(lambda: load_text(text, "a.yaml"))
    lines = str(error).split("\n") if error else []
    assert error is None or len(lines) == len(error.problems) > 0
    assert all(LOCATED.fullmatch(line) for line in lines), lines
    return error is None


@pytest.mark.parametrize("name", library.names())
def test_a_mutated_scenario_loads_or_is_refused_with_its_place(name: str) -> None:
    text = read(library.path(name))
    chance = random.Random(f"mutants of {name}")
    times = min(500, CHARACTERS // len(text))
    good = sum(loads_or_says_where(mutant(text, chance)) for _ in range(times))
    assert 0 < good < times


def test_mutated_bytes_are_refused_or_read(tmp_path: Path) -> None:
    data = library.path("documented").read_bytes()
    chance, path = random.Random("bytes"), tmp_path / "a.yaml"
    for _ in range(150):
        spoiled = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        path.write_bytes(bytes(spoiled))
        error = refusal(lambda: load(path))
        assert error is None or all(LOCATED.fullmatch(line) for line in str(error).split("\n"))


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_any_text_is_refused_with_its_place(text: str) -> None:
    loads_or_says_where(text)


def _listed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")


@settings(max_examples=150)
@given(st.recursive(st.sampled_from(STRANGE[:26]), _listed, max_leaves=6))
def test_any_value_for_a_parameter_fits_or_is_refused(value: str) -> None:
    regime = f"{{cameras: {{coverage: {value}}}, sanctions: {{grade_c: {value}}}, exposure: {value}}}"
    loads_or_says_where(f"title: x\nstatus: stylised\nregime: {regime}\n")


@settings(max_examples=150)
@given(st.text(max_size=40), st.sampled_from(STRANGE))
def test_any_wish_of_the_command_line_is_read_or_refused(path: str, value: str) -> None:
    scenario = load("no-regime")
    for text in (f"{path}={value}", f"regime.{path}={value}", f"regime.cameras.coverage={value}{path}"):
        error = refusal(lambda text=text: scenario.set_path(text))  # type: ignore[misc]
        assert error is None or len(str(error).split("\n")) == len(error.problems) > 0


WORDS = ("on 2019-01-01, ", "a ", "citizen ", "at ", "1000 ", "points ", "who is ", "recorded ", "twice ", "9 times ", "for ", "late bill ",
         "and ", "x ")  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join))
def test_any_sentence_is_read_or_refused(sentence: str) -> None:
    error = refusal(lambda: parse(sentence, Place("a.yaml", 1, 1)))
    assert error is None or str(error).startswith("a.yaml:1:1: ")
