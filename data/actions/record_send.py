"""Write down what became of a reminder that was claimed; what nobody knows is called unknown.

None of this sends anything again by itself: only what has certainly not been delivered goes back
into the line, or what a person decided about.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from data.actions.count_nudges import count_nudges
from data.actions.nudge_settle import hold_cube
from data.actions.permissions import Actor, check
from data.actions.queue_sends import NewSend, write_skips
from data.actions.record import moved, record
from data.refused import Conflict, Invalid
from data.tables import Assignment, Send

OPEN = ("claimed", "unknown")
DECISIONS = ("sent", "again", "never")
_send = Send.__table__.c
_SETTLE = (
    update(Send)
    .where(
        _send.id == bindparam("send"),
        _send.claimed_by == bindparam("by"),
        _send.state == bindparam("was"),
    )
    .values(
        state=bindparam("new_state"),
        error=bindparam("new_error"),
        due_at=bindparam("new_due_at"),
        sent_at=bindparam("new_sent_at"),
        claimed_by=bindparam("still_claimed_by"),
    )
    .returning(_send.campaign_id, _send.unit, _send.basket_id, _send.step)
)


def record_send(
    session: Session,
    actor: Actor,
    *,
    send_id: int,
    by: str,
    state: str,
    said: str = "",
    again_at: datetime | None = None,
    reason: str = "",
    now: datetime,
) -> bool:
    """Whether it was still this process's to settle; else a person decided meanwhile.

    Args:
        state: `sent`; `failed`; `unknown`; `due`, to be tried again at `again_at`; `skipped`, for
            `reason`.
        said: what the mail server said.
    """
    check(actor, "run_nudges")
    values = {
        "new_state": state,
        "new_error": None if state == "sent" else said or None,
        "new_due_at": again_at if state == "due" else None,
        "new_sent_at": now if state == "sent" else None,
        "still_claimed_by": by if state == "unknown" else None,
    }
    connection = session.connection()
    for was in OPEN:
        mine = {"send": send_id, "by": by, "was": was}
        row = connection.execute(_SETTLE, values | mine).first()
        if row is not None:
            break
    else:
        return False
    if was == "unknown":  # counted so when this process had been silent for too long
        count_nudges(session, [(row.campaign_id, row.unit, "unknown")], now=now, by=-1)
    if state == "skipped":
        arm = session.scalar(
            select(Assignment.arm).where(
                Assignment.campaign_id == row.campaign_id, Assignment.unit == row.unit
            )
        )
        skip = NewSend(row.campaign_id, row.unit, row.basket_id, row.step, arm, None, reason=reason)
        write_skips(session, [skip], now=now)
    elif state != "due":
        count_nudges(session, [(row.campaign_id, row.unit, state)], now=now)
    if state != "due" or was == "unknown":  # back in the line is nothing that a page shows
        moved(session)
    return True


def give_up_waiting(
    session: Session, actor: Actor, *, silent_since: datetime, now: datetime
) -> int:
    """How many claims are older than that: their process died, and they are unknown from now on."""
    check(actor, "run_nudges")
    stale = session.execute(
        update(Send)
        .where(
            Send.claimed_by.is_not(None), Send.state == "claimed", Send.claimed_at < silent_since
        )
        .values(state="unknown", error="The process that was sending it ended without a word.")
        .returning(Send.campaign_id, Send.unit),
        execution_options={"synchronize_session": False},
    ).all()
    if stale:
        hold_cube(session.connection())  # two that count many at once could block each other
        count_nudges(session, [(campaign, unit, "unknown") for campaign, unit in stale], now=now)
        after = {"unknown": len(stale)}
        record(session, actor, "give_up_waiting", "sends", None, after=after, now=now)
    return len(stale)


def settle_send(
    session: Session, actor: Actor, *, send_id: int, decision: str, now: datetime
) -> None:
    """A person decides about a reminder of which nobody knows whether it went out.

    Args:
        decision: `sent`: it was delivered. `again`: it was not, send it. `never`: leave it.

    Raises:
        NotAllowed: the actor's role may not. Invalid: no such decision or reminder.
        Conflict: it is not unknown any more.
    """
    check(actor, "settle_send")
    if decision not in DECISIONS:
        raise Invalid(f"Decide one of: {', '.join(DECISIONS)}.")
    send = session.execute(
        select(Send.campaign_id, Send.unit, Send.state, Send.claimed_at)
        .where(Send.id == send_id)
        .with_for_update()
    ).first()
    if send is None:
        raise Invalid(f"There is no reminder {send_id}.")
    if send.state != "unknown":
        raise Conflict(f"Reminder {send_id} is {send.state} by now: nothing is to be decided.")
    state = {"sent": "sent", "again": "due", "never": "failed"}[decision]
    _set(
        session,
        send_id,
        {
            "state": state,
            "claimed_by": None,
            "due_at": now if state == "due" else None,
            "sent_at": send.claimed_at if state == "sent" else None,
            "error": None if state == "sent" else f"{actor.name} decided: {decision}.",
        },
    )
    count_nudges(session, [(send.campaign_id, send.unit, "unknown")], now=now, by=-1)
    if state != "due":
        count_nudges(session, [(send.campaign_id, send.unit, state)], now=now)
    record(
        session,
        actor,
        "settle_send",
        "sends",
        send_id,
        before={"state": "unknown"},
        after={"state": state},
        now=now,
    )


def _set(session: Session, send_id: int, values: dict[str, Any]) -> None:
    session.execute(
        update(Send).where(Send.id == send_id).values(**values),
        execution_options={"synchronize_session": False},
    )
