"""Individual paired effects: what a regime did to each traced citizen, in one of many possible second lives (MODEL §16).

Y_i(regime) and Y_i(twin) belong to the same synthetic citizen, society and draws. Their difference depends on how the two worlds are
coupled; it is not the effect on a person. What does not depend on it: means, the quantiles of either distribution, and bounds from the two.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from underheaven.engine.tally import FIRST_STOCK, SCALE, Measure
from underheaven.measures.dictionary import COLUMNS, entry
from underheaven.measures.folder import RunFolder
from underheaven.measures.rates import suppressed
from underheaven.study.sample import sample_of_citizens
from underheaven.values import Estimate, mean_over_worlds, ratio_over_worlds

if TYPE_CHECKING:
    import pyarrow as pa

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]
Columns = Callable[[str], Integers]
CAUTION = "one of many possible second lives; a difference here is not the effect on a person"


@dataclass(frozen=True, slots=True)
class State:
    """What can be read off a citizen on a day."""

    unit: str
    of: Callable[[Columns], Integers]
    """From the columns of a history to whole numbers."""
    divisor: int = 1
    """Whole numbers that make one unit."""


def _ties(ties: Integers) -> Integers:
    return sum(((ties >> bit) & 1 for bit in range(6)), np.zeros_like(ties))


STATES = {
    "score": State("points", lambda of: of("score"), 4),
    "false_part": State("points", lambda of: of("false_part"), 4),
    "buffer": State("days of own income", lambda of: of("buffer"), 128),
    "listed": State("share", lambda of: np.int64(1) * (of("listed_until") > of("day"))),
    "listed_wrongly": State("share", lambda of: of("wrongful") * (of("listed_until") > of("day"))),
    "belief": State("0–126 scale", lambda of: of("belief")),
    "fear": State("0–255 scale", lambda of: of("fear")),
    "trust_neighbours": State("0–255 scale", lambda of: of("trust_neighbours")),
    "trust_business": State("0–255 scale", lambda of: of("trust_business")),
    "trust_government": State("0–255 scale", lambda of: of("trust_government")),
    "ties": State("ties of six", lambda of: _ties(of("ties"))),
    "dissents": State("share", lambda of: of("dissents")),
    "employed": State("share", lambda of: np.int64(1) * (of("employment") > 0)),
}
"""Outcomes of a citizen at the last day; every measure that is a flow is one too, summed over the run."""


def outcome_unit(outcome: str) -> tuple[str, int]:
    """Unit of an outcome, and the whole numbers that make one unit.

    Raises:
        KeyError: for what is neither a state nor a flow of persons.
    """
    if outcome in STATES:
        return STATES[outcome].unit, STATES[outcome].divisor
    measure = Measure[entry(outcome).name.upper()]
    if measure >= FIRST_STOCK:
        raise KeyError(f"{outcome} is a stock of groups; of one citizen there are {', '.join(STATES)}, and flows such as entries")
    return entry(outcome).unit, SCALE.get(measure, 1)


@dataclass(frozen=True, slots=True)
class Life:
    """One traced citizen of one world, in both arms."""

    world: int
    citizen: int
    social_class: int
    regime: float
    twin: float

    @property
    def effect(self) -> float:
        """Regime minus twin."""
        return self.regime - self.twin


class Individuals(Sequence[Life]):
    """The outcome of every traced citizen in both arms."""

    caution = CAUTION

    def __init__(self, outcome: str, unit: str, rows: Sequence[Life]) -> None:
        self.outcome, self.unit, self._rows = outcome, unit, tuple(rows)
        self._worlds = sorted({row.world for row in rows})

    def __getitem__(self, index: "int | slice") -> "Life | tuple[Life, ...]":  # type: ignore[override]
        return self._rows[index]

    def __iter__(self) -> Iterator[Life]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def arms(self, world: int | None = None) -> tuple[Numbers, Numbers]:
        """The outcomes under the regime and in the twin, citizen by citizen."""
        rows = [row for row in self._rows if world in (None, row.world)]
        return np.array([row.regime for row in rows], float), np.array([row.twin for row in rows], float)

    def mean(self) -> Estimate | None:
        """Mean paired effect over the traced citizens, with its interval over worlds; None for fewer than 20 of them."""
        if suppressed(len(self) / max(1, len(self._worlds)), float("inf")):
            return None
        sums = [(float((a - b).sum()), len(a)) for a, b in map(self.arms, self._worlds)]
        return ratio_over_worlds([total for total, _ in sums], [count for _, count in sums], self.unit)

    def quantiles(self, shares: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 0.9)) -> dict[float, Estimate | None]:
        """Quantiles of the outcome under the regime minus the same quantiles in the twin: the incidence curve, free of the coupling."""
        few = suppressed(len(self) / max(1, len(self._worlds)), float("inf"))
        worlds = [np.subtract(*(np.quantile(arm, shares) for arm in self.arms(world))) for world in self._worlds]
        by_share = zip(shares, np.transpose(worlds).tolist(), strict=True)
        return {share: None if few else mean_over_worlds(samples, self.unit) for share, samples in by_share}

    def share_below_twin(self) -> tuple[float, float]:
        """Bounds, over all couplings, on the share whose outcome is lower than in the twin: what the two distributions alone allow.

        Source: Makarov (1982), Theory of Probability and its Applications 26:803; Fan and Park (2010), Econometric Theory 26:931.
        """
        regime, twin = (np.sort(arm) for arm in self.arms())
        if not len(regime):
            return 0.0, 1.0
        points = np.union1d(regime, twin)
        at, below = np.searchsorted(regime, points, "right"), np.searchsorted(regime, points, "left")
        other = np.searchsorted(twin, points, "right")
        n = len(regime)
        return max(0, int((at - other).max())) / n, 1 - max(0, int((other - below).max())) / n

    def variance_gain(self) -> float | None:
        """Variance of a difference between independent citizens over that of a paired one; None where nothing differs."""
        return variance_gain(*self.arms())

    def to_arrow(self) -> "pa.Table":
        """One row a citizen and world."""
        import pyarrow as pa

        fields = ("world", "citizen", "social_class", "regime", "twin", "effect")
        return pa.table({field: [getattr(row, field) for row in self._rows] for field in fields})

    def __repr__(self) -> str:
        return f"{self.outcome} of {len(self)} traced lives: mean effect {self.mean() or 'withheld (fewer than 20)'}; {CAUTION}"


def variance_gain(first: Numbers, second: Numbers) -> float | None:
    """(s₁² + s₂²) / s²(difference), which is 1 / (1 − correlation) where both vary alike; None where the difference does not vary."""
    if len(first) < 2:
        return None
    paired = float(np.var(first - second, ddof=1))
    return float(np.var(first, ddof=1) + np.var(second, ddof=1)) / paired if paired else None


def individuals(folder: RunFolder, outcome: str) -> Individuals:
    """The outcome of every traced citizen; a state at the last day, a flow summed over the run.

    Raises:
        KeyError: for an unknown outcome.
        ValueError: if the run has no twin.
    """
    if not folder.has_twin:
        raise ValueError(f"{folder.path} was run without a twin, so nobody has a second life")
    unit, divisor = outcome_unit(outcome)
    rows = folder.query(f"SELECT * FROM citizens WHERE day = ? AND {_sampled(folder)} ORDER BY world, citizen", [folder.manifest["days"]])
    who = [np.array(rows[name].to_pylist(), np.int64) for name in ("world", "citizen", "class")]
    values = [_of_arm(folder, rows, outcome, arm, who) / divisor for arm in ("regime", "twin")]
    lives = zip(*(column.tolist() for column in (*who, *values)), strict=True)
    return Individuals(outcome, unit, [Life(*life) for life in lives])


def _sampled(folder: RunFolder) -> str:
    """The condition that leaves out who was traced only for being a telling case: they would bias every mean."""
    asked, telling = folder.manifest["identity"], folder.manifest["exemplars"].values()
    chosen = {*sample_of_citizens(asked["seed"], asked["citizens"], asked["trace"]), *asked["trace_ids"]}
    cases = ", ".join(str(int(citizen)) for citizen in telling if citizen not in chosen)
    return f"NOT (world = 0 AND citizen IN ({cases}))" if cases else "TRUE"


def _of_arm(folder: RunFolder, rows: "pa.Table", outcome: str, arm: str, who: list[Integers]) -> Integers:
    if outcome in STATES:
        return STATES[outcome].of(lambda name: np.array(rows[name if name == "day" else f"{name}_{arm}"].to_pylist(), np.int64))
    found = folder.query(
        "SELECT world, citizen, sum(amount) AS amount FROM events WHERE arm = ? AND measure = ? GROUP BY ALL", [arm, outcome]
    ).to_pylist()
    amounts = {(row["world"], row["citizen"]): row["amount"] for row in found}
    scale = outcome_unit(outcome)[1]
    return np.array([round(amounts.get(pair, 0) * scale) for pair in zip(who[0].tolist(), who[1].tolist(), strict=True)], np.int64)


@dataclass(frozen=True, slots=True)
class Divergence:
    """When the two lives of the traced citizens part: identical until the regime bites."""

    days: dict[tuple[int, int], int | None]
    """(world, citizen) → first day on which an event or the weekly state differs; None if the lives are identical to the end."""

    @property
    def never(self) -> int:
        """Lives that never part."""
        return sum(day is None for day in self.days.values())

    @property
    def median(self) -> float | None:
        """Day by which half of the lives have parted; None if fewer do."""
        known = sorted(float("inf") if day is None else day for day in self.days.values())
        middle = known[(len(known) - 1) // 2] if known else float("inf")
        return None if middle == float("inf") else middle

    def __repr__(self) -> str:
        parted = [day for day in self.days.values() if day is not None]
        first = f"the first on day {min(parted)}, half of them by day {self.median or 'never'}" if parted else "none parts"
        return f"{len(self.days)} traced pairs of lives: {self.never} never part; {first}"


_ONLY_SEEN = tuple(name for name in COLUMNS if name.startswith(("captured", "alerts", "messages_false")))
"""To be seen changes nothing until something follows."""
_EVENT = ("day", "measure", "kind", "channel", "happened", "points", "list", "amount")


def divergence(folder: RunFolder) -> Divergence:
    """The day on which each traced citizen's two lives part: by event to the day, by state to the week.

    Raises:
        ValueError: if the run has no twin.
    """
    if not folder.has_twin:
        raise ValueError(f"{folder.path} was run without a twin, so no lives can part")
    history = [
        name.removesuffix("_regime") for name in folder.query("SELECT * FROM citizens LIMIT 0").column_names if name.endswith("_regime")
    ]
    differs = " OR ".join(f"{name}_regime IS DISTINCT FROM {name}_twin" for name in history)
    told = ", ".join(f'"{name}"' for name in _EVENT)
    chosen = f"measure NOT IN ({', '.join(repr(name) for name in _ONLY_SEEN)})"
    arms = [f"SELECT world, citizen, {told} FROM events WHERE arm = '{arm}' AND {chosen}" for arm in ("regime", "twin")]
    rows = folder.query(f"""
        WITH parted AS (
            SELECT world, citizen, day FROM citizens WHERE {differs}
            UNION ALL SELECT world, citizen, day FROM ({arms[0]} EXCEPT ALL {arms[1]})
            UNION ALL SELECT world, citizen, day FROM ({arms[1]} EXCEPT ALL {arms[0]}))
        SELECT world, citizen, first FROM (SELECT DISTINCT world, citizen FROM citizens WHERE {_sampled(folder)})
        LEFT JOIN (SELECT world, citizen, min(day) AS first FROM parted GROUP BY ALL) USING (world, citizen) ORDER BY world, citizen
    """).to_pylist()
    return Divergence({(row["world"], row["citizen"]): row["first"] for row in rows})
