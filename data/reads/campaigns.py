"""Campaigns as the mailer needs them: what they are to do, and which of them send now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from data.names import name_key
from data.refused import Invalid
from data.tables import Campaign

LONGEST_NUMBER = 19  # digits, of which some numbers fit no database


class Planned(NamedTuple):
    """A campaign, its design as JSON keeps it."""

    id: int
    name: str
    status: str
    sent_elsewhere: bool
    design: Mapping[str, Any]
    started_at: datetime | None
    ended_at: datetime | None
    row_version: int


def running_campaigns(connection: Connection) -> list[Planned]:
    """The campaigns that send from here and were started and not ended, the oldest first."""
    query = _QUERY.where(Campaign.status == "running", Campaign.sent_elsewhere.is_(False))
    return [Planned(*row) for row in connection.execute(query.order_by(Campaign.id))]


def campaign(connection: Connection, campaign_id: int) -> Planned | None:
    """One campaign; null = there is none."""
    row = connection.execute(_QUERY.where(Campaign.id == campaign_id)).first()
    return Planned(*row) if row else None


def campaign_named(connection: Connection, name: str) -> Planned | None:
    """The campaign of that name, however it is written; null = there is none."""
    row = connection.execute(_QUERY.where(Campaign.name_key == name_key(name))).first()
    return Planned(*row) if row else None


def campaign_called(connection: Connection, name: str) -> Planned:
    """The campaign of that name, else of that number; raises Invalid."""
    found = campaign_named(connection, name)
    if found is None and name.isdecimal() and len(name) < LONGEST_NUMBER:
        found = campaign(connection, int(name))
    if found is None:
        raise Invalid(f"There is no campaign “{name}”.")
    return found


_QUERY = select(
    Campaign.id,
    Campaign.name,
    Campaign.status,
    Campaign.sent_elsewhere,
    Campaign.design,
    Campaign.started_at,
    Campaign.ended_at,
    Campaign.row_version,
)
