"""From an act to records: who noticed, whom they took it for, and what is written about whom (S04–S08).

Truth stands beside the record throughout: each capture ends with the right person, a wrong one or nobody, and the three are counted.
"""

from underheaven.day.act import CERTAIN, acts
from underheaven.day.capture import capture_threshold, captures, recording_channels
from underheaven.day.fusion import profile_of
from underheaven.day.informants import (
    informant,
    report_benefit,
    report_stake,
    reports_on_duty,
    target_learns,
    tip_is_useful,
    witness,
)
from underheaven.day.messages import message_coverage
from underheaven.day.recognition import person_type, recognise, recognition_group, which_double, wrong_group
from underheaven.day.records import misposted, which_namesake
from underheaven.day.safeguards import review_removes
from underheaven.day.vocabulary import Channel, Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.engine.desk import CELL_REPORTS, ROWS, Desk, Who, charge, count, note
from underheaven.engine.mail import NEIGHBOURS, RECORD, send
from underheaven.engine.membership import reaches_ledger
from underheaven.engine.person import CHILD, in_context, knows_regime, person_of
from underheaven.engine.state import government_of, neighbours_of, opted_in_of
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables
from underheaven.society.doubles import double, namesake
from underheaven.society.households import household_size, household_start, role
from underheaven.society.people import Trait, Words, hash32, trait

CAMERAS, MESSAGES, INFORMANTS, RECORDS = int(Channel.CAMERAS), int(Channel.MESSAGES), int(Channel.INFORMANTS), int(Channel.RECORDS)
_PLATFORM = int(Channel.PLATFORM)
_REPORTING = int(Kind.REPORTING)
_RECOGNITION, _WITNESS, _REPORT = int(Purpose.RECOGNITION), int(Purpose.WITNESS), int(Purpose.REPORT)
_CLERICAL, _REVIEW, _TYPE = int(Purpose.CLERICAL), int(Purpose.REVIEW), int(Purpose.RECOGNITION_TYPE)
_INFORMANT, _PLATFORM_CAPTURE, _MODALITY = int(Purpose.INFORMANT), int(Purpose.PLATFORM_CAPTURE), int(Purpose.MODALITY)
_CAPTURED, _RIGHT = int(Measure.CAPTURED), int(Measure.CAPTURED_RIGHT)
_WRONG, _NOBODY = int(Measure.CAPTURED_WRONG), int(Measure.CAPTURED_NOBODY)
_BY_CHANNEL = int(Measure.CAPTURED_BY_CAMERAS)
_REPORTS, _REPORTS_FALSE = int(Measure.REPORTS), int(Measure.REPORTS_FALSE)
_REVIEWED, _COST_REVIEWS = int(Measure.RECORDS_REVIEWED_AWAY), int(Measure.COST_REVIEWS)
_ALERTS, _ALERTS_WRONG = int(Measure.ALERTS), int(Measure.ALERTS_WRONG)
_HONESTY, _DIGITAL = int(Trait.HONESTY), int(Trait.DIGITAL)
ACTOR_OF_A_RECORD = -2
"""In the place of a measure: this row only tells who did what a false record of tomorrow says."""


@compiled_part
def is_adverse(tables: Tables, kind: int) -> bool:
    """Whether a record of this kind takes points or lists."""
    return integer(tables.rulebook.points[kind]) < 0 or integer(tables.rulebook.list_days[kind]) > 0


@compiled_part
def write_record(tables: Tables, desk: Desk, who: Who, target: int, kind: int, channel: int, weight: int, false: int) -> bool:
    """Send a record about ``target`` that goes back to ``who`` (actor or informer); False if a reviewer strikes it out."""
    actor, _, _, day = who
    safeguards = tables.safeguards  # a review may be free of charge, and still reviews
    if (safeguards.review_cost | safeguards.removes_false | safeguards.removes_true) > 0 and is_adverse(tables, kind):
        charge(desk, who, _COST_REVIEWS, safeguards.review_cost >> 1)
        if review_removes(false == 1, draw(tables.society.seed, actor, day, _REVIEW, kind * 8 + channel)[0], tables.safeguards):
            count(desk, who, _REVIEWED, 1)
            return False
    send(desk, target, RECORD, kind + 16 * channel + 128 * false + 256 * weight)
    if false == 1 and tables.tracing == 1:
        row = desk.cursor[ROWS]
        desk.rows[row, 0] = target
        desk.rows[row, 1] = day
        desk.rows[row, 2] = ACTOR_OF_A_RECORD
        desk.rows[row, 3] = kind
        desk.rows[row, 4] = channel
        desk.rows[row, 6] = actor
        desk.cursor[ROWS] = row + 1
    return True


@compiled_part
def known_by(tables: Tables, citizen: int) -> int:
    """Column of the recognition tables: whether this face is hard to recognise, and twice the profile that is held."""
    seed = tables.society.seed
    column = person_type(hash32(seed, _TYPE, citizen), tables.recognition)
    if tables.fusion.on == 1:
        a, b, c, _ = draw(seed, citizen, 0, _MODALITY, 0)
        column += 2 * profile_of(a, b, c, tables.fusion)
    return column


@compiled_part
def by_camera(tables: Tables, desk: Desk, who: Who, kind: int) -> int:
    """A camera saw it: 0 recorded on the right person, 1 on another, 2 on nobody."""
    person = person_of(tables.society, who[0])
    outcome, which_group, which, _ = draw(tables.society.seed, person.id, who[3], _RECOGNITION, kind)
    group = recognition_group(person.sex, person.age_band, person.origin)
    result = recognise(outcome, group, known_by(tables, person.id), tables.recognition)
    if result == 2:
        return 2
    count(desk, who, _ALERTS, 1)
    count(desk, who, _ALERTS_WRONG, result)
    target = person.id
    if result == 1:
        other = wrong_group(which_group, group, tables.recognition)
        m, national = which_double(which, tables.recognition), tables.recognition.national == 1
        target = double(tables.society, person.id, other, m, tables.recognition.doubles, national)
        if target < 0:
            return 2
    return result if write_record(tables, desk, who, target, kind, CAMERAS, 1, result) else 2


@compiled_part
def by_informant(tables: Tables, desk: Desk, who: Who, kind: int) -> int:
    """Somebody near saw it and may report: 0 a record follows, 2 nothing does."""
    citizen, _, district, day = who
    seed, first = tables.society.seed, citizen & ~255
    choice, place, duty, mood = draw(seed, citizen, day, _WITNESS, kind)
    people = min(256, tables.society.citizens - first)
    start = household_start(tables.society, citizen)
    slot = witness(choice, place, citizen & 255, start & 255, household_size(tables.society, citizen), people, tables.informants)
    if slot < 0:
        return 2
    seer = person_of(tables.society, first + slot)
    if seer.age_band == CHILD:
        return 2
    enlisted = informant(hash32(seed, _INFORMANT, seer.id), integer(tables.informants.density[district]))
    if not reports_on_duty(duty, enlisted, tables.informants):
        mind = integer(desk.mind_before[slot])
        knows = knows_regime(tables, seer.id, district)
        benefit = report_benefit(knows, government_of(mind), enlisted, trait(seer.words, _HONESTY), mood & 255, tables.informants)
        if not acts(benefit, CERTAIN, report_stake(neighbours_of(mind), tables.informants)):
            return 2
    lost = tables.informants.trust_lost_to_neighbour
    return tip(tables, desk, in_context(seer, district, day), citizen, kind, 1, 0, lost, 1 + kind)


@compiled_part
def tip(tables: Tables, desk: Desk, who: Who, target: int, kind: int, weight: int, false: int, lost: int, block: int) -> int:
    """A report by ``who`` about ``target``: 0 if it becomes a record, else 2. ``lost``: trust in neighbours of a target who learns of it.

    Most tips are useless, true or not; the reporter is credited in any case.
    """
    learns, useful, _, _ = draw(tables.society.seed, who[0], who[3], _REPORT, block)
    note(desk, who, _REPORTS, 1, kind, INFORMANTS, 1 - false, target, 0, 0)
    if false == 1:
        note(desk, who, _REPORTS_FALSE, 1, kind, INFORMANTS, 0, target, 0, 0)
    desk.sums[CELL_REPORTS] += 1
    if role(tables.society, who[0]) != CHILD:
        send(desk, who[0], RECORD, _REPORTING + 16 * INFORMANTS + 256)
    if target_learns(learns, tables.informants):
        send(desk, target, NEIGHBOURS, -lost)
    if not tip_is_useful(useful, tables.informants):
        return 2
    return 0 if write_record(tables, desk, who, target, kind, INFORMANTS, weight, false) else 2


@compiled_part
def by_office(tables: Tables, desk: Desk, who: Who, kind: int) -> int:
    """An office recorded it: 0 on the right person, 1 on a namesake, 2 struck out."""
    chance, which, _, _ = draw(tables.society.seed, who[0], who[3], _CLERICAL, kind)
    target, result = who[0], 0
    if misposted(chance, is_adverse(tables, kind), tables.records):
        other = namesake(tables.society, who[0], which_namesake(which, tables.records), tables.records.namesakes)
        if other >= 0 and role(tables.society, other) != CHILD:
            target, result = other, 1
    return result if write_record(tables, desk, who, target, kind, RECORDS, 1, result) else 2


@compiled_part
def on_platform(tables: Tables, desk: Desk, citizen: int, day: int, kind: int) -> bool:
    """Whether the state finds the act in the platform's data: of members only, and only while the platform shares them."""
    chance = capture_threshold(kind, _PLATFORM, tables.sharing.platform, tables.visibility)
    if chance == 0 or opted_in_of(integer(desk.mind[citizen & 255])) == 0:
        return False
    return draw(tables.society.seed, citizen, day, _PLATFORM_CAPTURE, kind)[0] < chance


@compiled_part
def observe(tables: Tables, desk: Desk, words: Words, who: Who, kind: int, displayed: bool, glance: Words) -> bool:
    """Let every channel look at an act; returns whether the actor was recorded for it.

    ``words`` are the actor's; ``displayed``: at an equipped crossing; ``glance``: a draw for each channel.
    """
    citizen, district = who[0], who[2]
    if not reaches_ledger(tables, kind, citizen, district):
        return False
    seen = tables.visibility
    if displayed:
        camera = tables.conduct.site_visibility << 24
    else:
        camera = capture_threshold(kind, CAMERAS, integer(tables.cameras.coverage[district]), seen)
    reading = message_coverage(trait(words, _DIGITAL), tables.messages)
    thresholds = (
        camera,
        capture_threshold(kind, MESSAGES, reading, seen),
        capture_threshold(kind, INFORMANTS, tables.informants.coverage, seen),
        capture_threshold(kind, RECORDS, tables.records.coverage, seen),
    )
    noticed = captures(glance, thresholds)
    if on_platform(tables, desk, citizen, who[3], kind):
        noticed |= 1 << _PLATFORM
    noticed = recording_channels(noticed, tables.safeguards.deduplication == 1)
    if noticed == 0:
        return False
    recorded = False
    for channel in range(5):
        if noticed >> channel & 1 == 0:
            continue
        if channel == CAMERAS:
            result = by_camera(tables, desk, who, kind)
        elif channel == INFORMANTS:
            result = by_informant(tables, desk, who, kind)
        elif channel == RECORDS:
            result = by_office(tables, desk, who, kind)
        else:
            result = 0 if write_record(tables, desk, who, who[0], kind, channel, 1, 0) else 2
        note(desk, who, _CAPTURED, 1, kind, channel, 1, who[0], 0, 0)
        note(desk, who, _BY_CHANNEL + channel, 1, kind, channel, 1, who[0], 0, 0)
        note(desk, who, _RIGHT + result, 1, kind, channel, 1, who[0], 0, 0)
        recorded = recorded or result == 0
    return recorded
