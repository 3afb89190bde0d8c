"""Numbers that know what they are: quantities with unit and source, exact probabilities, estimates with intervals."""

from underheaven.values.estimate import Estimate, mean_over_worlds, ratio_over_worlds, significant
from underheaven.values.probability import exact, fixed, threshold
from underheaven.values.quantity import (
    Count,
    Days,
    Factor,
    Fixed,
    Money,
    Parameters,
    Points,
    Probability,
    Quantity,
    Share,
    Trust,
    assumed,
    derived,
    published,
)
from underheaven.values.source import Assumption, Derived, Published, Source

__all__ = [
    "Assumption",
    "Count",
    "Days",
    "Derived",
    "Estimate",
    "Factor",
    "Fixed",
    "Money",
    "Parameters",
    "Points",
    "Probability",
    "Published",
    "Quantity",
    "Share",
    "Source",
    "Trust",
    "assumed",
    "derived",
    "exact",
    "fixed",
    "mean_over_worlds",
    "published",
    "ratio_over_worlds",
    "significant",
    "threshold",
]
