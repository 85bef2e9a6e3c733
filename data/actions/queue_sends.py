"""Put reminders in line: what is due when, what is skipped and why. It writes to nobody.

What is to happen was decided by the caller, in this transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.actions.count_nudges import count_nudges
from data.actions.nudge_settle import hold_cube
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.written_once import insert_new
from data.tables import Basket, Send, Skip


@dataclass(frozen=True)
class NewSend:
    """A step of a basket's reminder: due at a moment, or, `due_at` null, skipped for `reason`.

    `arm` null: she is not assigned.
    """

    campaign_id: int
    unit: str
    basket_id: int
    step: int
    arm: str | None
    due_at: datetime | None
    held: bool = False
    reason: str = ""


def queue_sends(
    session: Session,
    actor: Actor,
    *,
    sends: Sequence[NewSend],
    look_at: Mapping[int, datetime | None],
    now: datetime,
) -> int:
    """How many reminders are newly on record. What another process wrote first stays as it is.

    Args:
        look_at: when to look at each basket again; null = never.

    Raises NotAllowed: the actor's role may not run the mailer.
    """
    check(actor, "run_nudges")
    rows = [
        {
            "campaign_id": one.campaign_id,
            "unit": one.unit,
            "basket_id": one.basket_id,
            "step": one.step,
            "state": "skipped" if one.due_at is None else "held" if one.held else "due",
            "attempts": 0,
            "due_at": one.due_at,
        }
        for one in sends
    ]
    key = ("campaign_id", "unit", "basket_id", "step")
    new = set(insert_new(session, Send, rows, key=key))
    skipped = [
        one
        for one in sends
        if one.due_at is None and (one.campaign_id, one.unit, one.basket_id, one.step) in new
    ]
    write_skips(session, skipped, now=now)
    again = [{"id": basket_id, "look_at": moment} for basket_id, moment in look_at.items()]
    if again:
        session.execute(update(Basket), again)
    if new:
        done = {"on_record": len(new), "of_them_skipped": len(skipped)}
        record(session, actor, "queue_sends", "sends", None, after=done, now=now)
    return len(new)


def write_skips(session: Session, skipped: Sequence[NewSend], *, now: datetime) -> None:
    """Keep why each was not sent, and count it."""
    rows = [
        {
            "campaign_id": one.campaign_id,
            "unit": one.unit,
            "basket_id": one.basket_id,
            "step": one.step,
            "reason": one.reason,
            "arm": one.arm,
            "at": now,
        }
        for one in skipped
    ]
    key = ("campaign_id", "unit", "basket_id", "step", "reason")
    insert_new(session, Skip, rows, key=key)
    told = [(one.campaign_id, one.unit, f"skip: {one.reason}") for one in skipped]
    if len(told) > 1:
        hold_cube(session.connection())  # two that count many at once could block each other
    count_nudges(session, told, now=now)
