"""T-PAIR0: the joined files of every citizen's outcomes say what the states in memory say, and what traced lives say."""

import json
from datetime import date

import numpy as np
import pytest

from underheaven.engine.run import simulate
from underheaven.engine.state import State, empty_state, pack_ledger, pack_life
from underheaven.measures import outcomes as module
from underheaven.measures.files import Damaged
from underheaven.measures.outcomes import OUTCOMES, outcomes_of, paired_counts, read_outcomes, write_outcomes
from underheaven.study.experiment import run
from underheaven.study.paired import COLUMNS, of_everybody

CITIZENS, DAYS = 1_500, 30
SAME = {"listed": "listed", "listed_wrongly": "listed_wrongly", "dissents": "dissents"}


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paired") / "run"
    return run("article", citizens=CITIZENS, days=DAYS, start="2020-01-01", threads=1, trace=CITIZENS, out=folder)


def some_states(seed: int, citizens: int) -> State:
    rng, state = np.random.default_rng(seed), empty_state(citizens)
    for i in range(citizens):
        until, debt = int(rng.integers(0, 20)), int(rng.integers(-9, 9))
        state.ledger[i] = pack_ledger(4000, 0, debt, until, 1, int(rng.integers(0, 2)), 0, 0, int(rng.integers(0, 2)))
        state.life[i] = pack_life(0, int(rng.integers(0, 2)) * 9, int(rng.integers(0, 3)))
    state.denied[:] = rng.integers(-(1 << 62), 1 << 62, state.denied.size)
    return state


@pytest.mark.parametrize(("first", "last"), [(0, 1_000), (256, 512), (70, 333), (999, 1_000)])
def test_bits_are_read_off_the_bit_table(first, last):
    state = some_states(3, 1_000)
    found = outcomes_of(state, 10, first, last)
    for i in range(first, last):
        ledger, life = int(state.ledger[i]), int(state.life[i])
        until = ledger >> 37 & 8191
        expected = (
            until > 10, until > 10 and ledger >> 54 & 1, until > 0, int(state.denied[i >> 6]) >> (i & 63) & 1, ledger >> 63 & 1,
            life >> 12 & 15 == 0, (ledger >> 24 & 8191) < 2048, life >> 6 & 63 == 0,
        )  # fmt: skip
        assert [found[i - first] >> k & 1 for k in range(len(OUTCOMES))] == [int(bool(bit)) for bit in expected]


def test_blocks_of_any_size_give_the_counts_of_the_whole(tmp_path, monkeypatch):
    arms = [some_states(seed, 1_000) for seed in (1, 2)]
    whole = [outcomes_of(state, 10, 0, 1_000) for state in arms]
    strata = np.random.default_rng(0).integers(0, 180, 1_000)
    for block in (1_000, 256, 64 * 7):
        monkeypatch.setattr(module, "BLOCK", block)
        for name, state in zip("ab", arms, strict=True):
            write_outcomes(tmp_path / name, state, 10, {"arm": name})
        files = (read_outcomes(tmp_path / name, 1_000, {"arm": name}) for name in "ab")
        counts = paired_counts(*files, lambda first, last: strata[first:last])
        for k in range(len(OUTCOMES)):
            here, there = whole[0] >> k & 1, whole[1] >> k & 1
            cells = [here & there, here & ~there & 1, there & ~here & 1, (1 - here) & (1 - there)]
            assert counts[k].tolist() == [[int(cell[strata == group].sum()) for cell in cells] for group in range(180)]


def test_a_damaged_or_foreign_file_is_refused(tmp_path):
    path = tmp_path / "a"
    write_outcomes(path, some_states(1, 500), 10, {"arm": "regime"})
    with pytest.raises(Damaged, match="another arm"):
        list(read_outcomes(path, 500, {"arm": "twin"}))
    words = bytearray(path.read_bytes())
    words[-40] ^= 1
    path.write_bytes(words)
    with pytest.raises(Damaged, match="checksum"):
        list(read_outcomes(path, 500, {"arm": "regime"}))


def test_everybodys_counts_are_those_of_traced_lives(lived):
    for outcome, state in SAME.items():
        lives = list(lived.individual(state))
        adults = {row["citizen"] for row in lived.query("SELECT DISTINCT citizen FROM citizens WHERE age_band <> 'child'").to_pylist()}
        pairs = [(life.regime, life.twin) for life in lives if life.citizen in adults]
        (row,) = lived.paired(outcome)
        assert [getattr(row, name) for name in COLUMNS] == [pairs.count(pair) for pair in ((1, 1), (1, 0), (0, 1), (0, 0))]
        assert row.effect.value == pytest.approx(sum(a - b for a, b in pairs) / len(pairs), abs=1e-15)
        assert {name: share.value for name, share in row.shares.items()} == pytest.approx({
            name: getattr(row, name) / len(pairs) for name in COLUMNS[:3]
        })  # fmt: skip
    by_class = lived.paired("dissents", by="class")
    assert sum(row.both + row.only_regime for row in by_class) == lived.effect("dissent_public")[0].regime.value * len(adults) / 1000
    assert not (lived.path / "parts").exists()


def test_they_stand_in_the_json_and_the_folder_verifies(lived):
    lived.folder.verify()
    rows = json.loads(json.dumps(of_everybody(lived.folder)))
    assert [row["outcome"] for row in rows] == list(OUTCOMES)
    with pytest.raises(KeyError, match="ever_listed"):
        lived.paired("listed_twice")


def test_the_state_at_the_end_is_seen_once():
    from underheaven.scenario.load import load

    seen = []
    simulate(
        load("no-regime"), citizens=300, days=2, seed=1, start=date(2020, 1, 1), burn_in=1, threads=1,
        at_end=lambda state, day: seen.append((state.ledger.size, day)),
    )  # fmt: skip
    assert seen == [(300, 3)]
