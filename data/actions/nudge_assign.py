"""Customers get their arm in a campaign: recorded once, counted in the cube at once.

Who is assigned to which arm is decided before; permission, trail and commit are the caller's.
"""

import polars as pl
from sqlalchemy import Connection

from data.actions import bulk
from data.actions.nudge_settle import hold_cube, recount, settle
from data.reads.nudge_facts import assignments_of
from data.tables import Assignment
from data.tables.shop import DAY_MS

LONGEST_MS = 30 * DAY_MS
ROWS = {
    "campaign_id": pl.Int64,
    "unit": pl.String,
    "segment": pl.String,  # null = not known
    "arm": pl.String,
    "assigned_at": pl.Int64,  # milliseconds since 1970
    "basket_id": pl.Int64,  # null = none of ours
}


def assign(connection: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """Record these assignments; who has one in the campaign keeps it.

    Args:
        rows: schema ROWS; of one customer's rows in a campaign the first counts.

    Returns:
        Those that were recorded now, schema ROWS.
    """
    hold_cube(connection)
    key = ["campaign_id", "unit"]
    rows = rows.select(list(ROWS)).cast(ROWS).unique(key, keep="first", maintain_order=True)  # type: ignore[arg-type]
    before = assignments_of(connection, rows["unit"])
    new = rows.join(before, on=key, how="anti", maintain_order="left")
    ends = pl.col("assigned_at") + LONGEST_MS
    bulk.insert(connection, Assignment, new.with_columns(valid_to=ends))
    after = assignments_of(connection, new["unit"])
    come = after.join(before, on="id", how="anti")
    recount(connection, gone=come.clear(), come=come)
    settle(connection, new["unit"])
    return new
