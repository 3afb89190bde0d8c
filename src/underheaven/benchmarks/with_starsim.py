"""Starsim: a module with two states and two distributions of its own, so that draws are common between scenarios."""

import numpy as np
import starsim as ss

from underheaven.benchmarks.rule import BASE, CHANCE, FLOOR, TABLE, TIMER, first_timers

_TABLE = np.array(TABLE)


class Standing(ss.Module):
    def __init__(self) -> None:
        super().__init__()
        self.event = ss.bernoulli(p=CHANCE)
        self.which = ss.randint(low=0, high=len(TABLE))
        self.define_states(ss.FloatArr("score", default=BASE), ss.FloatArr("timer", default=0))

    def init_post(self) -> None:
        super().init_post()
        self.timer[:] = first_timers(len(self.timer))

    def step(self) -> None:
        self.timer[:] = np.maximum(self.timer.values - 1, 0)
        struck = self.event.filter()
        self.score[struck] = self.score[struck] + _TABLE[self.which.rvs(struck)]
        self.timer[struck[self.score[struck] < FLOOR]] = TIMER


class Society:
    def __init__(self, agents: int, seed: int) -> None:
        self.sim = ss.Sim(
            n_agents=agents,
            modules=Standing(),
            start=ss.date("2020-01-01"),
            dur=ss.days(4000),
            dt=ss.days(1),
            rand_seed=seed,
            verbose=0,
            use_aging=False,
        )
        self.sim.init()

    def advance(self, days: int) -> None:
        for _ in range(days):
            self.sim.run_one_step()

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        module = next(module for module in self.sim.modules if isinstance(module, Standing))
        return module.score.values, module.timer.values
