"""An audit: every question asked of the evidence, and the elements of law that the answers touch."""

from dataclasses import dataclass
from typing import Any, get_args

from underheaven.audit import burden, conduct, errors  # noqa: F401  (they register their questions)
from underheaven.audit.evidence import Evidence, RunEvidence
from underheaven.audit.finding import REGISTER, Finding, Registered, Topic, answered
from underheaven.audit.law import CAUTION, ElementRead, read
from underheaven.measures.folder import RunFolder


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found."""

    findings: tuple[Finding, ...]
    elements: tuple[ElementRead, ...]
    """Empty where only counts are known, and no rules."""
    worlds: int

    def __getitem__(self, identifier: str) -> Finding:
        """The finding of a name.

        Raises:
            KeyError: if there is none.
        """
        return {finding.id: finding for finding in self.findings}[identifier]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "worlds": self.worlds, "findings": [finding.as_dict() for finding in self.findings], "caution": CAUTION,
            "elements": [element.as_dict() for element in self.elements],
        }  # fmt: skip


def questions(evidence: Evidence) -> list[Registered]:
    """The register and questions about each pair of groups that the evidence knows, topic by topic."""
    asked = [*REGISTER, *(question for pair in evidence.pairs for question in errors.of_pair(pair))]
    return sorted(asked, key=lambda question: get_args(Topic).index(question.topic))


def audit(evidence: Evidence) -> Audit:
    """Ask every question."""
    findings = tuple(answered(question, evidence) for question in questions(evidence))
    return Audit(findings, tuple(read(findings, evidence.regime)), evidence.worlds)


def audit_run(folder: RunFolder) -> Audit:
    """The audit of a finished run."""
    return audit(RunEvidence(folder))
