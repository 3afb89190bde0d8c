"""The morning of the NumPy model: what others sent yesterday, summed per adult, applied and answered."""

import numpy as np

from benchmarks.full_model.numpy_society import Places
from benchmarks.full_model.numpy_state import DAY_BITS, HIGHEST_FEAR, HIGHEST_TRUST, State, benefit, joined
from underheaven.day.ledger import LARGEST_FALSE_PART
from underheaven.day.standing import GRADE_D_CAUSE, LAST_DAY
from underheaven.scenario.compile import Tables


def open_mail(state: State, tables: Tables, day: int) -> None:
    """All fields of yesterday's outbox."""
    mail, state.outbox = state.outbox, type(state.outbox)(list)
    answer_ties(state, tables, mail, day)
    for who, change in mail["neighbours"]:
        state.shift("neighbours", who, change, HIGHEST_TRUST)
    for who, change in mail["government"]:
        state.shift("government", who, change, HIGHEST_TRUST)
    for who, hurt in mail["harmed"]:
        state.shift("neighbours", who, np.where(hurt, tables.trust.victimised, tables.trust.helped), HIGHEST_TRUST)
    for who, money in mail["money"]:
        np.add.at(state.buffer, who, money * state.unit[who])
    if mail["record"]:
        write_records(state, tables, *joined(mail["record"]), day)


def write_records(state: State, tables: Tables, who: Places, code: np.ndarray, day: int) -> None:
    """Records move the ledger, frighten and list; truth keeps its own line."""
    kind, false = code & 15, (code >> 4 & 1).astype(np.bool_)
    points = (tables.rulebook.points[kind] * (code >> 5)).astype(np.float32)
    keys = tables.rulebook.key[kind].astype(np.int32)
    state.tally["records_false"] += int(false.sum())
    state.tally["records_true"] += len(who) - int(false.sum())
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
        state.stock["score"] += float((kept - state.score[once]).sum())
        state.score[once] = kept
        wanted = state.false_part[once] + state.false_points[once] - (moved - kept)
        state.false_part[once] = np.clip(wanted, -LARGEST_FALSE_PART, LARGEST_FALSE_PART)
    low = once[state.score[once] < tables.grades.c]
    if tables.grades.list_days_of_d and len(low):
        key = tables.grades.list_days_of_d << 4 | GRADE_D_CAUSE
        state.key_all[low] = np.maximum(state.key_all[low], key)
        truly = low[state.score[low] - state.false_part[low] < tables.grades.c]
        state.key_true[truly] = np.maximum(state.key_true[truly], key)
    keep_list(state, tables, once[state.key_all[once] > 0], day)
    for scratch in (state.points, state.false_points, state.key_all, state.key_true, state.touched):
        scratch[once] = 0


def keep_list(state: State, tables: Tables, who: Places, day: int) -> None:
    """The list after yesterday's records (``day.standing.update_listing``)."""
    factor = tables.lists.days_factor
    length = ((state.key_all[who] >> 4) * factor) >> 8
    who, length = who[length > 0], length[length > 0]
    true_length = ((state.key_true[who] >> 4) * factor) >> 8
    until, was_wrongful = state.until[who], state.wrongful[who]
    listed = until > day - 1
    end = np.where((tables.lists.extension == 1) | ~listed, np.maximum(until, np.minimum(LAST_DAY, day + length)), until).astype(np.int16)
    rightful_end = np.maximum(until, np.minimum(LAST_DAY, day + true_length))
    wrongful = np.where(true_length > 0, False, np.where(listed, was_wrongful, True))
    state.cause[who] = np.where(end > until, state.key_all[who] & 15, state.cause[who])
    state.until[who], state.wrongful[who] = end, wrongful
    for row, before, after in ((0, listed, True), (1, listed & was_wrongful, wrongful)):
        np.add.at(state.lapsing[row], until[before], -1)
        np.add.at(state.lapsing[row], end[np.broadcast_to(after, end.shape)], 1)
    entered = ~listed
    state.listed += int(entered.sum())
    state.listed_wrongly += int(wrongful.sum()) - int((listed & was_wrongful).sum())
    state.tally["entries"] += int(entered.sum())
    state.tally["entries_wrongful"] += int((entered & wrongful).sum())
    state.tally["wrongful_days"] += int(np.maximum(0, end - rightful_end).sum())
    fresh, unjust = who[entered], wrongful[entered]
    state.shift("fear", fresh, tables.adaptation.own_listing, HIGHEST_FEAR)
    state.shift("government", fresh, np.where(unjust, tables.trust.listed_wrongly, tables.trust.listed_rightly), HIGHEST_TRUST)
    house = state.people.house[fresh[unjust]]
    for place, citizen in zip(house.tolist(), fresh[unjust].tolist(), strict=True):  # a handful a day
        members = np.arange(state.people.house_first[place], state.people.house_first[place + 1])
        members = members[members != citizen]
        state.send("government", members, np.full(len(members), tables.trust.household_wrongful, np.float32))


def answer_ties(state: State, tables: Tables, mail: dict, day: int) -> None:
    """Ties that were cut or accepted yesterday; then decisions about those shamed, proposed or in need."""
    people, table = state.people, tables.ties
    if mail["accepted"]:
        who, bit = joined(mail["accepted"])
        np.bitwise_or.at(state.ties, who, bit)
    if mail["cut"]:
        who, bit = joined(mail["cut"])
        np.bitwise_and.at(state.ties, who, ~bit)
    if mail["aided"]:
        who, gift = joined(mail["aided"])
        np.add.at(state.buffer, who, gift)
        state.shift("neighbours", who, tables.trust.aided, HIGHEST_TRUST)
        state.tally["shocks_uninsured"] -= len(np.unique(who))
    if mail["shamed"]:
        who, tie = joined(mail["shamed"])
        price = table.loyalty_base + table.loyalty * state.neighbours[who] / 256
        cuts = (state.ties[who] >> tie & 1 == 1) & (benefit(table.stigma, people.conformity[who], state.mood(len(who))) > price)
        who, tie = who[cuts], tie[cuts]
        np.bitwise_and.at(state.ties, who, ~(np.uint8(1) << tie))
        state.tally["ties_cut"] += len(who)
        state.send("cut", people.partner[tie, who], np.uint8(1) << tie)
    if mail["proposed"]:
        who, tie = joined(mail["proposed"])
        shown = state.until[who] > day if tables.shaming.shown_domains else np.zeros(len(who), np.bool_)
        price = table.effort + table.shown_partner * shown
        revives = (state.ties[who] >> tie & 1 == 0) & (benefit(table.company, people.honesty[who], state.mood(len(who))) > price)
        who, tie = who[revives], tie[revives]
        np.bitwise_or.at(state.ties, who, np.uint8(1) << tie)
        state.tally["ties_revived"] += len(who)
        state.send("accepted", people.partner[tie, who], np.uint8(1) << tie)
    if mail["asked"]:
        who, tie, asker, shown = joined(mail["asked"])
        alive = state.ties[who] >> tie & 1 == 1
        who, asker, shown = who[alive], asker[alive], shown[alive]
        mean = table.aid * state.neighbours[who] * (1 / 256)
        price = table.aid_price + (table.aid_stigma * tables.shaming.publicity >> 8) * shown
        aids = benefit(mean, people.honesty[who], state.mood(len(who))) > price
        who, asker = who[aids], asker[aids]
        np.subtract.at(state.buffer, who, np.float32(table.aid_amount))
        state.tally["aid_given"] += len(who)
        state.send("aided", asker, table.aid_amount * state.unit[asker] / state.unit[who])


def ask_ties(state: State, who: Places, shown: np.ndarray) -> None:
    """After a shock every living tie is asked for aid."""
    for tie in range(6):
        other = state.people.partner[tie, who]
        asked = np.flatnonzero((state.ties[who] >> tie & 1 == 1) & (other >= 0))
        state.send("asked", other[asked], np.full(len(asked), tie, np.uint8), who[asked], shown[asked])


def show_ties(state: State, tables: Tables, who: Places) -> None:
    """Acquaintances of who is shown consider a cut, each living tie with its own chance."""
    pairs = state.some(6 * len(who), tables.ties.cut / (DAY_BITS * DAY_BITS))
    shown, tie = who[pairs // 6], (pairs % 6).astype(np.uint8)
    other = state.people.partner[tie, shown]
    told = (state.ties[shown] >> tie & 1 == 1) & (other >= 0)
    state.send("shamed", other[told], tie[told])


def propose_ties(state: State, tables: Tables, who: Places) -> None:
    """Who is not shown may propose to revive one dead tie."""
    table = tables.ties
    who = who[state.some(len(who), (table.propose_to - table.propose_from) / (DAY_BITS * DAY_BITS))]
    if not len(who):
        return
    dead = (~state.ties[who][:, None] >> np.arange(6, dtype=np.uint8)) & 1
    tie = (dead * (1 + state.random.random(dead.shape))).argmax(axis=1).astype(np.uint8)
    other = state.people.partner[tie, who]
    state.send("proposed", other[other >= 0], tie[other >= 0])
