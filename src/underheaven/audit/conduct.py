"""What the regime does to conduct, speech and trust, against the twin: deterrence, chilling, silence."""

from collections.abc import Callable

import numpy as np

from underheaven.audit.evidence import Evidence, Numbers, Withheld
from underheaven.audit.finding import Answer, behind, finding
from underheaven.language import later
from underheaven.measures.dictionary import entry
from underheaven.measures.jackknife import jackknife

_REDUCTION = "share of the twin's that the regime removed, MODEL §15"


def _removed(e: Evidence, measure: str) -> Answer:
    twin, regime = e.twin(measure), e.count(measure)
    return e.ratio(twin - regime, twin, "% of the twin's", per=100, events=float(twin.sum())), behind(twin=twin, regime=regime)


@finding(
    "deterrence",
    "chilling",
    later("Harm prevented"),
    later("Against the twin, harm done by conduct fell by {value} % (a minus: it rose)."),
    _REDUCTION,
)
def _deterrence(e: Evidence) -> Answer:
    return _removed(e, "harm_done")


@finding(
    "chilling",
    "chilling",
    later("Harmless conduct chilled"),
    later("Against the twin, acts that harm nobody fell by {value} %."),
    _REDUCTION,
)
def _chilling(e: Evidence) -> Answer:
    return _removed(e, "acts_harmless")


@finding(
    "chilling-speech",
    "chilling",
    later("Speech chilled"),
    later("Against the twin, critical utterances fell by {value} %."),
    f"{_REDUCTION}; FACTS 8-01 gives 20 to 30 % of lawful reading",
)
def _chilling_of_speech(e: Evidence) -> Answer:
    return _removed(e, "acts_critical_speech")


@finding(
    "chilling-protest",
    "chilling",
    later("Protest and petition chilled"),
    later("Against the twin, protests and petitions fell by {value} %."),
    _REDUCTION,
)
def _chilling_of_protest(e: Evidence) -> Answer:
    return _removed(e, "acts_protest")


@finding(
    "chilling-per-deterrence",
    "chilling",
    later("Chilling per deterrence"),
    later("For every per cent of harm prevented, {value} per cent of harmless conduct went too."),
    "ratio of the two reductions, told only where the interval of the harm prevented excludes nought, MODEL §15",
)
def _chilling_per_deterrence(e: Evidence) -> Answer:
    prevented, _ = _deterrence(e)
    chilled, _ = _chilling(e)
    if prevented.low is None or prevented.high is None:
        raise Withheld(later("not told: it needs the interval of the harm prevented, hence eight worlds"))
    if prevented.low <= 0:
        raise Withheld(later("not told: no harm prevented beyond doubt"))
    harm, acts = ((e.twin(m), e.count(m)) for m in ("harm_done", "acts_harmless"))

    def ratio(kept: "np.ndarray") -> float:
        (h, less), (a, fewer) = ((twin[kept].sum(), regime[kept].sum()) for twin, regime in (harm, acts))
        return float((a - fewer) / a / ((h - less) / h))

    return jackknife(ratio, e.worlds, "% of harmless acts per % of harm"), {"chilling": chilled.value, "deterrence": prevented.value}


@finding(
    "silence",
    "chilling",
    later("Dissent kept silent"),
    later("Of a hundred adults, {value} more than in the twin hide their dissent on the last day."),
    "falsification gap, regime minus twin, MODEL §15; Kuran (1995), Private Truths, Public Lies",
)
def _silence(e: Evidence) -> Answer:
    def hidden(of: Callable[[str], Numbers]) -> Numbers:
        return of("dissent_private") - of("dissent_public")

    regime, twin, adults = hidden(e.count), hidden(e.twin), e.adults()
    events = float(np.abs(regime).sum() + np.abs(twin).sum())
    return e.ratio(regime - twin, adults, "% of adults", per=100, events=events), behind(regime=regime, twin=twin, adults=adults)


def _scale(e: Evidence, measure: str) -> Answer:
    regime, twin, adults = e.count(measure), e.twin(measure), e.adults()
    kind = entry(measure)
    unit = f"{kind.effect_unit}, mean over adults"
    return e.ratio((regime - twin) / kind.divisor, adults, unit, events=float(regime.sum() + twin.sum())), behind(
        regime=regime, twin=twin, adults=adults
    )


_TRUST = "difference of means against the twin; scales 0–255, MODEL §9.3"


@finding(
    "trust-in-neighbours",
    "trust",
    later("Trust in neighbours"),
    later("Trust in neighbours moved by {value} of 255."),
    f"{_TRUST}; FACTS 8-04",
)
def _trust_in_neighbours(e: Evidence) -> Answer:
    return _scale(e, "trust_neighbours")


@finding(
    "trust-in-government", "trust", later("Trust in government"), later("Private trust in the government moved by {value} of 255."), _TRUST
)
def _trust_in_government(e: Evidence) -> Answer:
    return _scale(e, "trust_government")


@finding("fear", "trust", later("Fear of sanction"), later("Fear of sanction moved by {value} of 255."), _TRUST)
def _fear(e: Evidence) -> Answer:
    return _scale(e, "fear_sum")
