import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from underheaven.measures.folder import RunFolder
from underheaven.report.charts import pairs
from underheaven.report.grounds import IMPORTANT, grounds
from underheaven.report.headline import _moved, headline
from underheaven.report.html import SECTIONS, small_intervals, write_report
from underheaven.report.totals import Totals
from underheaven.report.words import WITHHELD
from underheaven.values import Estimate

PageOf = Callable[[str], Path]
FORBIDDEN = (
    r"significan", r"95.?%\s+sure", r"China.s rate", r"\b(people|persons|citizens|adults) would be\b", r"saved citizen", r"false positive",
    r"false negative", r"\billegal\b(?!”)", r"\busers\b", r"!",
)  # fmt: skip


def text_of(page: Path) -> str:
    """What a reader sees, without marks and styles."""
    html = re.sub(r"<style>.*?</style>", " ", page.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " "))


@pytest.mark.parametrize("name", ["whole", "one world", "no twin", "tiny", "harmless"])
def test_the_page_asks_nothing_of_anybody(page_of: PageOf, name: str) -> None:
    html = page_of(name).read_text(encoding="utf-8")
    assert "<script" not in html
    assert not re.findall(r'(?:src|href|action)="(?!#)', html)
    assert not re.findall(r"@import|url\((?!#)", html)
    assert set(re.findall(r"https?://[^\"' <)]+", html)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "default-src 'none'" in html
    assert len(html.encode()) < 2_500_000


@pytest.mark.parametrize("name", ["whole", "one world", "no twin", "tiny", "harmless"])
def test_the_page_has_every_part(page_of: PageOf, name: str) -> None:
    html = page_of(name).read_text(encoding="utf-8")
    beside = [] if name == "harmless" else ["side-by-side"]
    anchors = ["headline", "what", *beside, *(section.anchor for section in SECTIONS), "lives", "grounds", "limitations", "reproduce"]
    places = [html.index(f'<h2 id="{anchor}">') for anchor in anchors]
    assert places == sorted(places)
    assert all(f'href="#{anchor}"' in html for anchor in anchors)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["whole", "one world", "no twin", "tiny", "harmless"])
def test_no_forbidden_words(page_of: PageOf, name: str) -> None:
    text = text_of(page_of(name))
    assert [pattern for pattern in FORBIDDEN if re.search(pattern, text, flags=re.I)] == []
    assert "nan" not in text.split()
    assert "None" not in text


def test_every_chart_has_table_and_words(page_of: PageOf) -> None:
    html = page_of("whole").read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", html, flags=re.S)
    without_lives = [make for section in SECTIONS for make in section.charts if make.__module__ != pairs.__name__]
    assert len(figures) == 1 + len(without_lives) >= 10  # one of two accounts side by side; made-up sums have no lives
    for figure in figures:
        assert "<caption>" in figure
        assert re.search(r'<p class="hidden" id="[^"]+-alt">.{40,}</p>', figure)
        assert re.search(r"<details( open)?><summary>The numbers as a table</summary>", figure)


def test_the_headline_gives_intervals(totals: Totals) -> None:
    sentences = headline(totals)
    assert 3 <= len(sentences) <= 5
    assert sentences[0].startswith("In this model, over these assumptions: after 112 days")
    assert "of 1\u00a0000 listed" in sentences[0]
    for sentence in sentences:
        assert re.search(r"\[[−+\d.\u00a0]+,\u00a0[−+\d.\u00a0]+\]", sentence)


def test_a_change_that_may_be_none_is_told_so(folder_of: Callable[[str], RunFolder]) -> None:
    sentences = " ".join(headline(Totals(folder_of("harmless"))))
    assert "nobody has entered a list" in sentences
    assert "did not change at all" in sentences


def test_a_change_is_told_by_its_interval() -> None:
    told = [_moved(Estimate(value, value - 1, value + 1, 8)).replace("\u00a0", " ") for value in (-4.0, 0.5, 4.0)]
    assert told[0] == "fell by 4.0 % [3.0, 5.0]"
    assert told[1].endswith("an interval that includes no change")
    assert told[2] == "rose by 4.0 % [3.0, 5.0]"


def test_one_world_says_that_intervals_are_missing(page_of: PageOf) -> None:
    text = text_of(page_of("one world"))
    assert "(† interval not estimated: one world)" in text
    assert "† interval not estimated: one world" in text
    assert not re.search(r"\[\d", text)


def test_without_a_twin_the_page_says_what_is_missing(page_of: PageOf) -> None:
    text = text_of(page_of("no twin"))
    assert "This run has no twin." in text
    assert "Against the twin" not in text
    assert "--no-twin" in text


def test_few_are_withheld(page_of: PageOf) -> None:
    assert WITHHELD in text_of(page_of("tiny"))


def test_the_page_says_what_it_is_and_how_to_repeat_it(page_of: PageOf, whole: RunFolder) -> None:
    text, manifest = text_of(page_of("whole")), whole.manifest
    for said in (
        "Everybody here is synthetic",
        "not a forecast",
        "counterfactual",
        "read it beside documented",
        "has not lived the years before",
    ):
        assert said in text
    for part in (manifest["command"], manifest["scenario_hash"], manifest["digest"]["7"]["twin"], f"Seed {manifest['seed']}"):
        assert part in text


def test_grounds_count_every_number(whole: RunFolder) -> None:
    found = grounds(whole.manifest)
    assert found.total == len(found.all) == sum(found.counts.values()) > 100
    assert sum(found.shares.values()) == pytest.approx(100)
    assert {words for words, _ in found.important} == set(IMPORTANT.values()), "every important assumption is still one"
    assert all(entry.low is not None and entry.high is not None and entry.low <= entry.value <= entry.high for _, entry in found.important)


def test_marks_in_a_text_stay_text() -> None:
    assert str(small_intervals("<b>4 [1, 2]")) == '&lt;b&gt;4 <span class="interval">[1, 2]</span>'


def test_a_report_appears_whole_or_not_at_all(whole: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from underheaven.report import html

    monkeypatch.setattr(html, "render", lambda folder: (_ for _ in ()).throw(RuntimeError("stopped")))
    target = tmp_path / "report.html"
    target.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError, match="stopped"):
        write_report(whole.path, target)
    assert target.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(chromium: Any, page_of: PageOf, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page(viewport={"width": 1000, "height": 900}, color_scheme=scheme)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_of("whole").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    violations = Axe().run(page).response["violations"]
    page.close()
    assert [(found["id"], found["nodes"][0]["html"][:120]) for found in violations] == []
    assert requests == [page_of("whole").as_uri()]


@pytest.mark.browser
def test_it_fits_a_telephone(chromium: Any, page_of: PageOf) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(page_of("whole").as_uri())
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert width <= 390
