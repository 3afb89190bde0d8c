"""A run folder of made-up but plausible numbers, written by the package's own writer: the report is tested without the engine."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from underheaven.day.vocabulary import Channel, Kind
from underheaven.engine.tally import AGE_BANDS, CLASSES, MEASURES, ORIGINS, RESIDENCES, SEXES, STRATA, Measure
from underheaven.measures.arms import write_arm
from underheaven.measures.folder import Request, RunFolder
from underheaven.scenario.load import load

M = Measure
LISTED_WRONGLY, LISTED_RIGHTLY = 4711, 815
# per adult-day: (regime, twin, weight of class 1 … 5)
_POOR, _EVEN, _RICH = (2.2, 1.5, 0.8, 0.4, 0.2), (1.0,) * 5, (0.2, 0.4, 0.7, 1.2, 2.5)
_RATES: dict[Measure, tuple[float, float, tuple[float, ...]]] = {
    M.ACTS_JAYWALKING: (0.0043, 0.0050, _EVEN), M.ACTS_UNLEASHED_DOG: (0.0006, 0.0007, _EVEN), M.ACTS_VIDEO_GAMES: (0.012, 0.0143, _EVEN),
    M.ACTS_TRIVIAL_PURCHASE: (0.0098, 0.0114, _RICH), M.ACTS_CRITICAL_SPEECH: (0.0011, 0.0025, _EVEN), M.ACTS_PROTEST: (0.00004, 0.0001, _EVEN),
    M.ACTS_LATE_BILL: (0.0019, 0.0020, _POOR), M.ACTS_DEFAULT: (0.00009, 0.00008, _POOR), M.ACTS_TAX_EVASION: (0.000011, 0.000013, _EVEN),
    M.ACTS_FARE_EVASION: (0.00018, 0.0002, _EVEN), M.ACTS_CHARITY: (0.0041, 0.0037, _EVEN), M.ACTS_FAMILY_HELP: (0.0062, 0.0061, _EVEN),
    M.ACTS_PRAISE: (0.0052, 0.0037, _EVEN), M.HARM_DONE: (0.16, 0.17, _POOR), M.HELP_GIVEN: (0.091, 0.083, _EVEN),
    M.TRAVEL_DEMANDED: (0.0051, 0.0051, _RICH), M.TRAVEL_DENIED_AIR: (0.00003, 0, _RICH), M.TRAVEL_DENIED_RAIL: (0.0001, 0, _RICH),
    M.PERSONS_DENIED: (0.00005, 0, _RICH), M.CAPTURED: (0.0049, 0, _POOR), M.CAPTURED_RIGHT: (0.0043, 0, _POOR), M.CAPTURED_WRONG: (0.0001, 0, _EVEN),
    M.CAPTURED_NOBODY: (0.0005, 0, _EVEN), M.CAPTURED_BY_CAMERAS: (0.0011, 0, _EVEN), M.CAPTURED_BY_MESSAGES: (0.0009, 0, _EVEN),
    M.CAPTURED_BY_INFORMANTS: (0.0002, 0, _EVEN), M.CAPTURED_BY_RECORDS: (0.0027, 0, _POOR), M.RECORDS_TRUE: (0.0043, 0, _POOR),
    M.RECORDS_FALSE: (0.00018, 0, _EVEN), M.HARASSED: (0.00011, 0, _POOR), M.TIES_CUT: (0.0002, 0.00001, _POOR), M.TIES_REVIVED: (0.00005, 0.00001, _EVEN),
    M.SHOCKS: (0.0056, 0.0056, _EVEN), M.SHOCKS_UNINSURED: (0.0021, 0.0018, _POOR), M.BILLS_DUE: (0.0357, 0.0357, _EVEN),
    M.UNMET_NEEDS: (0.0012, 0.0011, _POOR), M.BURDEN: (0.062, 0, _POOR), M.BURDEN_UNRELATED: (0.041, 0, _POOR), M.BURDEN_INNOCENT: (0.004, 0, _POOR),
    M.COST: (2.7, 0, _EVEN), M.REPORTS: (0.0004, 0, _EVEN), M.REPORTS_FALSE: (0.00009, 0, _EVEN),
}  # fmt: skip
# level at the end, share of adults or mean per adult: (regime, twin, weight)
_LEVELS: dict[Measure, tuple[float, float, tuple[float, ...]]] = {
    M.EXPOSED: (1.0, 0, _EVEN), M.DISSENT_PRIVATE: (0.41, 0.40, _EVEN), M.DISSENT_PUBLIC: (0.03, 0.12, _EVEN), M.SUPPORT_PRIVATE: (0.52, 0.55, _RICH),
    M.SUPPORT_STATED: (0.97, 0.88, _EVEN), M.TRUST_NEIGHBOURS: (131, 139, _EVEN), M.TRUST_BUSINESS: (109, 110, _EVEN),
    M.TRUST_GOVERNMENT: (144, 150, _EVEN), M.FEAR_SUM: (21, 8, _POOR), M.SCORE_SUM: (3920, 4000, _EVEN), M.TIES_ALIVE: (5.86, 5.98, _EVEN),
    M.ISOLATED: (0.011, 0.002, _POOR), M.EMPLOYED: (0.68, 0.69, _EVEN), M.IN_DEBT: (0.09, 0.085, _POOR), M.GRADE_D: (0.004, 0, _POOR),
}  # fmt: skip


def make_run(path: Path, *, worlds: int = 8, days: int = 365, twin: bool = True, scale: float = 1.0, harmless: bool = False) -> RunFolder:
    """A finished run folder; ``scale`` shrinks the society, ``harmless`` leaves the regime without any effect."""
    regime = load("article")
    arms = ("regime", "twin") if twin else ("regime",)
    request = Request(
        "article", regime.resolved(), regime.hash, regime.no_regime().resolved() if twin else None, regime.no_regime().hash if twin else None,
        seed=1, citizens=int(20_000 * scale), days=days, start="2020-01-01", worlds=worlds, trace=2,
    )  # fmt: skip
    command = f"underheaven run article --citizens 20000 --worlds {worlds} --start 2020-01-01 --days {days} --seed 1" + (
        "" if twin else " --no-twin"
    )
    folder = RunFolder.start(path, request, version="0.1.0", threads=2, command=command)
    summaries = {
        (world, arm): write_arm(
            folder.part(world, arm), _arm(world, arm, days, scale, harmless), arm=arm, world=world, strata_of_traced=_traced(days)
        )
        for world in range(worlds)
        for arm in arms
    }
    folder.finish(summaries)
    folder.manifest["exemplars"] = {"listed_wrongly": LISTED_WRONGLY, "listed_rightly": LISTED_RIGHTLY}
    folder.save()
    return folder


def _traced(days: int) -> np.ndarray:
    return np.repeat(np.array([25, 79]), len(range(0, days + 1, 7)))


def _strata() -> tuple[np.ndarray, ...]:
    return np.unravel_index(np.arange(STRATA), (CLASSES, SEXES, AGE_BANDS, ORIGINS, RESIDENCES))


def _arm(world: int, arm: str, days: int, scale: float, harmless: bool) -> Any:
    people, draws = np.random.default_rng(world), np.random.default_rng([world, 7])
    klass, _, age, origin, residence = _strata()
    share = (
        np.array([0.2] * 5)[klass]
        * 0.5
        * np.array([0.178, 0.643, 0.179])[age]
        * np.array([0.9, 0.1])[origin]
        * np.array([0.434, 0.162, 0.404])[residence]
    )
    population = people.multinomial(int(20_000 * scale), share / share.sum())
    adults = population * (age > 0)
    column = 0 if arm == "regime" and not harmless else 1
    strata = np.zeros((days, STRATA, MEASURES), dtype=np.int64)
    for measure, row in _RATES.items():
        strata[:, :, measure] = draws.poisson(row[column] * np.array(row[2])[klass] / np.mean(row[2]) * adults, (days, STRATA))
    course = 1 - np.exp(-np.arange(1, days + 1) / 120)
    for measure, row in _LEVELS.items():
        level = row[1] + (row[column] - row[1]) * course[:, None]
        noise = 1 + 0.004 * people.standard_normal()
        weight = 1 + 0.15 * (np.array(row[2])[klass] - np.mean(row[2]))
        strata[:, :, measure] = np.rint(np.minimum(level * noise * weight, 1 if row[1] <= 1 and row[column] <= 1 else 1e9) * adults)
    strata[:, :, M.EXPOSED] = adults if column == 0 else 0
    if column == 0:
        _standing(strata, draws, adults, klass, origin)
    _consistent(strata)
    depth = np.array([95, 80, 65, 55, 45]) if column == 0 else np.full(5, 5)
    bell = np.exp(-(((np.arange(52) * 40 + 20) - (1000 - depth[:, None])) ** 2) / (2 * (depth[:, None] + 15.0) ** 2))
    histogram = {"score_by_class": np.rint(bell / bell.sum(axis=1, keepdims=True) * adults.sum() / 5).astype(np.int64)}
    return SimpleNamespace(
        digest=f"{world:x}{arm[0]}" * 21 + "0", seconds=1.5, peak_rss_bytes=300_000_000, events_count=int(strata[:, :, : M.HARM_DONE].sum()), exemplars={},
        strata=strata, districts=strata.sum(axis=1, keepdims=True), population=population, histories=_histories(days, column), events=_events(days, column),
        histogram=histogram, accounts={},
    )  # fmt: skip


def _standing(strata: np.ndarray, draws: np.random.Generator, adults: np.ndarray, klass: np.ndarray, origin: np.ndarray) -> None:
    poor = np.array(_POOR)[klass]
    right, wrong = (
        draws.poisson(0.00011 * poor * adults, strata.shape[:2]),
        draws.poisson(0.000007 * (1 + 4 * origin) * adults, strata.shape[:2]),
    )
    exits = np.roll(right // 4, 30, axis=0) * (np.arange(len(strata)) >= 30)[:, None]
    strata[:, :, M.ENTRIES], strata[:, :, M.ENTRIES_WRONGFUL], strata[:, :, M.EXITS] = right + wrong, wrong, exits
    strata[:, :, M.LISTED] = np.cumsum(right + wrong - exits, axis=0)
    strata[:, :, M.LISTED_WRONGLY] = np.cumsum(wrong, axis=0)
    strata[:, :, M.UNITS_AT_RISK] = np.maximum(adults - strata[:, :, M.LISTED], 0)
    strata[:, :, M.TRIGGERS_TRUE], strata[:, :, M.TRIGGERS_FOUND] = right + draws.poisson(0.5 * (right + 0.01)), right
    strata[:, :, M.WRONGFUL_DAYS] = wrong * 300


def _consistent(strata: np.ndarray) -> None:
    harmful = (M.ACTS_JAYWALKING, M.ACTS_UNLEASHED_DOG, M.ACTS_LATE_BILL, M.ACTS_DEFAULT, M.ACTS_TAX_EVASION, M.ACTS_FARE_EVASION)
    harmless = (M.ACTS_VIDEO_GAMES, M.ACTS_TRIVIAL_PURCHASE, M.ACTS_CRITICAL_SPEECH, M.ACTS_PROTEST)
    strata[:, :, M.ACTS_HARMFUL] = strata[:, :, list(map(int, harmful))].sum(axis=2)
    strata[:, :, M.ACTS_HARMLESS] = strata[:, :, list(map(int, harmless))].sum(axis=2)
    strata[:, :, M.CAPTURED] = strata[:, :, [int(M.CAPTURED_RIGHT), int(M.CAPTURED_WRONG), int(M.CAPTURED_NOBODY)]].sum(axis=2)


def _histories(days: int, column: int) -> dict[str, np.ndarray]:
    day = np.arange(0, days + 1, 7)
    rows: dict[str, list[np.ndarray]] = {}
    for citizen, step in ((LISTED_WRONGLY, 160), (LISTED_RIGHTLY, 90)):
        listed = np.int64(column == 0) * (day >= 41)
        columns = {
            "citizen": np.full(len(day), citizen), "day": day, "score": 4000 - listed * step, "false_part": -listed * step * (citizen == LISTED_WRONGLY),
            "buffer": 400 + 60 * np.cos(day / 9).astype(np.int64) - listed * 3 * (day - 41), "listed_until": listed * 771, "cause": 0 * day,
            "wrongful": listed * (citizen == LISTED_WRONGLY), "belief": 64 + 0 * day, "fear": 8 + listed * 60, "trust_neighbours": 140 - listed * 20,
            "trust_business": 110 + 0 * day, "trust_government": 150 - listed * 55, "ties": np.where(listed * (day > 90), 0b001111, 63),
            "dissents": 0 * day, "employment": np.where(listed * (day > 200), 0, 4),
        }  # fmt: skip
        for name, values in columns.items():
            rows.setdefault(name, []).append(np.asarray(values, dtype=np.int64))
    return {name: np.concatenate(parts) for name, parts in rows.items()}


def _events(days: int, column: int) -> np.ndarray:
    """citizen, day, measure, kind, channel, happened, actor, points in quarters, list days, other."""
    walk, speech, late = int(Kind.JAYWALKING), int(Kind.CRITICAL_SPEECH), int(Kind.LATE_BILL)
    camera, register = int(Channel.CAMERAS), int(Channel.RECORDS)
    rows = [
        (LISTED_WRONGLY, 12, M.ACTS_JAYWALKING, walk, -1, 1, LISTED_WRONGLY, 0, 0, -1),
        (LISTED_RIGHTLY, 28, M.ACTS_LATE_BILL, late, -1, 1, LISTED_RIGHTLY, 0, 0, -1),
    ]
    if column == 0:
        rows += [
            (LISTED_WRONGLY, 12, M.CAPTURED_WRONG, walk, camera, 1, LISTED_WRONGLY, 0, 0, 8113),
            (LISTED_WRONGLY, 41, M.RECORDS_FALSE, speech, camera, 1, 2203, -40, 180, -1),
            (LISTED_WRONGLY, 41, M.ENTRIES, speech, camera, 1, -1, 0, 180, -1),
            (LISTED_WRONGLY, 41, M.ENTRIES_WRONGFUL, speech, camera, 1, -1, 0, 180, -1),
            (LISTED_WRONGLY, 60, M.TRAVEL_DENIED_RAIL, -1, -1, 1, -1, 0, 0, -1),
            (LISTED_WRONGLY, 75, M.HARASSED, -1, -1, 1, -1, 0, 0, -1),
            (LISTED_WRONGLY, 92, M.TIES_CUT, -1, -1, 1, -1, 0, 0, -1),
            (LISTED_RIGHTLY, 28, M.CAPTURED_RIGHT, late, register, 1, LISTED_RIGHTLY, 0, 0, -1),
            (LISTED_RIGHTLY, 28, M.RECORDS_TRUE, late, register, 1, LISTED_RIGHTLY, -20, 90, -1),
            (LISTED_RIGHTLY, 41, M.ENTRIES, late, register, 1, LISTED_RIGHTLY, 0, 90, -1),
        ]
    kept = [row for row in rows if row[1] <= days]
    return np.array(sorted(kept, key=lambda row: (row[0], row[1])), dtype=np.int64).reshape(-1, 10)
