"""Mesa: an agent class with a ``step``, activated by ``do`` (in order) or ``shuffle_do`` (in random order)."""

import mesa
import numpy as np

from underheaven.benchmarks.rule import BASE, CHANCE, FLOOR, TABLE, TIMER, first_timers


class Citizen(mesa.Agent):
    def __init__(self, model: mesa.Model, timer: int) -> None:
        super().__init__(model)
        self.score = BASE
        self.timer = timer

    def step(self) -> None:
        if self.timer > 0:
            self.timer -= 1
        if self.random.random() < CHANCE:
            self.score += self.random.choice(TABLE)
            if self.score < FLOOR:
                self.timer = TIMER


class Society(mesa.Model):
    def __init__(self, agents: int, seed: int, shuffled: bool) -> None:
        super().__init__(seed=seed)
        self.shuffled = shuffled
        Citizen.create_agents(self, agents, first_timers(agents).tolist())

    def step(self) -> None:
        if self.shuffled:
            self.agents.shuffle_do("step")
        else:
            self.agents.do("step")

    def advance(self, days: int) -> None:
        for _ in range(days):
            self.step()

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return np.array(self.agents.get("score")), np.array(self.agents.get("timer"))


def in_order(agents: int, seed: int) -> Society:
    return Society(agents, seed, shuffled=False)


def shuffled(agents: int, seed: int) -> Society:
    return Society(agents, seed, shuffled=True)
