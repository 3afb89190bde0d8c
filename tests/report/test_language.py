"""A report in another language: every text comes from the catalogue, and the catalogue is whole."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from tools.strings import CATALOGUE, gathered, written

from underheaven.commands.console import BadInput
from underheaven.commands.results import report
from underheaven.language import ENGLISH, SPACE, LanguageError, languages, later, say, speaking, tag
from underheaven.measures.folder import RunFolder
from underheaven.report.html import render


def wide(text: str) -> str:
    """A language of full-width letters: readable, and nothing of it is ASCII; parts and markup stay as they are."""
    pieces = re.split(r"(\{[^}]*\}|<[^>]*>|&\w+;)", text)
    return "".join(
        piece if place % 2 else re.sub("[A-Za-z]", lambda m: chr(ord(m[0]) + 0xFEE0), piece) for place, piece in enumerate(pieces)
    )


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalogue") / "wide.mo"
    with CATALOGUE.open("rb") as file:
        translated = read_po(file, locale="de")
    for message in translated:
        if message.id:
            message.string = wide(message.id)
    with path.open("wb") as file:
        write_mo(file, translated)
    return path


class Words(HTMLParser):
    """What a reader reads or hears: text and labels, but no code, style or source tables."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        if name not in ("meta", "link", "br", "line", "path"):
            self.inside.append(name)
        self.found += [value or "" for key, value in attributes if key in ("aria-label", "alt", "title")]

    def handle_endtag(self, name: str) -> None:
        while self.inside and self.inside.pop() != name:
            pass

    def handle_data(self, data: str) -> None:
        if not {"code", "style", "pre"} & set(self.inside):
            self.found.append(data)


CITED = (
    "Underheaven European Convention Human Rights GDPR SCHUFA EU AI Act Art SHA first words unjustified disproportionate iii with "
    "FACTS MODEL RULINGS article documented"
)
"""Names of works, rules and scenarios, which no catalogue translates."""


def english_left(page: str, folder: RunFolder) -> set[str]:
    """Words of ASCII letters that are neither the scenario's own nor cited."""
    reader = Words()
    page = re.sub(r'<details class="long"><summary>[^<]*</summary>.*?</details>', "", page, flags=re.DOTALL)
    reader.feed(page)
    scenario = folder.manifest["scenario"]
    companion = folder.manifest.get("companion", {}).get("scenario", "")
    known = " ".join([CITED, scenario["title"], scenario["summary"], folder.manifest["scenario_name"], companion])
    return set(re.findall(r"[A-Za-z]{3,}", " ".join(reader.found))) - set(re.findall(r"[A-Za-z]{3,}", known))


@pytest.mark.parametrize("name", ["whole", "one world", "no twin", "tiny", "harmless"])
def test_a_report_says_everything_through_the_catalogue(name: str, folder_of: Callable[[str], RunFolder], catalogue: Path) -> None:
    folder = folder_of(name)
    english = render(folder)
    with speaking(str(catalogue)):
        page = render(folder)
    assert english_left(page, folder) == set()
    assert "In this report" in english
    assert wide("In this report") in page
    assert '<html lang="de">' in page
    assert '<html lang="en-GB">' in english
    numbers = [re.findall(r"\d[\d\u00a0.]*", re.sub(r"(?s)<svg.*?</svg>|<style.*?</style>", "", text)) for text in (english, page)]
    assert sorted(numbers[0]) == sorted(numbers[1])
    assert render(folder) == english


def test_the_catalogue_holds_every_text_and_no_other() -> None:
    assert CATALOGUE.read_bytes() == written(gathered()), "make strings"


def test_languages_are_named_and_catalogues_read_or_refused(tmp_path: Path, catalogue: Path) -> None:
    assert languages() == [ENGLISH]
    assert tag() == "en-GB"
    with speaking(str(catalogue)):
        assert say(later("too few to show")) == wide("too few to show")
        assert say("{days}{SPACE}days", days=3) == f"3{SPACE}{wide('days')}"
        assert say("") == ""
    assert say("{days}{SPACE}days", days=3) == f"3{SPACE}days"
    broken = tmp_path / "broken.mo"
    broken.write_bytes(b"no catalogue")
    short = tmp_path / "short.mo"
    short.write_bytes(catalogue.read_bytes()[:40])
    for bad, why in (
        ("klingon", "no such language"),
        (str(tmp_path / "no.mo"), "no such file"),
        (str(broken), "not a catalogue"),
        (str(short), "not a catalogue"),
        ("../../etc", "no such language"),
    ):
        with pytest.raises(LanguageError, match=why), speaking(bad):
            pass


@pytest.mark.parametrize("mistake", ["{welten} Welten", "{} Welten", "{worlds.x} Welten", "{worlds Welten"])
def test_a_catalogue_that_cannot_be_filled_in_is_bad_input(mistake: str, tmp_path: Path, folder_of: Callable[[str], RunFolder]) -> None:
    path = tmp_path / "mistaken.mo"
    translated = Catalog(locale="de")
    translated.add("{worlds} worlds", mistake)
    with path.open("wb") as file:
        write_mo(file, translated)
    run = folder_of("whole").path
    with pytest.raises(BadInput, match=r"mistaken\.mo: what the catalogue says for '\{worlds\} worlds'"):
        report(run, tmp_path / "page.html", as_json=True, language=str(path))
    assert not (tmp_path / "page.html").exists()


def test_an_unknown_language_costs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder_of: Callable[[str], RunFolder]) -> None:
    monkeypatch.setattr("underheaven.commands.results.beside", lambda folder: pytest.fail("the other account was run"))
    with pytest.raises(BadInput, match="no such language"):
        report(folder_of("tiny").path, tmp_path / "page.html", as_json=True, companion=True, language="klingon")


def test_a_shipped_language_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, catalogue: Path) -> None:
    shipped = tmp_path / "de" / "LC_MESSAGES" / "report.mo"
    shipped.parent.mkdir(parents=True)
    shipped.write_bytes(catalogue.read_bytes())
    monkeypatch.setattr("underheaven.language._shipped", lambda: tmp_path)
    assert languages() == [ENGLISH, "de"]
    with speaking("de"):
        assert (tag(), say("world")) == ("de", wide("world"))
