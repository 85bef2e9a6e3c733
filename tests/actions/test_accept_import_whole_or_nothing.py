"""Killed at any moment, an accept has done all or nothing; two at once come one after the other."""

import random
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import SETUP
from data.store import reading, writing
from data.tables import (
    Account,
    Audit,
    Deal,
    DealStage,
    ImportBatch,
    Person,
    Product,
    RejectedRow,
    Setting,
)
from tests.actions import accepting
from tests.actions.files import parsed
from tests.conftest import ROOT

MOMENTS = 20
NOTHING = (0, 0, 0, 0, 0, 0, 0, 0, 0)
ALL = (accepting.ROWS, accepting.ROWS, 200, 5, 9, 1, 500, 1, 1)


def state(engine, trail_before=0):
    nouns = (Deal, DealStage, Account, Product, Person, ImportBatch, RejectedRow, Setting, Audit)
    with reading(engine) as connection:
        *counts, trail = (
            connection.scalar(select(func.count()).select_from(noun)) for noun in nouns
        )
    return (*counts, trail - trail_before)


def start(url):
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.actions.accepting", url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def empty(engine):
    """Everything gone but the audit trail, which nothing can delete; returns its length."""
    with writing(engine) as session:
        for noun in (DealStage, RejectedRow, Deal, Setting, Account, Product, Person, ImportBatch):
            session.execute(delete(noun))
        return session.scalar(select(func.count(Audit.id)))


def test_killed_at_any_moment_it_leaves_all_or_nothing(engine):
    url = engine.url.render_as_string(hide_password=False)
    process = start(url)
    began = time.perf_counter()
    go(process)
    assert process.stdout.readline() == "done\n"
    whole = time.perf_counter() - began
    process.wait()
    assert state(engine) == ALL
    chance = random.Random(11)
    seen = set()
    for moment in range(MOMENTS):
        trail = empty(engine)
        process = start(url)
        go(process)
        # Spread over the whole of it, and a little beyond, each at random within its part.
        time.sleep(whole * 1.1 * (moment + chance.random()) / MOMENTS)
        process.kill()
        process.wait()
        _settled(engine)
        found = state(engine, trail)
        assert found in (NOTHING, ALL), f"killed at moment {moment}: {found}"
        seen.add(found)
    assert NOTHING in seen  # otherwise nothing was interrupted
    again = start(url)
    go(again)
    assert again.stdout.readline() == "done\n"
    again.wait()
    assert state(engine)[:5] == ALL[:5]


def _settled(engine):
    """PostgreSQL's own process may be at work for a moment longer than the one that was killed."""
    if engine.dialect.name == "sqlite":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with engine.connect() as connection:
            if connection.exec_driver_sql(others).scalar() == 0:
                return
        time.sleep(0.05)


def test_two_people_accepting_the_same_file_at_once_make_no_row_twice(engine):
    file = parsed(
        "deals",
        [{"source_key": f"k{n}", "product": f"P{n % 3}", "owner": "O"} for n in range(2_000)],
    )
    came = []
    ready = threading.Barrier(2)

    def accept():
        ready.wait()
        with writing(engine) as session:
            came.append(
                accept_import(
                    session,
                    SETUP,
                    parsed=file,
                    file_name="f.csv",
                    file_sha256="0" * 64,
                    decisions=Decisions(),
                    now=datetime(2026, 3, 1, tzinfo=UTC),
                )
            )

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((each.new, each.updated, each.unchanged) for each in came) == [
        (0, 0, 2_000),
        (2_000, 0, 0),
    ]
    with reading(engine) as connection:
        assert connection.scalar(select(func.count(Deal.id))) == 2_000
        assert connection.scalar(select(func.count(Product.id))) == 3
