"""The audit trail, newest first, a page at a time: it only grows, so no read takes all of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from data.reads.scope import Scope
from data.refused import NotAllowed
from data.tables import Audit, Base

CALLED = ("name", "title", "file_name", "number", "quote", "words")
"""Columns by which a row of any table is known to people, the best first."""

POINTS_TO = {
    "account_id": "accounts",
    "deal_id": "deals",
    "feature_id": "features",
    "logged_by_id": "people",
    "made_by_id": "people",
    "person_id": "people",
    "product_id": "products",
    "team_id": "teams",
}
"""Parts of an entry that hold the id of a row: people read its name instead."""

Row = tuple[str, int | None]
"""A row of any table: the table's name, the row's id."""


@dataclass(frozen=True)
class Wanted:
    """Which entries: null leaves nothing out; days are UTC, the last one is counted in."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Entry:
    """One change: who did what, when, to which row, and that row's part that changed."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: int | None
    called: str | None  # what the subject is called today; null = nothing is known of it
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def entries(
    connection: Connection,
    scope: Scope,
    wanted: Wanted,
    *,
    limit: int,
    older_than: int | None = None,
) -> tuple[Entry, ...]:
    """At most `limit` entries, newest first.

    Args:
        older_than: the id of the last entry already seen; null begins with the newest.

    Raises:
        NotAllowed: the scope is not every team, and the trail cannot be told apart by team.
    """
    if scope.teams is not None:
        raise NotAllowed("The audit trail covers every team. Ask an administrator.")
    query = select(Audit.__table__).where(*_conditions(wanted)).order_by(Audit.id.desc())
    if older_than is not None:
        query = query.where(Audit.id < older_than)
    rows = connection.execute(query.limit(limit)).all()
    named = {(row.subject, row.subject_id) for row in rows}
    for row in rows:
        named |= _pointed_at(row.before) | _pointed_at(row.after)
    called = _called(connection, named)
    return tuple(
        Entry(
            row.id,
            row.at,
            row.actor_name,
            row.action,
            row.subject,
            row.subject_id,
            called.get((row.subject, row.subject_id)),
            _in_names(row.before, called),
            _in_names(row.after, called),
        )
        for row in rows
    )


def actors(connection: Connection, scope: Scope) -> tuple[str, ...]:
    """Everyone who ever changed something, by name."""
    if scope.teams is not None:
        return ()
    return tuple(connection.scalars(select(Audit.actor_name).distinct().order_by("actor_name")))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.actor is not None:
        conditions.append(Audit.actor_name == wanted.actor)
    if wanted.action is not None:
        conditions.append(Audit.action == wanted.action)
    if wanted.subject is not None:
        conditions.append(Audit.subject == wanted.subject)
    if wanted.since is not None:
        conditions.append(Audit.at >= datetime.combine(wanted.since, time(), UTC))
    if wanted.until is not None:
        day_after = wanted.until + timedelta(days=1)
        conditions.append(Audit.at < datetime.combine(day_after, time(), UTC))
    return conditions


def _pointed_at(part: dict[str, Any] | None) -> set[Row]:
    return {(POINTS_TO[key], row) for key, row in (part or {}).items() if key in POINTS_TO}


def _in_names(part: dict[str, Any] | None, called: dict[Row, str]) -> dict[str, Any] | None:
    """The part of an entry with names for ids; an id whose row is gone stays."""
    if part is None:
        return None
    found: dict[str, Any] = {}
    for key, value in part.items():
        name = called.get((POINTS_TO[key], value)) if key in POINTS_TO else None
        found[key if name is None else key.removesuffix("_id")] = value if name is None else name
    return found


def _called(connection: Connection, subjects: set[Row]) -> dict[Row, str]:
    """What those rows are called today, one query a table."""
    found: dict[Row, str] = {}
    for name in sorted({name for name, _ in subjects}):
        table = Base.metadata.tables.get(name)
        column = next((c for c in CALLED if table is not None and c in table.c), None)
        if table is None or column is None or "id" not in table.c:
            continue
        ids = [key for subject, key in subjects if subject == name and key is not None]
        for row in connection.execute(
            select(table.c.id, table.c[column]).where(table.c.id.in_(ids))
        ):
            if row[1] is not None:
                found[name, row[0]] = str(row[1])
    return found
