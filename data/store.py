"""The store: one engine per address, and the two ways to open it, reading and writing.

SQLite runs in WAL mode; a writer takes the lock when it begins, so that what it read cannot have
changed by the time it writes. PostgreSQL's readers see one snapshot.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data.refused import Refused
from data.tables import StoreVersion

BUSY_SECONDS = 30


Store = Engine
Reading = Connection
Writing = Session
Unavailable = OperationalError
"""What the rooms above call an engine, what `reading` and `writing` give, and what is raised while
the store does not answer: busy, restarted, away. They import no SQLAlchemy."""


def store_url(environment: Mapping[str, str], root: Path) -> str:
    """Where the store is: THROUGHLINE_DATABASE_URL, else the embedded one under `root`."""
    named = environment.get("THROUGHLINE_DATABASE_URL", "").strip()
    return named or sqlite_url(root / "var" / "throughline.db")


def sqlite_url(path: Path) -> str:
    """The address of the embedded store kept in the file at `path`."""
    return f"sqlite:///{path}"


def open_store(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; raises Refused, without the password, for any other."""
    try:
        address = make_url(url)
    except Exception:  # the text may hold a password: neither chained nor quoted
        raise Refused("The database address cannot be read. Expected postgresql://…") from None
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(url, address.database)
    if address.get_backend_name() == "postgresql":
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": "-c timezone=UTC"},
        )
    raise Refused(
        f"Throughline keeps its data in SQLite or PostgreSQL, not in {address.get_backend_name()}."
    )


def _open_sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    # hide_parameters: a failing statement is logged, what customers said in it is not
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; see _begin
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # else INSERT OR REPLACE deletes past the triggers
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "synchronous=NORMAL",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose work is kept when the block ends and undone when it raises."""
    with (
        engine.connect().execution_options(writes=True) as connection,
        Session(connection, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one unchanging state of the store and writes nothing."""
    if engine.dialect.name == "postgresql":
        options: dict[str, Any] = {
            "isolation_level": "REPEATABLE READ",
            "postgresql_readonly": True,
        }
    else:
        options = {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def store_version(connection: Connection) -> int:
    """How many changes the store has seen; caches are keyed by it."""
    return connection.execute(select(StoreVersion.version)).scalar_one()


def is_empty(connection: Connection) -> bool:
    """Whether nobody has done anything here yet: no change is on record."""
    return connection.execute(text("SELECT 1 FROM audit LIMIT 1")).first() is None


EVER = date(1900, 1, 1)
"""A day before every fact: a first mapping from here on covers all history."""
