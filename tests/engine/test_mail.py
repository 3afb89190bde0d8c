"""T-MSG0: messages survive encoding, and neither the order of writing nor the number of writers matters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from underheaven.engine.mail import FIELDS, Mail, field_of, message, payload_of, target_of

TARGETS = st.integers(0, (1 << 31) - 1)
PAYLOADS = st.integers(-(1 << 26) + 1, (1 << 26) - 1)


@given(TARGETS, st.integers(0, FIELDS - 1), PAYLOADS)
def test_a_message_comes_back(target, field, payload):
    mail = message(target, field, payload)
    assert (target_of(mail), field_of(mail), payload_of(mail)) == (target, field, payload)
    assert 0 <= mail < 1 << 63


def letters(seed: int, cells: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.array(
        [message(int(t), int(f), int(p)) for t, f, p in zip(
            rng.integers(0, cells * 256, count), rng.integers(0, FIELDS, count), rng.integers(-1000, 1000, count), strict=True)],
        np.int64,
    )  # fmt: skip


@given(st.integers(0, 1000), st.integers(1, 40), st.integers(0, 600), st.integers(1, 5), st.randoms(use_true_random=False))
def test_delivery_forgets_the_order_of_writing(seed, cells, count, writers, random):
    written = letters(seed, cells, count)
    inbox, other = Mail(cells), Mail(cells)
    inbox.deliver([written])
    shuffled = written.copy()
    random.shuffle(shuffled)
    other.deliver(np.array_split(shuffled, writers))
    assert inbox.count == other.count == count
    assert b"".join(inbox.canonical()) == b"".join(other.canonical()) == np.sort(written).tobytes()
    np.testing.assert_array_equal(inbox.starts, other.starts)
    for cell in range(cells):
        mine = inbox.sorted[inbox.starts[cell] : inbox.starts[cell + 1]]
        theirs = other.sorted[other.starts[cell] : other.starts[cell + 1]]
        np.testing.assert_array_equal(np.sort(mine), np.sort(theirs))
        assert (mine >> 40 == cell).all()


def test_storage_is_reused_and_grows():
    inbox = Mail(3)
    for count in (5000, 0, 10):
        inbox.deliver([letters(count, 3, count)])
        assert inbox.starts[-1] == inbox.count == count
