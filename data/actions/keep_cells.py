"""Cells that were made outside, where the facts lie, take the place of those of the same days.

Again the same cells change nothing. It touches no campaign whose facts lie in this store.
"""

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from data.actions.nudge_settle import add_cells, hold_cube
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.imports.currencies import precisions
from data.names import name_key
from data.reads.nudge_cells import OUTSIDE, kept_cells
from data.reads.settings import reporting_currency
from data.refused import Invalid
from data.tables import Campaign
from data.tables.shop import EPOCH
from metrics.cube import CELLS


def keep_cells(
    session: Session,
    actor: Actor,
    *,
    cells: pl.DataFrame,
    campaigns: Sequence[str],
    currency: str | None,
    made_from: str,
    now: datetime,
) -> int:
    """Keep these cells for their campaigns and days; returns how many cells there are now of them.

    Args:
        cells: schema CELLS; `campaign_id` is a place in `campaigns`, names of campaigns that are
            begun here, as sent elsewhere, where they are not known.
        currency: of the amounts; None = a known campaign's own, the company's for a new one.
        made_from: where the events lie.

    Raises:
        Invalid: a campaign of that name has its facts in this store, or is counted in another
            currency; there is no such currency.
    """
    check(actor, "rebuild_cube")
    if currency is not None and currency not in precisions():
        raise Invalid(f"“{currency}” is not the code of a currency, such as USD or EUR.")
    connection = session.connection()
    hold_cube(connection)
    for place, name in enumerate(campaigns):
        own = cells.filter(pl.col("campaign_id") == place)
        campaign = _campaign(connection, name, own, currency, made_from)
        own = own.with_columns(campaign_id=pl.lit(campaign, pl.Int64)).select(CELLS.keys())
        add_cells(connection, own, kept_cells(connection, campaign, own["day"].unique()))
    after = {"campaigns": list(campaigns), "cells": cells.height, "from": made_from}
    record(session, actor, "keep_cells", "cube_cells", None, after=after, now=now)
    return cells.height


def _campaign(
    connection: Connection, name: str, own: pl.DataFrame, currency: str | None, made_from: str
) -> int:
    known = connection.execute(
        select(Campaign.id, Campaign.design, Campaign.currency).where(
            Campaign.name_key == name_key(name)
        )
    ).first()
    if known:
        if OUTSIDE not in known.design:
            raise Invalid(f"“{name}” has its facts in this store; its cells are made from them.")
        if currency not in (None, known.currency):
            raise Invalid(f"“{name}” is counted in {known.currency}, not in {currency}.")
        return int(known.id)
    first = date.fromordinal(EPOCH.date().toordinal() + int(own["day"].min() or 0))  # type: ignore[arg-type]
    values = {
        "name": name,
        "name_key": name_key(name),
        "status": "running",
        "sent_elsewhere": True,
        "design": {OUTSIDE: made_from},
        "currency": currency or reporting_currency(connection),
        "started_at": datetime(first.year, first.month, first.day, tzinfo=EPOCH.tzinfo),
        "row_version": 1,
    }
    made = connection.execute(insert(Campaign).values(values).returning(Campaign.id))
    return int(made.scalar_one())
