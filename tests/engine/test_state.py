"""T-BIT: 112 bits, no overlap, and every field comes back as it was stored."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from underheaven.engine import state
from underheaven.engine.state import BITS, BYTES, FIELDS, MAXIMUM_DAY, empty_state, pack_ledger, pack_life, pack_mind

LEDGER = (
    "score", "false_part", "buffer", "listed_until", "cause", "wrongful", "appeal", "commercial_score", "dissents",
)  # fmt: skip
MIND = ("trust_neighbours", "trust_business", "trust_government", "belief", "paid_months", "opted_in")
LIFE = ("fear", "ties", "employment")
READERS = {
    "score": state.score_of, "false_part": state.false_part_of, "buffer": state.buffer_steps_of, "listed_until": state.until_of,
    "cause": state.cause_of, "wrongful": state.wrongful_of, "appeal": state.appeal_of, "commercial_score": state.commercial_of,
    "dissents": state.dissents_of, "trust_neighbours": state.neighbours_of, "trust_business": state.business_of,
    "trust_government": state.government_of, "belief": state.belief_of, "paid_months": state.paid_of, "opted_in": state.opted_in_of,
    "fear": state.fear_of, "ties": state.ties_of, "employment": state.employment_of,
}  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
WORDS = {0: (LEDGER, pack_ledger, 64), 1: (MIND, pack_mind, 32), 2: (LIFE, pack_life, 16)}


def bounds(name: str) -> tuple[int, int]:
    """Smallest and largest stored step of a field, its offset taken off."""
    field = BY_NAME[name]
    return -field.offset, (1 << field.bits) - 1 - field.offset


def read(name: str, word: int) -> int:
    """What the reader says, in stored steps (readers of trusts, belief and fear answer in fine units)."""
    value = READERS[name](word)
    scale = 1 if name == "buffer" else BY_NAME[name].unit
    assert value % scale == 0
    return value // scale


def test_the_table_has_112_bits_in_14_bytes():
    assert [BITS, BYTES] == [112, 14]
    storage = empty_state(1000)
    assert (storage.ledger.nbytes + storage.mind.nbytes + storage.life.nbytes) // 1000 == BYTES
    assert bounds("listed_until")[1] == MAXIMUM_DAY


def test_no_two_fields_share_a_bit_and_none_leaves_its_word():
    for word, (names, _, size) in WORDS.items():
        used = 0
        for field in (field for field in FIELDS if field.word == word):
            mask = ((1 << field.bits) - 1) << field.shift
            assert used & mask == 0, field.name
            assert mask < 1 << size, field.name
            used |= mask
        assert used == (1 << size) - 1, "a word without holes"
        assert [field.name for field in FIELDS if field.word == word] == list(names)


def words_of(values: dict[str, int]) -> dict[int, int]:
    """The three words that hold these stored steps."""
    return {word: pack(*(values[name] for name in names)) for word, (names, pack, _) in WORDS.items()}


ANY = st.fixed_dictionaries({name: st.sampled_from(bounds(name)) | st.integers(*bounds(name)) for name in BY_NAME})


@given(ANY)
def test_every_field_comes_back(values):
    words = words_of(values)
    assert {name: read(name, words[BY_NAME[name].word]) for name in BY_NAME} == values


@given(ANY)
def test_words_have_the_published_layout_and_fit_their_storage(values):
    words, storage = words_of(values), empty_state(1)
    storage.ledger[0], storage.mind[0], storage.life[0] = words[0], words[1], words[2]
    for field in FIELDS:
        word = int((storage.ledger, storage.mind, storage.life)[field.word][0])
        assert word == words[field.word]
        assert (word >> field.shift) & ((1 << field.bits) - 1) == values[field.name] + field.offset


@given(ANY, st.integers(*bounds("buffer")), st.integers(*bounds("belief")), st.integers(*bounds("ties")))
def test_writing_one_field_leaves_the_others(values, buffer, belief, ties):
    words = words_of(values)
    changed = values | {"buffer": buffer, "belief": belief, "ties": ties}
    after = {0: state.with_buffer(words[0], buffer), 1: state.with_belief(words[1], belief), 2: state.with_ties(words[2], ties)}
    assert after == words_of(changed)


def test_the_signed_first_word_survives_numpy():
    word = pack_ledger(8191, 1023, 6143, 8191, 15, 1, 3, 63, 1)
    assert word == -1
    assert int(np.array([word], np.int64)[0]) == word
