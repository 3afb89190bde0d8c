"""Conduct of the week, kind by kind: who has an occasion, who takes it, and what follows for each of them.

One kind at a time, because then everybody in a loop goes the same way, and what the actors draw comes together.
"""

from underheaven.day.conduct import helps, speaks_falsely, weekly_occasion
from underheaven.day.vocabulary import Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.purposes import Purpose
from underheaven.engine.batch import GLANCE, LUCK, MORE_ROUNDING, PERSON, SLOTS, SOCIAL, fill, person_in_batch, words_of
from underheaven.engine.columns import who_is
from underheaven.engine.commit import follow, takes_opportunity
from underheaven.engine.desk import CONDUCT, ELIGIBLE, FEAR, FLAGGED, LEDGER_WAS, PICKED, SCORE, SLOT, Desk, Who
from underheaven.engine.membership import on_local_scale
from underheaven.engine.state import dissents_of
from underheaven.engine.week_steps import expected, learn, works_for_points
from underheaven.scenario.compile import Tables
from underheaven.society.people import Trait, trait

_SPEECH, _CHARITY, _PRAISE = int(Kind.CRITICAL_SPEECH), int(Kind.CHARITY), int(Kind.PRAISE)
_GAMES, _TRIVIAL = int(Kind.VIDEO_GAMES), int(Kind.TRIVIAL_PURCHASE)
_CONFORMITY, _HONESTY = int(Trait.CONFORMITY), int(Trait.HONESTY)
_OFFENCE, _CAPTURE = int(Purpose.OFFENCE), int(Purpose.CAPTURE)


@compiled_part
def takes_occasion(tables: Tables, desk: Desk, j: int, who: Who, kind: int) -> bool:
    """Whether the j-th adult takes an occasion for conduct of this kind: help, speech, or an offence."""
    column, mood = desk.columns, integer(desk.uniforms[SOCIAL + 3, j])
    if kind >= _CHARITY:
        words = words_of(desk, PERSON, j)
        conformity = trait(words, _CONFORMITY)
        skill = conformity if kind == _PRAISE else trait(words, _HONESTY)
        scale = on_local_scale(tables, integer(column[SCORE, j]), who[2])
        works = column[ELIGIBLE, j] == 1 and works_for_points(tables, scale, conformity, mood & 255)
        return helps(integer(desk.uniforms[SLOTS, j]), kind, skill, works, tables.conduct)
    if kind == _SPEECH:
        return dissents_of(integer(column[LEDGER_WAS, j])) == 1
    capture = expected(tables, desk, j, who, kind)
    return takes_opportunity(tables, kind, who[2], capture, integer(column[FEAR, j]), (mood >> 8) & 0xFFFF)


@compiled_part
def act_on_occasions(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """All conduct of the week. ``desk.touched`` holds the adults at hand; ``FLAGGED`` is 1 for what a platform minds."""
    column, first = desk.columns, cell << 8
    slots = tables.conduct.week_kind.size
    for j in range(adults):
        found = -1
        for slot in range(slots):
            found = slot if weekly_occasion(integer(desk.uniforms[SLOTS, j]), slot, tables.conduct) else found
        column[CONDUCT, j] = found
        column[FLAGGED, j] = 0
    occasions = 0
    for j in range(adults):
        column[PICKED, occasions] = j
        occasions += int(column[CONDUCT, j] >= 0)
    for slot in range(slots):
        kind = integer(tables.conduct.week_kind[slot])
        number = 0
        for place in range(occasions):
            j = integer(column[PICKED, place])
            desk.touched[number] = j
            number += int(column[CONDUCT, j] == slot)
        actors = 0
        for place in range(number):
            j = integer(desk.touched[place])
            desk.touched[actors] = j
            desk.keys[actors] = first + column[SLOT, j]
            taken = int(takes_occasion(tables, desk, j, who_is(desk, j, cell, district, day), kind))
            column[FLAGGED, j] = taken if kind in (_GAMES, _TRIVIAL) else 0
            actors += taken
        fill(desk, actors, tables.society.seed, day, _OFFENCE, kind, LUCK)
        fill(desk, actors, tables.society.seed, day, _CAPTURE, kind, GLANCE)
        for place in range(actors):
            j = integer(desk.touched[place])
            who, harm = who_is(desk, j, cell, district, day), integer(tables.conduct.harm[kind])
            if kind == _SPEECH:
                false = speaks_falsely(integer(desk.uniforms[MORE_ROUNDING + 2, j]) >> 16, tables.conduct)
                harm = tables.conduct.false_speech_harm if false else 0
            person, luck, glance = person_in_batch(tables, desk, who[0], j), words_of(desk, LUCK, place), words_of(desk, GLANCE, place)
            seen, lesson = follow(tables, desk, person, who, kind, harm, False, luck, glance)
            if kind < _CHARITY:
                learn(tables, desk, j, who, kind, seen, lesson)
