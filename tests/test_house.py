"""The house keeps its own rules: floors, module sizes, no real people, one version, a light command line."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "underheaven"

FLOORS = (
    "values", "language", "draws", "society", "day", "scenario", "engine", "measures", "study", "classics", "validation", "audit", "report",
    "web", "benchmarks", "commands", "cli", "__main__",
)  # fmt: skip
"""From the ground up; a folder or top-level module imports only what stands before it."""

FILES_READ = {
    "language": "catalogues of translated texts, of a report's own words",
    "draws.compiled": "kernel sources, to name the cache by their hash",
    "benchmarks.machine": "the system's own name for its processor",
    "scenario.positions": "scenario files",
    "engine.files": "nothing but folders and files just written, to flush them to the disk",
    "engine.checkpoint": "checkpoints of runs",
    "measures.files": "files of a run folder, for their checksums",
    "measures.arms": "run folders: the tables of one arm",
    "measures.folder": "run folders",
    "measures.outcomes": "what an arm left of its synthetic citizens, to be joined with the twin's and removed",
    "study.paired": "run folders: the joined counts",
    "study.folder": "what a study wrote itself: its manifest and its lives",
    "study.plan": "what earlier runs wrote about the speed of this machine",
}
"""The only modules that may open a file for reading, and what they read there. None of it describes a person who exists."""

READERS = {
    "open", "read_text", "read_bytes", "fromfile", "loadtxt", "genfromtxt", "memmap", "read_csv", "read_table", "read_excel", "read_json",
    "read_ndjson", "read_parquet", "read_feather", "read_sql", "read_pickle", "scan_csv", "scan_parquet", "scan_ndjson", "from_csv_auto",
}  # fmt: skip
PERSON_FORMATS = {"csv", "sqlite3", "openpyxl", "xlrd", "pickle", "shelve", "dbm", "pyreadstat", "h5py"}
BIOMETRIC = re.compile(
    r"face|facenet|arcface|dlib|opencv|mediapipe|insightface|biometri|fingerprint|iris-?recog|voiceprint|speaker-?(recog|verif|id)"
    r"|speechbrain|resemblyzer|pyannote|kaldi|gait-?recog|person-?re-?id|torchreid|ultralytics"
)
HEAVY = {"numba", "llvmlite", "pydantic", "scipy", "altair", "vl_convert", "ray", "duckdb", "pyarrow", "pandas", "polars"}


def modules() -> dict[str, Path]:
    """Dotted name below the package → file; a package's ``__init__`` bears the package's name."""
    names = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(name: str, path: Path) -> Iterator[tuple[str, str]]:
    """(module of the package, imported name) of each import in a module, wherever in the file it stands."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "underheaven":
                    yield ".".join(alias.name.split(".")[1:]), ""
        elif isinstance(node, ast.ImportFrom):
            source = (node.module or "").split(".")
            if node.level:
                source = [*package[: len(package) - node.level + 1], *filter(None, source)]
            elif source.pop(0) != "underheaven":
                continue
            for alias in node.names:
                yield ".".join(source), alias.name


def dependencies() -> dict[str, set[str]]:
    """Which modules of the package each module names."""
    known = modules()
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        graph[name] = set()
        for source, member in imported(name, path):
            target = f"{source}.{member}".strip(".")
            if target in known:
                graph[name].add(target)
            elif (source, member) != ("", "__version__"):
                graph[name].add(source)
    return graph


def floor(name: str) -> int:
    return FLOORS.index(name.split(".")[0]) if name else len(FLOORS)


def test_every_folder_stands_on_a_floor() -> None:
    assert {name.split(".")[0] for name in modules()} - {""} <= set(FLOORS)


def test_imports_go_down_only() -> None:
    upward = [f"{name} imports {target}" for name, targets in dependencies().items() for target in targets if floor(target) > floor(name)]
    assert not upward


def test_imports_have_no_circle() -> None:
    try:
        tuple(TopologicalSorter(dependencies()).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_modules_are_short() -> None:
    sizes = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_nothing_shipped_is_left_to_do() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [name for name, path in modules().items() if unfinished.search(path.read_text(encoding="utf-8"))] == []


def locked_packages() -> set[str]:
    return {package["name"] for package in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]}


def declared_packages() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    return {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in wanted}


def test_nothing_installed_recognises_anybody() -> None:
    assert [name for name in sorted(locked_packages() | declared_packages()) if BIOMETRIC.search(name.replace("_", "-"))] == []


@pytest.mark.parametrize(
    "name", ["face-recognition", "insightface", "deepface", "dlib", "facenet-pytorch", "opencv-python-headless", "mediapipe"]
)
def test_a_recogniser_would_be_noticed(name: str) -> None:
    assert BIOMETRIC.search(name)


def test_the_lock_names_the_public_index_alone() -> None:
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text(encoding="utf-8")))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def opens_for_reading(node: ast.Call) -> bool:
    function = node.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if called != "open":
        return called in READERS
    owner = getattr(function.value, "id", "") if isinstance(function, ast.Attribute) else "builtins"
    if owner[:1].isupper():
        return False  # a class method of ours; the module that defines it is asked instead
    if owner == "os":
        flags = {name.attr for name in ast.walk(node) if isinstance(name, ast.Attribute)}
        return not flags & {"O_WRONLY", "O_CREAT"}
    position = 1 if owner in {"builtins", "io", "gzip"} else 0
    modes = [*node.args[position : position + 1], *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    return not any(isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) & set("wax") for mode in modes)


@pytest.mark.parametrize(
    ("call", "reads"),
    [
        ("open(path)", True),
        ("open(path, 'w')", False),
        ("path.open('rb')", True),
        ("path.open(mode='xb')", False),
        ("os.open(path, os.O_RDONLY)", True),
        ("os.open(path, os.O_WRONLY)", False),
        ("RunFolder.open(path)", False),
        ("path.read_text()", True),
        ("pandas.read_csv(path)", True),
        ("numpy.fromfile(path)", True),
    ],
)
def test_reading_is_told_from_writing(call: str, reads: bool) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert opens_for_reading(node) is reads


def test_files_are_read_in_named_places_only() -> None:
    """No path leads from a file of persons into a society: nothing else opens a file, and no reader of tables is imported."""
    for name, path in modules().items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and opens_for_reading(node):
                assert name in FILES_READ, f"{name}:{node.lineno} reads a file"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
                assert not {module.split(".")[0] for module in names} & PERSON_FORMATS, f"{name}:{node.lineno} imports a reader of tables"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\bread_(csv|json|ndjson|xlsx)\w*\s*\(|\bsniff_csv\b", node.value), f"{name}:{node.lineno}"
                assert name in FILES_READ or "read_parquet(" not in node.value, f"{name}:{node.lineno} reads Parquet"
    assert set(FILES_READ) <= set(modules())


def test_a_society_takes_a_seed_and_a_number_only() -> None:
    """The floors that make and move people never touch the file system."""
    for name, path in modules().items():
        if name.split(".")[0] in {"society", "day"}:
            used = {alias.name for node in ast.walk(tree(path)) if isinstance(node, ast.Import) for alias in node.names}
            used |= {node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
            assert not {module.split(".")[0] for module in used} & {"os", "io", "pathlib", "json", "urllib", "socket", "http"}, name


def test_the_readme_says_what_this_is_not() -> None:
    text = re.sub(r"[\s*>_]+", " ", (ROOT / "README.md").read_text(encoding="utf-8")).lower()
    assert "no real people" in text
    assert "not a forecast" in text


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    citation = re.search(r"^version: *\"?([^\"\s]+)", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    written = re.search(r"^__version__ = \"([^\"]+)\"", (PACKAGE / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert citation is not None
    assert written is not None
    assert {project, citation[1], written[1]} == {project}


def test_help_loads_nothing_heavy() -> None:
    program = """
import json, sys
sys.argv = ["underheaven", "--help"]
from underheaven.cli import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, None), end.code
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": ""})
    assert "run" in done.stdout
    assert set(json.loads(done.stdout.splitlines()[-1])) & HEAVY == set()


SCENARIOS = sorted((PACKAGE / "scenario" / "library").glob("*.yaml"))


def test_the_promised_scenarios_are_shipped() -> None:
    assert {"no-regime", "null-regime", "article", "documented", "court-list", "rongcheng"} <= {path.stem for path in SCENARIOS}


def test_every_shipped_scenario_passes_its_check() -> None:
    program = Path(sys.executable).with_name("underheaven")
    done = subprocess.run([program, "check", *SCENARIOS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
