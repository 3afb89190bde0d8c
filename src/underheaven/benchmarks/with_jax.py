"""JAX: a compiled scan over the days on the CPU, with either of its two generators."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from underheaven.benchmarks.rule import BASE, CHANCE, FLOOR, TABLE, TIMER, first_timers


def _day(state: tuple[jax.Array, jax.Array], key: jax.Array) -> tuple[tuple[jax.Array, jax.Array], None]:
    score, timer = state
    decide, choose = jax.random.split(key)
    event = jax.random.uniform(decide, score.shape) < CHANCE
    change = jnp.array(TABLE, jnp.int16)[jax.random.randint(choose, score.shape, 0, len(TABLE), jnp.uint8)]
    score = score + jnp.where(event, change, 0).astype(jnp.int16)
    timer = jnp.maximum(timer - 1, 0)
    return (score, jnp.where(event & (score < FLOOR), TIMER, timer).astype(jnp.int16)), None


@partial(jax.jit, static_argnames="days", donate_argnums=(0, 1))
def _days(score: jax.Array, timer: jax.Array, key: jax.Array, days: int) -> tuple[jax.Array, jax.Array]:
    return jax.lax.scan(_day, (score, timer), jax.random.split(key, days))[0]


class Society:
    def __init__(self, agents: int, seed: int, generator: str = "threefry2x32") -> None:
        self.key = jax.random.key(seed, impl=generator)
        self.score = jnp.full(agents, BASE, jnp.int16)
        self.timer = jnp.array(first_timers(agents))

    def advance(self, days: int) -> None:
        self.key, key = jax.random.split(self.key)
        self.score, self.timer = jax.block_until_ready(_days(self.score, self.timer, key, days))

    def read(self) -> tuple[np.ndarray, np.ndarray]:
        return np.asarray(self.score), np.asarray(self.timer)


def threefry(agents: int, seed: int) -> Society:
    return Society(agents, seed)


def rbg(agents: int, seed: int) -> Society:
    return Society(agents, seed, "rbg")
