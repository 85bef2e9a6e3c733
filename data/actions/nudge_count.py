"""How often reminders were sent, skipped, clicked, …: counted in the transaction that does it.

The page reads these counts and never the rows behind them. It decides nothing and commits nothing.
"""

import polars as pl
from sqlalchemy import Connection

from data.actions import bulk
from data.tables import NudgeCount

KEY = {
    "campaign_id": pl.Int64,
    "day": pl.Int64,  # that the customer was assigned on; of skips before assignment, that day
    "arm": pl.String,  # "" = not assigned
    "segment": pl.String,  # "" = not known
    "what": pl.String,
}


def count(connection: Connection, rows: pl.DataFrame) -> None:
    """Move the counts: `rows` has the columns of KEY and `n`, which may be below 0."""
    sums = rows.group_by(*KEY).agg(pl.col("n").sum()).filter(pl.col("n") != 0)
    bulk.add(connection, NudgeCount, sums.select(*KEY, "n").sort(*KEY), ("n",))
