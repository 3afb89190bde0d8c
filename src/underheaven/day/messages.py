"""Message monitoring (S08): private messages are read, deleted ones too, and harmless ones raise false alarms.

    q_1 = TPR·coverage·(1 − deleted·(1 − retention)) · (.5 + dig/512)           true critical message
    false alarm of a day = 1 − (1 − FPR)^m_read,  m_read = 20·dig/128 · coverage·(1 − deleted·(1 − retention))

State: none; message: a true or a false record of critical speech. Closed form T-MSG1: PPV = π·TPR/(π·TPR + (1−π)·FPR), and at full
coverage and retention m_read = 20·dig/128, so that dig 128 is falsely flagged on 5e-5 of days. Signs: coverage ↑ ⇒ captures ↑ and
false alarms ↑; retention ↑ ⇒ captures ↑; rarer speech ⇒ PPV ↓.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Factor, Money, Probability, Share, assumed, exact, fixed, threshold

LARGEST_FALSE_POSITIVE_RATE = 5e-5
"""At 40 messages a day this fills the false-alarm slot of the daily envelope (.002)."""


class Messages(Mechanism):
    """Reading of private messages by a classifier."""

    true_positive_rate: Probability = assumed(0.9, 0.3, 0.99, why="no published recall of a deployed classifier")
    """Chance that a read critical message is flagged."""
    false_positive_rate: Probability = assumed(2.5e-6, 1e-7, 5e-5, why="no published rate; the top fits the daily envelope")
    """Chance that a read harmless message is flagged."""
    coverage: Share = assumed(1.0, 0.0, 1.0, why="the article tells of general access; no published share")
    """Share of messages within the state's reach; adoption enters through the digital trait."""
    deleted: Share = assumed(0.3, why="no published share of critical messages that their writers delete")
    """Share of messages that their writers delete."""
    retention: Share = assumed(1.0, 0.0, 1.0, why="the article: messages are read whether deleted or not")
    """Share of deleted messages that the platform keeps."""
    messages_per_day: Factor = assumed(20.0, 5.0, 20.0, why="no published count; the top keeps 40 a day at the highest digital trait")
    """Harmless messages a day of a person with the mean digital trait (128)."""
    cost_per_message: Money = assumed(1e-4, why="no published cost")
    """Scanning cost per message read, from the purse."""

    @field_validator("false_positive_rate")
    @classmethod
    def _fits_the_envelope(cls, rate: Probability) -> Probability:
        if rate.value > LARGEST_FALSE_POSITIVE_RATE:
            raise ValueError(f"must be at most {LARGEST_FALSE_POSITIVE_RATE:g} (the daily envelope of false alarms); got {rate.value:g}")
        return rate

    @field_validator("messages_per_day")
    @classmethod
    def _at_most_forty(cls, count: Factor) -> Factor:
        if count.value > 20:
            raise ValueError(f"must be at most 20, which is 40 a day at the highest digital trait; got {count.value:g}")
        return count


class MessagesTable(NamedTuple):
    """What the kernel needs of message monitoring."""

    coverage: int
    """TPR·coverage·kept share, Q16: the channel's coverage before the digital trait."""
    false_alarm: NDArray[np.int64]
    """[digital trait 0..255], 32-bit threshold of a false alarm on a day."""
    cost: NDArray[np.int64]
    """[digital trait], scanning cost of a day in 2**-32 cu."""


def _read_share(parameters: Messages) -> Fraction:
    """Share of messages that the state can read: reachable and not deleted for good."""
    return exact(parameters.coverage.value) * (1 - exact(parameters.deleted.value) * (1 - exact(parameters.retention.value)))


def _any_alarm(false_positive_rate: Fraction, messages: Fraction) -> Fraction:
    """1 − (1 − FPR)^m for a fractional number of messages."""
    with localcontext() as context:
        context.prec = 40
        quiet = (1 - Decimal(false_positive_rate.numerator) / Decimal(false_positive_rate.denominator)).ln()
        return Fraction(1 - (quiet * Decimal(messages.numerator) / Decimal(messages.denominator)).exp())


def messages_table(parameters: Messages) -> MessagesTable:
    """Thresholds and costs; off means nothing is read."""
    share = _read_share(parameters) if parameters.on else Fraction(0)
    read = [exact(parameters.messages_per_day.value) * dig / 128 * share for dig in range(256)]
    false_positive, price = exact(parameters.false_positive_rate.value), exact(parameters.cost_per_message.value)
    return MessagesTable(
        coverage=fixed(exact(parameters.true_positive_rate.value) * share, 16),
        false_alarm=np.array([threshold(_any_alarm(false_positive, m)) for m in read], dtype=np.int64),
        cost=np.array([fixed(m * price, 32) for m in read], dtype=np.int64),
    )


def positive_predictive_value(
    prevalence: float | Fraction, true_positive_rate: float | Fraction, false_positive_rate: float | Fraction
) -> Fraction:
    """Share of alarms that are right, by Bayes' rule; 0 without any alarm (T-MSG1, V-13a)."""
    pi, sensitivity, fpr = exact(prevalence), exact(true_positive_rate), exact(false_positive_rate)
    alarms = pi * sensitivity + (1 - pi) * fpr
    return pi * sensitivity / alarms if alarms else Fraction(0)


@compiled
def message_coverage(digital: int, table: MessagesTable) -> int:
    """C_1 of a person with this digital trait (0..255), Q16: goes into ``capture_threshold``."""
    return (table.coverage * (256 + digital)) >> 9


@compiled
def false_alarm(uniform: int, digital: int, table: MessagesTable) -> bool:
    """Whether a harmless message of this person is flagged today."""
    return uniform < integer(table.false_alarm[digital])
