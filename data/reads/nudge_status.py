"""How the mailer stands: what waits, what went, what nobody knows, and what a mail's name means."""

from datetime import datetime
from typing import NamedTuple

import polars as pl
from sqlalchemy import BigInteger, Connection, cast, func, literal, select, union_all

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import Basket, Campaign, NudgeCount, Send

STATES = {"campaign": pl.String, "state": pl.String, "n": pl.Int64}
OPEN = {
    "send_id": pl.Int64,
    "campaign": pl.String,
    "basket": pl.String,
    "step": pl.Int64,
    "state": pl.String,
    "claimed_at": pl.Int64,
    "message_id": pl.String,
    "error": pl.String,
}


class Sent(NamedTuple):
    """Which reminder a mail is."""

    send_id: int
    unit: str


def states(connection: Connection, scope: Scope) -> pl.DataFrame:
    """What became of reminders so far, and how many stand in line or are in hand, a row each,
    columns as STATES: from what was counted and from those that wait, however many there were.

    Reminders are the whole company's: the scope is asked for as by every read.
    """
    counted = select(NudgeCount.campaign_id, NudgeCount.what.label("state"), NudgeCount.n)
    line = select(Send.campaign_id, Send.state, literal(1)).where(Send.due_at.is_not(None))
    hand = select(Send.campaign_id, Send.state, literal(1)).where(
        Send.claimed_by.is_not(None), Send.state == "claimed"
    )
    every = union_all(counted, line, hand).subquery()
    n = cast(func.sum(every.c.n), BigInteger)
    query = (
        select(Campaign.name, every.c.state, n)
        .join(Campaign, Campaign.id == every.c.campaign_id)
        .group_by(Campaign.id, Campaign.name, every.c.state)
        .having(n != 0)
        .order_by(Campaign.id, every.c.state)
    )
    return frame(connection, query, STATES)


def open_sends(connection: Connection, scope: Scope, *, silent_since: datetime) -> pl.DataFrame:
    """Reminders of which nobody knows whether they went out, columns as OPEN, the oldest first.

    `claimed_at` in milliseconds since 1970. Those that were claimed before `silent_since` and not
    heard of again are among them.
    """
    query = (
        select(
            Send.id,
            Campaign.name,
            Basket.source_key,
            Send.step,
            Send.state,
            Send.claimed_at,
            Send.message_id,
            Send.error,
        )
        .join(Campaign, Campaign.id == Send.campaign_id)
        .join(Basket, Basket.id == Send.basket_id, isouter=True)
        .where(
            Send.claimed_by.is_not(None),
            (Send.state == "unknown")
            | ((Send.state == "claimed") & (Send.claimed_at < silent_since)),
        )
        .order_by(Send.claimed_at, Send.id)
    )
    return frame(connection, query, OPEN)


def waiting(connection: Connection, *, now: datetime) -> tuple[int, int]:
    """How many baskets are to be looked at by now, and how many reminders are due."""
    looks = select(func.count()).select_from(Basket).where(Basket.look_at <= now)
    due = select(func.count()).select_from(Send).where(Send.due_at <= now)
    return connection.execute(looks).scalar_one(), connection.execute(due).scalar_one()


def send_of_message(connection: Connection, message_id: str) -> Sent | None:
    """The reminder whose mail has this name; null = none of ours."""
    query = select(Send.id, Send.unit).where(Send.message_id == message_id)
    row = connection.execute(query).first()
    return Sent(*row) if row else None
