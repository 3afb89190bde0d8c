import json
import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from tests.e2e.here import here

from underheaven.audit.audit import Audit, audit, audit_run, questions
from underheaven.audit.evidence import TOO_FEW, RunEvidence, TableEvidence
from underheaven.audit.finding import Finding, answered, plainly
from underheaven.audit.law import CAUTION, ELEMENTS, read
from underheaven.measures.folder import RunFolder
from underheaven.scenario.load import load
from underheaven.validation.anchors_errors import COMPAS
from underheaven.values import Estimate

FORBIDDEN = re.compile(r"illegal|unlawful|significant|forecast|violat|breach", re.I)


@pytest.fixture(scope="module")
def of(folder_of: Callable[[str], RunFolder]) -> Callable[[str], Audit]:
    return lambda name: audit_run(folder_of(name))


def made(identifier: str, value: float, low: float | None = None, high: float | None = None) -> Finding:
    return Finding(identifier, "errors", "A title", "It is {} so.", "", Estimate(value, low, high, 8), "", False, {})


def test_compas_passes_through_the_same_questions():
    """Published: FPR .4485 against .2345, FNR .2799 against .4772, PPV .6297 and .5913 (ProPublica 2016)."""
    found = audit(TableEvidence(COMPAS, "race", "Black", "White"))
    false, missed = found["unequal-false-listing:race"], found["unequal-misses:race"]
    assert false.value.value == pytest.approx(0.4485 / 0.2345, abs=5e-4)
    assert missed.value.value == pytest.approx(0.2799 / 0.4772, abs=5e-4)
    assert false.exact
    assert false.counts == {"first_listed": 805, "first_innocent": 1795, "second_listed": 349, "second_innocent": 1488}
    assert false.exceeds(1.25) is True
    assert missed.exceeds(1.25) is False
    innocent = found["innocent-among-listed"].value.value
    assert innocent == pytest.approx(1000 * float(1 - Fraction(1369 + 505, 1369 + 505 + 805 + 349)))
    assert found.elements == ()
    assert "was not counted" in found["wrongful-entries"].why
    assert "no twin" in found["chilling"].why
    assert false.as_dict()["kind"] == "exact ratio of counts"


def test_one_group_of_compas_gives_the_published_rates():
    for group, rates in {"Black": (0.4485, 0.2799, 0.6297), "White": (0.2345, 0.4772, 0.5913)}.items():
        found = audit(TableEvidence({group: COMPAS[group]}, "race", group, group))
        values = [found[name].value.value for name in ("listed-among-innocent", "missed", "innocent-among-listed")]
        assert (values[0] / 1e6, values[1] / 1000, 1 - values[2] / 1000) == pytest.approx(rates, abs=5e-5)


def test_every_finding_of_a_run_says_value_source_and_meaning(of):
    found = of("whole")
    assert len({finding.id for finding in found.findings}) == len(found.findings) > 30
    topics = [finding.topic for finding in found.findings]
    assert topics == sorted(topics, key=list(dict.fromkeys(topics)).index)  # topic by topic
    for finding in found.findings:
        assert finding.source
        assert "{" not in finding.sentence(plainly)
        assert (finding.value is None) == bool(finding.why)
        if finding.value:
            assert finding.value.estimated
            assert finding.counts
    told = json.dumps(found.as_dict())
    assert not FORBIDDEN.search(told)


def test_values_are_ratios_of_the_runs_own_counts(of, folder_of):
    found = of("whole")
    row = (
        folder_of("whole")
        .query("SELECT sum(burden_unrelated)::DOUBLE AS a, sum(burden)::DOUBLE AS b FROM national WHERE arm = 'regime'")
        .to_pylist()[0]
    )
    assert found["unrelated-burden"].value.value == pytest.approx(100 * row["a"] / row["b"])
    rows = folder_of("whole").query("SELECT arm, sum(acts_harmless)::DOUBLE AS n FROM national GROUP BY arm").to_pylist()
    acts = {row["arm"]: row["n"] for row in rows}
    assert found["chilling"].value.value == pytest.approx(100 * (1 - acts["regime"] / acts["twin"]))
    ratio = found["chilling"].value.value / found["deterrence"].value.value
    assert found["chilling-per-deterrence"].value.value == pytest.approx(ratio)


def test_the_made_up_run_engages_elements_and_shows_why(of):
    readings = {element.element.id: element for element in of("whole").elements}
    assert set(readings) == {element.id for element in ELEMENTS}
    assert readings["ai-act-5-1-c-i"].reading == "engaged"
    assert any("unrelated" in said for said in readings["ai-act-5-1-c-i"].quantities())
    assert readings["echr-10"].reading == "engaged"
    assert "not a legal finding" in CAUTION


def test_without_a_twin_or_worlds_or_persons_it_says_so(of):
    alone = of("no twin")
    assert "no twin" in alone["deterrence"].why
    assert {e.element.id: e.reading for e in alone.elements}["echr-10"] == "cannot be told"
    single = of("one world")
    assert single["chilling"].value.estimated is False
    assert "eight worlds" in single["chilling-per-deterrence"].why
    tiny = of("tiny")
    assert tiny["unequal-false-listing:class"].why == TOO_FEW


def test_fewer_than_five_events_are_withheld():
    few = {"a": COMPAS["White"].__class__(40, 4, 40, 400), "b": COMPAS["White"]}
    evidence = TableEvidence(few, "group", "a", "b")
    found = {question.id: answered(question, evidence) for question in questions(evidence)}
    assert found["unequal-false-listing:group"].why == TOO_FEW
    assert found["unequal-misses:group"].value is not None


def test_an_element_is_engaged_only_beyond_its_threshold():
    regime = load("article").regime_on(load("article").timeline_dates()[-1])

    def reading(finding: Finding) -> str:
        return {e.element.id: e.reading for e in read([finding], regime)}["ai-act-5-1-c-ii-disproportionate"]

    assert reading(made("burden-to-gravity", 1.5, 1.2, 1.8)) == "engaged"
    assert reading(made("burden-to-gravity", 1.5, 0.9, 2.1)) == "cannot be told"
    assert reading(made("burden-to-gravity", 0.5, 0.4, 0.6)) == "not engaged"
    assert reading(made("other", 2)) == "cannot be told"


def test_rules_of_the_regime_decide_too():
    article = load("article")
    strong = [made("flips-without-score", 99, 98, 100), made("wrongful-days", 5, 4, 6)]
    without = {e.element.id: e.reading for e in read(strong, article.regime_on(article.timeline_dates()[-1]))}
    assert without["gdpr-22"] == without["gdpr-22-3"] == "engaged"
    careful = article.with_(**{"regime.safeguards.human_review.on": True, "regime.safeguards.notice.on": True})
    within = {e.element.id: e.reading for e in read(strong, careful.regime_on(careful.timeline_dates()[-1]))}
    assert within["gdpr-22"] == within["gdpr-22-3"] == "not engaged"


def test_evidence_takes_the_policy_in_force(folder_of):
    regime = RunEvidence(folder_of("whole")).regime
    assert regime is not None
    assert regime.on
    assert regime.exposure.scope == "everybody"


def test_the_verb_prints_and_refuses(folder_of, tmp_path):
    path = folder_of("whole").path
    told = here("audit", path)
    assert told.returncode == 0
    assert "95 % Monte-Carlo intervals over 8 worlds" in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= 80
    document = json.loads(here("audit", path, "--json").stdout)
    assert document["elements"][0]["reading"] in ("engaged", "not engaged", "cannot be told")
    assert {"id", "value", "source", "meaning", "kind", "counts"} <= document["findings"][0].keys()
    missing = here("audit", tmp_path / "nowhere")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "no such folder" in missing.stderr
