"""Safeguards (S25): all in one place, each a switch with strengths, all off by default. Here those of observation themselves:
de-duplication of records and human review. Remedies are in ``remedies``, limits on the rules in ``limits``.

    false records left = (1 − .8)·false        true records left = (1 − .02)·true        each reviewed adverse record costs 8 cu

State: none; they remove records before these become messages. Closed form: PPV after review =
π(1−.02)/(π(1−.02) + (1−π)(1−.8)) with π the true share of adverse records. Signs: each lowers wrongful days, and its cost rises.
"""

from typing import NamedTuple

from underheaven.day.limits import Expiry, Minimisation, Proportionality, PurposeLimitation, Sunset
from underheaven.day.mechanism import Mechanism
from underheaven.day.remedies import Appeal, Audit, Correction, Notice
from underheaven.draws.compiled import compiled
from underheaven.values import Money, Probability, assumed, fixed, threshold


class Deduplication(Mechanism):
    """One act, one record: only the first capturing channel writes."""

    on: bool = False


class HumanReview(Mechanism):
    """A person looks at each adverse record before it counts."""

    on: bool = False
    removes_false: Probability = assumed(0.8, 0.2, 1.0, why="no published sensitivity of such a review")
    """Chance that a false record is removed."""
    removes_true: Probability = assumed(0.02, 0.0, 0.2, why="no published specificity of such a review")
    """Chance that a true record is removed."""
    cost: Money = assumed(8.0, why="no published cost; an eighth of a median day's income")
    """Per adverse record reviewed, from the purse."""


class Safeguards(Mechanism):
    """All safeguards; ``off`` switches every one of them off."""

    deduplication: Deduplication = Deduplication()
    human_review: HumanReview = HumanReview()
    notice: Notice = Notice()
    appeal: Appeal = Appeal()
    correction: Correction = Correction()
    audit: Audit = Audit()
    expiry: Expiry = Expiry()
    proportionality: Proportionality = Proportionality()
    purpose_limitation: PurposeLimitation = PurposeLimitation()
    minimisation: Minimisation = Minimisation()
    sunset: Sunset = Sunset()


class SafeguardsTable(NamedTuple):
    """What the kernel needs of the safeguards."""

    deduplication: int
    """1 if only the first capturing channel writes."""
    removes_false: int
    """32-bit threshold."""
    removes_true: int
    """32-bit threshold."""
    review_cost: int
    """Q8 cu per reviewed record; 0 when nothing is reviewed."""


def safeguards_table(parameters: Safeguards) -> SafeguardsTable:
    """Thresholds; whatever is off removes nothing and costs nothing."""
    review = parameters.human_review
    reviewed = parameters.on and review.on
    return SafeguardsTable(
        deduplication=int(parameters.on and parameters.deduplication.on),
        removes_false=threshold(review.removes_false.value) if reviewed else 0,
        removes_true=threshold(review.removes_true.value) if reviewed else 0,
        review_cost=fixed(review.cost.value) if reviewed else 0,
    )


@compiled
def review_removes(is_false: bool, uniform: int, table: SafeguardsTable) -> bool:
    """Whether the reviewer strikes out an adverse record."""
    return uniform < (table.removes_false if is_false else table.removes_true)
