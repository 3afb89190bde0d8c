"""The day: street offences and rare events of the few citizens whom the day's candidate masks pick.

A uniform's leading bits come bit-sliced: one random bit of 32 citizens at a time, several slices over each other; who has zeros in all of
them lies inside the group's envelope. The rest of the same uniform is drawn for the candidates alone, so the result does not depend on
how many slices the mask uses.
"""

import numpy as np

from underheaven.day.act import CERTAIN, acts, fear_multiplier, offends
from underheaven.day.conduct import (
    RARE_ENVELOPE,
    STREET_ENVELOPE,
    Rare,
    is_equipped_site,
    rare_place,
    rare_slot,
    site_deterrent,
    street_kind,
)
from underheaven.day.expression import protests
from underheaven.day.informants import (
    FALSE_REPORT,
    NO_REPORT,
    child_benefit,
    child_report,
    child_stake,
    malicious_benefit,
    malicious_kind,
    malicious_stake,
    malicious_target_is_tie,
)
from underheaven.day.law import deterrence_of
from underheaven.day.messages import false_alarm
from underheaven.day.recognition import named_though_unenrolled, phantom, recognition_group
from underheaven.day.vocabulary import Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import WORD, draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.batch import draw_candidates, outside
from underheaven.engine.commit import answerable, commit, learned, perceived, resident, takes_opportunity
from underheaven.engine.desk import CELL_DISSENTERS, HIDERS, WORK, Desk, count, note, write_words
from underheaven.engine.membership import reaches_ledger, scheme_here, severity_here
from underheaven.engine.person import CHILD, Person, in_context, knows_regime, person_of
from underheaven.engine.plugins import after_daily
from underheaven.engine.state import belief_of, dissents_of, fear_of, neighbours_of, opted_in_of, ties_of, unpack
from underheaven.engine.stocks import restate_mind
from underheaven.engine.tally import Measure
from underheaven.engine.watch import CAMERAS, MESSAGES, tip, write_record
from underheaven.scenario.compile import Tables
from underheaven.society.households import role
from underheaven.society.people import Trait, class_of, household_words, self_employed_of, trait
from underheaven.society.ties import tie

_STREET, _RARE, _MALICE = int(Purpose.STREET), int(Purpose.RARE), int(Purpose.MALICE)
_PHANTOM = int(Purpose.PHANTOM)
_PROTEST_SLOT, _TAX_SLOT, _MALICIOUS_SLOT = int(Rare.PROTEST), int(Rare.TAX_EVASION), int(Rare.MALICIOUS_REPORT)
_CHILD_SLOT, _ALARM_SLOT, _HIDING_SLOT = int(Rare.CHILD_REPORT), int(Rare.MESSAGE_FALSE_ALARM), int(Rare.HIDING)
_JAYWALKING, _SPEECH, _PROTEST, _TAX = int(Kind.JAYWALKING), int(Kind.CRITICAL_SPEECH), int(Kind.PROTEST), int(Kind.TAX_EVASION)
_GRUDGE, _HONESTY, _DIGITAL = int(Trait.GRUDGE), int(Trait.HONESTY), int(Trait.DIGITAL)
_FALSE_ALARMS, _BY_CHILDREN = int(Measure.MESSAGES_FALSE_ALARMS), int(Measure.REPORTS_BY_CHILDREN)
_AT_SITES = int(Measure.JAYWALKING_AT_SITES)
_ALERTS, _ALERTS_WRONG = int(Measure.ALERTS), int(Measure.ALERTS_WRONG)
_BIT_PLACES = np.array(
    [0, 1, 28, 2, 29, 14, 24, 3, 30, 22, 20, 15, 25, 17, 4, 8, 31, 27, 13, 23, 21, 19, 16, 7, 26, 12, 18, 6, 11, 5, 10, 9], np.int64
)  # place of a lone bit in 32, by the top five bits of its product with a de Bruijn number


@compiled_part
def lone_bit_place(bit: int) -> int:
    """Place of the only bit set in a 32-bit word."""
    return integer(_BIT_PLACES[((bit * 0x077CB531) & WORD) >> 27])


@compiled_part
def offend_on_street(tables: Tables, desk: Desk, citizen: int, district: int, day: int) -> None:
    """One street candidate: the slot, the act rule, and what follows."""
    place, choice, _, _ = draw(tables.society.seed, citizen, day, _STREET, 0)
    kind = street_kind(place >> STREET_ENVELOPE, tables.conduct)
    if kind < 0 or role(tables.society, citizen) == CHILD:
        return
    person = person_of(tables.society, citizen)
    ledger, mind, life = unpack(desk, person.id)
    who = in_context(person, district, day)
    knows = knows_regime(tables, person.id, district)
    reached = reaches_ledger(tables, kind, person.id, district)
    at_site = kind == _JAYWALKING and is_equipped_site(choice & 0xFFFF, tables.conduct)
    displayed = at_site and reached and tables.shaming.displays == 1 and integer(tables.cameras.coverage[district]) > 0
    if displayed:
        emphasis = fear_multiplier(fear_of(life), tables.adaptation.fear_weight)
        law, severe = deterrence_of(tables.ordinary_law, kind), severity_here(tables, kind, district)
        acted = offends(choice >> 16, site_deterrent(law, severe, emphasis, tables.conduct))
    else:
        capture = perceived(tables, kind, who, knows, belief_of(mind), opted_in_of(mind))
        acted = takes_opportunity(tables, kind, district, capture, fear_of(life), choice >> 16)
    if not acted:
        return
    if at_site:
        count(desk, who, _AT_SITES, 1)
    recorded, lesson = commit(tables, desk, person.words, who, kind, integer(tables.conduct.harm[kind]), displayed)
    if not displayed:
        after = learned(tables, who, mind, kind, knows, recorded, lesson)
        restate_mind(desk, who, mind, after, tables.dissents_below)
        write_words(desk, person.id & 255, ledger, after, life)


@compiled_part
def denounce(tables: Tables, desk: Desk, person: Person, district: int, day: int) -> None:
    """Malice: somebody who did nothing is reported."""
    citizen = person.id
    who = in_context(person, district, day)
    kind_draw, where, place, mood = draw(tables.society.seed, citizen, day, _MALICE, 0)
    _, mind, life = unpack(desk, citizen)
    first = citizen & ~255
    target = first + ((place * min(256, tables.society.citizens - first)) >> 32)
    if malicious_target_is_tie(where, tables.informants):
        k = place % 6
        if ties_of(life) >> k & 1 == 0:
            return
        target = tie(tables.society, citizen, k)
    target = answerable(tables, target)
    if target == citizen:
        return
    higher = class_of(tables.society, target, household_words(tables.society, target)) > person.social_class
    knows = knows_regime(tables, citizen, district)
    benefit = malicious_benefit(knows, higher, trait(person.words, _GRUDGE), mood & 255, tables.informants)
    if acts(benefit, CERTAIN, malicious_stake(neighbours_of(mind), tables.informants)):
        lost = tables.informants.trust_lost_to_neighbour
        tip(tables, desk, who, target, malicious_kind(kind_draw), 1, 1, lost, 33)


@compiled_part
def inform_on_parent(tables: Tables, desk: Desk, person: Person, district: int, day: int) -> None:
    """A child may report its parent, truly or falsely."""
    parent = answerable(tables, person.id)
    if parent == person.id:
        return
    truth, _, _, mood = draw(tables.society.seed, person.id, day, _MALICE, 1)
    ledger, _, _ = unpack(desk, parent)
    said = child_report(dissents_of(ledger) == 1, truth, tables.informants)
    if said == NO_REPORT:
        return
    _, mind, _ = unpack(desk, person.id)
    if acts(
        child_benefit(trait(person.words, _HONESTY), mood & 255, tables.informants),
        CERTAIN,
        child_stake(neighbours_of(mind), tables.informants),
    ):
        who = in_context(person, district, day)
        note(desk, who, _BY_CHILDREN, 1, _SPEECH, -1, int(said != FALSE_REPORT), parent, 0, 0)
        lost, weight = tables.informants.trust_lost_in_household, tables.informants.child_weight
        tip(tables, desk, who, parent, _SPEECH, weight, int(said == FALSE_REPORT), lost, 34)


@compiled_part
def go_into_hiding(desk: Desk, citizen: int) -> None:
    """Tell the evening's search; whoever hides already is told apart there."""
    desk.hiders[desk.cursor[HIDERS]] = citizen
    desk.cursor[HIDERS] += 1


@compiled_part
def rare_event(tables: Tables, desk: Desk, citizen: int, district: int, day: int) -> None:
    """One candidate of the rare group: protest, tax, malice, a child's report, a false alarm."""
    place, choice, _, _ = draw(tables.society.seed, citizen, day, _RARE, 0)
    uniform = place >> RARE_ENVELOPE
    slot = rare_slot(uniform, tables.conduct)
    if slot < 0:
        return
    own = rare_place(uniform, slot, tables.conduct)
    watched = scheme_here(tables, _SPEECH, district)
    if slot == _ALARM_SLOT and not (watched and own < integer(tables.messages.false_alarm[255])):
        return
    person = person_of(tables.society, citizen)
    if person.age_band == CHILD:
        if slot == _CHILD_SLOT and watched and own < tables.informants.child_rate:
            inform_on_parent(tables, desk, person, district, day)
        return
    who = in_context(person, district, day)
    ledger, mind, life = unpack(desk, person.id)
    if slot == _MALICIOUS_SLOT:
        if watched and own < tables.informants.malicious_rate:
            denounce(tables, desk, person, district, day)
    elif slot == _ALARM_SLOT:
        if reaches_ledger(tables, _SPEECH, person.id, district) and false_alarm(own, trait(person.words, _DIGITAL), tables.messages):
            note(desk, who, _FALSE_ALARMS, 1, _SPEECH, MESSAGES, 0, -1, 0, 0)
            write_record(tables, desk, who, person.id, _SPEECH, MESSAGES, 1, 1)
    elif slot in (_PROTEST_SLOT, _TAX_SLOT):
        kind = _PROTEST if slot == _PROTEST_SLOT else _TAX
        knows = knows_regime(tables, person.id, district)
        if kind == _PROTEST:
            acted = protests(dissents_of(ledger) == 1, choice & 255, integer(desk.sums[CELL_DISSENTERS]) >> 1, tables.expression)
        else:
            capture = perceived(tables, kind, who, knows, belief_of(mind), opted_in_of(mind))
            working = self_employed_of(tables.society, person.words)
            acted = working and takes_opportunity(tables, kind, district, capture, fear_of(life), choice >> 16)
        if acted:
            recorded, lesson = commit(tables, desk, person.words, who, kind, integer(tables.conduct.harm[kind]), False)
            after = learned(tables, who, mind, kind, knows, recorded, lesson)
            restate_mind(desk, who, mind, after, tables.dissents_below)
            write_words(desk, person.id & 255, ledger, after, life)
    elif slot == _HIDING_SLOT:
        go_into_hiding(desk, citizen)


@compiled_part
def see_phantom(tables: Tables, desk: Desk, cell: int, district: int, day: int, people: int) -> None:
    """The cameras may see an offence that nobody committed, and name somebody for it."""
    seen, named, whom, _ = draw(tables.society.seed, cell, day, _PHANTOM, 0)
    if scheme_here(tables, _JAYWALKING, district) and phantom(seen, people, integer(tables.cameras.coverage[district]), tables.recognition):
        target = resident(tables, cell << 8, whom)
        person = person_of(tables.society, target)
        group = recognition_group(person.sex, person.age_band, person.origin)
        if named_though_unenrolled(named, group, tables.recognition):
            who = in_context(person, district, day)
            count(desk, who, _ALERTS, 1)
            count(desk, who, _ALERTS_WRONG, 1)
            write_record(tables, desk, who, target, _JAYWALKING, CAMERAS, 1, 1)


@compiled_part
def candidates_of_day(tables: Tables, desk: Desk, cell: int, district: int, day: int) -> None:
    """Both daily groups over one cell."""
    people = min(256, tables.society.citizens - (cell << 8))
    see_phantom(tables, desk, cell, district, day, people)
    draw_candidates(tables, desk, cell, day)
    for rare in range(2):
        for group in range(4):
            for half in range(2):
                inside = outside(desk, group, rare, half) ^ WORD
                while inside != 0:
                    bit = inside & -inside
                    inside ^= bit
                    slot = (group << 6) + (half << 5) + lone_bit_place(bit)
                    if slot >= people:
                        continue
                    desk.cursor[WORK] += 1
                    if rare == 1:
                        rare_event(tables, desk, (cell << 8) + slot, district, day)
                    else:
                        offend_on_street(tables, desk, (cell << 8) + slot, district, day)
    after_daily(tables, desk, cell, district, day)
