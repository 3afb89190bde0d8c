"""The rule in numbers, and its exact law, to which every entry is held."""

import numpy as np

CHANCE = 0.02
TABLE = (-60, -40, -30, -20, -10, 5, 10, 25)
BASE = 1000
FLOOR = 900
TIMER = 90
ONE_IN = 20
"""Every twentieth agent (number 0, 20, 40, …) starts with a full timer: 5 %."""


def first_timers(agents: int) -> np.ndarray:
    """Timer of every agent before the first day."""
    timers = np.zeros(agents, np.int16)
    timers[::ONE_IN] = TIMER
    return timers


def exact_law(days: int) -> tuple[float, float, float]:
    """Mean and variance of the score, and chance of a running timer, after at most 365 days: the distribution itself, day by day."""
    step = 5
    scores = np.arange(BASE - 2000, BASE + 1000, step)  # beyond twenty standard deviations: what np.roll carries around is nothing
    low = scores < FLOOR
    mass = np.zeros((len(scores), TIMER + 1))
    mass[scores == BASE, 0], mass[scores == BASE, TIMER] = 1 - 1 / ONE_IN, 1 / ONE_IN
    for _ in range(days):
        aged = np.concatenate((mass[:, :1] + mass[:, 1:2], mass[:, 2:], np.zeros((len(scores), 1))), axis=1)
        struck = CHANCE * np.mean([np.roll(aged, change // step, axis=0) for change in TABLE], axis=0)
        struck[low, TIMER], struck[low, :TIMER] = struck[low].sum(axis=1), 0
        mass = (1 - CHANCE) * aged + struck
    weights = mass.sum(axis=1)
    mean = float(weights @ scores)
    return mean, float(weights @ (scores - mean) ** 2), float(1 - mass[:, 0].sum())


def faults(scores: np.ndarray, timers: np.ndarray, days: int) -> list[str]:
    """What is wrong with an outcome: five standard errors around the exact law, and the bounds of a timer."""
    mean, variance, running = exact_law(days)
    agents = len(scores)
    found = []
    if abs(scores.mean() - mean) > 5 * (variance / agents) ** 0.5:
        found.append(f"mean score {scores.mean():.3f}, exact {mean:.3f}")
    if abs((timers > 0).mean() - running) > 5 * (running * (1 - running) / agents) ** 0.5:
        found.append(f"share of running timers {(timers > 0).mean():.5f}, exact {running:.5f}")
    if timers.min() < 0 or timers.max() > TIMER:
        found.append(f"timers in [{timers.min()}, {timers.max()}]")
    return found
