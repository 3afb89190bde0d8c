"""Identity fusion (S06): what else the state holds of a person beside one picture of the face.

    misses × Π_m (1 − u_m·(1 − ρ))        false matches × Π_m v_m^(1 − ρ)        over the modalities m that the profile holds

face (more pictures of it), voice, gait, fingerprint, blood; ρ = .3 is how far their errors go together. The false-match rate falls at the
same threshold: both factors shift the detection-error curve of ``recognition`` (misses × f at false-match level × v), so misses fall with
every modality, which they would not do if the threshold were made stricter on one modality's curve. Published figures are for one picture
per person (FACTS 5); hence the face counts as a modality of its own.
State: none; what a profile holds is a function of (seed, id). Closed form: 32 profiles × 12 groups × 2 types of persons, each with the
exact law of ``recognition`` at its own factors; mean completeness = mean enrolment = .40. Signs: misses ↓, reach (named rightly per face
captured) ↑. Measure: ``modalities_held`` over five times the adults is profile completeness.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Factor, Parameters, Share, assumed, exact, threshold

MODALITIES = ("face", "voice", "gait", "fingerprint", "blood")
"""Bit m of a profile."""
PROFILES = 1 << len(MODALITIES)
_WHY = "no published size of the gain in a fused operational system"


class Modality(Parameters):
    """One thing by which a person is known."""

    enrolment: Share
    """Share of people of whom the state holds it."""
    misses_avoided: Share
    """u: share of misses that it avoids, if its errors were independent."""
    false_matches_left: Factor
    """v: share of false matches that it leaves, if its errors were independent."""


def _modality(enrolment: float, avoided: float, left: float) -> Modality:
    return Modality(
        enrolment=assumed(enrolment, 0.0, 1.0, why="no published share of people enrolled"),
        misses_avoided=assumed(avoided, 0.0, 1.0, why=_WHY),
        false_matches_left=assumed(left, 0.0, 1.0, why=_WHY),
    )


class Fusion(Mechanism):
    """Several modalities in one profile. Off: the face alone, one picture of it."""

    on: bool = False
    face: Modality = _modality(0.9, 0.5, 0.1)
    """Further pictures of the face."""
    voice: Modality = _modality(0.3, 0.2, 0.3)
    gait: Modality = _modality(0.2, 0.1, 0.5)
    fingerprint: Modality = _modality(0.5, 0.6, 0.05)
    blood: Modality = _modality(0.1, 0.3, 0.05)
    correlation: Share = assumed(0.3, 0.0, 0.9, why="no published correlation between modalities")
    """ρ: how far the errors of modalities go together; at one, fusion gains nothing."""


class FusionTable(NamedTuple):
    """What the kernel needs of fusion."""

    on: int
    enrolment: NDArray[np.int64]
    """[modality], thresholds of 16 bits."""


def fusion_table(parameters: Fusion) -> FusionTable:
    """Compile; without fusion nobody holds anything."""
    shares = [getattr(parameters, name).enrolment.value for name in MODALITIES]
    return FusionTable(int(parameters.on), np.array([threshold(share, 16) * parameters.on for share in shares], np.int64))


def profile_factors(parameters: Fusion) -> list[tuple[Fraction, Fraction]]:
    """(factor on misses, factor on false matches) of each of the 32 profiles; all ones without fusion."""
    independent = 1 - exact(parameters.correlation.value)
    one = [(Fraction(1), Fraction(1))] * PROFILES
    if not parameters.on:
        return one
    gains = []
    with localcontext() as context:
        context.prec = 40
        power = Decimal(independent.numerator) / Decimal(independent.denominator)
        for name in MODALITIES:
            modality: Modality = getattr(parameters, name)
            left = exact(modality.false_matches_left.value)
            kept = Fraction((Decimal(left.numerator) / Decimal(left.denominator)) ** power) if left else Fraction(0)
            gains.append((1 - exact(modality.misses_avoided.value) * independent, kept))
    for profile in range(PROFILES):
        for m, (misses, matches) in enumerate(gains):
            if profile >> m & 1:
                one[profile] = (one[profile][0] * misses, one[profile][1] * matches)
    return one


@compiled
def profile_of(a: int, b: int, c: int, table: FusionTable) -> int:
    """Mask of the modalities that a person's profile holds, from the person's own three 32-bit words."""
    uniforms = (a & 0xFFFF, a >> 16, b & 0xFFFF, b >> 16, c & 0xFFFF)
    held = 0
    for m in range(5):
        held |= int(uniforms[m] < integer(table.enrolment[m])) << m
    return held
