"""The act rule: a deliberate act happens exactly when its benefit exceeds its expected price (rule 1, under every row S01–S26).

Equation: ``acts ⇔ B · 2**8 > P · S``; B and S in 1/256, P in 1/256 with 256 = certain. Offences draw B uniform on [0, 256) and so
have P(act) = max(0, 1 − (P/256)(S/256)). Every other act has B = max(0, mean + spread · (trait + day − 255) / 256), so that no act
stands on a knife's edge.
State: none. It reads fear, trusts and traits through its arguments.
Closed form: P = 90, S = 120 gives .83521 (T-ACT1, V-08a); at the defaults every act has .01 < P(act) < .99 (T-ACT2).
Sign: a higher price never adds acts.
Sources: Becker (1968), Journal of Political Economy 76:169, doi:10.1086/259394; MODEL §4.1.
"""

from underheaven.draws.compiled import compiled_inline

ONE = 256
"""One in 1/256."""
CERTAIN = 256
"""The probability of a price that is certain to be paid."""


@compiled_inline
def acts(benefit: int, probability: int, stake: int) -> bool:
    """Whether the act happens. Any units do in which ``benefit · 2**8`` and ``probability · stake`` are alike; a tie does not act."""
    return (benefit << 8) > probability * stake


@compiled_inline
def offends(uniform: int, deterrent: int) -> bool:
    """Whether an opportunity for an offence is taken: chance max(0, 1 − deterrent / 2**16), exactly.

    ``uniform`` is a 16-bit word and stands for the middle of its cell of benefits, ``deterrent`` is the price in 2**-16.
    """
    return uniform >= deterrent


@compiled_inline
def benefit_of(mean: int, spread: int, trait: int, day: int) -> int:
    """Benefit of an act to this person on this day, in 1/256; ``trait`` is the person's and ``day`` a fresh uniform, both 0–255."""
    return max(0, mean + ((spread * (trait + day - 255)) >> 8))


@compiled_inline
def fear_multiplier(fear: int, weight: int) -> int:
    """Factor on perceived stakes, in 1/256: 256 + weight · fear, with ``weight`` in 1/256 and ``fear`` 0–255."""
    return ONE + ((weight * fear) >> 8)
