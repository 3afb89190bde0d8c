"""The morning of the NumPy model: what others sent yesterday, summed per adult, applied and answered."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.in_numpy.draws import ACT, NATION, Few, Places, Purpose
from benchmarks.in_numpy.remedies import notify
from benchmarks.in_numpy.state import HIGHEST_FEAR, HIGHEST_TRUST, WHOLE, State, benefit, joined
from underheaven.day.ledger import LARGEST_FALSE_PART
from underheaven.day.standing import GRADE_D_CAUSE, LAST_DAY
from underheaven.engine.tally import Measure
from underheaven.scenario.compile import Tables


def open_mail(state: State, tables: Tables, day: int) -> None:
    """All fields of yesterday's outbox."""
    state.draws.at(day, NATION)
    mail, state.outbox = state.outbox, type(state.outbox)(list)
    answer_ties(state, tables, mail, day)
    if mail["harmed"]:
        who, hurt = joined(mail["harmed"])
        mail["neighbours"].append((who, np.where(hurt, tables.trust.victimised, tables.trust.helped).astype(np.float32)))
    for stock in ("neighbours", "government", "business", "fear"):
        if mail[stock]:
            who, change = joined(mail[stock])
            state.shift(stock, who, change, HIGHEST_FEAR if stock == "fear" else HIGHEST_TRUST)
    for field, measure in (("fraud", Measure.FRAUD_LOSSES), ("arrears", Measure.ARREARS)):
        if mail[field]:
            who, loss = joined(mail[field])
            state.count(measure, who, loss)
            mail["money"].append((who, -loss))
    if mail["money"]:
        who, money = joined(mail["money"])
        state.move_money(who, money * state.unit[who])
    triggers = state.draws.distinct(joined(mail["trigger"])[0], state.people.adults) if mail["trigger"] else np.empty(0, np.intp)
    triggers = triggers[(state.until[triggers] <= day - 1) & (tables.lists.days_factor > 0)]
    state.count(Measure.TRIGGERS_TRUE, triggers)
    if mail["record"]:
        who, code = joined(mail["record"])
        write_records(state, tables, who, code, triggers, day)


def write_records(state: State, tables: Tables, who: Places, code: np.ndarray, triggers: Places, day: int) -> None:
    """Records move the ledger, frighten and list; truth keeps its own line."""
    kind, false = code & 15, (code >> 4 & 1).astype(np.bool_)
    points = (tables.rulebook.points[kind] * (code >> 5)).astype(np.float32)
    keys = tables.rulebook.key[kind].astype(np.int32)
    state.count(Measure.RECORDS_FALSE, who[false])
    state.count(Measure.RECORDS_TRUE, who[~false])
    felt = who[-points >= tables.adaptation.felt_deduction]
    state.shift("fear", felt, tables.adaptation.own_deduction, HIGHEST_FEAR)
    np.add.at(state.points, who, points)
    np.add.at(state.false_points, who[false], points[false])
    listing = keys > 0
    np.maximum.at(state.key_all, who[listing], keys[listing])
    listing &= ~false
    np.maximum.at(state.key_true, who[listing], keys[listing])
    state.touched[who] = True
    once = np.flatnonzero(state.touched)
    ledger = tables.ledger
    if ledger.records_count:
        moved = state.score[once] + state.points[once]
        kept = np.clip(moved, ledger.lowest, ledger.highest)
        state.count(Measure.SCORE_SUM, once, kept - state.score[once])
        state.count_grades(tables.grades, once, state.score[once], kept)
        state.score[once] = kept
        wanted = state.false_part[once] + state.false_points[once] - (moved - kept)
        bounded = np.clip(wanted, -LARGEST_FALSE_PART, LARGEST_FALSE_PART)
        state.count(Measure.SCORE_FALSE_SUM, once, bounded - state.false_part[once])
        state.false_part[once] = bounded
    low = once[state.score[once] < tables.grades.c]
    if tables.grades.list_days_of_d and len(low):
        key = tables.grades.list_days_of_d << 4 | GRADE_D_CAUSE
        state.key_all[low] = np.maximum(state.key_all[low], key)
        truly = low[state.score[low] - state.false_part[low] < tables.grades.c]
        state.key_true[truly] = np.maximum(state.key_true[truly], key)
    entered = keep_list(state, tables, once[state.key_all[once] > 0], day)
    for scratch in (state.points, state.false_points, state.key_all, state.key_true, state.touched):
        scratch[once] = 0
    state.touched[triggers] = True
    state.count(Measure.TRIGGERS_FOUND, entered[state.touched[entered]])
    state.touched[triggers] = False


def keep_list(state: State, tables: Tables, who: Places, day: int) -> Places:
    """The list after yesterday's records (``day.standing.update_listing``); who entered it."""
    factor, longest = tables.lists.days_factor, tables.lists.longest
    length = np.minimum(((state.key_all[who] >> 4) * factor) >> 8, longest)
    who, length = who[length > 0], length[length > 0]
    true_length = np.minimum(((state.key_true[who] >> 4) * factor) >> 8, longest)
    until, was_wrongful = state.until[who], state.wrongful[who]
    listed = until > day - 1
    end = np.where((tables.lists.extension == 1) | ~listed, np.maximum(until, np.minimum(LAST_DAY, day + length)), until).astype(np.int16)
    rightful_end = np.maximum(until, np.minimum(LAST_DAY, day + true_length))
    wrongful = np.where(true_length > 0, False, np.where(listed, was_wrongful, True))
    state.cause[who] = np.where(end > until, state.key_all[who] & 15, state.cause[who])
    state.until[who], state.wrongful[who] = end, wrongful
    entered, were = ~listed, listed & was_wrongful
    state.books.lapse(0, who[listed], until[listed], -1)
    state.books.lapse(1, who[were], until[were], -1)
    state.books.lapse(0, who, end, 1)
    state.books.lapse(1, who[wrongful], end[wrongful], 1)
    state.count(Measure.LISTED, who[entered])
    state.count(Measure.LISTED_WRONGLY, who, wrongful.astype(np.int8) - were)
    state.count(Measure.ENTRIES, who[entered])
    state.count(Measure.ENTRIES_WRONGFUL, who[entered & wrongful])
    state.count(Measure.WRONGFUL_DAYS, who, np.maximum(0, end - rightful_end))
    fresh, unjust = who[entered], wrongful[entered]
    notify(state, tables, fresh)
    state.shift("fear", fresh, tables.adaptation.own_listing, HIGHEST_FEAR, once_each=True)
    shaken = np.where(unjust, tables.trust.listed_wrongly, tables.trust.listed_rightly)
    state.shift("government", fresh, shaken, HIGHEST_TRUST, once_each=True)
    house = state.people.house[fresh[unjust]]
    for place, citizen in zip(house.tolist(), fresh[unjust].tolist(), strict=True):  # a handful a day
        members = np.arange(state.people.house_first[place], state.people.house_first[place + 1])
        members = members[members != citizen]
        state.send("government", members, np.full(len(members), tables.trust.household_wrongful, np.float32))
    return fresh


def answer_ties(state: State, tables: Tables, mail: dict[str, list[tuple[NDArray[Any], ...]]], day: int) -> None:
    """Ties that were cut or accepted yesterday; then decisions about those shamed, proposed or in need."""
    people, table = state.people, tables.ties
    if mail["accepted"]:
        who, bit = joined(mail["accepted"])
        state.tie_up(who, bit, True)
    if mail["cut"]:
        who, bit = joined(mail["cut"])
        state.tie_up(who, bit, False)
    if mail["aided"]:
        who, gift = joined(mail["aided"])
        state.move_money(who, gift)
        state.shift("neighbours", who, tables.trust.aided, HIGHEST_TRUST)
        helped = state.draws.distinct(who, people.adults)
        state.count(Measure.SHOCKS_UNINSURED, helped, np.full(len(helped), -1))
    if mail["shamed"]:
        who, tie, mood = joined(mail["shamed"])
        price = table.loyalty_base + table.loyalty * state.neighbours[who] / 256
        cuts = (state.ties[who] >> tie & 1 == 1) & (benefit(table.stigma, people.conformity[who], mood) > price)
        who, tie = who[cuts], tie[cuts]
        state.tie_up(who, np.uint8(1) << tie, False)
        state.count(Measure.TIES_CUT, who)
        state.send("cut", people.partner[tie, who], np.uint8(1) << tie)
    if mail["proposed"]:
        who, tie, mood = joined(mail["proposed"])
        shown = state.until[who] > day if tables.shaming.shown_domains else np.zeros(len(who), np.bool_)
        price = table.effort + table.shown_partner * shown
        revives = (state.ties[who] >> tie & 1 == 0) & (benefit(table.company, people.honesty[who], mood) > price)
        who, tie = who[revives], tie[revives]
        state.tie_up(who, np.uint8(1) << tie, True)
        state.count(Measure.TIES_REVIVED, who)
        state.send("accepted", people.partner[tie, who], np.uint8(1) << tie)
    if mail["asked"]:
        who, tie, asker, shown, mood = joined(mail["asked"])
        alive = state.ties[who] >> tie & 1 == 1
        who, asker, shown, mood = who[alive], asker[alive], shown[alive], mood[alive]
        mean = table.aid * state.neighbours[who] * (1 / 256)
        price = table.aid_price + (table.aid_stigma * tables.shaming.publicity >> 8) * shown
        aids = benefit(mean, people.honesty[who], mood) > price
        who, asker = who[aids], asker[aids]
        state.move_money(who, np.full(len(who), -table.aid_amount, np.float32))
        state.count(Measure.AID_GIVEN, who)
        state.send("aided", asker, table.aid_amount * state.unit[asker] / state.unit[who])


def ask_ties(state: State, few: Few, shown: np.ndarray) -> None:
    """After a shock every living tie is asked for aid; the mood of each answer belongs to who asks."""
    who = few.who
    for tie in range(6):
        other = state.people.partner[tie, who]
        asked = np.flatnonzero((state.ties[who] >> tie & 1 == 1) & (other >= 0))
        state.send("asked", other[asked], np.full(len(asked), tie, np.uint8), who[asked], shown[asked], few.moods(ACT, tie)[asked])


def show_ties(state: State, tables: Tables, first: int, shown: np.ndarray) -> None:
    """Acquaintances of who is shown (of the chunk from ``first`` on) consider a cut, each living tie with its own chance."""
    pairs = state.draws.few(6 * len(shown), tables.ties.cut / WHOLE, Purpose.CUT)
    pairs = pairs.of(shown[pairs.who // 6])
    who, tie = first + pairs.who // 6, (pairs.who % 6).astype(np.uint8)
    other = state.people.partner[tie, who]
    told = (state.ties[who] >> tie & 1 == 1) & (other >= 0)
    state.send("shamed", other[told], tie[told], pairs.moods(ACT, 0)[told])


def propose_ties(state: State, few: Few) -> None:
    """Of who is not shown some propose to revive one dead tie."""
    if not len(few):
        return
    dead = (~state.ties[few.who][:, None] >> np.arange(6, dtype=np.uint8)) & 1
    chosen = few.pick(ACT, 0, dead.sum(axis=1).astype(np.intp))
    tie = (dead.cumsum(axis=1) > chosen[:, None]).argmax(axis=1).astype(np.uint8)
    other = state.people.partner[tie, few.who]
    some = other >= 0
    state.send("proposed", other[some], tie[some], few.moods(ACT, 4)[some])
