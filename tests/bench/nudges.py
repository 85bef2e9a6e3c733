"""How fast the mailer finds who is due, and how fast reminders leave.

Ten million baskets of five million customers, 2,000 of them waiting to be looked at, three million
orders, half a million reminders that went; then 1,000 reminders handed one after the other to a
real mail server on this machine, over TLS, each claimed, committed, sent and recorded: server and
mailer together on this machine's cores.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from sqlalchemy import text

from data.actions import bulk
from data.reads.due import baskets_to_look_at
from data.store import Store, writing
from data.tables import Basket, Contact
from data.tables.shop import millis
from nudges.look import look
from nudges.smtp import smtp_of
from tests.bench.either import stores
from tests.bench.measure import Line, milliseconds
from tests.nudges import shop
from tests.nudges.mailserver import Mailbox, serving

BASKETS, WAITING, AT_A_TIME = 10_000_000, 2_000, 500
MAILS = 1_000
SLICE = 1_000_000
FIND_MS, MAIL_MS = 100.0, 10.0


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on the mailer, on both databases; with `quick` a hundredth of the baskets."""
    baskets = BASKETS // (100 if quick else 1)
    for name, store in stores(folder, "nudges"):
        yield from _finding(name, store, baskets)
        yield from _sending(name, store, folder, MAILS // (5 if quick else 1))


def _finding(name: str, store: Store, baskets: int) -> Iterator[Line]:
    clock = shop.Clock()
    _fill(store, baskets, shop.started(store))
    clock.on(hours=2)
    size = f"{name}, {baskets:,} baskets"

    def find() -> None:
        with writing(store) as session:  # it locks what it finds
            found = baskets_to_look_at(session.connection(), now=clock.now, limit=AT_A_TIME)
        assert len(found) == AT_A_TIME

    def judge() -> None:
        assert look(store, shop.KEYS, now=clock.now, limit=AT_A_TIME) == AT_A_TIME

    yield Line(f"{size}: who is due", "ms", milliseconds(find, runs=9), target=FIND_MS)
    what = f"{size}: {AT_A_TIME} judged, assigned and put in line"
    yield Line(what, "ms", milliseconds(judge, runs=2))


NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT CAST(:a AS BIGINT)"
    " UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :z)"
)
KEY = "substr(CAST({} + 1000000000 AS VARCHAR), 2)"  # numbers as texts in their own order
UNIT = KEY.format("i % :customers") + " || '@example.org'"
LEFT = "CASE WHEN i < :waiting THEN :now - (:baskets - i) * 1000 ELSE :now END"
FILL = (
    "INSERT INTO baskets (source, source_key, unit, has_address, created_at, abandoned_at, look_at,"
    f" currency) {NUMBERS} SELECT 'shop', {KEY.format('i')}, {UNIT}, true, {LEFT}, {LEFT},"
    " CASE WHEN i >= :waiting THEN :now END, 'EUR' FROM n",
    "INSERT INTO orders (source, source_key, unit, has_address, ordered_at, currency,"
    f" refunded_cents) {NUMBERS} SELECT 'shop', {KEY.format('i')}, {UNIT}, true,"
    f" {LEFT} - 86400000, 'EUR', 0 FROM n WHERE i % 10 < 3",
    "INSERT INTO contacts (source, source_key, unit, email, consent_basis)"
    f" {NUMBERS} SELECT 'shop', {KEY.format('i')}, {UNIT}, {UNIT}, 'contract' FROM n"
    " WHERE i % 10 = 0 AND i < :customers OR i >= :waiting",
    "INSERT INTO assignments (campaign_id, unit, arm, assigned_at, valid_to, basket_id)"
    " SELECT :campaign, unit, 'mail', abandoned_at, abandoned_at + 2592000000, id FROM baskets"
    " WHERE id > :a AND id <= :z AND id <= :customers AND id % 10 = 1 AND look_at IS NULL",
    "INSERT INTO sends (campaign_id, unit, basket_id, step, state, attempts, claimed_at, sent_at,"
    " message_id) SELECT :campaign, unit, id, 1, 'sent', 1, abandoned_at, abandoned_at, source_key"
    " FROM baskets WHERE id > :a AND id <= :z AND id <= :customers AND id % 10 = 1"
    " AND look_at IS NULL",
)


def _fill(store: Store, baskets: int, campaign: int) -> None:
    """History that nobody looks at any more, customers, orders, reminders, and a few baskets that
    wait; written by the database itself, in the order of its indexes."""
    numbers = {
        "baskets": baskets,
        "customers": baskets // 2,
        "waiting": baskets - WAITING,
        "now": millis(shop.START),
        "campaign": campaign,
    }
    for start in range(0, baskets, SLICE):
        with writing(store) as session:
            if store.dialect.name == "sqlite":
                session.execute(text("PRAGMA cache_size = -500000"))
            part = {"a": start, "z": min(start + SLICE, baskets)}
            for statement in FILL:
                session.execute(text(statement), numbers | part)
    if store.dialect.name == "postgresql":  # as its autovacuum does in time
        with writing(store) as session:
            session.execute(text("ANALYZE"))
    store.dispose()  # what is measured has the room that it always has


def _sending(name: str, store: Store, folder: Path, mails: int) -> Iterator[Line]:
    """Milliseconds a mail, run by run of `mails` each."""
    clock = shop.Clock(shop.START + timedelta(days=1))
    runs = []
    for number in range(3):
        with writing(store) as session:
            session.connection().exec_driver_sql(
                "UPDATE baskets SET look_at = NULL WHERE look_at IS NOT NULL"
            )
            session.connection().exec_driver_sql(
                "UPDATE sends SET state = 'skipped', due_at = NULL WHERE due_at IS NOT NULL"
            )
        _wait(store, number, mails, clock)
        while look(store, shop.KEYS, now=clock.now):
            pass
        with _server(folder) as (url, authority):
            os.environ["SSL_CERT_FILE"] = authority
            ours = shop.mailer(store, clock, transport=smtp_of(url, {}))
            begun = time.perf_counter()
            done = shop.ran(ours)
            runs.append((time.perf_counter() - begun) * 1000 / mails)
        assert done == {"sent": mails}
    yield Line(f"{name}: a reminder, from claim to record", "ms", tuple(runs), target=MAIL_MS)


def _wait(store: Store, number: int, mails: int, clock: shop.Clock) -> None:
    key = f"run{number}-" + pl.int_range(mails, eager=True).cast(pl.String)
    unit = key + "@example.org"
    base = pl.DataFrame({"source_key": key, "unit": unit}).with_columns(source=pl.lit("bench"))
    moment = pl.lit(millis(clock.now - timedelta(hours=2)), pl.Int64)
    with writing(store) as session:
        connection = session.connection()
        people = base.with_columns(email="unit", consent_basis=pl.lit("contract"))
        bulk.insert(connection, Contact, people)
        baskets = base.with_columns(
            has_address=pl.lit(True),
            currency=pl.lit("EUR"),
            recovery_url=pl.lit("https://shop.example/"),
        ).with_columns(created_at=moment, abandoned_at=moment, look_at=moment)
        bulk.insert(connection, Basket, baskets)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, str]]:
    """Address and authority of a mail server in a process of its own."""
    here, there = multiprocessing.Pipe()
    with tempfile.TemporaryDirectory(dir=folder) as own:
        process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there, own))
        process.start()
        try:
            yield here.recv()
        finally:
            here.send("enough")
            process.join(20)


def _serve(pipe, own: str) -> None:
    with serving(Path(own), Mailbox()) as server:
        pipe.send((server.url(query="timeout=20"), str(server.authority)))
        pipe.recv()
