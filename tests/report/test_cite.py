import json
import re

import pytest
from tests.e2e.here import here

from underheaven.day.schedule import SCHEDULE
from underheaven.engine.state import FIELDS
from underheaven.report.cite import Citation, bibtex, citations, mechanisms, never_on
from underheaven.report.limitations import LIMITATIONS
from underheaven.report.odd import CONCEPTS, markdown, odd
from underheaven.scenario.load import load
from underheaven.study.provenance import coverage_by_part, numbers


@pytest.fixture(scope="module")
def article():
    return load("article")


@pytest.fixture(scope="module")
def document(article):
    return markdown(odd(article))


def test_every_published_number_in_use_and_every_source_is_cited_once(article):
    found = citations(article)
    texts = [citation.text for citation in found]
    assert len(set(texts)) == len(texts)
    assert all(any(reference.title in text for text in texts) for reference in article.sources)
    cited = {path for citation in found for path in citation.used_by}
    offices = ("regime.averaged_debts.", "regime.fraud_model.", "regime.job_chances.", "regime.lender.")
    used = {number.path for number in numbers(article) if number.kind == "published" and not number.path.startswith(offices)}
    assert used <= cited  # but for the offices of other schemes, article switches everything on
    assert all(citation.used_by for citation in found if citation.role in ("number", "theory"))


def test_what_is_off_is_not_cited():
    texts = {citation.text: citation for citation in citations(load("court-list"))}
    assert not any("NIST" in text for text in texts)
    assert "underheaven.day.recognition" not in mechanisms(load("court-list"))
    assert any("NIST" in citation.text for citation in citations(load("article")))


def test_theory_comes_with_its_doi_and_year(article):
    theory = {citation.text: citation for citation in citations(article) if citation.role == "theory"}
    becker = next(citation for text, citation in theory.items() if text.startswith("Becker"))
    assert (becker.doi, becker.year, becker.used_by) == ("10.1086/259394", "1968", ("underheaven.day.act",))
    assert not any(text.startswith("MODEL") for text in theory)


def test_bibtex_entries_have_keys_of_their_own_and_balanced_braces(article):
    text = bibtex(citations(article))
    keys = re.findall(r"^@(?:misc|software)\{([^,]+),$", text, re.M)
    assert len(keys) == len(set(keys)) == len(citations(article))
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert "doi = {10.1086/259394}" in text
    assert r"\&" in bibtex([Citation("number", "A & B (1999)", ())])


def test_the_document_has_every_part_of_the_protocol(document):
    heads = re.findall(r"^## (.*)$", document, re.M)
    assert heads == [
        "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling", "Design concepts",
        "Initialisation", "Input data", "Submodels", "Limitations", "References",
    ]  # fmt: skip
    assert all(f"`{field.name}`" in document for field in FIELDS)
    assert all(step.sentence in document for step in SCHEDULE)
    assert all(limitation in document for limitation in LIMITATIONS)
    assert document.count("\n### ") > len(CONCEPTS.split("\n\n")) + 30


def test_every_number_of_a_mechanism_in_use_stands_in_the_document_with_its_source(article, document):
    for number in numbers(article):
        if not number.path[0].isdigit() and not number.path.startswith(never_on(article)):
            assert f"`{number.path}`" in document, number.path
    assert "never enters" not in document
    assert "### `day.recognition`" in document
    assert "### `day.recognition`" not in markdown(odd(load("court-list")))


def test_coverage_by_part_adds_up(article):
    found = numbers(article)
    parts = coverage_by_part(found)
    assert sum(sum(counts.values()) for counts in parts.values()) == len(found)
    assert {"society", "world.economy", "regime.cameras"} <= parts.keys()


def test_the_verbs_print_one_document_and_refuse_nonsense():
    references = json.loads(here("cite", "rongcheng", "--json").stdout)["references"]
    assert {"role", "reference", "doi", "year", "used_by"} == references[0].keys()
    assert here("cite", "rongcheng", "--bibtex").stdout.startswith("@software{underheaven")
    both = here("cite", "--json", "--bibtex")
    assert (both.returncode, both.stdout) == (2, "")
    assert json.loads(here("odd", "rongcheng", "--json").stdout)["parts"][0]["heading"].startswith("ODD+D: ")
    missing = here("odd", "nowhere")
    assert missing.returncode == 2
    assert "nowhere" in missing.stderr
