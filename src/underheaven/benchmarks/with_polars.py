"""Polars, two ways: whole columns a day, eagerly, or one lazy query a day; random columns come from NumPy, as Polars has none by row."""

import numpy as np
import polars as pl

from underheaven.benchmarks.rule import BASE, CHANCE, FLOOR, TABLE, TIMER, first_timers

_EVENT = pl.col("uniform") < CHANCE
_DAY = (
    pl.when(_EVENT).then(pl.col("score") + pl.col("change")).otherwise(pl.col("score")).alias("score"),
    pl.when(pl.col("timer") > 0).then(pl.col("timer") - 1).otherwise(0).cast(pl.Int16).alias("timer"),
)
_LISTING = pl.when(_EVENT & (pl.col("score") < FLOOR)).then(TIMER).otherwise(pl.col("timer")).cast(pl.Int16).alias("timer")


class Eager:
    def __init__(self, agents: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.table = np.array(TABLE, np.int16)
        self.frame = pl.DataFrame({"score": np.full(agents, BASE, np.int16), "timer": first_timers(agents)})

    def drawn(self) -> tuple[pl.Series, pl.Series]:
        agents = self.frame.height
        change = self.table[self.random.integers(0, len(TABLE), agents, np.uint8)]
        return pl.Series("uniform", self.random.random(agents, np.float32)), pl.Series("change", change)

    def advance(self, days: int) -> None:
        for _ in range(days):
            self.frame = self.frame.with_columns(*self.drawn()).with_columns(*_DAY).with_columns(_LISTING).select("score", "timer")

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return self.frame["score"].to_numpy(), self.frame["timer"].to_numpy()


class Lazy(Eager):
    def advance(self, days: int) -> None:
        for _ in range(days):
            day = self.frame.lazy().with_columns(*self.drawn()).with_columns(*_DAY).with_columns(_LISTING).select("score", "timer")
            self.frame = day.collect()
