"""Attribution on the engine: shares add up world by world, exactly; what is off gets nothing; names are checked."""

from datetime import date
from fractions import Fraction

import pytest

from underheaven.measures.dictionary import COLUMNS, entry
from underheaven.scenario.load import load
from underheaven.study.amounts import Size
from underheaven.study.attribute import MECHANISMS, Attribution, attribution, coalitions, play, players, rows
from underheaven.study.batch import bench
from underheaven.study.folder import StudyFolder
from underheaven.study.shapley import shares
from underheaven.study.variants import changed

SIZE = Size(citizens=600, days=14, worlds=8, seed=1, start=date(2020, 1, 1), threads=1)
CHOSEN = players(["messages", "S14", "regime.safeguards.human_review=off"])


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory):
    folder = StudyFolder.start(tmp_path_factory.mktemp("s") / "s", "attribute", {}, version="0", command="", resume=False)
    with bench(folder, SIZE, workers=0, expected=1) as one:
        found = play(load("article"), CHOSEN, one, SIZE.worlds)
    assert found is not None
    return found


def test_shares_add_up_in_every_world_exactly(lived) -> None:
    place = COLUMNS.index("listed")
    for world in range(SIZE.worlds):
        game = {s: Fraction(row[world].of[place]) for s, row in enumerate(lived)}
        assert sum(shares(game, 3)) == game[7] - game[0]


def test_what_is_off_already_gets_exactly_nothing(lived) -> None:
    found = attribution("listed", CHOSEN, lived)
    review = found.shares[2]
    assert (review.share.value, review.share.low, review.share.high, review.alone_off.value) == (0, 0, 0, 0)
    assert all(each.value == 0 for pair, each in found.interactions.items() if "human_review" in pair[1])


def test_messages_account_for_listings(lived) -> None:
    found: Attribution = attribution("listed", CHOSEN, lived)
    assert found.shares[0].share.low is not None
    assert found.shares[0].share.low > 0
    assert sum(each.share.value for each in found.shares) == pytest.approx(found.whole.value - found.without.value)
    assert found.whole.unit == entry("listed").estimate_unit
    assert len(rows(CHOSEN, lived)) == 8 * SIZE.worlds


def test_every_named_mechanism_has_a_switch_that_changes_article() -> None:
    scenario = load("article")
    alone = [coalitions(scenario, [mechanism]) for mechanism in MECHANISMS]
    assert all(on is scenario for _, on in alone)
    assert len({scenario.hash, *(off.hash for off, _ in alone)}) == 1 + len(MECHANISMS)


def test_a_coalition_has_a_bit_for_every_mechanism_that_is_on() -> None:
    scenario, (first, second) = load("article"), MECHANISMS[:2]
    neither, only_first, only_second, both = coalitions(scenario, (first, second))
    off = {player.name: changed(scenario, player.switches).hash for player in (first, second)}
    assert (only_first.hash, only_second.hash) == (off[second.name], off[first.name])
    assert neither.hash == changed(scenario, first.switches + second.switches).hash
    assert both is scenario


@pytest.mark.parametrize("names", [["camera"], ["cameras", "cameras"], [], [f"regime.x{i}=off" for i in range(13)]])
def test_wrong_names(names: list[str]) -> None:
    with pytest.raises(KeyError):
        players(names)
