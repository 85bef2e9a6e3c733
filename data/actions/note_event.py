"""What came back of a reminder: a click, a bounce, a complaint, a no; told twice, counted once."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.actions.count_nudges import count_nudges
from data.actions.nudge_settle import hold_cube
from data.actions.permissions import Actor, check
from data.actions.record import moved
from data.actions.suppress import suppress
from data.actions.written_once import insert_new
from data.refused import Invalid
from data.tables import NudgeEvent, Send
from data.tables.nudges import EVENT_KINDS

SUPPRESSES = {"unsubscribe": "unsubscribed", "bounce": "bounced", "complaint": "complained"}
SOFT_BOUNCES = 2
"""So many soft bounces count as a hard one."""
LONGEST_DETAIL = 300


def note_event(
    session: Session,
    actor: Actor,
    *,
    key: str,
    kind: str,
    send_id: int | None,
    unit: str | None = None,
    unit_hash: str | None = None,
    source: str,
    detail: str = "",
    now: datetime,
) -> bool:
    """Whether this is new; known before, nothing changes.

    A hard bounce, a complaint or a no stops everything to her at once, soft bounces do the second
    time.

    Args:
        key: its own name, the same however often it is told.
        kind: one of `data.tables.nudges.EVENT_KINDS`.
        send_id: the reminder that it came back of, or null; `unit`: then the customer, or null.
        unit_hash: the customer as `nudges.keys` hashes her; null = nobody can be suppressed.
        source: by which way it came, such as `link` or `webhook`.

    Raises NotAllowed: the actor's role may not. Invalid: no such kind.
    """
    check(actor, "note_event")
    if kind not in EVENT_KINDS:
        raise Invalid(f"“{kind}” is none of {', '.join(EVENT_KINDS)}.")
    send = session.get(Send, send_id) if send_id is not None else None
    row = {
        "key": key,
        "kind": kind,
        "campaign_id": send.campaign_id if send else None,
        "unit": send.unit if send else unit,
        "send_id": send.id if send else None,
        "detail": detail[:LONGEST_DETAIL] or None,
        "at": now,
    }
    if kind == "soft bounce":  # two that are told at once would each count itself alone
        hold_cube(session.connection())
    new = bool(insert_new(session, NudgeEvent, [row], key=("key",)))
    reason = SUPPRESSES.get(kind)
    if kind == "soft bounce" and _soft_bounces(session, row["unit"]) >= SOFT_BOUNCES:
        reason = "bounced"
    if new and send is not None:  # counted before the version moves, as everywhere
        count_nudges(session, [(send.campaign_id, send.unit, kind)], now=now)
    if reason is not None and unit_hash is not None:
        suppress(session, actor, unit_hash=unit_hash, reason=reason, source=source, now=now)
    if new:
        moved(session)
    return new


def _soft_bounces(session: Session, unit: object) -> int:
    if unit is None:
        return 0
    query = select(func.count()).select_from(NudgeEvent)
    found = session.scalar(query.where(NudgeEvent.unit == unit, NudgeEvent.kind == "soft bounce"))
    return found or 0
