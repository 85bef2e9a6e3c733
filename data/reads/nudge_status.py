"""How the mailer stands: what waits, what went, what nobody knows, and what a mail's name means."""

from datetime import datetime
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, func, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import Basket, Campaign, Send

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
    """How many reminders are in which state, a row each, columns as STATES.

    Reminders are the whole company's: the scope is asked for as by every read.
    """
    query = (
        select(Campaign.name, Send.state, func.count())
        .join(Campaign, Campaign.id == Send.campaign_id)
        .group_by(Campaign.id, Campaign.name, Send.state)
        .order_by(Campaign.id, Send.state)
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
