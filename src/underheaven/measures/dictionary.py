"""The dictionary of measures: what every column of a run folder counts, in which unit, as a flow or as a stock.

Flows are counts of one day. Stocks hold at the day's end. A running total (``persons_denied``) only grows. Adult means: not a
child. Source of the definitions: MODEL §15, RULINGS 16–18. The documentation prints this table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from underheaven.engine.tally import FIRST_OF_FIRMS, Measure, is_stock

Aggregation = Literal["flow", "stock", "running total"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of ``national``, ``groups`` and ``districts``."""

    name: str
    aggregation: Aggregation
    unit: str
    """Unit of the integers in the column."""
    definition: str
    per: int = 1000
    """An effect is told per this many adults."""
    divisor: int = 1
    """Integers of the column that make one unit in an effect (4 quarter points make a point)."""
    effect_unit: str = ""
    """Unit of a mean over adults, for columns that are sums of such; else empty."""

    @property
    def estimate_unit(self) -> str:
        """Unit of an effect over a run, such as ``events per 1 000 adults``."""
        if self.effect_unit:
            return f"{self.effect_unit}, mean over adults"
        adults = "adult" if self.per == 1 else f"{self.per:,} adults".replace(",", " ")
        return f"{self.unit} per {adults}"


# name | unit | definition
_COUNTS = """
entries | entries | adults who enter the black list; an extension is none
entries_wrongful | entries | entries that no true record, and not the score without its false part, would have caused
exits | exits | adults who leave the black list: expiry, compliance, a won appeal, or the lapse of the regime
wrongful_days | person-days | days of listing added by false records; days not served after an early exit are taken back
triggers_true | person-days | unlisted exposed adult-days with a true act that would list (positives of the 2×2 table)
triggers_found | person-days | of these, the days on which the person entered the list (true positives)
units_at_risk | person-days | unlisted exposed adult-days (units of the 2×2 table)
appeals_filed | appeals | appeals of listed citizens against their listing
appeals_won | appeals | of the appeals decided, those that ended a listing
audits | listings | listings that an independent auditor looked at again
audits_struck | listings | of these, the listings struck
stale_domain_days | domain-days | days in a domain whose agency does not know that the listing has ended (counted weekly, times 7)
travel_demanded | trips | air and fast-rail trips wanted, by listed and unlisted alike
travel_denied_air | trips | air trips refused
travel_denied_rail | trips | fast-rail trips refused
persons_denied | persons | adults ever refused a trip so far in the run
deposits_paid | events | rentals for which a deposit was required
deposits_waived | events | rentals for which a grade or a commercial score waived the deposit
premium_refused | events | premium purchases refused
matches | events | partners found through a dating service
visas | trips | trips abroad for which a commercial score gave an easier visa
boasts | person-weeks | weeks in which a member of the commercial scheme showed the score around
deposit_free | person-weeks | weeks of members whose commercial score waives deposits
children_barred | child-weeks | weeks in which a listed adult's child is barred from a school
records_true | records | records written about somebody who did the act
records_false | records | records written about somebody who did not do the act
acts_harmful | acts | true acts with negative points that harm somebody
acts_harmless | acts | true acts with negative points that harm nobody
positive_acts | acts | true acts with positive points
acts_jaywalking | acts | crossings against the rule
acts_unleashed_dog | acts | dogs off the leash and other nuisance
acts_video_games | acts | weeks of many video games
acts_trivial_purchase | acts | purchases that a rulebook calls trivial
acts_critical_speech | acts | critical utterances
acts_protest | acts | protests and petitions
acts_late_bill | acts | bills paid late
acts_default | acts | defaults on a loan or a judgment
acts_tax_evasion | acts | taxes evaded by the self-employed
acts_fare_evasion | acts | tickets cheated, seats taken
acts_charity | acts | charity and volunteering
acts_family_help | acts | help for a member of the family
acts_praise | acts | public praise of the government
jaywalking_at_sites | acts | crossings against the rule at the crossings that a regime with displays equips
captured | events | acts and alarms that a channel captured
captured_right | events | captured and recorded on the right person
captured_wrong | events | captured and recorded on a wrong person
captured_nobody | events | captured, and recorded on nobody
captured_by_cameras | events | captured first by cameras
captured_by_messages | events | captured first by the monitoring of messages
captured_by_informants | events | captured first by an informant
captured_by_records | events | captured first by an administrative record
captured_by_platform | events | captured in the data of the commercial platform
faces_searched | faces | passes before a camera that were compared with a gallery (counted from coverage, not drawn)
alerts | alerts | probes that cameras put a name to, right or wrong
alerts_wrong | alerts | of these, with the name of somebody else
messages_false_alarms | events | harmless messages taken for critical ones
reports | reports | reports by informants, neighbours and children
reports_false | reports | of these, reports of what did not happen
reports_by_children | reports | reports by children on an adult of their household
records_reviewed_away | records | records that human review removed
fines | fines | fines under ordinary law
went_into_hiding | adults | adults who go into hiding (a probe, not an observed rate)
found | adults | hidden adults whom a camera recognised
days_to_detection | days | sum over the found of the days they were hidden
innocents_hit | events | people taken for a hidden person
assessed | assessments | persons, families, cases or applications that an office scored
decisions_adverse | decisions | of these, decided against the person: a debt, an accusation, less help, a refused loan
decisions_wrongful | decisions | of these, decisions that full knowledge would not have made
harassed | events | harassment of somebody shown as listed
ties_cut | ties | ties cut by a partner
ties_revived | ties | ties taken up again
shocks | events | sudden expenses
shocks_uninsured | events | sudden expenses with which no acquaintance helped
bills_due | bills | bills due
unmet_needs | bills | bills that could not be paid
newly_banked | persons | unbanked adults to whom a financial record brought a credit line in the week
thin_files | person-weeks | weeks of unbanked adults with a credit line on a young record
false_files | person-weeks | weeks of borrowers whose interest is raised by a wrongful listing for money
aid_given | events | help with a sudden expense by an acquaintance
"""

# of firms: in districts and the nation, empty in groups
_FIRMS = """
purchases | purchases | purchases at firms, booked once a week
frauds | persons | customers hit by counterfeits or fraud
firm_offences | offences | offences of firms, true ones
firm_offences_found | offences | offences of firms that an inspection found
firm_findings_false | findings | finds of inspections where there was no offence
firm_entries | entries | firms that enter the list of firms; an extension is none
firm_entries_wrongful | entries | entries of firms that no true find, and not the rating without its false part, would have caused
complaints | complaints | complaints about firms by persons whom they hit
inspections | inspections | inspections of firms, today's and the regime's
schemes_started | schemes | pyramids, false investments and charities begun
schemes_ended | schemes | schemes that collapsed, fell due or were found
scheme_joiners | persons | members who joined a scheme
scheme_losers | persons | members of ended schemes who paid more than they got
firms | firms | firms
firms_listed | firms | firms on the list of firms
firms_listed_wrongly | firms | firms on the list whose entry was wrongful and of whom nothing true was found since
firms_hiding_offences | firms | unlisted firms with an offence that is neither found nor faded, or with a running scheme
firm_rating_sum | sum over firms (points × 4) | rating, in quarter points
schemes | schemes | schemes running
scheme_members | persons | members of running schemes
firms_asked | firms | firms that a political demand concerns
firms_complying | firms | of these, firms that did this week what is demanded
"""

_MONEY = """
harm_done | harm of true acts
help_given | help by true acts
fraud_losses | losses of consumers to firms' fraud and schemes, less commissions, by the victim on the day of arrival
arrears | pay that employers withheld, by the employee on the day of arrival
firm_tax_evaded | tax that firms evaded
firm_fines | fines of firms, ordinary law's and the regime's
scheme_losses | fees less commissions that members of ended schemes had paid
claimed | what offices claim back
claimed_wrongly | part of the claims that was not due
burden | detriment of sanctions
burden_unrelated | part of the burden in domains unrelated to the cause of the listing (strict matrix)
burden_innocent | part of the burden borne while listed wrongly
cost | price of the regime to the public purse
cost_cameras | part of the price: running cameras
cost_messages | part of the price: scanning messages
cost_informants | part of the price: paying informants
cost_inspections | part of the price: inspecting firms beyond ordinary capacity
cost_lists | part of the price: administration of listings
cost_reviews | part of the price: human review of records
cost_remedies | part of the price: notices, appeals and audits
"""

_PERSONS = """
listed | adults on the black list
listed_wrongly | adults on the black list whose entry was wrongful and who have caused no true trigger since
exposed | adults in the scheme
opted_in | adults in the commercial scheme
dissent_private | adults whose private dissent exceeds the threshold of expression
dissent_public | adults who dissent openly
support_private | adults whose private trust in the government is at least 128 of 255
support_stated | adults who would answer "support" if asked today
isolated | adults with at most three of six ties alive
employed | adults in employment
in_debt | adults whose savings are below zero
grade_d | adults at grade D
grade_aa | adults at grade AA or AAA
hidden | adults in hiding
"""

# name | unit of a mean | divisor | what is summed over adults
_SUMS = """
trust_neighbours | 0–255 scale | 1 | trust in neighbours
trust_business | 0–255 scale | 1 | trust in business
trust_government | 0–255 scale | 1 | private trust in the government
score_sum | points | 4 | score, in quarter points
score_false_sum | points | 4 | part of the score that comes from false records, in quarter points
hardship_sum | 0–255 scale | 1 | hardship (128 = no savings; lower is better)
fear_sum | 0–255 scale | 1 | fear of sanction
belief_sum | 0–126 scale | 1 | belief about detection (64 = right)
ties_alive | ties | 1 | ties alive, of six
repayment_chance_sum | chance | 1000 | chance of repaying a loan at the level in a lender's books, in thousandths
modalities_held | modalities | 1 | modalities that a fused profile holds, of five (profile completeness is a fifth of the mean)
tier_sum | tiers | 1 | job tier (0 to 7) of the employed
"""


def _cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def _entries() -> dict[str, Entry]:
    found: dict[str, Entry] = {}

    def add(name: str, unit: str, definition: str, per: int = 1000, divisor: int = 1, effect_unit: str = "") -> None:
        aggregation: Aggregation = "stock" if is_stock(Measure[name.upper()]) else "flow"
        if name == "persons_denied":
            aggregation = "running total"
        found[name] = Entry(name, aggregation, unit, definition, per, divisor, effect_unit)

    for name, unit, definition in _cells(_COUNTS) + _cells(_FIRMS):
        add(name, unit, definition)
    for name, definition in _cells(_MONEY):
        add(name, "cu", f"{definition}, in currency units (64 = a median day's income)", per=1)
    for name, definition in _cells(_PERSONS):
        add(name, "persons", definition)
    for name, unit, divisor, definition in _cells(_SUMS):
        add(name, f"sum over adults ({unit}{'' if divisor == '1' else ' × ' + divisor})", definition, 1, int(divisor), unit)
    return {measure.name.lower(): found[measure.name.lower()] for measure in Measure}


DICTIONARY = MappingProxyType(_entries())
"""Every measure by column name, in the order of the tallies."""

COLUMNS = tuple(DICTIONARY)
"""Column names in the order of ``Measure``."""

RUNNING_TOTALS = tuple(int(Measure[name.upper()]) for name, entry in DICTIONARY.items() if entry.aggregation == "running total")
"""Measures that the kernel counts by day and the run folder sums up from day 1."""


OF_FIRMS = frozenset(COLUMNS[FIRST_OF_FIRMS:])
"""Measures of firms: the nation and its districts have them, strata of persons do not."""


def entry(name: str) -> Entry:
    """The entry of a measure.

    Raises:
        KeyError: for an unknown name, with the nearest known one.
    """
    if name not in DICTIONARY:
        raise KeyError(unknown(name, COLUMNS))
    return DICTIONARY[name]


def unknown(name: str, known: Sequence[str]) -> str:
    """What to say of a measure that is none of those known."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known[:8])}, … (the data dictionary lists them)"
    return f"no measure is called {name!r}; {hint}"


def as_markdown() -> str:
    """The data dictionary as a Markdown table, for the documentation."""
    lines = ["| column | kind | unit | counts |", "|---|---|---|---|"]
    lines += [f"| `{e.name}` | {e.aggregation} | {e.unit} | {e.definition} |" for e in DICTIONARY.values()]
    return "\n".join(lines) + "\n"
