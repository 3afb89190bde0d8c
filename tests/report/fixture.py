"""A run folder of made-up but plausible numbers, written by the package's own writer: the report is tested without the engine."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from underheaven.day.vocabulary import Channel, Kind
from underheaven.engine.tally import AGE_BANDS, CLASSES, MEASURES, ORIGINS, RESIDENCES, SEXES, STRATA, Measure
from underheaven.measures.arms import write_arm
from underheaven.measures.dictionary import COLUMNS
from underheaven.measures.folder import Request, RunFolder
from underheaven.scenario.load import load

LISTED_WRONGLY, LISTED_RIGHTLY, ACTOR = 4711, 815, 2203

_GRADIENTS = {"poor": (2.2, 1.5, 0.8, 0.4, 0.2), "even": (1.0,) * 5, "rich": (0.2, 0.4, 0.7, 1.2, 2.5)}
# measure: per adult-day under the regime, in the twin, and how it falls on the classes
_RATES = """
acts_jaywalking 0.0043 0.0050 even
acts_unleashed_dog 0.0006 0.0007 even
acts_video_games 0.0120 0.0143 even
acts_trivial_purchase 0.0098 0.0114 rich
acts_critical_speech 0.0011 0.0025 even
acts_protest 0.00004 0.0001 even
acts_late_bill 0.0019 0.0020 poor
acts_default 0.00009 0.00008 poor
acts_tax_evasion 0.000011 0.000013 even
acts_fare_evasion 0.00018 0.0002 even
acts_charity 0.0041 0.0037 even
acts_family_help 0.0062 0.0061 even
acts_praise 0.0052 0.0037 even
harm_done 0.16 0.17 poor
help_given 0.091 0.083 even
travel_demanded 0.0051 0.0051 rich
travel_denied_air 0.00003 0 rich
travel_denied_rail 0.0001 0 rich
persons_denied 0.00005 0 rich
captured_right 0.0043 0 poor
captured_wrong 0.0001 0 even
captured_nobody 0.0005 0 even
captured_by_cameras 0.0011 0 even
captured_by_messages 0.0009 0 even
captured_by_informants 0.0002 0 even
captured_by_records 0.0027 0 poor
captured_by_platform 0.0003 0 even
records_true 0.0043 0 poor
records_false 0.00018 0 even
harassed 0.00011 0 poor
ties_cut 0.0002 0.00001 poor
shocks 0.0056 0.0056 even
shocks_uninsured 0.0021 0.0018 poor
bills_due 0.0357 0.0357 even
unmet_needs 0.0012 0.0011 poor
burden 0.062 0 poor
burden_unrelated 0.041 0 poor
burden_innocent 0.004 0 poor
cost 2.7 0 even
reports 0.0004 0 even
reports_false 0.00009 0 even
"""
# measure: level per adult at the end under the regime, in the twin, and how it falls on the classes
_LEVELS = """
dissent_private 0.41 0.40 even
dissent_public 0.03 0.12 even
support_private 0.52 0.55 rich
support_stated 0.97 0.88 even
trust_neighbours 131 139 even
trust_business 109 110 even
trust_government 144 150 even
fear_sum 21 8 poor
score_sum 3920 4000 even
ties_alive 5.86 5.98 even
isolated 0.011 0.002 poor
employed 0.68 0.69 even
"""
_HARMFUL = ("JAYWALKING", "UNLEASHED_DOG", "LATE_BILL", "DEFAULT", "TAX_EVASION", "FARE_EVASION")
_HARMLESS = ("VIDEO_GAMES", "TRIVIAL_PURCHASE", "CRITICAL_SPEECH", "PROTEST")


def make_run(
    path: Path, *, worlds: int = 8, days: int = 112, twin: bool = True, citizens: int = 20_000, harmless: bool = False,
    companion: bool = False,
) -> RunFolder:  # fmt: skip
    """A finished run folder; ``harmless`` leaves the regime without any effect, ``companion`` puts another account beside it."""
    scenario = load("article")
    other = scenario.no_regime()
    arms = ("regime", "twin") if twin else ("regime",)
    request = Request(
        "article", scenario.resolved(), scenario.hash, other.resolved() if twin else None, other.hash if twin else None,
        seed=1, citizens=citizens, days=days, start="2020-01-01", worlds=worlds, trace=2,
        lineage=() if harmless else ("article",),
    )  # fmt: skip
    command = f"underheaven run article --citizens {citizens} --worlds {worlds} --start 2020-01-01 --days {days}"
    folder = RunFolder.start(path, request, version="0.1.0", threads=2, command=command + ("" if twin else " --no-twin"))
    summaries = {}
    for world in range(worlds):
        for arm in arms:
            result = _arm(world, arm == "regime", days, citizens, effect=arm == "regime" and not harmless)
            strata = np.repeat(np.array([25, 79]), len(result.histories["day"]) // 2)  # a woman and a man of working age
            summaries[world, arm] = write_arm(folder.part(world, arm), result, arm=arm, world=world, strata_of_traced=strata)
    folder.manifest["exemplars"] = {"listed_wrongly": LISTED_WRONGLY, "listed_rightly": LISTED_RIGHTLY}
    folder.finish(summaries)
    if companion:
        folder.manifest["wall_seconds"] = 40.0
        folder.add_companion(_two_accounts(), {"scenario": "documented", "title": "", "citizens": 3072, "worlds": 8, "seconds": 6.0})
    return folder


def _two_accounts() -> list[dict[str, Any]]:
    """Eight societies of 2 500 adults: 200 or so listed under the run's own regime, 50 under the other; nobody else is touched."""
    rows: list[dict[str, Any]] = []
    for world in range(8):
        nothing = dict.fromkeys(COLUMNS, 0.0)
        rows.append({"regime": "own", "world": world, "adults": 2500} | nothing | {"listed": 200 + world, "listed_wrongly": 20})
        rows.append({"regime": "other", "world": world, "adults": 2500} | nothing | {"listed": 50.0})
    return rows


def _rows(table: str) -> list[tuple[Measure, float, float, np.ndarray]]:
    cells = (line.split() for line in table.strip().splitlines())
    return [
        (Measure[name.upper()], float(regime), float(twin), np.array(_GRADIENTS[falls]) / np.mean(_GRADIENTS[falls]))
        for name, regime, twin, falls in cells
    ]


def _arm(world: int, regime: bool, days: int, citizens: int, *, effect: bool) -> Any:
    people, draws = np.random.default_rng(world), np.random.default_rng([world, 7])
    shape = (CLASSES, SEXES, AGE_BANDS, ORIGINS, RESIDENCES)
    klass, _, age, origin, residence = np.unravel_index(np.arange(STRATA), shape)
    share = 0.1 * np.array([0.178, 0.643, 0.179])[age] * np.array([0.9, 0.1])[origin] * np.array([0.434, 0.162, 0.404])[residence]
    population = people.multinomial(citizens, share / share.sum())
    adults = population * (age > 0)
    strata = np.zeros((days, STRATA, MEASURES), dtype=np.int64)
    for measure, under, without, falls in _rows(_RATES):
        strata[:, :, measure] = draws.poisson((under if effect else without) * falls[klass] * adults, (days, STRATA))
    course = 1 - np.exp(-np.arange(1, days + 1) / 120)[:, None]
    for measure, under, without, falls in _rows(_LEVELS):
        level = without + ((under if effect else without) - without) * course
        spread = 1 + 0.15 * (falls[klass] - 1) + 0.004 * people.standard_normal()
        ceiling = 1.0 if without < 1 else np.inf
        strata[:, :, measure] = np.rint(np.minimum(level * spread, ceiling) * adults)
    if effect:
        strata[:, :, Measure.EXPOSED] = adults
        _list_people(strata, draws, adults, klass, origin)
    for total, kinds in ((Measure.ACTS_HARMFUL, _HARMFUL), (Measure.ACTS_HARMLESS, _HARMLESS)):
        strata[:, :, total] = strata[:, :, [Measure[f"ACTS_{kind}"] for kind in kinds]].sum(axis=2)
    outcomes = [Measure.CAPTURED_RIGHT, Measure.CAPTURED_WRONG, Measure.CAPTURED_NOBODY]
    strata[:, :, Measure.CAPTURED] = strata[:, :, outcomes].sum(axis=2)
    return SimpleNamespace(
        digest=f"{world:x}{'r' if regime else 't'}" * 21, seconds=1.5, peak_rss_bytes=300_000_000, events_count=1_000, exemplars={},
        plugins={}, accounts={}, strata=strata, districts=strata.sum(axis=1, keepdims=True), population=population,
        histories=_histories(days, effect), events=_events(days, effect), histogram={"score_by_class": _scores(adults.sum(), effect)},
    )  # fmt: skip


def _list_people(strata: np.ndarray, draws: np.random.Generator, adults: np.ndarray, klass: np.ndarray, origin: np.ndarray) -> None:
    right = draws.poisson(0.00011 * np.array(_GRADIENTS["poor"])[klass] * adults, strata.shape[:2])
    wrong = draws.poisson(0.000007 * (1 + 4 * origin) * adults, strata.shape[:2])
    exits = np.roll(right // 4, 30, axis=0) * (np.arange(len(strata)) >= 30)[:, None]
    strata[:, :, Measure.ENTRIES], strata[:, :, Measure.ENTRIES_WRONGFUL], strata[:, :, Measure.EXITS] = right + wrong, wrong, exits
    strata[:, :, Measure.LISTED] = np.minimum(np.cumsum(right + wrong - exits, axis=0), adults)
    strata[:, :, Measure.LISTED_WRONGLY] = np.minimum(np.cumsum(wrong, axis=0), strata[:, :, Measure.LISTED])
    strata[:, :, Measure.TRIGGERS_FOUND] = right
    strata[:, :, Measure.TRIGGERS_TRUE] = right + draws.poisson(0.5 * (right + 0.01))
    strata[:, :, Measure.UNITS_AT_RISK] = adults + strata[:, :, Measure.TRIGGERS_TRUE] + wrong


def _scores(adults: int, effect: bool) -> np.ndarray:
    depth = np.array([95, 80, 65, 55, 45] if effect else [5] * 5)[:, None]
    bell = np.exp(-((np.arange(52) * 40 + 20 - (1000 - depth)) ** 2) / (2 * (depth + 15.0) ** 2))
    return np.rint(bell / bell.sum(axis=1, keepdims=True) * adults / 5).astype(np.int64)


def _histories(days: int, effect: bool) -> dict[str, np.ndarray]:
    day = np.arange(7, days + 1, 7)
    parts: list[dict[str, Any]] = []
    for citizen, lost in ((LISTED_WRONGLY, 160), (LISTED_RIGHTLY, 20)):
        listed, later = (np.int64(effect) * (day >= since) for since in (42, 91))
        zero = 0 * day
        parts.append({
            "citizen": zero + citizen, "day": day, "score": 4000 - listed * lost, "false_part": zero, "buffer": 400 - 300 * listed,
            "listed_until": listed * (771 if citizen == LISTED_WRONGLY else 90) * (1 - later * (citizen == LISTED_RIGHTLY)),
            "cause": zero, "wrongful": listed, "belief": zero + 64, "fear": 8 + 60 * listed, "trust_neighbours": zero + 140,
            "trust_business": zero + 110, "trust_government": 150 - 55 * listed, "ties": 63 - 48 * later, "dissents": later,
            "employment": 4 * (1 - later),
        })  # fmt: skip
    return {name: np.concatenate([np.asarray(part[name], dtype=np.int64) for part in parts]) for name in parts[0]}


def _events(days: int, effect: bool) -> np.ndarray:
    """Columns as ``engine.book.EVENT_COLUMNS``: who, day, measure, kind, channel, happened, actor, quarter points, list days, amount."""
    walk, speech, late, paid = (int(kind) for kind in (Kind.JAYWALKING, Kind.CRITICAL_SPEECH, Kind.LATE_BILL, Kind.BILL_ON_TIME))
    camera, office = int(Channel.CAMERAS), int(Channel.RECORDS)
    wrong, right = LISTED_WRONGLY, LISTED_RIGHTLY
    rows: list[tuple[int, ...]] = [
        (wrong, 12, Measure.ACTS_JAYWALKING, walk, -1, 1, wrong, 0, 0, 1),
        (wrong, 12, Measure.ACTS_HARMFUL, -1, -1, 1, -1, 0, 0, 1),
        (right, 28, Measure.ACTS_LATE_BILL, late, -1, 1, right, 0, 0, 1),
        *((right, day, Measure.BILLS_DUE, -1, -1, 1, -1, 0, 0, 1) for day in (28, 56, 84)),
    ]
    if effect:
        rows += [
            (wrong, 12, Measure.CAPTURED, walk, camera, 1, wrong, 0, 0, 1),
            (wrong, 12, Measure.CAPTURED_WRONG, walk, camera, 1, wrong, 0, 0, 1),
            (wrong, 41, Measure.RECORDS_FALSE, speech, camera, 0, ACTOR, -40, 180, 1),
            (wrong, 41, Measure.ENTRIES, -1, -1, 0, -1, 0, 180, 1),
            (wrong, 41, Measure.ENTRIES_WRONGFUL, -1, -1, 0, -1, 0, 180, 1),
            (wrong, 60, Measure.TRAVEL_DENIED_RAIL, -1, -1, 1, -1, 0, 0, 1),
            *((wrong, day, Measure.CHILDREN_BARRED, -1, -1, 1, -1, 0, 0, 7) for day in (49, 56, 63, 70, 77)),
            (right, 28, Measure.CAPTURED_RIGHT, late, office, 1, right, 0, 0, 1),
            (right, 29, Measure.RECORDS_TRUE, late, office, 1, right, -20, 90, 1),
            (right, 29, Measure.ENTRIES, -1, -1, 1, -1, 0, 90, 1),
            (right, 57, Measure.RECORDS_TRUE, paid, office, 1, right, 1, 0, 1),
        ]
    kept = sorted(row for row in rows if row[1] <= days)
    return np.array(kept, dtype=np.int64).reshape(-1, 10)
