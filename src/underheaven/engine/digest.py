"""The fingerprint of a society: equal bytes, equal lives."""

import hashlib

import numpy as np

from underheaven.engine.mail import Mail
from underheaven.engine.state import State


def digest_of(state: State, mail: Mail, purse: int, pool: int) -> str:
    """SHA-256 over citizens, cells, side tables and the pending mail, each in a canonical order, little-endian."""
    fingerprint = hashlib.sha256()
    for words in (state.ledger, state.mind, state.life, state.denied, state.cells, state.plugins):
        fingerprint.update(np.ascontiguousarray(words).astype(words.dtype.newbyteorder("<"), copy=False).data)
    fingerprint.update(mail.canonical())
    fingerprint.update(f"{purse} {pool}".encode())
    return fingerprint.hexdigest()
