"""The fingerprint of a society: equal bytes, equal lives."""

import hashlib

import numpy as np

from underheaven.engine.administration import Administration
from underheaven.engine.firm_state import FirmState
from underheaven.engine.hidden import Hidden
from underheaven.engine.mail import Mail
from underheaven.engine.state import State


def digest_of(state: State, firms: FirmState, mail: Mail, purse: int, pool: int, hidden: Hidden, offices: Administration) -> str:
    """SHA-256 over citizens, cells, side tables, firms, offices and the pending mail, each in a canonical order, little-endian."""
    fingerprint = hashlib.sha256()
    citizens = (state.ledger, state.mind, state.life, state.denied, state.cells, state.plugins, hidden.ids, hidden.since)
    for words in (*citizens, firms.standing, firms.dealings, *offices.words()):
        fingerprint.update(np.ascontiguousarray(words).astype(words.dtype.newbyteorder("<"), copy=False).data)
    for some in mail.canonical():
        fingerprint.update(some)
    fingerprint.update(f"{purse} {pool}".encode())
    return fingerprint.hexdigest()
