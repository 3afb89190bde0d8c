"""From a scenario to the integers that the kernel reads on a day.

``Policy`` holds one arm: it knows the dated timeline and hands out ``Tables``. What depends on the date (cameras, knowledge, accuracy of
recognition) is renewed once a week, in exact arithmetic; everything else once per segment of the timeline.
"""

import datetime
from typing import NamedTuple

import numpy as np

from underheaven.day.adaptation import AdaptationTable, adaptation_table
from underheaven.day.cameras import CamerasTable, camera_densities, cameras_table
from underheaven.day.capture import VisibilityTable, announced_capture, visibility_table
from underheaven.day.conduct import ConductTable, conduct_table
from underheaven.day.credit import CreditTable, credit_table
from underheaven.day.economy import EconomyTable, economy_table
from underheaven.day.expression import ExpressionTable, expression_table
from underheaven.day.informants import InformantsTable, informant_densities, informants_table
from underheaven.day.jobs import JobsTable, jobs_table
from underheaven.day.knowledge import CensorshipTable, KnowledgeTable, censorship_table, knowledge_table
from underheaven.day.law import OrdinaryLawTable, ordinary_law_table
from underheaven.day.ledger import LedgerTable, ledger_table
from underheaven.day.messages import MessagesTable, message_coverage, messages_table
from underheaven.day.perks import PerksTable, perks_table
from underheaven.day.plugin import plugins_table
from underheaven.day.price import free_of_charge
from underheaven.day.recognition import RecognitionTable, recognition_table
from underheaven.day.records import RecordsTable, records_table
from underheaven.day.rulebook import RulebookTable, rulebook_table
from underheaven.day.safeguards import SafeguardsTable, safeguards_table
from underheaven.day.sanctions import Causes, SanctionsTable, causes, domains_of_kinds, sanctions_table
from underheaven.day.shaming import ShamingTable, shaming_table
from underheaven.day.standing import (
    ExposureTable,
    GradesTable,
    ListsTable,
    exposure_table,
    grades_table,
    lists_table,
)
from underheaven.day.ties import TiesTable, ties_table
from underheaven.day.travel import TravelTable, travel_table
from underheaven.day.trust import TrustTable, trust_table
from underheaven.day.vocabulary import CHANNELS, Channel, Kind
from underheaven.scenario.schema import Regime, Scenario
from underheaven.society.table import SocietyTable
from underheaven.values import exact

Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
_TYPICAL_DIGITAL = 127
_COST_BITS = 25
"""Costs per person-day are kept in 2**-32 currency units; shifted by this they are 1/128 units."""


class Tables(NamedTuple):
    """Everything that the kernel may read on one day of one arm, beside the state."""

    society: SocietyTable
    economy: EconomyTable
    credit: CreditTable
    jobs: JobsTable
    ordinary_law: OrdinaryLawTable
    travel: TravelTable
    conduct: ConductTable
    expression: ExpressionTable
    adaptation: AdaptationTable
    trust: TrustTable
    ties: TiesTable
    visibility: VisibilityTable
    exposure: ExposureTable
    cameras: CamerasTable
    recognition: RecognitionTable
    messages: MessagesTable
    informants: InformantsTable
    records: RecordsTable
    knowledge: KnowledgeTable
    censorship: CensorshipTable
    rulebook: RulebookTable
    ledger: LedgerTable
    grades: GradesTable
    lists: ListsTable
    sanctions: SanctionsTable
    perks: PerksTable
    shaming: ShamingTable
    safeguards: SafeguardsTable
    plugins: Integers
    """[MOST_PLUGINS, 1 + NUMBERS]: see ``day.plugin``."""
    exposed: Integers
    """[D]: 1 where the scheme is in force."""
    announced: Integers
    """[kind, D]: announced capture, Q8."""
    aware_before: Integers
    """[D]: awareness thresholds of a week ago."""
    cause_context: Integers
    """[16]: context of each cause of a listing."""
    dissents_below: int
    """Trust in government below which a citizen dissents in private."""
    spread: int
    """This year's price of the pool's losses, Q16 a year."""
    tracing: int
    """1 if anybody's events are written down."""
    transfer: int
    """Transfer from the purse to every adult in this week, in 1/128 of a currency unit."""


class Policy:
    """One arm's rules over time."""

    def __init__(self, scenario: Scenario, society: SocietyTable, start: datetime.date, group_shares: list[int]) -> None:
        self.scenario = scenario
        self.society = society
        self.start = start
        self.group_shares = group_shares
        self._segments = tuple(entry.start for entry in scenario.timeline)
        self._regime: Regime | None = None
        self._announced_since: datetime.date | None = None
        self._tables: Tables | None = None
        self._coverage_key: bytes = b""

    def date(self, day: int) -> datetime.date:
        """Calendar date of a day; day 1 is the start."""
        return self.start + datetime.timedelta(days=day - 1)

    def tables(self, day: int, spread: int = 0, transfer: int = 0, tracing: int = 0) -> Tables:
        """The tables of a day (1, 2, …; to be asked for in order)."""
        date = self.date(day)
        if self._tables is None or date in self._segments or (day - 1) % 7 == 0:
            self._tables = self._renewed(date)
        return self._tables._replace(spread=spread, transfer=transfer, tracing=tracing)

    def _renewed(self, date: datetime.date) -> Tables:
        regime = self.scenario.regime_on(date)
        regime = regime if regime.price.on else free_of_charge(regime)
        nobody_knew = np.zeros(self.society.districts, np.int64)
        before = self._tables.knowledge.aware_below if self._tables else nobody_knew
        if self._tables is None or regime != self._regime:
            self._tables = self._of_segment(regime, date)
            self._regime = regime
            self._announced_since = self._announcement(date)
            self._coverage_key = b""
        informed = (date - self._announced_since).days if self._announced_since else -1
        cameras = cameras_table(regime.cameras, date, camera_densities(regime.cameras, self.society.seed, self.society.districts))
        informants = informants_table(
            regime.informants,
            date,
            informant_densities(regime.informants, self.society.seed, self.society.districts),
            int(self._tables.rulebook.points[Kind.REPORTING]) / 4,
        )
        return self._tables._replace(
            cameras=cameras,
            informants=informants,
            recognition=recognition_table(regime.recognition, date.year, self.group_shares),
            knowledge=knowledge_table(regime.knowledge, regime.censorship, [informed] * self.society.districts),
            aware_before=before,
            announced=self._announced(self._tables, cameras.coverage, informants),
        )

    def _announcement(self, date: datetime.date) -> datetime.date | None:
        """First day of the unbroken stretch up to ``date`` in which the regime is on and known."""
        since = None
        for boundary in (*(d for d in self._segments if d <= date), date):
            regime = self.scenario.regime_on(boundary)
            if not (regime.on and regime.knowledge.on and regime.exposure.on):
                since = None
            elif since is None:
                since = boundary
        opening = self.scenario.regime_on(datetime.date.min)
        if since is not None and opening.on and opening.knowledge.on and opening.exposure.on and since == min((*self._segments, date)):
            return min(since, self.start)
        return since

    def _announced(self, tables: Tables, cameras: Integers, informants: InformantsTable) -> Integers:
        coverage = np.zeros((self.society.districts, CHANNELS), np.int64)
        coverage[:, Channel.CAMERAS] = cameras
        coverage[:, Channel.MESSAGES] = message_coverage(_TYPICAL_DIGITAL, tables.messages)
        coverage[:, Channel.INFORMANTS] = informants.coverage
        coverage[:, Channel.RECORDS] = tables.records.coverage
        key = coverage.tobytes()
        if key == self._coverage_key:
            return tables.announced
        self._coverage_key = key
        return np.ascontiguousarray(announced_capture(tables.visibility, coverage))

    def _of_segment(self, regime: Regime, date: datetime.date) -> Tables:
        world, society = self.scenario.world, self.society
        conduct, ordinary_law = conduct_table(world.conduct), ordinary_law_table(world.ordinary_law)
        pairs = causes([float(harm) for harm in conduct.harm])
        sanctions = sanctions_table(regime.sanctions, pairs)
        expression = expression_table(world.expression)
        exposure, grades = exposure_table(regime.exposure), grades_table(regime.grades)
        districts = society.districts
        return Tables(
            society=society,
            economy=economy_table(world.economy),
            credit=credit_table(world.economy.credit),
            jobs=jobs_table(world.economy.jobs),
            ordinary_law=ordinary_law,
            travel=travel_table(world.travel),
            conduct=conduct,
            expression=expression,
            adaptation=adaptation_table(world.adaptation),
            trust=trust_table(world.trust, usual_victims(conduct, ordinary_law)),
            ties=ties_table(world.ties),
            visibility=visibility_table(world.visibility),
            exposure=exposure,
            cameras=cameras_table(regime.cameras, date, [1 << 16] * districts),
            recognition=recognition_table(regime.recognition, date.year, self.group_shares),
            messages=messages_table(regime.messages),
            informants=informants_table(regime.informants, date, [1 << 16] * districts),
            records=records_table(regime.records),
            knowledge=knowledge_table(regime.knowledge, regime.censorship, [-1] * districts),
            censorship=censorship_table(regime.censorship),
            rulebook=rulebook_table(regime.rulebook, pairs.of_kind, domains_of_kinds(sanctions, pairs)),
            ledger=ledger_table(regime.ledger),
            grades=grades,
            lists=lists_table(regime.lists),
            sanctions=sanctions,
            perks=perks_table(regime.perks, grades),
            shaming=shaming_table(regime.shaming),
            safeguards=safeguards_table(regime.safeguards),
            plugins=plugins_table(regime.plugins),
            exposed=np.full(districts, exposure.everybody, np.int64),
            announced=np.zeros((len(Kind), districts), np.int64),
            aware_before=np.zeros(districts, np.int64),
            cause_context=np.array(pairs.context, np.int64),
            dissents_below=expression.content - expression.tolerated,
            spread=0,
            tracing=0,
            transfer=0,
        )


def usual_victims(conduct: ConductTable, law: OrdinaryLawTable) -> float:
    """Share of a cell hurt by nuisances in a week under ordinary law alone: seven days of street offences at their undeterred rates."""
    rates = zip(conduct.street_kind.tolist(), conduct.street_width.tolist(), strict=True)
    total = sum(exact(width) / (1 << 32) * (1 - exact(int(law.deterrence[kind])) / (1 << 16)) for kind, width in rates)
    return float(7 * total)


def daily_cost(tables: Tables) -> Integers:
    """Running cost of watching, per adult and day of each district, in 2**-32 currency units: cameras, message reading, informants."""
    cameras = tables.cameras.coverage * tables.cameras.cost_rate
    informants = (tables.informants.density >> 8) * tables.informants.month_cost // 28
    reading = int(tables.messages.cost[_TYPICAL_DIGITAL])
    return np.asarray((cameras + informants + reading) * (tables.exposed > 0), np.int64)


def of_causes(scenario: Scenario) -> Causes:
    """What the cause index of a listing means."""
    return causes([float(harm) for harm in conduct_table(scenario.world.conduct).harm])
