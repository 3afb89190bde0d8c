"""Trust in neighbours, business and government: events move it, weeks bring it back to its baseline (S18, S24).

Equation: weekly t += (t0 − t) · 8/256, hence E[t] = t0 + 32 · (gains − losses a week) (T-ADP3). Trust in neighbours climbs back
slower under censorship: its upward reversion × (1 − censorship). The baseline t0 is 140 (neighbours), 110 (business), and for the
government the person's own, 150 ± a whole number up to 70.
State: tN, tB, tG (0–255); messages dN, dBus, dG. Trust in government is *private* support (S24): what is said is ``expression``.
Signs: with all losses zero trust rises, with all gains zero it falls; censorship keeps hurt trust low for longer.
What a report costs its target is in ``informants``, what learning of the regime costs in ``knowledge``, what harassment costs in
``shaming``, what perks buy in ``perks``. Losses through firms, answered complaints and listed firms move trust in business (S22).
Sources: sign of denunciation: Lichter, Löffler and Siegloch, JEEA 19:741, doi:10.1093/jeea/jvaa009 (FACTS 8-04); MODEL §9.3.
"""

from fractions import Fraction
from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled
from underheaven.draws.rounding import stochastic_round
from underheaven.values import Fixed, Probability, Trust, assumed, threshold


class TrustDynamics(Mechanism):
    """Baselines, gains (positive) and losses (negative), on the 0–255 scale. Published evidence fixes signs, not sizes."""

    reversion: Fixed = assumed(8, 3, 24, why="half-life of about 22 weeks")
    """Share of the gap to the baseline that closes in a week, in 1/256."""
    neighbours_baseline: Trust = assumed(140, 100, 180, why="level of generalised trust; no value on this scale")
    """Where trust in neighbours rests."""
    business_baseline: Trust = assumed(110, 70, 150, why="level of trust in business; no value on this scale")
    """Where trust in business rests."""
    government_baseline: Trust = assumed(150, 110, 190, why="private support below the surveyed one (FACTS 8-11)")
    """Middle of the persons' own baselines of trust in government."""
    government_spread: Trust = assumed(70, 23, 105, why="variety of private views; no value on this scale")
    """Largest distance of a person's own baseline from the middle."""

    victimised: Trust = assumed(-6, -12, 0)
    """Neighbours: victim of a nuisance in the cell."""
    reports_around: Trust = assumed(-1, -3, 0)
    """Neighbours, weekly: with the chance of the cell's reports per member."""
    aided: Trust = assumed(2, 0, 6)
    """Neighbours: aid received after a shock."""
    helped: Trust = assumed(4, 0, 12)
    """Neighbours: helped by charity or family."""
    safer_street: Trust = assumed(1, 0, 4)
    """Neighbours, weekly: with the chance of the fall of the cell's victims per member below the world's baseline."""

    clean_week: Probability = assumed(1 / 16, 0.02, 0.1875)
    """Business: chance of one unit after a week without loss."""

    counterfeit: Trust = assumed(-6, -18, -2)
    """Business: bought counterfeit goods."""
    consumer_loss: Trust = assumed(-12, -36, -4)
    """Business: lost money to fraud or a scheme, or had pay withheld."""
    complaint_answered: Trust = assumed(8, 0, 24)
    """Business: an own complaint led to a sanction."""
    offender_listed: Trust = assumed(1, 0, 4)
    """Business, weekly: with the chance of the share of the district's fraudulent firms that are visibly listed."""

    listed_wrongly: Trust = assumed(-60, -180, -20)
    """Government: own wrongful listing."""
    listed_rightly: Trust = assumed(-15, -45, -5)
    """Government: own rightful listing."""
    household_wrongful: Trust = assumed(-8, -24, -3)
    """Government: wrongful listing of another member of the household."""
    hardship_chance: Probability = assumed(0.07, 0.02, 0.21)
    """Government, weekly: chance of losing one unit in hardship above the threshold."""
    hardship_threshold: Trust = assumed(160, 128, 192, why="about two days of income in debt")
    """Hardship (0–255) above which the government is blamed."""
    appeal_won: Trust = assumed(6, 0, 20)
    """Government: an appeal or another remedy succeeded."""
    offender_recorded: Trust = assumed(2, 0, 8)
    """Government: a victim sees the offender recorded."""


class TrustTable(NamedTuple):
    """Integers of the kernel: changes on the 0–255 scale, chances as 16-bit thresholds."""

    reversion: int
    """1/256 a week."""
    neighbours_baseline: int
    business_baseline: int
    government_baseline: int
    government_spread: int
    victimised: int
    reports_around: int
    aided: int
    helped: int
    safer_street: int
    usual_victims: int
    """Victims per member and week without a regime, in 2**-16."""
    clean_week: int
    counterfeit: int
    consumer_loss: int
    complaint_answered: int
    offender_listed: int
    listed_wrongly: int
    listed_rightly: int
    household_wrongful: int
    hardship_chance: int
    hardship_threshold: int
    appeal_won: int
    offender_recorded: int


def trust_table(parameters: TrustDynamics, usual_victims: float | Fraction = 0.0) -> TrustTable:
    """Integer table; ``usual_victims`` is the share of a cell hurt in a week under ordinary law alone. Off freezes trust."""
    p, on = parameters, int(parameters.on)
    return TrustTable(
        reversion=on * p.reversion.integer,
        neighbours_baseline=p.neighbours_baseline.integer,
        business_baseline=p.business_baseline.integer,
        government_baseline=p.government_baseline.integer,
        government_spread=p.government_spread.integer,
        victimised=on * p.victimised.integer,
        reports_around=on * p.reports_around.integer,
        aided=on * p.aided.integer,
        helped=on * p.helped.integer,
        safer_street=on * p.safer_street.integer,
        usual_victims=threshold(usual_victims, 16),
        clean_week=on * threshold(p.clean_week.value, 16),
        counterfeit=on * p.counterfeit.integer,
        consumer_loss=on * p.consumer_loss.integer,
        complaint_answered=on * p.complaint_answered.integer,
        offender_listed=on * p.offender_listed.integer,
        listed_wrongly=on * p.listed_wrongly.integer,
        listed_rightly=on * p.listed_rightly.integer,
        household_wrongful=on * p.household_wrongful.integer,
        hardship_chance=on * threshold(p.hardship_chance.value, 16),
        hardship_threshold=p.hardship_threshold.integer,
        appeal_won=on * p.appeal_won.integer,
        offender_recorded=on * p.offender_recorded.integer,
    )


@compiled
def own_government_baseline(uniform: int, table: TrustTable) -> int:
    """A person's own baseline of trust in government, from a fixed 32-bit uniform of that person; also the starting value."""
    return table.government_baseline - table.government_spread + ((uniform * (2 * table.government_spread + 1)) >> 32)


@compiled
def reverted(trust: int, baseline: int, uniform: int, table: TrustTable) -> int:
    """Trust after a week's return toward its baseline; ``uniform`` of 8 bits."""
    return trust + stochastic_round((baseline - trust) * table.reversion, 8, uniform)


@compiled
def neighbours_reverted(trust: int, censorship: int, uniform: int, table: TrustTable) -> int:
    """As ``reverted`` for neighbours: recovery, not loss, is slowed by ``censorship`` (1/256); ``uniform`` of 16 bits."""
    gap = table.neighbours_baseline - trust
    openness = 256 - censorship if gap > 0 else 256
    return trust + stochastic_round(gap * table.reversion * openness, 16, uniform)


@compiled
def neighbours_week(reports: int, victims: int, members: int, uniform_reports: int, uniform_victims: int, table: TrustTable) -> int:
    """Weekly change of trust in neighbours from the cell's reports and victims since its last pass; uniforms of 16 bits."""
    change = table.reports_around if uniform_reports * members < (reports << 16) else 0
    if uniform_victims * members < table.usual_victims * members - (victims << 16):
        change += table.safer_street
    return change


@compiled
def business_week(listed: int, uniform: int, table: TrustTable) -> int:
    """Weekly change of trust in business: a week brings a little (losses come by mail), and so do sanctions that are seen.

    ``listed``: share of the district's fraudulent firms that are visibly listed, in 2**-16; ``uniform`` of 16 bits, of which the two
    gains own intervals side by side.
    """
    if uniform < table.clean_week:
        return 1
    return table.offender_listed if uniform < table.clean_week + listed else 0


@compiled
def government_week(hardship: int, uniform: int, table: TrustTable) -> int:
    """Weekly change of trust in government from hardship (0–255); ``uniform`` of 16 bits."""
    return -1 if hardship > table.hardship_threshold and uniform < table.hardship_chance else 0


@compiled
def government_on_listing(wrongful: bool, table: TrustTable) -> int:
    """Change of trust in government on one's own listing."""
    return table.listed_wrongly if wrongful else table.listed_rightly
