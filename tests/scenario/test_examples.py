"""Examples: sentences a lawyer can write, judged by the functions of the kernel."""

import datetime

import pytest

from underheaven.day.vocabulary import Kind
from underheaven.scenario.examples import KINDS, check_examples, judge, parse
from underheaven.scenario.load import load, load_text
from underheaven.scenario.messages import Place, ScenarioError

HERE = Place("a.yaml", 7, 3)


@pytest.mark.parametrize(
    ("sentence", "points", "records"),
    [
        ("a citizen at 1000 points who is recorded twice for a late bill", 1000, ((Kind.LATE_BILL, 2),)),
        ("A citizen who is recorded once for late_bill.", 1000, ((Kind.LATE_BILL, 1),)),
        ("a citizen with 950.25 points who is recorded 12 times for jaywalking", 950.25, ((Kind.JAYWALKING, 12),)),
        ("a citizen at 0 points who is recorded for the default and thrice for charity", 0, ((Kind.DEFAULT, 1), (Kind.CHARITY, 3))),
        ("a citizen who is recorded 2 times for video games and for an unleashed dog", 1000,
         ((Kind.VIDEO_GAMES, 2), (Kind.UNLEASHED_DOG, 1))),
        ("a citizen who is recorded 1 time for late bills", 1000, ((Kind.LATE_BILL, 1),)),
    ],
)  # fmt: skip
def test_a_sentence_is_read(sentence: str, points: float, records: object) -> None:
    case = parse(sentence, HERE)
    assert (case.points, case.records) == (points, records)


def test_a_sentence_may_name_a_day() -> None:
    assert parse("on 2019-12-31, a citizen who is recorded once for protest", HERE).date == datetime.date(2019, 12, 31)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (
            "a firm that cheats",
            "an example reads: [on 2020-01-01,] a citizen [in a pilot] [at 1000 points] who is recorded once|twice|N times",
        ),
        ("a citizen who is recorded for late bil", 'no kind of conduct is called "late bil". Did you mean late bill?'),
        ("a citizen who is recorded once for zzzz", 'no kind of conduct is called "zzzz"; kinds are jaywalking, unleashed dog, '),
        ("a citizen who is recorded often for protest", 'counts records as once, twice or N times for KIND; got "often for protest"'),
        ("a citizen at 1000.1 points who is recorded for protest", "in quarters; got 1000.1"),
        ("a citizen at 3000 points who is recorded for protest", "between 0 and 2047.75"),
        ("on 2019-13-01, a citizen who is recorded for protest", 'the date of an example reads 2020-01-01; got "2019-13-01"'),
    ],
)
def test_another_form_is_refused_with_the_accepted_ones(sentence: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(sentence, HERE)
    assert str(caught.value).startswith("a.yaml:7:3: ")
    assert message in str(caught.value)


def verdict(name: str, sentence: str) -> tuple[object, ...]:
    return judge(load(name), parse(sentence, HERE))


ALL = ("air_travel", "fast_rail", "deposits", "loans", "hiring", "promotion", "schooling", "internet", "billboard", "dial_tone", "dating",
       "premium_goods")  # fmt: skip


def test_points_grades_lists_and_domains_follow_the_kernel() -> None:
    assert verdict("article", "a citizen who is recorded twice for jaywalking") == (996, "A", "no", 0, ())
    assert verdict("article", "a citizen who is recorded once for a default and once for charity") == (905, "B", "yes", 730, ALL)
    assert verdict("article", "a citizen at 700 points who is recorded once for jaywalking") == (698, "C", "no", 0, ("deposits", "loans"))
    assert verdict("article", "a citizen at 600 points who is recorded once for jaywalking") == (598, "D", "yes", 365, ALL)
    assert verdict("article", "a citizen at 10 points who is recorded 3 times for jaywalking and once for protest")[0] == 0
    assert verdict("rongcheng", "a citizen at 849 points who is recorded once for charity") == (854, "B", "no", 0, ())


def test_outside_the_scheme_only_national_lists_reach_a_citizen() -> None:
    assert verdict("court-list", "a citizen at 500 points who is recorded 9 times for a late bill") == (500, "B", "no", 0, ())
    assert verdict("court-list", "a citizen who is recorded once for a default")[2:4] == ("yes", 730)


def test_pilots_reach_who_takes_part() -> None:
    outside = verdict("rollout", "on 2016-01-01, a citizen at 602 points who is recorded twice for jaywalking")
    inside = verdict("rollout", "on 2016-01-01, a citizen in a pilot at 602 points who is recorded twice for jaywalking")
    assert outside[:3] == (602, "B", "no")
    assert inside[:4] == (598, "D", "yes", 365)
    assert verdict("court-list", "a citizen in a pilot at 602 points who is recorded twice for jaywalking")[0] == 602


def test_plain_python_and_machine_code_agree() -> None:
    scenario = load("article")
    for sentence in (f"a citizen at {points} points who is recorded 3 times for {kind}" for points in (20, 610, 1040) for kind in KINDS):
        case = parse(sentence, HERE)
        assert judge(scenario, case) == judge(scenario, case, run=lambda function: function), sentence


TEXT = """\
title: A trial
status: stylised
base: rongcheng
examples:
  - a citizen at 1000 points who is recorded twice for a late bill: {score: 960, grade: A, listed: no}
  - a citizen who is recorded twice for a late bill: {score: 990, domains: [loans]}
  - a citizen who is late: {score: 990}
"""


def test_an_example_that_fails_is_said_with_its_place() -> None:
    problems = [str(problem) for problem in check_examples(load_text(TEXT, "a.yaml"))]
    sentence = '("a citizen who is recorded twice for a late bill")'
    assert problems == [
        f"a.yaml:6:5: example: score is 960, expected 990 {sentence}",
        f"a.yaml:6:5: example: domains is [], expected [loans] {sentence}",
        "a.yaml:7:5: an example reads: [on 2020-01-01,] a citizen [in a pilot] [at 1000 points] who is recorded once|twice|N times "
        'for KIND [and N times for KIND]; got "a citizen who is late"',
    ]
