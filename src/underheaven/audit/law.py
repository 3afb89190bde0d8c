"""Elements of law that a regime engages: which question of a rule the quantities speak to. Never a legal finding.

"Engaged" says that the model shows what the element asks about, above the threshold that is printed; a court would ask much more.
Rules in own words, from FACTS 10-01 to 10-10 and its table of quantities per limb; thresholds are suggestions of that table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from underheaven.audit.finding import Finding, plainly
from underheaven.language import later, say
from underheaven.values import Estimate

if TYPE_CHECKING:
    from underheaven.scenario.parts import Regime

Reading = Literal["engaged", "not engaged", "cannot be told"]
Policy = Callable[["Regime"], tuple[bool, str]]
CAUTION = later("Elements engaged in this model: an index for reasoning, not a legal finding about anything that exists.")


@dataclass(frozen=True, slots=True)
class Element:
    """One question of a rule."""

    id: str
    rule: str
    asks: str
    """What the element asks, in own words."""
    source: str
    above: tuple[tuple[str, float], ...]
    """Findings with thresholds: one that lies above is enough."""
    policy: tuple[Policy, ...] = ()
    """What must hold of the rules themselves, all of it."""


@dataclass(frozen=True, slots=True)
class ElementRead:
    """An element, and what the run says to it."""

    element: Element
    reading: Reading
    rules: tuple[str, ...]
    """What the policy itself says."""
    behind: tuple[tuple[Finding, float], ...]
    """Findings with their thresholds."""

    def quantities(self, written: Callable[[Estimate], str] = plainly) -> list[str]:
        """What stands behind the reading, in words."""
        return [
            *self.rules,
            *(
                say("{finding} (threshold {threshold})", finding=finding.sentence(written).rstrip("."), threshold=f"{threshold:g}")
                for finding, threshold in self.behind
            ),
        ]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        element = self.element
        return {
            "id": element.id,
            "rule": element.rule,
            "asks": element.asks,
            "reading": self.reading,
            "quantities": self.quantities(),
            "source": element.source,
        }


def _over_a_period(regime: "Regime") -> tuple[bool, str]:
    memory = regime.ledger.memory.integer
    return (
        regime.on and regime.ledger.on,
        say("the ledger remembers with a time constant of {days} days", days=memory) if memory else say("the ledger never forgets"),
    )


def _without_human(regime: "Regime") -> tuple[bool, str]:
    reviewed = regime.safeguards.on and regime.safeguards.human_review.on
    return (
        regime.on and not reviewed,
        say("a person looks at each adverse record") if reviewed else say("no person looks at a record before it counts"),
    )


def _without_notice(regime: "Regime") -> tuple[bool, str]:
    told = regime.safeguards.on and regime.safeguards.notice.on
    return regime.on and not told, say("there is a duty to tell who is listed") if told else say("nobody must be told of a listing")


_PAIRS = ("class", "origin", "sex", "residence")
ELEMENTS = (
    Element(
        "ai-act-5-1-c",
        "EU AI Act, Art. 5(1)(c), first words",
        later("Are persons evaluated over a period by their social behaviour?"),
        "FACTS 10-01, 10-03",
        (("scored", 0.0),),
        (_over_a_period,),
    ),
    Element(
        "ai-act-5-1-c-i",
        "EU AI Act, Art. 5(1)(c)(i)",
        later("Does the score lead to detriment in contexts unrelated to those in which its data arose?"),
        "FACTS 10-01, 10-04",
        (("unrelated-burden", 0.0),),
        (_over_a_period,),
    ),
    Element(
        "ai-act-5-1-c-ii-unjustified",
        "EU AI Act, Art. 5(1)(c)(ii), unjustified",
        later("Does detriment fall on who did nothing that explains it, or on family?"),
        "FACTS 10-01, table of quantities",
        (("burden-on-innocent", 0.0), ("wrongful-entries", 0.0), ("children-barred", 0.0)),
        (_over_a_period,),
    ),
    Element(
        "ai-act-5-1-c-ii-disproportionate",
        "EU AI Act, Art. 5(1)(c)(ii), disproportionate",
        later("Does detriment outweigh the gravity of the behaviour?"),
        "FACTS 10-01, table of quantities",
        (("burden-to-gravity", 1.0),),
        (_over_a_period,),
    ),
    Element(
        "gdpr-22",
        "GDPR, Art. 22(1), with SCHUFA (C-634/21)",
        later("Do decisions of weight draw strongly on a score that no person looks at?"),
        "FACTS 10-06, 10-07",
        (("flips-without-score", 50.0),),
        (_without_human,),
    ),
    Element(
        "gdpr-22-3",
        "GDPR, Art. 22(3)",
        later("Is there too little of a way to be heard and to contest?"),
        "FACTS 10-06",
        (("wrongful-days", 0.0),),
        (_without_notice,),
    ),
    Element(
        "echr-8",
        "European Convention on Human Rights, Art. 8",
        later("Is the balance between private life and the public's gain unfair or opaque?"),
        "FACTS 10-10 (SyRI)",
        (("burden-on-innocent", 0.0), ("listed-among-innocent", 0.0)),
        (_without_notice,),
    ),
    Element(
        "echr-10",
        "European Convention on Human Rights, Art. 10",
        later("Does lawful expression fall?"),
        "FACTS, table of quantities; 8-01",
        (("chilling-speech", 0.0), ("silence", 0.0)),
    ),
    Element(
        "echr-11",
        "European Convention on Human Rights, Art. 11",
        later("Do assembly and petition fall?"),
        "FACTS, table of quantities",
        (("chilling-protest", 0.0),),
    ),
    Element(
        "echr-14",
        "European Convention on Human Rights, Art. 14",
        later("Do errors or burdens fall more often on one group?"),
        "FACTS, table of quantities: a ratio above 1.25",
        tuple((f"{what}:{pair}", 1.25) for pair in _PAIRS for what in ("adverse-entries", "unequal-false-listing")),
    ),
)


def read(findings: Sequence[Finding], regime: "Regime | None") -> list[ElementRead]:
    """Every element, with the quantities behind it; without a regime there is nothing to read."""
    known = {finding.id: finding for finding in findings}
    return [] if regime is None else [_read(element, known, regime) for element in ELEMENTS]


def _read(element: Element, known: dict[str, Finding], regime: "Regime") -> ElementRead:
    rules = [policy(regime) for policy in element.policy]
    chosen = [(known[name], threshold) for name, threshold in element.above if name in known]
    sides = [finding.exceeds(threshold) for finding, threshold in chosen]
    reading: Reading = "engaged" if True in sides else "not engaged" if sides and None not in sides else "cannot be told"
    if not all(holds for holds, _ in rules):
        reading = "not engaged"
    return ElementRead(element, reading, tuple(said for _, said in rules), tuple(chosen))
