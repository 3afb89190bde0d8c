"""The parts of a scenario, composed of the parameter classes of society and day, and what a scenario file may say of them."""

import datetime
from typing import Any, Literal, TypeVar

from pydantic import Field

from underheaven.day.adaptation import Adaptation
from underheaven.day.averaged_debts import AveragedDebts
from underheaven.day.cameras import Cameras
from underheaven.day.capture import Visibility
from underheaven.day.commercial import Commercial
from underheaven.day.conduct import Conduct
from underheaven.day.correction import CorrectionPath
from underheaven.day.economy import Economy
from underheaven.day.expression import Expression
from underheaven.day.financial_record import FinancialRecord
from underheaven.day.firm_scoring import FirmScoring
from underheaven.day.firms import Firms
from underheaven.day.fraud_model import FraudModel
from underheaven.day.fusion import Fusion
from underheaven.day.hiding import Hiding
from underheaven.day.informants import Informants
from underheaven.day.job_chances import JobChances
from underheaven.day.knowledge import Censorship, Knowledge
from underheaven.day.law import OrdinaryLaw
from underheaven.day.ledger import Ledger
from underheaven.day.lender import Lender
from underheaven.day.mechanism import Mechanism
from underheaven.day.messages import Messages
from underheaven.day.perks import Perks
from underheaven.day.plugin import Plugins
from underheaven.day.political_pressure import PoliticalPressure
from underheaven.day.price import Price
from underheaven.day.recognition import Recognition
from underheaven.day.records import AdministrativeRecords
from underheaven.day.rollout import Rollout
from underheaven.day.rulebook import Rulebook
from underheaven.day.safeguards import Safeguards
from underheaven.day.sanctions import DomainName, Sanctions
from underheaven.day.schemes import Schemes
from underheaven.day.shaming import Shaming
from underheaven.day.sharing import Sharing
from underheaven.day.standing import Exposure, Grades, Lists
from underheaven.day.ties import Ties
from underheaven.day.travel import Travel
from underheaven.day.trust import TrustDynamics
from underheaven.scenario.merge import merge
from underheaven.society.parameters import SocietyParameters
from underheaven.values import Parameters

Group = TypeVar("Group", bound=Parameters)
Status = Literal["documented", "stylised", "counterfactual"]


class Reference(Parameters):
    """A document that a scenario rests on."""

    title: str = Field(min_length=1)
    """Author or outlet, what it says, date."""
    place: str = Field(min_length=3)
    """Where it can be found: an address, or a row of FACTS."""


class World(Parameters):
    """How people live in either arm, with or without the regime."""

    visibility: Visibility = Visibility()
    economy: Economy = Economy()
    ordinary_law: OrdinaryLaw = OrdinaryLaw()
    travel: Travel = Travel()
    conduct: Conduct = Conduct()
    expression: Expression = Expression()
    adaptation: Adaptation = Adaptation()
    trust: TrustDynamics = TrustDynamics()
    ties: Ties = Ties()
    firms: Firms = Firms()
    fraud: Schemes = Schemes()


class Regime(Mechanism):
    """What the state does to the people: who is scored, who watches, what is written, what follows. ``off`` switches all of it off."""

    exposure: Exposure = Exposure()
    rollout: Rollout = Rollout()
    cameras: Cameras = Cameras()
    recognition: Recognition = Recognition()
    fusion: Fusion = Fusion()
    hiding: Hiding = Hiding()
    messages: Messages = Messages()
    informants: Informants = Informants()
    records: AdministrativeRecords = AdministrativeRecords()
    knowledge: Knowledge = Knowledge()
    censorship: Censorship = Censorship()
    rulebook: Rulebook = Rulebook()
    ledger: Ledger = Ledger()
    grades: Grades = Grades()
    lists: Lists = Lists()
    correction_path: CorrectionPath = CorrectionPath()
    sanctions: Sanctions = Sanctions()
    perks: Perks = Perks()
    shaming: Shaming = Shaming()
    safeguards: Safeguards = Safeguards()
    commercial: Commercial = Commercial()
    sharing: Sharing = Sharing()
    financial_record: FinancialRecord = FinancialRecord()
    firms: FirmScoring = FirmScoring()
    political_pressure: PoliticalPressure = PoliticalPressure()
    averaged_debts: AveragedDebts = AveragedDebts()
    fraud_model: FraudModel = FraudModel()
    job_chances: JobChances = JobChances()
    lender: Lender = Lender()
    price: Price = Price()
    plugins: Plugins = Plugins()


class Outcome(Parameters):
    """What an example expects; only what is named is checked."""

    score: float | None = None
    """Points after the last record."""
    grade: Literal["D", "C", "B", "A", "AA", "AAA"] | None = None
    listed: Literal["yes", "no"] | None = None
    listed_days: int | None = None
    """Length of the listing in days, 0 if not listed."""
    domains: tuple[DomainName, ...] | None = None
    """Fields of life in which a sanction bites."""


class Example(Parameters):
    """A sentence about one citizen and what the regime makes of it; ``underheaven check`` verifies it."""

    sentence: str
    expected: Outcome
    place: str = Field(default="", exclude=True)
    """Where it stands, for messages; no part of the scenario's content."""


class TimelineEntry(Parameters):
    """A dated change of policy."""

    start: datetime.date = Field(alias="from")
    """First day on which it is in force."""
    title: str = ""
    """What changes, for charts."""
    regime: dict[str, Any]
    """The part of the regime that changes, laid over what was in force before."""


class FileTimelineEntry(Parameters):
    """A dated change as a file writes it: any part of the regime."""

    start: datetime.date = Field(alias="from")
    title: str = ""
    regime: Regime


class Twin(Parameters):
    """The policy that a scenario is compared with, if it is not the absence of any."""

    name: str
    regime: Regime
    timeline: tuple[TimelineEntry, ...] = ()


class Described(Parameters):
    """What a scenario and its file have in common."""

    title: str = Field(min_length=1)
    """Name of the scenario for a reader."""
    status: Status
    """documented: as sources describe it · stylised: simplified from sources · counterfactual: nobody has documented it."""
    summary: str = ""
    """What it is, in plain words."""
    sources: tuple[Reference, ...] = ()
    """Documents that the scenario as a whole rests on."""
    society: SocietyParameters = SocietyParameters()
    world: World = World()
    regime: Regime = Regime()


class ScenarioFile(Described):
    """What a scenario file may say. Parts that are left out come from ``base``, else from the defaults of the model."""

    base: str | None = None
    """Shipped scenario, or path of a file, over which this one is laid. Title, status, summary and examples are always one's own."""
    twin: str | None = None
    """Scenario whose regime the second arm lives under; without it the second arm has none."""
    timeline: tuple[FileTimelineEntry, ...] = ()
    """Dated changes of the regime, earliest first."""
    examples: tuple[dict[str, Outcome], ...] = ()
    """Sentences with what is expected of the regime's last state."""


def policies(regime: Regime, timeline: tuple[TimelineEntry, ...]) -> tuple[tuple[datetime.date, Regime], ...]:
    """Every regime with the first day on which it is in force; the first has always been."""
    tree = regime.model_dump(mode="json", by_alias=True)
    dated = [(datetime.date.min, regime)]
    for entry in timeline:
        tree = merge(tree, entry.regime)
        dated.append((entry.start, Regime.model_validate(tree)))
    return tuple(dated)


def switched_off(group: Group) -> Group:
    """The same parameters with every mechanism in them off."""
    values = {name: getattr(group, name) for name in type(group).model_fields}
    changes: dict[str, Any] = {name: switched_off(value) for name, value in values.items() if isinstance(value, Parameters)}
    if isinstance(group, Mechanism):
        changes["on"] = False
    return group.model_copy(update=changes)
