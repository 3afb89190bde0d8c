"""What the parameter classes cannot see by themselves: whether the tables of a society, a world and a regime can be made.

A rate beyond its envelope, grades that do not ascend, a floor above its ceiling: the functions that make the tables refuse them. They
are asked here, when a scenario is loaded, so that the mistake is said with its place and not in the middle of a run.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from underheaven.day.adaptation import adaptation_table
from underheaven.day.averaged_debts import averaged_debts_table
from underheaven.day.capture import visibility_table
from underheaven.day.conduct import conduct_table
from underheaven.day.correction import correction_table
from underheaven.day.credit import credit_table
from underheaven.day.economy import economy_table
from underheaven.day.expression import expression_table
from underheaven.day.firm_offences import firm_offences_table
from underheaven.day.firms import Firms, firms_table
from underheaven.day.fraud_model import fraud_model_table
from underheaven.day.fusion import fusion_table
from underheaven.day.hiding import hiding_table
from underheaven.day.job_chances import job_chances_table
from underheaven.day.jobs import jobs_table
from underheaven.day.law import ordinary_law_table
from underheaven.day.ledger import ledger_table
from underheaven.day.lender import lender_table
from underheaven.day.limits import most_domains
from underheaven.day.messages import messages_table
from underheaven.day.perks import perks_table
from underheaven.day.plugin import plugins_table
from underheaven.day.recognition import GROUPS, Recognition, recognition_table
from underheaven.day.records import records_table
from underheaven.day.rulebook import rulebook_table
from underheaven.day.safeguards import safeguards_table
from underheaven.day.sanctions import Causes, SanctionsTable, causes, domains_of_kinds, sanctions_table
from underheaven.day.schemes import schemes_table
from underheaven.day.shaming import shaming_table
from underheaven.day.standing import exposure_table, grades_table, lists_table
from underheaven.day.ties import ties_table
from underheaven.day.travel import travel_table
from underheaven.day.trust import trust_table
from underheaven.scenario.parts import Regime, World
from underheaven.society.parameters import SocietyParameters
from underheaven.society.table import society_table
from underheaven.society.templates import templates

_WORLD: dict[str, Callable[[Any], Any]] = {
    "visibility": visibility_table,
    "economy": economy_table,
    "ordinary_law": ordinary_law_table,
    "travel": travel_table,
    "conduct": conduct_table,
    "expression": expression_table,
    "adaptation": adaptation_table,
    "trust": trust_table,
    "ties": ties_table,
    "fraud": schemes_table,
}
_REGIME: dict[str, Callable[[Any], Any]] = {
    "exposure": exposure_table,
    "messages": messages_table,
    "records": records_table,
    "ledger": ledger_table,
    "grades": grades_table,
    "lists": lists_table,
    "shaming": shaming_table,
    "correction_path": correction_table,
    "fusion": fusion_table,
    "hiding": hiding_table,
    "safeguards": safeguards_table,
    "averaged_debts": averaged_debts_table,
    "fraud_model": fraud_model_table,
    "job_chances": job_chances_table,
    "lender": lender_table,
    "plugins": plugins_table,
}
_PATH = re.compile(r"([a-z_]+(?:\.[a-z_]+)*):? (.*)")


def society_complaints(society: SocietyParameters) -> Iterator[tuple[str, str]]:
    """(path, message) of everything that stops a society from being made."""
    defaults = SocietyParameters()
    composition = ("household_sizes", "children", "elders")
    if any(getattr(society, name) != getattr(defaults, name) for name in composition):
        yield from _asked("society", templates, society)


def world_complaints(world: World) -> Iterator[tuple[str, str]]:
    """The same for the world."""
    for name, table in _WORLD.items():
        yield from _asked(f"world.{name}", table, getattr(world, name))
    yield from _asked("world.economy", credit_table, world.economy.credit)
    yield from _asked("world.economy", jobs_table, world.economy.jobs)
    yield from _asked("world.firms", _firms, world.firms)


def regime_complaints(regime: Regime, world: World) -> Iterator[tuple[str, str]]:
    """The same for a regime in a world."""
    found = [complaint for name, table in _REGIME.items() for complaint in _asked(f"regime.{name}", table, getattr(regime, name))]
    yield from found
    if not any(path.startswith("regime.grades") for path, _ in found):
        yield from _asked("regime.perks", _perks, (regime.perks, regime.grades))
    if regime.recognition != Recognition():
        yield from _asked("regime.recognition", _recognition, regime.recognition)
    if message := _refusal(_rules, (regime, world)):  # not kept: a matrix of domains has no hash
        yield "world.conduct", message


def rules_of(regime: Regime, world: World) -> tuple[Causes, SanctionsTable, Any]:
    """Causes of listings, sanctions and rulebook as tables: three that need one another."""
    pairs = causes([int(harm) for harm in conduct_table(world.conduct).harm])
    sanctions = sanctions_table(regime.sanctions, pairs, most_domains(regime.safeguards.proportionality, regime.safeguards.on))
    return pairs, sanctions, rulebook_table(regime.rulebook, pairs.of_kind, domains_of_kinds(sanctions, pairs))


def _perks(both: tuple[Any, Any]) -> None:
    perks_table(both[0], grades_table(both[1]))


def _rules(both: tuple[Regime, World]) -> None:
    rules_of(*both)


def _firms(firms: Firms) -> None:
    firms_table(firms, society_table(SocietyParameters(), seed=0, citizens=1))
    firm_offences_table(firms.offences)


def _recognition(recognition: Recognition) -> None:
    recognition_table(recognition, 2020, [Fraction(1, GROUPS)] * GROUPS)


def _refusal(table: Callable[[Any], Any], parameters: Any) -> str:
    try:
        table(parameters)
    except ValueError as error:
        return " ".join(str(error).split())
    except ArithmeticError:
        return "a value here leads to a division by zero or a number too large"
    return ""


_kept_refusal = lru_cache(maxsize=512)(_refusal)


def _asked(path: str, table: Callable[[Any], Any], parameters: Any) -> Iterator[tuple[str, str]]:
    """The table's complaint, if any, with the path of the parameter that it names."""
    if not (message := _kept_refusal(table, parameters)):
        return
    section, _, mechanism = path.partition(".")
    named = _PATH.fullmatch(message)
    if named and named[1].split(".")[0] == mechanism:
        yield f"{section}.{named[1]}", named[2]
    else:
        yield path, message
