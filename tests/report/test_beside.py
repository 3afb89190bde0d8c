"""Two accounts side by side: levels, paired differences, what is withheld, and what is said when one is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from underheaven.measures.folder import RunFolder
from underheaven.report.beside import OUTCOMES, beside
from underheaven.report.html import write_report

FolderOf = Callable[[str], RunFolder]


def test_levels_stand_beside_each_other_with_paired_differences(whole: RunFolder) -> None:
    found = beside(whole)
    assert found is not None
    assert found.other == "documented"
    assert found.chart is not None
    rows = {row[0]: [cell.replace("\u00a0", " ") for cell in row[1:]] for row in found.chart.table.rows}
    assert len(rows) == len(OUTCOMES)
    own, other, difference = rows["listed, % of adults"]
    assert own.startswith("8.14 [8.0")
    assert other == "2.00 [2.00, 2.00]"
    assert difference.startswith("+6.14 [+6.0")
    assert rows["listed wrongly, % of adults"][1] == "too few to show"
    assert found.chart.title.startswith("8.14")
    assert "3\u00a0072 citizens (smaller than the run's own" in found.note
    assert "15\u00a0% of the run's time" in found.note


def test_a_report_without_the_other_account_says_how_to_make_it(folder_of: FolderOf) -> None:
    folder = folder_of("one world")
    found = beside(folder)
    assert found is not None
    assert found.chart is None
    assert found.note == f"underheaven report {folder.path} --companion"


def test_other_regimes_stand_alone(folder_of: FolderOf) -> None:
    folder = folder_of("harmless")
    assert beside(folder) is None
    with pytest.raises(KeyError, match="no other scenario"):
        folder.companion()


def test_the_page_shows_the_table_open(page_of: Callable[[str], Path]) -> None:
    html = page_of("whole").read_text(encoding="utf-8")
    section = html[html.index('id="side-by-side"') : html.index('id="listed"')]
    assert "<details open>" in section
    assert "documented" in section
    assert 'href="#side-by-side"' in html


def test_a_damaged_companion_is_found(whole: RunFolder, tmp_path: Path) -> None:
    import shutil

    from underheaven.measures.files import Damaged

    copy = tmp_path / "copy"
    shutil.copytree(whole.path, copy)
    (copy / "companion.parquet").write_bytes(b"")
    with pytest.raises(Damaged, match=r"companion\.parquet"):
        write_report(copy, tmp_path / "report.html")
