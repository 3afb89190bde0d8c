"""Face recognition (S05): one detection-error curve decides right, wrong or nobody.

With FNIR_q the published miss rate at 1.6 M faces and FPIR .003, φ the false-match rate per comparison, φ_ref = .003/1.6e6, N the
effective gallery, x = N·φ and k = .18, the best of N strangers scores above the true match with

    miss(u) = min(1, FNIR_q·(φ_ref/u)^k)                         chance that the true match scores below the level of FMR u
    wrong   = ∫₀^φ N·e^(−N·u)·miss(u) du = FNIR_q·φ_ref^k·N^k·γ(1−k, x)    (γ the lower incomplete gamma function)
    nobody  = miss(φ)·e^(−x)
    right   = 1 − wrong − nobody;  for a probe that is not enrolled: wrong = 1 − e^(−x)

"Clipped at 1" is the min() inside the integral: then wrong + nobody ≤ 1 always. At fixed FPIR (φ = FPIR/N) misses grow as N^k.
Groups look more or less alike: x_g = φ·N·Σ_h s_h·m_gh/mean, so that the population mean of x_g is φ·N. Message: the record goes to a
keyed double of the actor in the group that the confusion matrix names. The gallery is the REAL one (4.2 M faces in a district): the
synthetic society is a scaled sample of it, and the error law must not shrink with the sample.

All of it happens when a scenario is compiled, in 40-digit decimals; the kernel only compares 32-bit thresholds. Closed forms: T-FR1 (the
table of MODEL §6.2), T-FR2, V-12, V-12b. Signs: wrong rises with N at fixed φ; nobody rises with N at fixed FPIR; both fall with the date.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from underheaven.day.fusion import PROFILES, Fusion, profile_factors
from underheaven.day.mechanism import Mechanism
from underheaven.draws.compiled import compiled, integer
from underheaven.values import Count, Factor, Parameters, Probability, Share, assumed, derived, exact, fixed, published, threshold

GROUPS = 12
"""Recognition group = sex·6 + age band·2 + origin (age band 0 child, 1 adult, 2 elder; origin 1 = minority)."""
TYPES = 2
"""Person types: 0 ordinary, 1 hard to recognise."""
RIGHT, WRONG, NOBODY = 0, 1, 2
LARGEST_TESTED_GALLERY = 12_000_000
"""Beyond it every result is an extrapolation (FACTS 5-01)."""
_NIST = "NIST FRTE 1:N, usnistgov/frvt html/frvt1N.html 02f7182d, median developer at FPIR .003, N = 1.6 M"
_DIGITS = 40
_FUSED_DIGITS = 16
"""Twice what a threshold of 32 bits needs; 31 of 32 profiles are computed to no more, to save a second."""
_SATURATED = Decimal(120)
_FLAT = Decimal("1e-40")  # an exponent of zero, without dividing by it
_WHOLE = 1 << 32


class MissRates(Parameters):
    """False-negative identification rate by image quality, at 1.6 M enrolled and FPIR .003."""

    border: Probability = published(0.0042, f"{_NIST}, visa–border, FACTS 5-05")
    webcam: Probability = published(0.0119, f"{_NIST}, mugshot–webcam, FACTS 5-03")
    ten_years_old: Probability = published(0.0426, f"{_NIST}, border–border, 10 years apart, FACTS 5-07")
    kiosk: Probability = published(0.0747, f"{_NIST}, visa–kiosk, FACTS 5-06")
    profile: Probability = published(0.127, f"{_NIST}, mugshot–profile, FACTS 5-04")


class Recognition(Mechanism):
    """Naming the person a camera saw. Off: cameras film, but nobody is named."""

    quality: Literal["border", "webcam", "ten_years_old", "kiosk", "profile"] = "kiosk"
    """Quality of street images; the kiosk is the closest published condition."""
    miss_rates: MissRates = MissRates()
    """Published miss rates per quality."""
    gallery: Literal["district", "national"] = "district"
    """Whose faces a probe is compared with."""
    district_gallery: Count = derived(4.2e6, "1 395.38 M persons / 333 prefectures, rounded (FACTS 6-01, 6-17)")
    """Faces enrolled in a real district."""
    national_gallery: Count = published(1_395_380_000, "NBS communiqué, mainland, end 2018, FACTS 6-01")
    """Faces enrolled in the real country; an extrapolation of the error law."""
    mode: Literal["fixed_threshold", "fixed_fpir"] = "fixed_threshold"
    """Fixed threshold: ``false_match_rate`` is given. Fixed FPIR: it is ``false_positive_rate`` over the gallery."""
    false_match_rate: Probability = published(1.67e-8, "NPL 2023, per comparison at threshold 0.60, FACTS 5-17")
    """False matches per comparison (mode fixed_threshold)."""
    false_positive_rate: Probability = published(0.003, "NIST FRTE 1:N operating point, FACTS 5-01 to 5-07")
    """False positives per search (mode fixed_fpir)."""
    reference_gallery: Count = published(1.6e6, "NIST FRTE 1:N, FACTS 5-03 to 5-07")
    """Gallery at which the miss rates were measured."""
    reference_false_positive_rate: Probability = published(0.003, "NIST FRTE 1:N, FACTS 5-03 to 5-07")
    """FPIR at which the miss rates were measured."""
    gallery_exponent: Share = published(0.18, "NIST FRTE 1:N, median of 102 developers at 1.6 M and 12 M, FACTS 5-09", "sweep .09 to .24")
    """Misses grow as gallery**exponent at fixed FPIR."""
    halving_years: Factor = assumed(2.5, 1.5, 8.0, why="best algorithms went from 5 % (2010) to .2 % (2018), FACTS 5-21, recalled")
    """Years in which misses halve, counted from 2019."""
    sex_ratio: Factor = published(3.4, "NIST FRTE demographics, female over male false matches, FACTS 5-10")
    age_ratio: Factor = published(4.2, "NIST FRTE demographics, old over young false matches, FACTS 5-10")
    """Elders over everybody else; no ratio for children is in FACTS."""
    origin_ratio: Factor = published(5.9, "NIST FRTE demographics, E Asia over E Europe, FACTS 5-10", "minority over the training majority")
    ratio_cap: Factor = assumed(30.0, 10.0, 100.0, why="NISTIR 8280 reports factors of 10 to more than 100, FACTS 5-11")
    """Largest group ratio over the smallest."""
    mixing: Share = assumed(0.1, 0.02, 0.3, why="false matches across groups are rare; no published matrix")
    """How far people of different groups are confused, relative to the geometric mean of their own ratios."""
    hard_share: Share = assumed(0.1, why="misses cluster in persons; no published share")
    """Share of people who are hard to recognise."""
    hard_ratio: Factor = assumed(5.0, why="misses cluster in persons; no published ratio")
    """Their miss rate over that of the others; the mean is kept."""
    doubles: Count = assumed(3, 1, 50, why="how many strangers one face is confused with again and again is not published")
    """Keyed doubles per person and group: errors return to the same people."""
    passes_per_day: Factor = assumed(2.0, 0.5, 10.0, why="no published count of camera passes")
    """Times a person passes a camera position a day; times the coverage these are searches."""
    phantoms_per_day: Probability = assumed(1e-6, 0.0, 1e-4, why="a face on a bus advert was listed in Ningbo (FACTS 4-14); no rate")
    """Events seen where nothing happened, per person-day at coverage one."""


class RecognitionTable(NamedTuple):
    """Thresholds of 32 bits (2**32 = certain)."""

    wrong: NDArray[np.int64]
    """[group, type + 2·profile]: an enrolled probe is named as somebody else; profile 0 is one picture of the face."""
    none: NDArray[np.int64]
    """[group, type + 2·profile]: an enrolled probe is named as nobody."""
    unenrolled: NDArray[np.int64]
    """[group]: a probe that is not enrolled is named as somebody."""
    cumulative: NDArray[np.int64]
    """[group of the actor, group of the wrong person], cumulated; the last column is 2**32."""
    hard_share: int
    """Chance of type 1."""
    doubles: int
    """Keyed doubles per person and group, K."""
    national: int
    """1 if the doubles live anywhere in the country, 0 if in the actor's district."""
    passes: int
    """Passes per person-day, Q8."""
    phantoms: int
    """Hallucinated events per person-day at coverage one."""


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _lower_gamma(a: Decimal, x: Decimal, digits: int) -> Decimal:
    """γ(a, x) for 0 < a ≤ 1 to so many digits: x^a·e^−x·Σ xⁿ/(a(a+1)…(a+n)); all terms positive. Past x = 120 it is Γ(a) to 50 digits."""
    if x == 0:
        return Decimal(0)
    x = min(x, _SATURATED)
    term = total = 1 / a
    n = 0
    while term > total * Decimal(10) ** -digits:
        n += 1
        term = term * x / (a + n)
        total += term
    return (a * x.ln() - x).exp() * total


def error_rates(
    miss_rate: Fraction, exponent: Fraction, false_match_rate: Fraction, comparisons: Fraction, reference: Fraction, digits: int = _DIGITS
) -> tuple[Fraction, Fraction]:
    """(wrong, nobody) for an enrolled probe, to so many digits.

    ``miss_rate`` may exceed one (an old algorithm extrapolated); ``comparisons`` is the effective gallery N; ``reference`` is φ_ref.

    Raises:
        ValueError: unless 0 ≤ exponent < 1.
    """
    if not 0 <= exponent < 1:
        raise ValueError(f"the gallery exponent lies in [0, 1); got {float(exponent):g}")
    if miss_rate == 0:
        return Fraction(0), Fraction(0)
    if false_match_rate == 0:
        return Fraction(0), Fraction(1)
    with localcontext() as context:
        context.prec = digits + 10
        f, k, phi, n = (_decimal(v) for v in (miss_rate, exponent, false_match_rate, comparisons))
        x, k = n * phi, max(k, _FLAT)
        # below this false-match level the true match is surely missed; e^±1000 stands for always and never
        sure = max(Decimal(-1000), min(Decimal(1000), f.ln() / k)).exp() * _decimal(reference)
        y = min(n * min(sure, phi), x)
        scale = f * (k * (n * _decimal(reference)).ln()).exp() if n else Decimal(0)
        wrong = (1 - (-y).exp()) + scale * (_lower_gamma(1 - k, x, digits) - _lower_gamma(1 - k, y, digits))
        nobody = min(Decimal(1), f * (k * (_decimal(reference) / phi).ln()).exp()) * (-x).exp()
        return Fraction(max(wrong, Decimal(0))), Fraction(nobody)


def unenrolled_rate(matches: Fraction) -> Fraction:
    """Chance that a probe which is not in the gallery is named as somebody: 1 − e^−x."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction(1 - (-_decimal(matches)).exp())


def false_positive_identification_rate(false_match_rate: float | Fraction, gallery: int) -> float:
    """V-12: 1 − (1 − FMR)**gallery by repeated squaring of a 128-bit fixed-point number (error below 1e-20)."""
    bits = 128
    base, power, result = fixed(1 - exact(false_match_rate), bits), gallery, 1 << bits
    while power:
        if power & 1:
            result = (result * base) >> bits
        base = (base * base) >> bits
        power >>= 1
    return float(1 - Fraction(result, 1 << bits))


def group_ratios(parameters: Recognition) -> tuple[Fraction, ...]:
    """r_g per recognition group: products of the published ratios, capped at ``ratio_cap`` times the smallest."""
    sex, age, origin = (exact(q.value) for q in (parameters.sex_ratio, parameters.age_ratio, parameters.origin_ratio))
    raw = [(sex if g >= 6 else 1) * (age if g % 6 >= 4 else 1) * (origin if g % 2 else 1) for g in range(GROUPS)]
    top = min(raw) * exact(parameters.ratio_cap.value)
    return tuple(Fraction(min(r, top)) for r in raw)


def confusion(parameters: Recognition, shares: Sequence[int | Fraction]) -> list[list[Fraction]]:
    """s_h·m_gh over the population mean of their row sums: row g sums to x_g/(φ·N).

    ``shares`` are the weights of the groups in the gallery, on any scale.
    """
    total = Fraction(sum(shares))
    s = [Fraction(share) / total for share in shares]
    r, xi = group_ratios(parameters), exact(parameters.mixing.value)
    with localcontext() as context:
        context.prec = _DIGITS
        root = [[r[g] if g == h else xi * Fraction(_decimal(r[g] * r[h]).sqrt()) for h in range(GROUPS)] for g in range(GROUPS)]
    mean = sum((s[g] * s[h] * root[g][h] for g in range(GROUPS) for h in range(GROUPS)), Fraction(0))
    return [[s[h] * root[g][h] / mean for h in range(GROUPS)] for g in range(GROUPS)]


def gallery_size(parameters: Recognition) -> int:
    """Faces in the real gallery that a probe is compared with."""
    return (parameters.national_gallery if parameters.gallery == "national" else parameters.district_gallery).integer


def match_rate(parameters: Recognition) -> Fraction:
    """φ, false matches per comparison, in the operating mode chosen."""
    if parameters.mode == "fixed_fpir":
        return exact(parameters.false_positive_rate.value) / gallery_size(parameters)
    return exact(parameters.false_match_rate.value)


def miss_rate(parameters: Recognition, year: int | Fraction) -> Fraction:
    """FNIR of the chosen quality in ``year``: the published rate halves every ``halving_years`` from 2019 on (and doubles before)."""
    rate: Probability = getattr(parameters.miss_rates, parameters.quality)
    with localcontext() as context:
        context.prec = _DIGITS
        halvings = _decimal(Fraction(2019 - year) / exact(parameters.halving_years.value))
        return exact(rate.value) * Fraction((halvings * Decimal(2).ln()).exp())


def type_factors(parameters: Recognition) -> tuple[Fraction, Fraction]:
    """Miss rate of an ordinary and of a hard person over the mean."""
    share, ratio = exact(parameters.hard_share.value), exact(parameters.hard_ratio.value)
    ordinary = 1 / (1 - share + share * ratio)
    return ordinary, ratio * ordinary


def recognition_table(
    parameters: Recognition, year: int | Fraction, shares: Sequence[int | Fraction], fusion: Fusion | None = None
) -> RecognitionTable:
    """The error tables of one year, to be read only; ``shares`` are the weights of the 12 groups among the enrolled."""
    fused = fusion if fusion is not None and fusion.on and parameters.on else Fusion()
    return _recognition_table(parameters, Fraction(year), tuple(shares), fused)


@lru_cache(maxsize=64)
def _recognition_table(parameters: Recognition, year: Fraction, shares: tuple[int | Fraction, ...], fusion: Fusion) -> RecognitionTable:
    wrong, none = np.zeros((GROUPS, TYPES * PROFILES), dtype=np.int64), np.zeros((GROUPS, TYPES * PROFILES), dtype=np.int64)
    profiles = profile_factors(fusion)
    unenrolled, cumulative = np.zeros(GROUPS, dtype=np.int64), np.zeros((GROUPS, GROUPS), dtype=np.int64)
    phi, size, fnir = match_rate(parameters), gallery_size(parameters), miss_rate(parameters, year)
    reference = exact(parameters.reference_false_positive_rate.value) / parameters.reference_gallery.integer
    for g, row in enumerate(confusion(parameters, shares)):
        comparisons, below = size * sum(row, Fraction(0)), Fraction(0)
        unenrolled[g] = threshold(unenrolled_rate(phi * comparisons))
        for h in range(GROUPS):
            below += row[h]
            cumulative[g, h] = threshold(below / sum(row, Fraction(0)))
        for kind, factor in enumerate(type_factors(parameters)):
            for profile, (misses, matches) in enumerate(profiles if fusion.on else profiles[:1]):
                rates = error_rates(
                    fnir * factor * misses, exact(parameters.gallery_exponent.value), phi, comparisons * matches, reference,
                    _DIGITS if profile == 0 else _FUSED_DIGITS,
                )  # fmt: skip
                column = kind + TYPES * profile
                wrong[g, column] = threshold(rates[0])
                none[g, column] = min(threshold(rates[1]), _WHOLE - int(wrong[g, column]))
    if not fusion.on:
        wrong[:], none[:] = np.tile(wrong[:, :TYPES], PROFILES), np.tile(none[:, :TYPES], PROFILES)
    if not parameters.on:
        wrong[:], none[:], unenrolled[:] = 0, _WHOLE, 0
    return RecognitionTable(
        wrong=wrong,
        none=none,
        unenrolled=unenrolled,
        cumulative=cumulative,
        hard_share=threshold(parameters.hard_share.value),
        doubles=parameters.doubles.integer,
        national=int(parameters.gallery == "national"),
        passes=fixed(parameters.passes_per_day.value) if parameters.on else 0,
        phantoms=threshold(parameters.phantoms_per_day.value) if parameters.on else 0,
    )


@compiled
def recognition_group(sex: int, age_band: int, origin: int) -> int:
    """Group number 0..11."""
    return sex * 6 + age_band * 2 + origin


@compiled
def person_type(word: int, table: RecognitionTable) -> int:
    """1 if a person's own 32-bit word makes them hard to recognise, else 0."""
    return 1 if word < table.hard_share else 0


@compiled
def recognise(uniform: int, group: int, person_type: int, table: RecognitionTable) -> int:
    """What becomes of an enrolled probe: 0 right, 1 wrong person, 2 nobody; to ``person_type`` may be added twice the fused profile."""
    wrong = integer(table.wrong[group, person_type])
    if uniform < wrong:
        return 1
    return 2 if uniform < wrong + integer(table.none[group, person_type]) else 0


@compiled
def named_though_unenrolled(uniform: int, group: int, table: RecognitionTable) -> bool:
    """Whether a probe that is not in the gallery (a child, a visitor, a phantom) is named as somebody."""
    return uniform < integer(table.unenrolled[group])


@compiled
def wrong_group(uniform: int, group: int, table: RecognitionTable) -> int:
    """Recognition group of the person named instead of an actor of ``group``."""
    other = 0
    while uniform >= integer(table.cumulative[group, other]):
        other += 1
    return other


@compiled
def which_double(uniform: int, table: RecognitionTable) -> int:
    """Number m of the keyed double that is named, 0..K−1, uniform."""
    return (uniform * table.doubles) >> 32


@compiled
def searches(citizens: int, coverage: int, table: RecognitionTable) -> int:
    """Faces searched on a day among ``citizens`` at ``coverage`` (Q16): counted, not drawn."""
    return (((citizens * coverage) >> 8) * table.passes) >> 16


@compiled
def phantom(uniform: int, citizens: int, coverage: int, table: RecognitionTable) -> bool:
    """Whether the cameras over ``citizens`` (at most 256, one cell) see an event that nobody did, on this day."""
    return uniform < (table.phantoms * citizens * coverage) >> 16
