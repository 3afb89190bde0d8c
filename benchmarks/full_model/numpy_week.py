"""The weekly pass of the NumPy model over one chunk of cells: dense columns as slices without new arrays, the few by index."""

import numpy as np

from benchmarks.full_model.numpy_acts import commit, learn, takers
from benchmarks.full_model.numpy_mail import ask_ties, propose_ties, show_ties
from benchmarks.full_model.numpy_society import Chunk, Places, Singles
from benchmarks.full_model.numpy_state import (
    DAY_BITS,
    HIGHEST_BELIEF,
    HIGHEST_FEAR,
    HIGHEST_TRUST,
    INTERNET,
    STOCKS,
    WHOLE,
    State,
    benefit,
)
from underheaven.day.vocabulary import Context, Domain, Kind
from underheaven.scenario.compile import Tables

_LATE, _DEFAULT, _ON_TIME, _SPEECH = int(Kind.LATE_BILL), int(Kind.DEFAULT), int(Kind.BILL_ON_TIME), int(Kind.CRITICAL_SPEECH)
_LOANS, _HIRING, _PROMOTION = 1 << Domain.LOANS, 1 << Domain.HIRING, 1 << Domain.PROMOTION
_DEPOSITS, _PREMIUM, _SCHOOLING = 1 << Domain.DEPOSITS, 1 << Domain.PREMIUM_GOODS, 1 << Domain.SCHOOLING
WEEK = 7


class Week:
    """One chunk on one day: views into the columns, and what several steps need."""

    def __init__(self, state: State, tables: Tables, chunk: Chunk, day: int) -> None:
        self.state, self.tables, self.chunk, self.day = state, tables, chunk, day
        self.first, self.size = chunk.first, chunk.last - chunk.first
        self.part, self.cells = slice(chunk.first, chunk.last), slice(chunk.first_cell, chunk.last_cell)
        self.a, self.b, self.c, self.d, self.e, self.f = state.scratch[:, : self.size]
        self.listed, self.knows, self.eligible, self.flag = state.flags[:, : self.size]
        self.domains = state.domains[: self.size]
        self.adults = np.diff(state.people.cell_first[chunk.first_cell : chunk.last_cell + 1])

    def live(self) -> None:
        """All steps, in the order of ``day/schedule.py``."""
        state = self.state
        rest = {name: state.stock[name] - float(np.add.reduce(getattr(state, name)[self.part])) for name in STOCKS}
        self.standing()
        self.money()
        self.bills()
        self.jobs()
        self.conduct()
        self.refusals()
        self.shaming()
        self.adapt()
        self.trust()
        self.express()
        for name in STOCKS:
            state.stock[name] = rest[name] + float(np.add.reduce(getattr(state, name)[self.part]))

    def standing(self) -> None:
        """Who is listed, who knows the regime, whom sanctions reach; time repairs the score."""
        state, tables, part = self.state, self.tables, self.part
        score = state.score[part]
        np.greater(state.until[part], self.day, out=self.listed)
        np.less(state.people.awareness[part], np.float32(tables.knowledge.aware_below[0] / WHOLE), out=self.knows)
        np.greater(self.knows, self.listed, out=self.eligible)
        np.less(score, tables.grades.b, out=self.flag)
        np.logical_or(self.flag, self.listed, out=self.flag)
        self.under = np.flatnonzero(self.flag)
        under = score[self.under]
        masks = tables.sanctions.by_grade[(under >= tables.grades.c).astype(np.intp) + (under >= tables.grades.b)]
        masks |= np.where(self.listed[self.under], tables.sanctions.by_cause[state.cause[part][self.under]], 0)
        self.domains.fill(0)
        self.domains[self.under] = masks
        self.masks = masks
        self.above = np.flatnonzero(score >= tables.grades.aa)
        np.greater_equal(score, tables.grades.a, out=self.flag)
        np.logical_and(self.flag, self.eligible, out=self.flag)
        np.subtract(4000, score, out=self.a)
        np.multiply(self.a, np.float32(tables.ledger.repair / (1 << 20)), out=self.a)
        np.add(score, self.a, out=score)
        state.false_part[part] *= np.float32(1 - tables.ledger.repair / (1 << 20))

    def money(self) -> None:
        """Income, consumption, shock, interest and perks."""
        state, tables, part = self.state, self.tables, self.part
        buffer, usual, economy = state.buffer[part], state.usual[part], tables.economy
        np.subtract(buffer, state.target[part], out=self.a)
        np.multiply(self.a, np.float32(economy.pull / 256), out=self.a)
        np.minimum(self.a, usual, out=self.a)
        np.multiply(usual, np.float32(-0.5), out=self.b)
        np.maximum(self.a, self.b, out=self.a)
        np.add(buffer, state.net[part], out=buffer)
        np.subtract(buffer, self.a, out=buffer)
        court = np.flatnonzero(state.paid[part] == 0)
        work = state.employment[part][court]
        buffer[court] -= economy.income[work] * (tables.ordinary_law.garnished_share / DAY_BITS) * ((work >= 1) & (work <= 8))
        shocked = state.some(self.size, economy.shock_chance / WHOLE)
        buffer[shocked] -= economy.shock
        state.tally["shocks"] += len(shocked)
        state.tally["shocks_uninsured"] += len(shocked)
        shown = self.domains[shocked] & tables.shaming.shown_domains != 0
        ask_ties(state, shocked + self.first, shown)
        debt = np.flatnonzero(buffer < 0)
        rate = np.full(len(debt), (tables.credit.interest + tables.spread) // 52 / DAY_BITS)
        if tables.financial_record.in_force:
            rate += state.people.unbanked[part][debt] * (tables.credit.thin_file_spread / 52 / DAY_BITS)
        rate *= np.where(self.domains[debt] & _LOANS, tables.credit.barred_interest / 256, 1)
        rate *= np.where(self.eligible[debt] & (state.score[part][debt] >= tables.grades.aa), tables.perks.interest / 256, 1)
        buffer[debt] *= 1 + rate
        perk = tables.perks.perk
        np.multiply(state.unit[part], np.float32(perk[3]), out=self.b)
        np.multiply(self.b, self.flag, out=self.b)
        np.add(buffer, self.b, out=buffer)
        better = self.above[self.eligible[self.above]]
        more = np.where(state.score[part][better] >= tables.grades.aaa, perk[5], perk[4]) - perk[3]
        buffer[better] += more * state.unit[part][better]
        self.rewarded = state.some(self.size, tables.perks.gratitude / WHOLE)
        self.rewarded = self.rewarded[self.flag[self.rewarded]]

    def line(self, who: Places, paid: np.ndarray) -> np.ndarray:
        """Credit lines in fine units."""
        credit, people = self.tables.credit, self.state.people
        recorded = ~people.unbanked[self.part][who] | (self.tables.financial_record.in_force == 1)
        line = np.where(recorded & (paid[who] >= credit.months_for_line), credit.line, credit.informal_line)
        return np.where(self.domains[who] & _LOANS, 0, line)

    def bills(self) -> None:
        """Bills of those whose week it is, and defaults."""
        state, tables, part = self.state, self.tables, self.part
        credit, buffer = tables.credit, state.buffer[part]
        paid_before, paid = state.paid[part].copy(), state.paid[part]
        due = self.chunk.due[-(self.day // WEEK) & 3]
        state.tally["bills_due"] += len(due)
        bill = credit.bill[state.employment[part][due]].astype(np.float32)
        unmet = buffer[due] + self.line(due, paid_before) < bill
        forgot = np.zeros(len(due), np.bool_)
        tempted = state.some(len(due), credit.forgetting / WHOLE)
        willing = takers(state, tables, _LATE, due[tempted] + self.first)
        forgot[tempted] = np.isin(due[tempted] + self.first, willing, assume_unique=True)
        late = unmet | forgot
        state.tally["unmet_needs"] += int(unmet.sum())
        fee = int(tables.ordinary_law.fine[_LATE]) * state.unit[part][due]
        buffer[due] -= bill + fee * late
        months = paid_before[due]
        free = state.uniform(len(due)) < tables.ordinary_law.release / WHOLE
        paid[due] = np.where(months == 0, free, np.where(late, np.maximum(1, months - 4), np.minimum(15, months + 1)))
        owing = due[late] + self.first
        recorded = commit(state, tables, _LATE, owing, int(tables.conduct.harm[_LATE]))
        careless = ~unmet[late]
        learn(state, tables, _LATE, owing[careless], recorded[careless])
        punctual = due[~late]
        punctual = punctual[state.uniform(len(punctual)) < tables.records.coverage / DAY_BITS]
        state.score[part][punctual] += tables.rulebook.points[_ON_TIME].astype(np.float32)
        state.tally["records_true"] += len(punctual)
        deep = np.flatnonzero(buffer < -credit.grace)
        deep = deep[buffer[deep] < -(self.line(deep, paid_before) + credit.grace)]
        ruined = deep[state.uniform(len(deep)) < (credit.default_to - credit.default_from) / WHOLE]
        buffer[ruined] = np.maximum(buffer[ruined], -credit.debt_after_default)
        paid[ruined] = 0
        commit(state, tables, _DEFAULT, ruined + self.first, int(tables.conduct.harm[_DEFAULT]))

    def jobs(self) -> None:
        """Work lost, found and changed: one uniform, looked at closely only below the largest hazard."""
        state, jobs, part = self.state, self.tables.jobs, self.part
        finding = jobs.finding_to - jobs.finding_from
        top = float(max(finding.max(), jobs.separation_to.max() + jobs.moves_to - jobs.moves_from))
        moved = state.some(self.size, top / WHOLE)
        work = state.employment[part][moved].astype(np.intp)
        moved, work = moved[work != 9], work[work != 9]
        place = state.random.random(len(moved)) * top
        hiring = (self.domains[moved] & _HIRING != 0).astype(np.intp)
        tier = np.maximum(work - 1, 0)
        lost = jobs.separation_to[hiring, state.people.social_class[part][moved]]
        up = (jobs.up_to - jobs.moves_from)[tier]
        down = (jobs.moves_to - jobs.down_from)[tier]
        after = work.copy()
        employed = work > 0
        after[employed & (place < lost)] = 0
        rises = employed & (place >= lost) & (place < lost + up) & (self.domains[moved] & _PROMOTION == 0)
        after[rises] += 1
        after[employed & (place >= lost + up) & (place < lost + up + down)] -= 1
        found = np.flatnonzero(~employed & (place < finding[hiring]))
        after[found] = 1 + state.random.binomial(7, 0.5, len(found))
        changed = after != work
        state.employ(self.tables, moved[changed] + self.first, after[changed].astype(np.int8))

    def conduct(self) -> None:
        """The week's conduct. What nothing can see or deter is a count."""
        state, tables = self.state, self.tables
        table, people = tables.conduct, state.people
        for kind, width in zip(table.week_kind.tolist(), table.week_width.tolist(), strict=True):
            chance, harm = width / WHOLE, int(table.harm[kind])
            unseen = not tables.visibility.visibility[kind, :4].any() and not tables.announced[kind].any()
            if kind < Kind.CHARITY and kind != _SPEECH and unseen and not tables.ordinary_law.deterrence[kind] and harm == 0:
                state.tally[f"acts_{Kind(kind).name.lower()}"] += int(state.random.binomial(self.size, chance))
            elif kind == _SPEECH:
                said = np.flatnonzero(state.dissents[self.part])
                who = said[state.some(len(said), chance)] + self.first
                lies = state.uniform(len(who)) < table.false_speech / DAY_BITS
                learn(state, tables, kind, who, commit(state, tables, kind, who, table.false_speech_harm * lies))
            elif kind < Kind.CHARITY:
                who = takers(state, tables, kind, state.some(self.size, chance) + self.first)
                learn(state, tables, kind, who, commit(state, tables, kind, who, harm))
            else:
                place = state.some(self.size, chance)
                who = place + self.first
                skill = (people.conformity if kind == Kind.PRAISE else people.honesty)[who]
                accepted = float(table.help_rate[kind]) * 3 / DAY_BITS * skill * skill
                worth = self.worth(state.score[who])
                works = self.eligible[place] & (benefit(worth, people.conformity[who], state.mood(len(who))) > tables.perks.effort)
                accepted = np.where(works, accepted * (256 - table.crowding_out) / 256 + float(table.help_gain[kind]), accepted)
                accepted = np.minimum(accepted, float(table.help_top[kind]))
                commit(state, tables, kind, who[state.uniform(len(who)) * width < accepted], harm)

    def worth(self, score: Singles) -> Singles:
        """What one more point is worth."""
        perks = self.tables.perks
        total = sum(
            weight * np.maximum(0, perks.reach - np.abs(score - step)) for weight, step in zip(perks.weight, perks.step, strict=True)
        )
        return perks.worth_of_a_point + np.floor(total / DAY_BITS)

    def refusals(self) -> None:
        """Deposits, premium goods, trips, and what a week under sanctions costs."""
        state, tables, people = self.state, self.tables, self.state.people
        travel, sanctions, under = tables.travel, tables.sanctions, self.under
        occasions = (travel.flow_to - travel.flow_from) / WHOLE
        waived = np.count_nonzero(self.domains[self.above] & _DEPOSITS == 0) if tables.perks.deposit_waived else 0
        state.tally["deposits_paid"] += int(state.random.binomial(self.size - waived, occasions[1]))
        barred = int(np.count_nonzero(self.masks & _DEPOSITS))
        state.tally["burden"] += int(sanctions.detriment[Domain.DEPOSITS]) * int(state.random.binomial(barred, occasions[1]))
        capped = int(np.count_nonzero(self.masks & _PREMIUM))
        state.tally["premium_refused"] += int(state.random.binomial(capped, occasions[3]))
        air, rail = travel.air_to, travel.rail_to - travel.rail_from
        top = float((air + rail).max())
        place = state.some(self.size, top / WHOLE)
        social = people.social_class[self.part][place]
        uniform = state.random.random(len(place)) * top
        flies = uniform < air[social]
        goes = uniform < (air + rail)[social]
        state.tally["travel_demanded"] += int(goes.sum())
        for name, wants, domain in (("air", flies, Domain.AIR_TRAVEL), ("rail", goes & ~flies, Domain.FAST_RAIL)):
            refused = place[wants & (self.domains[place] >> domain & 1 == 1)]
            state.tally[f"travel_denied_{name}"] += len(refused)
            state.tally["persons_denied"] += int(np.count_nonzero(~state.denied[self.part][refused]))
            state.denied[self.part][refused] = True
            state.tally["burden"] += int(sanctions.detriment[domain]) * len(refused)
            if domain == Domain.AIR_TRAVEL:
                state.fear[self.part][refused] += sanctions.fear_of_refusal
        school = under[self.masks & _SCHOOLING != 0]
        school = school[np.diff(people.house[self.part][school], prepend=-1) > 0]
        children = people.children[self.part][school]
        state.tally["children_barred"] += int(children.sum())
        daily = sum(int(sanctions.detriment[k]) * int(np.count_nonzero(self.masks >> k & 1)) for k in range(12) if sanctions.daily >> k & 1)
        daily += int(sanctions.detriment[Domain.SCHOOLING]) * int(np.count_nonzero(children))
        state.tally["burden"] += WEEK * daily

    def shaming(self) -> None:
        """Harassment, ties told and proposed, and the way off the list."""
        state, tables, part = self.state, self.tables, self.part
        table = tables.shaming
        shamed = self.under[self.masks & table.shamed_domains != 0]
        hit = shamed[state.some(len(shamed), (table.harassment_to - table.harassment_from) / WHOLE)]
        state.tally["harassed"] += len(hit)
        self.harassed_before = state.harassed[self.cells].copy()
        np.add.at(state.harassed, state.people.cell[part][hit], 1)
        state.harassed[self.cells] -= self.harassed_before
        state.fear[part][hit] += table.fear_of_victim
        state.government[part][hit] += table.trust_in_government
        state.buffer[part][hit] -= table.loss
        state.tally["burden"] += int(tables.sanctions.detriment[Domain.BILLBOARD]) * len(hit)
        shown = self.under[self.masks & table.shown_domains != 0]
        self.shown = shown
        show_ties(state, tables, shown + self.first)
        np.not_equal(state.ties[part], 63, out=self.flag)
        self.flag[shown] = False
        propose_ties(state, tables, np.flatnonzero(self.flag) + self.first)
        lists, finance = tables.lists, tables.cause_context == Context.FINANCE
        debtors = self.under[self.listed[self.under] & finance[state.cause[part][self.under]]]
        debtors = debtors[state.some(len(debtors), (lists.compliance_to - lists.compliance_from) / WHOLE)] + self.first
        debtors = debtors[state.buffer[debtors] > 0]
        fields = np.bitwise_count(tables.sanctions.by_cause[state.cause[debtors]])
        debtors = debtors[benefit(64 + 16.0 * fields, state.people.honesty[debtors], state.mood(len(debtors))) > 96]
        state.buffer[debtors] -= np.minimum(state.buffer[debtors], lists.compliance_payment * state.unit[debtors])
        until, wrongful = state.until[debtors], state.wrongful[debtors]
        for row, some in ((0, slice(None)), (1, wrongful)):
            np.add.at(state.lapsing[row], until[some], -1)
            np.add.at(state.lapsing[row], np.minimum(until, self.day + 1)[some], 1)
        state.until[debtors] = np.minimum(until, self.day + 1)

    def adapt(self) -> None:
        """Belief returns toward right; fear fades, and grows where household and neighbours are hit."""
        state, table, part = self.state, self.tables.adaptation, self.part
        belief, fear = state.belief[part], state.fear[part]
        np.subtract(64, belief, out=self.a)
        np.clip(self.a, -table.belief_drift, table.belief_drift, out=self.a)
        np.add(belief, self.a, out=belief)
        np.clip(belief, 0, HIGHEST_BELIEF, out=belief)
        np.multiply(fear, np.float32(1 - table.fear_decay / 256), out=fear)
        np.add(fear, np.float32(table.fear_at_rest * table.fear_decay / 256), out=fear)
        house = state.people.house[part]
        felt = state.some(self.size, table.household_chance / DAY_BITS)
        inmates = np.bincount(house[self.under[self.listed[self.under]]] - house[0], minlength=int(house[-1] - house[0]) + 1)
        felt = felt[inmates[house[felt] - house[0]] > self.listed[felt]]
        fear[felt] += table.household_listing
        members = state.members[self.cells]
        chance = np.minimum(1, np.minimum(1, 4 * state.shown[self.cells] / members) * (table.shown_neighbours / DAY_BITS))
        np.add(fear, self.by_cell(chance), out=fear)
        if self.harassed_before.any():
            np.add(fear, np.repeat((self.harassed_before * self.tables.shaming.fear_of_cell).astype(np.float32), self.adults), out=fear)
        np.clip(fear, 0, HIGHEST_FEAR, out=fear)

    def by_cell(self, chance: np.ndarray) -> np.ndarray:
        """One for everybody whom the chance of the own cell picks."""
        limits = np.minimum(np.rint(chance * DAY_BITS), DAY_BITS - 1).astype(np.uint16)
        np.less(self.state.words(self.size), np.repeat(limits, self.adults), out=self.flag)
        return self.flag

    def trust(self) -> None:
        """Neighbours, business and government."""
        state, tables, part = self.state, self.tables, self.part
        table, members = tables.trust, state.members[self.cells]
        neighbours, business, government = state.neighbours[part], state.business[part], state.government[part]
        back = np.float32(table.reversion / 256)
        reports = self.by_cell(np.minimum(1, state.reports[self.cells] / members))
        np.multiply(reports, np.float32(table.reports_around), out=self.a)
        np.add(neighbours, self.a, out=neighbours)
        safer = self.by_cell(np.maximum(0, table.usual_victims / DAY_BITS - state.victims[self.cells] / members))
        np.multiply(safer, np.float32(table.safer_street), out=self.a)
        np.add(neighbours, self.a, out=neighbours)
        np.clip(neighbours, 0, HIGHEST_TRUST, out=neighbours)
        openness = np.float32((256 - tables.censorship.strength) / 256)
        np.subtract(table.neighbours_baseline, neighbours, out=self.a)
        np.minimum(self.a, 0, out=self.b)
        np.multiply(self.a, back * openness, out=self.a)
        np.multiply(self.b, back * (1 - openness), out=self.b)
        np.add(neighbours, self.a, out=neighbours)
        np.add(neighbours, self.b, out=neighbours)
        state.reports[self.cells], state.victims[self.cells] = 0, 0

        business[state.some(self.size, table.clean_week / DAY_BITS)] += 1
        np.multiply(business, 1 - back, out=business)
        np.add(business, np.float32(table.business_baseline) * back, out=business)

        poor = np.flatnonzero(state.buffer[part] < -64 * (table.hardship_threshold - 128))
        government[poor[state.some(len(poor), table.hardship_chance / DAY_BITS)]] -= 1
        government[self.rewarded] += 1
        before, below = (float(known[0]) / WHOLE for known in (tables.aware_before, tables.knowledge.aware_below))
        if below > before:
            word = state.people.awareness[part]
            government[(word >= before) & (word < below)] -= tables.knowledge.trust_lost
        np.clip(government, 0, HIGHEST_TRUST, out=government)
        np.subtract(state.own[part], government, out=self.a)
        np.multiply(self.a, back, out=self.a)
        np.add(government, self.a, out=government)

    def express(self) -> None:
        """Whether discontent is shown, given its price, who watches, and the crowd of the cell."""
        state, tables, part = self.state, self.tables, self.part
        said, table = tables.expression, tables.adaptation
        stake = int(tables.conduct.response[_SPEECH]) * int(tables.rulebook.severity[_SPEECH]) >> 8
        announced = int(tables.announced[_SPEECH, 0])
        capture = np.multiply(state.belief[part], np.float32(announced / 64), out=self.a)
        np.minimum(capture, 255, out=capture)
        np.multiply(capture, self.knows, out=capture)
        price = np.greater(capture, 0, out=self.flag)
        price = np.multiply(price, np.float32(stake), out=self.b)
        np.add(price, said.price, out=price)
        emphasis = np.multiply(state.fear[part], np.float32(table.fear_weight / 256), out=self.c)
        np.add(emphasis, 256, out=emphasis)
        np.multiply(price, emphasis, out=price)
        visible = state.half_dissenters[self.cells] * 128 / state.members[self.cells] * ((256 - tables.censorship.strength) / 256)
        relief = np.minimum(said.crowd_protection, said.crowd * said.crowd_protection * visible / DAY_BITS)
        np.multiply(price, np.repeat(((256 - relief) / DAY_BITS).astype(np.float32), self.adults), out=price)
        unhappy = np.subtract(said.content, state.government[part], out=self.c)
        np.maximum(unhappy, 0, out=unhappy)
        if stake > 0:
            np.multiply(capture, np.float32((256 - said.visibility) / 256), out=capture)
            np.add(capture, said.visibility, out=capture)
        else:
            capture.fill(said.visibility)
        np.subtract(256, capture, out=self.d)
        np.multiply(self.d, unhappy, out=self.d)
        np.multiply(capture, 256, out=capture)
        np.add(capture, self.d, out=capture)
        np.multiply(capture, price, out=capture)
        np.subtract(unhappy, said.tolerated, out=unhappy)
        np.multiply(state.bold[part], np.float32(256), out=self.d)
        np.multiply(self.d, unhappy, out=self.d)
        dissents = state.dissents[part]
        state.dissenting -= int(np.count_nonzero(dissents))
        np.greater(self.d, capture, out=dissents)
        np.greater(unhappy, 0, out=self.flag)
        np.logical_and(dissents, self.flag, out=dissents)
        state.dissenting += int(np.count_nonzero(dissents))
        cell = state.people.cell[part]
        starts = state.people.cell_first[self.cells] - self.first
        state.half_dissenters[self.cells] = 2 * np.add.reduceat(dissents, starts, dtype=np.int32)
        throttled = self.under[(self.masks & INTERNET != 0) & dissents[self.under]]
        np.subtract.at(state.half_dissenters, cell[throttled], 1)
        state.shown[self.cells] = np.bincount(cell[self.shown] - self.chunk.first_cell, minlength=len(self.adults))
