"""From a scenario to the integers that the kernel reads on a day.

``Policy`` holds one arm: it knows the dated timeline and hands out ``Tables``. What depends on the date (cameras, knowledge, accuracy of
recognition) is renewed once a week, in exact arithmetic; everything else once per segment of the timeline.
"""

import datetime
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from underheaven.day.adaptation import AdaptationTable, adaptation_table
from underheaven.day.cameras import CamerasTable, camera_densities, cameras_table, national_cameras
from underheaven.day.capture import VisibilityTable, announced_capture, visibility_table
from underheaven.day.commercial import CommercialTable, commercial_table
from underheaven.day.conduct import ConductTable, conduct_table
from underheaven.day.correction import CorrectionTable, correction_table
from underheaven.day.credit import CreditTable, credit_table
from underheaven.day.economy import EconomyTable, economy_table
from underheaven.day.expression import ExpressionTable, expression_table
from underheaven.day.financial_record import FinancialRecordTable, financial_record_table
from underheaven.day.firm_offences import FirmOffencesTable, firm_offences_table
from underheaven.day.firm_scoring import FirmScoringTable, added_cost, firm_scoring_table
from underheaven.day.firms import FirmsTable, firms_table
from underheaven.day.fusion import FusionTable, fusion_table
from underheaven.day.hiding import HidingTable, hiding_table
from underheaven.day.informants import InformantsTable, informant_densities, informants_table
from underheaven.day.inspections import InspectionsTable, inspections_table
from underheaven.day.jobs import JobsTable, jobs_table
from underheaven.day.knowledge import CensorshipTable, KnowledgeTable, censorship_table, knowledge, knowledge_table
from underheaven.day.law import OrdinaryLawTable, ordinary_law_table
from underheaven.day.ledger import LedgerTable, ledger_table
from underheaven.day.limits import longest_listing, most_domains
from underheaven.day.messages import MessagesTable, message_coverage, messages_table
from underheaven.day.perks import PerksTable, perks_table
from underheaven.day.plugin import plugins_table
from underheaven.day.political_pressure import PoliticalPressureTable, political_pressure_table
from underheaven.day.price import free_of_charge
from underheaven.day.recognition import GROUPS, RecognitionTable, recognition_table
from underheaven.day.records import RecordsTable, records_table
from underheaven.day.remedies import RemediesTable, remedies_table
from underheaven.day.rollout import EVERYBODY, Pilot, RolloutTable, local_rules, next_level, pilots, rollout_table
from underheaven.day.rulebook import RulebookTable, rulebook_table
from underheaven.day.safeguards import SafeguardsTable, safeguards_table
from underheaven.day.sanctions import SanctionsTable, causes, domains_of_kinds, sanctions_table
from underheaven.day.schemes import SchemesTable, schemes_table
from underheaven.day.shaming import ShamingTable, shaming_table
from underheaven.day.sharing import SharingTable, sharing_table
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
from underheaven.day.vocabulary import CHANNELS, Channel, Grade, Kind
from underheaven.scenario.schema import Regime, Scenario
from underheaven.society.table import SocietyTable
from underheaven.values import exact

Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Made = TypeVar("Made")
_TYPICAL_DIGITAL = 127
_COST_BITS = 25
"""Costs per person-day are kept in 2**-32 currency units; shifted by this they are 1/128 units."""


_kept_messages, _kept_correction = lru_cache(maxsize=64)(messages_table), lru_cache(maxsize=64)(correction_table)
"""The two dearest tables that follow from a scenario alone: every arm of every world asks for the same, only to read them."""


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
    rollout: RolloutTable
    commercial: CommercialTable
    sharing: SharingTable
    financial_record: FinancialRecordTable
    remedies: RemediesTable
    correction: CorrectionTable
    fusion: FusionTable
    hiding: HidingTable
    firms: FirmsTable
    firm_offences: FirmOffencesTable
    inspections: InspectionsTable
    schemes: SchemesTable
    firm_scoring: FirmScoringTable
    political_pressure: PoliticalPressureTable
    exposed: Integers
    """[D]: 0 where nobody is in the scheme, 65 536 where everybody is; between them, whose taste lies below it (``rollout``)."""
    announced: Integers
    """[kind, D]: announced capture, Q8."""
    announced_to_members: Integers
    """[kind, D]: the same for members of the commercial scheme."""
    aware_before: Integers
    """[D]: awareness thresholds of a week ago."""
    visible_sanctions: Integers
    """[D]: share of the firms that did wrong which are rightly listed, in 2**-16, as of yesterday."""
    inspectors_cost: int
    """Of firms' inspectors above today's, an adult and day, in 2**-32 currency units."""
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

    def __init__(self, scenario: Scenario, society: SocietyTable, start: datetime.date, group_shares: list[int] | None) -> None:
        """``group_shares``: weights of the recognition groups in the gallery; None before the census, when nobody is watched yet."""
        self.scenario = scenario
        self.society = society
        self.start = start
        self.group_shares = group_shares
        self._segments = scenario.timeline_dates()
        self._source: Regime | None = None
        self._regime: Regime | None = None
        self._made: dict[str, tuple[object, Any]] = {}
        """By name: what a table that depends on the date was made for, and the table."""
        self._announced_since: datetime.date | None = None
        self._tables: Tables | None = None
        self._coverage_key: bytes = b""
        self._pilots: dict[int, Pilot] = {}
        self._levels: dict[datetime.date, list[int]] = {}

    def date(self, day: int) -> datetime.date:
        """Calendar date of a day; day 1 is the start."""
        return self.start + datetime.timedelta(days=day - 1)

    def tables(self, day: int, spread: int = 0, transfer: int = 0, tracing: int = 0, visible_sanctions: Integers | None = None) -> Tables:
        """The tables of a day (1, 2, …; to be asked for in order)."""
        date = self.date(day)
        begins = any(pilot.start == date for pilot in self._pilots.values())
        if self._tables is None or date in self._segments or begins or (day - 1) % 7 == 0:
            self._tables = self._renewed(date)
        seen = self._tables.visible_sanctions if visible_sanctions is None else visible_sanctions
        return self._tables._replace(spread=spread, transfer=transfer, tracing=tracing, visible_sanctions=seen)

    def _renewed(self, date: datetime.date) -> Tables:
        source, districts = self.scenario.regime_on(date), self.society.districts
        before = self._tables.knowledge.aware_below if self._tables else np.zeros(districts, np.int64)
        if self._tables is None or self._regime is None or source is not self._source:
            self._source = source
            self._enact(source if source.price.on else free_of_charge(source), date)
        regime, tables = cast(Regime, self._regime), cast(Tables, self._tables)
        informed = (date - self._announced_since).days if self._announced_since else -1
        seed, under_way = self.society.seed, tuple(campaign.begins <= date < campaign.ends for campaign in regime.informants.campaigns)
        cameras = self._unless_kept(
            "cameras", national_cameras(regime.cameras, date),
            lambda: cameras_table(regime.cameras, date, camera_densities(regime.cameras, seed, districts)),
        )  # fmt: skip
        informants = self._unless_kept(
            "informants", under_way,
            lambda: informants_table(
                regime.informants, date, informant_densities(regime.informants, seed, districts),
                int(tables.rulebook.points[Kind.REPORTING]) / 4,
            ),
        )  # fmt: skip
        known = self._unless_kept(
            "knowledge", informed // 7, lambda: knowledge_table(regime.knowledge, regime.censorship, [informed] * districts)
        )
        exposed = self._exposed(tables, date)
        announced, to_members = self._announced(tables, cameras.coverage, informants)
        aware = self._aware(regime, date, known.aware_below)
        return tables._replace(
            cameras=cameras,
            informants=informants,
            recognition=self._unless_kept("recognition", date.year, lambda: self._recognition(regime, date)),
            knowledge=known if aware is known.aware_below else known._replace(aware_below=aware),
            commercial=self._unless_kept("commercial", date >= regime.commercial.opens, lambda: commercial_table(regime.commercial, date)),
            rollout=tables.rollout._replace(rulebook_of=self._rulebooks(exposed)),
            exposed=tables.exposed if np.array_equal(exposed, tables.exposed) else exposed,
            aware_before=before,
            announced=announced,
            announced_to_members=to_members,
        )

    def _enact(self, regime: Regime, date: datetime.date) -> None:
        """Another regime comes into force, unless it says the same as the one before."""
        if self._tables is None or regime != self._regime:
            self._tables = self._of_segment(regime, date)
            self._regime = regime
            self._announced_since = self._announcement(date)
            self._coverage_key = b""
            self._made.clear()
            self._pilots = pilots(regime.rollout, self.society.seed, self.society.districts) if self._tables.exposure.pilots else {}

    def _unless_kept(self, name: str, grounds: object, make: Callable[[], Made]) -> Made:
        """A table of the regime in force, made anew if its ``grounds`` have changed: what rests on the same object need not be either."""
        kept = self._made.get(name)
        if kept is None or kept[0] != grounds:
            kept = self._made[name] = grounds, make()
        return cast(Made, kept[1])

    def _exposed(self, tables: Tables, date: datetime.date) -> Integers:
        """Level of each district: 0, everybody, or that of its pilot on the date."""
        levels = np.full(self.society.districts, EVERYBODY * tables.exposure.everybody, np.int64)
        for district, pilot in self._pilots.items():
            if pilot.start <= date:
                levels[district] = self._level(pilot.start, date)
        return levels

    def _level(self, start: datetime.date, date: datetime.date) -> int:
        """Level on ``date`` of a pilot begun on ``start``: week by week under the policy of each, hence a function of dates alone."""
        known = self._levels.setdefault(start, [])
        while len(known) <= (date - start).days // 7:
            rollout = self.scenario.regime_on(start + datetime.timedelta(days=7 * len(known))).rollout
            known.append(next_level(rollout, known[-1] if known else 0))
        return known[(date - start).days // 7]

    def _rulebooks(self, exposed: Integers) -> Integers:
        rulebooks = np.zeros(self.society.districts, np.int64)
        for district, pilot in self._pilots.items():
            rulebooks[district] = pilot.rulebook if exposed[district] > 0 else 0
        return rulebooks

    def _aware(self, regime: Regime, date: datetime.date, national: Integers) -> Integers:
        """Awareness thresholds: in a pilot that has begun, whatever is larger, knowledge of it or of the national regime."""
        begun = {district: pilot for district, pilot in self._pilots.items() if pilot.start <= date}
        if not begun:
            return national
        of_pilots = regime.knowledge.model_copy(update={"initial": regime.rollout.awareness})
        levels = knowledge(of_pilots, regime.censorship, [(date - pilot.start).days for pilot in begun.values()])
        aware = national.copy()
        for district, level in zip(begun, levels, strict=True):
            aware[district] = max(national[district], level)
        return aware

    def _recognition(self, regime: Regime, date: datetime.date) -> RecognitionTable:
        if self.group_shares is None:
            return recognition_table(regime.recognition, date.year, [1] * GROUPS)
        return recognition_table(regime.recognition, date.year, self.group_shares, regime.fusion)

    def _announcement(self, date: datetime.date) -> datetime.date | None:
        """First day of the unbroken stretch up to ``date`` in which the regime is on and known; a new scope is announced anew."""
        since, scope = None, ""
        for boundary in (*(d for d in self._segments if d <= date), date):
            regime = self.scenario.regime_on(boundary)
            if not (regime.on and regime.knowledge.on and regime.exposure.on):
                since = None
            elif since is None or regime.exposure.scope != scope:
                since = boundary
            scope = regime.exposure.scope
        opening = self.scenario.regime_on(datetime.date.min)
        if since is not None and opening.on and opening.knowledge.on and opening.exposure.on and since == min((*self._segments, date)):
            return min(since, self.start)
        return since

    def _announced(self, tables: Tables, cameras: Integers, informants: InformantsTable) -> tuple[Integers, Integers]:
        """Announced capture without and with the platform."""
        coverage = np.zeros((self.society.districts, CHANNELS), np.int64)
        coverage[:, Channel.CAMERAS] = cameras
        coverage[:, Channel.MESSAGES] = message_coverage(_TYPICAL_DIGITAL, tables.messages)
        coverage[:, Channel.INFORMANTS] = informants.coverage
        coverage[:, Channel.RECORDS] = tables.records.coverage
        key = coverage.tobytes()
        if key == self._coverage_key:
            return tables.announced, tables.announced_to_members
        self._coverage_key = key
        announced = np.ascontiguousarray(announced_capture(tables.visibility, coverage))
        coverage[:, Channel.PLATFORM] = tables.sharing.platform
        return announced, np.ascontiguousarray(announced_capture(tables.visibility, coverage))

    def _of_segment(self, regime: Regime, date: datetime.date) -> Tables:
        world, society = self.scenario.world, self.society
        conduct, ordinary_law = conduct_table(world.conduct), ordinary_law_table(world.ordinary_law)
        pairs = causes([float(harm) for harm in conduct.harm])
        limits = regime.safeguards
        sanctions = sanctions_table(regime.sanctions, pairs, most_domains(limits.proportionality, limits.on))
        expression = expression_table(world.expression)
        exposure, grades = exposure_table(regime.exposure), grades_table(regime.grades)
        districts = society.districts
        rulebooks = [regime.rulebook, *(local_rules(regime.rulebook, local) for local in regime.rollout.rulebooks if regime.rollout.on)]
        rules = tuple(rulebook_table(rulebook, pairs.of_kind, domains_of_kinds(sanctions, pairs)) for rulebook in rulebooks)
        perks = perks_table(regime.perks, grades)
        adults = max(Fraction(1, 100), 1 - exact(self.scenario.society.children.value))
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
            recognition=self._recognition(regime, date),
            messages=_kept_messages(regime.messages),
            informants=informants_table(regime.informants, date, [1 << 16] * districts),
            records=records_table(regime.records),
            knowledge=knowledge_table(regime.knowledge, regime.censorship, [-1] * districts),
            censorship=censorship_table(regime.censorship),
            rulebook=rules[0],
            ledger=ledger_table(regime.ledger),
            grades=grades,
            lists=lists_table(regime.lists, longest_listing(limits.expiry, limits.on)),
            sanctions=sanctions,
            perks=perks,
            shaming=shaming_table(regime.shaming),
            plugins=plugins_table(regime.plugins),
            safeguards=safeguards_table(limits),
            remedies=remedies_table(limits.notice, limits.appeal, limits.correction, limits.audit, limits.on),
            correction=_kept_correction(regime.correction_path),
            fusion=fusion_table(regime.fusion),
            hiding=hiding_table(regime.hiding),
            rollout=rollout_table(regime.rollout, rules, districts, float(perks.perk[Grade.A])),
            commercial=commercial_table(regime.commercial, date),
            sharing=sharing_table(regime.sharing),
            financial_record=financial_record_table(regime.financial_record),
            exposed=np.zeros(districts, np.int64),
            firms=firms_table(world.firms, society),
            firm_offences=firm_offences_table(world.firms.offences),
            inspections=inspections_table(world.firms.inspections),
            schemes=schemes_table(world.fraud),
            firm_scoring=firm_scoring_table(regime.firms, world.firms, world.fraud),
            political_pressure=political_pressure_table(regime.political_pressure),
            visible_sanctions=np.zeros(districts, np.int64),
            inspectors_cost=regime.price.on * round(added_cost(regime.firms, world.firms) / adults * (1 << 32)),
            announced=np.zeros((len(Kind), districts), np.int64),
            announced_to_members=np.zeros((len(Kind), districts), np.int64),
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


def daily_costs(tables: Tables) -> tuple[Integers, Integers, Integers, Integers]:
    """Running cost per adult and day of each district, in 2**-32 currency units: cameras, reading, informants, firms' inspectors."""
    in_force = np.asarray(tables.exposed > 0, np.int64)
    cameras = tables.cameras.coverage * tables.cameras.cost_rate
    informants = (tables.informants.density >> 8) * tables.informants.month_cost // 28
    reading = int(tables.messages.cost[_TYPICAL_DIGITAL])
    inspectors = np.full_like(in_force, tables.inspectors_cost)
    return cameras * in_force, reading * in_force, informants * in_force, inspectors


def faces_per_person(tables: Tables) -> Integers:
    """Faces compared with a gallery per person and day of each district, Q16: coverage times passes; none without recognition."""
    return np.asarray((tables.cameras.coverage * tables.recognition.passes) >> 8, np.int64)
