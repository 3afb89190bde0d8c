"""The audit as a section of the report: two tables, what was found and which elements of law it touches."""

from underheaven.audit.audit import audit_run
from underheaven.audit.law import CAUTION
from underheaven.language import later, say
from underheaven.measures.folder import RunFolder
from underheaven.report.charts.chart import Table
from underheaven.report.words import capitalised, written

INTRODUCTION = later(
    "The same questions are asked of every run, and of published tables such as COMPAS. A finding that needs a twin, eight worlds or more "
    "persons than there are says so."
)


def audited(folder: RunFolder) -> tuple[Table, Table]:
    """Findings, and elements of law."""
    found = audit_run(folder)
    findings = Table(
        say("Findings, topic by topic"),
        (say("topic"), say("what was found"), say("source")),
        tuple((say(finding.topic), capitalised(finding.sentence(written)), finding.source) for finding in found.findings),
    )
    elements = Table(
        say(CAUTION),
        (say("rule"), say("what the element asks"), say("in this model"), say("the quantities behind it")),
        tuple(
            (e.element.rule, say(e.element.asks), say(e.reading), capitalised("; ".join(e.quantities(written)) + "."))
            for e in found.elements
        ),
    )
    return findings, elements
