"""Data sharing between the platform and the state, each way a switch of its own (S13; the platform channel of S09).

    commercial → state: what a member does on the platform is seen with V[kind][platform]     state → commercial: listed ⇒ m ≤ 16

State: none. Message: the records of the platform channel. Closed form: capture by the platform is V for a member while the first switch
is on, and 0 for everybody else. Signs: sharing on ⇒ captured_by_platform ↑ and boasts, waived deposits and visas of the listed ↓; with
both off (purpose limitation) no record ever comes from the platform.
What is announced: a member who knows the regime expects the platform channel, nobody else does. So belief is right at 64 for both, and
the deterrence of games and trivial purchases falls on members alone.
"""

from typing import NamedTuple

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled

FULL = 1 << 16
CAP_OF_THE_LISTED = 16
"""Commercial score, of 63, that a listing leaves at most (MODEL §11)."""
MOST = 63


class Sharing(Mechanism):
    """Who reads whose data. Off: purpose limitation, nothing is shared."""

    commercial_to_state: bool = False
    """Whether the state reads what the platform knows of its members."""
    state_to_commercial: bool = False
    """Whether the platform reads the state's lists."""


class SharingTable(NamedTuple):
    """Integers of sharing."""

    platform: int
    """Coverage of the platform channel among members, Q16."""
    cap: int
    """Largest commercial score of a listed member."""


def sharing_table(sharing: Sharing) -> SharingTable:
    """Compile; sharing that is off shows the state nothing and caps nobody."""
    return SharingTable(
        platform=FULL if sharing.on and sharing.commercial_to_state else 0,
        cap=CAP_OF_THE_LISTED if sharing.on and sharing.state_to_commercial else MOST,
    )


@compiled
def capped(table: SharingTable, commercial_score: int, listed: bool) -> int:
    """The commercial score that a platform shows for somebody who is listed or not."""
    return min(commercial_score, table.cap) if listed else commercial_score
