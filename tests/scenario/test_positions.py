"""Reading: every value knows its line and column, and what is no plain YAML file is refused in one line."""

import os
from pathlib import Path

import pytest

from underheaven.scenario.messages import ScenarioError
from underheaven.scenario.positions import LARGEST_FILE, MOST_NODES, Node, compose, read


def root(text: str) -> Node:
    node, problems = compose(text, "a.yaml")
    assert problems == []
    return node


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        compose(text, "a.yaml")
    return str(caught.value)


def test_every_value_and_key_knows_its_place() -> None:
    node = root("title: x\nregime:\n  cameras: {coverage: 0.3, series: [1, off]}\n")
    cameras = node.value["regime"].value["cameras"]
    assert str(cameras.key) == "a.yaml:3:3"
    assert str(cameras.place) == "a.yaml:3:12"
    assert str(cameras.value["coverage"].place) == "a.yaml:3:23"
    assert [str(item.place) for item in cameras.value["series"].value] == ["a.yaml:3:37", "a.yaml:3:40"]
    assert node.data() == {"title": "x", "regime": {"cameras": {"coverage": 0.3, "series": [1, "off"]}}}


@pytest.mark.parametrize(
    ("written", "value"),
    [("5", 5), ("-5", -5), ("+.5", 0.5), ("5.", 5.0), ("1e3", 1000.0), (".inf", float("inf")), ("true", True), ("False", False),
     ("~", None), ("", None), ("null", None), ("on", "on"), ("yes", "yes"), ("2020-01-01", "2020-01-01"), ("0x10", "0x10"),
     ("1_000", "1_000"), ("'5'", "5"), ('"a"', "a")],
)  # fmt: skip
def test_plain_values_are_those_of_yaml_1_2(written: str, value: object) -> None:
    found = root(f"key: {written}\n").value["key"].data()
    assert found == value
    assert type(found) is type(value)


def test_an_alias_repeats_its_anchor() -> None:
    node = root("a: &first {x: 1}\nb: *first\n")
    assert node.value["b"].data() == {"x": 1}
    assert str(node.value["b"].key) == "a.yaml:2:1"


def test_a_key_that_stands_twice_is_reported_and_the_rest_is_read() -> None:
    node, problems = compose("a: 1\nb: 2\na: 3\n", "a.yaml")
    assert [str(problem) for problem in problems] == ['a.yaml:3:1: key "a" stands twice in one mapping (first on line 1)']
    assert node.value["b"].data() == 2


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a.yaml:1:1: the file is empty"),
        ("# nothing\n", "a.yaml:1:1: the file is empty"),
        ("---\n", "a.yaml:1:1: the file is empty"),
        ("- a\n", "a.yaml:1:1: a scenario is a mapping"),
        ("7\n", "a.yaml:1:1: a scenario is a mapping"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document begins here"),
        ("%YAML 1.1\n---\na: 1\n", "a.yaml:1:1: a scenario has no % directives"),
        ("a: &x {b: *x}\n", "a.yaml:1:11: anchor &x contains itself"),
        ("a: &x [1, *x]\n", "a.yaml:1:11: anchor &x contains itself"),
        ("a: *x\n", "a.yaml:1:4: *x has no anchor &x before it"),
        (BOMB, f"more than {MOST_NODES:,} values once its aliases are written out"),
        ("a: !!python/object/apply:os.system [ls]\n", "a.yaml:1:4: tags are not used in scenarios"),
        ("a: !mine 5\n", "a.yaml:1:4: tags are not used in scenarios"),
        ("!x a: 5\n", "a.yaml:1:1: a key must be a plain word"),
        ("? [a]\n: b\n", "a.yaml:1:3: a key must be a plain word"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", "nested more than 40 levels deep"),
        ("a:\n\tb: 1\n", "a.yaml:2:1: not YAML: a tab cannot indent; use spaces"),
        ("a: {b: [}\n", "a.yaml:1:9: not YAML:"),
        ('a: "b\n', "not YAML:"),
        ("a: 1\n  b: 2\n", "a.yaml:2:4: not YAML: mapping values are not allowed here"),
        ("a: b\x00c\n", "a.yaml:1:5: control character U+0000"),
        ("a: 1\nb: \x1b[2J\n", "a.yaml:2:4: control character U+001B"),
        ("a: " + "x" * 20_000, "a.yaml:1:10001: a line has at most 10,000 characters"),
        ("!" * 9_000, "a.yaml:1:1: tags are not used"),
    ],
)
def test_other_texts_are_refused_with_their_place(text: str, expected: str) -> None:
    message = refusal(text)
    assert expected in message
    assert "\n" not in message


def test_a_number_without_end_is_reported() -> None:
    _, problems = compose(f"a: {'9' * 5000}\n", "a.yaml")
    assert str(problems[0]).startswith("a.yaml:1:4: a number has at most 40 characters")


def unreadable(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    assert unreadable(tmp_path).endswith("is a directory; name a scenario file in it")
    assert unreadable(tmp_path / "nowhere.yaml").endswith("nowhere.yaml: no such file")
    assert unreadable(Path("a\x00b.yaml")).endswith("is not a possible file name")
    assert unreadable(tmp_path / ("x" * 300 + ".yaml")).endswith("cannot be read: File name too long")
    os.mkfifo(tmp_path / "pipe.yaml")
    assert unreadable(tmp_path / "pipe.yaml").endswith("is not a regular file")


def test_a_file_of_a_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert unreadable(path).endswith(f"is 100,000,000 bytes; a scenario file has at most {LARGEST_FILE:,}")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"title: x\nsummary: caf\xe9\n")
    assert unreadable(path) == f"{path}:2:13: not UTF-8: byte 0xe9 at offset 21; save the file as UTF-8"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbftitle: x\n")
    assert read(path) == "title: x\n"
