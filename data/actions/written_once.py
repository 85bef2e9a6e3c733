"""Rows that several processes may write and that stand once: who comes second adds none."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.tables import Base

CHUNK = 1_000


def insert_new(
    session: Session, noun: type[Base], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The keys of those rows that were not there yet, and are now; the others stay as they were.

    Args:
        key: the columns of a unique constraint of the table. Rows are written in its order, so
            that two processes wait for each other instead of blocking each other.
    """
    dialect = session.connection().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in key))
    written: list[tuple[Any, ...]] = []
    for start in range(0, len(ordered), CHUNK):
        statement = insert(noun).values(ordered[start : start + CHUNK])
        new = statement.on_conflict_do_nothing(index_elements=list(key))
        found = session.execute(new.returning(*(getattr(noun, name) for name in key)))
        written += [tuple(row) for row in found]
    return written
