"""What a visitor may take away: files of a run, its tables as CSV, its scenario as a file, and how to cite it."""

import io
import json
from collections.abc import Iterator

from underheaven import __version__
from underheaven.measures.arms import TABLES
from underheaven.measures.folder import RunFolder

FILES = {"report.html": "text/html; charset=utf-8", "manifest.json": "application/json"} | {
    f"{name}.parquet": "application/vnd.apache.parquet" for name in TABLES
}
"""Files of a run folder that are handed out, and nothing else in it."""

ABOUT = {
    "national": "every measure of the nation, day by day, for both worlds",
    "groups": "the same by fifth of incomes, sex, age, origin and residence",
    "districts": "the same by district",
    "citizens": "traced citizens week by week, both lives side by side",
    "events": "what happened to traced citizens, and what was recorded",
    "histograms": "scores on the last day",
}
_DAYS_AT_A_TIME = 14


def csv(folder: RunFolder, table: str) -> Iterator[bytes]:
    """A table as CSV, a fortnight at a time, so that no table has to fit the memory."""
    import pyarrow.csv

    spans = [""] if table == "histograms" else [
        f" WHERE day BETWEEN {day} AND {day + _DAYS_AT_A_TIME - 1}" for day in range(1, folder.manifest["days"] + 1, _DAYS_AT_A_TIME)
    ]  # fmt: skip
    for place, span in enumerate(spans):
        aside = io.BytesIO()
        pyarrow.csv.write_csv(folder.query(f"SELECT * FROM {table}{span}"), aside, pyarrow.csv.WriteOptions(include_header=place == 0))
        yield aside.getvalue()


def scenario_file(folder: RunFolder) -> str:
    """The scenario of a run as a file that ``underheaven run`` takes: every number with its source. JSON is YAML too."""
    kept = {key: value for key, value in folder.manifest["scenario"].items() if key not in ("lineage", "examples") and value is not None}
    twin = kept.get("twin")
    head = f"# {folder.manifest['scenario_name']}, as it was run: underheaven {__version__}, seed {folder.manifest['seed']}\n"
    if isinstance(twin, dict):
        kept["twin"] = twin["name"]
    return head + json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def citation(folder: RunFolder) -> str:
    """How to cite a run, so that a reader can run it again."""
    m = folder.manifest
    worlds = "1 world" if m["worlds"] == 1 else f"{m['worlds']} worlds"
    return (
        f"The Underheaven authors. Underheaven, a laboratory for societies under score, version {m['version']}. "
        f"Scenario “{m['scenario']['title']}” ({m['scenario']['status']}, hash {m['scenario_hash'][:16]}), "
        f"{m['citizens']:,} synthetic citizens, {m['days']:,} days from {m['start']}, {worlds}, seed {m['seed']}, "
        f"digest {m['digest']['0']['regime'][:16]}."
    )
