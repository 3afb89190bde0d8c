"""mesa-frames: an agent set kept as a Polars frame, changed by ``with_columns`` on the set."""

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from underheaven.benchmarks.rule import BASE, CHANCE, FLOOR, TABLE, TIMER, first_timers

_EVENT = pl.col("uniform") < CHANCE


class Citizens(AgentSetPolars):
    def __init__(self, model: ModelDF, agents: int) -> None:
        super().__init__(model)
        self.table = np.array(TABLE)
        self.add(pl.DataFrame({"unique_id": np.arange(agents), "score": np.full(agents, BASE), "timer": first_timers(agents).astype(int)}))

    def step(self) -> None:
        agents = len(self)
        self.agents = (
            self.agents.with_columns(
                pl.Series("uniform", self.random.random(agents)), pl.Series("change", self.random.choice(self.table, agents))
            )
            .with_columns(
                score=pl.when(_EVENT).then(pl.col("score") + pl.col("change")).otherwise(pl.col("score")),
                timer=(pl.col("timer") - 1).clip(lower_bound=0),
            )
            .with_columns(timer=pl.when(_EVENT & (pl.col("score") < FLOOR)).then(TIMER).otherwise(pl.col("timer")))
            .drop("uniform", "change")
        )


class Society(ModelDF):
    def __init__(self, agents: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.agents += Citizens(self, agents)

    def step(self) -> None:
        self.agents.do("step")

    def advance(self, days: int) -> None:
        for _ in range(days):
            self.step()

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        frame = self.get_agents_of_type(Citizens).agents
        return frame["score"].to_numpy(), frame["timer"].to_numpy()
