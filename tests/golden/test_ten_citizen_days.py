"""Ten citizen-days computed by hand: the draws by their address, the arithmetic in the open, the result against the engine's.

The world is ``article`` in force from 1 January 2020 with 512 citizens (two cells, one district) and seed 7. Nothing here calls the
function that it checks; Philox is written out once more. All numbers are literals of MODEL §3 to §9. Fine unit: 1/128 of an own-class
day; a stored step of the buffer is eight of them. A citizen's cell is id >> 8; its weekly pass comes when (day + cell) mod 7 = 0.
"""

import datetime
from typing import Any, NamedTuple

import numpy as np
import pytest

from underheaven.engine.desk import EVENT_COLUMNS
from underheaven.engine.run import Running
from underheaven.engine.state import FIELDS
from underheaven.engine.tally import Measure
from underheaven.engine.trace import with_actors
from underheaven.scenario.load import load
from underheaven.society.households import household_start, role
from underheaven.society.people import stratum

SEED, CITIZENS, DAYS = 7, 512, 200
WORD = 0xFFFFFFFF
WAGE = (19, 40, 64, 100, 195)
"""Currency units a day by class: 64 · (7 380, 15 777, 25 035, 39 230, 76 401) / 25 035, rounded."""
INCOME = (224, *(round(896 * tf) for tf in (0.62, 0.71, 0.81, 0.93, 1.07, 1.23, 1.41, 1.62)), 448)
"""A week's income by employment: benefit, seven days of each tier's wage, half pay for pensioners."""


def draw(who: int, day: int, purpose: int, block: int = 0) -> list[int]:
    """Philox4x32-10 with counter (who, day, purpose, block) and the seed as key (Salmon et al. 2011)."""
    counter, key = [who, day, purpose, block], [SEED, 0]
    for _ in range(10):
        left, right = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(right >> 32) ^ counter[1] ^ key[0], right & WORD, (left >> 32) ^ counter[3] ^ key[1], left & WORD]
        key = [(key[0] + 0x9E3779B9) & WORD, (key[1] + 0xBB67AE85) & WORD]
    return counter


def share(p: float) -> int:
    """A probability as a threshold for 32 bits."""
    return round(p * 2**32)


class Life(NamedTuple):
    """One citizen's stored state on a morning, fields in stored steps."""

    score: int
    false_part: int
    buffer: int
    listed_until: int
    cause: int
    wrongful: int
    appeal: int
    commercial_score: int
    dissents: int
    trust_neighbours: int
    trust_business: int
    trust_government: int
    belief: int
    paid_months: int
    opted_in: int
    fear: int
    ties: int
    employment: int


class World:
    """Every evening's state, mail and tallies of the small world, and everybody's events."""

    def __init__(self) -> None:
        running = Running(load("article"), CITIZENS, DAYS, SEED, datetime.date(2020, 1, 1), 1, range(CITIZENS), None)
        self.society = running.society
        self.evenings = [self._copy(running)]
        self.mails: list[list[int]] = [[]]
        self.tallies = [np.zeros((180, len(Measure)), np.int64)]
        self.tables: dict[int, Any] = {}
        for day in range(1, DAYS + 1):
            self.tables[day] = running.policy.tables(day)
            strata, _ = running.live(day)
            self.evenings.append(self._copy(running))
            self.mails.append(running.mail.sorted[: running.mail.count].tolist())
            self.tallies.append(strata.copy())  # tomorrow overwrites it
        self.events = with_actors(running.workers.events(), 0).tolist()

    @staticmethod
    def _copy(running: Running) -> tuple[Any, ...]:
        return tuple(np.asarray(words).astype(np.int64) for words in (running.state.ledger, running.state.mind, running.state.life))

    def life(self, citizen: int, evening: int) -> Life:
        """State on the evening of a day (0: the beginning)."""
        words = [int(w[citizen]) for w in self.evenings[evening]]
        return Life(**{f.name: ((words[f.word] >> f.shift) & ((1 << f.bits) - 1)) - f.offset for f in FIELDS})

    def noted(self, citizen: int, day: int) -> dict[str, int]:
        """Names and summed amounts of a citizen's events on a day."""
        found: dict[str, int] = {}
        for event in self.events:
            row = dict(zip(EVENT_COLUMNS, event, strict=True))
            if (row["citizen"], row["day"]) == (citizen, day):
                name = Measure(row["measure"]).name.lower()
                found[name] = found.get(name, 0) + row["amount"]
        return found

    def stratum(self, citizen: int) -> int:
        return int(stratum(self.society, citizen))


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def letter(target: int, field: int, payload: int) -> int:
    """A message: target, field and payload in one number."""
    return target * 2**32 + field * 2**27 + payload + 2**26


def knows(citizen: int, day: int) -> bool:
    """Aware of the regime: a word of one's own below .80 + .005 a full week, less half of what censorship (.13) hides."""
    return draw(citizen, 0, 6)[0] < (0.80 + 0.005 * ((day - 1) // 7)) * (1 - 0.5 * 0.13) * 2**32


def trait(citizen: int, index: int) -> int:
    """Mean of two bytes of the person's words: 0 conformity, 1 boldness, 2 honesty, 3 digital."""
    half = draw(citizen, 0, 3)[index // 2] >> 16 * (index % 2)
    return ((half & 255) + (half >> 8 & 255)) // 2


def candidate(citizen: int, day: int, purpose: int, slices: int) -> bool:
    """Whether the leading bits of a citizen's daily uniform are all zero: slice s of 64 citizens is two words of block s // 2."""
    bit = 0
    for s in range(slices):
        words = draw(citizen // 64, day, purpose, s // 2)
        bit |= words[2 * (s % 2) + citizen % 64 // 32] >> citizen % 32 & 1
    return bit == 0


def answers_for(world: World, resident: int) -> int:
    """Who bears a harm: the resident, or for a child the first grown member of its household (one contiguous run of ids)."""
    if role(world.society, resident) > 0:
        return resident
    start = household_start(world.society, resident)
    return next(member for member in range(start, start + 8) if role(world.society, member) > 0)


def capture_of_jaywalking(world: World, day: int) -> tuple[int, int]:
    """(the camera's threshold, what the regime announces in 1/256): cameras see .30 of what they cover, informants .005 of everything."""
    covered = int(world.tables[day].cameras.coverage[0]) / 65536
    return int(share(0.30) * round(covered * 65536)) >> 16, round(256 * (1 - (1 - 0.30 * covered) * (1 - 0.005)))


def test_1_jaywalking_not_taken(world):
    citizen, day = 82, 155
    assert candidate(citizen, day, 16, 6)
    place, choice, _, _ = draw(citizen, day, 24)
    assert place >> 6 < share(0.005), "the remaining bits fall on jaywalking"
    before = world.life(citizen, day - 1)
    assert choice & 0xFFFF >= 0.02 * 65536, "not at a displayed crossing"
    law = round(0.002 * 0.30 * 65536)
    _, announced = capture_of_jaywalking(world, day)
    assert knows(citizen, day)
    perceived = min(255, announced * 2 * before.belief // 64)
    emphasis = 256 + 2 * 4 * before.fear
    price = law + (perceived * 64 * 256 * emphasis >> 16)
    assert choice >> 16 < price, "the benefit does not reach the price"
    assert "acts_jaywalking" not in world.noted(citizen, day)
    assert world.life(citizen, day) == before


def test_2_jaywalking_taken_and_recorded(world):
    citizen, day = 270, 46
    assert candidate(citizen, day, 16, 6)
    place, choice, _, _ = draw(citizen, day, 24)
    assert place >> 6 < share(0.005)
    assert choice & 0xFFFF >= 0.02 * 65536
    camera, announced = capture_of_jaywalking(world, day)
    before = world.life(citizen, day - 1)
    assert knows(citizen, day)
    price = round(0.002 * 0.30 * 65536) + (min(255, announced * 2 * before.belief // 64) * 64 * 256 * (256 + 2 * 4 * before.fear) >> 16)
    assert choice >> 16 >= price, "taken"
    where, police, lesson, _ = draw(citizen, day, 26, 0)
    assert police >= share(0.002), "the police do not notice"
    seen, _, told, _ = draw(citizen, day, 27, 0)
    assert seen < camera, "a camera does"
    assert told >= share(0.005), "nobody else"
    recognition = world.tables[day].recognition
    assert draw(citizen, day, 28, 0)[0] > (recognition.wrong.max() + recognition.none.max()), "and the right person is named"
    home = answers_for(world, 256 + (where * 256 >> 32))
    assert letter(citizen, 0, 0 + 16 * 0 + 128 * 0 + 256 * 1) in world.mails[day], "a record of jaywalking by camera, true, of weight one"
    assert letter(home, 13, 0) in world.mails[day], "a resident of the cell was in the way"
    assert world.noted(citizen, day) == {
        "acts_jaywalking": 1, "acts_harmful": 1, "harm_done": 1, "captured": 1, "captured_right": 1, "captured_by_cameras": 1,
        "alerts": 1, "alerts_wrong": 0,
    }  # fmt: skip
    # who is caught learns: belief + 16·(256 − q)/256, rounded by the lesson's low byte, then by its bit 8 to the stored unit of two
    belief = 2 * before.belief + ((16 * (256 - announced) + (lesson & 255)) >> 8)
    assert world.life(citizen, day).belief == (belief + (lesson >> 8 & 1)) >> 1 == 38
    assert 16 * (256 - announced) & 255 == 96
    assert lesson & 255 < 256 - 96, "a larger byte would have made it 39"
    assert lesson >> 8 & 1 == 0, "and so would this bit"
    # the next morning: two points, in quarters; too few to frighten
    after = world.life(citizen, day + 1)
    assert after == before._replace(score=before.score - 8, belief=38)
    assert (after.score, after.false_part, after.fear, after.listed_until) == (4010 - 8, 0, 2, 0)


def week_of_money(world: World, citizen: int, day: int, listed: bool) -> tuple[int, int]:
    """Buffer (fine units) after the pull, the income, the interest and a perk; and the draw for the last rounding. Nobody has a shock."""
    life = world.life(citizen, day - 1)
    social_class = world.stratum(citizen) // 36
    household = draw(household_start(world.society, citizen), 0, 1)
    assert household[3] & 0x3FFFFF >= (0.34, 0.26, 0.19, 0.13, 0.08)[social_class] * 2**22, "banked, so no thin file and no new line"
    assert not (listed and life.wrongful), "so no debt that never was"
    employment = life.employment
    _, r1, _, _ = draw(citizen, day, 48, 0)
    _, _, _, x3 = draw(citizen, day, 48, 1)
    assert draw(citizen, day, 49)[3] >= share(7 / 180), "no shock this week"
    tier = (0.62, 0.71, 0.81, 0.93, 1.07, 1.23, 1.41, 1.62)[employment - 1] if 1 <= employment <= 8 else 1
    target = round(128 * (4, 12, 30, 60, 150)[social_class] * tier)
    usual = {0: 245, 9: 273}.get(employment, INCOME[employment] - 309)
    buffer = 8 * life.buffer
    pull = ((buffer - target) * 14 + (r1 & 255)) >> 8
    buffer -= usual + min(max(pull, -(usual // 2)), usual)
    buffer += INCOME[employment]
    if buffer < 0:
        weekly = round(0.12 * 65536) // 52 * (2 if listed else 1)
        buffer -= (-buffer * weekly + (r1 >> 8 & 0xFFFF)) >> 16
    if not listed and knows(citizen, day) and life.score >= 4 * 960:
        assert life.score < 4 * 1030
        wage = WAGE[social_class]  # grade A brings one currency unit, in 1/128 of it divided by the wage
        buffer += 128 // wage + ((x3 & 0xFFFF) * wage // 65536 < 128 % wage)
    return buffer, r1


def test_3_a_bill_paid_in_time(world):
    citizen, day = 14, 126
    before, after = world.life(citizen, day - 1), world.life(citizen, day)
    assert (day + citizen // 256) % 7 == 0
    assert (day // 7 + citizen) % 4 == 0, "the fourth week"
    buffer, r1 = week_of_money(world, citizen, day, listed=False)
    assert buffer >= 1075, "8.4 days, paid from savings"
    assert draw(citizen, day, 50)[2] >= share(0.03), "not forgotten"
    assert after.buffer == (buffer - 1075 + (r1 >> 24 & 7)) >> 3
    assert after.paid_months == min(15, before.paid_months + 1)
    # the score: time repairs 7/1095 of its distance from 1000, with twenty random bits; then a quarter point for the bill
    repaired = before.score + (
        ((4000 - before.score) * round(7 * 2**20 / 1095) + (2**20 - 1 - (draw(citizen, day, 48)[0] & 2**20 - 1))) >> 20
    )
    assert after.score == repaired + 1
    assert world.noted(citizen, day) == {"bills_due": 1, "records_true": 1}


def test_4_a_bill_forgotten_and_the_list_that_follows(world):
    citizen, day = 24, 112
    before, after = world.life(citizen, day - 1), world.life(citizen, day)
    assert (day // 7 + citizen) % 4 == 0
    buffer, r1 = week_of_money(world, citizen, day, listed=False)
    assert buffer >= 1075, "the money is there"
    _, _, bill, mood = draw(citizen, day, 50)
    assert bill < share(0.03), "it slips the mind"
    perceived = min(255, 256 * 2 * before.belief // 64) if knows(citizen, day) else 0
    price = round(1 * 0.20 * 65536) + (perceived * 64 * 256 * (256 + 8 * before.fear) >> 16)
    assert mood >> 16 >= price, "and neither law nor regime reminds of it"
    wage = WAGE[world.stratum(citizen) // 36]
    x3 = draw(citizen, day, 48, 1)[3]
    fee = 16 * 128 // wage + ((x3 >> 16) * wage // 65536 < 16 * 128 % wage)
    assert after.buffer == (buffer - 1075 - fee + (r1 >> 24 & 7)) >> 3
    assert after.paid_months == max(1, before.paid_months - 4)
    noted = world.noted(citizen, day)
    assert (noted["acts_late_bill"], noted["harm_done"], noted["captured_by_records"], noted["bills_due"]) == (1, 16, 1, 1)
    # the office reports: five points and ninety days; listed from the next morning until day t + 1 + 90
    morning = world.life(citizen, day + 1)
    assert morning.score == after.score - 20
    assert (morning.listed_until, morning.wrongful) == (112 + 1 + 90, 0)
    assert world.noted(citizen, day + 1)["entries"] == 1
    assert world.noted(citizen, day + 1)["cost"] == 16 * 128


def test_5_critical_speech_is_read(world):
    citizen, day = 42, 119
    before = world.life(citizen, day - 1)
    assert before.dissents == 1
    chance = draw(citizen, day, 49)[0]
    assert share(0.25) + share(0.20) <= chance < share(0.25) + share(0.20) + share(0.06), (
        "after games .25 and purchases .20 comes speech .06"
    )
    assert draw(citizen, day, 48, 1)[2] >> 16 >= 0.05 * 65536, "it is true, so it harms nobody"
    coverage = round(0.9 * 65536) * (256 + trait(citizen, 3)) // 512
    _, read, told, _ = draw(citizen, day, 27, 4)
    assert read < share(0.40) * coverage // 65536, "the machine reads it"
    assert told >= share(0.03), "no neighbour hears it"
    noted = world.noted(citizen, day)
    assert {"acts_critical_speech": 1, "captured_by_messages": 1, "captured_right": 1}.items() <= noted.items()
    assert "acts_harmful" not in noted
    after, morning = world.life(citizen, day), world.life(citizen, day + 1)
    assert morning.score == after.score - 40, "ten points"
    assert (morning.listed_until, morning.wrongful) == (119 + 1 + 180, 0)
    # a listing of one's own adds 40 to fear, a deduction of six points or more another 10; stored in fours, rounded at random
    _, bits, _, _ = draw(citizen, day + 1, 64)
    assert morning.fear == (min(252, 4 * after.fear + 40 + 10) + (bits >> 3 & 3)) >> 2
    assert morning.trust_government == (max(0, 2 * after.trust_government - 15) + (bits >> 2 & 1)) >> 1


def test_6_a_friend_in_need(world):
    citizen, day, tie = 331, 15, 4
    before, after = world.life(citizen, day - 1), world.life(citizen, day)
    assert [mail for mail in world.mails[day - 1] if mail >> 32 == citizen] == [letter(citizen, 10, 1 << tie)], (
        "the fifth tie asks; it is not shown"
    )
    assert before.ties >> tie & 1 == 1
    # one block serves all ties: byte k for cutting or reviving tie k, byte k + 6 for aid to it, the lowest byte of a word first
    moods = [word >> shift & 255 for word in draw(citizen, day, 65) for shift in (0, 8, 16, 24)]
    assert (moods[tie], moods[tie + 6]) == (0, 171)
    mean = 200 * 2 * before.trust_neighbours // 256
    assert max(0, mean + (mean * (trait(citizen, 2) + moods[tie + 6] - 255) >> 8)) == 91 > 40
    assert max(0, mean + (mean * (trait(citizen, 2) + moods[tie] - 255) >> 8)) == 19 <= 40, "the tie's other byte would have refused"
    assert after == before._replace(buffer=before.buffer - 16), "a day's income: 128 fine units"
    assert world.noted(citizen, day) == {"aid_given": 1}
    wage = WAGE[world.stratum(citizen) // 36]
    helped = {mail >> 32 for mail in world.mails[day] if mail & WORD == letter(0, 11, 128 * wage)}
    assert helped
    assert all("shocks" in world.noted(friend, day - 1) for friend in helped)


def test_7_a_false_alarm_lists_an_innocent(world):
    citizen, day = 184, 12
    assert candidate(citizen, day, 17, 7)
    place = draw(citizen, day, 25)[0] >> 7
    origin = sum(share(top) for top in (0.0012, 0.0003, 0.0003, 0.0003))
    messages = 20 * trait(citizen, 3) / 128
    assert origin <= place < origin + (1 - (1 - 2.5e-6) ** messages) * 2**32, (
        "after protest, tax, malice and children comes the false alarm"
    )
    assert world.noted(citizen, day) == {"messages_false_alarms": 1}
    before, morning = world.life(citizen, day), world.life(citizen, day + 1)
    assert (morning.score, morning.false_part) == (before.score - 40, before.false_part - 40)
    assert (morning.listed_until, morning.wrongful) == (12 + 1 + 180, 1)
    _, bits, _, _ = draw(citizen, day + 1, 64)
    assert morning.fear == (4 * before.fear + 40 + 10 + (bits >> 3 & 3)) >> 2
    assert morning.trust_government == (2 * before.trust_government - 60 + (bits >> 2 & 1)) >> 1
    assert world.noted(citizen, day + 1) == {"records_false": 1, "entries": 1, "entries_wrongful": 1, "wrongful_days": 180, "cost": 2048}


def test_8_the_listing_ends(world):
    citizen, day = 184, 193
    assert world.life(citizen, day).listed_until == day, "listed while this lies ahead: no longer tonight"
    own = world.stratum(citizen)
    leaving = [i for i in range(CITIZENS) if world.stratum(i) == own and world.life(i, day).listed_until == day]
    entering = [i for i in range(CITIZENS) if world.stratum(i) == own and "entries" in world.noted(i, day)]
    assert citizen in leaving
    today, yesterday = world.tallies[day][own], world.tallies[day - 1][own]
    assert today[Measure.EXITS] == len(leaving)
    assert today[Measure.LISTED] == yesterday[Measure.LISTED] + len(entering) - len(leaving)
    wrongly = sum(world.life(i, day).wrongful for i in leaving)
    assert today[Measure.LISTED_WRONGLY] == yesterday[Measure.LISTED_WRONGLY] + sum(world.life(i, day).wrongful for i in entering) - wrongly
    assert world.life(citizen, day).wrongful == 1


def test_9_a_train_is_refused(world):
    citizen, day = 24, 168
    before = world.life(citizen, day - 1)
    assert before.listed_until == 203 > day
    wanted = draw(citizen, day, 50)[0]
    factor = (0.16, 0.32, 0.60, 1.0, 2.0)[world.stratum(citizen) // 36] / 0.816
    assert share(0.063) <= wanted < share(0.063) + 1.44 * factor * 7 / 365 * 2**32, "rail lies above the top of air"
    noted = world.noted(citizen, day)
    assert (noted["travel_demanded"], noted["travel_denied_rail"], noted["persons_denied"]) == (1, 1, 1)
    # joint punishment: the train 32; a week of slow internet 1 and forgone goods 2 a day, and for the barred child 16
    assert noted["children_barred"] == 1
    assert noted["burden"] == 32 + 7 * (1 + 2) + 7 * 16
    # a listing for a late bill (finance): only loans are of its field, and they have no detriment of their own
    assert noted["burden_unrelated"] == noted["burden"]
    assert "burden_innocent" not in noted


def test_10_a_week_in_debt(world):
    citizen, day = 99, 56
    before, after = world.life(citizen, day - 1), world.life(citizen, day)
    assert before.employment == 0
    assert before.buffer < 0
    assert before.listed_until > day, "so interest is doubled and there are no perks"
    assert (day // 7 + citizen) % 4 != 0, "no bill"
    assert before.paid_months > 0, "no garnishment, and there would be no wage"
    buffer, r1 = week_of_money(world, citizen, day, listed=True)
    assert after.buffer == (buffer + (r1 >> 24 & 7)) >> 3
    assert (before.buffer, after.buffer) == (-69, -58)
