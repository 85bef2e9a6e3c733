"""Tell the second of two people who edit the same row; never overwrite what nobody looked at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.refused import Conflict
from data.tables import Audit


def check_unchanged(
    session: Session, subject: str, subject_id: int, called: str, *, is_at: int, seen: int
) -> None:
    """Raise Conflict, naming who changed it, unless the row is as the actor saw it.

    Args:
        subject: the table's name, as in the audit trail. called: what people call the row.
        is_at: the row's `row_version` now. seen: the one that the actor's page showed.
    """
    if is_at == seen:
        return
    who = session.scalars(
        select(Audit.actor_name)
        .where(Audit.subject == subject, Audit.subject_id == subject_id)
        .order_by(Audit.id.desc())
        .limit(1)
    ).first()
    raise Conflict(
        f"{who or 'An import'} changed {called} while you were editing."
        " Look at it as it is now, then save yours."
    )
