"""The made-up company as it ships, built once in SQLite and read by every test of this folder."""

from datetime import date

import pytest
from sqlalchemy import select

from data import migrate
from data.demo.build import fill
from data.demo.days import Days
from data.demo.truth import SEED
from data.reads.scope import EVERYTHING
from data.store import open_store, reading, sqlite_url
from data.tables import Base
from pages.parts.facts import read_thread

DAYS = Days(date(2026, 11, 22))


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    """An engine on the filled store; tests read it only."""
    engine = open_store(sqlite_url(tmp_path_factory.mktemp("demo") / "store.db"))
    migrate.upgrade(engine)
    fill(engine, today=DAYS.today, seed=SEED)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def prepared(company):
    """Its thread, served for the metrics."""
    with reading(company) as conn:
        return read_thread(conn, EVERYTHING, as_of=DAYS.today)


def content(engine):
    """Every row of every table, in order of its key."""
    with reading(engine) as conn:
        return {
            name: [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key))]
            for name, table in Base.metadata.tables.items()
        }
