"""Leave the made-up company: empty the store for the reader's own, once and only then."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Invalid
from data.tables import Base, Setting, StoreVersion, triggers


def leave_demo(session: Session, actor: Actor, *, now: datetime) -> None:
    """Remove everything that is in the store, in one transaction; its version moves on.

    Raises:
        Invalid: the store does not hold the made-up company, so nothing may be removed.
    """
    check(actor, "leave_demo")
    demo = session.get(Setting, "demo")
    if demo is None:
        raise Invalid("This is a real company's store. Nothing was removed.")
    before = dict(demo.value)
    session.expunge_all()
    connection = session.connection()
    # The rules that keep strategy and trail as they were bind a company's own past, not this one.
    triggers.drop(connection, triggers.EVERY_RULE)
    for table in reversed(Base.metadata.sorted_tables):
        if table.name != StoreVersion.__tablename__:
            connection.execute(delete(table))
    triggers.create(connection, triggers.EVERY_RULE)
    nobody = Actor(None, actor.name, actor.role)
    record(session, nobody, "leave_demo", "settings", None, before=before, after=None, now=now)
