"""What a study says that it will take: exact where every life is alike, and from lives that speak for all."""

import os

import pytest

from underheaven.study.forecast import Forecast, Reckoned, spread


@pytest.mark.parametrize("number", [0, 1, 2, 3, 8, 64, 1000])
def test_every_job_comes_once(number: int) -> None:
    assert sorted(spread(number)) == list(range(number))


@pytest.mark.parametrize("number", [64, 100, 256])
def test_the_first_jobs_lie_evenly_over_all(number: int) -> None:
    """Where cost falls in a line from the first to the last, or every other life costs half, the first nine cost what all cost."""
    order = spread(number)
    for cost in (lambda place: 2 - place / number, lambda place: 1 + place % 2, lambda place: 1 + (place >> 1) % 2):
        early = [cost(place) for place in order[:9]]
        assert sum(early) / len(early) == pytest.approx(sum(map(cost, range(number))) / number, rel=0.2)


def test_the_first_life_tells_of_two_workers_and_of_the_start_of_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert Forecast(2, start_up=6.0).lived(10.0, 7, worker=1) == Reckoned(7, 4 * 10.0 + 3.0, 1)
    assert Forecast(2, start_up=100.0).lived(10.0, 7, worker=1) == Reckoned(7, 70.0, 1), "the first will have done it all alone"
    assert Forecast(0).lived(10.0, 7, worker=1) == Reckoned(7, 70.0, 1)
    assert Forecast(8).lived(10.0, 8, worker=1) == Reckoned(8, 40.0, 1), "eight workers on two processors are two"


def test_lives_side_by_side_tell_it_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    forecast = Forecast(2)
    lives = [(1.0, 1), (1.0, 1), (1.0, 1), (3.0, 2), (4.0, 1), (3.0, 2), (4.0, 1), (9.0, 2)]
    said = [forecast.lived(seconds, 20 - place, worker) for place, (seconds, worker) in enumerate(lives)]
    assert [each is not None for each in said] == [True, False, False, False, False, False, True, False]
    assert said[6] == Reckoned(14, 14 / 2 * 3.5, 7), "what the first lived while the second began says nothing of two"


def test_what_later_steps_think_of_takes_its_time_too() -> None:
    forecast = Forecast(0, thought_of=10, thinking=5.0, ahead=30)
    assert forecast.lived(1.0, 39, 1) == Reckoned(39, 39 * 1.0 + 30 * 0.5, 1)


def test_compiling_in_the_first_life_is_not_taken_for_living() -> None:
    forecast = Forecast(0)
    said = [forecast.lived(seconds, 10 - place, 1) for place, seconds in enumerate([40.0, 1.0, 1.0])]
    assert said[2] == Reckoned(8, 8.0, 3)
