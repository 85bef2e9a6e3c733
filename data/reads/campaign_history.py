"""What people did with a campaign, from the trail: who drafted, began, ended it, and when.

Campaigns are the whole company's: the scope is asked for as by every read, and narrows nothing.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from data.reads.scope import Scope
from data.tables import Audit


class Done(NamedTuple):
    """An action on a campaign."""

    at: datetime
    action: str
    by: str


def history(connection: Connection, scope: Scope, *, campaign_id: int) -> tuple[Done, ...]:
    """Every action on a campaign, the first first; of one after the other by the same person the
    last stands for all, as of a draft that is saved ten times."""
    query = (
        select(Audit.at, Audit.action, Audit.actor_name)
        .where(Audit.subject == "campaigns", Audit.subject_id == campaign_id)
        .order_by(Audit.id)
    )
    kept: list[Done] = []
    for row in connection.execute(query):
        done = Done(*row)
        if len(kept) > 1 and kept[-1][1:] == done[1:]:
            kept.pop()
        kept.append(done)
    return tuple(kept)
