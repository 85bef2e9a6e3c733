"""Whose event passed before she bought, as additive cells beside the cube's; orders nothing else.

An event that passes ends the waiting: it competes with buying. What she buys after it is bought,
and counts as ever in the cube, but it is no end of a waiting that was over.
"""

import polars as pl

DAY_MS = 86_400_000

WAITING = pl.Schema(
    {
        "assignment_id": pl.Int64,
        "unit": pl.String,
        "campaign_id": pl.Int64,
        "arm": pl.String,
        "segment": pl.String,  # "" = not known
        "assigned_ms": pl.Int64,
        "valid_to_ms": pl.Int64,
        "event_ms": pl.Int64,  # of the basket that she was reminded of
    }
)
EXPIRED = pl.Schema(
    {
        "assignment_id": pl.Int64,
        "unit": pl.String,
        "campaign_id": pl.Int64,
        "day": pl.Int64,  # that she was assigned on
        "arm": pl.String,
        "segment": pl.String,
        "lag": pl.Int64,  # whole days until the event passed
        "bought_lag": pl.Int64,  # whole days until she bought all the same; null = she has not
    }
)
AMOUNTS = ("expired", "late")
GROUP = ("campaign_id", "day", "arm", "segment", "lag")
ENDS = pl.Schema(
    {
        "campaign_id": pl.Int64,
        "day": pl.Int64,
        "arm": pl.String,
        "segment": pl.String,
        "lag": pl.Int64,
        "expired": pl.Int64,
        "late": pl.Int64,
    }
)


def expired(waiting: pl.DataFrame, purchases: pl.DataFrame) -> pl.DataFrame:
    """The customers whose event passed while the assignment was theirs, before they had bought.

    Args:
        waiting: WAITING, one row per assignment whose basket has an event.
        purchases: `campaign_id, unit, lag` as the cube's attribution settled them.

    Returns:
        EXPIRED, by assignment. Who bought on the very day, counted from the assignment, on which
        the event passed has bought.
    """
    first = purchases.group_by("campaign_id", "unit").agg(
        pl.col("lag").cast(pl.Int64).min().alias("bought_lag")
    )
    hers = pl.col("event_ms").is_between(pl.col("assigned_ms"), pl.col("valid_to_ms"), "left")
    return (
        waiting.filter(hers)
        .with_columns(
            ((pl.col("event_ms") - pl.col("assigned_ms")) // DAY_MS).alias("lag"),
            (pl.col("assigned_ms") // DAY_MS).alias("day"),
        )
        .join(first, on=["campaign_id", "unit"], how="left")
        .filter(pl.col("bought_lag").is_null() | (pl.col("bought_lag") > pl.col("lag")))
        .select(EXPIRED.keys())
        .cast(EXPIRED)
        .sort("assignment_id")
    )


def cells(gone: pl.DataFrame) -> pl.DataFrame:
    """The additive cells of EXPIRED, schema ENDS: by lag how many `expired`, and how many of those
    whose event had passed bought, `late`."""
    none, one = pl.lit(0, pl.Int64), pl.lit(1, pl.Int64)
    over = gone.select(*GROUP, one.alias("expired"), none.alias("late"))
    bought = gone.drop_nulls("bought_lag").with_columns(pl.col("bought_lag").alias("lag"))
    late = bought.select(*GROUP, none.alias("expired"), one.alias("late"))
    both = pl.concat([over, late]).group_by(*GROUP).agg(pl.col(*AMOUNTS).sum())
    return both.select(ENDS.keys()).sort(GROUP)
