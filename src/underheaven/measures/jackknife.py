"""Any statistic of worlds with an interval."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from underheaven.values import Estimate, mean_over_worlds


def jackknife(statistic: Callable[[NDArray[np.bool_]], float], worlds: int, unit: str = "") -> Estimate:
    """Any statistic of the worlds kept, with the interval of its pseudo-values.

    Source: Tukey (1958), Annals of Mathematical Statistics 29:614.
    """
    everything = np.ones(worlds, dtype=bool)
    value = statistic(everything)
    if worlds < 2:
        return Estimate(value, None, None, worlds, unit)
    without = [statistic(np.arange(worlds) != world) for world in range(worlds)]
    around = mean_over_worlds([worlds * value - (worlds - 1) * other for other in without], unit)
    if around.low is None or around.high is None:
        return replace(around, value=value)
    half = (around.high - around.low) / 2
    return replace(around, value=value, low=value - half, high=value + half)
