"""Every anchor of ``underheaven validate``, and the verb itself."""

import json
import math
import subprocess
import sys

import pytest

from underheaven.validation.anchor import Anchor, Finding, chi_square_p
from underheaven.validation.catalogue import ANCHORS, UnknownAnchor, chosen
from underheaven.validation.runner import main
from underheaven.validation.unreproduced import UNREPRODUCED

REQUIRED = {
    "V-01a", "V-02", "V-03a", "V-05a", "V-05b", "V-08a", "V-08b", "V-09a", "V-09b", "V-10", "V-12", "V-12b", "V-13a", "V-13b", "V-13c",
    "V-16", "V-17", "V-18b", "V-20a", "V-24", "V-03b", "V-03c", "V-03d", "V-04a", "V-04b", "V-05c", "V-06a", "V-06b", "V-06c", "V-07",
    "V-11a", "V-11b", "V-11c", "V-18a", "V-21a", "V-21b", "J-RUN", "B-ROBODEBT", "B-CHILDCARE", "B-JOBS", "B-LENDER",
    "V-14a", "V-14b", "V-15a", "V-15b", "V-15c", "V-19", "V-20b", "V-22", "V-23", "J-SENS", "J-WILSON", "J-COMPAS", "V-RNG",
    "J-SOC",
}  # fmt: skip


@pytest.mark.parametrize("anchor", ANCHORS, ids=lambda anchor: anchor.id)
def test_anchor(anchor: Anchor) -> None:
    finding = Finding(anchor, anchor.simulate())
    assert finding.passed, f"{anchor.title}: {finding.simulated} against {anchor.published} ± {anchor.tolerance} ({anchor.law})"


def test_ids_are_unique_and_the_promised_ones_are_there() -> None:
    ids = [anchor.id for anchor in ANCHORS]
    assert len(set(ids)) == len(ids)
    assert set(ids) >= REQUIRED


def test_every_anchor_tells_its_source_and_its_law() -> None:
    for anchor in ANCHORS:
        assert min(len(anchor.title), len(anchor.source), len(anchor.law), len(anchor.through)) >= 3, anchor.id
        assert anchor.tolerance >= 0
        assert math.isfinite(anchor.published)


def test_ids_choose_results_with_all_their_numbers() -> None:
    assert [anchor.id for anchor in chosen(["V-24"])] == ["V-24", "V-24.2", "V-24.3"]
    assert {anchor.id.partition(".")[0] for anchor in chosen(["V-13"])} == {"V-13a", "V-13b", "V-13c"}
    assert [anchor.id for anchor in chosen(["V-12.3"])] == ["V-12.3"]
    with pytest.raises(UnknownAnchor, match="V-99"):
        chosen(["V-16", "V-99"])


@pytest.mark.parametrize("simulated", [1.2, math.nan, -1.2])
def test_a_wrong_number_fails(simulated: float, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = Anchor("V-0", "one", "nowhere", "exact", "engine", 1, 0.1, "exact", "nothing", lambda: simulated)
    monkeypatch.setattr("underheaven.validation.runner.chosen", lambda ids: (wrong,))
    assert main() == 1
    assert "1 failed" in capsys.readouterr().out


def test_chi_square_tail_has_its_published_quantiles() -> None:
    """Counts that miss a law of three and of four even cells by the 95 % quantiles 5.991 and 7.815 of any table."""
    for cells, quantile in ((3, 5.991), (4, 7.815)):
        n = 30_000
        off = math.sqrt(quantile * n / cells / 2)
        counts = [n / cells + off, n / cells - off, *[n / cells] * (cells - 2)]
        assert chi_square_p(counts, [1 / cells] * cells) == pytest.approx(0.05, abs=1e-4)


def test_the_verb_prints_one_document_and_ends_well() -> None:
    """The quick anchors: the slow ones run above, and the verb runs all of them in the same loop."""
    wanted = ["V-01", "V-02", "V-08", "V-12", "V-13", "V-19"]
    done = subprocess.run([sys.executable, "-m", "underheaven", "validate", *wanted, "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == [anchor.id for anchor in chosen(wanted)]
    for row in rows:
        assert set(row) == {"id", "source", "kind", "published", "simulated", "tolerance", "verdict"}
        assert row["verdict"] == "pass"
        assert abs(row["simulated"] - row["published"]) <= row["tolerance"]


def test_what_is_not_reproduced_is_said_with_its_reason_and_is_no_anchor() -> None:
    ids = {anchor.id for anchor in ANCHORS}
    for result in UNREPRODUCED:
        assert result.id not in ids
        assert min(len(result.published), len(result.reason), len(result.source)) > 3


def test_an_unknown_anchor_is_refused_in_one_line() -> None:
    done = subprocess.run([sys.executable, "-m", "underheaven", "validate", "V-99"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "V-99" in done.stderr
