"""What a study looks at: a measure per so many adults, or a rate with its own denominator, as a ratio of sums over worlds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from underheaven.engine.tally import Measure
from underheaven.measures.dictionary import COLUMNS, entry, unknown
from underheaven.measures.rates import suppressed
from underheaven.study.amounts import Amounts
from underheaven.values import Estimate, mean_over_worlds, ratio_over_worlds

World = tuple[Amounts, Amounts | None]
"""One world under the regime and, where an outcome needs it, without."""
Parts = Callable[[Amounts, Amounts | None], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number that a study reports."""

    name: str
    unit: str
    words: str
    """What it is, for a reader."""
    parts: Parts
    """Count and denominator of one world."""
    per: float = 1.0
    needs_twin: bool = False

    def of(self, world: World) -> float:
        """The outcome of one world; a share over nobody is 0."""
        above, below = self.parts(*world)
        return self.per * above / below if below else 0.0

    def value(self, worlds: Sequence[World]) -> Estimate:
        """The outcome of a variant over its worlds."""
        above, below = zip(*(self.parts(*world) for world in worlds), strict=True)
        return ratio_over_worlds([self.per * count for count in above], below, self.unit)

    def paired(self, worlds: Sequence[World], base: Sequence[World]) -> Estimate:
        """Mean over worlds of the difference to the base, world by world on the same draws."""
        return mean_over_worlds([self.of(a) - self.of(b) for a, b in zip(worlds, base, strict=True)], self.unit)

    def withheld(self, *variants: Sequence[World]) -> bool:
        """Whether a report withholds it: fewer than 20 adults or 5 events behind it."""
        worlds = [world for variant in variants for world in variant]
        events = sum(abs(self.parts(*world)[0]) for world in worlds)
        return suppressed(sum(regime.adults for regime, _ in worlds) / len(worlds), events)


def _of(lived: Amounts, measure: str) -> float:
    return lived.of[Measure[measure.upper()]]


def _ratio(above: str, below: str) -> Parts:
    return lambda regime, twin: (_of(regime, above), _of(regime, below))


def _removed(measure: str) -> Parts:
    def parts(regime: Amounts, twin: Amounts | None) -> tuple[float, float]:
        assert twin is not None
        return _of(twin, measure) - _of(regime, measure), _of(twin, measure)

    return parts


def _innocent(lived: Amounts) -> float:
    return _of(lived, "entries") - _of(lived, "triggers_found")


_RATES = {
    rate.name: rate
    for rate in (
        Outcome("wrongful_share", "of 1 000 listed", "listed wrongly, of 1 000 on the list", _ratio("listed_wrongly", "listed"), 1000),
        Outcome(
            "innocent_among_listed", "of 1 000 entries", "had done nothing that lists, of 1 000 who entered the list",
            lambda regime, twin: (_innocent(regime), _of(regime, "entries")), 1000,
        ),
        Outcome(
            "listed_among_innocent", "of 1 000 000 adult-days", "listed, of 1 000 000 who did nothing on a day",
            lambda regime, twin: (_innocent(regime), _of(regime, "units_at_risk") - _of(regime, "triggers_true")), 1e6,
        ),
        Outcome("deterrence", "% of the twin's harm", "harm by conduct that the regime prevented", _removed("harm_done"), 100, True),
        Outcome("chilling", "% of the twin's acts", "harmless acts that the regime made disappear", _removed("acts_harmless"), 100, True),
        Outcome("exits_per_entry", "exits per entry", "listings ended per listing begun", _ratio("exits", "entries")),
        Outcome("air_refused_per_entry", "trips per entry", "air trips refused per listing begun", _ratio("travel_denied_air", "entries")),
        Outcome(
            "rail_refused_per_entry", "trips per entry", "rail trips refused per listing begun", _ratio("travel_denied_rail", "entries")
        ),
    )
}  # fmt: skip

HEADLINES = ("listed_wrongly", "wrongful_share", "innocent_among_listed", "listed_among_innocent", "listed")
"""What the band over assumptions is told of, the wrongful listing above all."""


def outcome(name: str) -> Outcome:
    """An outcome by name: a measure of the data dictionary, per so many adults, or a rate.

    Raises:
        KeyError: for an unknown name, with the nearest known one.
    """
    if name in _RATES:
        return _RATES[name]
    if name not in COLUMNS:
        raise KeyError(unknown(name, [*_RATES, *COLUMNS]))
    kind = entry(name)
    return Outcome(
        name, kind.estimate_unit, kind.definition, lambda regime, twin: (_of(regime, name) / kind.divisor, regime.adults), kind.per
    )
