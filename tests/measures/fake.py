"""An arm of seeded integers in the shape that ``engine.run.simulate`` returns, to test folder and studies without an engine."""

from dataclasses import dataclass, field

import numpy as np

from underheaven.engine.tally import FIRST_STOCK, MEASURES, STRATA, Measure

HISTORY = (
    "score", "false_part", "buffer", "listed_until", "cause", "wrongful", "belief", "fear", "trust_neighbours", "trust_business",
    "trust_government", "ties", "dissents", "employment",
)  # fmt: skip


@dataclass(frozen=True)
class FakeArm:
    digest: str
    days: int
    completed: bool
    strata: np.ndarray
    districts: np.ndarray
    population: np.ndarray
    events: np.ndarray
    histories: dict[str, np.ndarray]
    histogram: dict[str, np.ndarray]
    exemplars: dict[str, int] = field(default_factory=lambda: {"listed_wrongly": 17, "listed_rightly": 5, "never_listed": 2})
    accounts: dict[str, int] = field(default_factory=lambda: {"purse": 3, "pool": -3})
    seconds: float = 0.25
    peak_rss_bytes: int = 123_456_789
    events_count: int = 5_000
    plugins: dict[str, np.ndarray] = field(default_factory=dict)


def fake_arm(
    seed: int = 1, *, days: int = 15, districts: int = 3, traced: tuple[int, ...] = (4, 11), citizens: int = 6_000, **changes: object
) -> FakeArm:
    """A finished arm whose tables agree with each other: districts and strata sum to the same, no stratum that is empty has counts."""
    generator = np.random.default_rng(seed)
    population = generator.multinomial(citizens, np.full(STRATA, 1 / STRATA)).astype(np.int64)
    population[generator.integers(0, STRATA, 9)] = 0
    strata = generator.integers(0, 9, (days, STRATA, MEASURES), dtype=np.int64) * (population > 0)[None, :, None]
    strata[:, :, Measure.UNITS_AT_RISK] = 100 * (population > 0)
    strata[:, :, Measure.TRIGGERS_FOUND] = np.minimum(strata[:, :, Measure.TRIGGERS_TRUE], strata[:, :, Measure.ENTRIES])
    share = strata.sum(axis=1)
    first = share // districts
    split = np.stack([first] * (districts - 1) + [share - first * (districts - 1)], axis=1)
    reported = np.array([day for day in range(1, days + 1) if day % 7 == 0 or day == days])
    rows = len(traced) * len(reported)
    histories = {"citizen": np.repeat(np.array(traced, np.int64), len(reported)), "day": np.tile(reported, len(traced))}
    histories |= {name: generator.integers(0, 100, rows) for name in HISTORY}
    events = np.array(
        [[c, d, int(generator.integers(0, FIRST_STOCK)), int(generator.integers(-1, 15)), int(generator.integers(-1, 4)), 1, c, -20, 0, 1]
         for c in traced for d in range(1, days + 1)], dtype=np.int64).reshape(-1, 10)  # fmt: skip
    arm = FakeArm(
        f"{seed:064x}", days, True, strata, split, population, events, histories, {"score_by_class": generator.integers(0, 50, (5, 52))}
    )
    return FakeArm(**{**arm.__dict__, **changes})  # type: ignore[arg-type]
