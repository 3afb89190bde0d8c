"""Letters are addressed together, and reach whom ``tie`` names."""

import datetime

import pytest

from underheaven.draws.compiled import compiled_entry
from underheaven.engine.acquaintances import post_letters, write_to_tie
from underheaven.engine.desk import LETTERS, MAIL
from underheaven.engine.mail import ASKED, field_of, payload_of, target_of
from underheaven.engine.run import Running
from underheaven.scenario.load import load
from underheaven.society.people import district_of
from underheaven.society.ties import tie


@compiled_entry
def _write_and_post(tables, desk, first, last, district):
    for citizen in range(first, last):
        for k in range(6):
            write_to_tie(desk, citizen, k, ASKED, 1 << k)
    post_letters(tables, desk, district)


@pytest.mark.parametrize("citizens", [1, 2, 255, 1001, 5000])
def test_letters_reach_the_ties_of_their_senders_and_nobody_else(citizens):
    running = Running(load("article"), citizens, 1, 3, datetime.date(2020, 1, 1), 1, (), None)
    tables, desk = running.packed.of(running.policy.tables(1)), running.workers.workers[0].desk
    last = min(citizens, 256)
    _write_and_post(tables, desk, 0, last, district_of(running.society, 0))
    mails = [int(mail) for mail in desk.mails[: desk.cursor[MAIL]]]
    expected = {(tie(running.society, citizen, k), 1 << k) for citizen in range(last) for k in range(6)}
    assert len(mails) == sum(tie(running.society, citizen, k) >= 0 for citizen in range(last) for k in range(6))
    assert {(target_of(mail), payload_of(mail)) for mail in mails} == {pair for pair in expected if pair[0] >= 0}
    assert {field_of(mail) for mail in mails} <= {ASKED}
    assert desk.cursor[LETTERS] == 0
    running.workers.close()
