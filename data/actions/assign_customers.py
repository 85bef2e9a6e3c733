"""Give customers their arm in a campaign, once; the cube counts them in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import polars as pl
from sqlalchemy.orm import Session

from data.actions.nudge_assign import ROWS, assign
from data.actions.permissions import Actor, check
from data.tables.shop import millis


class NewAssignment(NamedTuple):
    """A customer's arm in a campaign, on account of that basket."""

    campaign_id: int
    unit: str
    segment: str | None
    arm: str
    basket_id: int


def assign_customers(
    session: Session, actor: Actor, *, given: Sequence[NewAssignment], now: datetime
) -> int:
    """How many were assigned; who had an arm keeps it, whatever `given` says.

    Raises NotAllowed: the actor's role may not run the mailer.
    """
    check(actor, "run_nudges")
    if not given:
        return 0
    schema = {name: kind for name, kind in ROWS.items() if name != "assigned_at"}
    rows = pl.DataFrame(given, schema=schema, orient="row").with_columns(
        pl.lit(millis(now), pl.Int64).alias("assigned_at")
    )
    return assign(session.connection(), rows).height
