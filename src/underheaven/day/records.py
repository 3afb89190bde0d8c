"""Administrative records (part of S05's wrong-person harm, S10, S15): bills, loans, courts know almost everything, and mix up names.

    C_3 = coverage;   an adverse record is posted to one of the K namesakes with probability ε

State: none; message: the record, to the namesake instead of the actor. Closed form: misposted/adverse = ε, each namesake number ε/K.
Sign: ε ↑ ⇒ false records ↑ and true records ↓ by the same count.
"""

from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.values import Count, Probability, Share, assumed, fixed, threshold


class AdministrativeRecords(Mechanism):
    """Records of bills, loans, courts and offices."""

    coverage: Share = assumed(1.0, 0.0, 1.0, why="registries are taken as complete for what reaches an office")
    """Share of offices that report to the state."""
    clerical_mismatch: Probability = assumed(
        0.001, 0.0, 0.02, why="wrong-person cases are documented (FACTS 1-21), no rate is published (1-22)"
    )
    """Chance that an adverse record is posted to a namesake."""
    namesakes: Count = assumed(3, 1, 50, why="how many people share a name and a file is not published")
    """Keyed namesakes per person."""


class RecordsTable(NamedTuple):
    """What the kernel needs of the registries."""

    coverage: int
    """C_3, Q16."""
    mismatch: int
    """32-bit threshold."""
    namesakes: int
    """K."""


def records_table(parameters: AdministrativeRecords) -> RecordsTable:
    """Thresholds; off means that no office reports."""
    return RecordsTable(
        coverage=fixed(parameters.coverage.value, 16) if parameters.on else 0,
        mismatch=threshold(parameters.clerical_mismatch.value) if parameters.on else 0,
        namesakes=parameters.namesakes.integer,
    )


@compiled
def misposted(uniform: int, adverse: bool, table: RecordsTable) -> bool:
    """Whether this record goes to a namesake; only adverse records do."""
    return adverse and uniform < table.mismatch


@compiled
def which_namesake(uniform: int, table: RecordsTable) -> int:
    """Number m of the keyed namesake, 0..K−1, uniform."""
    return (uniform * table.namesakes) >> 32
