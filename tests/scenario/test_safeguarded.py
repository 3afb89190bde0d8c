"""What limits make of a regime before it becomes tables, and what is refused with its place."""

import datetime
from typing import Any

import pytest

from underheaven.scenario.load import load
from underheaven.scenario.messages import ScenarioError
from underheaven.scenario.parts import Regime
from underheaven.scenario.safeguarded import purpose_limited, under_safeguards, until_sunset
from underheaven.scenario.schema import Scenario

TODAY = datetime.date(2020, 1, 1)


def article(**changes: Any) -> Scenario:
    return load("article").with_(**{path.replace("__", "."): value for path, value in changes.items()})


def test_without_safeguards_a_regime_is_its_own() -> None:
    regime = load("article").regime_on(TODAY)
    assert under_safeguards(regime) is regime
    assert not purpose_limited(regime)


def test_expiry_shortens_what_is_longer_and_nothing_else() -> None:
    regime = article(regime__safeguards__expiry__on=True, regime__ledger__memory=0).regime_on(TODAY)
    assert regime.rulebook.default.list_days == 365
    assert regime.rulebook.late_bill.list_days == 90
    assert regime.ledger.memory.integer == 1095, "a score heals"
    assert article(regime__safeguards__expiry__on=True, regime__ledger__memory=400).regime_on(TODAY).ledger.memory.integer == 400
    assert article(regime__ledger__memory=0).regime_on(TODAY).ledger.memory.integer == 0


def test_purpose_limitation_ends_joint_punishment() -> None:
    sanctions = article(regime__safeguards__purpose_limitation__on=True).regime_on(TODAY).sanctions
    assert (sanctions.joint, sanctions.relatedness, sanctions.grade_c, sanctions.grade_d) == (False, "strict", (), ())


def test_minimisation_darkens_channels_and_keeps_the_gallery_local() -> None:
    regime = article(
        regime__safeguards__minimisation__on=True, regime__safeguards__minimisation__dark=("messages", "informants"),
        regime__recognition__gallery="national",
    ).regime_on(TODAY)  # fmt: skip
    assert (regime.messages.on, regime.informants.on, regime.cameras.on) == (False, False, True)
    assert regime.recognition.gallery == "district"


def test_the_common_switch_takes_every_safeguard_back() -> None:
    free = load("article-safeguarded").set_path("regime.safeguards=off")
    assert free.regime_on(TODAY).sanctions.joint
    assert free.regime_on(TODAY).messages.on


def test_sunset_ends_the_regime_on_its_date_and_for_good() -> None:
    scenario = load("sunset")
    end = scenario.regime.safeguards.sunset.date
    assert scenario.regime_on(end - datetime.timedelta(days=1)).lists.on
    for date in (end, end + datetime.timedelta(days=3000)):
        assert not scenario.regime_on(date).on
        assert not scenario.regime_on(date).lists.on
    assert end in scenario.timeline_dates()
    assert end in scenario.segments(TODAY, 1000)
    assert Scenario.model_validate(scenario.resolved()).regime_on(end) == scenario.regime_on(end)


@pytest.mark.parametrize(("sunset", "starts"), [(2010, 2), (2015, 3), (2021, 3)])
def test_a_sunset_before_between_and_after_the_changes_of_a_timeline(sunset: int, starts: int) -> None:
    regime = Regime.model_validate({"safeguards": {"sunset": {"on": True, "date": datetime.date(sunset, 1, 1)}}})
    dated = ((datetime.date.min, regime), (datetime.date(2020, 1, 1), regime))
    cut = until_sunset(dated)
    assert len(cut) == starts + (sunset == 2010)
    assert [start for start, _ in cut] == sorted(start for start, _ in cut)
    assert all(r.on == (start < datetime.date(sunset, 1, 1)) for start, r in cut)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("regime.safeguards.appeal.latency", 3, "at least 7 days"),
        ("regime.safeguards.minimisation.dark", ("telepathy",), "cameras"),
        ("regime.correction_path.lag", 0, "1 to 90 days"),
        ("regime.safeguards.notce.on", True, "notice"),
        ("regime.safeguards.sunset.date", "tomorrow", "date"),
    ],
)
def test_what_makes_no_sense_is_refused_and_explained(path: str, value: Any, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        load("article").with_(**{path: value})
