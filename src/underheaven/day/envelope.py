"""The envelope rule: one uniform decides a group of events, each inside its own fixed interval.

A group of weekly events shares a 32-bit uniform u. Event k happens iff ``offset_k <= u < offset_k + p_k`` with p_k at most the top a_k
of its declared range, so that candidates are the same in all arms and acceptances are monotonically coupled. Offsets are part of the
model's version.
"""

from fractions import Fraction

from underheaven.values import exact, threshold


def slot(probability: float | Fraction, top: float | Fraction, what: str) -> int:
    """Length of an event's interval as a 32-bit integer.

    Raises:
        ValueError: if the probability exceeds the envelope's ``top``; ``what`` names the parameter.
    """
    if exact(probability) > exact(top):
        raise ValueError(f"{what}: must give at most {float(top):g} a week (its envelope); got {float(probability):g}")
    return threshold(probability)


def offset(position: float) -> int:
    """Start of an event's interval as a 32-bit integer."""
    return threshold(position)
