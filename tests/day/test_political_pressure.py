"""Political demands: whom they concern, the exact share that complies, and what points do to it (T-FIRM2)."""

import numpy as np
import pytest

from underheaven.day.firms import Sector, integrity_of
from underheaven.day.political_pressure import PoliticalPressure, asked, complies, political_pressure_table
from underheaven.draws.compiled import compiled
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose

_FIRM, _DEMAND = int(Purpose.FIRM), int(Purpose.POLITICAL_DEMAND)
N = 1 << 18


def table(**changes):
    return political_pressure_table(PoliticalPressure.model_validate(PoliticalPressure(on=True).model_dump() | changes))


def points(value):
    return {"points": {"value": value, "source": {"kind": "derived", "formula": str(value)}}}


@compiled
def _complying(firms, table):
    number = 0
    for firm in range(firms):
        number += int(complies(integrity_of(draw(1, firm, 0, _FIRM, 0)), draw(1, firm, 7, _DEMAND, 0)[0] & 255, table))
    return number


def exact_share(benefit, price):
    """Share of B > S with B = max(0, B̄ + B̄·(z + u − 255)/256), by counting all bytes: two of integrity, one of mood."""
    z = 255 - ((np.arange(256)[:, None] + np.arange(256)) >> 1).ravel()
    b = benefit + ((benefit * (z[:, None] + np.arange(256) - 255)) >> 8)
    return float((np.maximum(0, b) > price).mean())


@pytest.mark.parametrize("lost", [0, -5, -20])
def test_the_complying_share_is_exact(lost):
    share = exact_share(88 - 8 * lost, 96)
    assert 0.01 < share < 0.99
    assert abs(_complying(N, table(**points(lost))) / N - share) < 4 * np.sqrt(share * (1 - share) / N)


def test_points_raise_compliance():
    shares = [_complying(10_000, table(**points(lost))) for lost in (0, -2.5, -5, -10, -40)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_only_foreign_firms_of_the_sector_are_asked():
    carriers, everyone = table(), table(sector="all")
    assert asked(True, int(Sector.TRAVEL), carriers)
    assert not asked(True, int(Sector.RETAIL), carriers)
    assert not asked(False, int(Sector.TRAVEL), carriers)
    assert all(asked(True, int(sector), everyone) for sector in Sector)


def test_it_is_off_unless_switched_on():
    off = political_pressure_table(PoliticalPressure())
    assert not any(asked(True, int(sector), off) for sector in Sector)
    assert off.points == 0
