"""Anchors of the errors of surveillance (V-12, V-13): false matches, base rates, first capture, error rates of published counts."""

import math
from fractions import Fraction
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from underheaven.day.capture import first_capture
from underheaven.day.recognition import (
    GROUPS,
    Recognition,
    RecognitionTable,
    confusion,
    false_positive_identification_rate,
    named_though_unenrolled,
    recognition_table,
)
from underheaven.draws.compiled import compiled_entry
from underheaven.draws.philox import draw
from underheaven.draws.purposes import Purpose
from underheaven.measures.rates import ErrorTable, Ratio, chouldechova
from underheaven.validation.anchor import SAMPLE, Anchor, four_sigma
from underheaven.values import threshold

_RECOGNITION, _CAPTURE = int(Purpose.RECOGNITION), int(Purpose.CAPTURE)
_SCREENED = 4_000_000
_PROBES = 4_000_000
_SHARES = (9, 1, 32, 4, 9, 1, 8, 1, 31, 3, 9, 1)
"""Weights of the twelve groups in the gallery: sex, age band, origin, roughly the nation's."""
_GROUP, _OTHER = 3, 2
"""Men of working age of the minority, and of the majority."""


@compiled_entry
def _named(probes: int, group: int, table: RecognitionTable) -> int:
    named = 0
    for probe in range(probes):
        named += int(named_though_unenrolled(draw(12, probe, group, _RECOGNITION, 0)[0], group, table))
    return named


def _ratio_of_groups(gallery: float) -> float:
    """Searches of strangers that name somebody: minority over majority, counted."""
    table = recognition_table(Recognition().model_copy(update={"district_gallery": _count(gallery)}), 2019, _SHARES)
    return _named(_PROBES, _GROUP, table) / _named(_PROBES, _OTHER, table)


def _count(gallery: float) -> object:
    return Recognition().district_gallery.model_copy(update={"value": gallery})


def _law_of_groups() -> float:
    rows = confusion(Recognition(), _SHARES)
    return float(sum(rows[_GROUP], Fraction(0)) / sum(rows[_OTHER], Fraction(0)))


def _mean_of_groups() -> float:
    """Mean over the gallery of what a group's false matches are, relative to the average group."""
    rows = confusion(Recognition(), _SHARES)
    return float(sum((_SHARES[g] * sum(rows[g], Fraction(0)) for g in range(GROUPS)), Fraction(0)) / sum(_SHARES))


@compiled_entry
def _screened(people: int, prevalence: int, sensitivity: int, false_alarm: int, counts: NDArray[np.int64]) -> None:
    """The 2×2 table of a screening: [had done it, flagged]."""
    for person in range(people):
        truth, alarm, _, _ = draw(13, person, 1, _CAPTURE, 0)
        did = int(truth < prevalence)
        counts[did, int(alarm < (sensitivity if did == 1 else false_alarm))] += 1


@cache
def _screening(prevalence: float, sensitivity: float, specificity: float) -> ErrorTable:
    counts = np.zeros((2, 2), np.int64)
    _screened(_SCREENED, threshold(prevalence), threshold(sensitivity), threshold(1 - Fraction(str(specificity))), counts)
    return ErrorTable(int(counts[1, 1]), int(counts[0, 1]), int(counts[1, 0]), int(counts[0, 0]))


def _innocent(prevalence: float, sensitivity: float, specificity: float) -> float:
    return 1 - float(_screening(prevalence, sensitivity, specificity).positive_predictive_value)


@compiled_entry
def _first(people: int, thresholds: tuple[int, int, int, int], counts: NDArray[np.int64]) -> None:
    for person in range(people):
        channel = first_capture(draw(3, person, 1, _CAPTURE, 0), thresholds)
        counts[channel if channel >= 0 else 4] += 1


@cache
def _captured() -> tuple[float, ...]:
    counts = np.zeros(5, np.int64)
    _first(SAMPLE, (threshold(0.3), threshold(0.05), threshold(0.2), 0), counts)
    return (*(counts[:3] / SAMPLE).tolist(), float(counts[:4].sum() / SAMPLE))


COMPAS = {"Black": ErrorTable(1369, 805, 532, 990), "White": ErrorTable(505, 349, 461, 1139)}
"""Two-year recidivism against a medium or high score, by race as published."""

_NIST = "NISTIR 8280 (Grother, Ngan and Hanaoka 2019), doi:10.6028/NIST.IR.8280: factors between groups; the law is exact"
_BAYES = "Bayes' theorem: PPV = π Se / (π Se + (1 − π)(1 − Sp))"
_CHOULDECHOVA = "Chouldechova (2017), Big Data 5:153, doi:10.1089/big.2016.0047"
_PROPUBLICA = "Larson, Mattu, Kirchner and Angwin (2016), ProPublica, How we analyzed the COMPAS recidivism algorithm"
_MATCHES = "day.recognition.false_positive_identification_rate"
_BIOMETRY = "exact: FPIR = 1 − (1 − FMR)^G, ISO/IEC 19795-1; VALIDATION V-12"


def _galleries() -> tuple[Anchor, ...]:
    rows = (
        (1e-6, 10**6, -math.expm1(1e6 * math.log1p(-1e-6)), 1e-9),
        (1e-9, 4_200_000, 0.0041912, 5e-8),
        (1e-9, 1_260_000_000, 0.7163460, 5e-8),
    )
    return tuple(
        Anchor(
            f"V-12{'' if row == 1 else f'.{row}'}", f"FMR {rate:g}, gallery of {gallery:,}: false positives per search", _BIOMETRY, "exact",
            "engine", share, tolerance, "rounding of the number given (1e-9 where it is computed)", _MATCHES,
            partial(false_positive_identification_rate, rate, gallery),
        )
        for row, (rate, gallery, share, tolerance) in enumerate(rows, 1)
    )  # fmt: skip


def _compas() -> tuple[Anchor, ...]:
    published = {"Black": (0.4485, 0.2799, 0.6297), "White": (0.2345, 0.4772, 0.5913)}

    def of(table: ErrorTable) -> tuple[tuple[str, Ratio], ...]:
        return (("false-positive rate", table.false_positive_rate), ("false-negative rate", table.false_negative_rate),
                ("positive predictive value", table.positive_predictive_value))  # fmt: skip

    rows = [(group, name, ratio, rate) for group in COMPAS for (name, ratio), rate in zip(of(COMPAS[group]), published[group], strict=True)]
    return tuple(
        Anchor(f"J-COMPAS{'' if row == 1 else f'.{row}'}", f"{group} defendants: {name}", _PROPUBLICA, "published", "engine", rate, 5e-5,
               "rounding of the number published", "measures.rates.ErrorTable", partial(float, ratio))
        for row, (group, name, ratio, rate) in enumerate(rows, 1)
    )  # fmt: skip


def _captures() -> tuple[Anchor, ...]:
    names = ("channel 1 first", "channel 2 first", "channel 3 first", "any")
    return tuple(
        Anchor(f"V-13c{'' if place == 0 else f'.{place + 1}'}", f"channels that notice with .3, .05, .2: {name}",
               "exact: q_c Π_{c' < c}(1 − q_c'); MODEL §6.1 (T-OBS1)", "exact", "engine", share, four_sigma(share, SAMPLE),
               "4σ of a share, n = 1e6", "day.capture.first_capture", partial(lambda place: _captured()[place], place))
        for place, (name, share) in enumerate(zip(names, (0.3, 0.035, 0.133, 0.468), strict=True))
    )  # fmt: skip


def _base_rate(number: str, setting: tuple[float, float, float], share: float) -> Anchor:
    prevalence, sensitivity, specificity = setting
    flagged = round(_SCREENED * (prevalence * sensitivity + (1 - prevalence) * (1 - specificity)))
    return Anchor(
        number, f"prevalence {prevalence:g}, sensitivity {sensitivity:g}, specificity {specificity:g}: innocent among the flagged", _BAYES,
        "exact", "engine", share, four_sigma(share, flagged), "4σ of a share of the flagged among 4e6",
        "draws and measures.rates.ErrorTable", partial(_innocent, *setting),
    )  # fmt: skip


def _identities() -> float:
    """Tables in which the identity holds exactly, of the four there are."""
    tables = (*COMPAS.values(), _screening(0.0164, 0.9, 0.99), _screening(0.01, 0.95, 0.95))
    return sum(table.identity_holds for table in tables)


_SMALL, _LARGE = 1e6, 5e9

ANCHORS = (
    *_galleries(),
    Anchor("V-12b", "small gallery: false positives of two groups stand as their false-match rates times shares", _NIST, "exact", "engine",
           _law_of_groups(), 0.05 * _law_of_groups(), "4σ of a ratio of counts and what a gallery of 1e6 saturates, together under 5 %",
           "day.recognition.named_though_unenrolled", partial(_ratio_of_groups, _SMALL)),
    Anchor("V-12b.2", "gallery without bound: every search names somebody", _NIST, "exact", "engine", 1, 1e-6, "saturation at 5e9",
           "day.recognition.named_though_unenrolled", partial(_ratio_of_groups, _LARGE)),
    Anchor("V-12b.3", "mean false matches over the groups of the gallery, relative to φN", "MODEL §6.2", "exact", "engine", 1,
           1e-12, "exact rationals", "day.recognition.confusion", _mean_of_groups),
    _base_rate("V-13a", (0.0164, 0.9, 0.99), 0.399902), _base_rate("V-13a.2", (0.01, 0.95, 0.95), 0.838983),
    Anchor("V-13b", "prevalence .0164, PPV .6, FNR .1: the FPR they imply", _CHOULDECHOVA, "exact", "engine", 0.010004, 5e-7,
           "rounding of the number given", "measures.rates.chouldechova",
           lambda: float(chouldechova(Fraction("0.0164"), Fraction("0.6"), Fraction("0.1")))),
    Anchor("V-13b.2", "2×2 tables (two published, two simulated) in which the identity holds to the last digit", _CHOULDECHOVA, "exact",
           "engine", 4, 0, "exact", "measures.rates.ErrorTable.identity_holds", _identities),
    *_captures(), *_compas(),
)  # fmt: skip
