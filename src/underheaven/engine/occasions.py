"""Conduct of the week, kind by kind: who has an occasion, who takes it, and what follows for each of them.

One kind at a time, because then everybody in a loop goes the same way, and what the actors draw comes together.
"""

from underheaven.day.conduct import helps, speaks_falsely, weekly_occasion
from underheaven.day.vocabulary import Kind
from underheaven.draws.compiled import compiled_part, integer
from underheaven.draws.purposes import Purpose
from underheaven.engine.batch import GLANCE, LUCK, MORE_ROUNDING, PERSON, SLOTS, SOCIAL, fill, words_of
from underheaven.engine.columns import who_is
from underheaven.engine.commit import follow, takes_opportunity
from underheaven.engine.desk import CONDUCT, ELIGIBLE, FEAR, FLAGGED, LEDGER_WAS, PICKED, SCORE, SLOT, WORKS, Desk, Who
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
def find_occasions(tables: Tables, desk: Desk, district: int, adults: int) -> None:
    """``CONDUCT``: the slot of the occasion that each adult has and, where help or speech is concerned, takes; −1 without one."""
    column, uniforms = desk.columns, desk.uniforms
    for j in range(adults):
        conformity, mood = trait(words_of(desk, PERSON, j), _CONFORMITY), integer(uniforms[SOCIAL + 3, j]) & 255
        worth_it = works_for_points(tables, on_local_scale(tables, integer(column[SCORE, j]), district), conformity, mood)
        column[WORKS, j] = int(worth_it) & integer(column[ELIGIBLE, j])
        column[CONDUCT, j] = -1
    for slot in range(tables.conduct.week_kind.size):
        kind = integer(tables.conduct.week_kind[slot])
        if kind >= _CHARITY:
            by_conformity = int(kind == _PRAISE)  # a factor, since vector code must not choose what it reads
            for j in range(adults):
                words, uniform = words_of(desk, PERSON, j), integer(uniforms[SLOTS, j])
                honesty = trait(words, _HONESTY)
                skill = honesty + (trait(words, _CONFORMITY) - honesty) * by_conformity
                taken = helps(uniform, kind, skill, column[WORKS, j] == 1, tables.conduct)
                column[CONDUCT, j] = slot if weekly_occasion(uniform, slot, tables.conduct) & taken else column[CONDUCT, j]
        elif kind == _SPEECH:
            for j in range(adults):
                speaks = dissents_of(integer(column[LEDGER_WAS, j])) == 1
                said = weekly_occasion(integer(uniforms[SLOTS, j]), slot, tables.conduct) & speaks
                column[CONDUCT, j] = slot if said else column[CONDUCT, j]
        else:
            for j in range(adults):
                found = weekly_occasion(integer(uniforms[SLOTS, j]), slot, tables.conduct)
                column[CONDUCT, j] = slot if found else column[CONDUCT, j]


@compiled_part
def takes_occasion(tables: Tables, desk: Desk, j: int, who: Who, kind: int) -> bool:
    """Whether the j-th adult takes an occasion for an offence of this kind; help and speech are decided."""
    if kind >= _CHARITY or kind == _SPEECH:
        return True
    capture, mood = expected(tables, desk, j, who, kind), integer(desk.uniforms[SOCIAL + 3, j])
    return takes_opportunity(tables, kind, who[2], capture, integer(desk.columns[FEAR, j]), (mood >> 8) & 0xFFFF)


@compiled_part
def act_on_occasions(tables: Tables, desk: Desk, cell: int, district: int, day: int, adults: int) -> None:
    """All conduct of the week. ``desk.touched`` holds the adults at hand; ``FLAGGED`` is 1 for what a platform minds."""
    column, first = desk.columns, cell << 8
    find_occasions(tables, desk, district, adults)
    occasions = 0
    for j in range(adults):
        column[FLAGGED, j] = 0
        column[PICKED, occasions] = j
        occasions += int(column[CONDUCT, j] >= 0)
    for slot in range(tables.conduct.week_kind.size):
        kind = integer(tables.conduct.week_kind[slot])
        number, actors = 0, 0
        for place in range(occasions):
            j = integer(column[PICKED, place])
            desk.touched[number] = j
            number += int(column[CONDUCT, j] == slot)
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
            luck, glance = words_of(desk, LUCK, place), words_of(desk, GLANCE, place)
            seen, lesson = follow(tables, desk, words_of(desk, PERSON, j), who, kind, harm, False, luck, glance)
            if kind < _CHARITY:
                learn(tables, desk, j, who, kind, seen, lesson)
