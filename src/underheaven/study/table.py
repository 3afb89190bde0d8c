"""Tables of effects: rows that are estimates, and the same as Arrow, pandas, Polars or HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from underheaven.measures.rates import suppressed
from underheaven.values import Estimate, significant

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Effect(Estimate):
    """What the regime changed in one group: the estimate itself is regime minus twin."""

    measure: str = ""
    group: tuple[Any, ...] = ()
    """Labels of the group, in the order of ``EffectTable.by``; empty for everybody."""
    regime: Estimate | None = None
    """Level under the regime."""
    twin: Estimate | None = None
    """Level in the same society without it."""
    adults: float = 0.0
    """Adults in the group, mean over worlds."""
    events: int = 0
    """Counts behind the two levels, summed over worlds and arms."""
    variance_gain: float | None = None
    """Worlds with draws of their own that one paired world is worth: the variance of an unpaired difference over that of this one."""

    @property
    def suppressed(self) -> bool:
        """Whether a report withholds this row: fewer than 20 adults or 5 events behind it."""
        return suppressed(self.adults, self.events)


class EffectTable(Sequence[Effect]):
    """Effects by group; iterate it, or take it as a data frame."""

    def __init__(self, measure: str, by: tuple[str, ...], rows: Sequence[Effect]) -> None:
        self.measure, self.by, self._rows = measure, by, tuple(rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def group(self, *labels: object) -> Effect:
        """The row of one group.

        Raises:
            KeyError: if there is no such group.
        """
        for row in self._rows:
            if row.group == labels:
                return row
        raise KeyError(f"no group {labels}; there are {[row.group for row in self._rows]}")

    def as_dicts(self) -> list[dict[str, Any]]:
        """One flat dictionary a row."""
        return [
            dict(zip(self.by, row.group, strict=True))
            | {"measure": row.measure} | row.as_dict()
            | {f"{arm}_{key}": value for arm in ("regime", "twin") for key, value in _ends(getattr(row, arm)).items()}
            | {"adults": row.adults, "events": row.events, "suppressed": row.suppressed, "variance_gain": row.variance_gain}
            for row in self._rows
        ]  # fmt: skip

    def to_arrow(self) -> "pa.Table":
        """As an Arrow table."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.as_dicts())

    def to_pandas(self) -> "pandas.DataFrame":
        """As a pandas data frame (needs the extra ``dataframes``)."""
        return to_pandas(self.to_arrow())

    def to_polars(self) -> "polars.DataFrame":
        """As a Polars data frame (needs the extra ``dataframes``)."""
        return to_polars(self.to_arrow())

    def __repr__(self) -> str:
        return "\n".join(f"{self.measure} · {label(row.group)}: {row}" for row in self._rows)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in (*self.by, "regime", "twin", "regime − twin", "unit", "adults"))
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _html_cells(row))}</tr>" for row in self._rows)
        return f"<table><caption>{escape(self.measure)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def label(group: tuple[Any, ...]) -> str:
    """A group in words."""
    return " · ".join(map(str, group)) or "everybody"


def number(estimate: Estimate | None) -> str:
    """An estimate without its unit, as a table shows it."""
    if estimate is None:
        return "–"
    interval = (
        f" [{significant(estimate.low)}, {significant(estimate.high)}]" if estimate.low is not None and estimate.high is not None else ""
    )
    return f"{significant(estimate.value)}{interval}"


def to_pandas(table: "pa.Table") -> "pandas.DataFrame":
    """An Arrow table as pandas; says which extra is missing."""
    _need("pandas")
    return table.to_pandas()


def to_polars(table: "pa.Table") -> "polars.DataFrame":
    """An Arrow table as Polars; says which extra is missing."""
    _need("polars")
    import polars

    frame = polars.from_arrow(table)
    assert isinstance(frame, polars.DataFrame)
    return frame


def _need(module: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise ImportError(f"{module} is not installed; install it with: pip install 'underheaven[dataframes]'")


def _ends(estimate: Estimate | None) -> dict[str, float | None]:
    return {key: getattr(estimate, key, None) for key in ("value", "low", "high")} if estimate else dict.fromkeys(("value", "low", "high"))


def _html_cells(row: Effect) -> list[str]:
    parts = ["withheld"] * 3 if row.suppressed else [number(row.regime), number(row.twin), number(row)]
    return [*map(str, row.group), *parts, row.unit, f"{row.adults:,.0f}"]
