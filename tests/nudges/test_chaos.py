"""Two mailers that are killed at any moment, and a mail server that refuses, hangs and drops.

THROUGHLINE_CHAOS_BASKETS=10000 takes as many; without it fewer, so that waiting stays bearable.
"""

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import select, text

from data.actions.permissions import SETUP
from data.actions.record_send import give_up_waiting
from data.reads.nudge_status import open_sends, waiting
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from data.tables import Basket, NudgeCount, Send
from tests.nudges import chaos_runner, shop
from tests.nudges.mailserver import Mailbox, Moods, serving

BASKETS = int(os.environ.get("THROUGHLINE_CHAOS_BASKETS", "2000"))
KILLS = 50
RUNNERS = 2
SECONDS = int(os.environ.get("THROUGHLINE_CHAOS_SECONDS", "1800"))


@pytest.fixture(autouse=True)
def _a_main_without_a_file(monkeypatch):
    """A test of a page leaves its script as __main__, and a new process would run that first."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.mark.timeout(SECONDS + 15)
def test_killed_again_and_again_nobody_is_mailed_twice_and_nobody_is_lost(engine, tmp_path):
    dice = random.Random(4)
    box = Mailbox(
        before=Moods({"450 4.7.1 Later": 0.01, "drop": 0.005, "hang": 0.0005}, dice),
        after=Moods(
            {
                "451 4.3.0 Not now": 0.01,
                "554 5.7.1 Never": 0.005,
                "drop": 0.002,
                "drop delivered": 0.002,
                "hang": 0.0002,
                "hang delivered": 0.0002,
            },
            dice,
        ),
        greeting=Moods({"421 4.3.2 Closing": 0.005}, dice),
    )
    left_at = datetime.now(UTC) - timedelta(hours=2)
    started_at(engine, left_at - timedelta(hours=1))
    shop.many(engine, BASKETS, at=left_at)
    with serving(tmp_path, box) as server:
        interrupted, kills = rage(engine, server, dice)
    now = datetime.now(UTC) + timedelta(hours=2)
    with writing(engine) as session:
        give_up_waiting(session, SETUP, silent_since=now - timedelta(hours=1), now=now)
    with reading(engine) as connection:
        rows = connection.execute(select(Send.message_id, Send.basket_id, Send.state)).all()
        listed = open_sends(connection, EVERYTHING, silent_since=now)["message_id"].to_list()
        counts = dict(connection.execute(select(NudgeCount.what, NudgeCount.n)).all())
        assert connection.scalars(select(Basket.id).where(Basket.look_at.is_not(None))).all() == []
    came = [str(mail["Message-ID"]).strip("<>") for mail in box.messages()]
    state = {row.message_id: row.state for row in rows}
    sent, unknown, failed = (
        {name for name, was in state.items() if was == kind}
        for kind in ("sent", "unknown", "failed")
    )
    last = dict(box.log)
    silent = {name for name, said in last.items() if said == "silent"}
    print(
        f"{engine.dialect.name}: {kills} kills, {len(came)} mails, {box.connections} connections, "
        f"sent {len(sent)}, unknown {len(unknown)} ({len(silent)} silent, "
        f"{len(interrupted)} interrupted), failed {len(failed)}"
    )
    assert kills == KILLS
    # Nobody twice.
    assert max(Counter(came).values()) == 1
    assert len({row.basket_id for row in rows}) == len(rows)
    # Nobody lost: every basket has its reminder, and every reminder its end.
    assert len(rows) == BASKETS
    assert sent | unknown | failed == set(state)
    # What is said to be sent came, and what is said to have failed did not.
    assert sent <= set(came)
    assert not failed & set(came)
    assert {name for name in failed if last[name] != "refused"} == set()
    # Unknown is what the server left without an answer, and what was in hand at a kill: no more.
    assert unknown == silent | interrupted
    assert sorted(listed) == sorted(unknown)
    assert counts == {
        what: n
        for what, n in (("sent", len(sent)), ("unknown", len(unknown)), ("failed", len(failed)))
        if n
    }


def started_at(engine, moment: datetime) -> None:
    """A campaign that has run since then."""
    from data.actions.save_campaign import save_campaign
    from data.actions.start_campaign import start_campaign

    with writing(engine) as session:
        made = save_campaign(session, SETUP, name="Baskets", design=shop.DESIGN, now=moment)
        start_campaign(session, SETUP, campaign_id=made, now=moment)


def rage(engine, server, dice: random.Random) -> tuple[set[str], int]:
    """Kill and restart until all is done; the mails that were in hand at a kill, and the kills."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.nudges.chaos_runner"])
    url = engine.url.render_as_string(hide_password=False)
    numbers = iter(range(1_000_000))

    def begun():
        name = f"runner {next(numbers)}"
        arguments = (url, server.url(query="timeout=1"), str(server.authority), name)
        process = processes.Process(target=chaos_runner.main, args=arguments, daemon=True)
        process.start()
        return name, process

    marks = sorted(dice.sample(range(1, int(BASKETS * 0.95)), KILLS))
    running, interrupted, kills = [begun() for _ in range(RUNNERS)], set(), 0
    until = time.monotonic() + SECONDS
    try:
        while marks or not finished(engine, {name for name, _ in running}):
            assert time.monotonic() < until, f"{len(server.box.mails)} mails, {kills} kills"
            while marks and len(server.box.mails) < marks[0] and time.monotonic() < until:
                time.sleep(0.003)
            if marks:
                marks.pop(0)
                at = dice.randrange(RUNNERS)
                name, process = running[at]
                process.kill()
                process.join()
                interrupted |= in_hand(engine, name)
                running[at] = begun()
                kills += 1
            else:
                time.sleep(0.2)
    finally:
        for _, process in running:
            process.kill()
            process.join()
    return interrupted, kills


def in_hand(engine, name: str) -> set[str]:
    """The mails that this process, killed, had claimed and not settled."""
    while _served(engine, name):
        time.sleep(0.01)
    with reading(engine) as connection:
        query = select(Send.message_id).where(Send.claimed_by == name, Send.state == "claimed")
        found = set(connection.scalars(query))
    assert len(found) <= 1
    return found


def _served(engine, name: str) -> bool:
    """Whether PostgreSQL still does what that process told it last."""
    if engine.dialect.name == "sqlite":
        return False
    query = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name")
    with reading(engine) as connection:
        return bool(connection.scalar(query, {"name": name}))


def finished(engine, alive: set[str]) -> bool:
    """Whether nothing waits and nobody who lives holds anything."""
    with reading(engine) as connection:
        far = datetime.now(UTC) + timedelta(days=2)
        holding = set(connection.scalars(select(Send.claimed_by).where(Send.state == "claimed")))
        return waiting(connection, now=far) == (0, 0) and not holding & alive
