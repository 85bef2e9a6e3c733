"""The last step of every action: the audit row, and the counter that tells caches of the change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.actions.permissions import Actor
from data.tables import Audit, StoreVersion

_MOVE = update(StoreVersion).values(version=StoreVersion.__table__.c.version + 1)


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: int | None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Write who did what to which row, and move the store's version, in this transaction."""
    session.add(
        Audit(
            at=now,
            actor_id=actor.person_id,
            actor_name=actor.name,
            action=action,
            subject=subject,
            subject_id=subject_id,
            before=_plain(before),
            after=_plain(after),
        )
    )
    moved(session)


def moved(session: Session) -> None:
    """Move the store's version, in this transaction, for a change that is its own record."""
    session.flush()
    session.connection().execute(_MOVE)


def _plain(value: Any) -> Any:
    """The value as JSON can hold it: days and moments as ISO text, at any depth."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
