"""A copy of the embedded store while it is in use; PostgreSQL has better tools of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from data.refused import Refused
from data.store import Store


def backup(store: Store, to: Path) -> None:
    """Copy the SQLite store into the file `to`, one consistent state, writers not stopped.

    Raises Refused when `to` exists, or for PostgreSQL with the command to use instead.
    """
    if store.dialect.name != "sqlite":
        there = store.url
        url = URL.create(
            "postgresql", there.username, None, there.host, there.port, there.database, there.query
        ).render_as_string()
        raise Refused(f"PostgreSQL is backed up by its own tool: pg_dump --format=custom {url!r}")
    if to.exists():
        raise Refused(f"{to} exists already. Choose a name that is free.")
    if not to.parent.is_dir():
        raise Refused(f"There is no folder {to.parent}.")
    half = to.with_name(f"{to.name}.unfinished")
    with closing(sqlite3.connect(str(store.url.database))) as source:
        with closing(sqlite3.connect(half)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        half.replace(to)
