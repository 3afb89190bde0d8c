"""Amulets: who is afraid may buy one, and whoever wears it is a little less afraid.

    worn' = worn or (fear ≥ threshold and uniform < rate)        fear − relief for every week that it is worn

State: one of the four bits. Message: FEAR to oneself, tomorrow. Closed form: with a threshold of 0, the share that wears one after w
weeks is 1 − (1 − rate)^w. Sign: with amulets there is less fear.
"""

from underheaven.day.mechanism import Mechanism
from underheaven.day.plugin import Plugin
from underheaven.values import Count, Probability, assumed, threshold


class Amulets(Mechanism):
    """A trade in comfort."""

    afraid: Count = assumed(20, low=0, high=60, why="invented for the how-to")
    """Fear (0 to 255) from which on somebody may buy."""
    rate: Probability = assumed(0.25, low=0, high=1, why="invented for the how-to")
    """Chance to buy in a week."""
    relief: Count = assumed(4, low=0, high=20, why="invented for the how-to")
    """Fear that it takes away in a week."""


def numbers(parameters: Amulets) -> tuple[int, ...]:
    """What the step reads: integers, probabilities as 32-bit thresholds."""
    return parameters.afraid.integer, threshold(parameters.rate.value), parameters.relief.integer


AMULETS = Plugin("amulets", "weekly", Amulets, numbers, "amulets.step:step", ("amulets_bought", "amulets_worn"))
