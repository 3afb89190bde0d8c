"""All anchors, by theme."""

from collections.abc import Sequence

from underheaven.validation import (
    anchors_choice,
    anchors_deterrence,
    anchors_draws,
    anchors_errors,
    anchors_expression,
    anchors_firms,
    anchors_ledger,
    anchors_lending,
    anchors_measures,
    anchors_norms,
    anchors_offices,
    anchors_remedies,
    anchors_society,
    anchors_studies,
    anchors_unrest,
    anchors_work,
)
from underheaven.validation.anchor import Anchor

ANCHORS: tuple[Anchor, ...] = (
    *anchors_draws.ANCHORS,
    *anchors_society.ANCHORS,
    *anchors_expression.ANCHORS,
    *anchors_unrest.ANCHORS,
    *anchors_norms.ANCHORS,
    *anchors_deterrence.ANCHORS,
    *anchors_errors.ANCHORS,
    *anchors_measures.ANCHORS,
    *anchors_ledger.ANCHORS,
    *anchors_remedies.ANCHORS,
    *anchors_work.ANCHORS,
    *anchors_choice.ANCHORS,
    *anchors_firms.ANCHORS,
    *anchors_lending.ANCHORS,
    *anchors_offices.ANCHORS,
    *anchors_studies.ANCHORS,
)


class UnknownAnchor(ValueError):  # noqa: N818
    """An id that no anchor bears."""

    exit_code = 2


def chosen(ids: Sequence[str] = ()) -> tuple[Anchor, ...]:
    """The anchors of these ids, or all: V-03a means V-03a and V-03a.2, …; V-03 means V-03a as well.

    Raises:
        UnknownAnchor: for an id that matches nothing.
    """
    if not ids:
        return ANCHORS

    def bears(anchor: Anchor, wanted: str) -> bool:
        result = anchor.id.partition(".")[0]
        return wanted in (anchor.id, result, result.rstrip("abc"))

    unknown = [wanted for wanted in ids if not any(bears(anchor, wanted) for anchor in ANCHORS)]
    if unknown:
        known = dict.fromkeys(anchor.id.partition(".")[0] for anchor in ANCHORS)
        raise UnknownAnchor(f"no anchor is called {unknown[0]!r}; expected one of {', '.join(known)}")
    return tuple(anchor for anchor in ANCHORS if any(bears(anchor, wanted) for wanted in ids))
