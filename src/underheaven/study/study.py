"""A study: effects of a regime over paired worlds, every number an estimate with its interval."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from underheaven.measures.arms import TABLES
from underheaven.measures.folder import RunFolder
from underheaven.measures.rates import AdverseRatio, ErrorTable, Ratio
from underheaven.study.amounts import Size
from underheaven.study.estimands import OUTCOMES, Interference, Scar, interference, regime_of, scarring
from underheaven.study.lives import Divergence, Individuals, divergence, individuals
from underheaven.study.paired import Paired, paired
from underheaven.study.table import EffectTable, to_pandas, to_polars
from underheaven.study.twin import cells, effects, grouping
from underheaven.values import Estimate, ratio_over_worlds

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow as pa

HEADLINE = ("listed", "listed_wrongly", "entries", "travel_denied_air", "travel_denied_rail", "acts_harmful", "acts_harmless", "harm_done",
            "dissent_public", "support_stated", "support_private", "trust_neighbours", "fear_sum", "ties_alive")  # fmt: skip
"""Measures in a short summary."""
OF_OFFICES = ("assessed", "decisions_adverse", "decisions_wrongful", "claimed_wrongly")
"""What is added to it where an office scores people."""


class Study:
    """Two arms of the same worlds. ``effect`` compares them; the tables come back on request."""

    def __init__(self, folder: RunFolder, scratch: "TemporaryDirectory[str] | None" = None) -> None:
        self.folder = folder
        self._scratch = scratch  # lives as long as the study, and goes with it

    @property
    def manifest(self) -> dict[str, Any]:
        """Scenario, seed, sizes, digests and speed."""
        return self.folder.manifest

    @property
    def path(self) -> Path:
        """The run folder."""
        return self.folder.path

    def effect(self, measure: str, by: str | Sequence[str] | None = None) -> EffectTable:
        """What the regime changed: per 1 000 adults (or per adult, for money and scales), over the run or at its last day.

        ``by`` is class, sex, age_band, origin or residence, or several of them; without it there is one row for everybody.

        >>> study.effect("listed", by="class")[0].value  # doctest: +SKIP
        16.4
        """
        return effects(self.folder, measure, by)

    def errors(self, by: str | Sequence[str] | None = None) -> dict[tuple[Any, ...], ErrorTable]:
        """The 2×2 table of listing under the regime, pooled over worlds, by group."""
        names = ("units_at_risk", "triggers_true", "triggers_found", "entries")
        counts: dict[tuple[Any, ...], dict[str, int]] = {}
        for name in names:
            for cell in cells(self.folder, name, by):
                group = counts.setdefault(cell.group, dict.fromkeys(names, 0))
                group[name] += int(cell.regime)
        return {group: ErrorTable.from_counts(table) for group, table in counts.items()}

    def reduction(self, measure: str, by: str | Sequence[str] | None = None) -> dict[tuple[Any, ...], tuple[Estimate, Ratio]]:
        """Share of a count that the regime removed, (twin − regime) / twin, with its parts; negative where it adds."""
        return self._ratio(measure, by, lambda cell: (int(cell.twin or 0) - int(cell.regime), int(cell.twin or 0)), "share of the twin's")

    def deterrence(self) -> tuple[Estimate, Ratio]:
        """Share of harm that the regime prevented."""
        return self.reduction("harm_done")[()]

    def chilling(self) -> tuple[Estimate, Ratio]:
        """Share of acts harmful to nobody that the regime made disappear."""
        return self.reduction("acts_harmless")[()]

    def falsification_gap(self, arm: str = "regime") -> tuple[Estimate, Ratio]:
        """At the last day, share not dissenting openly minus share not dissenting privately."""
        private, public = cells(self.folder, "dissent_private"), cells(self.folder, "dissent_public")
        hidden = [int(getattr(a, arm) or 0) - int(getattr(b, arm) or 0) for a, b in zip(private, public, strict=True)]
        return _estimated(hidden, [cell.adults for cell in private], "share of adults")

    def adverse_ratio(self, measure: str) -> AdverseRatio:
        """How much more often a measure meets adults of the poorest fifth than of the richest, under the regime."""
        counts: dict[tuple[Any, ...], list[int]] = {}
        for cell in cells(self.folder, measure, "class"):
            pair = counts.setdefault(cell.group, [0, 0])
            pair[0] += int(cell.regime)
            pair[1] += cell.adults
        rates = {group[0]: Ratio(*pair) for group, pair in counts.items()}
        return AdverseRatio(rates.get(1, Ratio(0, 0)), rates.get(5, Ratio(0, 0)))

    def citizen(self, citizen: int, world: int = 0) -> "pa.Table":
        """The weeks of one traced citizen, both arms side by side.

        Raises:
            KeyError: if the citizen was not traced.
        """
        rows = self.folder.query("SELECT * FROM citizens WHERE citizen = ? AND world = ? ORDER BY day", [citizen, world])
        if not len(rows):
            raise KeyError(f"citizen {citizen} of world {world} was not traced; underheaven explain {self.path} {citizen} runs them again")
        return rows

    def individual(self, outcome: str) -> Individuals:
        """An outcome of every traced citizen in both arms: a state at the last day such as fear, or a flow such as entries.

        >>> study.individual("fear").mean(), study.individual("score").quantiles()  # doctest: +SKIP
        """
        return individuals(self.folder, outcome)

    def paired(self, outcome: str, by: str | Sequence[str] | None = None) -> list[Paired]:
        """In how many adults' lives an outcome holds under the regime, in the twin, in both, in neither: everybody, at any size.

        >>> study.paired("ever_listed", by="class")[0].only_regime  # doctest: +SKIP
        """
        return paired(self.folder, outcome, by)

    def divergence(self) -> Divergence:
        """The day on which the two lives of each traced citizen part: identical until the regime bites."""
        return divergence(self.folder)

    def scarring(self, measure: str, after: Sequence[int] = (0, 28, 91, 182, 364)) -> list[Scar]:
        """What is left of the effect on a stock, so many days after the regime's end."""
        return scarring(self.folder, measure, after)

    def interference(self, *outcomes: str, share: float = 0.01) -> list[Interference]:
        """Direct, indirect and total effects: the run's worlds are lived again with a share of the citizens exempt."""
        m = self.manifest
        size = Size(m["citizens"], m["days"], m["worlds"], m["seed"], date.fromisoformat(m["start"]), m["burn_in"], m["threads"])
        found = interference(regime_of(self.folder), size, outcomes or OUTCOMES, share=share)
        assert found is not None  # nothing can stop it here
        return found

    def report(self, path: Path | str) -> Path:
        """Write the report as one self-contained HTML file; it renders in a process of its own.

        Beside a run of ``article`` stands ``documented``, and the other way round: what lacks is run first.
        """
        command = [sys.executable, "-m", "underheaven", "report", str(self.path), "--out", str(path), "--companion"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().rpartition("\n")[2] or "the report could not be rendered")
        return Path(path)

    def query(self, sql: str) -> "pa.Table":
        """Rows of an SQL query over the run's tables."""
        return self.folder.query(sql)

    def to_arrow(self, table: str = "national") -> "pa.Table":
        """A table of the run folder: national, groups, districts, citizens, events or histograms."""
        if table not in TABLES:
            raise ValueError(f"no table is called {table!r}; there are {', '.join(TABLES)}")
        return self.folder.query(f"SELECT * FROM {table}")

    def to_pandas(self, table: str = "national") -> "pandas.DataFrame":
        """A table as a pandas data frame."""
        return to_pandas(self.to_arrow(table))

    def to_polars(self, table: str = "national") -> "polars.DataFrame":
        """A table as a Polars data frame."""
        return to_polars(self.to_arrow(table))

    def _ratio(self, measure: str, by: str | Sequence[str] | None, parts: Any, unit: str) -> dict[tuple[Any, ...], tuple[Estimate, Ratio]]:
        grouped: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
        for cell in cells(self.folder, measure, grouping(by)):
            grouped.setdefault(cell.group, []).append(parts(cell))
        return {group: _estimated([a for a, _ in pairs], [b for _, b in pairs], unit) for group, pairs in grouped.items()}

    def __repr__(self) -> str:
        m = self.manifest
        worlds = "1 world" if m["worlds"] == 1 else f"{m['worlds']} worlds"
        size = f"{m['citizens']:,} citizens, {m['days']} days from {m['start']}, {worlds}"
        return f"{type(self).__name__}({m['scenario_name']}, {size}, {self.path})"

    def _repr_html_(self) -> str:
        if not self.folder.has_twin:
            return f"<p>{escape(repr(self))}</p>"
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(str(row))}</td></tr>"
            for name in HEADLINE
            for row in self.effect(name)
            if not row.suppressed
        )
        return (
            f"<p>{escape(repr(self))}</p><table><thead><tr><th>measure</th><th>regime − twin</th></tr></thead><tbody>{rows}</tbody></table>"
        )


class Run(Study):
    """A finished run of one scenario (with its twin unless run without)."""

    @property
    def digest(self) -> dict[str, dict[str, str]]:
        """SHA-256 of the final state, by world and arm."""
        found: dict[str, dict[str, str]] = self.manifest["digest"]
        return found


def _estimated(numerators: Sequence[int], denominators: Sequence[int], unit: str) -> tuple[Estimate, Ratio]:
    return ratio_over_worlds(numerators, denominators, unit), Ratio(sum(numerators), sum(denominators))


def summary(study: Study) -> list[dict[str, Any]]:
    """The headline effects as plain data."""
    return [row for name in HEADLINE for row in study.effect(name).as_dicts()]
