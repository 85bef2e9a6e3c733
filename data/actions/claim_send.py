"""Take one due reminder out of the line: claimed to be sent, withheld, held back or skipped.

Each is a conditional update that succeeds for one process only. A claim is committed before the
mail is handed over, so that a crash in between leaves a claim and never a second mail.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, update
from sqlalchemy.orm import Session

from data.actions.count_nudges import count_nudges
from data.actions.permissions import Actor, check
from data.actions.queue_sends import NewSend, write_skips
from data.actions.record import moved
from data.tables import Send

IN_LINE = ("due", "held")
_send = Send.__table__.c
_CLAIM = (
    update(Send)
    .where(_send.id == bindparam("send"), _send.state.in_(IN_LINE))
    .values(
        state="claimed",
        claimed_by=bindparam("by"),
        claimed_at=bindparam("now"),
        message_id=bindparam("mail"),
        attempts=_send.attempts + 1,
        due_at=None,
        error=None,
    )
)


def claim_send(
    session: Session, actor: Actor, *, send_id: int, by: str, message_id: str, now: datetime
) -> bool:
    """Whether the reminder is now this process's to send, and nobody else's.

    Args:
        by: the process, unlike any other. message_id: the name that the mail will have.
    """
    check(actor, "run_nudges")
    claimed = {"send": send_id, "by": by, "mail": message_id, "now": now}
    return session.connection().execute(_CLAIM, claimed).rowcount == 1


def withhold_send(
    session: Session, actor: Actor, *, due: NewSend, send_id: int, now: datetime
) -> bool:
    """Write down that it would have been sent now, were she not held out."""
    check(actor, "run_nudges")
    if not _taken(session, send_id, state="withheld", claimed_at=now, due_at=None):
        return False
    count_nudges(session, [(due.campaign_id, due.unit, "withheld")], now=now)
    moved(session)
    return True


def skip_send(session: Session, actor: Actor, *, due: NewSend, send_id: int, now: datetime) -> bool:
    """Write down why it is not sent any more."""
    check(actor, "run_nudges")
    if not _taken(session, send_id, state="skipped", due_at=None):
        return False
    write_skips(session, [due], now=now)
    moved(session)
    return True


def hold_send(session: Session, actor: Actor, *, send_id: int, until: datetime) -> bool:
    """Let it wait to the end of her quiet hours; everything is looked at again then."""
    check(actor, "run_nudges")
    return _taken(session, send_id, state="held", due_at=until)


def _taken(session: Session, send_id: int, **values: Any) -> bool:
    done = session.execute(
        update(Send).where(Send.id == send_id, Send.state.in_(IN_LINE)).values(**values),
        execution_options={"synchronize_session": False},
    )
    return cast("CursorResult[Any]", done).rowcount == 1
