import json
from collections.abc import Callable

import pytest
from tests.report.fixture import ACTOR, LISTED_RIGHTLY, LISTED_WRONGLY

from underheaven.measures.folder import RunFolder
from underheaven.report.life import CAUTION, LINES, Life, life


@pytest.fixture(scope="module")
def wronged(whole: RunFolder) -> Life:
    return life(whole, LISTED_WRONGLY)


def test_the_story_is_told_rule_by_rule_in_both_worlds(wronged: Life) -> None:
    text = wronged.text()
    assert text.startswith("Citizen 4 711, world 0: a woman aged 16 to 59, poorest fifth")
    regime, twin = text.split("IN THE TWIN WORLD")
    assert "Day 12: Crossed against the light; a camera saw it and took her for somebody else." in regime
    assert f"a camera took her for citizen {ACTOR // 1000} {ACTOR % 1000}" in " ".join(regime.split())
    assert "Enters the black list for 180 days, wrongly" in regime
    assert "Day 12: Crossed against the light." in twin
    assert "list" not in twin.split("FIRST AND LAST WEEK")[0]


def test_nobody_has_a_name_and_nobody_is_promised_an_effect(wronged: Life) -> None:
    assert CAUTION in wronged.text()
    assert wronged.as_dict()["caution"] == CAUTION


def test_what_only_the_weeks_show_is_told(wronged: Life, whole: RunFolder) -> None:
    told = {sentence.text for sentence in wronged.chronicle["regime"]}
    assert {
        "Has lost the job.",
        "By now 2 acquaintances are gone; 4 of 6 are left.",
        "From now on speaks out against the government.",
    } <= told
    assert "Leaves the black list." in {sentence.text for sentence in life(whole, LISTED_RIGHTLY).chronicle["regime"]}


def test_what_repeats_is_told_once(wronged: Life) -> None:
    barred = [sentence for sentence in wronged.chronicle["regime"] if "barred" in sentence.text]
    assert [sentence.day for sentence in barred] == [49]
    assert "(5 times until day 77)" in barred[0].text


def test_routine_is_counted(whole: RunFolder) -> None:
    paid = life(whole, LISTED_RIGHTLY)
    assert paid.routine["regime"] == {"bills due": 3, "bills entered as paid on time": 1}
    assert "Not told day by day: bills due: 3" in paid.text()


def test_days_rise(wronged: Life) -> None:
    for sentences in wronged.chronicle.values():
        days = [sentence.day for sentence in sentences]
        assert days == sorted(days)


def test_the_twin_has_no_score(wronged: Life) -> None:
    assert all(row["score_twin"] is None and row["score_regime"] is not None for row in wronged.weeks)


def test_json_holds_all_of_it(wronged: Life) -> None:
    document = json.loads(json.dumps(wronged.as_dict()))
    assert document["citizen"] == LISTED_WRONGLY
    assert {entry["day"] for entry in document["chronicle"]["regime"]} >= {12, 41, 60}
    assert {key for row in document["weeks"] for key in row} == {"day"} | {
        f"{field}_{arm}" for field in LINES for arm in ("regime", "twin")
    }


def test_the_fragment_has_lines_with_words_and_two_columns(wronged: Life) -> None:
    fragment = wronged.html()
    assert fragment.count('role="img"') == len(LINES)
    assert "score: regime 1\u00a0000 to 960; twin none" in fragment
    assert fragment.count("<section") == 2
    assert "<script" not in fragment
    short = wronged.html(limit=2)
    assert "lesser events are left out" in short
    assert "wrongly" in short, "what matters most is kept"


def test_without_a_twin_there_is_one_column(folder_of: Callable[[str], RunFolder]) -> None:
    alone = life(folder_of("no twin"), LISTED_WRONGLY)
    assert list(alone.chronicle) == ["regime"]
    assert "TWIN" not in alone.text()


def test_who_was_not_traced_is_refused(whole: RunFolder) -> None:
    with pytest.raises(KeyError, match="was not traced"):
        life(whole, 3)
