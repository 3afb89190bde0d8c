"""What the documents promise: their examples run, their generated parts follow the package, their links lead somewhere."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.e2e.here import here

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
        *(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts),
    ]
)


def generator() -> ModuleType:
    specification = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def code(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def small(text: str, *, citizens: int = 600, days: int = 20) -> str:
    """The same example on a society that fits into a test."""
    return re.sub(r"worlds=\d+", "worlds=1", re.sub(r"days=\d+", f"days={days}", re.sub(r"citizens=[\d_]+", f"citizens={citizens}", text)))


def test_the_readme_example_runs(tmp_path: Path) -> None:
    example = small(code(ROOT / "README.md", "python")[0])
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "listed" in done.stdout
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_the_query_example_runs(tmp_path: Path) -> None:
    import underheaven as uh

    uh.run("article", citizens=600, days=20, start="2020-01-01", out=tmp_path / "runs" / "first")
    example = code(ROOT / "docs/how-to/query-a-run.md", "python")[0].replace("day = 365", "day = 20").rstrip()
    example = example.replace("run.query(", "rows = run.query(") + "\nassert len(rows) == 5, rows"
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_scenario_of_the_how_to_is_good() -> None:
    done = here("check", ROOT / "docs/how-to/harbour.yaml")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("part", ["state", "schedule", "measures", "commands", "scenarios", "sources"])
def test_generated_parts_are_tables(part: str) -> None:
    text = generator().PARTS[part]()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) > 5
    assert "None" not in rows[0]


def test_every_system_has_a_paragraph() -> None:
    from underheaven.study.systems import SYSTEMS

    text = generator().systems()
    assert all(f"## {row.id} " in text and row.does in text and row.switch in text for row in SYSTEMS)


def test_generated_tables_survive_pipes_and_line_ends() -> None:
    assert generator().table(("a",), [("x|y\nz",)]) == "| a |\n| --- |\n| x\\|y z |\n"


def test_every_verb_of_the_readme_exists() -> None:
    text = generator().commands()
    promised = re.findall(
        r"`([a-z]+)[^`]*`",
        "".join(line.split("|")[1] for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line[:3] == "| `"),
    )
    assert len(promised) >= 9
    assert [verb for verb in promised if f"\n## {verb}\n" not in f"\n{text}"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:|#|mailto:", target)]
    targets += [f"{target}.md" for target in re.findall(r"\{doc\}`([^`<]+)`", text)]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_hooks_use_the_locked_environment() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"entry: (\S+)", text)
    assert len(entries) == 5
    assert all(entry.startswith(".venv/bin/") for entry in entries)
    assert "repo: local" in text
    assert "http" not in text


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "gallery").glob("[!i]*.md")), ids=lambda page: page.stem)
def test_the_cells_of_the_gallery_run(page: Path) -> None:
    cells = code(page, r"\{code-cell\} python")
    assert 2 <= len(cells) <= 6
    shrunk = {"citizens": 4096, "days": 182} if page.stem == "roll-out" else {}  # one district with a pilot and one without, and its day
    text = page.read_text(encoding="utf-8")
    assert "## What this does not show" in text
    assert "uh.chart(" in text or "uh.course_chart(" in text
    names: dict[str, object] = {}
    for cell in cells:
        exec(compile(small(cell, **shrunk), str(page), "exec"), names)
