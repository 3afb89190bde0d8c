"""An audit: every question asked of the evidence, and the elements of law that the answers touch."""

from dataclasses import dataclass
from typing import Any

from underheaven.audit.evidence import Evidence, RunEvidence
from underheaven.audit.finding import Finding, answered, questions
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


def audit(evidence: Evidence) -> Audit:
    """Ask every question."""
    findings = tuple(answered(question, evidence) for question in questions(evidence))
    return Audit(findings, tuple(read(findings, evidence.regime)), evidence.worlds)


def audit_run(folder: RunFolder) -> Audit:
    """The audit of a finished run."""
    return audit(RunEvidence(folder))
