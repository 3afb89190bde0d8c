"""Published results that are not reproduced, with the reason: never dropped in silence, never counted as passed."""

from collections.abc import Callable
from dataclasses import dataclass

from underheaven.validation.anchors_offices import mean_claim


@dataclass(frozen=True, slots=True)
class Unreproduced:
    """A result that somebody published and that the model does not reach, or cannot be asked for."""

    id: str
    what: str
    source: str
    published: str
    reason: str
    simulate: Callable[[], float] | None = None
    """What the model gives instead, where it can be asked."""


UNREPRODUCED = (
    Unreproduced(
        "B-ROBODEBT.2", "robodebt: mean claim in weeks of benefit", "A$1.8 billion, 470 000 debts, FACTS 9-16; A$268 a week, from memory",
        "14.3",
        "A claim here covers one year, and work is found in 60 days on average; the scheme summed several years.",
        mean_claim,
    ),
    Unreproduced(
        "B-JOBS.4", "job-chances: anybody in group A (above 66 %)", "FACTS 9-19", "a group of its own",
        "With the coefficients that were printed the best profile has 59 %; those of region and career were not re-read.",
    ),
    Unreproduced(
        "B-CHILDCARE.3", "childcare-benefits: 1 115 children removed", "FACTS 9-11", "1 115", "The model has no custody.",
    ),
    Unreproduced(
        "V-04c", "a global spiral is likelier where ego networks differ in size", "Sohn and Geidner (2016), IJPOR, abstract", "sign only",
        "The abstract states no setting that could be repeated.",
    ),
    Unreproduced(
        "V-07b", "image scoring with mutation: cooperation cycles", "Nowak and Sigmund (1998), Nature 393:573", "a figure",
        "No number is published; classics.image_scoring can be watched, not checked.",
    ),
    Unreproduced(
        "V-11c.2",
        "equal opportunity gives the poorer group more loans and widens the gap of credit",
        "D'Amour et al. (2020), text", "sign only",
        "The rule that sets thresholds anew every step is not part of the classic; the fall of both groups is anchor V-11c.",
    ),
    Unreproduced(
        "V-11c.3", "equal true-positive rates at every step are not equal in the aggregate", "D'Amour et al. (2020), text", "sign only",
        "It needs the same rule of thresholds as V-11c.2.",
    ),
    Unreproduced(
        "V-21c", "chance that a spell of unemployment uses up 18 days of credit", "older economy of the model", ".342 and .576",
        "It rests on an economy that the model replaced; the new law has closed forms of its own (V-20a, day.economy).",
    ),
    Unreproduced(
        "V-24.4", "distance in the society's network about log₅ n", "theory of random regular graphs", "4.7 for n = 2 048",
        "An asymptotic law without its constant: no tolerance follows from it.",
    ),
    Unreproduced(
        "J-DOC", "documented: entries, exits, refused flights and rail trips to the end of 2018", "FACTS 1-09, 1-12, 1-13",
        "2.1, .61, 1.36, .42",
        "Targets of a fit, not predictions; not all four are met at once: docs/validation/calibration.md says which.",
    ),
    Unreproduced(
        "J-DOC.2",
        "documented: tip yield, deterrence at a site, work lost by a listing, sensitive reading, commercial users above the threshold",
        "VALIDATION J; FACTS 1 to 8", "3.5 %; −50 to −95 %; 0 to −3 points; −20 to −30 %; 40 %",
        "Not among the targets of the shipped fit: this regime has no informants, billboards or commercial scheme that would produce them.",
    ),
)  # fmt: skip
