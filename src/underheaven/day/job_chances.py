"""The chances of the unemployed on the labour market: the Austrian model of 2018 (B09).

Once a quarter every adult without work is scored by the published logit

    p = 1/(1 + e^{−z}),  z = .10 − .14 woman − .70 fifty − .67 impaired − .15 woman with care + .27 apprenticeship + .01 Matura

and who falls below ¼ gets less help (group C). State: none; sex and care come from the society, the rest from a draw of the person's own.
Message: fear, trust. What would have come is drawn with the very chance that the model gives: a decision is wrongful if the person would
have found work, which happens even though the model is right about every chance.
Closed form: reference man .525, woman .490; p of every combination. Sign: any negative coefficient further from zero ⇒ group C ↑.
Sources: FACTS 9-19, 9-20. The published coefficients leave out region and career, whose coefficients were not re-read: with those
printed nobody reaches group A (above 66 %). The bounds belong to two models, for seven and for 24 months; one set of coefficients is known.
"""

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from underheaven.day.office import Blow, Office, blow_of
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Probability, Quantity, Share, assumed, published, threshold

FEATURES = 6
"""Bits of a profile: woman, fifty or older, impaired, care duties, apprenticeship, Matura."""
QUARTER = 91
_LOGIT = "derstandard.at 2000089720308, kontrast.at/ams-algorithmus; FACTS 9-20"


class LogOdds(Quantity):
    """A coefficient of a logit."""

    unit = "log-odds"
    minimum, maximum = -10.0, 10.0


class JobChances(Office):
    """Unemployed adults sorted by their predicted chance of work."""

    constant: LogOdds = published(0.10, _LOGIT)
    """A healthy man below thirty of the country."""
    woman: LogOdds = published(-0.14, _LOGIT)
    """Women."""
    fifty: LogOdds = published(-0.70, _LOGIT)
    """Fifty and older."""
    impaired: LogOdds = published(-0.67, _LOGIT)
    """With an impairment."""
    care: LogOdds = published(-0.15, _LOGIT)
    """Women with care duties: here, with a child in the household."""
    apprenticeship: LogOdds = published(0.27, _LOGIT)
    """With an apprenticeship."""
    matura: LogOdds = published(0.01, _LOGIT)
    """With a secondary school certificate."""
    low: Probability = published(0.25, "swk.media; FACTS 9-19")
    """Below this chance: group C."""
    share_fifty: Share = assumed(0.22, 0.15, 0.35, why="of adults of 16 to 59; the society knows no finer age")
    """Adults of fifty and older."""
    share_impaired: Share = assumed(0.15, 0.05, 0.30, why="of the unemployed; not re-read")
    """Adults with an impairment."""
    share_apprenticeship: Share = assumed(0.35, 0.2, 0.5, why="of the unemployed; not re-read")
    """Adults with an apprenticeship."""
    share_matura: Share = assumed(0.2, 0.1, 0.4, why="of the unemployed; not re-read")
    """Adults with a secondary school certificate."""


class JobChancesTable(NamedTuple):
    """Integers of the model."""

    on: int
    chance: np.ndarray
    """int64 [64]: 32-bit threshold by profile."""
    low: int
    share: np.ndarray
    """int64 [4]: 16-bit thresholds of the drawn features: fifty, impaired, apprenticeship, Matura."""
    blow: Blow


def job_chances_table(model: JobChances) -> JobChancesTable:
    """Compile; exponentials in decimal arithmetic, so that every machine has the same integers."""
    effects = (model.woman, model.fifty, model.impaired, model.care, model.apprenticeship, model.matura)
    chance = np.zeros(1 << FEATURES, np.int64)
    for profile in range(1 << FEATURES):
        z = sum(
            (Decimal(repr(effect.value)) for bit, effect in enumerate(effects) if profile >> bit & 1), Decimal(repr(model.constant.value))
        )
        chance[profile] = int((1 << 32) / (1 + (-z).exp()))
    drawn = (model.share_fifty, model.share_impaired, model.share_apprenticeship, model.share_matura)
    share = np.array([threshold(part.value, 16) for part in drawn], np.int64)
    return JobChancesTable(int(model.on), chance, threshold(model.low.value), share, blow_of(model))


@compiled
def profile_of(table: JobChancesTable, sex: int, care: bool, first: int, second: int) -> int:
    """Profile from sex, care and two words that are the person's for ever."""
    profile = sex | int(sex == 1 and care) << 3
    profile |= int((first & 0xFFFF) < table.share[0]) << 1 | int((first >> 16) < table.share[1]) << 2
    return profile | int((second & 0xFFFF) < table.share[2]) << 4 | int((second >> 16) < table.share[3]) << 5


@compiled
def chance_of_work(table: JobChancesTable, profile: int) -> int:
    """32-bit threshold of finding work."""
    return integer(table.chance[profile])
